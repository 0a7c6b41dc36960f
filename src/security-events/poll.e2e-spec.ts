import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';
import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import { PUBLIC_URL, SsfReceiver } from '../../test/harness/security-events.js';
import { COLLECTED_MS } from '../deliveries/collecting.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { Collectors } from './collectors.js';

const SETTINGS = {
  LIAISON_PUBLIC_URL: PUBLIC_URL,
  LIAISON_SWEEP_INTERVAL_MS: '100',
  LIAISON_LONG_POLL_MS: '30000',
};
const WITHOUT_WAITING = { returnImmediately: true };

describeOnEachProfile(
  'security event tokens that are collected',
  (gateway) => {
    const collecting = async (code: string, configuration: Record<string, unknown> = {}) => {
      const receiver = await SsfReceiver.of(gateway(), code);
      return { receiver, id: await receiver.stream(configuration) };
    };
    const statesOf = async (id: string): Promise<string[]> => {
      const rows = await gateway().database.select<{ state: string }>(
        'SELECT state FROM delivery WHERE subscriptionId = ? ORDER BY seq',
        [id],
      );
      return rows.map(({ state }) => state);
    };
    const waits = (id: string, count: number) =>
      eventually(`${count} deliveries`, async () => (await statesOf(id)).length === count);

    it('are given out until they are acknowledged, under the same jti', async () => {
      const { receiver, id } = await collecting('collects');
      const [subjectId] = await receiver.tell({ severity: 'HIGH' });
      await waits(id, 1);
      const first = await receiver.poll(id);
      const [[jti = '', raw = ''] = []] = Object.entries(first.sets);
      expect(Object.keys(first)).toEqual(['sets']);
      const { claims, header } = await receiver.verified(raw);
      expect(claims).toMatchObject({ jti, sub_id: { format: 'opaque', id: subjectId } });
      expect(header).toMatchObject({ alg: 'ES256', typ: 'secevent+jwt' });

      // In hand for a while, then given out again.
      expect(await receiver.poll(id)).toEqual({ sets: {} });
      gateway().clock.move(31_000);
      expect(Object.keys((await receiver.poll(id)).sets)).toEqual([jti]);
      expect(await receiver.poll(id, { ...WITHOUT_WAITING, ack: [jti, jti, `${id}.99`, 'nonsense'] })).toEqual({
        sets: {},
      });
      expect(await statesOf(id)).toEqual(['DELIVERED']);
      gateway().clock.move(31_000);
      expect(await receiver.poll(id)).toEqual({ sets: {} });
      const entries = await gateway().database.select<{ outcome: string; tenantId: string }>(
        `SELECT l.outcome, l.tenantId FROM ledger_entry l JOIN delivery d ON d.id = l.subjectId
         WHERE d.subscriptionId = ? AND l.action = 'delivery.settle'`,
        [id],
      );
      expect(entries).toEqual([{ outcome: 'DELIVERED', tenantId: receiver.tenant.id }]);
    });

    it('are never sent by the gateway, whatever the sweeper finds', async () => {
      const { receiver, id } = await collecting('is-not-called');
      await receiver.tell();
      await waits(id, 1);
      await receiver.call('POST', '/status', { stream_id: id, status: 'paused' });
      await receiver.call('POST', '/status', { stream_id: id, status: 'enabled' });
      // Resuming put it on the queue, and it is taken off for good.
      await eventually('it is due at no moment', async () => {
        const [row] = await gateway().database.select<{ nextAttemptAtMs: number }>(
          'SELECT nextAttemptAtMs FROM delivery WHERE subscriptionId = ?',
          [id],
        );
        return Number(row?.nextAttemptAtMs) === COLLECTED_MS;
      });
      expect(Object.keys((await receiver.poll(id)).sets)).toEqual([`${id}.1`]);
      expect(await statesOf(id)).toEqual(['PENDING']);
      const { deliveries } = await receiver.tenant.client.query<{ deliveries: { edges: object[] } }>(
        'query ($id: ID!) { deliveries(subscriptionId: $id) { edges { node { state nextAttemptAt } } } }',
        { id },
      );
      expect(deliveries.edges).toEqual([{ node: { state: 'PENDING', nextAttemptAt: null } }]);
    });

    it('come in order per entity, each after the one before is settled', async () => {
      const { receiver, id } = await collecting('keeps-order-collecting');
      await receiver.tell(
        { subjectId: 'a1', orderKey: 'a' },
        { subjectId: 'a2', orderKey: 'a' },
        { subjectId: 'b1', orderKey: 'b' },
      );
      await waits(id, 3);
      const subjects = async ({ sets }: { sets: Record<string, string> }) => {
        const tokens = await Promise.all(Object.values(sets).map((raw) => receiver.verified(raw)));
        return tokens.map(({ claims }) => claims.sub_id.id).sort();
      };
      const first = await receiver.poll(id);
      expect(await subjects(first)).toEqual(['a1', 'b1']);
      const second = await receiver.poll(id, { ...WITHOUT_WAITING, ack: Object.keys(first.sets) });
      expect(await subjects(second)).toEqual(['a2']);
    });

    it('come as many as the receiver asks for, and say when there are more', async () => {
      const { receiver, id } = await collecting('asks-for-few');
      await receiver.tell({}, {}, {});
      await waits(id, 3);
      expect(await receiver.poll(id, { maxEvents: 0 })).toEqual({ sets: {} });
      const first = await receiver.poll(id, { ...WITHOUT_WAITING, maxEvents: 2 });
      expect(Object.keys(first.sets)).toHaveLength(2);
      expect(first.moreAvailable).toBe(true);
      const second = await receiver.poll(id, { maxEvents: 2, ack: Object.keys(first.sets) });
      expect(Object.keys(second.sets)).toHaveLength(1);
      expect(second.moreAvailable).toBeUndefined();
    });

    it('that are urgent come before all others', async () => {
      const { receiver, id } = await collecting('is-urgent');
      const subjects = ['0192f0c1', '0192f0c2', 'ffff0000'].map((head) => `${head}-0000-7000-8000-000000000000`);
      const [first = '', second = '', urgent = ''] = subjects;
      await receiver.tell({ subjectId: first }, { subjectId: second }, { subjectId: urgent, severity: 'CRITICAL' });
      await waits(id, 3);
      const { sets } = await receiver.poll(id, { ...WITHOUT_WAITING, maxEvents: 1 });
      const [raw = ''] = Object.values(sets);
      expect((await receiver.verified(raw)).claims.sub_id.id).toBe(urgent);
    });

    it('become dead letters when the receiver refuses them, by its code', async () => {
      const { receiver, id } = await collecting('refuses');
      await receiver.tell({});
      await waits(id, 1);
      await receiver.poll(id);
      const setErrs = { [`${id}.1`]: { err: 'invalid_audience', description: 'not for me' } };
      expect(await receiver.poll(id, { ...WITHOUT_WAITING, setErrs })).toEqual({ sets: {} });
      expect(await statesOf(id)).toEqual(['DEAD']);
      const attempts = await gateway().database.select(
        `SELECT a.n, a.error FROM delivery_attempt a JOIN delivery d ON d.id = a.deliveryId
         WHERE d.subscriptionId = ? ORDER BY a.n`,
        [id],
      );
      expect(attempts).toEqual([
        { n: 1, error: null },
        { n: 2, error: 'invalid_audience' },
      ]);
    });

    it('are waited for, and come as soon as they are there', async () => {
      const { receiver, id } = await collecting('waits-long');
      const answer = receiver.poll(id, {});
      const [subjectId] = await receiver.tell();
      const { sets } = await answer;
      const [raw = ''] = Object.values(sets);
      expect((await receiver.verified(raw)).claims.sub_id.id).toBe(subjectId);
    });

    it('leave nothing behind on a connection that carries many polls', async () => {
      const { receiver, id } = await collecting('polls-often');
      const polls = new Map<Socket, number>();
      const count = ({ socket }: IncomingMessage) => polls.set(socket, (polls.get(socket) ?? 0) + 1);
      const server = gateway().app.getHttpServer() as Server;
      server.on('request', count);
      for (let n = 0; n < 15; n++) await receiver.poll(id);
      server.off('request', count);
      const [[busiest, times] = []] = [...polls].sort(([, a], [, b]) => b - a);
      expect(times).toBeGreaterThan(5);
      expect(busiest?.listenerCount('close')).toBeLessThan(5);
    });

    it('are waited for no longer than the tenant is in good standing', async () => {
      const { receiver, id } = await collecting('is-suspended');
      const answers = [1, 2, 3, 4].map(() => receiver.poll(id, {}));
      await eventually('all of them wait', () => !gateway().app.get(Collectors).hasRoom(id));
      await gateway().app.get(TenantsService).setState({ system: 'test' }, 'is-suspended', 'SUSPENDED');
      await receiver.tell();
      expect(await Promise.all(answers)).toEqual(answers.map(() => ({ sets: {} })));
    });

    it('are not given out once the right to know is gone', async () => {
      const { receiver, id } = await collecting('loses-right');
      await receiver.tell();
      await waits(id, 1);
      const [owner] = await gateway().database.select<{ id: string }>(
        `SELECT s.id FROM sharing s WHERE s.level = 'OWNER' LIMIT 1`,
      );
      await gateway().database.change(
        `UPDATE event SET sharingId = ? WHERE id = (SELECT eventId FROM delivery WHERE subscriptionId = ?)`,
        [owner?.id ?? '', id],
      );
      expect(await receiver.poll(id)).toEqual({ sets: {} });
      expect(await statesOf(id)).toEqual(['CANCELLED']);
    });

    it('wait while the stream is paused, and none is lost', async () => {
      const { receiver, id } = await collecting('pauses-collecting');
      await receiver.call('POST', '/status', { stream_id: id, status: 'paused' });
      await receiver.tell({}, {});
      await waits(id, 2);
      expect(await receiver.poll(id)).toEqual({ sets: {} });
      await receiver.call('POST', '/status', { stream_id: id, status: 'enabled' });
      expect(Object.keys((await receiver.poll(id)).sets)).toHaveLength(2);
    });

    it.each<[string, unknown, string]>([
      ['a negative maxEvents', { maxEvents: -1 }, 'maxEvents'],
      ['acks that are no list', { ack: 'all' }, 'ack'],
      ['an endless list', { ack: Array.from({ length: 1_001 }, () => 'a') }, 'ack'],
      ['errors without a code', { setErrs: { a: {} } }, 'setErrs.a.err'],
      ['a list', [], ''],
    ])('refuses %s and names the member', async (_, request, field) => {
      const { receiver, id } = await collecting('polls-wrongly');
      expect(await receiver.call('POST', `/poll/${id}`, request)).toMatchObject({
        status: 400,
        body: { code: 'INVALID_INPUT', ...(field ? { field } : {}) },
      });
    });

    it('are collected from their own endpoint only', async () => {
      const { receiver } = await collecting('polls-push');
      const pushed = await receiver.stream({
        delivery: { method: 'urn:ietf:rfc:8935', endpoint_url: 'http://127.0.0.1:9/events' },
      });
      expect((await receiver.call('POST', `/poll/${pushed}`, {})).status).toBe(404);
    });
  },
  SETTINGS,
);
