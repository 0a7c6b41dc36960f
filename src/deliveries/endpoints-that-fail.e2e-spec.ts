import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import { Subscriber } from '../../test/harness/subscriptions.js';
import { newId } from '../common/ids.js';

const HOUR_MS = 3_600_000;

interface ToldEvent {
  readonly type: string;
  readonly subjectId: string;
  readonly data: string;
}

/** What the tenant's own event log tells of its subscription. */
async function toldOf(reader: Subscriber): Promise<ToldEvent[]> {
  const { events } = await reader.tenant.client.query<{ events: { edges: { node: ToldEvent }[] } }>(
    `{ events(first: 100, types: ["subscription.failing", "subscription.disabled"]) {
      edges { node { type subjectId data } } } }`,
  );
  return events.edges.map(({ node }) => node).filter(({ subjectId }) => subjectId === reader.id);
}

describeOnEachProfile(
  'endpoints that fail',
  (gateway) => {
    const health = async (reader: Subscriber) => {
      const [row] = await gateway().database.select<{ failures: number; openUntilMs: number }>(
        'SELECT failures, openUntilMs FROM endpoint_health WHERE subscriptionId = ?',
        [reader.id],
      );
      return row;
    };

    it('are left alone after five failures in a row, tried by one delivery, and sent to again when that arrives', async () => {
      const reader = await Subscriber.of(gateway(), 'breaks');
      let isDown = true;
      reader.receiver.answer = () => (isDown ? 500 : 200);
      await reader.tell({}, {}, {}, {}, {}, {}, {}, {});
      await eventually('the breaker opens', async () => Number((await health(reader))?.openUntilMs ?? 0) > 0);
      isDown = false;
      await reader.settled(8);
      expect(await health(reader)).toBeUndefined();
      expect(new Set(reader.receiver.subjects).size).toBe(8);
      await reader.receiver.stop();
    });

    it('get nothing of all that waits for them as long as Retry-After asks', async () => {
      const reader = await Subscriber.of(gateway(), 'throttles');
      reader.receiver.answer = () => ({ status: 429, headers: { 'retry-after': '3600' } });
      await reader.tell();
      await eventually('the endpoint asked for patience', () => health(reader));
      const told = await reader.tell({}, {}, {});
      const waiting = () =>
        gateway().database.select(
          `SELECT id FROM delivery WHERE subscriptionId = ? AND state = 'PENDING' AND nextAttemptAtMs > ?`,
          [reader.id, gateway().clock.now() + HOUR_MS / 2],
        );
      await eventually('all are put off', async () => (await waiting()).length === 4);
      expect(reader.receiver.received).toHaveLength(1);

      reader.receiver.answer = () => 200;
      gateway().clock.move(HOUR_MS);
      await reader.settled(4);
      expect(reader.receiver.subjects).toEqual(expect.arrayContaining(told));
      await reader.receiver.stop();
    });

    it('are told of to their tenant by its event log after a day, and disabled after five', async () => {
      const reader = await Subscriber.of(gateway(), 'stays-away');
      const other = await Subscriber.of(gateway(), 'sees-nothing-of-it');
      reader.receiver.answer = () => 500;
      await reader.tell();
      await reader.settled(1, 'DEAD');
      expect(await toldOf(reader)).toEqual([]);

      gateway().clock.move(25 * HOUR_MS);
      await reader.tell();
      const [failing] = await eventually('the tenant is told', async () => {
        const told = await toldOf(reader);
        return told.length > 0 && told;
      });
      expect(failing?.type).toBe('subscription.failing');
      expect(JSON.parse(failing?.data ?? '')).toMatchObject({ failures: expect.any(Number) });
      expect((await reader.view()).state).toBe('ACTIVE');

      gateway().clock.move(96 * HOUR_MS);
      await reader.tell({}, {});
      await eventually('it is disabled', async () => (await reader.view()).state === 'DISABLED');
      const told = await eventually('and its tenant told', async () => {
        const all = await toldOf(reader);
        return all.length === 2 && all;
      });
      expect(told.map(({ type }) => type)).toEqual(['subscription.failing', 'subscription.disabled']);
      expect(JSON.parse(told[1]?.data ?? '')).toEqual({ reason: 'FAILING' });
      expect(await toldOf(other)).toEqual([]);
      const entries = await gateway().database.select<{ action: string; outcome: string }>(
        `SELECT action, outcome FROM ledger_entry WHERE subjectId = ? AND action <> 'subscription.create' ORDER BY id`,
        [reader.id],
      );
      expect(entries).toEqual([
        { action: 'subscription.warn', outcome: 'OK' },
        { action: 'subscription.disable', outcome: 'FAILING' },
      ]);

      reader.receiver.answer = () => 200;
      expect(await reader.change('resume')).toMatchObject({ state: 'ACTIVE' });
      await reader.tell();
      await eventually('it gets what is new', async () => (await reader.log('DELIVERED')).length > 0);
      await Promise.all([reader.receiver.stop(), other.receiver.stop()]);
    });

    it('keep nobody else waiting while they hang, and are not sent more than they can take', async () => {
      const hanging = await Subscriber.of(gateway(), 'hangs', { eventTypes: ['blacklist.published'] });
      const quick = await Subscriber.of(gateway(), 'is-quick', { eventTypes: ['blacklist.published'] });
      let open = 0;
      let most = 0;
      hanging.receiver.answer = async () => {
        open += 1;
        most = Math.max(most, open);
        await new Promise((resolve) => setTimeout(resolve, 60_000).unref());
        return 200;
      };
      await hanging.tell(...Array.from({ length: 100 }, () => ({})));
      await eventually('the endpoint hangs', () => open > 0);
      const told = await quick.tell(...Array.from({ length: 100 }, () => ({})));
      await quick.settled(100);
      expect(new Set(quick.receiver.subjects)).toEqual(new Set(told));
      expect(most).toBeLessThanOrEqual(4);
      expect((await hanging.log('DELIVERED')).length).toBe(0);
      await hanging.change('delete');
      await Promise.all([hanging.receiver.stop(), quick.receiver.stop()]);
    });

    it('get an emergency before their backlog, with what happened to the same entity before it', async () => {
      const reader = await Subscriber.of(gateway(), 'has-backlog');
      // Four at once, so the backlog lasts longer than an emergency needs to be sequenced and fanned out.
      reader.receiver.answer = async () => {
        await new Promise((resolve) => setTimeout(resolve, 50));
        return 200;
      };
      await reader.change('pause');
      const [entity, other] = [newId(), newId()];
      await reader.tell(...Array.from({ length: 200 }, () => ({ orderKey: other, severity: 'LOW' })));
      const [before] = await reader.tell({ orderKey: entity, severity: 'LOW' });
      await reader.change('resume');
      const [urgent] = await reader.tell({ orderKey: entity, severity: 'CRITICAL' });
      await eventually('the emergency arrives', () => reader.receiver.subjects.includes(String(urgent)));
      const subjects = reader.receiver.subjects;
      expect(subjects.indexOf(String(before))).toBeLessThan(subjects.indexOf(String(urgent)));
      expect(subjects.length).toBeLessThan(150);
      await reader.change('delete');
      await reader.receiver.stop();
    });
  },
  {
    LIAISON_DELIVERY_BACKOFF_MS: '40',
    LIAISON_DELIVERY_MAX_ATTEMPTS: '6',
    LIAISON_SWEEP_INTERVAL_MS: '100',
    LIAISON_WEBHOOK_TIMEOUT_MS: '30000',
    LIAISON_SHUTDOWN_GRACE_MS: '200',
    LIAISON_DELIVERY_CONCURRENCY: '4',
    LIAISON_DELIVERY_ENDPOINT_CONCURRENCY: '4',
  },
);
