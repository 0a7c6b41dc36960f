import type { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';

/** A role held until `expiresAtMs`; writes made under it carry its token. */
export interface Lease {
  readonly name: string;
  readonly holder: string;
  readonly token: number;
  readonly expiresAtMs: number;
}

/** Leases with fencing tokens in the database. */
export class LeaseRepository {
  constructor(private readonly database: Database) {}

  /** Takes the lease when it is free or expired, keeps it when it is ours; undefined when another process holds it. */
  async acquire(name: string, holder: string, nowMs: number, lengthMs: number): Promise<Lease | undefined> {
    // A look without a lock: those who wait for the lease ask often, and must not hold up whoever has it.
    if (await this.isHeldByAnother(name, holder, nowMs, lengthMs)) return undefined;
    return this.database.transaction(async (tx) => {
      const expiresAtMs = nowMs + lengthMs;
      await tx.insert('lease', [{ name, holder: '', token: 0, expiresAtMs: 0 }], { onDuplicate: 'ignore' });
      const [row] = await tx.select<Lease>(
        `SELECT name, holder, token, expiresAtMs FROM lease WHERE name = ? ${tx.forUpdate}`,
        [name],
      );
      if (!row) return undefined;
      const isRunning = runs(row, nowMs, lengthMs);
      const isOurs = row.holder === holder && isRunning;
      if (!isOurs && isRunning) return undefined;
      const token = isOurs ? Number(row.token) : Number(row.token) + 1;
      await tx.change('UPDATE lease SET holder = ?, token = ?, expiresAtMs = ? WHERE name = ?', [
        holder,
        token,
        expiresAtMs,
        name,
      ]);
      return { name, holder, token, expiresAtMs };
    });
  }

  /**
   * Locks the lease's row and tells whether the token is still the newest. Until the transaction ends nobody else can
   * take the lease, so what is written in it cannot come from a holder that was replaced.
   */
  async isHeld(tx: Tx, lease: Lease): Promise<boolean> {
    const [row] = await tx.select<{ token: number }>(`SELECT token FROM lease WHERE name = ? ${tx.forUpdate}`, [
      lease.name,
    ]);
    return Number(row?.token) === lease.token;
  }

  private async isHeldByAnother(name: string, holder: string, nowMs: number, lengthMs: number): Promise<boolean> {
    const rows = await this.database.select<Lease>(
      'SELECT name, expiresAtMs FROM lease WHERE name = ? AND holder <> ? AND expiresAtMs > ?',
      [name, holder, nowMs],
    );
    return rows.some((row) => runs(row, nowMs, lengthMs));
  }

  /** Gives the lease up at shutdown, so that another process need not wait for its end. */
  async release(lease: Lease): Promise<void> {
    await this.database.change('UPDATE lease SET expiresAtMs = 0 WHERE name = ? AND token = ?', [
      lease.name,
      lease.token,
    ]);
  }
}

/** One that seems to run for longer than anybody takes it was written by a clock that was ahead; its token guards us. */
const runs = ({ expiresAtMs }: Pick<Lease, 'expiresAtMs'>, nowMs: number, lengthMs: number): boolean =>
  Number(expiresAtMs) > nowMs && Number(expiresAtMs) <= nowMs + 2 * lengthMs;
