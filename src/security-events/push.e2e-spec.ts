import { createRemoteJWKSet } from 'jose';
import { verifySecurityEvent } from '../../libs/client/security-events.js';
import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import { PUBLIC_URL, PushEndpoint, SsfReceiver } from '../../test/harness/security-events.js';
import { Subscriber } from '../../test/harness/subscriptions.js';

const SETTINGS = {
  LIAISON_PUBLIC_URL: PUBLIC_URL,
  LIAISON_DELIVERY_BACKOFF_MS: '40',
  LIAISON_DELIVERY_MAX_ATTEMPTS: '3',
  LIAISON_SWEEP_INTERVAL_MS: '100',
};
const PUSH = 'urn:ietf:rfc:8935';
const VERIFICATION = 'https://schemas.openid.net/secevent/ssf/event-type/verification';
const UPDATED = 'https://schemas.openid.net/secevent/ssf/event-type/stream-updated';
const PUBLISHED = 'urn:liaison:event:blacklist.published';

interface Attempt {
  readonly status: number | null;
  readonly error: string | null;
}

describeOnEachProfile(
  'security event tokens that are pushed',
  (gateway) => {
    const endpoints: PushEndpoint[] = [];
    const pushed = async (code: string, configuration: Record<string, unknown> = {}, delivery: object = {}) => {
      const receiver = await SsfReceiver.of(gateway(), code);
      const endpoint = await PushEndpoint.start(receiver);
      endpoints.push(endpoint);
      const id = await receiver.stream({
        delivery: { method: PUSH, endpoint_url: endpoint.url, ...delivery },
        ...configuration,
      });
      return { receiver, endpoint, id };
    };
    const gets = (endpoint: PushEndpoint, count: number) =>
      eventually(`${count} tokens`, () => endpoint.received.length >= count, 20_000);
    const attemptsOf = (id: string): Promise<Attempt[]> =>
      gateway().database.select(
        `SELECT a.status, a.error FROM delivery_attempt a JOIN delivery d ON d.id = a.deliveryId
         WHERE d.subscriptionId = ? ORDER BY d.seq, a.n`,
        [id],
      );
    const settled = (id: string, state: string) =>
      eventually(`all ${state}`, async () => {
        const rows = await gateway().database.select<{ state: string }>(
          'SELECT state FROM delivery WHERE subscriptionId = ?',
          [id],
        );
        return rows.length > 0 && rows.every((row) => row.state === state);
      });

    afterAll(async () => {
      await Promise.all(endpoints.map((endpoint) => endpoint.stop()));
    });

    it.each(['ES256', 'EdDSA', 'PS256'])('are signed by %s when the stream says so', async (algorithm) => {
      const { receiver, endpoint, id } = await pushed(`signs-${algorithm.toLowerCase()}`, {
        liaison_signing_algorithm: algorithm,
      });
      const [subjectId] = await receiver.tell({ category: 'COUNTERFEIT', severity: 'HIGH' });
      await gets(endpoint, 1);
      const [token] = endpoint.received;
      expect(token?.header).toEqual({ alg: algorithm, typ: 'secevent+jwt', kid: expect.any(String) });
      expect(Object.keys(token?.claims ?? {}).sort()).toEqual(
        ['aud', 'events', 'iat', 'iss', 'jti', 'sub_id', 'toe', 'txn'].sort(),
      );
      expect(token?.claims).toMatchObject({
        jti: `${id}.1`,
        sub_id: { format: 'opaque', id: subjectId },
        events: {
          [PUBLISHED]: {
            specversion: '1.0',
            id: token?.claims.txn,
            subject: `blacklist_entry/${subjectId}`,
            data: { category: 'COUNTERFEIT', severity: 'HIGH' },
          },
        },
      });
      expect(endpoint.requests[0]?.headers).toMatchObject({
        'content-type': 'application/secevent+jwt',
        accept: 'application/json',
      });
      const keys = createRemoteJWKSet(new URL(`${gateway().url}/.well-known/jwks.json`));
      const expected = { issuer: PUBLIC_URL, audience: receiver.tenant.code, keys };
      expect(await verifySecurityEvent(token?.raw ?? '', expected)).toMatchObject({
        ok: true,
        event: { jti: `${id}.1`, txn: token?.claims.txn, subject: { id: subjectId } },
      });
      await settled(id, 'DELIVERED');
    });

    it('carry the authorization header that the receiver gave, which rests sealed and is never shown', async () => {
      const header = 'Bearer of-the-receiver';
      const { receiver, endpoint, id } = await pushed('is-authorized', {}, { authorization_header: header });
      await receiver.tell();
      await gets(endpoint, 1);
      expect(endpoint.received[0]?.authorization).toBe(header);
      const [row] = await gateway().database.select<{ secret: string }>(
        'SELECT secret FROM subscription WHERE id = ?',
        [id],
      );
      expect(row?.secret).toMatch(/^v1\./);
      expect(JSON.stringify(await receiver.call('GET', `/stream?stream_id=${id}`))).not.toContain('of-the-receiver');
    });

    it('take the authorization header to no other endpoint', async () => {
      const { receiver, endpoint, id } = await pushed('moves', {}, { authorization_header: 'Bearer old' });
      const next = await PushEndpoint.start(receiver);
      endpoints.push(next);
      const moved = await receiver.call('PATCH', '/stream', {
        stream_id: id,
        delivery: { method: PUSH, endpoint_url: next.url },
      });
      expect(moved.status).toBe(200);
      await receiver.tell();
      await gets(next, 1);
      expect(next.received[0]?.authorization).toBeUndefined();
      expect(endpoint.received).toEqual([]);
    });

    it('are delivered by 202 alone, and a refusal is kept by its code', async () => {
      const { receiver, endpoint, id } = await pushed('refuses-some');
      const answers = [
        { status: 400, type: 'application/json', body: '{"err":"invalid_key","description":"no such key"}' },
        { status: 200 },
        { status: 202 },
      ];
      endpoint.answer = () => answers.shift() ?? { status: 202 };
      await receiver.tell();
      await settled(id, 'DELIVERED');
      expect(await attemptsOf(id)).toEqual([
        { status: 400, error: 'invalid_key' },
        { status: 200, error: 'NOT_ACCEPTED' },
        { status: 202, error: null },
      ]);
      expect(new Set(endpoint.received.map(({ claims }) => claims.jti)).size).toBe(1);
    });

    it('become dead letters when the receiver goes on refusing, and go out again on demand', async () => {
      const { receiver, endpoint, id } = await pushed('gives-up');
      endpoint.answer = () => ({ status: 400, type: 'application/json', body: '{"err":"<script>"}' });
      await receiver.tell();
      await settled(id, 'DEAD');
      expect((await attemptsOf(id)).map(({ error }) => error)).toEqual([null, null, null]);
      endpoint.answer = () => ({ status: 202 });
      const [dead] = await gateway().database.select<{ id: string }>(
        'SELECT id FROM delivery WHERE subscriptionId = ?',
        [id],
      );
      await receiver.tenant.client.mutate(
        'mutation ($input: RedeliverInput!) { redeliver(input: $input) { __typename } }',
        { input: { id: dead?.id } },
      );
      await settled(id, 'DELIVERED');
    });

    it('hold the order of an entity while others overtake', async () => {
      const { receiver, endpoint } = await pushed('keeps-order');
      let isFirst = true;
      endpoint.answer = () => {
        const status = isFirst ? 503 : 202;
        isFirst = false;
        return { status };
      };
      await receiver.tell({ subjectId: 'a1', orderKey: 'a' });
      await gets(endpoint, 1);
      await receiver.tell({ subjectId: 'a2', orderKey: 'a' });
      await gets(endpoint, 3);
      expect(endpoint.subjects).toEqual(['a1', 'a1', 'a2']);
    });

    it('come to nobody while the stream is paused, and none is lost', async () => {
      const { receiver, endpoint, id } = await pushed('pauses');
      const paused = { stream_id: id, status: 'paused', reason: 'Maintenance.' };
      expect(await receiver.call('POST', '/status', paused)).toEqual({ status: 200, body: paused });
      expect(await receiver.call('GET', `/status?stream_id=${id}`)).toEqual({ status: 200, body: paused });
      const told = await receiver.tell({}, {}, {});
      await eventually('all are held', async () => {
        const rows = await gateway().database.select('SELECT id FROM delivery WHERE subscriptionId = ? AND state = ?', [
          id,
          'HELD',
        ]);
        return rows.length === 3;
      });
      expect(endpoint.received).toEqual([]);
      await receiver.call('POST', '/status', { stream_id: id, status: 'enabled' });
      await gets(endpoint, 3);
      expect([...endpoint.subjects].sort()).toEqual([...told].sort());
    });

    it('are not collected while the stream is disabled', async () => {
      const { receiver, endpoint, id } = await pushed('is-off');
      await receiver.call('POST', '/status', { stream_id: id, status: 'disabled' });
      const other = await Subscriber.of(gateway(), 'is-off');
      await receiver.tell();
      await other.gets(1);
      await receiver.call('POST', '/status', { stream_id: id, status: 'enabled' });
      const [subjectId] = await receiver.tell();
      await gets(endpoint, 1);
      expect(endpoint.subjects).toEqual([subjectId]);
      await other.receiver.stop();
    });

    it('prove on demand that the stream works, with the state that the receiver gave', async () => {
      const { receiver, endpoint, id } = await pushed('verifies', { events_requested: [PUBLISHED] });
      const other = await Subscriber.of(gateway(), 'verifies');
      expect(await receiver.call('POST', '/verify', { stream_id: id, state: 'VGhpcyBpcw==' })).toEqual({
        status: 204,
        body: {},
      });
      await gets(endpoint, 1);
      expect(endpoint.received[0]?.claims).toMatchObject({
        sub_id: { format: 'opaque', id },
        events: { [VERIFICATION]: { state: 'VGhpcyBpcw==' } },
      });
      expect((await receiver.call('POST', '/verify', { stream_id: id })).status).toBe(429);
      gateway().clock.move(11_000);
      expect((await receiver.call('POST', '/verify', { stream_id: id })).status).toBe(204);
      await gets(endpoint, 2);
      expect(endpoint.received[1]?.claims.events).toEqual({ [VERIFICATION]: {} });
      // No other subscription of the tenant, however open its filter is, hears of it.
      await receiver.tell();
      await other.gets(1);
      expect(other.receiver.received.map(({ message }) => message.type)).toEqual(['blacklist.published']);
      await other.receiver.stop();
    });

    it('tell the receiver when somebody else changed the status of its stream', async () => {
      const { receiver, endpoint, id } = await pushed('is-told');
      const change = (action: string, version: number) =>
        receiver.tenant.client.mutate(
          `mutation ($input: SubscriptionAtVersionInput!) { ${action}Subscription(input: $input) { __typename } }`,
          { input: { id, version } },
        );
      await change('pause', 1);
      await gets(endpoint, 1);
      await change('resume', 2);
      await gets(endpoint, 2);
      expect(endpoint.received.map(({ claims }) => claims.events)).toEqual([
        { [UPDATED]: { status: 'paused' } },
        { [UPDATED]: { status: 'enabled' } },
      ]);
    });

    it('leave out removed subjects, and bring only added ones where none is the default', async () => {
      const [merchant = '', other = ''] = [
        '0192f0c1-0000-7000-8000-0000000000a1',
        '0192f0c1-0000-7000-8000-0000000000a2',
      ];
      const all = await pushed('takes-all');
      const none = await pushed('takes-none', { liaison_default_subjects: 'NONE' });
      const choose = ({ receiver, id }: typeof all, how: string, subject: string) =>
        receiver.call('POST', `/subjects/${how}`, { stream_id: id, subject: { format: 'opaque', id: subject } });
      expect((await choose(all, 'remove', merchant)).status).toBe(204);
      expect((await choose(none, 'add', merchant)).status).toBe(200);
      for (const { receiver } of [all, none]) {
        await receiver.tell({ subjectId: merchant }, { subjectId: other }, { subjectId: 'third', orderKey: merchant });
      }
      await gets(all.endpoint, 1);
      await gets(none.endpoint, 2);
      await settled(all.id, 'DELIVERED');
      await settled(none.id, 'DELIVERED');
      expect(all.endpoint.subjects).toEqual([other]);
      expect(none.endpoint.subjects).toEqual([merchant, 'third']);
      await choose(all, 'add', merchant);
      await all.receiver.tell({ subjectId: merchant });
      await gets(all.endpoint, 2);
    });
  },
  SETTINGS,
);
