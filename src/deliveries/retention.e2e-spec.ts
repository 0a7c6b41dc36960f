import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { Subscriber } from '../../test/harness/subscriptions.js';
import { LeaseRepository } from '../events/lease.repository.js';
import { Retention } from './retention.js';

const DAY_MS = 86_400_000;

describeOnEachProfile('retention of deliveries and events', (gateway) => {
  const count = async (table: string): Promise<number> => {
    const [row] = await gateway().database.select<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row?.n);
  };

  it('removes what is settled and old, keeps what waits, what is dead and what the ledger holds', async () => {
    const { app, clock, database } = gateway();
    const retention = app.get(Retention);
    const settled = await Subscriber.of(gateway(), 'has-all');
    const waiting = await Subscriber.of(gateway(), 'waits');
    await waiting.change('pause');
    await settled.tell({}, {}, {});
    await waiting.tell({});
    await settled.settled(3);
    await waiting.settled(1, 'HELD');
    await database.change(`UPDATE delivery SET state = 'DEAD' WHERE subscriptionId = ? AND seq = 1`, [settled.id]);
    const events = await count('event');
    const entries = await count('ledger_entry');
    expect(await retention.tidy()).toEqual({ deliveries: 0, events: 0 });

    clock.move(91 * DAY_MS);
    expect(await retention.tidy()).toEqual({ deliveries: 2, events: 0 });
    expect(await count('delivery_attempt')).toBe(1);

    clock.move(90 * DAY_MS);
    const other = await new LeaseRepository(database).acquire('retention', 'another', clock.now(), 60_000);
    expect(await retention.tidy()).toEqual({ deliveries: 0, events: 0 });
    if (other) await new LeaseRepository(database).release(other);
    expect(await retention.tidy()).toEqual({ deliveries: 0, events: events - 2 });
    expect(await count('delivery')).toBe(2);
    expect(await count('ledger_entry')).toBeGreaterThanOrEqual(entries);
    await Promise.all([settled.receiver.stop(), waiting.receiver.stop()]);
  });
});
