import type { BlacklistState } from '../../src/blacklist/blacklist.lifecycle.js';
import { type BlacklistOperation, mutationOf, Regulator, USUAL_INPUTS } from '../harness/blacklist.js';
import type { TestTenant } from '../harness/profiles.js';
import type { IsolationCases, ListCase, PagedCase, SingleCase } from './cases.js';
import { open } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['MARKET_REGULATOR'] as const;

async function proposed(world: World, owner: TestTenant, uscc = world.uscc()): Promise<Planted> {
  const input = {
    subjectName: '杭州某某商贸有限公司',
    uscc,
    category: 'OTHER',
    severity: 'LOW',
    restricted: { details: 'x' },
  };
  const { id } = await new Regulator(world.gateway, owner).propose(input);
  return { id, mark: id };
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

/** An entry in the middle of its life that only its regulator sees. */
const inState =
  (state: BlacklistState) =>
  async (world: World, owner: TestTenant): Promise<Planted> => {
    const planted = await proposed(world, owner);
    await world.gateway.database.change(
      `UPDATE blacklist_entry SET state = ?, decision = 'LIST', decidedBy = 'somebody' WHERE id = ?`,
      [state, planted.id],
    );
    return planted;
  };

async function repairable(world: World, owner: TestTenant): Promise<Planted> {
  const planted = await publishedUnseen(world, owner);
  await world.gateway.database.change('UPDATE blacklist_entry SET repairFromMs = 1 WHERE id = ?', [planted.id]);
  return planted;
}

const page = (after: string, selection: string) => `query { blacklistEntries(first: 100${after}) { ${selection} } }`;

/** A change by a tenant that may not know of the entry; for the owner it is refused for another reason, or done. */
const changeCase = (operation: BlacklistOperation, plant: SingleCase['plant'] = proposed): [SingleCase] => [
  {
    kind: 'single',
    owners: OWNERS,
    plant,
    ask: (world, caller, id) =>
      world.ask(caller, mutationOf(operation), { input: { ...USUAL_INPUTS[operation], id, version: 1 } }),
  },
];

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
    world.ask(
      caller,
      'query ($id: ID!) { blacklistEntry(id: $id) { id uscc state case { steps { action } } restricted { details } } }',
      { id },
    ),
};

const receipts: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: async (world, owner) => {
    const regulator = new Regulator(world.gateway, owner);
    const { id } = await regulator.next('correctBlacklistEntry', await regulator.published({ uscc: world.uscc() }));
    return { id, mark: 'blacklist.corrected' };
  },
  ask: (world, caller, id) =>
    world.ask(caller, 'query ($id: ID!) { blacklistReceipts(entryId: $id) { eventType told takenIn } }', { id }),
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
  'Query blacklistReceipts': [receipts],
  'Mutation proposeBlacklistEntry': open('it makes a row of its own and names no other'),
  'Mutation dropBlacklistEntry': changeCase('dropBlacklistEntry'),
  'Mutation giveBlacklistNotice': changeCase('giveBlacklistNotice'),
  'Mutation recordBlacklistStatement': changeCase('recordBlacklistStatement', inState('NOTIFIED')),
  'Mutation decideBlacklistEntry': changeCase('decideBlacklistEntry', inState('HEARD')),
  'Mutation confirmBlacklistDecision': changeCase('confirmBlacklistDecision', inState('DECIDING')),
  'Mutation publishBlacklistEntry': changeCase('publishBlacklistEntry', inState('DECIDED')),
  'Mutation publishBlacklistEntryInEmergency': changeCase('publishBlacklistEntryInEmergency'),
  'Mutation recordBlacklistObjection': changeCase('recordBlacklistObjection', publishedUnseen),
  'Mutation upholdBlacklistEntry': changeCase('upholdBlacklistEntry', inState('OBJECTED')),
  'Mutation correctBlacklistEntry': changeCase('correctBlacklistEntry', publishedUnseen),
  'Mutation withdrawBlacklistEntry': changeCase('withdrawBlacklistEntry', publishedUnseen),
  'Mutation requestBlacklistRepair': changeCase('requestBlacklistRepair', repairable),
  'Mutation decideBlacklistRepair': changeCase('decideBlacklistRepair', inState('REPAIR_REQUESTED')),
  'Mutation revokeBlacklistEntry': changeCase('revokeBlacklistEntry', publishedUnseen),
};
