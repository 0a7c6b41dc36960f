import { randomBytes } from 'node:crypto';
import { type DatabaseOptions, execute, prepareDatabase } from './mariadb.js';
import { prepareRedis } from './redis.js';
import { Supervision } from './supervision.js';

export interface ServersOptions {
  /** Starts private servers even where a URL is given: for tests that kill what they talk to. */
  own?: boolean;
  /** Settings of a private MariaDB; a given one is used as it is. */
  database?: DatabaseOptions;
}

/** A MariaDB (or MySQL) and a Redis to test against. */
export interface Servers {
  /** mysql://user:password@host:port/name */
  readonly databaseUrl: string;
  /** redis://:password@host:port */
  readonly redisUrl: string;
  /**
   * Creates an empty utf8mb4_bin database and resolves with its URL; `stop` drops it. On a given server the name is
   * made unique, on a private one it is taken as it is.
   */
  createDatabase(name?: string): Promise<string>;
  /** Kills Redis and starts it again on the same port, empty (`flush`) or with the data it had. */
  restartRedis(options: { flush: boolean }): Promise<void>;
  /** Ends Redis by SIGKILL; what it held is lost. */
  killRedis(): Promise<void>;
  /** Starts Redis again on its port. */
  startRedis(): Promise<void>;
  /** Ends the database by SIGKILL, as a crash would. */
  killDatabase(): Promise<void>;
  /** Starts the database again on its port and data; resolves after crash recovery. */
  startDatabase(): Promise<void>;
  /** Drops what was created on given servers, ends what was started, removes its files. */
  stop(): Promise<void>;
}

type DatabaseControl = Pick<Servers, 'databaseUrl' | 'killDatabase' | 'startDatabase'>;
type RedisControl = Pick<Servers, 'redisUrl' | 'restartRedis' | 'killRedis' | 'startRedis'>;

/**
 * Gives a database and a Redis: those of the running Jest run (LIAISON_TEST_DATABASE_URL, LIAISON_TEST_REDIS_URL), those
 * named by DATABASE_URL and REDIS_URL, or else private ones, which end with this process at the latest.
 */
export async function startServers(options: ServersOptions = {}): Promise<Servers> {
  const given = options.own ? {} : givenUrls();
  let supervision: Supervision | undefined;
  const supervise = () => {
    supervision ??= new Supervision();
    return supervision;
  };
  try {
    const redis = given.redisUrl ? givenRedis(given.redisUrl) : await startRedis(supervise());
    const database = given.databaseUrl
      ? givenDatabase(given.databaseUrl)
      : await startDatabase(supervise(), options.database);
    return joined(database, redis, supervision, given.databaseUrl !== undefined);
  } catch (error) {
    await supervision?.end();
    throw error;
  }
}

function givenUrls(): { databaseUrl?: string; redisUrl?: string } {
  const { LIAISON_TEST_DATABASE_URL, LIAISON_TEST_REDIS_URL, DATABASE_URL, REDIS_URL } = process.env;
  return {
    databaseUrl: LIAISON_TEST_DATABASE_URL || DATABASE_URL || undefined,
    redisUrl: LIAISON_TEST_REDIS_URL || REDIS_URL || undefined,
  };
}

async function startDatabase(supervision: Supervision, options?: DatabaseOptions): Promise<DatabaseControl> {
  const { url, program } = await prepareDatabase(supervision, newPassword(), options);
  await supervision.start(program);
  return {
    databaseUrl: url,
    killDatabase: () => supervision.kill(program.name),
    startDatabase: () => supervision.start(program),
  };
}

async function startRedis(supervision: Supervision): Promise<RedisControl> {
  const { url, program, save, discard } = await prepareRedis(supervision, newPassword());
  await supervision.start(program);
  return {
    redisUrl: url,
    killRedis: async () => {
      await supervision.kill(program.name);
      discard();
    },
    startRedis: () => supervision.start(program),
    restartRedis: async ({ flush }) => {
      if (!flush) await save();
      await supervision.kill(program.name);
      if (flush) discard();
      await supervision.start(program);
    },
  };
}

function givenDatabase(databaseUrl: string): DatabaseControl {
  const refuse = refusal('database');
  return { databaseUrl, killDatabase: refuse, startDatabase: refuse };
}

function givenRedis(redisUrl: string): RedisControl {
  const refuse = refusal('Redis');
  return { redisUrl, killRedis: refuse, startRedis: refuse, restartRedis: refuse };
}

function refusal(server: string): () => Promise<never> {
  return () => Promise.reject(new Error(`this ${server} was given by its URL; start a private one with { own: true }`));
}

function joined(
  database: DatabaseControl,
  redis: RedisControl,
  supervision: Supervision | undefined,
  isShared: boolean,
): Servers {
  const created: string[] = [];
  return {
    ...database,
    ...redis,
    createDatabase: async (name = 'liaison') => {
      const unique = isShared || name === 'liaison' ? `${name}_${randomBytes(6).toString('hex')}` : name;
      await execute(database.databaseUrl, `CREATE DATABASE \`${unique}\` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
      created.push(unique);
      const url = new URL(database.databaseUrl);
      url.pathname = `/${unique}`;
      return url.href;
    },
    stop: async () => {
      if (isShared) {
        for (const name of created.splice(0)) {
          await execute(database.databaseUrl, `DROP DATABASE IF EXISTS \`${name}\``);
        }
      }
      await supervision?.end();
    },
  };
}

function newPassword(): string {
  return randomBytes(12).toString('hex');
}
