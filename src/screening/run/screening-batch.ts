import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Ciphers } from '../../common/tokens.js';
import type { StatedPurpose } from '../../query/query.policy.js';
import { type ReadItem, readScreenItem } from '../../search/screen-items.js';
import { openRows } from '../chunk-content.js';
import type { RowResult } from '../row-results.js';
import { type RowFault, readScreeningRow } from '../screening-row.js';
import type { PendingChunk, RunningScreening } from './screening-run.repository.js';

/** A question among the rows of a batch. */
export interface Question {
  readonly digest: string;
  readonly item: ReadItem;
}

/** What a row of a batch asks, by the digest of its question, or why it asks nothing. */
export type BatchRow = { readonly digest: string } | { readonly faults: readonly RowFault[] };

/** The rows of some chunks, read. */
export interface ScreeningBatch {
  readonly chunks: readonly { readonly chunkNumber: number; readonly rows: readonly BatchRow[] }[];
  /** The different questions among them. */
  readonly questions: readonly Question[];
}

/** 132 bits: enough that no two questions of a screening meet. */
const DIGEST_LENGTH = 22;

/** Opens chunks and reads their rows: everything about a row that needs no index and no transaction. */
export async function readBatch(
  ciphers: Pick<Ciphers, 'fields' | 'index'>,
  screening: RunningScreening,
  stated: StatedPurpose,
  chunks: readonly PendingChunk[],
): Promise<ScreeningBatch> {
  const questions = new Map<string, Question>();
  const platform = screening.tenantKind === 'PLATFORM' ? screening.tenantCode : undefined;
  // The screening's own time, so that a row is judged alike however late its chunk is screened.
  const now = () => new Date(screening.createdAtMs);
  const reading = { index: ciphers.index, stated, statedAt: '', now };
  const read: { chunkNumber: number; rows: BatchRow[] }[] = [];
  for (const chunk of chunks) {
    const rows = (await openRows(ciphers, screening.id, chunk)).map((spooled): BatchRow => {
      const { item: given, faults } = readScreeningRow(spooled, platform);
      if (!given) return { faults };
      const item = readScreenItem(given, '', reading);
      if ('code' in item) return { faults: [faultOf(item)] };
      const digest = digestOf(ciphers, screening.id, item);
      if (!questions.has(digest)) questions.set(digest, { digest, item });
      return { digest };
    });
    read.push({ chunkNumber: chunk.chunkNumber, rows });
    // Others want the event loop as well.
    await nextTurn();
  }
  return { chunks: read, questions: [...questions.values()] };
}

/** What is wrong with an item as a fault of its row. */
export const faultOf = (problem: {
  readonly code: string;
  readonly message: string;
  readonly field?: string | null;
}): RowFault => ({ field: problem.field ?? '', reason: problem.code, message: problem.message });

/** The result of a row. @param results of every question of the batch */
export function resultOf(row: BatchRow, results: ReadonlyMap<string, RowResult>): RowResult {
  if ('faults' in row) return row;
  const result = results.get(row.digest);
  if (!result) throw new Error('a question of a batch has no result');
  return result;
}

/** Stands for a question within one screening, and for nothing outside it. */
function digestOf({ index }: Pick<Ciphers, 'index'>, screeningId: string, item: ReadItem): string {
  const { name, kind, identifiers, qualifiers } = item;
  const question = JSON.stringify([name, kind, identifiers, qualifiers.birthDate, qualifiers.regionCode]);
  return index.key('SCREENING_QUERY', `${screeningId} ${question}`).slice(0, DIGEST_LENGTH);
}
