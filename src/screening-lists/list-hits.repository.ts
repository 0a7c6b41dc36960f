import type { Viewer } from '../common/context/tenant-context.js';
import type { Page } from '../common/pagination.js';
import { placeholders, type Sql, type SqlValue } from '../common/persistence/sql.js';
import type { EntityKind } from '../entities/entity-vocabulary.js';
import { LEAST_SCORES, MATCH_DECISIONS } from '../search/search-vocabulary.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { HitState } from './hit-changes.js';
import type { HitsFilter } from './screening-lists.inputs.js';

/** A hit as its list's tenant may read it now. */
export interface ListHit {
  readonly id: string;
  readonly listId: string;
  readonly itemId: string;
  /** The item as ciphertext. */
  readonly content: string;
  readonly entityId: string;
  readonly kind: EntityKind;
  /** In ten-thousandths. */
  readonly score: number;
  readonly isIdentified: boolean;
  readonly queryKey: string;
  readonly state: HitState;
  readonly isReviewed: boolean;
  readonly foundAtMs: number;
  readonly changedAtMs: number;
  readonly goneAtMs: number | null;
}

interface Term {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

const TEN_THOUSANDTHS = 10_000;

// Not EXISTS: MariaDB would make a list of every review, anew for each statement.
const REVIEWED = `COALESCE((SELECT 1 FROM review r WHERE r.tenantId = l.tenantId AND r.queryKey = h.queryKey
  AND r.entityId = h.entityId AND r.revision = h.revision LIMIT 1), 0)`;

/** Hits of a tenant's own lists. Of an entity of which nothing is visible any more that could have led to it, none. */
export class ListHitsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /** Up to one more than the page, the newest first. Indexes: IX_screening_list_hit_list, primary keys of the joined */
  page(listId: string, filter: HitsFilter, refKeys: readonly string[] | undefined, page: Page): Promise<ListHit[]> {
    const terms = [...termsOf(filter, refKeys), { sql: 'h.listId = ?', parameters: [listId] }];
    if (page.after !== undefined) terms.push({ sql: 'h.id < ?', parameters: [page.after] });
    return this.rows(terms, page.limit + 1);
  }

  async byId(id: string): Promise<ListHit | undefined> {
    const [hit] = await this.rows([{ sql: 'h.id = ?', parameters: [id] }], 1);
    return hit;
  }

  private async rows(terms: readonly Term[], limit: number): Promise<ListHit[]> {
    const visible = visibleTo(this.viewer, 's');
    const said = (table: string) =>
      `(SELECT 1 FROM ${table} x JOIN sharing s ON s.id = x.sharingId
         WHERE x.entityId = h.entityId AND ${visible.sql} LIMIT 1) = 1`;
    const rows = await this.sql.select<ListHit>(
      `SELECT h.id, h.listId, h.itemId, i.content, h.entityId, h.kind, h.score, h.isIdentified, h.queryKey, h.state,
         ${REVIEWED} AS isReviewed, h.foundAtMs, h.changedAtMs, h.goneAtMs
       FROM screening_list_hit h
       JOIN screening_list l ON l.id = h.listId AND l.tenantId = ? AND l.state <> 'DELETED'
       JOIN screening_list_item i ON i.id = h.itemId
       WHERE ${terms.map(({ sql }) => sql).join(' AND ')}
         AND (${said('entity_name')} OR (h.isIdentified = 1 AND ${said('entity_identifier')}))
       ORDER BY h.id DESC LIMIT ?`,
      [
        this.viewer.tenantId,
        ...terms.flatMap(({ parameters }) => parameters),
        ...visible.parameters,
        ...visible.parameters,
        limit,
      ],
    );
    return rows.map((row) => ({
      ...row,
      isIdentified: Number(row.isIdentified) === 1,
      isReviewed: Number(row.isReviewed) === 1,
      foundAtMs: Number(row.foundAtMs),
      changedAtMs: Number(row.changedAtMs),
      goneAtMs: row.goneAtMs === null ? null : Number(row.goneAtMs),
    }));
  }
}

function termsOf({ since, decisions, reviewed, withGone }: HitsFilter, refKeys: readonly string[] | undefined): Term[] {
  const terms: Term[] = [];
  if (!withGone) terms.push({ sql: `h.state = 'CURRENT'`, parameters: [] });
  if (since) terms.push({ sql: 'h.changedAtMs >= ?', parameters: [since.getTime()] });
  if (reviewed !== null && reviewed !== undefined) {
    terms.push({ sql: `${REVIEWED} = ?`, parameters: [reviewed ? 1 : 0] });
  }
  if (decisions?.length) {
    const ranges = decisions.map((decision) => {
      const better = MATCH_DECISIONS[MATCH_DECISIONS.indexOf(decision) - 1];
      const below = better ? Math.round(LEAST_SCORES[better] * TEN_THOUSANDTHS) : TEN_THOUSANDTHS + 1;
      return [Math.round(LEAST_SCORES[decision] * TEN_THOUSANDTHS), below];
    });
    terms.push({
      sql: `(${ranges.map(() => '(h.score >= ? AND h.score < ?)').join(' OR ')})`,
      parameters: ranges.flat(),
    });
  }
  if (refKeys) terms.push({ sql: `i.refKey IN (${placeholders(refKeys.length)})`, parameters: refKeys });
  return terms;
}
