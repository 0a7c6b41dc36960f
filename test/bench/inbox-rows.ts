import { createConnection } from 'mysql2/promise';
import { readSettings } from '../../config/settings.js';
import { generateSigningKey, type PrivateSigningJwk } from '../../libs/signing/keys.js';
import { built } from './built.js';

/** A platform whose inbox was filled. */
export interface FilledInbox {
  readonly code: string;
  readonly requests: number;
  readonly privateJwk: PrivateSigningJwk;
}

const AGENCIES = 50;
const ROWS_PER_STATEMENT = 100_000;
export const NOW_MS = Date.UTC(2026, 2, 1);
const DAY_MS = 86_400_000;

/** Of a hundred requests so many are in each state: most are settled, and a thousand fill a page of each question. */
const STATES: Readonly<Record<string, number>> = {
  CLOSED: 60,
  WITHDRAWN: 6,
  EXPIRED: 4,
  REFUSED: 4,
  RECEIPT_CONFIRMED: 4,
  DELIVERED: 4,
  APPROVED: 3,
  PARTIALLY_APPROVED: 3,
  UNDER_REVIEW: 4,
  CLARIFICATION_ASKED: 2,
  ACKNOWLEDGED: 3,
  SUBMITTED: 3,
};
const DUE = new Set([
  'APPROVED',
  'PARTIALLY_APPROVED',
  'UNDER_REVIEW',
  'CLARIFICATION_ASKED',
  'ACKNOWLEDGED',
  'SUBMITTED',
]);

/** Fills an empty database with the inboxes of platforms, set by set; the requests of all of them come from fifty agencies. */
export async function fillInboxes(
  url: string,
  masterKey: string,
  sizes: Readonly<Record<string, number>>,
): Promise<FilledInbox[]> {
  const { Database } = await built<typeof import('../../src/common/persistence/database.js')>(
    'src/common/persistence/database.js',
  );
  const { SCHEMA } = await built<typeof import('../../src/schema.js')>('src/schema.js');
  const { newId } = await built<typeof import('../../src/common/ids.js')>('src/common/ids.js');
  const { scopesOf } = await built<typeof import('../../src/common/context/scopes.js')>('src/common/context/scopes.js');
  const { sharingId } = await built<typeof import('../../src/sharing/sharing.policy.js')>(
    'src/sharing/sharing.policy.js',
  );
  const settings = readSettings({ DATABASE_URL: url, REDIS_URL: 'redis://unused', LIAISON_MASTER_KEY: masterKey });
  const database = await Database.open(settings, SCHEMA);
  const stamps = { createdAtMs: NOW_MS, updatedAtMs: NOW_MS, version: 1 };
  const addTenant = async (code: string, kind: 'POLICE' | 'PLATFORM'): Promise<string> => {
    const id = newId();
    const scopes = JSON.stringify(scopesOf(kind));
    await database.insert('tenant', [
      { id, code, name: code, kind, jurisdiction: '330100', state: 'ACTIVE', scopes, ...stamps },
    ]);
    return id;
  };
  const agencies: string[] = [];
  for (let n = 0; n < AGENCIES; n++) agencies.push(await addTenant(`police-${n}`, 'POLICE'));
  const inboxes: (FilledInbox & { tenantId: string; sharings: string[] })[] = [];
  for (const [code, requests] of Object.entries(sizes)) {
    const tenantId = await addTenant(code, 'PLATFORM');
    const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'bench');
    const key = { keyId: 'bench', algorithm: 'EdDSA', publicJwk: JSON.stringify(publicJwk), state: 'ACTIVE' };
    await database.insert('tenant_key', [
      { id: newId(), tenantId, ...key, notBeforeMs: 0, notAfterMs: null, ...stamps },
    ]);
    const sharings: string[] = [];
    for (const ownerId of agencies) {
      const sharing = { ownerId, level: 'NAMED' as const, memberIds: [tenantId] };
      const id = sharingId(sharing);
      await database.insert('sharing', [
        { id, ownerId, level: 'NAMED', kind: null, jurisdiction: null, createdAtMs: NOW_MS },
      ]);
      await database.insert('sharing_member', [{ sharingId: id, tenantId }]);
      sharings.push(id);
    }
    inboxes.push({ code, requests, privateJwk, tenantId, sharings });
  }
  await database.close();
  const connection = await createConnection(url);
  try {
    await connection.query('SET SESSION unique_checks = 0, foreign_key_checks = 0');
    for (const { tenantId, requests, sharings } of inboxes) {
      const sides = { tenantId, agencies, sharings };
      for (let from = 0; from < requests; from += ROWS_PER_STATEMENT) {
        await connection.query(rowsOf(sides, from, Math.min(from + ROWS_PER_STATEMENT, requests)));
      }
    }
    await connection.query('ANALYZE TABLE disclosure_request, sharing, sharing_member, tenant');
  } finally {
    await connection.end();
  }
  return inboxes;
}

const quoted = (text: string): string => `'${text}'`;
/** SQL that gives one of some texts by a number. */
const oneOf = (texts: readonly string[], number: string): string =>
  `ELT(1 + (${number}) % ${texts.length}, ${texts.map(quoted).join(', ')})`;

/** One INSERT of the requests with these numbers: ids in the order of time, as UUIDv7 has them, a minute apart. */
function rowsOf(
  { tenantId, agencies, sharings }: { tenantId: string; agencies: readonly string[]; sharings: readonly string[] },
  from: number,
  until: number,
): string {
  const digits = `(${Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} d`).join(' UNION ALL ')})`;
  const number = `${from} + a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d`;
  const states = Object.entries(STATES).flatMap(([state, share]) => new Array<string>(share).fill(state));
  const at = `(${NOW_MS} - (1000000 - n) * 60000)`;
  const columns: Record<string, string> = {
    id: `LOWER(CONCAT(LPAD(HEX(${at} DIV 65536), 8, '0'), '-', LPAD(HEX(${at} % 65536), 4, '0'), '-7', LPAD(HEX(n % 4096), 3, '0'),
      '-8000-', LEFT(MD5(CONCAT(n, ${quoted(tenantId)})), 12)))`,
    agencyId: oneOf(agencies, 'n'),
    platformId: quoted(tenantId),
    inboxOf: quoted(tenantId),
    sharingId: oneOf(sharings, 'n'),
    // A number that is prime to a hundred, so that states do not go with agencies.
    state: oneOf(states, 'n * 37 + n DIV 100'),
    urgency: oneOf(['NORMAL', 'NORMAL', 'NORMAL', 'NORMAL', 'NORMAL', 'URGENT', 'URGENT', 'EMERGENCY'], 'n DIV 7'),
    asks: quoted('DISCLOSE'),
    handling: quoted('EVIDENCE'),
    items: quoted('["REGISTRATION","TRANSACTIONS"]'),
    legalBasis: quoted('["ECL_25"]'),
    periodFrom: quoted('2025-10-01'),
    periodTo: quoted('2025-12-31'),
    particulars: "REPEAT('x', 400)",
    confidentialUntil: 'NULL',
    subjectCount: '1',
    authors: `'["${'a'.repeat(43)}"]'`,
    submittedBy: quoted('b'.repeat(43)),
    round: '0',
    decisionAuthor: 'NULL',
    afterReview: 'NULL',
    preservedUntil: 'NULL',
    dueAtMs: `CASE WHEN ${oneOf(states, 'n * 37 + n DIV 100')} IN (${[...DUE].map(quoted).join(', ')})
      THEN ${NOW_MS} + (n * 7919 % 14400) * 60000 - 2 * ${DAY_MS} END`,
    expiresAtMs: 'NULL',
    remainingMs: 'NULL',
    createdAtMs: at,
    updatedAtMs: at,
    submittedAtMs: at,
    decidedAtMs: 'NULL',
    version: '1',
  };
  return `INSERT INTO disclosure_request (${Object.keys(columns).join(', ')})
    SELECT ${Object.values(columns).join(', ')}
    FROM (SELECT ${number} n FROM ${digits} a, ${digits} b, ${digits} c, ${digits} e, ${digits} f) numbers
    WHERE n < ${until}`;
}
