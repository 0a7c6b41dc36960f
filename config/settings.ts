import { z } from 'zod';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');
/** Days as `2027-02-11,2027-02-12`. */
const days = () =>
  z
    .string()
    .regex(/^(\d{4}-\d{2}-\d{2}(,\d{4}-\d{2}-\d{2})*)?$/, 'must be days as 2027-02-11,2027-02-12')
    .default('')
    .transform((text) => (text ? text.split(',') : []))
    .refine((dates) => dates.every(isDay), 'holds a day that does not exist');
const isDay = (date: string) => !Number.isNaN(Date.parse(date)) && new Date(date).toISOString().startsWith(date);
const count = (minimum: number, maximum: number) => {
  const error = `must be a whole number from ${minimum} to ${maximum}`;
  return z.coerce.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
};
const waits = z
  .string()
  .regex(/^\d{2,8}(,\d{2,8}){0,49}$/, 'takes numbers of milliseconds with commas between them')
  .transform((text) => text.split(',').map(Number));

/**
 * Every setting of the gateway, the worker and the command line. Names carry their units.
 * `config/README.md` is printed from this table (`npm run docs:settings`), so a description here is the documentation.
 */
export const SETTINGS_SCHEMA = {
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('In production the master key must be given, introspection is off and webhooks go to public https only.'),
  HOST: z.string().min(1).default('127.0.0.1').describe('Address the gateway listens on.'),
  PORT: count(0, 65_535).default(3000).describe('TCP port the gateway listens on; 0 takes any free one.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
    .default('info')
    .describe('Least severe level that is logged, as JSON lines on standard output.'),
  DATABASE_URL: z
    .string()
    .regex(/^(mysql|mariadb):\/\//, 'must start with mysql:// or mariadb://')
    .optional()
    .describe('MySQL 8 or MariaDB ≥ 10.11. Not given: an SQLite file in the data folder.'),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must start with redis:// or rediss://')
    .optional()
    .describe('Redis ≥ 7 for queues and publish/subscribe. Needed with DATABASE_URL, refused without it.'),
  LIAISON_DATABASE_POOL_SIZE: count(1, 500).default(16).describe('Connections to DATABASE_URL per process.'),
  LIAISON_REDIS_PREFIX: z
    .string()
    .regex(/^[a-z0-9:_-]{1,64}$/, 'takes a-z 0-9 : _ - only')
    .default('liaison')
    .describe('Prefix of every Redis key and channel, so that several gateways can share one Redis.'),
  LIAISON_DATA_DIR: z
    .string()
    .min(1)
    .default('.liaison')
    .describe('Folder of the SQLite file, the development master key and the demo keys.'),
  LIAISON_MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
    .optional()
    .describe('Wraps the data keys. Not given outside production: made once and kept in the data folder.'),
  LIAISON_AUDIENCE: z.string().min(1).max(256).default('liaison').describe('The `aud` that tokens must name.'),
  LIAISON_PUBLIC_URL: z
    .string()
    .regex(/^https?:\/\/[^/?#]+$/, 'must be like https://liaison.example, without a path')
    .optional()
    .describe(
      'Where the gateway is reached from outside: issuer of security event tokens. Default: http://, HOST and PORT.',
    ),
  LIAISON_LONG_POLL_MS: count(0, 60_000)
    .default(20_000)
    .describe('How long a receiver that collects security event tokens may wait for one.'),
  LIAISON_DEMO: flag
    .optional()
    .describe('Load the demo tenants and report at start. Default: true on the embedded profile in development.'),
  LIAISON_KEY_CACHE_MS: count(0, 3_000)
    .default(2_000)
    .describe('How long a replica may go on using a tenant and its keys before it reads them again.'),
  LIAISON_INTROSPECTION: flag.optional().describe('GraphQL introspection. Default: on in development and test only.'),
  LIAISON_GRAPHQL_MAX_BODY_BYTES: count(1_024, 16_777_216).default(1_048_576).describe('Largest GraphQL request body.'),
  LIAISON_GRAPHQL_MAX_DEPTH: count(3, 50).default(12).describe('Deepest selection, fragments followed.'),
  LIAISON_GRAPHQL_MAX_ALIASES: count(0, 1_000)
    .default(20)
    .describe('Most aliased fields in one operation, fragments followed.'),
  LIAISON_GRAPHQL_MAX_COST: count(10, 1_000_000)
    .default(5_000)
    .describe('Highest cost of one operation: one per field, times the page size below a list.'),
  LIAISON_GRAPHQL_MAX_TOKENS: count(100, 100_000).default(4_000).describe('Most lexical tokens in one document.'),
  LIAISON_LOOKUP_BATCH_MAX: count(1, 10_000).default(1_000).describe('Most identifiers in one batch lookup.'),
  LIAISON_SEARCH_AT_START: flag
    .default(true)
    .describe(
      'Whether the name index is opened at start; else at the first search. False suits workers without searches.',
    ),
  LIAISON_SEARCH_SNAPSHOT_INTERVAL_MS: count(1_000, 86_400_000)
    .default(900_000)
    .describe('How often a name index that changed is written to the data folder, for a quick start.'),
  LIAISON_SEARCH_LOOSE_NAMES: count(1, 10_000_000)
    .default(50_000)
    .describe('Names added or removed before the name index is laid out anew (and at least a tenth of it).'),
  LIAISON_REPORT_MAX_BYTES: count(1_024, 8_589_934_592)
    .default(1_073_741_824)
    .describe('Largest self-inspection report body.'),
  LIAISON_ATTACHMENT_MAX_BYTES: count(1_024, 8_589_934_592)
    .default(2_148_532_224)
    .describe('Largest attachment; the default is 2 GiB and room for what sealing adds.'),
  LIAISON_ATTACHMENT_PENDING_MAX: count(1, 1_000_000)
    .default(2_500)
    .describe('Most uploads of a tenant that are not attached to anything yet.'),
  LIAISON_ATTACHMENT_PENDING_MAX_BYTES: count(1_024, 1_099_511_627_776)
    .default(68_719_476_736)
    .describe('Most bytes that those uploads declare together.'),
  LIAISON_ATTACHMENT_EXPIRY_MS: count(1_000, 2_592_000_000)
    .default(86_400_000)
    .describe('An upload to which nothing is added for this long, and which is attached to nothing, is removed.'),
  LIAISON_SCREENING_MAX_BYTES: count(1_024, 8_589_934_592)
    .default(536_870_912)
    .describe('Largest body of a batch screening.'),
  LIAISON_SCREENING_MAX_UNPACKED_BYTES: count(1_024, 68_719_476_736)
    .default(2_147_483_648)
    .describe('Most bytes that all parts of an XLSX workbook unpack to; one that says or holds more is refused.'),
  LIAISON_SCREENING_MAX_ROWS: count(1, 1_000_000).default(1_000_000).describe('Most rows of a batch screening.'),
  LIAISON_SCREENING_KEPT_MS: count(60_000, 31_536_000_000)
    .default(2_592_000_000)
    .describe('How long the rows and results of a finished or cancelled batch screening are kept; 30 days by default.'),
  LIAISON_SCREENING_LIST_MAX_ITEMS: count(1, 1_000_000)
    .default(100_000)
    .describe('Most items of a saved screening list.'),
  LIAISON_SCREENING_LIST_ROUND_MS: count(60_000, 31_536_000_000)
    .default(604_800_000)
    .describe('A saved screening list is screened as a whole when it was not for this long; 7 days by default.'),
  LIAISON_SCREENING_LISTS_MAX: count(1, 10_000).default(50).describe('Most saved screening lists of a tenant.'),
  LIAISON_DISCLOSURE_CATALOGUE_FILE: z
    .string()
    .min(1)
    .optional()
    .describe(
      'JSON file with the data items, statutes and refusal reasons of disclosures. Not given: the standard ones.',
    ),
  LIAISON_DISCLOSURE_NORMAL_WORKING_DAYS: count(1, 250)
    .default(10)
    .describe('Working days to answer a normal disclosure request, and again to deliver what was granted.'),
  LIAISON_DISCLOSURE_URGENT_WORKING_DAYS: count(1, 250).default(3).describe('The same for an urgent request.'),
  LIAISON_DISCLOSURE_EMERGENCY_HOURS: count(1, 240)
    .default(8)
    .describe('The same for an emergency, in hours by the clock.'),
  LIAISON_DISCLOSURE_CLARIFICATION_WORKING_DAYS: count(1, 250)
    .default(5)
    .describe("Working days of an agency to answer a platform's question; in an emergency its hours."),
  LIAISON_DISCLOSURE_REMINDER_PERCENT: count(1, 99)
    .default(75)
    .describe('How much of a term is gone when both sides are reminded.'),
  LIAISON_DISCLOSURE_EXPIRY_WORKING_DAYS: count(1, 250)
    .default(30)
    .describe('Working days after which an overdue disclosure request expires.'),
  LIAISON_DISCLOSURE_AFTER_REVIEW_HOURS: count(1, 720)
    .default(24)
    .describe('Hours in which an emergency decision is reviewed by a second person.'),
  LIAISON_DISCLOSURE_BULK_SUBJECTS: count(1, 1_000)
    .default(50)
    .describe('A disclosure request on more subjects than this counts as bulk: two people approve it.'),
  LIAISON_PACKAGE_RETENTION_MAX_DAYS: count(1, 3_650)
    .default(180)
    .describe('Longest time for which a platform may let a sealed disclosure package be kept.'),
  LIAISON_RATE_LIMIT_PER_MINUTE: count(0, 10_000_000)
    .default(60_000)
    .describe(
      'Requests per tenant in any minute, over all processes; one more is answered with 429. 0 switches the limit off.',
    ),
  LIAISON_STREAMS_PER_TENANT: count(1, 1_000_000)
    .default(1_000)
    .describe('Most sockets, and most streams of events, that one tenant may have open on one gateway process.'),
  LIAISON_STREAMS_TOTAL: count(1, 1_000_000)
    .default(20_000)
    .describe(
      'Most sockets, and most streams of events, that all tenants together may have open on one gateway process.',
    ),
  LIAISON_STREAM_HEARTBEAT_MS: count(100, 60_000)
    .default(15_000)
    .describe('A stream over which nothing was sent for this long gets a sign of life.'),
  LIAISON_STREAM_STALL_MS: count(100, 600_000)
    .default(30_000)
    .describe(
      'A client that takes nothing from its stream for this long is cut off; it goes on after its last cursor.',
    ),
  LIAISON_WEBHOOK_ALLOW_PRIVATE: flag
    .optional()
    .describe(
      'Let webhooks go to http and to private addresses. Default: true in development and test; refused in production.',
    ),
  LIAISON_ENDPOINT_CHALLENGE: flag
    .optional()
    .describe(
      'Ask a new endpoint to prove that it receives for its tenant. Default: true in production, where it cannot be off.',
    ),
  LIAISON_WORK_JOBS: flag
    .default(true)
    .describe(
      'Whether this process works jobs (imports, deliveries); false on gateways that have workers beside them.',
    ),
  LIAISON_WEBHOOK_TIMEOUT_MS: count(100, 60_000).default(15_000).describe('Total time one delivery attempt may take.'),
  LIAISON_DELIVERY_CONCURRENCY: count(1, 2_000)
    .default(100)
    .describe('Deliveries on their way at once, per process, without those that have waited for 250 ms.'),
  LIAISON_DELIVERY_MAX_ATTEMPTS: count(1, 50).default(10).describe('Attempts before a delivery is a dead letter.'),
  LIAISON_DELIVERY_BACKOFF_MS: waits
    .default([5_000, 300_000, 1_800_000, 7_200_000, 18_000_000, 36_000_000, 50_400_000, 72_000_000, 86_400_000])
    .describe(
      'Waits before the second, third … attempt, a tenth up or down by lot; the last one repeats. Default: 75 hours in all.',
    ),
  LIAISON_DELIVERY_ENDPOINT_CONCURRENCY: count(1, 1_000)
    .default(8)
    .describe(
      'Deliveries on their way to one endpoint at once, per process; two as long as it has not answered, or is slow.',
    ),
  LIAISON_DELIVERY_TENANT_CONCURRENCY: count(1, 2_000)
    .default(64)
    .describe("The same to one tenant's endpoints, also without those that have waited for 250 ms."),
  LIAISON_ENDPOINT_WARN_AFTER_MS: count(1_000, 2_592_000_000)
    .default(86_400_000)
    .describe('An endpoint that failed for this long is told of to its tenant by an event.'),
  LIAISON_ENDPOINT_DISABLE_AFTER_MS: count(1_000, 2_592_000_000)
    .default(432_000_000)
    .describe('An endpoint that failed for this long, and that its tenant was told of, is disabled.'),
  LIAISON_DELIVERY_RETENTION_DAYS: count(1, 36_500)
    .default(90)
    .describe('Days for which settled deliveries are kept; dead letters and those with a receipt stay.'),
  LIAISON_EVENT_RETENTION_DAYS: count(1, 36_500)
    .default(180)
    .describe('Days for which events can be read and replayed; longer while a delivery of them is there.'),
  LIAISON_SWEEP_INTERVAL_MS: count(100, 600_000)
    .default(5_000)
    .describe('How often due work in the tables that no queue knows of is put back on a queue.'),
  LIAISON_SEQUENCER_POLL_MS: count(10, 10_000)
    .default(250)
    .describe('How often the sequencer looks for committed events when nobody told it.'),
  LIAISON_LEASE_MS: count(500, 60_000).default(5_000).describe('How long the sequencer lease lasts without renewal.'),
  LIAISON_WORKING_DAY_END_HOUR: count(1, 24)
    .default(24)
    .describe('Hour in China (UTC+8) at which a period ends on its last day; 24 where there are no business hours.'),
  LIAISON_EXTRA_DAYS_OFF: days().describe(
    'Days off that the built-in calendar does not know: `2027-02-11,2027-02-12`.',
  ),
  LIAISON_EXTRA_WORKING_DAYS: days().describe('Make-up working days that the built-in calendar does not know.'),
  LIAISON_BLACKLIST_STATEMENT_WORKING_DAYS: count(1, 60)
    .default(5)
    .describe('Working days that a party has for its statement after the notice of a blacklist entry.'),
  LIAISON_BLACKLIST_EMERGENCY_NOTICE_WORKING_DAYS: count(1, 10)
    .default(2)
    .describe(
      'Working days for the notice after an emergency publication; without one the entry is withdrawn by itself.',
    ),
  LIAISON_BLACKLIST_EMERGENCY_DECISION_DAYS: count(5, 90)
    .default(30)
    .describe('Days for the decision after that notice; without one the entry is withdrawn by itself.'),
  LIAISON_BLACKLIST_LISTED_YEARS: count(1, 10).default(3).describe('Years that a blacklist entry stays published.'),
  LIAISON_BLACKLIST_REPAIR_AFTER_YEARS: count(1, 10)
    .default(1)
    .describe('Years after the publication from which credit repair may be asked for.'),
  LIAISON_METRICS_TOKEN: z
    .string()
    .min(16)
    .optional()
    .describe('Bearer token for /metrics. Not given: /metrics answers loopback callers only.'),
  LIAISON_SHUTDOWN_GRACE_MS: count(0, 600_000).default(10_000).describe('Time for work in flight at shutdown.'),
} as const;

type Parsed = { [Name in keyof typeof SETTINGS_SCHEMA]: z.output<(typeof SETTINGS_SCHEMA)[Name]> };

/** Where data, queues and messages live: see docs/architecture.md. */
export type Profile = 'embedded' | 'servers';

/** The settings as the program uses them: validated, defaults filled in. */
export interface Settings
  extends Omit<
    Parsed,
    | 'LIAISON_DEMO'
    | 'LIAISON_INTROSPECTION'
    | 'LIAISON_ENDPOINT_CHALLENGE'
    | 'LIAISON_PUBLIC_URL'
    | 'LIAISON_WEBHOOK_ALLOW_PRIVATE'
  > {
  readonly profile: Profile;
  readonly isProduction: boolean;
  readonly LIAISON_ENDPOINT_CHALLENGE: boolean;
  readonly LIAISON_PUBLIC_URL: string;
  readonly LIAISON_DEMO: boolean;
  readonly LIAISON_INTROSPECTION: boolean;
  readonly LIAISON_WEBHOOK_ALLOW_PRIVATE: boolean;
}

/** A setting is unknown or wrong; the message is one sentence that names it. */
export class SettingsError extends Error {}

/**
 * Reads and validates the settings from environment variables.
 * @throws SettingsError naming the first wrong setting, or a `LIAISON_…` variable that does not exist.
 */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  for (const name of Object.keys(environment)) {
    if (name.startsWith('LIAISON_') && !name.startsWith('LIAISON_TEST_') && !(name in SETTINGS_SCHEMA)) {
      throw new SettingsError(`Unknown setting ${name}: see config/README.md for the settings that exist.`);
    }
  }
  const given: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(SETTINGS_SCHEMA)) {
    const text = environment[name];
    const result = schema.safeParse(text === '' ? undefined : text);
    if (!result.success) {
      throw new SettingsError(`Setting ${name} is wrong: ${result.error.issues[0]?.message ?? 'not readable'}.`);
    }
    given[name] = result.data;
  }
  return complete(given as Parsed);
}

function complete(parsed: Parsed): Settings {
  const isProduction = parsed.NODE_ENV === 'production';
  if (parsed.DATABASE_URL && !parsed.REDIS_URL) {
    throw new SettingsError('Setting REDIS_URL is missing: the servers profile (DATABASE_URL) needs Redis as well.');
  }
  if (parsed.REDIS_URL && !parsed.DATABASE_URL) {
    throw new SettingsError('Setting REDIS_URL is wrong: without DATABASE_URL the embedded profile uses no Redis.');
  }
  if (!parsed.DATABASE_URL && !parsed.LIAISON_WORK_JOBS) {
    throw new SettingsError('Setting LIAISON_WORK_JOBS is wrong: the embedded profile has no worker but the gateway.');
  }
  if (isProduction && !parsed.LIAISON_MASTER_KEY) {
    throw new SettingsError('Setting LIAISON_MASTER_KEY is missing: production needs one (`liaison keygen --master`).');
  }
  if (isProduction && parsed.LIAISON_WEBHOOK_ALLOW_PRIVATE) {
    throw new SettingsError('Setting LIAISON_WEBHOOK_ALLOW_PRIVATE is wrong: production refuses private webhooks.');
  }
  if (isProduction && parsed.LIAISON_ENDPOINT_CHALLENGE === false) {
    throw new SettingsError('Setting LIAISON_ENDPOINT_CHALLENGE is wrong: production lets endpoints prove themselves.');
  }
  const profile: Profile = parsed.DATABASE_URL ? 'servers' : 'embedded';
  return {
    ...parsed,
    profile,
    isProduction,
    LIAISON_ENDPOINT_CHALLENGE: parsed.LIAISON_ENDPOINT_CHALLENGE ?? isProduction,
    LIAISON_PUBLIC_URL: parsed.LIAISON_PUBLIC_URL ?? `http://${parsed.HOST}:${parsed.PORT}`,
    LIAISON_DEMO: parsed.LIAISON_DEMO ?? (profile === 'embedded' && parsed.NODE_ENV === 'development'),
    LIAISON_INTROSPECTION: parsed.LIAISON_INTROSPECTION ?? !isProduction,
    LIAISON_WEBHOOK_ALLOW_PRIVATE: parsed.LIAISON_WEBHOOK_ALLOW_PRIVATE ?? !isProduction,
  };
}
