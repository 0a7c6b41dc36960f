import { newId } from '../../src/common/ids.js';
import type { TestTenant } from '../harness/profiles.js';
import { indexed } from '../harness/search.js';
import type { IsolationCases, ListCase, PagedCase, SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;

const HITS = `edges { node { score decision parts { part verdict penalty query candidate }
  entity { kind names { name } flagCount highestSeverity flags { id evidence } } } } pageInfo { hasNextPage }`;
const SEARCH = `query ($query: String!, $filters: SearchFilterInput) {
  searchEntities(query: $query, first: 50, filters: $filters) { __typename
    ... on SearchAnswer { isTruncated hits { ${HITS} } } ... on UserError { code message field } } }`;
const SCREEN = `query ($input: ScreenInput!) { screen(input: $input) { __typename
  ... on ScreenAnswer { items { isTruncated hits { score decision parts { part verdict penalty }
    entity { kind names { name } flagCount highestSeverity } } problem { code } } } } }`;
const MARK = `mutation ($input: MarkReviewedInput!) { markReviewed(input: $input) { __typename
  ... on Review { entityId verdict } ... on UserError { code message field } } }`;

let brands = 0;

/** A name that shares nothing with any other. */
function rareName(): string {
  brands += 1;
  return String.fromCharCode(0x9000 + brands * 3, 0x7100 + brands * 5, 0x8000 + brands * 7);
}

/** A merchant of which only its owner may know, reached by its name. */
async function hiddenByName(world: World, owner: TestTenant): Promise<Planted> {
  const name = rareName();
  await world.state(owner, 'OWNER', world.uscc(), name);
  await indexed(world.gateway);
  return { id: name, mark: '"score"' };
}

async function hiddenById(world: World, owner: TestTenant): Promise<Planted> {
  const id = await world.state(owner, 'OWNER', world.uscc(), rareName());
  return { id, mark: id };
}

const search = (world: World, caller: TestTenant, query: string) => world.ask(caller, SEARCH, { query });
const screen = (world: World, caller: TestTenant, name: string) =>
  world.ask(caller, SCREEN, { input: { items: [{ name }] } });

const byName = (ask: SingleCase['ask']): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant: hiddenByName,
  missing: rareName,
  ask,
});

/** Merchants of the name that everyone knows, which only their owner may see. */
const namesakes = (ask: ListCase['ask']): ListCase => ({
  kind: 'list',
  owners: OWNERS,
  plant: async (world, owner) => {
    await indexed(world.gateway);
    const mark = `密证 ${newId()}`;
    for (let n = 0; n < 3; n++) {
      const id = await world.state(owner, 'OWNER', world.uscc(), '人人皆知有限公司');
      await world.gateway.database.change('UPDATE flag SET evidence = NULL WHERE entityId = ?', [id]);
    }
    const known = await world.state(owner, 'OWNER', world.wellKnown.uscc, mark);
    await indexed(world.gateway);
    return { id: known, mark };
  },
  ask,
});

const pages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: async (world) => {
    await indexed(world.gateway);
    return world.wellKnown as unknown as Planted;
  },
  cursor: async (_world, caller) => {
    const query = `{ searchEntities(query: "人人皆知有限公司", first: 1) { ... on SearchAnswer { hits { edges { cursor } } } } }`;
    const answer = await caller.client.query<{ searchEntities: { hits: { edges: { cursor: string }[] } } }>(query);
    return answer.searchEntities.hits.edges[0]?.cursor ?? '';
  },
  askAfter: (world, caller, cursor) =>
    world.ask(
      caller,
      `{ searchEntities(query: "人人皆知有限公司", first: 1, after: "${cursor}") { __typename
        ... on SearchAnswer { hits { edges { node { score } } } } } }`,
    ),
};

const review: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: hiddenById,
  ask: (world, caller, entityId) =>
    world.ask(caller, MARK, { input: { entityId, queryKey: 'k'.repeat(43), verdict: 'SAME' } }),
};

/** What one tenant reviewed is left out of its own answers only. */
const reviewedByOthers: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: async (world, owner) => {
    const mark = `密证 ${newId()}`;
    await world.state(owner, 'OWNER', world.wellKnown.uscc, mark);
    await indexed(world.gateway);
    const query = `{ searchEntities(query: "人人皆知有限公司") { ... on SearchAnswer { queryKey } } }`;
    const { searchEntities } = await owner.client.query<{ searchEntities: { queryKey: string } }>(query);
    const { queryKey } = searchEntities;
    await world.ask(owner, MARK, { input: { entityId: world.wellKnown.id, queryKey, verdict: 'SAME' } });
    return { id: world.wellKnown.id, mark };
  },
  ask: async (world, caller) => {
    await indexed(world.gateway);
    return world.ask(
      caller,
      `{ searchEntities(query: "人人皆知有限公司", least: WEAK, excludeReviewed: false) { ... on SearchAnswer { hits { ${HITS} } } }
        left: searchEntities(query: "人人皆知有限公司", excludeReviewed: true) { ... on SearchAnswer { hits { ${HITS} } } } }`,
    );
  },
};

export const SEARCH_CASES: IsolationCases = {
  'Query searchEntities': [
    byName(search),
    namesakes((world, caller) => search(world, caller, '人人皆知有限公司')),
    namesakes((world, caller) =>
      world.ask(caller, SEARCH, { query: '人人皆知有限公司', filters: { severities: ['CRITICAL'] } }),
    ),
    pages,
  ],
  'Query screen': [byName(screen), namesakes((world, caller) => screen(world, caller, '人人皆知有限公司'))],
  'Mutation markReviewed': [review, reviewedByOthers],
};
