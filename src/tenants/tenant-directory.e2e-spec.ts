import { describeOnEachProfile } from '../../test/harness/profiles.js';
import type { Sql } from '../common/persistence/sql.js';
import { TenantDirectory } from './tenant-directory.js';

const MAX_AGE_MS = 2_000;

describeOnEachProfile('the tenant directory', (gateway) => {
  /** A directory of its own, and the number of statements that it has sent. */
  const directory = () => {
    const { database, clock } = gateway();
    let statements = 0;
    const counting: Sql = {
      select: (statement, parameters) => {
        statements += 1;
        return database.select(statement, parameters);
      },
      change: (statement, parameters) => database.change(statement, parameters),
      insert: (table, rows, options) => database.insert(table, rows, options),
    };
    return { tenants: new TenantDirectory(counting, clock, MAX_AGE_MS), statements: () => statements };
  };

  it('asks the database once for an unknown tenant, however many ask', async () => {
    const { tenants, statements } = directory();
    const found = await Promise.all(Array.from({ length: 500 }, () => tenants.find('nobody')));
    expect(found.every((tenant) => tenant === undefined)).toBe(true);
    for (let round = 0; round < 100; round++) await tenants.find('nobody');
    expect(statements()).toBe(1);
  });

  it('does not ask for a code that is too long to be one', async () => {
    const { tenants, statements } = directory();
    expect(await tenants.find('x'.repeat(33))).toBeUndefined();
    expect(statements()).toBe(0);
  });

  it('reads a tenant again when what it knows is too old, or from a future that the clock was set back from', async () => {
    await gateway().tenant({ code: 'aging', kind: 'POLICE' });
    const { tenants, statements } = directory();
    await tenants.find('aging');
    const perRead = statements();
    await tenants.find('aging');
    expect(statements()).toBe(perRead);
    gateway().clock.move(MAX_AGE_MS);
    await tenants.find('aging');
    expect(statements()).toBe(2 * perRead);
    gateway().clock.move(-3_600_000);
    await tenants.find('aging');
    expect(statements()).toBe(3 * perRead);
    gateway().clock.move(3_600_000);
  });

  it('finds a tenant that was unknown once it is there', async () => {
    const { tenants } = directory();
    expect(await tenants.find('newcomer')).toBeUndefined();
    await gateway().tenant({ code: 'newcomer', kind: 'PLATFORM' });
    gateway().clock.move(MAX_AGE_MS);
    expect((await tenants.find('newcomer'))?.tenant.code).toBe('newcomer');
  });

  it('does not remember what a read on its way found when the tenant is forgotten meanwhile', async () => {
    await gateway().tenant({ code: 'changing', kind: 'POLICE' });
    const { tenants, statements } = directory();
    const running = tenants.find('changing');
    tenants.forget('changing');
    await running;
    const before = statements();
    await tenants.find('changing');
    expect(statements()).toBeGreaterThan(before);
  });
});
