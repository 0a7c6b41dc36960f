import { Injectable } from '@nestjs/common';
import { Database } from '../common/persistence/database.js';
import { type LedgerFilter, type LedgerHead, LedgerRepository, type NamedEntry } from './ledger.repository.js';
import { type LedgerAuthor, LedgerService } from './ledger.service.js';
import type { SealedEntry } from './ledger-chain.js';
import { entryLine, headerLine, type Place } from './ledger-export.js';

/** Entries that an export holds in memory at once. */
const EXPORT_PAGE = 500;

/** Reading the ledger, which leaves a line in it. */
@Injectable()
export class LedgerReadingService {
  private readonly repository: LedgerRepository;

  constructor(
    database: Database,
    private readonly ledger: LedgerService,
  ) {
    this.repository = new LedgerRepository(database);
  }

  /** Sealed entries in order after a place. */
  async page(reader: LedgerAuthor, filter: LedgerFilter, afterSeq: number, limit: number): Promise<NamedEntry[]> {
    const entries = await this.repository.page(filter, afterSeq, limit);
    await this.ledger.record(reader, {
      action: 'ledger.read',
      subjectType: 'ledger',
      detail: { ...filter, after: afterSeq, limit },
    });
    return entries;
  }

  /** The newest sealed entry's place and hash: noted elsewhere, it shows a later rewriting. */
  head(): Promise<LedgerHead> {
    return this.repository.head();
  }

  /** How many entries wait for their place. */
  unsealedCount(): Promise<number> {
    return this.repository.unsealedCount();
  }

  /**
   * The ledger after a place, up to the present head, as lines for the offline check.
   * @returns undefined when there is no such place
   */
  async export(reader: LedgerAuthor, afterSeq: number): Promise<AsyncGenerator<string> | undefined> {
    const head = await this.repository.head();
    const hash = afterSeq <= head.seq ? await this.repository.hashAt(afterSeq) : undefined;
    if (hash === undefined) return undefined;
    await this.ledger.record(reader, {
      action: 'ledger.read',
      subjectType: 'ledger',
      detail: { export: true, after: afterSeq, head: head.seq },
    });
    return this.exportLines({ seq: afterSeq, hash }, head);
  }

  /** Every sealed entry up to the present head, in order, for the check in place. */
  async *entries(afterSeq: number, untilSeq: number): AsyncGenerator<SealedEntry> {
    let seq = afterSeq;
    while (seq < untilSeq) {
      const page = await this.repository.sealed(seq, Math.min(EXPORT_PAGE, untilSeq - seq));
      if (page.length === 0) return;
      yield* page;
      seq = Number(page.at(-1)?.seq);
    }
  }

  private async *exportLines(after: Place, head: Place): AsyncGenerator<string> {
    yield headerLine(after, head);
    for await (const entry of this.entries(after.seq, head.seq)) yield entryLine(entry);
  }
}
