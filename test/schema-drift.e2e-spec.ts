import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../src/common/persistence/database.js';
import { SCHEMA } from '../src/schema.js';
import { type ProfileName, settingsFor } from './harness/profiles.js';
import { startServers } from './harness/servers.js';

describe.each<ProfileName>(['embedded', 'servers'])('schema (%s)', (profile) => {
  it('is the same in the migrations and in the entities, and can be undone and made again', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-drift-'));
    const servers = profile === 'servers' ? await startServers() : undefined;
    const database = await Database.open(await settingsFor(profile, dataDir, servers), SCHEMA);
    try {
      const drift = async () =>
        (await database.dataSource.driver.createSchemaBuilder().log()).upQueries.map(({ query }) => query);
      expect(await drift()).toEqual([]);
      for (const _ of database.dataSource.migrations)
        await database.dataSource.undoLastMigration({ transaction: 'none' });
      expect(await drift()).not.toEqual([]);
      await database.dataSource.runMigrations({ transaction: 'none' });
      expect(await drift()).toEqual([]);
    } finally {
      await database.close();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  });
});
