import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../src/common/persistence/database.js';
import { SCHEMA } from '../../src/schema.js';
import { type ProfileName, settingsFor } from './profiles.js';
import { copyTemplate } from './schema-template.js';
import { type Servers, startServers } from './servers.js';

/** Declares the same tests over an own empty database of each kind, without a gateway around it. */
export function describeOnEachDatabase(name: string, declare: (database: () => Database) => void): void {
  describe.each<ProfileName>(['embedded', 'servers'])(`${name} (%s)`, (profile) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-database-'));
    let servers: Servers | undefined;
    let database: Database | undefined;

    beforeAll(async () => {
      servers = profile === 'servers' ? await startServers() : undefined;
      const settings = await settingsFor(profile, dataDir, servers);
      await copyTemplate(settings);
      database = await Database.open(settings, SCHEMA);
    });

    afterAll(async () => {
      await database?.close();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    });

    declare(() => {
      if (!database) throw new Error('the database did not open');
      return database;
    });
  });
}
