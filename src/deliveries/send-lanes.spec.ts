import { type LaneLimits, type Passenger, type Place, SendLanes } from './send-lanes.js';

const LIMITS: LaneLimits = { total: 4, perEndpoint: 2, perTenant: 3, slow: 100, slowPerTenant: 100 };

/** Lets passengers in and notes in which order they got their places. */
class Station {
  readonly admitted: string[] = [];
  readonly places = new Map<string, Place>();
  readonly turnedAway = new Map<string, number>();
  readonly lanes: SendLanes;

  constructor(limits: Partial<LaneLimits> = {}) {
    this.lanes = new SendLanes({ ...LIMITS, ...limits });
  }

  /** @param name tenant.endpoint.n */
  enter(name: string, isUrgent = false): void {
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
    for (const place of [...station.places.values()]) place.slowDown();
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
    for (const place of [...station.places.values()]) place.slowDown();
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
    for (const place of [...station.places.values()]) place.slowDown();
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('a.sound'))).toHaveLength(1);
    many(station, 'b.1', 2);
    await settled();
    expect(station.admitted.filter((name) => name.startsWith('b'))).toHaveLength(2);
    await station.runDry();
    expect(station.admitted).toHaveLength(8);
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
    station.places.get('a.1.0')?.slowDown();
    await settled();
    expect(station.turnedAway.size).toBe(17);
    expect(Math.min(...station.turnedAway.values())).toBeGreaterThanOrEqual(1_000);
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
