import type { TestTenant } from '../harness/profiles.js';
import type { IsolationCases, ListCase, PagedCase, SingleCase } from './cases.js';
import { open } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['MARKET_REGULATOR'] as const;

interface Made {
  readonly result: { readonly id: string };
}

async function proposed(world: World, owner: TestTenant, uscc = world.uscc()): Promise<Planted> {
  const mutation = `mutation ($input: ProposeBlacklistEntryInput!) {
    result: proposeBlacklistEntry(input: $input) { ... on BlacklistEntry { id } } }`;
  const input = {
    subjectName: '杭州某某商贸有限公司',
    uscc,
    category: 'OTHER',
    severity: 'LOW',
    reason: 'For the test.',
    legalBasis: 'For the test.',
  };
  const { result } = await owner.client.mutate<Made>(mutation, { input });
  return { id: result.id, mark: result.id };
}

/** An entry cannot be published to its regulator alone, so the row is made to be. */
async function publishedUnseen(world: World, owner: TestTenant, uscc = world.uscc()): Promise<Planted> {
  const planted = await proposed(world, owner, uscc);
  await world.gateway.database.change(
    `UPDATE blacklist_entry SET state = 'PUBLISHED', liveMark = 1, version = 1 WHERE id = ?`,
    [planted.id],
  );
  return planted;
}

const page = (after: string, selection: string) => `query { blacklistEntries(first: 100${after}) { ${selection} } }`;

const changeCase = (
  field: string,
  inputType: string,
  more: Record<string, unknown>,
  plant: SingleCase['plant'],
): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant,
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: ${inputType}!) {
        ${field}(input: $input) { __typename ... on BlacklistEntry { id state } ... on UserError { code field message } } }`,
      { input: { id, version: 1, ...more } },
    ),
});

const list: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: proposed,
  ask: (world, caller) => world.ask(caller, page('', 'edges { node { id uscc state } } pageInfo { hasNextPage }')),
};

const pages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: proposed,
  cursor: async (_world, caller) => {
    const { blacklistEntries } = await caller.client.query<{ blacklistEntries: { pageInfo: { endCursor: string } } }>(
      page('', 'pageInfo { endCursor }'),
    );
    return blacklistEntries.pageInfo.endCursor;
  },
  askAfter: (world, caller, cursor) => world.ask(caller, page(`, after: "${cursor}"`, 'edges { node { id } }')),
};

const single: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: proposed,
  ask: (world, caller, id) =>
    world.ask(caller, 'query ($id: ID!) { blacklistEntry(id: $id) { id uscc state } }', { id }),
};

/** `Entity.blacklist` of an entity that everyone knows. */
export const blacklistOfEntity: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: (world, owner) => publishedUnseen(world, owner, world.wellKnown.uscc),
  ask: (world, caller) =>
    world.ask(caller, 'query ($id: ID!) { entity(id: $id) { ... on Entity { blacklist { id state } } } }', {
      id: world.wellKnown.id,
    }),
};

export const BLACKLIST_CASES: IsolationCases = {
  'Query blacklistEntry': [single],
  'Query blacklistEntries': [list, pages],
  'Mutation proposeBlacklistEntry': open('it makes a row of its own and names no other'),
  'Mutation publishBlacklistEntry': [changeCase('publishBlacklistEntry', 'PublishBlacklistEntryInput', {}, proposed)],
  'Mutation revokeBlacklistEntry': [
    changeCase('revokeBlacklistEntry', 'RevokeBlacklistEntryInput', { reason: 'For the test.' }, publishedUnseen),
  ],
};
