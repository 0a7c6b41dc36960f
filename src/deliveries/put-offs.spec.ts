import { PutOffs } from './put-offs.js';
import type { WaitingDelivery } from './work.repository.js';

const delivery = (id: string): WaitingDelivery => ({
  ...{ id, subscriptionId: 's', eventId: 'e', seq: 1, attempts: 0, attemptsBefore: 0, priority: 1, nextSeq: 1 },
});

/** Notes what is put off, and what is told to the queue. */
class Notes {
  readonly table: [readonly string[], number][] = [];
  readonly queue: [readonly string[], number, number][] = [];
  readonly claims = {
    putOff: async (ids: readonly string[], byMs: number) => {
      this.table.push([ids, byMs]);
    },
  };
  readonly jobs = {
    putOff: (deliveries: readonly { id: string }[], delayMs: number, turn: number) => {
      this.queue.push([deliveries.map(({ id }) => id), delayMs, turn]);
    },
  };
}

describe('deliveries that found no place', () => {
  it('are put off together when they come again at about the same time, each time by another turn', async () => {
    const notes = new Notes();
    const putOffs = new PutOffs(notes.claims, notes.jobs, () => 0);
    await Promise.all(
      Array.from({ length: 100 }, (_, n) =>
        putOffs.add(delivery(String(n)), { againInMs: n < 60 ? 1_000 : 1_910 + n }),
      ),
    );
    expect(notes.table.map(([ids, byMs]) => [ids.length, byMs])).toEqual([
      [60, 1_024],
      [40, 2_048],
    ]);
    await putOffs.add(delivery('0'), { againInMs: 1_000 });
    expect(notes.queue.map(([ids, delayMs, turn]) => [ids.length, delayMs, turn])).toEqual([
      [60, 1_024, 1],
      [40, 2_048, 2],
      [1, 1_024, 3],
    ]);
  });

  it('come again spread by lot, and never earlier than asked', async () => {
    const notes = new Notes();
    const lots = [0, 0, 0.5, 0.999, 0.999];
    const putOffs = new PutOffs(notes.claims, notes.jobs, () => lots.shift() ?? 0);
    await Promise.all(['a', 'b', 'c'].map((id) => putOffs.add(delivery(id), { againInMs: 4_000 })));
    expect(notes.table).toEqual([
      [['a'], 4_096],
      [['b'], 5_120],
      [['c'], 6_144],
    ]);
    await putOffs.add(delivery('d'), { againInMs: 4_000, isAppointment: true });
    expect(notes.table.at(-1)).toEqual([['d'], 4_096]);
  });
});
