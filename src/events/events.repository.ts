import type { Viewer } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import { visibleTo } from '../sharing/sharing.policy.js';
import type { EventType } from './event-types.js';

/** An event as its feature writes it. */
export interface NewEvent {
  readonly id: string;
  readonly type: EventType;
  readonly occurredAtMs: number;
  readonly tenantId: string;
  readonly sharingId: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly orderKey: string;
  readonly category: string | null;
  readonly severity: string | null;
  readonly jurisdiction: string | null;
  readonly entityKind: string | null;
  readonly platform: string | null;
  readonly listId: string | null;
  readonly data: string;
}

/** An event in its place. */
export interface SequencedEvent extends NewEvent {
  readonly seq: number;
}

const COLUMNS = [
  'id',
  'seq',
  'type',
  'occurredAtMs',
  'tenantId',
  'sharingId',
  'subjectType',
  'subjectId',
  'orderKey',
  'category',
  'severity',
  'jurisdiction',
  'entityKind',
  'platform',
  'listId',
  'data',
];
const columns = (alias: string) => COLUMNS.map((column) => `${alias}.${column}`).join(', ');

/** Every SQL of the event log. */
export class EventsRepository {
  constructor(private readonly sql: Sql) {}

  /** The last id among the committed events that wait for their place. Index: UQ_event_seq. */
  async newestWaiting(tx: Tx): Promise<string | undefined> {
    const [row] = await tx.select<{ id: string }>('SELECT id FROM event WHERE seq IS NULL ORDER BY id DESC LIMIT 1');
    return row?.id;
  }

  async insert(tx: Tx, events: readonly NewEvent[]): Promise<void> {
    await tx.insert(
      'event',
      events.map((event) => ({ ...event })),
    );
  }

  /**
   * Committed events that have no place yet, in the order of their ids, which is that of each entity's events. Index:
   * UQ_event_seq; asked for the ids as they are, the database walks through the primary key past all that have a place.
   */
  unsequenced(tx: Tx, limit: number): Promise<{ id: string }[]> {
    return tx.select('SELECT id FROM event WHERE seq IS NULL ORDER BY LOWER(id) LIMIT ?', [limit]);
  }

  async sequence(tx: Tx, ids: readonly string[], firstSeq: number): Promise<void> {
    if (ids.length === 0) return;
    await tx.change(
      `UPDATE event SET seq = CASE id ${ids.map(() => 'WHEN ? THEN ?').join(' ')} END
       WHERE seq IS NULL AND id IN (${placeholders(ids.length)})`,
      [...ids.flatMap((id, index) => [id, firstSeq + index]), ...ids],
    );
  }

  /** Events in order after `afterSeq`, whoever may see them: for the gateway's own consumers. Index: UQ_event_seq. */
  after(afterSeq: number, limit: number): Promise<SequencedEvent[]> {
    return this.sql.select(`SELECT ${columns('e')} FROM event e WHERE e.seq > ? ORDER BY e.seq LIMIT ?`, [
      afterSeq,
      limit,
    ]);
  }

  /** Events in order after `afterSeq` that the viewer may see. Index: UQ_event_seq, sharing by primary key. */
  visibleAfter(
    viewer: Viewer,
    afterSeq: number,
    types: readonly EventType[] | undefined,
    limit: number,
  ): Promise<SequencedEvent[]> {
    const visible = visibleTo(viewer, 's');
    const typeFilter = types ? `AND e.type IN (${placeholders(types.length)})` : '';
    return this.sql.select(
      `SELECT ${columns('e')} FROM event e JOIN sharing s ON s.id = e.sharingId
       WHERE e.seq > ? AND ${visible.sql} ${typeFilter} ORDER BY e.seq LIMIT ?`,
      [afterSeq, ...visible.parameters, ...(types ?? []), limit],
    );
  }

  /** Events by id, whoever may see them: for the gateway's own consumers. */
  async byIds(ids: readonly string[]): Promise<SequencedEvent[]> {
    if (ids.length === 0) return [];
    return this.sql.select(`SELECT ${columns('e')} FROM event e WHERE e.id IN (${placeholders(ids.length)})`, ids);
  }

  /** The place of the newest sequenced event, 0 when there is none. */
  async headSeq(): Promise<number> {
    const rows = await this.sql.select<{ seq: number }>(`SELECT seq FROM sequence_head WHERE name = 'event'`);
    return Number(rows[0]?.seq ?? 0);
  }
}
