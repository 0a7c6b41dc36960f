import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { createClient } from 'redis';
import { type Servers, startServers } from './servers.js';

async function query(url: string, statement: string): Promise<RowDataPacket[]> {
  const connection = await createConnection(url);
  try {
    return (await connection.query<RowDataPacket[]>(statement))[0];
  } finally {
    await connection.end();
  }
}

async function redis(url: string, ...command: string[]): Promise<unknown> {
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.sendCommand(command);
  } finally {
    client.destroy();
  }
}

describe('the servers of the run', () => {
  let servers: Servers;

  beforeAll(async () => {
    servers = await startServers();
  });

  afterAll(() => servers.stop());

  it('are those that the set-up started', () => {
    expect(servers.databaseUrl).toBe(process.env.LIAISON_TEST_DATABASE_URL);
    expect(servers.redisUrl).toBe(process.env.LIAISON_TEST_REDIS_URL);
  });

  it('answer a query and a PING', async () => {
    expect(await query(servers.databaseUrl, 'SELECT 6 * 7 AS answer')).toEqual([{ answer: 42 }]);
    expect(await redis(servers.redisUrl, 'PING')).toBe('PONG');
  });

  it('give each database its own tables, in utf8mb4_bin', async () => {
    const [one, other] = await Promise.all([servers.createDatabase('same'), servers.createDatabase('same')]);
    await query(one, 'CREATE TABLE merchants (name varchar(50))');
    await query(one, "INSERT INTO merchants VALUES ('上海某某商贸有限公司𠮷')");

    expect(await query(one, 'SELECT name FROM merchants')).toEqual([{ name: '上海某某商贸有限公司𠮷' }]);
    await expect(query(other, 'SELECT name FROM merchants')).rejects.toThrow(/doesn't exist/);
    expect(await query(one, 'SELECT @@collation_database AS collation')).toEqual([{ collation: 'utf8mb4_bin' }]);
  });

  it('drop their databases at the end', async () => {
    const borrowed = await startServers();
    const url = await borrowed.createDatabase();
    await borrowed.stop();

    await expect(query(url, 'SELECT 1')).rejects.toThrow(/Unknown database/);
  });

  it('cannot be killed by one test of many', async () => {
    await expect(servers.killRedis()).rejects.toThrow(/own: true/);
    await expect(servers.killDatabase()).rejects.toThrow(/own: true/);
  });
});

describe('servers of a test', () => {
  let servers: Servers;

  beforeAll(async () => {
    servers = await startServers({ own: true, database: { bufferPoolMb: 32 } });
  });

  afterAll(() => servers.stop());

  it('take the settings that were asked for, and the safe ones otherwise', async () => {
    const [settings] = await query(
      servers.databaseUrl,
      'SELECT @@innodb_flush_log_at_trx_commit AS flushed, @@innodb_buffer_pool_size AS pool, @@log_bin AS binlog',
    );
    expect(settings).toEqual({ flushed: 1, pool: 32 * 1024 * 1024, binlog: 0 });
  });

  it('bring Redis back empty on the same port', async () => {
    await redis(servers.redisUrl, 'SET', 'job', '1');
    await servers.restartRedis({ flush: true });

    expect(await redis(servers.redisUrl, 'GET', 'job')).toBeNull();
  });

  it('bring Redis back with its data when asked to', async () => {
    await redis(servers.redisUrl, 'SET', 'job', '2');
    await servers.restartRedis({ flush: false });

    expect(await redis(servers.redisUrl, 'GET', 'job')).toBe('2');
  });

  it('let Redis be away and come back empty', async () => {
    await servers.killRedis();
    await expect(redis(servers.redisUrl, 'PING')).rejects.toThrow(/ECONNREFUSED/);
    await servers.startRedis();

    expect(await redis(servers.redisUrl, 'DBSIZE')).toBe(0);
  });

  it('keep committed rows through a kill of the database', async () => {
    const url = await servers.createDatabase('kept');
    await query(url, 'CREATE TABLE entries (id int PRIMARY KEY)');
    await query(url, 'INSERT INTO entries VALUES (1)');
    await servers.killDatabase();
    await expect(query(url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);
    await servers.startDatabase();

    expect(await query(url, 'SELECT id FROM entries')).toEqual([{ id: 1 }]);
  });
});

describe('servers of a process that is killed', () => {
  it('end with it and leave no files', async () => {
    const program = `
      const { Supervision } = await import('./test/harness/supervision.ts');
      const { prepareRedis } = await import('./test/harness/redis.ts');
      const supervision = new Supervision();
      const redis = await prepareRedis(supervision, 'secret');
      await supervision.start(redis.program);
      console.log(JSON.stringify([supervision.folder, redis.url]));
      setInterval(() => undefined, 1000);`;
    const importer = ['--import', './test/harness/typescript-imports.js', '--input-type=module', '--no-warnings'];
    const parent = spawn(process.execPath, [...importer, '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const [folder, url] = JSON.parse(String(line)) as [string, string];
    expect(await redis(url, 'PING')).toBe('PONG');

    parent.kill('SIGKILL');
    for (let waits = 0; waits < 100 && existsSync(folder); waits++) await delay(50);

    expect(existsSync(folder)).toBe(false);
    await expect(redis(url, 'PING')).rejects.toThrow(/ECONNREFUSED/);
  });
});
