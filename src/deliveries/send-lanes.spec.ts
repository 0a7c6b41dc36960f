import { SeededRandom } from '../demo/seeded-random.js';
import { type LaneLimits, type Passenger, type Place, SendLanes } from './send-lanes.js';

const LIMITS: LaneLimits = { total: 4, perEndpoint: 2, perTenant: 3, slow: 100, slowPerTenant: 100 };

/** Lets passengers in and notes in which order they got their places. */
class Station {
  readonly admitted: string[] = [];
  readonly places = new Map<string, Place>();
  readonly turnedAway = new Map<string, number>();
  readonly lanes: SendLanes;
  private entered = 0;
  nowMs = 1_000;

  constructor(limits: Partial<LaneLimits> = {}) {
    this.lanes = new SendLanes({ ...LIMITS, ...limits }, () => this.nowMs);
  }

  /** @param name tenant.endpoint.n */
  enter(name: string, isUrgent = false): void {
    this.entered += 1;
    const [tenantId = '', endpoint = ''] = name.split('.');
    const passenger: Passenger = { tenantId, subscriptionId: `${tenantId}.${endpoint}`, isUrgent };
    void this.lanes.enter(passenger).then((place) => {
      if (!place) return;
      if ('againInMs' in place) {
        this.turnedAway.set(name, place.againInMs);
        return;
      }
      this.admitted.push(name);
      this.places.set(name, place);
    });
  }

  /** Sends end one after the other, each quickly. */
  async runDry(): Promise<void> {
    await settled();
    for (let name = this.next(); name !== undefined; name = this.next()) {
      this.leave(name, 1);
      await settled();
    }
  }

  leave(name: string, durationMs: number): void {
    this.places.get(name)?.leave(durationMs);
    this.places.delete(name);
  }

  /** Who has neither a place nor been sent away. */
  waiting(): number {
    return this.entered - this.admitted.length - this.turnedAway.size;
  }

  private next(): string | undefined {
    return this.places.keys().next().value;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));
const many = (station: Station, prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => station.enter(`${prefix}.${n}`));

describe('the lanes of sending', () => {
  it('let in no more at once than the process, the tenant and the endpoint may have', async () => {
    const station = new Station();
    many(station, 'a.1', 3);
    many(station, 'a.2', 3);
    many(station, 'b.1', 3);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('a.1'))).toHaveLength(2);
    expect(station.admitted.filter((name) => name.startsWith('a'))).toHaveLength(3);
    expect(station.admitted).toHaveLength(4);
    await station.runDry();
    expect(station.admitted).toHaveLength(9);
  });

  it('give turns to tenants, however much one of them has', async () => {
    const station = new Station({ total: 1 });
    many(station, 'big.1', 10);
    many(station, 'big.2', 10);
    many(station, 'small.1', 2);
    await station.runDry();
    const turns = station.admitted.map((name) => name.split('.')[0]);
    expect(turns.slice(0, 5).filter((tenant) => tenant === 'small')).toHaveLength(2);
  });

  it('let urgent ones go before all that wait', async () => {
    const station = new Station({ total: 1 });
    many(station, 'a.1', 10);
    many(station, 'b.1', 10);
    station.enter('c.1.now', true);
    station.enter('a.1.now', true);
    await station.runDry();
    expect([...station.admitted.slice(1, 3)].sort()).toEqual(['a.1.now', 'c.1.now']);
  });

  it('give the place of a slow send to others, and a slow endpoint no more than two', async () => {
    const station = new Station({ total: 2, perEndpoint: 5, perTenant: 5 });
    many(station, 'slow.1', 5);
    await settled();
    expect(station.admitted).toHaveLength(2);
    for (const place of [...station.places.values()]) place.slowDown(250);
    many(station, 'other.1', 3);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('slow'))).toHaveLength(2);
    expect(station.admitted.filter((name) => name.startsWith('other'))).toHaveLength(2);
    await station.runDry();
    expect(station.admitted).toHaveLength(8);
  });

  it('give an endpoint two sends at once until it has answered, and again when it has become slow', async () => {
    const station = new Station({ total: 20, perEndpoint: 5, perTenant: 20 });
    many(station, 'a.1', 9);
    await settled();
    expect(station.admitted).toHaveLength(2);
    station.leave('a.1.0', 10);
    await settled();
    expect(station.places.size).toBe(5);
    for (const name of [...station.places.keys()]) station.leave(name, 60_000);
    await settled();
    expect(station.places.size).toBe(2);
  });

  it('let the slow endpoints of a tenant take nothing from its other ones', async () => {
    const station = new Station({ total: 20, perTenant: 3 });
    many(station, 'a.hanging', 2);
    many(station, 'a.hung', 1);
    many(station, 'a.sound', 4);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('a.sound'))).toHaveLength(0);
    for (const place of [...station.places.values()]) place.slowDown(250);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('a.sound'))).toHaveLength(2);
    // The others have their places until they end, and the tenant its share of three beside them.
    station.leave('a.hanging.0', 15_000);
    many(station, 'a.more', 4);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('a.more'))).toHaveLength(1);
    await station.runDry();
    expect(station.admitted).toHaveLength(11);
  });

  it('let a tenant have no more slow sends beside its share than it may', async () => {
    const station = new Station({ total: 20, perTenant: 3, slowPerTenant: 1 });
    for (const endpoint of ['a.1', 'a.2', 'a.3']) many(station, endpoint, 1);
    many(station, 'a.sound', 3);
    await settled();
    for (const place of [...station.places.values()]) place.slowDown(250);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('a.sound'))).toHaveLength(1);
    many(station, 'b.1', 2);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('b'))).toHaveLength(2);
    // One may wait for a slow one to end; the others come again.
    expect([...station.turnedAway.values()]).toEqual([30_000, 30_000]);
    await station.runDry();
    expect(station.waiting()).toBe(0);
  });

  it('send away who would wait too long for an endpoint, and say when to come again', async () => {
    const station = new Station();
    station.enter('a.1.first');
    await settled();
    station.leave('a.1.first', 10_000);
    many(station, 'a.1', 30);
    await settled();
    expect(station.turnedAway.size).toBe(12);
    expect(station.turnedAway.get('a.1.29')).toBe(85_000);
    station.enter('a.2.0');
    await settled();
    expect(station.admitted).toContain('a.2.0');
  });

  it('send those away who wait when an endpoint turns slow', async () => {
    const station = new Station({ slow: 40 });
    many(station, 'a.1', 35);
    await settled();
    expect(station.turnedAway.size).toBe(0);
    station.places.get('a.1.0')?.slowDown(250);
    await settled();
    expect(station.turnedAway.size).toBe(17);
    expect(Math.min(...station.turnedAway.values())).toBeGreaterThanOrEqual(1_000);
    // Each when the one before it may have been answered.
    expect(new Set(station.turnedAway.values()).size).toBe(17);
  });

  it('go on for the others when several tenants have hundreds of endpoints that hang', async () => {
    const station = new Station({ total: 40, perEndpoint: 4, perTenant: 10, slow: 60, slowPerTenant: 20 });
    for (const tenant of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
      for (let n = 0; n < 60; n++) many(station, `${tenant}.${n}`, 3);
    }
    // As long as any of them is let in, none of which ever answers.
    for (let before = -1; before < station.admitted.length; ) {
      before = station.admitted.length;
      await settled();
      for (const place of station.places.values()) place.slowDown(250);
    }
    const hanging = station.admitted.length;
    expect(hanging).toBeLessThanOrEqual(60 + 7 * 10);
    station.enter('c.urgent.now', true);
    for (let n = 0; n < 30; n++) many(station, `sound.${n % 6}`, 1);
    await settled();
    expect(station.admitted.slice(hanging)[0]).toBe('c.urgent.now');
    // Quick ones, which leave as soon as they have come.
    for (let left = -1; left < station.admitted.length; ) {
      left = station.admitted.length;
      for (const name of [...station.places.keys()].filter((one) => one.startsWith('sound'))) station.leave(name, 5);
      await settled();
    }
    expect(station.admitted.filter((name) => name.startsWith('sound'))).toHaveLength(30);
    await station.runDry();
    expect(station.waiting()).toBe(0);
  });

  it('try again what waited for slow ones to end', async () => {
    const station = new Station({ total: 20, perTenant: 9, slow: 3, slowPerTenant: 3 });
    for (const endpoint of ['a.1', 'a.2', 'a.3', 'a.4', 'a.5']) many(station, endpoint, 1);
    await settled();
    expect(station.admitted).toHaveLength(5);
    for (const place of [...station.places.values()]) place.slowDown(250);
    many(station, 'a.6', 1);
    many(station, 'b.1', 1);
    await settled();
    expect(station.admitted.slice(5)).toEqual(['b.1.0']);
    station.leave('a.1.0', 15_000);
    station.leave('a.2.0', 15_000);
    await settled();
    expect(station.admitted).not.toContain('a.6.0');
    station.leave('a.3.0', 15_000);
    await settled();
    expect(station.admitted).toContain('a.6.0');
  });

  it.each([false, true])('let few wait for a tenant whose many endpoints hang (urgent: %s)', async (isUrgent) => {
    const station = new Station({ total: 40, perEndpoint: 4, perTenant: 10, slow: 60, slowPerTenant: 20 });
    const enterMany = (from: number) => {
      for (let n = 0; n < 2_000; n++) station.enter(`a.${n % 400}.${from + n}`, isUrgent);
    };
    enterMany(0);
    for (let before = -1; before < station.admitted.length; ) {
      before = station.admitted.length;
      await settled();
      for (const place of station.places.values()) place.slowDown(250);
    }
    enterMany(2_000);
    await settled();
    expect(station.places.size).toBeLessThanOrEqual(20 + 10);
    const later = [...station.turnedAway.keys()].filter((name) => Number(name.split('.')[2]) >= 2_000);
    // FEWEST_WAITING are let in of each kind, and 90 urgent ones in all.
    expect(2_000 - later.length).toBeLessThanOrEqual(90);
    station.enter('b.1.0');
    await settled();
    expect(station.admitted).toContain('b.1.0');
    await station.runDry();
    expect(station.waiting()).toBe(0);
  });

  it('bound what a tenant has under way when all its sound endpoints come to hang', async () => {
    const station = new Station({ total: 100, perTenant: 4, perEndpoint: 4, slow: 100, slowPerTenant: 3 });
    for (let n = 0; n < 20; n++) station.enter(`a.${n}.first`);
    await station.runDry();
    for (let n = 0; n < 20; n++) station.enter(`a.${n}.0`);
    await settled();
    for (let before = 0; before < station.places.size; ) {
      before = station.places.size;
      for (const place of station.places.values()) place.slowDown(250);
      await settled();
    }
    expect(station.places.size).toBe(3 + 4);
    await station.runDry();
    expect(station.waiting()).toBe(0);
  });

  it('send away who waits for the share of a tenant that answers late, and nobody else', async () => {
    const station = new Station({ total: 20, perTenant: 2, perEndpoint: 2 });
    station.enter('a.first.0');
    await settled();
    station.leave('a.first.0', 200);
    for (let n = 0; n < 40; n++) station.enter(`a.${n}.0`);
    for (let n = 0; n < 40; n++) station.enter(`b.${n}.0`);
    await settled();
    // Two under way, and as many waiting as two at once of 200 ms each come to in two seconds.
    expect([...station.turnedAway.keys()].filter((name) => name.startsWith('a'))).toHaveLength(40 - 2 - 20);
    expect([...station.turnedAway.keys()].filter((name) => name.startsWith('b'))).toHaveLength(0);
    // One after the other, when their turns come.
    expect(station.turnedAway.get('a.22.0')).toBe(2_100);
    expect(station.turnedAway.get('a.39.0')).toBe(3_800);
    station.nowMs += 1_000;
    station.enter('a.40.0');
    await settled();
    expect(station.turnedAway.get('a.40.0')).toBe(2_900);
  });

  it('do not count a send twice that becomes slow after it has ended', async () => {
    const station = new Station({ total: 1 });
    station.enter('a.1.0');
    await settled();
    const place = station.places.get('a.1.0');
    place?.leave(1);
    place?.slowDown(250);
    place?.leave(1);
    many(station, 'b.1', 2);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('b'))).toHaveLength(1);
  });

  it('lose nobody and keep no count, whatever happens in whatever order', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = new SeededRandom(seed);
      const station = new Station({ total: 6, perEndpoint: 3, perTenant: 4, slow: 8, slowPerTenant: 3 });
      let entered = 0;
      for (let step = 0; step < 300; step++) {
        const some = [...station.places.keys()];
        const name = some[random.below(Math.max(1, some.length))];
        const choice = random.below(10);
        if (choice < 5) station.enter(`${random.below(4)}.${random.below(5)}.${entered++}`, random.chance(0.1));
        else if (name && choice < 7) station.places.get(name)?.slowDown(250);
        else if (name) station.leave(name, random.chance(0.3) ? 3_000 : 5);
        if (random.chance(0.3)) await settled();
      }
      await station.runDry();
      expect(station.admitted.length + station.turnedAway.size).toBe(entered);
      // All counts are back where they were: a whole process can be filled again.
      const before = station.admitted.length;
      for (let n = 0; n < 8; n++) station.enter(`new-${n}.${n}.x`);
      await settled();
      expect(station.admitted.length - before).toBe(6);
    }
  });

  it('call those back soon who are sent away because all answers are late for once', async () => {
    const station = new Station({ total: 100, perEndpoint: 8, perTenant: 100 });
    many(station, 'a.1', 30);
    await station.runDry();
    many(station, 'a.1', 1_500);
    await settled();
    expect(station.turnedAway.size).toBe(0);
    for (const place of station.places.values()) place.slowDown(250);
    await settled();
    expect(station.turnedAway.size).toBe(1_500 - 8);
    expect(Math.max(...station.turnedAway.values())).toBe(5_000);
  });

  it('send everybody away when they stop', async () => {
    const station = new Station({ total: 1 });
    station.enter('a.1.0');
    const waiting = station.lanes.enter({ tenantId: 'a', subscriptionId: 'a.1', isUrgent: false });
    station.lanes.stop();
    expect(await waiting).toBeUndefined();
    expect(await station.lanes.enter({ tenantId: 'a', subscriptionId: 'a.1', isUrgent: false })).toBeUndefined();
  });
});
