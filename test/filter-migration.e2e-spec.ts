import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '../src/common/ids.js';
import { Database } from '../src/common/persistence/database.js';
import { SCHEMA } from '../src/schema.js';
import { type FilteredFacts, isWanted, OPEN_FILTER } from '../src/subscriptions/subscription-filter.js';
import { SubscriptionsRepository } from '../src/subscriptions/subscriptions.repository.js';
import { type ProfileName, settingsFor } from './harness/profiles.js';
import { startServers } from './harness/servers.js';

const MIGRATION = 'Channels1764000012000';

/** Filters as they were stored before the migration. */
const FILTERS = [
  { eventTypes: [], categories: [], severities: [], jurisdictions: [] },
  { eventTypes: ['blacklist.published'], categories: ['OTHER'], severities: ['LOW', 'HIGH'], jurisdictions: [] },
  { eventTypes: [], categories: [], severities: [], jurisdictions: ['330000', '330106', '440300'] },
  { eventTypes: [], categories: [], severities: ['HIGH'], jurisdictions: ['100000'] },
  { eventTypes: ['report.completed'], categories: [], severities: [], jurisdictions: ['441900'] },
];
const NOTHING = { category: null, severity: null, entityKind: null, platform: null, listId: null };
const EVENTS: FilteredFacts[] = [
  { ...NOTHING, type: 'blacklist.published', category: 'OTHER', severity: 'HIGH', jurisdiction: '330106' },
  { ...NOTHING, type: 'blacklist.published', category: 'OTHER', severity: 'LOW', jurisdiction: null },
  { ...NOTHING, type: 'blacklist.revoked', severity: 'HIGH', jurisdiction: '440305' },
  { ...NOTHING, type: 'report.completed', jurisdiction: '441900' },
  { ...NOTHING, type: 'report.completed', jurisdiction: '330200', entityKind: 'SHOP', platform: 'bazaar' },
];

describe.each<ProfileName>(['embedded', 'servers'])('the migration of filters (%s)', (profile) => {
  it('lays out what was stored so that it is found as before', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-filters-'));
    const servers = profile === 'servers' ? await startServers() : undefined;
    const database = await Database.open(await settingsFor(profile, dataDir, servers), SCHEMA);
    const isThere = async () => {
      const rows = await database.select('SELECT name FROM schema_migration WHERE name = ?', [MIGRATION]);
      return rows.length > 0;
    };
    try {
      while (await isThere()) await database.dataSource.undoLastMigration({ transaction: 'none' });
      const stamps = { createdAtMs: 1, updatedAtMs: 1, version: 1, state: 'ACTIVE' };
      const tenantId = newId();
      await database.insert('tenant', [
        { id: tenantId, code: 'old', name: 'Old', kind: 'PLATFORM', jurisdiction: '330100', scopes: '[]', ...stamps },
      ]);
      const subscriptions = FILTERS.map((filter) => ({ id: newId(), filter }));
      await database.insert(
        'subscription',
        subscriptions.map(({ id, filter }) => ({
          ...{ id, tenantId, name: 'old', channel: 'WEBHOOK', url: 'x', secret: 'x', lastSeq: 0, ...stamps },
          filter: JSON.stringify(filter),
        })),
      );
      await database.dataSource.runMigrations({ transaction: 'none' });
      for (const event of EVENTS) {
        const found = await new SubscriptionsRepository(database).wanting(event, { ownerId: 'x', level: 'PUBLIC' });
        const expected = subscriptions.filter(({ filter }) => isWanted({ ...OPEN_FILTER, ...filter }, event));
        expect(found.map(({ subscriptionId }) => subscriptionId).sort()).toEqual(expected.map(({ id }) => id).sort());
      }
    } finally {
      await database.close();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
