import { createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Settings, SettingsError } from '../../config/settings.js';
import { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import {
  FieldCipher,
  generateDataKey,
  parseMasterKey,
  unwrapDataKey,
  wrapDataKey,
} from '../../libs/field-encryption/field-cipher.js';
import { FieldEncryptionError } from '../../libs/field-encryption/key-derivation.js';
import { CursorSealer } from '../../libs/field-encryption/opaque-cursor.js';
import type { Database } from '../common/persistence/database.js';
import type { Ciphers } from '../common/tokens.js';

/** What each data key is for; a purpose has versions, of which the highest encrypts. */
const PURPOSES = ['field', 'index', 'cursor', 'pseudonym', 'idempotency'] as const;
type Purpose = (typeof PURPOSES)[number];
/** Purposes that databases of earlier versions do not know. */
const ADDED_LATER: ReadonlySet<Purpose> = new Set(['idempotency']);

interface DataKeyRecord {
  purpose: Purpose;
  version: number;
  wrapped: string;
}

interface DataKey {
  readonly purpose: Purpose;
  readonly version: number;
  readonly key: Buffer;
}

/** Unwraps the data keys, and makes those that a new database, or an older one, lacks. @throws SettingsError for a wrong master key */
export async function openCiphers(settings: Settings, database: Database, nowMs: number): Promise<Ciphers> {
  const masterKey = readMasterKey(settings);
  // Before any key is made: one that a wrong master key wrapped would lock the right one out.
  const known = await readDataKeys(database, masterKey);
  const missing = PURPOSES.filter((purpose) => !known.some((key) => key.purpose === purpose));
  const lost = known.length > 0 ? missing.filter((purpose) => !ADDED_LATER.has(purpose)) : [];
  // A new one in its place would open nothing that the lost one closed.
  if (lost.length > 0) throw new Error(`data keys are missing in the database: ${lost.join(', ')}`);
  const keys = missing.length > 0 ? await makeDataKeys(database, masterKey, missing, nowMs) : known;
  const keysOf = (purpose: Purpose) =>
    new Map(keys.filter((key) => key.purpose === purpose).map(({ version, key }) => [version, key]));
  const newest = (purpose: Purpose): Buffer => {
    const key = [...keysOf(purpose).values()].at(-1);
    if (!key) throw new Error(`data key for ${purpose} is missing`);
    return key;
  };
  const fieldKeys = keysOf('field');
  return {
    fields: new FieldCipher({ current: Math.max(...fieldKeys.keys()), keys: fieldKeys }),
    index: new BlindIndex(newest('index')),
    pseudonyms: new BlindIndex(newest('pseudonym')),
    inputs: new BlindIndex(newest('idempotency')),
    cursors: new CursorSealer(newest('cursor')),
  };
}

/** In the order of their versions. */
async function readDataKeys(database: Database, masterKey: Buffer): Promise<DataKey[]> {
  const rows = await database.select<DataKeyRecord>('SELECT purpose, version, wrapped FROM data_key ORDER BY version');
  return rows.map((row) => ({ purpose: row.purpose, version: Number(row.version), key: unwrap(masterKey, row) }));
}

/** Two processes may start at once: the first one's keys stay, both read them back. */
async function makeDataKeys(
  database: Database,
  masterKey: Buffer,
  purposes: readonly Purpose[],
  nowMs: number,
): Promise<DataKey[]> {
  const rows = purposes.map((purpose) => ({
    purpose,
    version: 1,
    wrapped: wrapDataKey(masterKey, generateDataKey(), `${purpose}:1`),
    createdAtMs: nowMs,
  }));
  await database.insert('data_key', rows, { onDuplicate: 'ignore' });
  return readDataKeys(database, masterKey);
}

function unwrap(masterKey: Buffer, row: DataKeyRecord): Buffer {
  try {
    return unwrapDataKey(masterKey, row.wrapped, `${row.purpose}:${row.version}`);
  } catch {
    throw new SettingsError('Setting LIAISON_MASTER_KEY is wrong: it does not open the data keys of this database.');
  }
}

function readMasterKey(settings: Settings): Buffer {
  try {
    return parseMasterKey(settings.LIAISON_MASTER_KEY ?? developmentMasterKey(settings));
  } catch (error) {
    if (!(error instanceof FieldEncryptionError)) throw error;
    throw new SettingsError(`Setting LIAISON_MASTER_KEY is wrong: ${error.message}`);
  }
}

/** Outside production a missing master key is made once and kept in the data folder, readable by its owner only. */
function developmentMasterKey(settings: Settings): string {
  // Two databases tried from one folder must not share a key that one of them did not make.
  const suffix = settings.DATABASE_URL
    ? `-${createHash('sha256').update(settings.DATABASE_URL).digest('hex').slice(0, 8)}`
    : '';
  const path = join(settings.LIAISON_DATA_DIR, `master-key${suffix}`);
  if (!existsSync(path)) makeMasterKey(path);
  return readFileSync(path, 'utf8').trim();
}

/** Whole or not at all, and never over another's: a process that starts at the same moment reads the first one's key. */
function makeMasterKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${generateDataKey().toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}
