import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import LibSql from 'libsql';
import type { Pool } from 'mysql2';
import { createConnection } from 'mysql2/promise';
import { DataSource, type DataSourceOptions, type MixedList } from 'typeorm';
import type { Settings } from '../../../config/settings.js';

/** Entities and migrations: `src/schema.ts` names them, since common must not know the features. */
export interface Schema {
  // biome-ignore lint/complexity/noBannedTypes: TypeORM's own type for entity classes
  readonly entities: MixedList<Function>;
  // biome-ignore lint/complexity/noBannedTypes: TypeORM's own type for migration classes
  readonly migrations: MixedList<Function>;
}

/** SQLite waits this long for another process while the schema is brought up to date; afterwards `Database` does the waiting. */
const SQLITE_BUSY_TIMEOUT_MS = 15_000;

/** Opens the data source of the profile; `purpose` tells SQLite's single writer from its readers. */
export async function openDataSource(
  settings: Settings,
  schema: Schema,
  purpose: 'write' | 'read' = 'write',
): Promise<DataSource> {
  const options = settings.DATABASE_URL
    ? await mysqlOptions(settings.DATABASE_URL, settings.LIAISON_DATABASE_POOL_SIZE)
    : sqliteOptions(settings.LIAISON_DATA_DIR, purpose);
  const dataSource = await new DataSource({
    ...options,
    ...schema,
    synchronize: false,
    migrationsTableName: 'schema_migration',
  } as DataSourceOptions).initialize();
  if (settings.DATABASE_URL) await prepareEveryConnection(dataSource);
  return dataSource;
}

/** Connections of a pool: in use, free, and callers that wait for one. */
export interface PoolUsage {
  readonly used: number;
  readonly free: number;
  readonly waiting: number;
}

/** The driver's own queues, which its types do not show. */
interface PoolQueues {
  readonly _allConnections: { readonly length: number };
  readonly _freeConnections: { readonly length: number };
  readonly _connectionQueue: { readonly length: number };
}

/** How much of the pool is in use; undefined for SQLite, which has none. */
export function poolUsage(dataSource: DataSource): PoolUsage | undefined {
  const { pool } = dataSource.driver as unknown as { pool?: PoolQueues };
  if (!pool) return undefined;
  const free = pool._freeConnections.length;
  return { used: pool._allConnections.length - free, free, waiting: pool._connectionQueue.length };
}

/** Once per connection instead of once per transaction: round trips less on every write. */
async function prepareEveryConnection(dataSource: DataSource): Promise<void> {
  const { pool } = dataSource.driver as unknown as { pool: Pool };
  const statements = [
    'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
    // Joining through a buffer loses the order of the index that a page is read by: beside a small table, such as
    // sharing, the whole large one would be read and sorted for each page.
    dataSource.options.type === 'mariadb'
      ? 'SET SESSION join_cache_level = 0'
      : `SET SESSION optimizer_switch = 'block_nested_loop=off'`,
  ];
  pool.on('connection', (connection) => {
    for (const statement of statements) {
      // Without a callback a connection that is lost at this moment would end the process.
      connection.query(statement, (error) => {
        if (error) connection.destroy();
      });
    }
  });
  // The connection that TypeORM opened while it initialised missed the event.
  for (const statement of statements) await dataSource.query(statement);
}

async function mysqlOptions(url: string, poolSize: number): Promise<DataSourceOptions> {
  return {
    type: await serverType(url),
    url: url.replace(/^mariadb:/, 'mysql:'),
    poolSize,
    charset: 'utf8mb4',
    timezone: 'Z',
    supportBigNumbers: true,
    bigNumberStrings: false,
    // Without FOUND_ROWS an insert that met a duplicate counts 0, as on SQLite.
    flags: ['-FOUND_ROWS'],
    // TypeORM's error for a failed query tells where it was asked; the driver's own trace costs one for every query.
    extra: { enableKeepAlive: true, trace: false },
  };
}

/** TypeORM compares schemas differently for the two servers, so ask which one answers. */
async function serverType(url: string): Promise<'mysql' | 'mariadb'> {
  const connection = await createConnection(url.replace(/^mariadb:/, 'mysql:'));
  try {
    const [rows] = await connection.query('SELECT VERSION() AS version');
    return (rows as { version: string }[])[0]?.version.includes('MariaDB') ? 'mariadb' : 'mysql';
  } finally {
    await connection.end();
  }
}

function sqliteOptions(dataDir: string, purpose: 'write' | 'read'): DataSourceOptions {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  return {
    type: 'better-sqlite3',
    driver: LibSql,
    database: join(dataDir, 'liaison.sqlite'),
    statementCacheSize: 400,
    prepareDatabase: (database) => {
      const connection = database as InstanceType<typeof LibSql>;
      connection.pragma('journal_mode = WAL');
      // FULL: a commit is on the disk before it is acknowledged (promise 1).
      connection.pragma('synchronous = FULL');
      connection.pragma(`busy_timeout = ${SQLITE_BUSY_TIMEOUT_MS}`);
      if (purpose === 'read') connection.pragma('query_only = ON');
    },
  };
}
