import type { Sql, Tx } from '../common/persistence/sql.js';
import { type ChainedContent, GENESIS_HASH, type SealedEntry } from './ledger-chain.js';

/** An entry before it is sealed. */
export interface LedgerEntry extends ChainedContent {
  readonly salt: string;
  readonly detail: string;
}

/** What a reader asks for. */
export interface LedgerFilter {
  readonly action?: string | undefined;
  readonly tenantCode?: string | undefined;
}

/** A sealed entry with the code of its tenant; null when the gateway itself acted. */
export type NamedEntry = SealedEntry & { readonly tenantCode: string | null };

/** How far the chain has come. */
export type LedgerHead = Pick<SealedEntry, 'seq' | 'hash'>;

const CONTENT_COLUMNS =
  'id, occurredAtMs, tenantId, actorRef, action, subjectType, subjectId, outcome, requestId, detailDigest';
const SEAL_COLUMNS = 'seq, previousHash, hash, salt, detail';
const prefixed = (alias: string, columns: string): string => columns.replace(/\w+/g, (column) => `${alias}.${column}`);

type SealedPlace = Pick<SealedEntry, 'id' | 'seq' | 'previousHash' | 'hash'>;

/** The database walks the branches of a CASE one by one for each row, so the work of a statement grows with the square. */
const PLACES_PER_STATEMENT = 50;

/** Every SQL of the ledger. It has INSERT and the one sealing UPDATE; nothing deletes. */
export class LedgerRepository {
  constructor(private readonly sql: Sql) {}

  async insert(sql: Sql, entries: readonly LedgerEntry[]): Promise<void> {
    await sql.insert(
      'ledger_entry',
      entries.map((entry) => ({ ...entry })),
    );
  }

  /**
   * Some of the committed entries that have no place yet, in the order of their ids. Index: UQ_ledger_entry_seq, which the
   * database leaves for a walk through all that is sealed when it is asked for the order.
   */
  async unsealed(tx: Tx, limit: number): Promise<ChainedContent[]> {
    const entries = await tx.select<ChainedContent>(
      `SELECT ${CONTENT_COLUMNS} FROM ledger_entry WHERE seq IS NULL LIMIT ?`,
      [limit],
    );
    return entries.sort((one, other) => (one.id < other.id ? -1 : 1));
  }

  /** Gives entries their places; touches only entries that have none. */
  async seal(tx: Tx, places: readonly SealedPlace[]): Promise<number> {
    let sealed = 0;
    for (let start = 0; start < places.length; start += PLACES_PER_STATEMENT) {
      sealed += await this.sealSome(tx, places.slice(start, start + PLACES_PER_STATEMENT));
    }
    return sealed;
  }

  private async sealSome(tx: Tx, places: readonly SealedPlace[]): Promise<number> {
    const branch = places.map(() => 'WHEN ? THEN ?').join(' ');
    const pick = (value: (place: SealedPlace) => string | number) =>
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
      `SELECT ${CONTENT_COLUMNS}, ${SEAL_COLUMNS} FROM ledger_entry WHERE seq > ? ORDER BY seq LIMIT ?`,
      [afterSeq, limit],
    );
  }

  /** The same with the tenant's code, filtered. Indexes: IX_ledger_entry_action, IX_ledger_entry_tenant. */
  page({ action, tenantCode }: LedgerFilter, afterSeq: number, limit: number): Promise<NamedEntry[]> {
    return this.sql.select(
      `SELECT ${prefixed('e', `${CONTENT_COLUMNS}, ${SEAL_COLUMNS}`)}, t.code AS tenantCode
       FROM ledger_entry e LEFT JOIN tenant t ON t.id = e.tenantId
       WHERE e.seq > ? ${action ? 'AND e.action = ?' : ''}
         ${tenantCode ? 'AND e.tenantId = (SELECT id FROM tenant WHERE code = ?)' : ''}
       ORDER BY e.seq LIMIT ?`,
      [afterSeq, ...(action ? [action] : []), ...(tenantCode ? [tenantCode] : []), limit],
    );
  }

  /** The newest sealed entry's place and hash. */
  async head(): Promise<LedgerHead> {
    const [row] = await this.sql.select<LedgerHead>(`SELECT seq, hash FROM sequence_head WHERE name = 'ledger'`);
    return row ? { seq: Number(row.seq), hash: row.hash } : { seq: 0, hash: GENESIS_HASH };
  }

  /** The hash of the entry at a place; the one before the first entry for 0. Index: UQ_ledger_entry_seq. */
  async hashAt(seq: number): Promise<string | undefined> {
    if (seq === 0) return GENESIS_HASH;
    const [row] = await this.sql.select<{ hash: string }>('SELECT hash FROM ledger_entry WHERE seq = ?', [seq]);
    return row?.hash;
  }

  /** How many entries wait for their place. Index: UQ_ledger_entry_seq. */
  async unsealedCount(): Promise<number> {
    const [row] = await this.sql.select<{ count: number }>(
      'SELECT COUNT(*) AS count FROM ledger_entry WHERE seq IS NULL',
    );
    return Number(row?.count ?? 0);
  }
}
