import { v7 } from 'uuid';
import { publishEvents } from '../../test/harness/events.js';
import { describeOnEachProfile, eventually, type TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import { Pagination } from '../common/pagination.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { EventsRepository, type SequencedEvent } from './events.repository.js';
import { EventsService } from './events.service.js';
import { Sequencer } from './sequencer.js';

interface EventNode {
  readonly id: string;
  readonly type: string;
  readonly subjectId: string;
  readonly cursor: string;
}

const STREAM = `subscription ($after: String, $types: [String!]) {
  events(after: $after, types: $types) { id type subjectId cursor } }`;

/** Listens over graphql-ws and keeps what comes. */
class Listener {
  readonly heard: EventNode[] = [];
  error: unknown;
  private readonly socket;
  private readonly ended: Promise<void>;

  constructor(tenant: TestTenant, variables: Record<string, unknown> = {}) {
    this.socket = tenant.client.socket();
    this.ended = this.collect(variables);
  }

  get subjects(): string[] {
    return this.heard.map(({ subjectId }) => subjectId);
  }

  get hasEnded(): boolean {
    return this.error !== undefined;
  }

  async close(): Promise<void> {
    await this.socket.dispose();
    await this.ended;
  }

  private async collect(variables: Record<string, unknown>): Promise<void> {
    try {
      const messages = this.socket.iterate<{ events: EventNode }>({ query: STREAM, variables });
      for await (const { data, errors } of messages) {
        if (errors) throw errors;
        if (data) this.heard.push(data.events);
      }
    } catch (error) {
      this.error = error;
    }
  }
}

async function readAll(tenant: TestTenant, after: string | null = null): Promise<EventNode[]> {
  const found: EventNode[] = [];
  let cursor = after;
  for (;;) {
    const { events } = await tenant.client.query<{
      events: { edges: { node: EventNode }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
    }>(
      `query ($after: String) { events(first: 100, after: $after) {
        edges { node { id type subjectId cursor } } pageInfo { hasNextPage endCursor } } }`,
      { after: cursor },
    );
    found.push(...events.edges.map(({ node }) => node));
    cursor = events.pageInfo.endCursor ?? cursor;
    if (!events.pageInfo.hasNextPage) return found;
  }
}

/** Writes events one transaction each, several at a time, as busy features would. */
async function writeConcurrently(gateway: TestGateway, ownerId: string, memberId: string, count: number) {
  const subjects: string[] = [];
  const writers = Array.from({ length: 4 }, async () => {
    while (subjects.length < count) {
      const subjectId = newId();
      subjects.push(subjectId);
      await publishEvents(gateway, { ownerId, level: 'NAMED', memberIds: [memberId] }, [{ subjectId }]);
    }
  });
  await Promise.all(writers);
  return subjects;
}

describeOnEachProfile('events', (gateway) => {
  let regulator: TestTenant;
  const listeners: Listener[] = [];

  const listen = (...args: ConstructorParameters<typeof Listener>) => {
    const listener = new Listener(...args);
    listeners.push(listener);
    return listener;
  };
  const reader = (code: string) => gateway().tenant({ code, kind: 'PLATFORM' });
  const tell = (
    tenant: TestTenant,
    count = 1,
    type: 'blacklist.published' | 'blacklist.revoked' = 'blacklist.published',
  ) =>
    publishEvents(
      gateway(),
      { ownerId: regulator.id, level: 'NAMED', memberIds: [tenant.id] },
      Array.from({ length: count }, () => ({ type })),
    );
  /** A stream says nothing until something happens, so something is made to happen until it is heard. */
  const isListening = (listener: Listener, tenant: TestTenant) =>
    eventually('the stream is open', async () => {
      await tell(tenant);
      return listener.heard.length > 0;
    });

  beforeAll(async () => {
    regulator = await gateway().tenant({ code: 'event-regulator', kind: 'MARKET_REGULATOR' });
  });

  afterEach(async () => {
    await Promise.all(listeners.splice(0).map((listener) => listener.close()));
  });

  it('puts an event behind the one before it although that was made by a clock that is ahead', async () => {
    const tenant = await reader('skewed-clocks');
    const [told] = await tell(tenant);
    const ahead = { id: v7({ msecs: Date.now() + 60_000 }), subjectId: newId() };
    const behind = newId();
    await gateway().database.transaction(async (tx) => {
      const [first] = await tx.select<SequencedEvent>('SELECT * FROM event WHERE subjectId = ?', [told ?? '']);
      const { seq: _, ...before } = first as SequencedEvent;
      const { type, tenantId, sharingId, subjectType, orderKey } = before;
      await new EventsRepository(tx).insert(tx, [{ ...before, ...ahead }]);
      const fact = { type, tenantId, sharingId, subjectType, orderKey, subjectId: behind };
      await gateway().app.get(EventsService).append(tx, [fact]);
    });
    const inLog = await eventually('both have their places', async () => {
      const all = (await readAll(tenant)).map(({ subjectId }) => subjectId);
      return all.length === 3 && all;
    });
    expect(inLog).toEqual([told, ahead.subjectId, behind]);
  });

  it('brings each event live, in the order of the log', async () => {
    const tenant = await reader('listens-live');
    const listener = listen(tenant);
    await isListening(listener, tenant);
    const told = await tell(tenant, 5);
    await eventually('the events', () => told.every((subject) => listener.subjects.includes(subject)));
    const inLog = (await readAll(tenant)).map(({ id }) => id);
    const heard = listener.heard.map(({ id }) => id);
    expect(heard).toEqual(inLog.slice(inLog.indexOf(String(heard[0]))));
  });

  it('goes on after a cursor without loss or repetition while events are being written', async () => {
    const tenant = await reader('resumes');
    // Enough past that new events come in while it is still being read.
    await tell(tenant, 1_200);
    const past = await eventually(
      'the log has the past',
      async () => {
        const events = await readAll(tenant);
        return events.length === 1_200 && events;
      },
      20_000,
    );
    const writing = writeConcurrently(gateway(), regulator.id, tenant.id, 300);
    const [early, late] = [listen(tenant, { after: past[0]?.cursor }), listen(tenant, { after: past[1_199]?.cursor })];
    const written = await writing;
    await eventually('every event at both', () => early.heard.length >= 1_499 && late.heard.length >= 300, 30_000);
    const inLog = (await readAll(tenant)).map(({ subjectId }) => subjectId);
    expect(early.subjects).toEqual(inLog.slice(1));
    expect(late.subjects).toEqual(inLog.slice(1_200));
    expect([...late.subjects].sort()).toEqual([...written].sort());
  });

  it('resumes a broken stream from the cursor of the last event that was handled', async () => {
    const tenant = await reader('breaks-off');
    const first = listen(tenant);
    await isListening(first, tenant);
    const handled = first.heard[0];
    await first.close();
    const missed = await tell(tenant, 4);
    const second = listen(tenant, { after: handled?.cursor });
    await eventually('what was missed', () => missed.every((subject) => second.subjects.includes(subject)));
    const inLog = await readAll(tenant, handled?.cursor ?? null);
    expect(second.subjects).toEqual(inLog.map(({ subjectId }) => subjectId));
  });

  it('leaves out what the tenant may not see, live and in the log', async () => {
    const [tenant, stranger] = [await reader('sees'), await reader('does-not-see')];
    const listener = listen(stranger);
    await isListening(listener, stranger);
    const hidden = await tell(tenant, 3);
    const [open] = await tell(stranger);
    await eventually('the visible event', () => listener.subjects.includes(String(open)));
    const inLog = (await readAll(stranger)).map(({ subjectId }) => subjectId);
    for (const subject of hidden) {
      expect(listener.subjects).not.toContain(subject);
      expect(inLog).not.toContain(subject);
    }
  });

  it('gives a place to go on from for an empty page too, and passes what is hidden once only', async () => {
    const [one, other] = [await reader('polls'), await reader('is-told')];
    await tell(other, 30);
    const poll = async (after: string | null) => {
      const { events } = await one.client.query<{
        events: { edges: { node: EventNode }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
      }>(
        `query ($after: String) { events(first: 10, after: $after) {
          edges { node { id type subjectId cursor } } pageInfo { hasNextPage endCursor } } }`,
        { after },
      );
      return { subjects: events.edges.map(({ node }) => node.subjectId), ...events.pageInfo };
    };
    await eventually('all have their place', async () => (await readAll(other)).length === 30);
    const first = await poll(null);
    expect(first).toMatchObject({ subjects: [], hasNextPage: false, endCursor: expect.any(String) });
    const place = gateway()
      .app.get(Pagination)
      .open({ tenantId: one.id } as TenantContext, 'events', first.endCursor);
    expect(Number(place)).toBeGreaterThanOrEqual(30);
    const told = await tell(one, 12);
    const later = await eventually('the new ones', async () => {
      const page = await poll(first.endCursor);
      return page.hasNextPage && page;
    });
    expect(later.subjects).toEqual(told.slice(0, 10));
    expect((await poll(later.endCursor)).subjects).toEqual(told.slice(10));
  });

  it('narrows a stream to types, and refuses unknown ones and foreign cursors', async () => {
    const [tenant, stranger] = [await reader('narrows'), await reader('narrows-too')];
    await tell(tenant);
    const [event] = await eventually('the event', async () => {
      const events = await readAll(tenant);
      return events.length > 0 && events;
    });
    await tell(tenant);
    const [revoked] = await tell(tenant, 1, 'blacklist.revoked');
    const narrowed = listen(tenant, { after: event?.cursor, types: ['blacklist.revoked'] });
    await eventually('the revocation', () => narrowed.subjects.includes(String(revoked)));
    expect(narrowed.heard).toHaveLength(1);
    const [unknown, foreign] = [listen(tenant, { types: ['sun.rises'] }), listen(stranger, { after: event?.cursor })];
    await eventually('both refusals', () => unknown.hasEnded && foreign.hasEnded);
    expect(JSON.stringify([unknown.error, foreign.error])).toContain('BAD_USER_INPUT');
  });

  it('ends the stream within five seconds when the key behind it is revoked', async () => {
    const tenant = await reader('is-revoked');
    const listener = listen(tenant);
    await isListening(listener, tenant);
    const keyId = String(tenant.privateJwk.kid);
    await gateway().app.get(TenantsService).revokeKey({ system: 'test' }, 'is-revoked', keyId);
    await eventually('the stream ends', () => listener.hasEnded, 5_000);
  });

  it('gives events a dense place under concurrent writers, and hands each to a consumer once and in order', async () => {
    const consumed: number[] = [];
    const collector = {
      name: 'test-collector',
      consume: async (_tx: unknown, events: readonly SequencedEvent[]) => {
        // Takes a part only, as a consumer with much to write does.
        const taken = events.slice(0, 7);
        consumed.push(...taken.map(({ seq }) => Number(seq)));
        return taken.length;
      },
    };
    const other = new Sequencer(gateway().database, gateway().app.get(Clock), {
      leaseMs: 2_000,
      pollMs: 20,
      announce: () => undefined,
    });
    other.register(collector);
    gateway().app.get(Sequencer).register(collector);
    other.start();
    try {
      const tenant = await reader('is-counted');
      await writeConcurrently(gateway(), regulator.id, tenant.id, 200);
      const seqs = await eventually('every event has its place', async () => {
        const rows = await gateway().database.select<{ seq: number | null }>('SELECT seq FROM event');
        return rows.every(({ seq }) => seq !== null) && rows.map(({ seq }) => Number(seq)).sort((a, b) => a - b);
      });
      const dense = seqs.map((_, index) => index + 1);
      expect(seqs).toEqual(dense);
      await eventually('the consumer has all', () => consumed.length >= seqs.length);
      expect(consumed).toEqual(dense);
    } finally {
      await other.stop();
    }
  });
});
