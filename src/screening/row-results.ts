import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ENTITY_KINDS, type EntityKind } from '../entities/entity-vocabulary.js';
import type { RowFault } from './screening-row.js';

/** An entity that a row led to, without anything that could be read from it. */
export interface StoredHit {
  readonly entityId: string;
  readonly kind: EntityKind;
  readonly score: number;
  /** Found by an identifier, so that it need not have a name. */
  readonly isIdentified: boolean;
}

/** What came of a row: hits, the best first, or why it could not be looked for. */
export type RowResult =
  | { readonly hits: readonly StoredHit[]; readonly isTruncated: boolean }
  | { readonly faults: readonly RowFault[] };

/** A result in few characters: a screening of a million rows keeps a million of them. */
type Packed = { h: [string, number, number, 0 | 1][]; t?: 1 } | { f: [string, string, string][] };

/** A chunk's results open to a small multiple of this; more was not made here. */
const MAX_BYTES = 1_048_576;
const compress = promisify(gzip);
const decompress = promisify(gunzip);

const pack = (result: RowResult): Packed => {
  if ('faults' in result) return { f: result.faults.map(({ field, reason, message }) => [field, reason, message]) };
  const h = result.hits.map(({ entityId, kind, score, isIdentified }): [string, number, number, 0 | 1] => [
    entityId,
    ENTITY_KINDS.indexOf(kind),
    score,
    isIdentified ? 1 : 0,
  ]);
  return result.isTruncated ? { h, t: 1 } : { h };
};

function unpack(packed: Packed): RowResult {
  if ('f' in packed) return { faults: packed.f.map(([field, reason, message]) => ({ field, reason, message })) };
  const hits = packed.h.map(([entityId, kind, score, isIdentified]) => ({
    entityId,
    kind: ENTITY_KINDS[kind] ?? 'MERCHANT',
    score,
    isIdentified: isIdentified === 1,
  }));
  return { hits, isTruncated: packed.t === 1 };
}

/** One result as text. */
export const packResult = (result: RowResult): string => JSON.stringify(pack(result));
export const unpackResult = (text: string): RowResult => unpack(JSON.parse(text) as Packed);

/** The results of a chunk in the order of its rows. */
export const packResults = (results: readonly RowResult[]): Promise<Buffer> =>
  compress(JSON.stringify(results.map(pack)), { level: 1 });

export async function unpackResults(bytes: Buffer): Promise<RowResult[]> {
  const text = (await decompress(bytes, { maxOutputLength: MAX_BYTES })).toString();
  return (JSON.parse(text) as Packed[]).map(unpack);
}
