import type { Sql, Tx } from '../common/persistence/sql.js';
import type { ChainedContent, SealedEntry } from './ledger-chain.js';

/** An entry before it is sealed. */
export interface LedgerEntry extends ChainedContent {
  readonly salt: string;
  readonly detail: string;
}

const CONTENT_COLUMNS =
  'id, occurredAtMs, tenantId, actorRef, action, subjectType, subjectId, outcome, requestId, detailDigest';

/** Every SQL of the ledger. It has INSERT and the one sealing UPDATE; nothing deletes. */
export class LedgerRepository {
  constructor(private readonly sql: Sql) {}

  async insert(tx: Tx, entries: readonly LedgerEntry[]): Promise<void> {
    await tx.insert(
      'ledger_entry',
      entries.map((entry) => ({ ...entry })),
    );
  }

  /** Committed entries that have no place yet. Index: UQ_ledger_entry_seq. */
  unsealed(tx: Tx, limit: number): Promise<ChainedContent[]> {
    return tx.select(`SELECT ${CONTENT_COLUMNS} FROM ledger_entry WHERE seq IS NULL ORDER BY id LIMIT ?`, [limit]);
  }

  /** Gives entries their places; touches only entries that have none. */
  async seal(tx: Tx, places: readonly Pick<SealedEntry, 'id' | 'seq' | 'previousHash' | 'hash'>[]): Promise<number> {
    if (places.length === 0) return 0;
    const branch = places.map(() => 'WHEN ? THEN ?').join(' ');
    const pick = (value: (place: (typeof places)[number]) => string | number) =>
      places.flatMap((place) => [place.id, value(place)]);
    return tx.change(
      `UPDATE ledger_entry SET seq = CASE id ${branch} END, previousHash = CASE id ${branch} END, hash = CASE id ${branch} END
       WHERE seq IS NULL AND id IN (${places.map(() => '?').join(', ')})`,
      [
        ...pick(({ seq }) => seq),
        ...pick(({ previousHash }) => previousHash),
        ...pick(({ hash }) => hash),
        ...places.map(({ id }) => id),
      ],
    );
  }

  /** Sealed entries in order, after `afterSeq`. Index: UQ_ledger_entry_seq. */
  sealed(afterSeq: number, limit: number): Promise<SealedEntry[]> {
    return this.sql.select(
      `SELECT ${CONTENT_COLUMNS}, seq, previousHash, hash, salt, detail FROM ledger_entry WHERE seq > ? ORDER BY seq LIMIT ?`,
      [afterSeq, limit],
    );
  }
}
