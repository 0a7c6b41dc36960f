import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import type { Mandates } from './disclosure.policy.js';

/** Somebody who may approve; the name is sealed. */
export interface StoredApprover {
  readonly tenantId: string;
  readonly actorRef: string;
  readonly actor: string;
  readonly addedAtMs: number;
}

/** A delegation; the names are sealed. */
export interface StoredDelegation {
  readonly id: string;
  readonly tenantId: string;
  readonly absentRef: string;
  readonly delegateRef: string;
  readonly names: string;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly endedAtMs: number | null;
  readonly createdAtMs: number;
  readonly version: number;
}

/** How many approvers and running delegations one tenant may have. */
export const MAX_APPROVERS = 500;
export const MAX_DELEGATIONS = 500;

const delegationOf = (row: StoredDelegation): StoredDelegation => ({
  ...row,
  fromMs: Number(row.fromMs),
  untilMs: Number(row.untilMs),
  endedAtMs: row.endedAtMs === null ? null : Number(row.endedAtMs),
  createdAtMs: Number(row.createdAtMs),
});

/** Who may approve in the viewer's own tenant, and who stands in for whom: nobody else's affair. */
export class DisclosureMandatesRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Index: primary key. */
  approvers(): Promise<StoredApprover[]> {
    return this.sql.select<StoredApprover>(
      'SELECT tenantId, actorRef, actor, addedAtMs FROM disclosure_approver WHERE tenantId = ? ORDER BY addedAtMs, actorRef LIMIT ?',
      [this.viewer.tenantId, MAX_APPROVERS],
    );
  }

  /** Those that have not run out and were not ended, in the order of their end. Index: IX_disclosure_delegation_tenant. */
  async delegations(nowMs: number): Promise<StoredDelegation[]> {
    const rows = await this.sql.select<StoredDelegation>(
      `SELECT * FROM disclosure_delegation WHERE tenantId = ? AND untilMs > ? AND endedAtMs IS NULL
       ORDER BY untilMs, id LIMIT ?`,
      [this.viewer.tenantId, nowMs, MAX_DELEGATIONS],
    );
    return rows.map(delegationOf);
  }

  /** Everything that decides whether somebody may approve now. */
  async mandates(nowMs: number): Promise<Mandates> {
    const approvers = (await this.approvers()).map(({ actorRef }) => actorRef);
    return { approvers, delegations: await this.delegations(nowMs) };
  }

  /** Index: primary key. */
  async delegation(id: string): Promise<StoredDelegation | undefined> {
    const [row] = await this.sql.select<StoredDelegation>(
      'SELECT * FROM disclosure_delegation WHERE id = ? AND tenantId = ?',
      [id, this.viewer.tenantId],
    );
    return row && delegationOf(row);
  }

  /** False when the person is an approver already. */
  async addApprover(tx: Tx, approver: StoredApprover): Promise<boolean> {
    return (await tx.insert('disclosure_approver', [{ ...approver }], { onDuplicate: 'ignore' })) === 1;
  }

  /** False when the person was none. */
  async removeApprover(tx: Tx, actorRef: string): Promise<boolean> {
    const removed = await tx.change('DELETE FROM disclosure_approver WHERE tenantId = ? AND actorRef = ?', [
      this.viewer.tenantId,
      actorRef,
    ]);
    return removed === 1;
  }

  async addDelegation(tx: Tx, delegation: StoredDelegation): Promise<void> {
    await tx.insert('disclosure_delegation', [{ ...delegation }]);
  }

  /** Compare-and-set; false when somebody else changed it first. */
  async endDelegation(tx: Tx, { id, version }: StoredDelegation, nowMs: number): Promise<boolean> {
    const changed = await tx.change(
      'UPDATE disclosure_delegation SET endedAtMs = ?, version = version + 1 WHERE id = ? AND version = ? AND tenantId = ?',
      [nowMs, id, version, this.viewer.tenantId],
    );
    return changed === 1;
  }
}
