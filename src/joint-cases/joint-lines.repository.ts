import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type SqlValue, type Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { JointItemKind } from './joint-roster.js';

/** A line as it is stored; its content is sealed. */
export interface StoredLine {
  readonly id: string;
  readonly caseId: string;
  readonly seq: number;
  readonly kind: JointItemKind;
  readonly itemId: string;
  readonly version: number;
  readonly action: string;
  readonly state: string;
  readonly inTimeline: 0 | 1;
  readonly isRestricted: 0 | 1;
  readonly sharingId: string;
  readonly tenantId: string | null;
  readonly ownerId: string | null;
  readonly partyId: string | null;
  readonly targetId: string | null;
  readonly atMs: number;
  readonly content: string;
}

/** What a page of things is narrowed to. */
export interface ItemFilter {
  readonly state?: string | null;
  readonly partyId?: string | null;
  /** What it was added to. */
  readonly targetId?: string | null;
}

/** How many things of a kind are in a state. */
export interface LineCount {
  readonly kind: JointItemKind;
  readonly state: string;
  readonly count: number;
}

const COUNTED = 'l.kind, l.state, COUNT(*) AS count';

/** Greater than any id: the first page is a range of the index too. */
const AFTER_EVERY_ID = 'g';

/** What one viewer is shown of joint cases: of each thing the newest line that is shared with it. */
export class JointLinesRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** These things as the viewer was last shown them; what it was never shown is left out. Index: UQ_joint_line_version. */
  newest(itemIds: readonly string[]): Promise<StoredLine[]> {
    if (itemIds.length === 0) return Promise.resolve([]);
    return this.newestWhere(`l.itemId IN (${placeholders(itemIds.length)})`, itemIds, '', []);
  }

  /** Things of a kind in a case, newest first, older than `beforeId`. Index: IX_joint_line_kind. */
  page(
    caseId: string,
    kind: JointItemKind,
    filter: ItemFilter,
    beforeId: string | undefined,
    limit: number,
  ): Promise<StoredLine[]> {
    const terms: [string, SqlValue][] = [
      ['l.caseId = ?', caseId],
      ['l.kind = ?', kind],
      ['l.itemId < ?', beforeId ?? AFTER_EVERY_ID],
    ];
    if (filter.state) terms.push(['l.state = ?', filter.state]);
    if (filter.partyId) terms.push(['l.partyId = ?', filter.partyId]);
    if (filter.targetId) terms.push(['l.targetId = ?', filter.targetId]);
    return this.newestWhere(
      terms.map(([term]) => term).join(' AND '),
      terms.map(([, value]) => value),
      'ORDER BY l.itemId DESC LIMIT ?',
      [limit],
    );
  }

  /** Everything that happened in a case and that the viewer was shown, in order. Index: UQ_joint_line_seq. */
  timeline(caseId: string, afterSeq: number, limit: number): Promise<StoredLine[]> {
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<StoredLine>(
      `SELECT l.* FROM joint_line l JOIN sharing s ON s.id = l.sharingId
       WHERE l.caseId = ? AND l.seq > ? AND l.inTimeline = 1 AND ${visible.sql} ORDER BY l.seq LIMIT ?`,
      [caseId, afterSeq, ...visible.parameters, limit],
    );
  }

  /** Every thing of a kind in these cases. Index: IX_joint_line_kind. */
  allOf(caseIds: readonly string[], kind: JointItemKind): Promise<StoredLine[]> {
    if (caseIds.length === 0) return Promise.resolve([]);
    return this.newestWhere(`l.caseId IN (${placeholders(caseIds.length)}) AND l.kind = ?`, [...caseIds, kind], '', []);
  }

  /** How many things of each kind are in which state, as the viewer was last shown them. Index: IX_joint_line_kind. */
  async counts(caseId: string): Promise<LineCount[]> {
    const rows = await this.newestWhere<LineCount>('l.caseId = ?', [caseId], 'GROUP BY l.kind, l.state', [], COUNTED);
    return rows.map((row) => ({ ...row, count: Number(row.count) }));
  }

  /** Of these tenants the ones whose part in a case the viewer was shown. Index: IX_joint_line_kind. */
  async knownParties(caseId: string, tenantIds: readonly string[]): Promise<Set<string>> {
    if (tenantIds.length === 0) return new Set();
    const visible = visibleTo(this.viewer, 's');
    const rows = await this.sql.select<{ partyId: string }>(
      `SELECT DISTINCT l.partyId FROM joint_line l JOIN sharing s ON s.id = l.sharingId
       WHERE l.caseId = ? AND l.kind = 'PARTICIPANT' AND l.partyId IN (${placeholders(tenantIds.length)})
         AND ${visible.sql}`,
      [caseId, ...tenantIds, ...visible.parameters],
    );
    return new Set(rows.map(({ partyId }) => partyId));
  }

  private newestWhere<Row = StoredLine>(
    condition: string,
    parameters: readonly SqlValue[],
    rest: string,
    restParameters: readonly SqlValue[],
    columns = 'l.*',
  ): Promise<Row[]> {
    const visible = visibleTo(this.viewer, 's');
    const newer = visibleTo(this.viewer, 'ns');
    return this.sql.select<Row>(
      `SELECT ${columns} FROM joint_line l JOIN sharing s ON s.id = l.sharingId
       WHERE ${condition} AND ${visible.sql} AND NOT EXISTS (
         SELECT 1 FROM joint_line n JOIN sharing ns ON ns.id = n.sharingId
         WHERE n.itemId = l.itemId AND n.version > l.version AND ${newer.sql}) ${rest}`,
      [...parameters, ...visible.parameters, ...newer.parameters, ...restParameters],
    );
  }
}

/** What lines are opened to somebody: a kind or more of a case, or things by name. */
export interface OpeningScope {
  readonly caseId: string;
  readonly kinds?: readonly JointItemKind[];
  readonly itemIds?: readonly string[];
  readonly lineId?: string;
}

const SHARINGS_PER_UPDATE = 200;

/** The journal as the gateway itself writes and reads it, whoever may see it. */
export class JointJournalRepository {
  constructor(private readonly tx: Tx) {}

  async insert(lines: readonly StoredLine[]): Promise<void> {
    await this.tx.insert(
      'joint_line',
      lines.map((line) => ({ ...line })),
    );
  }

  /** The newest line of each thing. Index: UQ_joint_line_version. */
  async newest(itemIds: readonly string[]): Promise<Map<string, StoredLine>> {
    if (itemIds.length === 0) return new Map();
    const rows = await this.tx.select<StoredLine>(
      `SELECT l.* FROM joint_line l WHERE l.itemId IN (${placeholders(itemIds.length)})
         AND NOT EXISTS (SELECT 1 FROM joint_line n WHERE n.itemId = l.itemId AND n.version > l.version)`,
      itemIds,
    );
    return new Map(rows.map((row) => [row.itemId, row]));
  }

  /** How many things of a kind a case has, or one thing of it. Index: IX_joint_line_kind. */
  async count(caseId: string, kind: JointItemKind, targetId?: string): Promise<number> {
    const [row] = await this.tx.select<{ n: number }>(
      `SELECT COUNT(*) AS n FROM joint_line WHERE caseId = ? AND kind = ? ${targetId ? 'AND targetId = ?' : ''}`,
      targetId ? [caseId, kind, targetId] : [caseId, kind],
    );
    return Number(row?.n ?? 0);
  }

  /** Comments and files that were added to these things. Index: IX_joint_line_kind. */
  async addedTo(caseId: string, itemIds: readonly string[]): Promise<string[]> {
    if (itemIds.length === 0) return [];
    const rows = await this.tx.select<{ itemId: string }>(
      `SELECT itemId FROM joint_line WHERE caseId = ? AND kind IN ('COMMENT', 'ATTACHMENT')
         AND targetId IN (${placeholders(itemIds.length)})`,
      [caseId, ...itemIds],
    );
    return rows.map(({ itemId }) => itemId);
  }

  /** The files within a scope, each with the sharing of its line. Index: IX_joint_line_kind or UQ_joint_line_version. */
  files(scope: OpeningScope): Promise<{ itemId: string; sharingId: string }[]> {
    const { sql, parameters } = within(scope);
    return this.tx.select(`SELECT itemId, sharingId FROM joint_line WHERE ${sql} AND kind = 'ATTACHMENT'`, parameters);
  }

  /** The sharings in use within a scope. Index: IX_joint_line_kind or UQ_joint_line_version. */
  async sharingsIn(scope: OpeningScope): Promise<string[]> {
    const { sql, parameters } = within(scope);
    const rows = await this.tx.select<{ sharingId: string }>(
      `SELECT DISTINCT sharingId FROM joint_line WHERE ${sql}`,
      parameters,
    );
    return rows.map(({ sharingId }) => sharingId);
  }

  /** Points the lines of a scope from one sharing to another. */
  async repoint(scope: OpeningScope, wider: ReadonlyMap<string, string>): Promise<void> {
    const { sql, parameters } = within(scope);
    const pairs = [...wider];
    for (let start = 0; start < pairs.length; start += SHARINGS_PER_UPDATE) {
      const slice = pairs.slice(start, start + SHARINGS_PER_UPDATE);
      await this.tx.change(
        `UPDATE joint_line SET sharingId = CASE sharingId ${slice.map(() => 'WHEN ? THEN ?').join(' ')} ELSE sharingId END
         WHERE ${sql} AND sharingId IN (${placeholders(slice.length)})`,
        [...slice.flat(), ...parameters, ...slice.map(([narrow]) => narrow)],
      );
    }
  }
}

/** Opening a case or a kind leaves out what was shared with named tenants only; that is opened by name. */
function within({ caseId, kinds, itemIds, lineId }: OpeningScope): { sql: string; parameters: SqlValue[] } {
  if (lineId !== undefined) return { sql: 'caseId = ? AND id = ?', parameters: [caseId, lineId] };
  if (itemIds) {
    return {
      sql: `caseId = ? AND itemId IN (${placeholders(itemIds.length)})`,
      parameters: [caseId, ...itemIds],
    };
  }
  if (!kinds) return { sql: 'caseId = ? AND isRestricted = 0', parameters: [caseId] };
  return {
    sql: `caseId = ? AND isRestricted = 0 AND kind IN (${placeholders(kinds.length)})`,
    parameters: [caseId, ...kinds],
  };
}
