import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Settings } from '../../config/settings.js';
import type { Database } from '../../src/common/persistence/database.js';
import { built } from '../bench/built.js';
import type { Servers } from './servers.js';

const FILE_NAME = 'liaison.sqlite';

/** Where the workers of a Jest run find the migrated, empty databases that their own ones are copied from. */
const VARIABLES = { server: 'LIAISON_TEST_TEMPLATE_DATABASE', folder: 'LIAISON_TEST_TEMPLATE_FOLDER' } as const;

/** Migrates one empty database of each kind, by the built program, once for a run; resolves with what removes them. */
export async function prepareTemplates(servers: Servers): Promise<() => void> {
  const { Database: Opened } = await built<{ Database: typeof Database }>('src/common/persistence/database.js');
  const { SCHEMA } = await built<typeof import('../../src/schema.js')>('src/schema.js');
  const { readSettings } = await built<typeof import('../../config/settings.js')>('config/settings.js');
  const folder = mkdtempSync(join(tmpdir(), 'liaison-template-'));
  const common = { NODE_ENV: 'test', LIAISON_DATA_DIR: folder };
  const databaseUrl = await servers.createDatabase('template');
  const onServers = { ...common, DATABASE_URL: databaseUrl, REDIS_URL: servers.redisUrl };
  for (const variables of [common, onServers]) {
    const database = await Opened.open(readSettings(variables), SCHEMA);
    // Only what stands in the file itself is copied.
    if (database.dialect === 'sqlite') await database.dataSource.query('PRAGMA wal_checkpoint(TRUNCATE)');
    await database.close();
  }
  process.env[VARIABLES.server] = new URL(databaseUrl).pathname.slice(1);
  process.env[VARIABLES.folder] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

/**
 * Gives an empty database what the migrations would make, by copying: opening it then finds nothing left to migrate. A
 * database that holds something, or stands on another server than the one that is copied from, is left as it is.
 * The tests of the migrations themselves do without.
 */
export async function copyTemplate(settings: Settings): Promise<void> {
  const { [VARIABLES.server]: template, [VARIABLES.folder]: folder } = process.env;
  if (!settings.DATABASE_URL) {
    const path = join(settings.LIAISON_DATA_DIR, FILE_NAME);
    if (folder && !existsSync(path)) copyFileSync(join(folder, FILE_NAME), path);
    return;
  }
  if (template) await copyTables(settings.DATABASE_URL, template);
}

async function copyTables(databaseUrl: string, template: string): Promise<void> {
  const connection = await createConnection({ uri: databaseUrl, multipleStatements: true });
  try {
    const tablesOf = async (schema: string) => {
      const [tables] = await connection.query<(RowDataPacket & { name: string })[]>(
        'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?',
        [schema],
      );
      return tables;
    };
    const tables = await tablesOf(template);
    const own = await tablesOf(new URL(databaseUrl).pathname.slice(1));
    if (tables.length === 0 || own.length > 0) return;
    const statements = tables.flatMap(({ name }) => [
      `CREATE TABLE \`${name}\` LIKE \`${template}\`.\`${name}\``,
      `INSERT INTO \`${name}\` SELECT * FROM \`${template}\`.\`${name}\``,
    ]);
    await connection.query(statements.join(';\n'));
  } finally {
    await connection.end();
  }
}
