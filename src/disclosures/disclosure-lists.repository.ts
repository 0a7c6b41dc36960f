import type { Viewer } from '../common/context/tenant-context.js';
import type { Sql, SqlValue } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import { DISCLOSURE_STATES, type DisclosureState, OPEN_STATES } from './disclosure.lifecycle.js';
import { URGENCIES, type Urgency } from './disclosure-vocabulary.js';
import { requestOf, type StoredRequest } from './disclosures.repository.js';

/** Whose list: what came to a platform, or what an agency has drafted and sent. */
export type ListSide = 'INBOX' | 'OUTBOX';

/** What a list is narrowed to; an empty list of states or urgencies means all of them. */
export interface ListFilter {
  readonly states: readonly DisclosureState[];
  readonly urgencies: readonly Urgency[];
  /** Only what is due before this moment, the soonest first; else the newest is first. */
  readonly dueBeforeMs: number | null;
}

/** Where a page begins: after this row. */
export interface ListPosition {
  readonly id: string;
  readonly dueAtMs: number;
}

interface Part {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

const OWNER_COLUMNS: Readonly<Record<ListSide, string>> = { INBOX: 'inboxOf', OUTBOX: 'agencyId' };
/** Greater than any id: the first page is a range of the index too. */
const AFTER_EVERY_ID = 'g';
const BEFORE_EVERY_MOMENT = -1;

/**
 * The lists of requests. Every page is a few ranges of an index, one for each state and urgency wanted, each cut at the
 * length of the page: what a page costs does not grow with what the list holds.
 */
export class DisclosureListsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly viewer: Viewer,
  ) {}

  /**
   * A page of the viewer's own list. Indexes: IX_disclosure_request_inbox or _outbox; with a filter those of the same
   * name with _state or _due.
   */
  async page(
    side: ListSide,
    filter: ListFilter,
    after: ListPosition | undefined,
    limit: number,
  ): Promise<StoredRequest[]> {
    const isByDue = filter.dueBeforeMs !== null;
    const ranges = this.groupsOf(filter).map((group, index) => this.range(side, group, filter, after, limit, index));
    if (ranges.length === 0) return [];
    const orderOf = (alias: string) => (isByDue ? `${alias}.dueAtMs, ${alias}.id` : `${alias}.id DESC`);
    const visible = visibleTo(this.viewer, 's');
    // The page is cut from the indexes alone; rows and sharings are read for what is on it only. Whoever owns a list may
    // see all that is in it, so the predicate takes nothing away from a page; if it ever did, the page would be shorter.
    const rows = await this.sql.select<object>(
      `SELECT /*! STRAIGHT_JOIN */ r.* FROM (
         SELECT u.id FROM (${ranges.map(({ sql }) => sql).join(' UNION ALL ')}) u ORDER BY ${orderOf('u')} LIMIT ?) k
         JOIN disclosure_request r ON r.id = k.id JOIN sharing s ON s.id = r.sharingId
       WHERE ${visible.sql} ORDER BY ${orderOf('r')}`,
      [...ranges.flatMap(({ parameters }) => parameters), limit, ...visible.parameters],
    );
    return rows.map(requestOf);
  }

  /** The pairs of state and urgency to read; one that names neither when the list is not narrowed. */
  private groupsOf({
    states,
    urgencies,
    dueBeforeMs,
  }: ListFilter): (readonly [DisclosureState, Urgency] | undefined)[] {
    if (states.length === 0 && urgencies.length === 0 && dueBeforeMs === null) return [undefined];
    // Nothing is due in any other state.
    const possible: readonly DisclosureState[] = dueBeforeMs === null ? DISCLOSURE_STATES : OPEN_STATES;
    const wantedStates = states.length > 0 ? possible.filter((state) => states.includes(state)) : possible;
    const wantedUrgencies = urgencies.length > 0 ? urgencies : URGENCIES;
    return wantedStates.flatMap((state) => wantedUrgencies.map((urgency) => [state, urgency] as const));
  }

  private range(
    side: ListSide,
    group: readonly [DisclosureState, Urgency] | undefined,
    { dueBeforeMs }: ListFilter,
    after: ListPosition | undefined,
    limit: number,
    index: number,
  ): Part {
    const key = dueBeforeMs === null ? newestFirst(after) : soonestFirst(dueBeforeMs, after);
    const grouped = group ? 'AND r.state = ? AND r.urgency = ?' : '';
    return {
      sql: `SELECT id, dueAtMs FROM (
          SELECT r.id, ${dueBeforeMs === null ? '0 AS ' : 'r.'}dueAtMs FROM disclosure_request r ${forced(side, group !== undefined, dueBeforeMs !== null)}
          WHERE r.${OWNER_COLUMNS[side]} = ? ${grouped} AND ${key.sql}
          ORDER BY ${key.order} LIMIT ?) k${index}`,
      parameters: [this.viewer.tenantId, ...(group ?? []), ...key.parameters, limit],
    };
  }
}

/**
 * MariaDB and MySQL are told which index to read: left to themselves they go through the newest of everybody's, or from
 * the start of the list to the page. SQLite reads this as a comment.
 */
const forced = (side: ListSide, isGrouped: boolean, isByDue: boolean): string =>
  `/*! FORCE INDEX (IX_disclosure_request_${side.toLowerCase()}${isByDue ? '_due' : isGrouped ? '_state' : ''}) */`;

const newestFirst = (after: ListPosition | undefined): Part & { order: string } => ({
  sql: 'r.id < ?',
  parameters: [after?.id ?? AFTER_EVERY_ID],
  order: 'r.id DESC',
});

const soonestFirst = (beforeMs: number, after: ListPosition | undefined): Part & { order: string } => {
  const fromMs = after?.dueAtMs ?? BEFORE_EVERY_MOMENT;
  return {
    sql: 'r.dueAtMs >= ? AND r.dueAtMs < ? AND (r.dueAtMs > ? OR r.id > ?)',
    parameters: [fromMs, beforeMs, fromMs, after?.id ?? ''],
    order: 'r.dueAtMs, r.id',
  };
};
