import { newId } from '../../src/common/ids.js';
import type { TestTenant } from '../harness/profiles.js';
import { completedScreening } from '../harness/screenings.js';
import { wireAnswer } from '../harness/wire-answer.js';
import { type IsolationCases, type ListCase, open, type PagedCase, type SingleCase } from './cases.js';
import { StreamListener } from './stream-listener.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;

/** A screening of one row that asks for nothing. */
async function screening(_world: World, owner: TestTenant): Promise<Planted> {
  const mark = `row-${newId()}`;
  const body = `${JSON.stringify({ id: mark })}\n`;
  const { id } = await owner.client.submitScreening({ body, format: 'ndjson', idempotencyKey: newId() });
  await completedScreening(owner.client, id);
  return { id, mark: id };
}

const single = (ask: SingleCase['ask']): SingleCase => ({ kind: 'single', owners: OWNERS, plant: screening, ask });

const change = (name: string): SingleCase =>
  single((world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: ScreeningByIdInput!) { ${name}(input: $input) { __typename
        ... on Screening { id } ... on UserError { code message field } } }`,
      { input: { id } },
    ),
  );

const page = (after: string, selection: string) => `query { screenings(first: 100${after}) { ${selection} } }`;

const list: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: screening,
  ask: (world, caller) => world.ask(caller, page('', 'edges { node { id } } pageInfo { hasNextPage }')),
};

const pages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: screening,
  cursor: async (_world, caller) => {
    const answer = await caller.client.query<{ screenings: { pageInfo: { endCursor: string } } }>(
      page('', 'pageInfo { endCursor }'),
    );
    return answer.screenings.pageInfo.endCursor;
  },
  askAfter: (world, caller, cursor) => world.ask(caller, page(`, after: "${cursor}"`, 'edges { node { id } }')),
};

/** Its owner is told that it cannot be changed any more, which tells that it is there. */
const changed = (name: string): SingleCase => ({
  ...change(name),
  plant: async (world, owner) => ({ ...(await screening(world, owner)), mark: 'WRONG_STATE' }),
});

/** All that the stream says until it ends. */
const progress = single(async (_world, caller, id) => {
  const query = `subscription ($id: ID!) { screeningProgress(id: $id) { __typename
    ... on Screening { id } ... on UserError { code message field } } }`;
  const listener = new StreamListener(caller, query, { id });
  await listener.ended;
  await listener.close();
  return { status: 200, contentType: null, body: listener.messages.join('\n') };
});

const results: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: async (world, owner) => ({ ...(await screening(world, owner)), mark: '"line":1' }),
  ask: (world, caller, id) =>
    wireAnswer(world.gateway, caller, { method: 'GET', path: `/v1/screenings/${id}/results` }),
};

export const SCREENING_CASES: IsolationCases = {
  'HTTP POST /v1/screenings': open("it makes a screening of the caller's own, under a key of the caller's own"),
  'HTTP GET /v1/screenings/:id/results': [results],
  'Query screening': [
    single((world, caller, id) =>
      world.ask(
        caller,
        `query ($id: ID!) { screening(id: $id) { __typename
          ... on Screening { id receivedRows } ... on UserError { code message field } } }`,
        { id },
      ),
    ),
  ],
  'Query screenings': [list, pages],
  'Mutation cancelScreening': [changed('cancelScreening')],
  'Mutation resumeScreening': [changed('resumeScreening')],
  'Subscription screeningProgress': [progress],
};
