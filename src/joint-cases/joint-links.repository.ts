import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { JointLinkKind } from './joint-content.js';

/** What is told of a linked thing to whoever may see it. */
export interface LinkedThing {
  readonly id: string;
  readonly state: string;
}

interface Linkable {
  readonly table: string;
  readonly ownerColumn: string;
}

const LINKABLE: Readonly<Record<JointLinkKind, Linkable>> = {
  DISCLOSURE_REQUEST: { table: 'disclosure_request', ownerColumn: 'agencyId' },
  BLACKLIST_ENTRY: { table: 'blacklist_entry', ownerColumn: 'tenantId' },
};

/** The things that links of joint cases point to, under their own sharing: a link shows no more than that. */
export class JointLinksRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Whether the viewer itself has such a thing. Index: primary key. */
  async isOwn(kind: JointLinkKind, id: string): Promise<boolean> {
    const { table, ownerColumn } = LINKABLE[kind];
    const rows = await this.sql.select(`SELECT id FROM ${table} WHERE id = ? AND ${ownerColumn} = ?`, [
      id,
      this.viewer.tenantId,
    ]);
    return rows.length > 0;
  }

  /** Of these things the ones that the viewer may see now. Index: primary key. */
  async visible(kind: JointLinkKind, ids: readonly string[]): Promise<LinkedThing[]> {
    if (ids.length === 0) return [];
    const visible = visibleTo(this.viewer, 's');
    return this.sql.select<LinkedThing>(
      `SELECT t.id, t.state FROM ${LINKABLE[kind].table} t JOIN sharing s ON s.id = t.sharingId
       WHERE t.id IN (${placeholders(ids.length)}) AND ${visible.sql}`,
      [...ids, ...visible.parameters],
    );
  }

  /** Whether the case has a link to this already. Index: IX_joint_line_kind. */
  async isLinked(caseId: string, linkedId: string): Promise<boolean> {
    const rows = await this.sql.select(
      `SELECT id FROM joint_line WHERE caseId = ? AND kind = 'LINK' AND targetId = ? AND tenantId = ? LIMIT 1`,
      [caseId, linkedId, this.viewer.tenantId],
    );
    return rows.length > 0;
  }
}
