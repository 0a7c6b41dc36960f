import type { TestTenant } from '../harness/profiles.js';
import type { IsolationCases, ListCase, SingleCase } from './cases.js';
import { open } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['MARKET_REGULATOR'] as const;

interface Made {
  readonly result: { readonly id: string };
}

async function proposed(world: World, owner: TestTenant): Promise<Planted> {
  const mutation = `mutation ($input: ProposeBlacklistEntryInput!) {
    result: proposeBlacklistEntry(input: $input) { ... on BlacklistEntry { id } } }`;
  const input = {
    subjectName: '杭州某某商贸有限公司',
    uscc: world.uscc(),
    category: 'OTHER',
    severity: 'LOW',
    reason: 'For the test.',
    legalBasis: 'For the test.',
  };
  const { result } = await owner.client.mutate<Made>(mutation, { input });
  return { id: result.id, mark: result.id };
}

/** Published by its regulator to itself alone cannot be asked for, so a row is planted that was. */
async function publishedUnseen(world: World, owner: TestTenant): Promise<Planted> {
  const planted = await proposed(world, owner);
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
  askAfter: (world, caller, cursor) => world.ask(caller, page(`, after: "${cursor}"`, 'edges { node { id } }')),
  cursor: async (_world, caller) => {
    const { blacklistEntries } = await caller.client.query<{ blacklistEntries: { pageInfo: { endCursor: string } } }>(
      page('', 'pageInfo { endCursor }'),
    );
    return blacklistEntries.pageInfo.endCursor;
  },
};

export const BLACKLIST_CASES: IsolationCases = {
  'Query blacklistEntry': {
    kind: 'single',
    owners: OWNERS,
    plant: proposed,
    ask: (world, caller, id) =>
      world.ask(caller, 'query ($id: ID!) { blacklistEntry(id: $id) { id uscc state } }', { id }),
  },
  'Query blacklistEntries': list,
  'Mutation proposeBlacklistEntry': open('it makes a row of its own and names no other'),
  'Mutation publishBlacklistEntry': changeCase('publishBlacklistEntry', 'PublishBlacklistEntryInput', {}, proposed),
  'Mutation revokeBlacklistEntry': changeCase(
    'revokeBlacklistEntry',
    'RevokeBlacklistEntryInput',
    { reason: 'For the test.' },
    publishedUnseen,
  ),
};
