// Pages of the inbox of a platform with 1,000,000 disclosure requests against one with 1,000, through GraphQL, with and
// without filters, in turn on the same gateway and database:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/disclosure-inbox.ts
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { signAgencyToken } from '../../libs/signing/agency-token.js';
import { startServers } from '../harness/servers.js';
import { LoadGenerator, type LoadResult, type ServerProcess, startGateway } from './children.js';
import { type FilledInbox, fillInboxes, NOW_MS } from './inbox-rows.js';
import { printed, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    small: { type: 'string', default: '1000' },
    large: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '7' },
    requests: { type: 'string', default: '600' },
    concurrency: { type: 'string', default: '1' },
    dist: { type: 'string' },
  },
});
const SIZES = { small: Number(options.small), large: Number(options.large) };
const ROUNDS = Number(options.rounds);
const REQUESTS = Number(options.requests);
const CONCURRENCY = Number(options.concurrency);
const PAGE = 25;

const INBOX = `query ($after: String, $states: [DisclosureState!], $urgencies: [DisclosureUrgency!], $dueBefore: DateTime) {
  disclosureInbox(first: ${PAGE}, after: $after, states: $states, urgencies: $urgencies, dueBefore: $dueBefore) {
    edges { cursor node { id state urgency items legalBasis agency { code name } subjectCount dueAt submittedAt version } }
    pageInfo { hasNextPage endCursor } } }`;
const OPEN = ['SUBMITTED', 'ACKNOWLEDGED', 'CLARIFICATION_ASKED', 'CLARIFICATION_ANSWERED', 'UNDER_REVIEW'];

/** What is asked for, as variables of the query. */
const QUESTIONS: Readonly<Record<string, object>> = {
  'newest page': {},
  'by state': { states: OPEN },
  'by state and urgency': { states: OPEN, urgencies: ['URGENT', 'EMERGENCY'] },
  'by due time': { dueBefore: new Date(NOW_MS + 86_400_000).toISOString() },
  'open and due': { states: OPEN, dueBefore: new Date(NOW_MS + 86_400_000).toISOString() },
};
const IN_THE_MIDDLE = 'page in the middle';

interface Page {
  readonly edges: readonly unknown[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

const generator = new LoadGenerator();
const servers = await startServers({ own: true, database: { flushLogAtCommit: 1, bufferPoolMb: 4_096 } });
let gateway: ServerProcess | undefined;

try {
  const masterKey = randomBytes(32).toString('base64');
  const startMs = performance.now();
  const databaseUrl = await servers.createDatabase();
  const inboxes = await fillInboxes(databaseUrl, masterKey, SIZES);
  console.log(`${SIZES.small + SIZES.large} requests in ${((performance.now() - startMs) / 1_000).toFixed(0)} s`);
  gateway = await startGateway({
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    REDIS_URL: servers.redisUrl,
    LIAISON_REDIS_PREFIX: `bench-${randomBytes(4).toString('hex')}`,
    LIAISON_MASTER_KEY: masterKey,
    LIAISON_RATE_LIMIT_PER_MINUTE: '10000000',
  });
  report(await compare(inboxes));
} finally {
  await gateway?.stop();
  await generator.stop();
  await servers.stop();
}

/** Every question to both inboxes in turn, each round the other one first; one round before does not count. */
async function compare(inboxes: readonly FilledInbox[]): Promise<Map<string, Record<string, LoadResult[]>>> {
  const middles = new Map<string, object>();
  for (const inbox of inboxes) middles.set(inbox.code, { after: await cursorInTheMiddle(inbox) });
  const names = [...Object.keys(QUESTIONS), IN_THE_MIDDLE];
  const results = new Map<string, Record<string, LoadResult[]>>(names.map((name) => [name, { small: [], large: [] }]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const name of names) {
      for (const inbox of round % 2 ? inboxes : [...inboxes].reverse()) {
        const variables = QUESTIONS[name] ?? middles.get(inbox.code) ?? {};
        const result = await ask(inbox, variables);
        if (round >= 0) results.get(name)?.[inbox.code]?.push(result);
      }
    }
    console.log(`round ${round + 1} of ${ROUNDS}`);
  }
  return results;
}

async function ask(inbox: FilledInbox, variables: object): Promise<LoadResult> {
  const body = JSON.stringify({ query: INBOX, variables });
  const bodies = new Array<string>(REQUESTS).fill(body);
  const load = { bodies, concurrency: CONCURRENCY, expected: '"hasNextPage":true' };
  return generator.run({ url: gateway?.url ?? '', tokens: [await token(inbox)], ...load });
}

/** A cursor some pages behind the newest: as many as the small inbox has room for. */
async function cursorInTheMiddle(inbox: FilledInbox): Promise<string> {
  let after: string | undefined;
  for (let page = 0; page < SIZES.small / PAGE / 2; page++) after = (await pageAfter(inbox, after)).pageInfo.endCursor;
  return after ?? '';
}

async function pageAfter(inbox: FilledInbox, after: string | undefined): Promise<Page> {
  const response = await fetch(`${gateway?.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await token(inbox)}` },
    body: JSON.stringify({ query: INBOX, variables: { after } }),
  });
  const { data, errors } = (await response.json()) as { data?: { disclosureInbox: Page }; errors?: object };
  if (!data || data.disclosureInbox.edges.length !== PAGE)
    throw new Error(`no page: ${JSON.stringify(errors ?? data)}`);
  return data.disclosureInbox;
}

function token({ code, privateJwk }: FilledInbox): Promise<string> {
  return signAgencyToken({
    privateJwk,
    issuer: code,
    subject: 'bench',
    audience: 'liaison',
    scopes: ['disclosures:read'],
    lifetimeSeconds: 300,
    nowSeconds: Date.now() / 1_000,
  });
}

function report(results: ReadonlyMap<string, Readonly<Record<string, readonly LoadResult[]>>>): void {
  const rows = [...results].map(([name, { small = [], large = [] }]) => {
    const growth = spreadOf(large.map(({ p50Ms }, round) => p50Ms / (small[round]?.p50Ms ?? Number.NaN)));
    const spread = (list: readonly LoadResult[]) => spreadOf(list.map(({ p50Ms }) => p50Ms));
    return { name, small: spread(small), large: spread(large), growth };
  });
  console.log(`\nmedian (lowest–highest) of ${ROUNDS} rounds of ${REQUESTS} pages of ${PAGE}, p50 in ms\n`);
  console.table(
    Object.fromEntries(
      rows.map(({ name, small, large, growth }) => [
        name,
        {
          [`${SIZES.small}`]: printed(small, 2),
          [`${SIZES.large}`]: printed(large, 2),
          growth: printed(growth, 2),
        },
      ]),
    ),
  );
  console.log('goal of the growth: at most 1.50');
  const machine = {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  mkdirSync('bench-results', { recursive: true });
  writeFileSync(
    'bench-results/disclosure-inbox.json',
    `${JSON.stringify({ at: new Date(), machine, options, rows }, null, 2)}\n`,
  );
}
