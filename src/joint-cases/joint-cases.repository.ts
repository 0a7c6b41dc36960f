import type { TenantKind } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlRow, type SqlValue, type Tx } from '../common/persistence/sql.js';
import type { JointCaseState } from './joint-case.lifecycle.js';
import type { OpenWork } from './joint-case.policy.js';
import type { JointParticipantState } from './joint-participant.lifecycle.js';
import type { JointAccess, JointItemKind } from './joint-roster.js';

export interface StoredCase {
  readonly id: string;
  readonly leadId: string;
  readonly state: JointCaseState;
  readonly category: string;
  readonly severity: string;
  readonly jurisdiction: string;
  readonly lastSeq: number;
  readonly createdAtMs: number;
  readonly version: number;
}

export interface StoredParticipant {
  readonly id: string;
  readonly caseId: string;
  readonly tenantId: string;
  readonly state: JointParticipantState;
  readonly access: JointAccess;
  readonly respondByMs: number | null;
  readonly invitedAtMs: number;
  readonly answeredAtMs: number | null;
  readonly version: number;
}

/** A participant with the kind of its tenant. */
export interface MemberRecord extends StoredParticipant {
  readonly tenantKind: TenantKind;
}

/** A handover, task or measure. */
export interface StoredItem<State extends string = string> {
  readonly id: string;
  readonly caseId: string;
  readonly kind: JointItemKind;
  readonly state: State;
  readonly ownerId: string;
  readonly partyId: string;
  readonly namedIds: readonly string[];
  readonly isRestricted: boolean;
  readonly dueAtMs: number | null;
  readonly createdAtMs: number;
  readonly acceptedAtMs: number | null;
  readonly doneAtMs: number | null;
  readonly version: number;
}

/** A change of a participant, item or case beside its version. */
export type RowChange = Readonly<Record<string, SqlValue>>;

type ItemRecord = Omit<StoredItem, 'namedIds' | 'isRestricted'> & { namedIds: string; isRestricted: number };

const momentOf = (value: number | null): number | null => (value === null ? null : Number(value));

/** The tables of joint cases as a change locks and compares them; what a caller is shown comes from the lines. */
export class JointCasesRepository {
  constructor(private readonly sql: Sql) {}

  /** The case, locked until the transaction ends: changes of one case come one after the other. Index: primary key. */
  async lock(tx: Tx, id: string): Promise<StoredCase | undefined> {
    const [row] = await tx.select<StoredCase>(`SELECT * FROM joint_case WHERE id = ? ${tx.forUpdate}`, [id]);
    return row && { ...row, createdAtMs: Number(row.createdAtMs) };
  }

  /** Everybody who takes or took part. Index: UQ_joint_participant_tenant. */
  members(caseId: string): Promise<MemberRecord[]> {
    return this.sql.select<MemberRecord>(
      `SELECT p.*, t.kind AS tenantKind FROM joint_participant p JOIN tenant t ON t.id = p.tenantId WHERE p.caseId = ?`,
      [caseId],
    );
  }

  /** Index: primary key. */
  async participant(id: string): Promise<StoredParticipant | undefined> {
    const [row] = await this.sql.select<StoredParticipant>('SELECT * FROM joint_participant WHERE id = ?', [id]);
    return row && { ...row, respondByMs: momentOf(row.respondByMs), invitedAtMs: Number(row.invitedAtMs) };
  }

  /** A tenant's own part in these cases. Index: UQ_joint_participant_tenant. */
  ownParts(tenantId: string, caseIds: readonly string[]): Promise<{ id: string; caseId: string }[]> {
    if (caseIds.length === 0) return Promise.resolve([]);
    return this.sql.select(
      `SELECT id, caseId FROM joint_participant WHERE tenantId = ? AND caseId IN (${placeholders(caseIds.length)})`,
      [tenantId, ...caseIds],
    );
  }

  /**
   * The parts that a tenant has in cases, the newest first, older than `beforeId`.
   * Index: IX_joint_participant_inbox, without a state IX_joint_participant_cases.
   */
  inbox(
    tenantId: string,
    state: JointParticipantState | null,
    beforeId: string | undefined,
    limit: number,
  ): Promise<{ id: string; caseId: string }[]> {
    return this.sql.select(
      `SELECT id, caseId FROM joint_participant WHERE tenantId = ? ${state ? 'AND state = ?' : ''} AND id < ?
       ORDER BY id DESC LIMIT ?`,
      [tenantId, ...(state ? [state] : []), beforeId ?? 'g', limit],
    );
  }

  /** Index: primary key. */
  async item<State extends string>(id: string, kind: JointItemKind): Promise<StoredItem<State> | undefined> {
    const [item] = await this.items<State>('id = ? AND kind = ?', [id, kind]);
    return item;
  }

  /** Things of a case in some states. Index: IX_joint_item_case. */
  itemsIn(caseId: string, kind: JointItemKind, states: readonly string[]): Promise<StoredItem[]> {
    return this.items(`caseId = ? AND kind = ? AND state IN (${placeholders(states.length)})`, [
      caseId,
      kind,
      ...states,
    ]);
  }

  /** What is asked and not answered in a case. Indexes: IX_joint_item_case, UQ_joint_participant_tenant. */
  async openWork(caseId: string): Promise<OpenWork> {
    const [row] = await this.sql.select<OpenWork>(
      `SELECT
        (SELECT COUNT(*) FROM joint_participant WHERE caseId = ? AND state = 'INVITED') AS invitations,
        (SELECT COUNT(*) FROM joint_item WHERE caseId = ? AND kind = 'TASK'
          AND state IN ('ASSIGNED', 'STARTED', 'SUBMITTED')) AS tasks,
        (SELECT COUNT(*) FROM joint_item WHERE caseId = ? AND kind = 'MEASURE'
          AND state IN ('REQUESTED', 'ACCEPTED')) AS measures,
        (SELECT COUNT(*) FROM joint_item WHERE caseId = ? AND kind = 'HANDOVER' AND state = 'OFFERED') AS handovers`,
      [caseId, caseId, caseId, caseId],
    );
    const count = (value: number | undefined) => Number(value ?? 0);
    return {
      invitations: count(row?.invitations),
      tasks: count(row?.tasks),
      measures: count(row?.measures),
      handovers: count(row?.handovers),
    };
  }

  /** How many things of a kind a case has. Index: IX_joint_item_case. */
  async countItems(caseId: string, kind: JointItemKind): Promise<number> {
    const [row] = await this.sql.select<{ n: number }>(
      'SELECT COUNT(*) AS n FROM joint_item WHERE caseId = ? AND kind = ?',
      [caseId, kind],
    );
    return Number(row?.n ?? 0);
  }

  async insertCase(tx: Tx, row: StoredCase): Promise<void> {
    await tx.insert('joint_case', [{ ...row }]);
  }

  async insertParticipants(tx: Tx, rows: readonly StoredParticipant[]): Promise<void> {
    await tx.insert(
      'joint_participant',
      rows.map((row) => ({ ...row })),
    );
  }

  async insertItem(tx: Tx, item: StoredItem): Promise<void> {
    const row: SqlRow = { ...item, namedIds: JSON.stringify(item.namedIds), isRestricted: item.isRestricted ? 1 : 0 };
    await tx.insert('joint_item', [row]);
  }

  /** Compare-and-set; false when somebody else changed the row first. */
  async change(
    tx: Tx,
    table: 'joint_case' | 'joint_participant' | 'joint_item',
    row: { readonly id: string; readonly version: number },
    change: RowChange,
  ): Promise<boolean> {
    const columns = Object.entries(change);
    const changed = await tx.change(
      `UPDATE ${table} SET ${columns.map(([column]) => `${column} = ?, `).join('')}version = version + 1
       WHERE id = ? AND version = ?`,
      [...columns.map(([, value]) => value), row.id, row.version],
    );
    return changed === 1;
  }

  /** Puts rows of a case, which is locked, into a state in few statements. */
  async changeAll(
    tx: Tx,
    table: 'joint_participant' | 'joint_item',
    caseId: string,
    rows: readonly { readonly id: string }[],
    state: string,
  ): Promise<void> {
    await tx.change(
      `UPDATE ${table} SET state = ?, version = version + 1
       WHERE caseId = ? AND id IN (${placeholders(rows.length)})`,
      [state, caseId, ...rows.map(({ id }) => id)],
    );
  }

  /** Gives a participant of a locked case access to the whole. Index: UQ_joint_participant_tenant. */
  async seeWhole(tx: Tx, caseId: string, tenantId: string): Promise<void> {
    await tx.change(`UPDATE joint_participant SET access = 'WHOLE' WHERE caseId = ? AND tenantId = ?`, [
      caseId,
      tenantId,
    ]);
  }

  /** Things that are shared with more tenants by name from now on. */
  async setNamed(tx: Tx, id: string, namedIds: readonly string[]): Promise<void> {
    await tx.change('UPDATE joint_item SET namedIds = ? WHERE id = ?', [JSON.stringify(namedIds), id]);
  }

  async setLastSeq(tx: Tx, caseId: string, seq: number): Promise<void> {
    await tx.change('UPDATE joint_case SET lastSeq = ? WHERE id = ?', [seq, caseId]);
  }

  /** Things by id. Index: primary key. */
  itemsById(ids: readonly string[]): Promise<StoredItem[]> {
    return ids.length === 0 ? Promise.resolve([]) : this.items(`id IN (${placeholders(ids.length)})`, ids);
  }

  private async items<State extends string>(
    condition: string,
    parameters: readonly SqlValue[],
  ): Promise<StoredItem<State>[]> {
    const rows = await this.sql.select<ItemRecord>(`SELECT * FROM joint_item WHERE ${condition}`, parameters);
    return rows.map((row) => ({
      ...row,
      state: row.state as State,
      namedIds: JSON.parse(row.namedIds) as string[],
      isRestricted: Number(row.isRestricted) === 1,
      dueAtMs: momentOf(row.dueAtMs),
      createdAtMs: Number(row.createdAtMs),
      acceptedAtMs: momentOf(row.acceptedAtMs),
      doneAtMs: momentOf(row.doneAtMs),
    }));
  }
}
