import { readSettings, SETTINGS_SCHEMA, SettingsError } from './settings.js';

const MASTER_KEY = Buffer.alloc(32, 7).toString('base64');
const SERVERS = { DATABASE_URL: 'mysql://db/liaison', REDIS_URL: 'redis://cache' };

/** For every setting, values that must not pass. */
const WRONG: Record<keyof typeof SETTINGS_SCHEMA, readonly string[]> = {
  NODE_ENV: ['prod', 'Production'],
  HOST: [],
  PORT: ['-1', '65536', '80.5', 'http', '3000 '.repeat(2), 'NaN', 'Infinity'],
  LOG_LEVEL: ['verbose', 'INFO'],
  DATABASE_URL: ['postgres://db', 'db/liaison'],
  REDIS_URL: ['http://cache', 'cache:6379'],
  LIAISON_DATABASE_POOL_SIZE: ['0', '501', 'many'],
  LIAISON_REDIS_PREFIX: ['Liaison', 'a b', 'x'.repeat(65)],
  LIAISON_DATA_DIR: [],
  LIAISON_MASTER_KEY: ['short', `${MASTER_KEY}=`, MASTER_KEY.replace('=', '')],
  LIAISON_AUDIENCE: ['x'.repeat(257)],
  LIAISON_PUBLIC_URL: ['liaison.example', 'https://liaison.example/', 'https://liaison.example/path', 'ftp://a'],
  LIAISON_LONG_POLL_MS: ['-1', '60001'],
  LIAISON_DEMO: ['yes', '1', 'TRUE'],
  LIAISON_KEY_CACHE_MS: ['-1', '3001'],
  LIAISON_INTROSPECTION: ['on'],
  LIAISON_GRAPHQL_MAX_BODY_BYTES: ['1023', '16777217'],
  LIAISON_GRAPHQL_MAX_DEPTH: ['2', '51'],
  LIAISON_GRAPHQL_MAX_ALIASES: ['-1', '1001'],
  LIAISON_GRAPHQL_MAX_COST: ['9', '1000001'],
  LIAISON_GRAPHQL_MAX_TOKENS: ['99', '100001'],
  LIAISON_LOOKUP_BATCH_MAX: ['0', '10001'],
  LIAISON_SEARCH_AT_START: ['perhaps'],
  LIAISON_SEARCH_SNAPSHOT_INTERVAL_MS: ['999', '86400001'],
  LIAISON_SEARCH_LOOSE_NAMES: ['0', '10000001'],
  LIAISON_REPORT_MAX_BYTES: ['1023', '8589934593'],
  LIAISON_ATTACHMENT_MAX_BYTES: ['1023', '8589934593'],
  LIAISON_ATTACHMENT_PENDING_MAX: ['0', '1000001'],
  LIAISON_ATTACHMENT_PENDING_MAX_BYTES: ['1023', '1099511627777'],
  LIAISON_ATTACHMENT_EXPIRY_MS: ['999', '2592000001'],
  LIAISON_SCREENING_MAX_BYTES: ['1023', 'many'],
  LIAISON_SCREENING_MAX_UNPACKED_BYTES: ['1023', 'many'],
  LIAISON_SCREENING_MAX_ROWS: ['0', '1000001'],
  LIAISON_SCREENING_KEPT_MS: ['59999', 'long'],
  LIAISON_SCREENING_LIST_MAX_ITEMS: ['0', '1000001'],
  LIAISON_SCREENING_LIST_ROUND_MS: ['59999', 'weekly'],
  LIAISON_SCREENING_LISTS_MAX: ['0', '10001'],
  LIAISON_DISCLOSURE_CATALOGUE_FILE: [],
  LIAISON_DISCLOSURE_NORMAL_WORKING_DAYS: ['0', '251'],
  LIAISON_DISCLOSURE_URGENT_WORKING_DAYS: ['0', '251'],
  LIAISON_DISCLOSURE_EMERGENCY_HOURS: ['0', '241'],
  LIAISON_DISCLOSURE_CLARIFICATION_WORKING_DAYS: ['0', '251'],
  LIAISON_DISCLOSURE_REMINDER_PERCENT: ['0', '100'],
  LIAISON_DISCLOSURE_EXPIRY_WORKING_DAYS: ['0', '251'],
  LIAISON_DISCLOSURE_AFTER_REVIEW_HOURS: ['0', '721'],
  LIAISON_DISCLOSURE_BULK_SUBJECTS: ['0', '1001'],
  LIAISON_PACKAGE_RETENTION_MAX_DAYS: ['0', '3651'],
  LIAISON_RATE_LIMIT_PER_MINUTE: ['-1', '10000001'],
  LIAISON_STREAMS_PER_TENANT: ['0', '1000001'],
  LIAISON_STREAMS_TOTAL: ['0', '1000001'],
  LIAISON_STREAM_HEARTBEAT_MS: ['99', '60001'],
  LIAISON_STREAM_STALL_MS: ['99', '600001'],
  LIAISON_WEBHOOK_ALLOW_PRIVATE: ['maybe'],
  LIAISON_ENDPOINT_CHALLENGE: ['maybe'],
  LIAISON_WORK_JOBS: ['no'],
  LIAISON_WEBHOOK_TIMEOUT_MS: ['99', '60001'],
  LIAISON_DELIVERY_CONCURRENCY: ['0', '2001'],
  LIAISON_DELIVERY_MAX_ATTEMPTS: ['0', '51'],
  LIAISON_DELIVERY_BACKOFF_MS: ['9', '5000;6000', '999999999', '5000,'],
  LIAISON_DELIVERY_ENDPOINT_CONCURRENCY: ['0', '1001'],
  LIAISON_DELIVERY_TENANT_CONCURRENCY: ['0', '2001'],
  LIAISON_ENDPOINT_WARN_AFTER_MS: ['999', '2592000001'],
  LIAISON_ENDPOINT_DISABLE_AFTER_MS: ['999', '2592000001'],
  LIAISON_DELIVERY_RETENTION_DAYS: ['0', '36501'],
  LIAISON_EVENT_RETENTION_DAYS: ['0', '36501'],
  LIAISON_SWEEP_INTERVAL_MS: ['99', '600001'],
  LIAISON_SEQUENCER_POLL_MS: ['9', '10001'],
  LIAISON_LEASE_MS: ['499', '60001'],
  LIAISON_WORKING_DAY_END_HOUR: ['0', '25', '17:30'],
  LIAISON_EXTRA_DAYS_OFF: ['2027-02-30', '2027-13-01', '11.2.2027', '2027-02-11;2027-02-12'],
  LIAISON_EXTRA_WORKING_DAYS: ['2027-2-1', 'Monday'],
  LIAISON_BLACKLIST_STATEMENT_WORKING_DAYS: ['0', '61'],
  LIAISON_BLACKLIST_EMERGENCY_NOTICE_WORKING_DAYS: ['0', '11'],
  LIAISON_BLACKLIST_EMERGENCY_DECISION_DAYS: ['4', '91'],
  LIAISON_BLACKLIST_LISTED_YEARS: ['0', '11'],
  LIAISON_BLACKLIST_REPAIR_AFTER_YEARS: ['0', '11'],
  LIAISON_METRICS_TOKEN: ['fifteen-letters'],
  LIAISON_SHUTDOWN_GRACE_MS: ['-1', '600001'],
};

/** The sentence by which an environment is refused. */
function refusal(environment: Record<string, string>): string {
  try {
    readSettings(environment);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  throw new Error(`passed: ${JSON.stringify(environment)}`);
}

describe('the settings', () => {
  it('have defaults that start the embedded profile', () => {
    expect(readSettings({})).toMatchObject({
      profile: 'embedded',
      isProduction: false,
      PORT: 3000,
      HOST: '127.0.0.1',
      LIAISON_DEMO: true,
      LIAISON_INTROSPECTION: true,
      LIAISON_WEBHOOK_ALLOW_PRIVATE: true,
    });
  });

  it.each(Object.entries(WRONG).flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    'refuse %s=%s with one sentence that names it and not the value',
    (name, value) => {
      const sentence = refusal({ [name]: value });
      expect(sentence).toMatch(new RegExp(`^Setting ${name} is wrong: .+\\.$`));
      expect(sentence.split('\n')).toHaveLength(1);
      if (name.includes('KEY') || name.includes('TOKEN')) expect(sentence).not.toContain(value);
    },
  );

  it.each([
    ['a word for a number', { PORT: 'abc' }, 'Setting PORT is wrong: must be a whole number from 0 to 65535.'],
    ['an unknown name', { LIAISON_PROT: '1' }, 'Unknown setting LIAISON_PROT'],
    ['a database without Redis', { DATABASE_URL: SERVERS.DATABASE_URL }, 'Setting REDIS_URL is missing'],
    ['Redis without a database', { REDIS_URL: SERVERS.REDIS_URL }, 'Setting REDIS_URL is wrong'],
    ['production without a master key', { NODE_ENV: 'production' }, 'Setting LIAISON_MASTER_KEY is missing'],
    [
      'private webhooks in production',
      { NODE_ENV: 'production', LIAISON_MASTER_KEY: MASTER_KEY, LIAISON_WEBHOOK_ALLOW_PRIVATE: 'true' },
      'Setting LIAISON_WEBHOOK_ALLOW_PRIVATE is wrong',
    ],
  ])('refuse %s', (_, environment, beginning) => {
    expect(refusal(environment)).toContain(beginning);
  });

  it('take an empty variable for one that is not given, and pass over those of others', () => {
    expect(readSettings({ PORT: '', LIAISON_TEST_REDIS_URL: 'x', PATH: '/bin' }).PORT).toBe(3000);
  });

  it('switch off in production and on servers what is for trying out', () => {
    const production = readSettings({ NODE_ENV: 'production', LIAISON_MASTER_KEY: MASTER_KEY, ...SERVERS });
    expect(production).toMatchObject({
      profile: 'servers',
      isProduction: true,
      LIAISON_DEMO: false,
      LIAISON_INTROSPECTION: false,
      LIAISON_WEBHOOK_ALLOW_PRIVATE: false,
    });
    expect(readSettings(SERVERS).LIAISON_DEMO).toBe(false);
    expect(readSettings({ ...SERVERS, LIAISON_DEMO: 'true' }).LIAISON_DEMO).toBe(true);
  });
});
