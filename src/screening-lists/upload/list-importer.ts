import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Settings } from '../../../config/settings.js';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import type { Tx } from '../../common/persistence/sql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../../common/tokens.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import { openRows } from '../../screening/chunk-content.js';
import { type PendingChunk, ScreeningRunRepository } from '../../screening/run/screening-run.repository.js';
import { readScreeningRow } from '../../screening/screening-row.js';
import { ScreeningSpoolRepository } from '../../screening/upload/screening-spool.repository.js';
import { openPurpose } from '../list-contexts.js';
import { ListEvents } from '../list-events.js';
import { type PreparedItem, prepareItem, refKeyOf } from '../list-items.js';
import { ListItemsRepository } from '../list-items.repository.js';
import { type ScreeningList, ScreeningListsRepository } from '../screening-lists.repository.js';
import { type ListRowError, type ListUpload, ListUploadsRepository } from './list-uploads.repository.js';

/** Up to 1,000 rows. */
const CHUNKS_PER_BATCH = 5;
const REMOVED_AT_ONCE = 1_000;
const AUTHOR = { system: 'screening-list.import' };

/** A row of a batch that was understood. */
interface RowItem {
  readonly line: number;
  readonly item: PreparedItem;
}

interface Batch {
  readonly chunks: number;
  readonly rows: readonly RowItem[];
  /** Blind indexes of the references of rows that were not understood. */
  readonly rejectedRefKeys: readonly string[];
  readonly errors: readonly ListRowError[];
  readonly rejectedRows: number;
}

/** Puts the rows of uploads onto their lists batch by batch; where it was stopped, by kill -9 too, the next run goes on. */
@Injectable()
export class ListImporter implements OnModuleDestroy {
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: ListEvents,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleDestroy(): void {
    this.isStopping = true;
  }

  async run(uploadId: string): Promise<void> {
    const uploads = new ListUploadsRepository(this.database);
    while (!this.isStopping) {
      const upload = await uploads.byId(uploadId);
      if (upload?.state !== 'RUNNING') break;
      const list = await new ScreeningListsRepository(this.database, upload.tenantId).byId(upload.listId);
      if (!list) await this.drop(upload);
      else if (upload.importedChunks < upload.chunkCount) await this.importBatch(upload, list);
      else if (upload.mode === 'REPLACE' && (await this.removeUnnamed(upload))) continue;
      else await this.complete(upload);
    }
  }

  private async importBatch(upload: ListUpload, list: ScreeningList): Promise<void> {
    const repository = new ScreeningRunRepository(this.database);
    const chunks = await repository.pending(upload.id, upload.importedChunks, CHUNKS_PER_BATCH);
    if (chunks.length === 0) throw new Error('the rows of an upload are missing');
    const batch = await this.read(upload, list, chunks);
    await this.locked(upload, async (tx, now, locked) => {
      const { accepted, errors } = await this.put(tx, upload, locked, batch);
      const uploads = new ListUploadsRepository(tx);
      await uploads.addErrors(tx, upload.id, [...batch.errors, ...errors]);
      await uploads.set(tx, upload.id, {
        importedChunks: now.importedChunks + batch.chunks,
        acceptedRows: now.acceptedRows + accepted,
        rejectedRows: now.rejectedRows + batch.rejectedRows + errors.length,
        updatedAtMs: this.clock.now(),
      });
    });
  }

  /** Reads and prepares rows: everything that needs no transaction. */
  private async read(upload: ListUpload, list: ScreeningList, chunks: readonly PendingChunk[]): Promise<Batch> {
    const platform = await new ListUploadsRepository(this.database).platformOf(upload);
    const reading = {
      listId: list.id,
      stated: openPurpose(this.ciphers, list),
      statedAt: '',
      nowMs: upload.createdAtMs,
    };
    const rows: RowItem[] = [];
    const rejectedRefKeys: string[] = [];
    const errors: ListRowError[] = [];
    let rejectedRows = 0;
    for (const chunk of chunks) {
      for (const spooled of await openRows(this.ciphers, upload.id, chunk)) {
        const { line, rowId, item: given, faults } = readScreeningRow(spooled, platform);
        const refFault = faults.length === 0 && !rowId?.trim() ? [REF_MISSING] : [];
        const all = [...faults, ...refFault].map((fault) => ({ line, ...fault }));
        if (!given || !rowId || all.length > 0) {
          errors.push(...all);
          rejectedRows += 1;
          if (rowId?.trim()) rejectedRefKeys.push(refKeyOf(this.ciphers.index, list.id, rowId.trim()));
          continue;
        }
        const item = prepareItem(this.ciphers, { ref: rowId.trim(), ...given }, '', reading);
        if ('code' in item) {
          errors.push({ line, field: item.field ?? '', reason: item.code, message: item.message });
          rejectedRows += 1;
          rejectedRefKeys.push(refKeyOf(this.ciphers.index, list.id, rowId.trim()));
        } else rows.push({ line, item });
      }
    }
    return { chunks: chunks.length, rows, rejectedRefKeys, errors, rejectedRows };
  }

  private async put(
    tx: Tx,
    upload: ListUpload,
    list: ScreeningList,
    { rows, rejectedRefKeys }: Batch,
  ): Promise<{ accepted: number; errors: ListRowError[] }> {
    const items = new ListItemsRepository(tx, this.ciphers);
    const refKeys = [...rows.map(({ item }) => item.refKey), ...rejectedRefKeys];
    const known = await items.known(tx, list.id, [...new Set(refKeys)]);
    const seen = new Set<string>();
    const errors: ListRowError[] = [];
    const wanted = rows.filter(({ line, item: { refKey } }) => {
      const isTwice = seen.has(refKey) || known.get(refKey)?.uploadId === upload.id;
      if (isTwice) errors.push({ line, ...REF_TWICE });
      seen.add(refKey);
      return !isTwice;
    });
    // What a replacement removes at its end makes room for what it brings.
    const most = this.settings.LIAISON_SCREENING_LIST_MAX_ITEMS;
    const put = await items.put(
      tx,
      list,
      wanted.map(({ item }) => item),
      { mark: upload.id, nowMs: this.clock.now(), most: upload.mode === 'REPLACE' ? most + list.itemCount : most },
    );
    if (upload.mode === 'REPLACE') {
      // The file names them, if badly: they stay on the list as they were.
      const named = rejectedRefKeys.flatMap((refKey) => known.get(refKey)?.id ?? []);
      await items.mark(tx, named, upload.id);
    }
    for (const at of put.refused) errors.push({ line: wanted[at]?.line ?? 0, ...LIST_FULL });
    await new ScreeningListsRepository(tx, upload.tenantId).moveCounts(tx, list, put);
    return { accepted: wanted.length - put.refused.length, errors };
  }

  /** Removes some of the items that a replacement did not name; false when there are none left. */
  private async removeUnnamed(upload: ListUpload): Promise<boolean> {
    let removed = 0;
    await this.locked(upload, async (tx, now, list) => {
      const items = new ListItemsRepository(tx, this.ciphers);
      const unnamed = await items.notNamedBy(tx, list.id, upload.id, REMOVED_AT_ONCE);
      removed = unnamed.length;
      if (removed === 0) return;
      const moves = await items.remove(tx, list, unnamed);
      await new ScreeningListsRepository(tx, upload.tenantId).moveCounts(tx, list, moves);
      const removedItems = now.removedItems + removed;
      await new ListUploadsRepository(tx).set(tx, upload.id, { removedItems, updatedAtMs: this.clock.now() });
    });
    return removed > 0;
  }

  /** First the rows go from the spool: the sweeper finds what is not complete, and nothing else. */
  private async complete(upload: ListUpload): Promise<void> {
    await new ScreeningSpoolRepository(this.database).dropChunks(this.database, upload.id);
    await this.locked(upload, async (tx, now, list) => {
      const nowMs = this.clock.now();
      const state = 'COMPLETED';
      await new ListUploadsRepository(tx).set(tx, upload.id, { state, completedAtMs: nowMs, updatedAtMs: nowMs });
      const lists = new ScreeningListsRepository(tx, upload.tenantId);
      await lists.set(tx, list.id, { uploadId: null, updatedAtMs: nowMs });
      const { acceptedRows, rejectedRows, removedItems } = now;
      const counts = { uploadId: upload.id, acceptedRows, rejectedRows, removedItems };
      const detail = { tenantId: upload.tenantId, ...counts };
      await this.ledger.append(tx, AUTHOR, [
        { action: 'screening-list.import', subjectType: 'ScreeningList', subjectId: list.id, detail },
      ]);
      await this.events.append(tx, upload.tenantId, 'screening-list.changed', list.id, counts);
    });
  }

  /** The list went before its rows were in. */
  private async drop({ id }: ListUpload): Promise<void> {
    await new ScreeningSpoolRepository(this.database).dropChunks(this.database, id);
    await this.database.transaction((tx) =>
      new ListUploadsRepository(tx).set(tx, id, { state: 'DROPPED', updatedAtMs: this.clock.now() }),
    );
  }

  /** Work under the locks of list and upload, unless another run has come further. */
  private async locked(
    upload: ListUpload,
    work: (tx: Tx, now: ListUpload, list: ScreeningList) => Promise<void>,
  ): Promise<void> {
    await this.database.transaction(async (tx) => {
      const list = await new ScreeningListsRepository(tx, upload.tenantId).byId(upload.listId, tx.forUpdate);
      const now = await new ListUploadsRepository(tx).byId(upload.id, tx.forUpdate);
      if (!list || now?.state !== 'RUNNING' || now.importedChunks !== upload.importedChunks) return;
      await work(tx, now, list);
    });
  }
}

const REF_MISSING = {
  field: 'id',
  reason: 'REQUIRED',
  message: 'Each row of a list has an `id`, by which it can be changed.',
};
const REF_TWICE = { field: 'id', reason: 'DUPLICATE', message: 'An earlier row of the file has the same `id`.' };
const LIST_FULL = { field: '', reason: 'LIST_FULL', message: 'The list has as many items as it may.' };
