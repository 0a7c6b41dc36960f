import { hash } from 'node:crypto';

/** What the hash of an entry covers: everything but what may be erased. */
export interface ChainedContent {
  readonly id: string;
  readonly occurredAtMs: number;
  readonly tenantId: string | null;
  readonly actorRef: string | null;
  readonly action: string;
  readonly subjectType: string | null;
  readonly subjectId: string | null;
  readonly outcome: string;
  readonly requestId: string;
  readonly detailDigest: string;
}

/** What stands before the first entry. */
export const GENESIS_HASH = 'A'.repeat(43);

const sha256 = (text: string): string => hash('sha256', text, 'base64url');

/** Digest of an entry's detail: salted, so that a short detail cannot be guessed from it. */
export const digestDetail = (salt: string, detail: string): string => sha256(`${salt}.${detail}`);

/** The bytes that are hashed: a JSON array, so that no value can run into its neighbour. */
export const canonicalEntry = (seq: number, entry: ChainedContent): string =>
  JSON.stringify([
    'liaison-ledger-v1',
    seq,
    entry.id,
    entry.occurredAtMs,
    entry.tenantId,
    entry.actorRef,
    entry.action,
    entry.subjectType,
    entry.subjectId,
    entry.outcome,
    entry.requestId,
    entry.detailDigest,
  ]);

/** The hash of an entry in its place in the chain: SHA-256 over the hash before it and its own content. */
export const chainHash = (previousHash: string, seq: number, entry: ChainedContent): string =>
  sha256(`${previousHash}\n${canonicalEntry(seq, entry)}`);

/** What is wrong with a chain, or nothing. */
export type ChainProblem =
  | { readonly kind: 'GAP'; readonly seq: number }
  | { readonly kind: 'ALTERED'; readonly seq: number }
  | { readonly kind: 'DETAIL_ALTERED'; readonly seq: number };

/** An exported entry, as the offline check reads it. */
export interface SealedEntry extends ChainedContent {
  readonly seq: number;
  readonly previousHash: string;
  readonly hash: string;
  readonly salt: string | null;
  readonly detail: string | null;
}

/** Checks entries in order, from what the last checked one left: finds one altered, dropped or reordered entry. */
export function checkChain(
  entries: Iterable<SealedEntry>,
  from: { seq: number; hash: string } = { seq: 0, hash: GENESIS_HASH },
): { readonly problem?: ChainProblem; readonly seq: number; readonly hash: string } {
  let { seq, hash } = from;
  for (const entry of entries) {
    if (entry.seq !== seq + 1) return { problem: { kind: 'GAP', seq: seq + 1 }, seq, hash };
    const expected = chainHash(hash, entry.seq, entry);
    if (entry.previousHash !== hash || entry.hash !== expected) {
      return { problem: { kind: 'ALTERED', seq: entry.seq }, seq, hash };
    }
    if (entry.salt !== null && entry.detail !== null && digestDetail(entry.salt, entry.detail) !== entry.detailDigest) {
      return { problem: { kind: 'DETAIL_ALTERED', seq: entry.seq }, seq, hash };
    }
    seq = entry.seq;
    hash = expected;
  }
  return { seq, hash };
}
