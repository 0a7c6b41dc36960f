import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { Database } from '../../common/persistence/database.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import { EntityRaceError } from '../../entities/entities.writer.js';
import { FlagCategories } from '../../flags/flag-categories.js';
import { type ReportBatch, ReportBatchReader, rejectRepeated } from './report-batch.js';
import {
  ChunksTakenError,
  type DraftBatch,
  RepeatedComplaintsError,
  ReportBatchWriter,
} from './report-batch.writer.js';
import { type ImportedReport, type PendingChunk, ReportImportRepository } from './report-import.repository.js';
import type { RowRules } from './report-row.js';

const CHUNKS_PER_BATCH = 16;
const ROWS_PER_BATCH = 2_000;
/** Entities that a report keeps coming back to. */
const REMEMBERED_ENTITIES = 20_000;

/** Entity ids by anchor key that one run of an import has met. */
type KnownEntities = LRUCache<string, string>;
const rememberEntities = (): KnownEntities => new LRUCache({ max: REMEMBERED_ENTITIES });

/**
 * Brings reports from the spool into the tables. While the database writes one batch the next is read, judged and
 * encrypted. Where it was stopped, by kill -9 too, the next run goes on: the spool knows what is left.
 */
@Injectable()
export class ReportImporter implements OnModuleDestroy {
  private readonly running = new Map<string, { isAskedAgain: boolean }>();
  private readonly reader: ReportBatchReader;
  private isStopping = false;

  constructor(
    private readonly database: Database,
    private readonly categories: FlagCategories,
    private readonly writer: ReportBatchWriter,
    @Inject(CIPHERS) ciphers: Ciphers,
  ) {
    this.reader = new ReportBatchReader(database, ciphers, writer.entities);
  }

  /** Stops after the batch in hand; the rest waits in the spool. */
  onModuleDestroy(): void {
    this.isStopping = true;
  }

  /** Imports what is in the spool of a report, and completes it when that was all. One run a report and process. */
  async run(reportId: string): Promise<void> {
    const running = this.running.get(reportId);
    if (running) {
      running.isAskedAgain = true;
      return;
    }
    const turn = { isAskedAgain: false };
    this.running.set(reportId, turn);
    try {
      do {
        turn.isAskedAgain = false;
        await this.importSpooled(reportId);
      } while (turn.isAskedAgain && !this.isStopping);
    } finally {
      this.running.delete(reportId);
    }
  }

  private async importSpooled(reportId: string): Promise<void> {
    const report = await new ReportImportRepository(this.database).report(reportId);
    if (!report) return;
    const rules: RowRules = {
      platform: report.tenantCode,
      categories: await this.categories.all(),
      jurisdiction: report.jurisdiction,
      // The report's own time, so that a row is judged alike however late its chunk is imported.
      now: () => new Date(report.createdAtMs),
    };
    try {
      await this.importBatches(report, rules);
      if (!this.isStopping) await this.writer.completeIfDone(report);
    } catch (error) {
      if (!(error instanceof ChunksTakenError)) throw error;
    }
  }

  private async importBatches(report: ImportedReport, rules: RowRules): Promise<void> {
    let known: KnownEntities = rememberEntities();
    let next = this.prepare(report, rules, 0, known);
    for (;;) {
      const draft = await next;
      if (!draft || this.isStopping) return;
      next = this.prepare(report, rules, (draft.batch.chunkNumbers.at(-1) ?? 0) + 1, known);
      // Its failure is found when it is awaited; when this batch fails first, nobody asks.
      next.catch(() => undefined);
      if (await this.commit(report, draft)) continue;
      // The next batch may name entities by ids that were not used after all.
      known = rememberEntities();
      next = next.then((drafted) => drafted && this.writer.draft(report, drafted.batch));
    }
  }

  private async prepare(
    report: ImportedReport,
    rules: RowRules,
    firstChunk: number,
    known: KnownEntities,
  ): Promise<DraftBatch | undefined> {
    const chunks = await new ReportImportRepository(this.database).pending(report.id, firstChunk, CHUNKS_PER_BATCH);
    if (chunks.length === 0) return undefined;
    const batch = await this.reader.read(report, rules, upToRows(chunks, ROWS_PER_BATCH));
    const draft = await this.writer.draft(report, batch, known);
    for (const [key, id] of draft.resolved.ids) known.set(key, id);
    return draft;
  }

  /** Writes a batch, drafting it anew when others were faster; false when it was. */
  private async commit(report: ImportedReport, draft: DraftBatch): Promise<boolean> {
    let current = draft;
    for (;;) {
      try {
        await this.writer.commit(report, current);
        return current === draft;
      } catch (error) {
        current = await this.writer.draft(report, mended(current.batch, error));
      }
    }
  }
}

/** The batch as it can be tried again after this error. @throws the error, when trying again does not help */
function mended(batch: ReportBatch, error: unknown): ReportBatch {
  if (error instanceof EntityRaceError) return batch;
  if (error instanceof RepeatedComplaintsError) return rejectRepeated(batch, error.references);
  throw error;
}

/** The first chunks that hold at most `rows` rows together, and at least one chunk. */
function upToRows(chunks: readonly PendingChunk[], rows: number): PendingChunk[] {
  let sum = 0;
  return chunks.filter(({ rowCount }, index) => {
    sum += rowCount;
    return index === 0 || sum <= rows;
  });
}
