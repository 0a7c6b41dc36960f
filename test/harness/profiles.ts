import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { readSettings, type Settings } from '../../config/settings.js';
import { type Credentials, LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateSigningKey, type PrivateSigningJwk, type SigningAlgorithm } from '../../libs/signing/keys.js';
import { Clock } from '../../src/common/clock.js';
import { scopesOf } from '../../src/common/context/scopes.js';
import type { TenantKind } from '../../src/common/context/tenant-context.js';
import { UserError } from '../../src/common/graphql/user-error.graphql.js';
import { Database } from '../../src/common/persistence/database.js';
import { createGateway } from '../../src/http-server.js';
import { TenantsService } from '../../src/tenants/tenants.service.js';
import { refuseToRewriteLedger } from './append-only-ledger.js';
import { copyTemplate } from './schema-template.js';
import { type Servers, startServers } from './servers.js';

export type ProfileName = 'embedded' | 'servers';

/** A clock that stands at the machine's time plus what a test moved it. */
export class MovableClock extends Clock {
  private offsetMs = 0;

  now(): number {
    return Date.now() + this.offsetMs;
  }

  /** Moves the time forward, or back with a negative number. */
  move(milliseconds: number): void {
    this.offsetMs += milliseconds;
  }
}

/** A tenant made for a test, with a client that holds its key. */
export interface TestTenant {
  readonly id: string;
  readonly code: string;
  readonly kind: TenantKind;
  readonly privateJwk: PrivateSigningJwk;
  readonly credentials: Credentials;
  readonly client: LiaisonClient;
}

export interface NewTestTenant {
  readonly code: string;
  readonly kind: TenantKind;
  readonly jurisdiction?: string;
  readonly algorithm?: SigningAlgorithm;
}

/** Settings of a profile for a test, over an own empty database, data folder and Redis prefix. */
export async function settingsFor(
  profile: ProfileName,
  dataDir: string,
  servers: Servers | undefined,
  overrides: Record<string, string> = {},
): Promise<Settings> {
  return readSettings({
    NODE_ENV: 'test',
    PORT: '0',
    LOG_LEVEL: 'silent',
    LIAISON_DATA_DIR: dataDir,
    // Most tests never search, and the index of a thread of its own takes a moment to open.
    LIAISON_SEARCH_AT_START: 'false',
    LIAISON_MASTER_KEY: randomBytes(32).toString('base64'),
    ...(profile === 'servers' && servers
      ? {
          DATABASE_URL: await servers.createDatabase(),
          REDIS_URL: servers.redisUrl,
          LIAISON_REDIS_PREFIX: `t${process.pid}-${Math.random().toString(36).slice(2, 10)}`,
        }
      : {}),
    ...overrides,
  });
}

/** A running gateway of one profile for one test file. */
export class TestGateway {
  private readonly tenants = new Map<string, TestTenant>();

  private constructor(
    readonly profile: ProfileName,
    readonly app: NestFastifyApplication,
    readonly settings: Settings,
    readonly url: string,
    readonly clock: MovableClock,
    private readonly cleanUp: () => Promise<void>,
  ) {}

  static async start(profile: ProfileName, overrides: Record<string, string> = {}): Promise<TestGateway> {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-test-'));
    const servers = profile === 'servers' ? await startServers() : undefined;
    const clock = new MovableClock();
    const settings = await settingsFor(profile, dataDir, servers, overrides);
    await copyTemplate(settings);
    const app = await createGateway(settings, clock);
    app.get(Database).observer = refuseToRewriteLedger;
    await app.listen(0, '127.0.0.1');
    const cleanUp = async () => {
      await app.close();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    };
    return new TestGateway(profile, app, settings, await urlOf(app), clock, cleanUp);
  }

  get database(): Database {
    return this.app.get(Database);
  }

  /** A tenant with a registered key; the same one when the code was asked for before. */
  async tenant({ code, kind, jurisdiction = '330100', algorithm = 'EdDSA' }: NewTestTenant): Promise<TestTenant> {
    const known = this.tenants.get(code);
    if (known) return known;
    const service = this.app.get(TenantsService);
    const author = { system: 'test' };
    const added = accepted(await service.add(author, { code, kind, jurisdiction, name: `Test ${code}` }));
    const { privateJwk, publicJwk } = await generateSigningKey(algorithm, `${code}-1`);
    accepted(await service.addKey(author, { tenantCode: code, publicJwk, notBeforeMs: 0 }));
    const credentials = { tenant: code, actor: `${code}-system`, privateJwk, scopes: scopesOf(kind) };
    const client = new LiaisonClient({ url: this.url, credentials, now: () => this.clock.now() });
    const tenant = { id: added.id, code, kind, privateJwk, credentials, client };
    this.tenants.set(code, tenant);
    return tenant;
  }

  async stop(): Promise<void> {
    await this.cleanUp();
  }
}

/** The url of a listening application, by address since `localhost` may resolve to another family. */
async function urlOf(app: NestFastifyApplication): Promise<string> {
  return (await app.getUrl()).replace('[::1]', '127.0.0.1');
}

/** The value of a result that must not be a refusal. */
export function accepted<T extends object>(result: T): Exclude<T, UserError> {
  if (result instanceof UserError) throw new Error(`refused: ${result.code} at ${result.field}: ${result.message}`);
  return result as Exclude<T, UserError>;
}

/** Declares the same tests for both profiles; each gets a gateway of its own. */
export function describeOnEachProfile(
  name: string,
  declare: (gateway: () => TestGateway) => void,
  overrides: Record<string, string> = {},
): void {
  describe.each<ProfileName>(['embedded', 'servers'])(`${name} (%s)`, (profile) => {
    let gateway: TestGateway | undefined;

    beforeAll(async () => {
      gateway = await TestGateway.start(profile, overrides);
    });

    afterAll(async () => {
      await gateway?.stop();
    });

    declare(() => {
      if (!gateway) throw new Error('the gateway did not start');
      return gateway;
    });
  });
}

/** Waits until `check` gives something, looking every few milliseconds; fails with `what` after `timeoutMs`. */
export async function eventually<T>(
  what: string,
  check: () => Promise<T | undefined | false> | T | undefined | false,
  timeoutMs = 10_000,
): Promise<T> {
  const endMs = Date.now() + timeoutMs;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > endMs) throw new Error(`did not happen within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
