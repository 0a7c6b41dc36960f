import type { NameKind } from '../../libs/matching/name-record.js';
import type { Comparison } from './index-protocol.js';

/** Entities whose names are compared with a text, whether or not the index would have found them. */
export interface NamePair {
  readonly text: string;
  readonly entityIds: readonly string[];
}

type ComparedRow = Comparison['rows'][number];

/** What the index thread is asked to compare: each text with the names of its entities. */
export function comparisonsOf(
  rows: readonly ComparedRow[],
  kinds: readonly NameKind[],
  pairs: readonly NamePair[],
): Comparison[] {
  const namesOf = new Map<string, ComparedRow[]>();
  for (const row of rows) {
    const known = namesOf.get(row.entityId);
    if (known) known.push(row);
    else namesOf.set(row.entityId, [row]);
  }
  return pairs.map(({ text, entityIds }) => ({
    query: { text, kinds },
    rows: entityIds.flatMap((id) => namesOf.get(id) ?? []),
  }));
}
