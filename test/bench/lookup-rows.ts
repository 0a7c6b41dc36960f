import { type Connection, createConnection } from 'mysql2/promise';
import { readSettings } from '../../config/settings.js';
import { parseIdentifier } from '../../libs/identifiers/identifier.js';
import { generateSigningKey, type PrivateSigningJwk, type SigningAlgorithm } from '../../libs/signing/keys.js';
import { built } from './built.js';

/** A database filled for the benchmark, and what is needed to ask about it. */
export interface FilledDatabase {
  readonly url: string;
  /** USCC of the n-th merchant. */
  uscc(n: number): string;
  anchorKey(n: number): string;
  /** Registered name of the n-th merchant. */
  name(n: number): string;
  readonly keys: Readonly<Record<SigningAlgorithm, PrivateSigningJwk>>;
}

export const POLICE = 'hz-police';
const PLATFORM = 'taoyun';
const SEED = 20_260_301;
const CHUNK = 2_000;
const NOW_MS = Date.UTC(2026, 2, 1);

type Row = Readonly<Record<string, string | number | Buffer | null>>;

/** Fills an empty database with merchants as an import would write them, but by plain multi-row inserts. */
export async function fillDatabase(url: string, masterKey: string, merchants: number): Promise<FilledDatabase> {
  const { Database } = await built<typeof import('../../src/common/persistence/database.js')>(
    'src/common/persistence/database.js',
  );
  const { SCHEMA } = await built<typeof import('../../src/schema.js')>('src/schema.js');
  const { openCiphers } = await built<typeof import('../../src/profile/data-keys.js')>('src/profile/data-keys.js');
  const { sharingId } = await built<typeof import('../../src/sharing/sharing.policy.js')>(
    'src/sharing/sharing.policy.js',
  );
  const { EntitiesWriter } = await built<typeof import('../../src/entities/entities.writer.js')>(
    'src/entities/entities.writer.js',
  );
  const { FlagsWriter } = await built<typeof import('../../src/flags/flags.writer.js')>('src/flags/flags.writer.js');
  const { DemoMerchants } =
    await built<typeof import('../../src/demo/demo-merchants.js')>('src/demo/demo-merchants.js');
  const { PlatformNumbers } = await built<typeof import('../../src/demo/identifier-samples.js')>(
    'src/demo/identifier-samples.js',
  );
  const { newId } = await built<typeof import('../../src/common/ids.js')>('src/common/ids.js');

  const settings = readSettings({ DATABASE_URL: url, REDIS_URL: 'redis://unused', LIAISON_MASTER_KEY: masterKey });
  const database = await Database.open(settings, SCHEMA);
  const ciphers = await openCiphers(settings, database, NOW_MS);
  const keys = await addTenants(database, newId);
  const [platform] = await database.select<{ id: string }>('SELECT id FROM tenant WHERE code = ?', [PLATFORM]);
  const tenantId = platform?.id ?? '';
  const sharing = { ownerId: tenantId, level: 'AGENCIES' as const };
  await database.insert('sharing', [
    { id: sharingId(sharing), ...sharing, kind: null, jurisdiction: null, createdAtMs: NOW_MS },
  ]);
  await database.close();

  const writer = new EntitiesWriter(ciphers);
  const flags = new FlagsWriter(ciphers);
  const people = new DemoMerchants(SEED, new PlatformNumbers(SEED, PLATFORM));
  const identify = (type: Parameters<typeof parseIdentifier>[0], value: string) => {
    const result = parseIdentifier(type, value, { platform: PLATFORM });
    if (!result.ok) throw new Error(`made-up ${type} is wrong: ${result.problem.reason}`);
    return result.identifier;
  };
  const statementOf = (n: number) => {
    const profile = people.profile(n);
    const details = people.details(profile);
    const uscc = identify('USCC', details.uscc);
    return writer.key({
      tenantId,
      sharingId: sharingId(sharing),
      kind: 'MERCHANT',
      anchor: { type: 'USCC', canonical: uscc.canonical },
      identifiers: [
        { role: 'ANCHOR', identifier: uscc },
        { role: 'HELD', identifier: identify('SHOP_ID', details.shopId) },
        { role: 'HELD', identifier: identify('PHONE', details.phone) },
      ],
      names: [
        { role: 'REGISTERED', name: details.name },
        { role: 'SHOP', name: details.shopName },
        ...(details.legalRepresentative
          ? [{ role: 'LEGAL_REPRESENTATIVE' as const, name: details.legalRepresentative }]
          : []),
      ],
    });
  };

  const tables = await BulkTables.open(url, ['entity', 'entity_identifier', 'entity_name', 'flag']);
  let written: Promise<unknown> = Promise.resolve();
  for (let start = 0; start < merchants; start += CHUNK) {
    const count = Math.min(CHUNK, merchants - start);
    const statements = Array.from({ length: count }, (_, offset) => statementOf(start + offset));
    const ids = new Map(statements.map(({ anchorKey }) => [anchorKey, newId()]));
    const missing = new Map(statements.map(({ anchorKey }) => [anchorKey, 'MERCHANT' as const]));
    const rows = writer.build(statements, { ids, missing }, NOW_MS);
    const newFlags = statements.map(({ anchorKey }, offset) => ({
      entityId: ids.get(anchorKey) ?? '',
      tenantId,
      sharingId: sharingId(sharing),
      reportId: 'bench-report',
      reportLine: start + offset + 1,
      category: 'COUNTERFEIT',
      severity: 'HIGH' as const,
      measures: ['SHOP_FROZEN' as const, 'PAYOUT_HELD' as const],
      evidence: undefined,
      jurisdiction: '330100',
      detectedAtMs: NOW_MS,
    }));
    // The database writes one chunk while the next is made.
    await written;
    written = tables.insert({
      entity: rows.entities,
      entity_identifier: rows.identifiers,
      entity_name: rows.names,
      flag: flags.build(newFlags, NOW_MS),
    });
    written.catch(() => undefined);
  }
  await written;
  await tables.close();
  return {
    url,
    keys,
    uscc: (n) => people.uscc(people.profile(n)),
    anchorKey: (n) => statementOf(n).anchorKey,
    name: (n) => people.details(people.profile(n)).name,
  };
}

/**
 * Empty tables that are filled in one transaction each, on connections of their own: without unique checks MariaDB
 * then sorts the rows and builds the indexes at the commit instead of inserting row by row.
 */
class BulkTables {
  private readonly connections: ReadonlyMap<string, Connection>;

  private constructor(connections: ReadonlyMap<string, Connection>) {
    this.connections = connections;
  }

  static async open(url: string, names: readonly string[]): Promise<BulkTables> {
    const connections = new Map<string, Connection>();
    for (const name of names) {
      const connection = await createConnection(url);
      await connection.query('SET SESSION unique_checks = 0, foreign_key_checks = 0');
      await connection.beginTransaction();
      connections.set(name, connection);
    }
    return new BulkTables(connections);
  }

  async insert(rows: Readonly<Record<string, readonly Row[]>>): Promise<void> {
    await Promise.all(
      [...this.connections].map(([name, connection]) => {
        const columns = Object.keys(rows[name]?.[0] ?? {});
        const values = rows[name]?.map((row) => columns.map((column) => row[column]));
        return connection.query(`INSERT INTO ${name} (${columns.join(',')}) VALUES ?`, [values]);
      }),
    );
  }

  /** Commits, and lets the database learn how its data are spread. */
  async close(): Promise<void> {
    for (const connection of this.connections.values()) await connection.commit();
    const [first] = this.connections.values();
    await first?.query(`ANALYZE TABLE ${[...this.connections.keys()].join(', ')}, sharing`);
    for (const connection of this.connections.values()) await connection.end();
  }
}

type OpenDatabase = Awaited<ReturnType<typeof import('../../src/common/persistence/database.js')['Database']['open']>>;

async function addTenants(database: OpenDatabase, newId: () => string): Promise<FilledDatabase['keys']> {
  const { scopesOf } = await built<typeof import('../../src/common/context/scopes.js')>('src/common/context/scopes.js');
  const common = { jurisdiction: '330100', state: 'ACTIVE', createdAtMs: NOW_MS, updatedAtMs: NOW_MS, version: 1 };
  const policeId = newId();
  await database.insert('tenant', [
    { ...common, id: policeId, code: POLICE, name: POLICE, kind: 'POLICE', scopes: JSON.stringify(scopesOf('POLICE')) },
    { ...common, id: newId(), code: PLATFORM, name: PLATFORM, kind: 'PLATFORM', scopes: '[]' },
  ]);
  const keys = {} as Record<SigningAlgorithm, PrivateSigningJwk>;
  for (const algorithm of ['ES256', 'EdDSA', 'PS256'] as const) {
    const { privateJwk, publicJwk } = await generateSigningKey(algorithm, `bench-${algorithm}`);
    keys[algorithm] = privateJwk;
    await database.insert('tenant_key', [
      {
        id: newId(),
        tenantId: policeId,
        keyId: publicJwk.kid,
        algorithm,
        publicJwk: JSON.stringify(publicJwk),
        state: 'ACTIVE',
        notBeforeMs: 0,
        notAfterMs: null,
        createdAtMs: NOW_MS,
        updatedAtMs: NOW_MS,
        version: 1,
      },
    ]);
  }
  return keys;
}
