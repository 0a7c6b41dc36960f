import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock.js';
import { Database } from '../../common/persistence/database.js';
import type { Tx } from '../../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../../common/tokens.js';
import { LedgerService } from '../../ledger/ledger.service.js';
import { tracesOf } from '../../query/lookup-facts.js';
import { decisionOf, type MatchDecision } from '../../search/search-vocabulary.js';
import { packResult, packResults, type RowResult } from '../row-results.js';
import { screeningTransition } from '../screening.lifecycle.js';
import { resultsContext } from '../screening-contexts.js';
import { ScreeningEvents } from '../screening-events.js';
import { resultOf, type ScreeningBatch } from './screening-batch.js';
import { type RunningScreening, type ScreeningProgress, ScreeningRunRepository } from './screening-run.repository.js';

const AUTHOR = { system: 'screening.run' };

/** A batch with every result, ready for its transaction. */
export interface AnsweredBatch {
  readonly batch: ScreeningBatch;
  /** Of every question in it. */
  readonly results: ReadonlyMap<string, RowResult>;
  /** Digests of the questions that were asked just now; the others were known. */
  readonly asked: readonly string[];
  readonly keys: readonly string[];
}

/** The screening was cancelled, or another process works on it: nothing was written, and this one may stop. */
export class ScreeningTakenError extends Error {
  override readonly name = 'ScreeningTakenError';
}

interface SealedChunk {
  readonly chunkNumber: number;
  readonly results: Buffer;
  readonly hitRows: number;
  readonly errorRows: number;
}

type Counts = Record<MatchDecision | 'rows' | 'errors', number>;

/** Writes the results of one batch, its progress, ledger entry and event in one transaction: all of it once, or nothing. */
@Injectable()
export class ScreeningBatchWriter {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: ScreeningEvents,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** @throws ScreeningTakenError */
  async commit(screening: RunningScreening, answered: AnsweredBatch): Promise<void> {
    const counts: Counts = { rows: 0, errors: 0, MATCH: 0, REVIEW: 0, WEAK: 0 };
    const chunks = await this.seal(screening.id, answered, counts);
    const questions = answered.asked.map((digest) => ({
      screeningId: screening.id,
      digest,
      result: packResult(answered.results.get(digest) ?? { faults: [] }),
    }));
    await this.database.transaction(async (tx) => {
      const repository = new ScreeningRunRepository(tx);
      const before = await repository.progress(screening.id, tx.forUpdate);
      if (before.state !== 'RUNNING' || before.screenedChunks !== chunks[0]?.chunkNumber) {
        throw new ScreeningTakenError();
      }
      for (const chunk of chunks) await repository.saveResults(tx, screening.id, chunk);
      await repository.remember(tx, questions);
      const progress = advanced(before, chunks.length, questions.length, counts);
      await this.record(tx, screening, answered, chunks, counts);
      if (progress.screenedChunks === progress.chunkCount) await this.complete(tx, screening, progress);
      else await repository.save(tx, screening.id, progress, this.clock.now());
    });
  }

  private async seal(screeningId: string, { batch, results }: AnsweredBatch, counts: Counts): Promise<SealedChunk[]> {
    return Promise.all(
      batch.chunks.map(async ({ chunkNumber, rows }) => {
        const all = rows.map((row) => resultOf(row, results));
        const errorRows = all.filter((result) => 'faults' in result).length;
        const hitRows = all.filter((result) => 'hits' in result && result.hits.length > 0).length;
        for (const result of all) count(counts, result);
        const packed = await packResults(all);
        const sealed = this.ciphers.fields.encryptBytes(packed, resultsContext(screeningId, chunkNumber));
        return { chunkNumber, results: sealed, hitRows, errorRows };
      }),
    );
  }

  private async record(
    tx: Tx,
    { id, tenantId }: RunningScreening,
    { asked, keys }: AnsweredBatch,
    chunks: readonly SealedChunk[],
    counts: Counts,
  ): Promise<void> {
    const { digest, ...traces } = tracesOf(keys);
    const detail = {
      tenantId,
      chunks: [chunks[0]?.chunkNumber, chunks.at(-1)?.chunkNumber],
      rows: counts.rows,
      unreadable: counts.errors,
      asked: asked.length,
      digest,
      ...traces,
    };
    await this.ledger.append(tx, AUTHOR, [
      { action: 'screening.run', subjectType: 'Screening', subjectId: id, detail },
    ]);
    const data = { screenedRows: counts.rows, rejectedRows: counts.errors };
    await this.events.append(tx, tenantId, 'screening.progressed', id, data);
  }

  private async complete(tx: Tx, { id, tenantId }: RunningScreening, progress: ScreeningProgress): Promise<void> {
    const { to, records, emits } = screeningTransition(progress.state, 'complete', 'GATEWAY');
    await new ScreeningRunRepository(tx).save(tx, id, { ...progress, state: to }, this.clock.now());
    const { screenedRows, rejectedRows, matchRows, reviewRows } = progress;
    const detail = { tenantId, screenedRows, rejectedRows, matchRows, reviewRows };
    await this.ledger.append(tx, AUTHOR, [{ action: records, subjectType: 'Screening', subjectId: id, detail }]);
    const data = { screenedRows, rejectedRows, matchRows, reviewRows };
    if (emits) await this.events.append(tx, tenantId, emits, id, data);
  }
}

function count(counts: Counts, result: RowResult): void {
  if ('faults' in result) {
    counts.errors += 1;
    return;
  }
  counts.rows += 1;
  const [best] = result.hits;
  if (best) counts[decisionOf(best.score)] += 1;
}

const advanced = (before: ScreeningProgress, chunks: number, questions: number, counts: Counts): ScreeningProgress => ({
  ...before,
  screenedChunks: before.screenedChunks + chunks,
  screenedRows: before.screenedRows + counts.rows,
  rejectedRows: before.rejectedRows + counts.errors,
  matchRows: before.matchRows + counts.MATCH,
  reviewRows: before.reviewRows + counts.REVIEW,
  weakRows: before.weakRows + counts.WEAK,
  distinctQueries: before.distinctQueries + questions,
});
