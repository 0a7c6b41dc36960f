import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { createConnection, createPool, type PoolConnection, type RowDataPacket } from 'mysql2/promise';
import { Inbox, type InboxStore, MemoryInboxStore } from '../../libs/client/inbox.js';
import { MysqlInboxStore } from '../../libs/client/inbox-mysql.js';
import { SqliteInboxStore } from '../../libs/client/inbox-sqlite.js';
import { generateWebhookSecret } from '../../libs/signing/webhook-keys.js';
import { signWebhook } from '../../libs/signing/webhook-signature.js';
import { type Servers, startServers } from '../harness/servers.js';

const SECRET = generateWebhookSecret();

/** A receiver that may be killed by itself in the middle of a message. */
class ReceiverProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly url: string,
  ) {}

  static async start(inbox: string, crashAt: string): Promise<ReceiverProcess> {
    const child = spawn(process.execPath, ['test/client/crashing-receiver.mjs'], {
      env: { PATH: process.env.PATH, INBOX: inbox, CRASH_AT: crashAt, SECRET },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(child.stdout as NonNullable<typeof child.stdout>, 'data')) as [Buffer];
    return new ReceiverProcess(child, `http://127.0.0.1:${String(port).trim()}/`);
  }

  /** Sends an event as the gateway would; the status, or nothing when no answer came. */
  async send(id: string): Promise<number | undefined> {
    const body = JSON.stringify({ id, type: 'blacklist.published' });
    const headers = signWebhook({ secrets: [SECRET], id, timestampSeconds: Math.floor(Date.now() / 1_000), body });
    return fetch(this.url, { method: 'POST', headers, body }).then(
      ({ status }) => status,
      () => undefined,
    );
  }

  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await ended;
  }
}

describe('an inbox', () => {
  let servers: Servers;
  let folder: string;

  beforeAll(async () => {
    servers = await startServers();
    folder = mkdtempSync(join(tmpdir(), 'liaison-inbox-'));
  });

  afterAll(async () => {
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const effectsIn = async (place: string): Promise<string[]> => {
    const rows = place.startsWith('mysql:') ? await effectsInMysql(place) : effectsInSqlite(place);
    return rows.map(({ eventId }) => eventId);
  };

  it.each(
    ['SQLite', 'MariaDB'].flatMap((database) =>
      ['before-effect', 'before-commit', 'before-answer'].map((moment): [string, string] => [database, moment]),
    ),
  )('of %s gives an event its effect once when the receiver is killed %s', async (database, moment) => {
    const place = database === 'SQLite' ? join(folder, `${moment}.sqlite`) : await servers.createDatabase();
    const crashing = await ReceiverProcess.start(place, moment);
    expect(await crashing.send('event-1')).toBeUndefined();
    await crashing.kill();
    expect(await effectsIn(place)).toEqual(moment === 'before-answer' ? ['event-1'] : []);
    const whole = await ReceiverProcess.start(place, 'never');
    // As the gateway does until it is answered; and once more, since its own note of the answer may be lost.
    const answers = await Promise.all([whole.send('event-1'), whole.send('event-1'), whole.send('event-2')]);
    expect(answers).toEqual([204, 204, 204]);
    expect(await whole.send('event-1')).toBe(204);
    await whole.kill();
    expect((await effectsIn(place)).sort()).toEqual(['event-1', 'event-2']);
  });

  type Opened = { store: InboxStore<unknown>; close(): Promise<void> };
  const STORES: [string, () => Promise<Opened>][] = [
    ['memory', async () => ({ store: new MemoryInboxStore() as InboxStore<unknown>, close: async () => undefined })],
    [
      'SQLite',
      async () => {
        const database = new Database(join(folder, 'contract.sqlite'));
        const store = new SqliteInboxStore(database);
        return { store: store as InboxStore<unknown>, close: async () => void database.close() };
      },
    ],
    [
      'MariaDB',
      async () => {
        const pool = createPool(await servers.createDatabase());
        const store = await MysqlInboxStore.open<PoolConnection>(pool);
        return { store: store as InboxStore<unknown>, close: () => pool.end() };
      },
    ],
  ];

  it.each(STORES)('of %s runs one of ten at once, and forgets what failed', async (_name, open) => {
    const { store, close } = await open();
    const inbox = new Inbox(store);
    let effects = 0;
    const results = await Promise.all(
      Array.from({ length: 10 }, () =>
        inbox.once('event-1', async () => {
          effects += 1;
        }),
      ),
    );
    expect([effects, results.filter(Boolean).length]).toEqual([1, 1]);
    const failing = inbox.once('event-2', async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await inbox.once('event-2', async () => undefined)).toBe(true);
    expect(await inbox.once('event-2', async () => undefined)).toBe(false);
    expect(() => inbox.once('', async () => undefined)).toThrow(RangeError);
    if (!(store instanceof MemoryInboxStore)) {
      const durable = store as unknown as SqliteInboxStore<Database.Database>;
      await durable.forgetBefore(new Date(0));
      expect(await inbox.once('event-2', async () => undefined)).toBe(false);
      await durable.forgetBefore(new Date(Date.now() + 60_000));
      expect(await inbox.once('event-2', async () => undefined)).toBe(true);
    }
    await close();
  });
});

async function effectsInMysql(url: string): Promise<{ eventId: string }[]> {
  const connection = await createConnection(url);
  const [rows] = await connection.query<(RowDataPacket & { eventId: string })[]>('SELECT eventId FROM effect');
  await connection.end();
  return rows;
}

function effectsInSqlite(path: string): { eventId: string }[] {
  const database = new Database(path);
  const rows = database.prepare('SELECT eventId FROM effect').all() as { eventId: string }[];
  database.close();
  return rows;
}
