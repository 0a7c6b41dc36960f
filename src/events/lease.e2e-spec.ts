import { describeOnEachDatabase } from '../../test/harness/databases.js';
import { newId } from '../common/ids.js';
import { type Lease, LeaseRepository } from './lease.repository.js';

const LENGTH_MS = 1_000;
const START_MS = 1_800_000_000_000;

describeOnEachDatabase('a lease', (database) => {
  const leases = () => new LeaseRepository(database());
  const take = (name: string, holder: string, nowMs = START_MS) => leases().acquire(name, holder, nowMs, LENGTH_MS);
  const isHeld = (lease: Lease | undefined) =>
    database().transaction(async (tx) => lease !== undefined && leases().isHeld(tx, lease));
  const newName = () => newId().slice(0, 30);

  it('goes to one of many who ask at once', async () => {
    const name = newName();
    const taken = await Promise.all(Array.from({ length: 10 }, (_, index) => take(name, `holder-${index}`)));
    expect(taken.filter((lease) => lease !== undefined)).toHaveLength(1);
  });

  it('is kept under the same token by whoever has it, and refused to others meanwhile', async () => {
    const name = newName();
    const first = await take(name, 'a');
    const again = await take(name, 'a', START_MS + LENGTH_MS / 2);
    expect(again).toEqual({ ...first, expiresAtMs: START_MS + 1.5 * LENGTH_MS });
    expect(await take(name, 'b', START_MS + 1.4 * LENGTH_MS)).toBeUndefined();
  });

  it('goes to another after its end, under a higher token, and the first may write no more', async () => {
    const name = newName();
    const first = await take(name, 'a');
    const second = await take(name, 'b', START_MS + LENGTH_MS);
    expect(second?.token).toBe(Number(first?.token) + 1);
    expect(await isHeld(first)).toBe(false);
    expect(await isHeld(second)).toBe(true);
  });

  it('has a new token when its holder comes back after its end', async () => {
    const name = newName();
    const first = await take(name, 'a');
    const second = await take(name, 'a', START_MS + LENGTH_MS);
    expect(second?.token).toBe(Number(first?.token) + 1);
    expect(await isHeld(first)).toBe(false);
  });

  it('is free at once when it is given up, and giving up a lost one changes nothing', async () => {
    const name = newName();
    const first = await take(name, 'a');
    await leases().release(first as Lease);
    const second = await take(name, 'b');
    expect(second).toBeDefined();
    await leases().release(first as Lease);
    expect(await take(name, 'c')).toBeUndefined();
  });

  it('is looked at without a lock while another has it', async () => {
    const name = newName();
    const held = await take(name, 'a');
    const asked = database().transaction(async (tx) => {
      await leases().isHeld(tx, held as Lease);
      return take(name, 'b');
    });
    expect(await asked).toBeUndefined();
  });
});
