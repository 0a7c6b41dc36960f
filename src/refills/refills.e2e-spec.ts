import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import { Subscriber } from '../../test/harness/subscriptions.js';
import { newId } from '../common/ids.js';

interface RefillView {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly moved: number;
  readonly code?: string;
  readonly field?: string;
}

const SELECTION = '__typename ... on Refill { id state moved } ... on UserError { code field }';

async function order(
  { tenant }: Subscriber,
  field: 'redriveDeliveries' | 'replaySubscription',
  input: Record<string, unknown>,
): Promise<RefillView> {
  const type = `${field[0]?.toUpperCase()}${field.slice(1)}Input`;
  const { result } = await tenant.client.mutate<{ result: RefillView }>(
    `mutation ($input: ${type}!) { result: ${field}(input: $input) { ${SELECTION} } }`,
    { input },
  );
  return result;
}

const done = ({ tenant }: Subscriber, id: string): Promise<RefillView> =>
  eventually('the refill is done', async () => {
    const { refill } = await tenant.client.query<{ refill: RefillView }>(
      'query ($id: ID!) { refill(id: $id) { __typename id state moved } }',
      { id },
    );
    return refill.state !== 'RUNNING' && refill;
  });

describeOnEachProfile(
  'refills',
  (gateway) => {
    it('send the dead letters that a filter names again, and no others', async () => {
      const reader = await Subscriber.of(gateway(), 'redrives');
      reader.receiver.answer = () => 500;
      await reader.tell({}, {}, { type: 'blacklist.revoked' });
      await reader.settled(3, 'DEAD');
      reader.receiver.answer = () => 200;
      const early = await order(reader, 'redriveDeliveries', {
        subscriptionId: reader.id,
        until: new Date(gateway().clock.now() - 3_600_000).toISOString(),
      });
      expect(await done(reader, early.id)).toMatchObject({ state: 'DONE', moved: 0 });
      const some = await order(reader, 'redriveDeliveries', {
        subscriptionId: reader.id,
        eventTypes: ['blacklist.published'],
      });
      expect(await done(reader, some.id)).toMatchObject({ state: 'DONE', moved: 2 });
      await eventually('two are delivered', async () => (await reader.log('DELIVERED')).length === 2);
      expect(await reader.log('DEAD')).toHaveLength(1);
      const entries = await gateway().database.select<{ outcome: string }>(
        `SELECT outcome FROM ledger_entry WHERE action = 'delivery.redrive' AND subjectId = ? ORDER BY id`,
        [some.id],
      );
      expect(entries.map(({ outcome }) => outcome)).toEqual(['STARTED', 'MOVED', 'DONE']);
      await reader.receiver.stop();
    });

    it('give everything since a moment again in its order, under the same ids and new numbers, and then what is new', async () => {
      const reader = await Subscriber.of(gateway(), 'replays');
      const orderKey = newId();
      const before = await reader.tell({ orderKey });
      await reader.settled(1);
      gateway().clock.move(10_000);
      const since = new Date(gateway().clock.now()).toISOString();
      const told = await reader.tell({ orderKey }, { orderKey }, { orderKey });
      await reader.settled(4);
      const ids = reader.receiver.received.slice(1).map(({ message }) => message.id);

      reader.receiver.received.length = 0;
      const replay = await order(reader, 'replaySubscription', { subscriptionId: reader.id, since });
      expect(replay).toMatchObject({ __typename: 'Refill', state: 'RUNNING' });
      const later = await reader.tell({ orderKey });
      expect(await done(reader, replay.id)).toMatchObject({ state: 'DONE' });
      await eventually('all came again', () => reader.receiver.subjects.length === 4);
      expect(reader.receiver.subjects).toEqual([...told, ...later]);
      expect(reader.receiver.subjects).not.toContain(before[0]);
      expect(reader.receiver.received.slice(0, 3).map(({ message }) => message.id)).toEqual(ids);
      expect(reader.receiver.received.map(({ message }) => message.data.seq)).toEqual([5, 6, 7, 8]);
      await reader.receiver.stop();
    });

    it('bring what a disabled subscription did not even collect', async () => {
      const reader = await Subscriber.of(gateway(), 'was-disabled');
      const since = new Date(gateway().clock.now()).toISOString();
      reader.receiver.answer = () => 410;
      await reader.tell();
      await eventually('it is disabled', async () => (await reader.view()).state === 'DISABLED');
      const missed = await reader.tell({}, {});
      await eventually('they were fanned out to nobody', async () => {
        const heads = await gateway().database.select<{ seq: number }>(
          `SELECT seq FROM sequence_head WHERE name IN ('event', 'consumer:deliveries')`,
        );
        const unplaced = await gateway().database.select('SELECT id FROM event WHERE seq IS NULL');
        return unplaced.length === 0 && new Set(heads.map(({ seq }) => Number(seq))).size === 1;
      });
      expect(await order(reader, 'replaySubscription', { subscriptionId: reader.id, since })).toMatchObject({
        __typename: 'Conflict',
        code: 'WRONG_STATE',
      });
      reader.receiver.answer = () => 200;
      await reader.change('resume');
      const replay = await order(reader, 'replaySubscription', { subscriptionId: reader.id, since });
      expect(await done(reader, replay.id)).toMatchObject({ state: 'DONE', moved: 3 });
      await eventually('what it missed', () => missed.every((subject) => reader.receiver.subjects.includes(subject)));
      await reader.receiver.stop();
    });

    it('leave out what the tenant may not see any more', async () => {
      const reader = await Subscriber.of(gateway(), 'sees-less');
      const since = new Date(gateway().clock.now()).toISOString();
      await reader.tell({}, {});
      await reader.settled(2);
      await gateway().database.change(
        `UPDATE event SET sharingId = 'none' WHERE id IN (SELECT eventId FROM delivery WHERE subscriptionId = ?)`,
        [reader.id],
      );
      const replay = await order(reader, 'replaySubscription', { subscriptionId: reader.id, since });
      expect(await done(reader, replay.id)).toMatchObject({ moved: 0 });
      expect(reader.receiver.received).toHaveLength(2);
      await reader.receiver.stop();
    });

    it('name what is wrong with an order', async () => {
      const reader = await Subscriber.of(gateway(), 'orders-badly');
      const [since, until] = ['2026-01-02T00:00:00Z', '2026-01-01T00:00:00Z'];
      expect(
        await order(reader, 'redriveDeliveries', { subscriptionId: reader.id, eventTypes: ['no.such'] }),
      ).toMatchObject({ __typename: 'InvalidInput', field: 'input.eventTypes[0]' });
      expect(await order(reader, 'redriveDeliveries', { subscriptionId: reader.id, since, until })).toMatchObject({
        __typename: 'InvalidInput',
        field: 'input.until',
      });
      expect(await order(reader, 'replaySubscription', { subscriptionId: newId(), since })).toMatchObject({
        __typename: 'NotFound',
        field: 'input.subscriptionId',
      });
      await reader.receiver.stop();
    });

    it('come with details where the subscription wants full messages', async () => {
      const full = await Subscriber.of(gateway(), 'wants-full', { payload: 'FULL' });
      const thin = await Subscriber.of(gateway(), 'wants-thin');
      await Promise.all([full.tell({ data: { reason: 'R1' } }), thin.tell({ data: { reason: 'R2' } })]);
      await Promise.all([full.gets(1), thin.gets(1)]);
      expect(full.receiver.received[0]?.message.data).toMatchObject({ details: { reason: 'R1' } });
      expect(thin.receiver.received[0]?.message.data).not.toHaveProperty('details');
      await Promise.all([full.receiver.stop(), thin.receiver.stop()]);
    });
  },
  { LIAISON_DELIVERY_BACKOFF_MS: '40', LIAISON_DELIVERY_MAX_ATTEMPTS: '2', LIAISON_SWEEP_INTERVAL_MS: '100' },
);
