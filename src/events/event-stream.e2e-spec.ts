import { once } from 'node:events';
import { connect } from 'node:net';
import { EventSource } from 'eventsource';
import { publishEvents } from '../../test/harness/events.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { answerOf } from '../../test/harness/raw-requests.js';
import { SseListener } from '../../test/harness/sse-listener.js';
import { OpenStreams } from '../common/context/open-streams.js';
import { TenantsService } from '../tenants/tenants.service.js';

const LIMIT = 8;

describeOnEachProfile(
  'the plain event stream',
  (gateway) => {
    let regulator: TestTenant;
    const listeners: SseListener[] = [];

    const reader = (code: string) => gateway().tenant({ code, kind: 'PLATFORM' });
    const listen = (tenant: TestTenant, query = '', headers: Record<string, string> = {}) => {
      const listener = new SseListener(tenant, `${gateway().url}/v1/events${query}`, { headers });
      listeners.push(listener);
      return listener;
    };
    const tell = (
      tenant: TestTenant,
      count = 1,
      type: 'blacklist.published' | 'blacklist.revoked' = 'blacklist.published',
    ) =>
      publishEvents(
        gateway(),
        { ownerId: regulator.id, level: 'NAMED', memberIds: [tenant.id] },
        Array.from({ length: count }, () => ({ type, category: 'COUNTERFEIT', jurisdiction: '330106' })),
      );
    const isOpen = (listener: SseListener) => eventually('it is open', () => listener.of('heartbeat')[0]);
    const subjectsOf = (listener: SseListener) =>
      listener.events.map(({ data }) => (data as { subjectId: string }).subjectId);
    const hasAll = (listener: SseListener, subjects: readonly string[]) =>
      eventually('every event', () => subjects.every((subject) => subjectsOf(listener).includes(subject)));

    beforeAll(async () => {
      regulator = await gateway().tenant({ code: 'sse-regulator', kind: 'MARKET_REGULATOR' });
    });

    afterEach(async () => {
      await Promise.all(listeners.splice(0).map((listener) => listener.close()));
      await eventually('all streams are gone', () => gateway().app.get(OpenStreams).count === 0);
    });

    it('brings each event as CloudEvents 1.0, the same as the event log gives', async () => {
      const tenant = await reader('cloud-reader');
      const listener = listen(tenant);
      await isOpen(listener);
      const told = await tell(tenant, 3);
      await hasAll(listener, told);
      const { events } = await tenant.client.query<{ events: { edges: { node: Record<string, unknown> }[] } }>(
        `{ events(first: 3) { edges { node { specversion id source type subject time datacontenttype subjectType
          subjectId category severity jurisdiction data } } } }`,
      );
      const fromLog = events.edges.map(({ node }) => {
        const { subjectType, subjectId, category, severity, jurisdiction, data, ...attributes } = node;
        const details: unknown = JSON.parse(String(data));
        return {
          ...attributes,
          data: expect.objectContaining({ subjectType, subjectId, category, severity, jurisdiction, details }),
        };
      });
      expect(listener.events.map(({ previousid: _, ...event }) => event)).toEqual(fromLog);
      const ids = listener.events.map(({ id }) => id);
      expect(listener.events.map(({ previousid }) => previousid)).toEqual([undefined, ids[0], ids[1]]);
      expect(listener.headers?.get('cache-control')).toBe('no-store');
    });

    it('goes on after Last-Event-ID, which goes before ?after=, without loss or repetition', async () => {
      const tenant = await reader('sse-resumes');
      const first = listen(tenant);
      await isOpen(first);
      const told = await tell(tenant, 4);
      await hasAll(first, told);
      await first.close();
      const [one, two] = first.of('message').map(({ id }) => String(id));
      const missed = await tell(tenant, 2);
      const byHeader = listen(tenant, `?after=${one}`, { 'last-event-id': String(two) });
      const byQuery = listen(tenant, `?after=${two}`);
      await Promise.all([hasAll(byHeader, missed), hasAll(byQuery, missed)]);
      const expected = [...told.slice(2), ...missed];
      expect([subjectsOf(byHeader), subjectsOf(byQuery)]).toEqual([expected, expected]);
    });

    it('gives a cursor before the first event, so that nothing is lost between the two', async () => {
      const tenant = await reader('cut-early');
      const first = listen(tenant);
      const { id } = await isOpen(first);
      await first.close();
      const missed = await tell(tenant, 2);
      const second = listen(tenant, '', { 'last-event-id': String(id) });
      await hasAll(second, missed);
      expect(subjectsOf(second)).toEqual(missed);
    });

    it('tells in its heartbeats that everything up to a cursor was given, and a time to come back after', async () => {
      const tenant = await reader('measures-lag');
      const listener = listen(tenant);
      await isOpen(listener);
      const [subject] = await tell(tenant);
      await hasAll(listener, [String(subject)]);
      const lastId = listener.events[0]?.id;
      const heartbeat = await eventually('a heartbeat after the event', () =>
        listener
          .of('heartbeat')
          .find(({ data }) => (JSON.parse(data) as { lastEventId: unknown }).lastEventId === lastId),
      );
      const { time, cursor } = JSON.parse(heartbeat.data) as { time: string; cursor: string };
      expect(Date.parse(time)).not.toBeNaN();
      expect(cursor).toBe(heartbeat.id);
      expect(listener.retries[0]).toBeGreaterThanOrEqual(1_000);
      await listener.close();
      const second = listen(tenant, `?after=${cursor}`);
      const [next] = await tell(tenant);
      await hasAll(second, [String(next)]);
      expect(subjectsOf(second)).toEqual([next]);
    });

    it('narrows to types', async () => {
      const tenant = await reader('sse-narrows');
      const both = listen(tenant, '?types=blacklist.published,blacklist.revoked');
      const one = listen(tenant, '?types=blacklist.revoked');
      await Promise.all([isOpen(both), isOpen(one)]);
      const [published] = await tell(tenant);
      const [revoked] = await tell(tenant, 1, 'blacklist.revoked');
      await Promise.all([hasAll(both, [String(published), String(revoked)]), hasAll(one, [String(revoked)])]);
      expect(subjectsOf(one)).toEqual([revoked]);
    });

    it.each([
      ['an unknown type', '?types=sun.rises', {}, 'types'],
      ['no type', '?types=', {}, 'types'],
      ['a made-up cursor', '?after=MTA', {}, 'after'],
      ['an empty cursor', '?after=', {}, 'after'],
      ['two cursors', '?after=a&after=b', {}, 'after'],
      ['a made-up Last-Event-ID', '', { 'last-event-id': 'MTA' }, 'after'],
    ])('refuses %s with the name of the field', async (_name, query, headers, field) => {
      const tenant = await reader('sse-wrong');
      const answer = await answerOf(
        await fetch(`${gateway().url}/v1/events${query}`, {
          headers: { ...headers, authorization: `Bearer ${await tenant.client.token()}` },
        }),
      );
      expect(answer.status).toBe(400);
      expect(answer.body).toMatchObject({ code: 'INVALID_INPUT', field });
    });

    it('refuses who has no token, no scope, or too many streams, each with a code', async () => {
      const tenant = await reader('sse-refused');
      const url = `${gateway().url}/v1/events`;
      expect((await fetch(url)).status).toBe(401);
      const token = await tenant.client.token(['reports:read']);
      const withoutScope = await answerOf(await fetch(url, { headers: { authorization: `Bearer ${token}` } }));
      expect([withoutScope.status, withoutScope.body]).toMatchObject([403, { code: 'FORBIDDEN' }]);
      const open = Array.from({ length: LIMIT }, () => listen(tenant));
      await Promise.all(open.map(isOpen));
      const headers = { authorization: `Bearer ${await tenant.client.token()}` };
      const tooMany = await answerOf(await fetch(url, { headers }));
      expect([tooMany.status, tooMany.body]).toMatchObject([429, { code: 'TOO_MANY_STREAMS' }]);
      // Others have places of their own.
      await isOpen(listen(await reader('sse-other')));
    });

    it('answers HEAD without opening a stream', async () => {
      const tenant = await reader('sse-head');
      const headers = { authorization: `Bearer ${await tenant.client.token()}` };
      const answer = await fetch(`${gateway().url}/v1/events`, { method: 'HEAD', headers });
      expect(answer.status).toBe(200);
    });

    it('is followed by an EventSource, which comes back by itself with the last cursor', async () => {
      const tenant = await reader('event-source');
      const opened: (string | null)[] = [];
      let response: Response | undefined;
      const source = new EventSource(`${gateway().url}/v1/events`, {
        fetch: async (url, init) => {
          const headers = new Headers(init.headers);
          opened.push(headers.get('last-event-id'));
          headers.set('authorization', `Bearer ${await tenant.client.token()}`);
          response = await fetch(url, { ...init, headers });
          return response;
        },
      });
      const heard: string[] = [];
      source.onmessage = ({ data }) =>
        heard.push((JSON.parse(data as string) as { data: { subjectId: string } }).data.subjectId);
      let heartbeats = 0;
      source.addEventListener('heartbeat', () => (heartbeats += 1));
      try {
        await eventually('it is open', () => heartbeats > 0);
        const told = await tell(tenant, 2);
        await eventually('both events', () => heard.length === 2);
        for (const stream of streamsOf(tenant)) stream.end('closing');
        const missed = await tell(tenant, 2);
        await eventually('it came back', () => heard.length === 4, 20_000);
        expect(heard).toEqual([...told, ...missed]);
        expect(opened[0]).toBeNull();
        expect(opened[1]).toBeTruthy();
      } finally {
        source.close();
      }
    });

    it('ends within five seconds when the key behind it is revoked, and says why', async () => {
      const tenant = await reader('sse-revoked');
      const listener = listen(tenant);
      await isOpen(listener);
      await gateway().app.get(TenantsService).revokeKey({ system: 'test' }, tenant.code, String(tenant.privateJwk.kid));
      const last = await eventually('the stream ends', () => listener.of('end')[0], 5_000);
      expect(JSON.parse(last.data)).toMatchObject({ code: 'UNAUTHENTICATED' });
      await listener.ended;
    });

    it('cuts a client that takes nothing, which then goes on after its last cursor', async () => {
      const tenant = await reader('takes-nothing');
      const listener = listen(tenant);
      const { id } = await isOpen(listener);
      await listener.close();
      const streams = gateway().app.get(OpenStreams);
      await eventually('the first is gone', () => streams.count === 0);
      const { hostname, port } = new URL(gateway().url);
      const stuck = connect(Number(port), hostname);
      const hasClosed = new Promise<void>((resolve) =>
        stuck.once('close', () => resolve()).once('error', () => undefined),
      );
      await once(stuck, 'connect');
      const token = await tenant.client.token();
      stuck.write(`GET /v1/events?after=${id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\n\r\n`);
      stuck.pause();
      await eventually('it is open', () => streams.count === 1);
      // More than the buffers of both ends hold.
      const told: string[] = [];
      for (let sent = 0; sent < 18; sent++) {
        told.push(...(await publishBig(tenant, 50)));
        if (streams.count === 0) break;
      }
      await eventually('it is cut', () => streams.count === 0, 20_000);
      stuck.resume();
      await hasClosed;
      const again = listen(tenant, `?after=${id}`);
      await eventually('everything came', () => again.of('message').length === told.length, 30_000);
      expect(subjectsOf(again)).toEqual(told);
    });

    const publishBig = (tenant: TestTenant, count: number) =>
      publishEvents(
        gateway(),
        { ownerId: regulator.id, level: 'NAMED', memberIds: [tenant.id] },
        Array.from({ length: count }, () => ({ data: { filler: 'x'.repeat(20_000) } })),
      );
    const streamsOf = (tenant: TestTenant) => gateway().app.get(OpenStreams).of(tenant.code);
  },
  { LIAISON_STREAMS_PER_TENANT: String(LIMIT), LIAISON_STREAM_HEARTBEAT_MS: '200', LIAISON_STREAM_STALL_MS: '1000' },
);
