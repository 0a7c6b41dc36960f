import type { PublicSigningJwk, SigningAlgorithm } from '../../libs/signing/keys.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import type { KeyTimes } from './gateway-key.policy.js';

/** A key of the gateway as it is stored. */
export interface GatewayKey extends KeyTimes {
  readonly id: string;
  readonly algorithm: SigningAlgorithm;
  readonly publicJwk: PublicSigningJwk;
  /** Sealed. */
  readonly privateJwk: string;
  readonly createdAtMs: number;
}

type KeyRecord = Omit<GatewayKey, 'publicJwk'> & { readonly publicJwk: string };

const COLUMNS = 'id, algorithm, generation, publicJwk, privateJwk, signsFromMs, publishedUntilMs, createdAtMs';

const fromRecord = (row: KeyRecord): GatewayKey => ({
  ...row,
  publicJwk: JSON.parse(row.publicJwk) as PublicSigningJwk,
  signsFromMs: Number(row.signsFromMs),
  publishedUntilMs: row.publishedUntilMs === null ? null : Number(row.publishedUntilMs),
  createdAtMs: Number(row.createdAtMs),
});

/** Every SQL of the gateway's own keys: a handful of rows. */
export class GatewayKeysRepository {
  constructor(private readonly sql: Sql) {}

  /** Every key that is published, the oldest of each algorithm first. */
  async published(nowMs: number): Promise<GatewayKey[]> {
    const rows = await this.sql.select<KeyRecord>(
      `SELECT ${COLUMNS} FROM gateway_key WHERE publishedUntilMs IS NULL OR publishedUntilMs > ?
       ORDER BY algorithm, generation`,
      [nowMs],
    );
    return rows.map(fromRecord);
  }

  async byId(id: string): Promise<GatewayKey | undefined> {
    const [row] = await this.sql.select<KeyRecord>(`SELECT ${COLUMNS} FROM gateway_key WHERE id = ?`, [id]);
    return row && fromRecord(row);
  }

  /** Generation of the newest key of an algorithm, 0 when there is none. Index: UQ_gateway_key_generation. */
  async newestGeneration(tx: Tx, algorithm: SigningAlgorithm): Promise<number> {
    const [row] = await tx.select<{ generation: number }>(
      `SELECT generation FROM gateway_key WHERE algorithm = ? ORDER BY generation DESC LIMIT 1 ${tx.forUpdate}`,
      [algorithm],
    );
    return row?.generation ?? 0;
  }

  /** Adds a key unless there is one of its algorithm and generation; true when it was added. */
  async insert(tx: Tx, key: GatewayKey): Promise<boolean> {
    const row = { ...key, publicJwk: JSON.stringify(key.publicJwk) };
    return (await tx.insert('gateway_key', [row], { onDuplicate: 'ignore' })) === 1;
  }

  /** Ends the keys of an algorithm before a generation; an end that comes sooner stays. */
  async end(tx: Tx, algorithm: SigningAlgorithm, before: number, publishedUntilMs: number): Promise<void> {
    await tx.change(
      `UPDATE gateway_key SET publishedUntilMs = ?
       WHERE algorithm = ? AND generation < ? AND (publishedUntilMs IS NULL OR publishedUntilMs > ?)`,
      [publishedUntilMs, algorithm, before, publishedUntilMs],
    );
  }
}
