import { verifyReceivedWebhook } from '../../libs/client/webhooks.js';
import { publishEvents } from '../../test/harness/events.js';
import { describeOnEachProfile, eventually, type TestGateway } from '../../test/harness/profiles.js';
import { Subscriber } from '../../test/harness/subscriptions.js';
import { verifiedByStandardWebhooks } from '../../test/harness/webhook-receiver.js';
import { newId } from '../common/ids.js';
import { EventsRepository } from '../events/events.repository.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { DeliveryQueue, ORDINARY, type QueuedDelivery } from './delivery.job.js';
import { FanOut } from './fan-out.js';

const FAST = {
  LIAISON_DELIVERY_BACKOFF_MS: '40',
  LIAISON_DELIVERY_MAX_ATTEMPTS: '3',
  LIAISON_SWEEP_INTERVAL_MS: '100',
  LIAISON_WEBHOOK_TIMEOUT_MS: '2000',
};

/** Settling entries in the ledger, by delivery. */
async function settlements(gateway: TestGateway): Promise<Map<string, string[]>> {
  const rows = await gateway.database.select<{ subjectId: string; outcome: string }>(
    `SELECT subjectId, outcome FROM ledger_entry WHERE action = 'delivery.settle' ORDER BY id`,
  );
  const found = new Map<string, string[]>();
  for (const { subjectId, outcome } of rows) found.set(subjectId, [...(found.get(subjectId) ?? []), outcome]);
  return found;
}

describeOnEachProfile(
  'deliveries',
  (gateway) => {
    const subscribers: Subscriber[] = [];
    const subscriber = async (
      ...args: Parameters<typeof Subscriber.of> extends [unknown, ...infer Rest] ? Rest : never
    ) => {
      const made = await Subscriber.of(gateway(), ...args);
      subscribers.push(made);
      return made;
    };

    afterAll(async () => {
      await Promise.all(subscribers.map(({ receiver }) => receiver.stop()));
    });

    it('gives an event to each of many once, in several transactions and though another process began it', async () => {
      const fanOut = gateway().app.get(FanOut);
      const before = fanOut.maxDeliveries;
      fanOut.maxDeliveries = 2;
      const readers = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((name) => subscriber(`many-${name}`)));
      const regulator = await gateway().tenant({ code: 'tells-many', kind: 'MARKET_REGULATOR' });
      const memberIds = readers.map(({ tenant }) => tenant.id);
      const sharing = { ownerId: regulator.id, level: 'NAMED', memberIds } as const;
      const told = await publishEvents(gateway(), sharing, [{ orderKey: 'k' }, { orderKey: 'k' }]);
      for (const reader of readers) {
        await reader.settled(2);
        expect(reader.receiver.subjects).toEqual(told);
        expect(reader.receiver.received.map(({ message }) => message.data.seq)).toEqual([1, 2]);
      }

      const [event] = await new EventsRepository(gateway().database).byIds([
        String(readers[0]?.receiver.received[1]?.message.data.eventId),
      ]);
      if (!event) throw new Error('the event is gone');
      const [first, ...others] = readers.map(({ id }) => id);
      const { database } = gateway();
      await database.change(`DELETE FROM delivery WHERE eventId = ? AND subscriptionId NOT IN (?)`, [
        event.id,
        String(first),
      ]);
      const consume = () => database.transaction((tx) => fanOut.consume(tx, [event]));
      expect([await consume(), await consume(), await consume()]).toEqual([0, 1, 1]);
      const takers = await database.select<{ subscriptionId: string }>(
        'SELECT subscriptionId FROM delivery WHERE eventId = ?',
        [event.id],
      );
      expect(takers.map(({ subscriptionId }) => subscriptionId).sort()).toEqual([first, ...others].sort());
      fanOut.maxDeliveries = before;
    });

    it('sends each delivery once, however often and in whatever company the queue brings it', async () => {
      const reader = await subscriber('is-called-often');
      let letGo: () => void = () => undefined;
      const isLetGo = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      reader.receiver.answer = async () => {
        await isLetGo;
        return 200;
      };
      // Two at once, since the endpoint has not answered yet.
      await reader.tell({}, {});
      await reader.gets(2);
      const deliveries = await gateway().database.select<QueuedDelivery>(
        'SELECT id, attempts, priority FROM delivery WHERE subscriptionId = ? ORDER BY seq',
        [reader.id],
      );
      const queue = gateway().app.get(DeliveryQueue);
      const callAll = async () => {
        queue.put(deliveries.slice(0, 1));
        queue.put(deliveries.toReversed());
        queue.putReleased(deliveries);
        await eventually('the queue has brought them all', async () => (await queue.length(ORDINARY)) === 0);
      };
      await callAll();
      letGo();
      await reader.settled(2);
      await callAll();
      expect(reader.receiver.received).toHaveLength(2);
      const entries = await settlements(gateway());
      expect(deliveries.map(({ id }) => entries.get(id))).toEqual([['DELIVERED'], ['DELIVERED']]);
    });

    it('sends a thin message that the official library of Standard Webhooks and our client verify', async () => {
      const reader = await subscriber('reads-thin');
      const [subjectId] = await reader.tell({ category: 'COUNTERFEIT', severity: 'HIGH', jurisdiction: '330106' });
      await reader.gets(1);
      const [received] = reader.receiver.received;
      if (!received) throw new Error('nothing came');
      const { message, headers } = received;
      expect(verifiedByStandardWebhooks(reader.secret, received)).toEqual(message);
      expect(verifyReceivedWebhook({ secrets: [reader.secret], ...received })).toMatchObject({ ok: true, message });
      expect(headers['webhook-id']).toBe(message.id);
      expect(message).toEqual({
        id: message.data.eventId,
        type: 'blacklist.published',
        timestamp: expect.stringMatching(/Z$/),
        data: {
          eventId: expect.any(String),
          seq: 1,
          prevSeq: 0,
          subjectType: 'blacklist_entry',
          subjectId,
          category: 'COUNTERFEIT',
          severity: 'HIGH',
          jurisdiction: '330106',
        },
      });
      expect(() => verifiedByStandardWebhooks(reader.secret, { ...received, body: `${received.body} ` })).toThrow();
    });

    it('sends what the filter wants and the policy shows, numbered without a gap', async () => {
      const reader = await subscriber('reads-some', {
        eventTypes: ['blacklist.published'],
        filter: { categories: ['EXTORTION'], severities: ['HIGH', 'CRITICAL'], jurisdictions: ['330000'] },
      });
      const stranger = await subscriber('reads-strange');
      const wanted = { category: 'EXTORTION', severity: 'HIGH', jurisdiction: '330100' };
      const told = await reader.tell(
        wanted,
        { ...wanted, type: 'blacklist.revoked' },
        { ...wanted, category: 'OTHER' },
        { ...wanted, severity: 'LOW' },
        { ...wanted, jurisdiction: '440300' },
        { severity: 'HIGH', category: 'EXTORTION' },
        { ...wanted, severity: 'CRITICAL', jurisdiction: '330106' },
      );
      const agencies = await gateway().tenant({ code: 'teller', kind: 'MARKET_REGULATOR' });
      await publishEvents(gateway(), { ownerId: agencies.id, level: 'AGENCIES' }, [wanted]);
      const [open] = await stranger.tell();
      await Promise.all([reader.gets(2), stranger.gets(1)]);
      expect([...reader.receiver.subjects].sort()).toEqual([told[0], told[6]].sort());
      expect(stranger.receiver.subjects).toEqual([open]);
      // Not even a number is given to what is hidden: a gap would tell of it.
      expect((await reader.settled(2)).map(({ seq }) => seq)).toEqual([2, 1]);
      expect((await reader.view()).lastSeq).toBe(2);
    });

    it('tries a failing endpoint again under the same id, and logs each attempt', async () => {
      const reader = await subscriber('fails-twice');
      const answers = [500, 302];
      reader.receiver.answer = () => answers.shift() ?? 200;
      await reader.tell();
      const [line] = await reader.settled(1);
      expect(line?.attempts).toEqual([
        { n: 1, status: 500, error: null },
        { n: 2, status: 302, error: null },
        { n: 3, status: 200, error: null },
      ]);
      expect(new Set(reader.receiver.received.map(({ headers }) => headers['webhook-id']))).toEqual(
        new Set([line?.eventId]),
      );
      expect(reader.receiver.received).toHaveLength(3);
      expect(line?.nextAttemptAt).toBeNull();
    });

    it('waits as long as Retry-After asks', async () => {
      const reader = await subscriber('asks-patience');
      reader.receiver.answer = () => ({ status: 503, headers: { 'retry-after': '3600' } });
      await reader.tell();
      const waitOf = (line: { nextAttemptAt: string | null }) =>
        Date.parse(line.nextAttemptAt ?? '') - gateway().clock.now();
      const line = await eventually('the first attempt is logged and the next one set', async () => {
        const [first] = await reader.log();
        return first?.attempts.length === 1 && waitOf(first) > 0 && first;
      });
      expect(line.state).toBe('PENDING');
      const waitMs = waitOf(line);
      expect(waitMs).toBeGreaterThan(3_500_000);
      expect(waitMs).toBeLessThanOrEqual(3_600_000);
    });

    it('sends a later event of an entity only when the earlier ones are settled, and others meanwhile', async () => {
      const reader = await subscriber('keeps-order');
      const [first, second] = [newId(), newId()];
      let failures = 2;
      reader.receiver.answer = ({ message }) => (message.data.seq === 1 && failures-- > 0 ? 500 : 200);
      const one = { orderKey: first };
      const [a1, b1, a2, a3] = await reader.tell(one, { orderKey: second }, one, one);
      await reader.settled(4);
      const subjects = reader.receiver.subjects;
      expect(subjects.filter((subject) => subject !== b1)).toEqual([a1, a1, a1, a2, a3]);
      expect(subjects.indexOf(String(b1))).toBeLessThan(subjects.indexOf(String(a2)));
    });

    it('goes on with the next event of an entity when one has become a dead letter', async () => {
      const reader = await subscriber('buries-one');
      const orderKey = newId();
      reader.receiver.answer = ({ message }) => (message.data.seq === 1 ? 500 : 200);
      const [dead, next] = await reader.tell({ orderKey }, { orderKey });
      await eventually('the second is delivered', async () => (await reader.log('DELIVERED')).length === 1);
      expect(reader.receiver.subjects).toEqual([dead, dead, dead, next]);
    });

    it('keeps a dead letter after the last attempt and sends it again when asked', async () => {
      const reader = await subscriber('dies-once');
      reader.receiver.answer = () => 500;
      await reader.tell();
      const [dead] = await reader.settled(1, 'DEAD');
      expect(dead?.attempts).toHaveLength(3);
      const id = String(dead?.id);

      reader.receiver.answer = () => 200;
      expect(await reader.redeliver(id)).toMatchObject({ __typename: 'Delivery', state: 'PENDING' });
      const [line] = await reader.settled(1);
      expect(line?.attempts.map(({ n }) => n)).toEqual([1, 2, 3, 4]);
      expect(new Set(reader.receiver.received.map(({ message }) => message.id)).size).toBe(1);
      expect(await reader.redeliver(id)).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
      expect((await settlements(gateway())).get(id)).toEqual(['DEAD', 'DELIVERED']);
    });

    it('disables the subscription of an endpoint that is gone, and goes on when its tenant resumes', async () => {
      const reader = await subscriber('is-gone');
      const orderKey = newId();
      reader.receiver.answer = () => 410;
      const [, kept] = await reader.tell({ orderKey }, { orderKey });
      await eventually('the subscription is disabled', async () => (await reader.view()).state === 'DISABLED');
      expect((await reader.log()).map(({ state }) => state).sort()).not.toContain('DELIVERED');
      const before = reader.receiver.received.length;

      reader.receiver.answer = () => 200;
      expect(await reader.change('resume')).toMatchObject({ state: 'ACTIVE' });
      await eventually('what was kept is delivered', async () => (await reader.log('DELIVERED')).length === 2 - before);
      if (before === 1) expect(reader.receiver.subjects.at(-1)).toBe(kept);
    });

    it('collects while it is paused, drops nothing, and sends all when it resumes', async () => {
      const reader = await subscriber('pauses');
      expect(await reader.change('pause')).toMatchObject({ state: 'PAUSED' });
      const told = await reader.tell({}, {}, {});
      await reader.settled(3, 'HELD');
      expect(reader.receiver.received).toEqual([]);
      expect(await reader.change('resume')).toMatchObject({ state: 'ACTIVE' });
      await reader.settled(3);
      expect([...reader.receiver.subjects].sort()).toEqual([...told].sort());
    });

    it('sends nothing any more when it is deleted, and its tenant no longer finds it', async () => {
      const reader = await subscriber('leaves');
      await reader.change('pause');
      await reader.tell();
      await reader.settled(1, 'HELD');
      expect(await reader.change('delete')).toMatchObject({ state: 'DELETED' });
      expect(await reader.view()).toBeNull();
      await reader.settled(1, 'CANCELLED');
      await reader.tell();
      const later = await subscriber('stays');
      await later.tell();
      await later.gets(1);
      expect(reader.receiver.received).toEqual([]);
    });

    it('signs with both secrets while one rotates, and with the new one alone after', async () => {
      const reader = await subscriber('rotates');
      const next = await reader.rotate();
      await reader.tell();
      await reader.gets(1);
      const [both] = reader.receiver.received;
      if (!both) throw new Error('nothing came');
      verifiedByStandardWebhooks(reader.secret, both);
      verifiedByStandardWebhooks(next, both);

      const last = await reader.rotate(0);
      await reader.tell();
      await reader.gets(2);
      const received = reader.receiver.received[1];
      if (!received) throw new Error('nothing came');
      verifiedByStandardWebhooks(last, received);
      expect(() => verifiedByStandardWebhooks(next, received)).toThrow();
    });

    it('withdraws what the tenant may not see any more at the time of sending', async () => {
      const reader = await subscriber('loses-right');
      reader.receiver.answer = () => 500;
      await reader.change('pause');
      await reader.tell();
      await reader.settled(1, 'HELD');
      await gateway().database.change('UPDATE tenant SET scopes = ? WHERE id = ?', [
        JSON.stringify(['subscriptions:read', 'subscriptions:write']),
        reader.tenant.id,
      ]);
      await reader.change('resume');
      const [line] = await reader.settled(1, 'CANCELLED');
      expect(line?.attempts).toEqual([]);
      expect(reader.receiver.received).toEqual([]);
      expect((await settlements(gateway())).get(String(line?.id))).toEqual(['WITHDRAWN']);
    });

    it('shows the log of its own subscriptions page by page, newest first', async () => {
      const reader = await subscriber('reads-log');
      const other = await subscriber('reads-other-log');
      await reader.tell({}, {}, {});
      const lines = await reader.settled(3);
      const page = (tenant: Subscriber['tenant'], after: string | null) =>
        tenant.client.query<{
          deliveries: { edges: { node: { seq: number } }[]; pageInfo: { hasNextPage: boolean; endCursor: string } };
        }>(
          `query ($id: ID!, $after: String) { deliveries(subscriptionId: $id, first: 2, after: $after) {
            edges { node { seq } } pageInfo { hasNextPage endCursor } } }`,
          { id: reader.id, after },
        );
      const { deliveries: newest } = await page(reader.tenant, null);
      expect(newest.edges.map(({ node }) => node.seq)).toEqual([3, 2]);
      const { deliveries: oldest } = await page(reader.tenant, newest.pageInfo.endCursor);
      expect(oldest.edges.map(({ node }) => node.seq)).toEqual([1]);
      expect(oldest.pageInfo.hasNextPage).toBe(false);

      expect((await page(other.tenant, null)).deliveries.edges).toEqual([]);
      const one = 'query ($id: ID!) { delivery(id: $id) { seq state eventType attempts { status } } }';
      const id = lines[0]?.id;
      expect(await reader.tenant.client.query(one, { id })).toEqual({
        delivery: { seq: 3, state: 'DELIVERED', eventType: 'blacklist.published', attempts: [{ status: 204 }] },
      });
      expect(await other.tenant.client.query(one, { id })).toEqual({ delivery: null });
    });

    it('leaves one entry in the ledger for each settled delivery', async () => {
      const rows = await gateway().database.select<{ id: string }>(
        `SELECT id FROM delivery WHERE state IN ('DELIVERED', 'DEAD')`,
      );
      expect(rows.length).toBeGreaterThan(15);
      const entries = await settlements(gateway());
      const redelivered = await gateway().database.select<{ subjectId: string }>(
        `SELECT subjectId FROM ledger_entry WHERE action = 'delivery.redeliver'`,
      );
      const expected = (id: string) => 1 + redelivered.filter(({ subjectId }) => subjectId === id).length;
      for (const { id } of rows) expect([id, entries.get(id)?.length]).toEqual([id, expected(id)]);
    });

    it('sends nothing to a suspended tenant, and what it missed when it is reinstated', async () => {
      const reader = await subscriber('suspended');
      const tenants = gateway().app.get(TenantsService);
      await tenants.setState({ system: 'test' }, 'suspended', 'SUSPENDED');
      await reader.tell();
      const other = await subscriber('not-suspended');
      await other.tell();
      await other.gets(1);
      const putOff = () =>
        gateway().database.select(
          'SELECT id FROM delivery WHERE subscriptionId = ? AND nextAttemptAtMs > createdAtMs + 50000',
          [reader.id],
        );
      await eventually('the delivery is put off', async () => (await putOff()).length === 1);
      expect(reader.receiver.received).toEqual([]);

      await tenants.setState({ system: 'test' }, 'suspended', 'ACTIVE');
      gateway().clock.move(62_000);
      await reader.gets(1);
      await reader.settled(1);
    });
  },
  FAST,
);

describeOnEachProfile(
  'deliveries that no sweeper helps',
  (gateway) => {
    it('calls the next event of an entity as soon as the one before it is settled', async () => {
      const reader = await Subscriber.of(gateway(), 'is-called');
      const orderKey = newId();
      const told = await reader.tell(...Array.from({ length: 30 }, () => ({ orderKey })));
      await reader.settled(30);
      expect(reader.receiver.subjects).toEqual(told);
      await reader.receiver.stop();
    });

    it('tries again after the back-off', async () => {
      const reader = await Subscriber.of(gateway(), 'is-tried');
      const answers = [500, 500];
      reader.receiver.answer = () => answers.shift() ?? 200;
      await reader.tell();
      await reader.settled(1);
      await reader.receiver.stop();
    });
  },
  { ...FAST, LIAISON_SWEEP_INTERVAL_MS: '600000' },
);
