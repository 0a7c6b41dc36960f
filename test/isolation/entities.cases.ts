import { newId } from '../../src/common/ids.js';
import type { TestTenant } from '../harness/profiles.js';
import { blacklistOfEntity } from './blacklist.cases.js';
import { type IsolationCases, type ListCase, open, type SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;

const ENTITY = `kind names { role name } identifiers { type value } flagCount highestSeverity
  flags { id severity evidence source { code } }`;
const LOOKUP = `query ($input: LookupInput!) { lookup(input: $input) {
  __typename ... on LookupAnswer { hasMore entities { ${ENTITY} } } ... on UserError { code message field } } }`;
const BATCH = `query ($input: LookupBatchInput!) { lookupBatch(input: $input) {
  __typename ... on LookupBatchAnswer { items { index hasMore entities { ${ENTITY} } problem { code } } } } }`;
const BY_ID = `query ($id: ID!) { entity(id: $id) {
  __typename ... on Entity { ${ENTITY} } ... on UserError { code message field } } }`;

/** A merchant of which only its owner may know, reached by its code. */
async function hiddenByCode(world: World, owner: TestTenant): Promise<Planted> {
  const [uscc, mark] = [world.uscc(), `暗中 ${newId()}`];
  await world.state(owner, 'OWNER', uscc, mark);
  return { id: uscc, mark };
}

/** The same, reached by the entity's id. */
async function hiddenById(world: World, owner: TestTenant): Promise<Planted> {
  const mark = `暗中 ${newId()}`;
  const id = await world.state(owner, 'OWNER', world.uscc(), mark);
  return { id, mark };
}

const byCode = (ask: SingleCase['ask']): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant: hiddenByCode,
  missing: (world) => world.uscc(),
  ask,
});

/** A merchant that everyone knows, of which the owner says more than others may see. */
const wellKnown = (ask: ListCase['ask']): ListCase => ({
  kind: 'list',
  owners: OWNERS,
  plant: async (world, owner) => {
    const mark = `暗中 ${newId()}`;
    await world.state(owner, 'OWNER', world.wellKnown.uscc, mark);
    return { id: world.wellKnown.id, mark };
  },
  ask,
});

const lookup = (world: World, caller: TestTenant, value: string) =>
  world.ask(caller, LOOKUP, { input: { type: 'USCC', value } });
const lookupBatch = (world: World, caller: TestTenant, value: string) =>
  world.ask(caller, BATCH, { input: { items: [{ type: 'USCC', value }] } });
const entity = (world: World, caller: TestTenant, id: string) => world.ask(caller, BY_ID, { id });

export const ENTITY_CASES: IsolationCases = {
  'Query lookup': [byCode(lookup), wellKnown((world, caller) => lookup(world, caller, world.wellKnown.uscc))],
  'Query lookupBatch': [
    byCode(lookupBatch),
    wellKnown((world, caller) => lookupBatch(world, caller, world.wellKnown.uscc)),
  ],
  'Query entity': [
    { kind: 'single', owners: OWNERS, plant: hiddenById, ask: entity },
    wellKnown((world, caller) => entity(world, caller, world.wellKnown.id)),
    blacklistOfEntity,
  ],
  'Query flagCategories': open('the categories are the same for everyone'),
};
