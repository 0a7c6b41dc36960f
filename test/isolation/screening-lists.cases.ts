import type { ScreeningLists } from '../../libs/client/screening-lists.js';
import { newId } from '../../src/common/ids.js';
import { eventually, type TestTenant } from '../harness/profiles.js';
import { hitsOf, listsOf, watched } from '../harness/screening-lists.js';
import { wireAnswer } from '../harness/wire-answer.js';
import { type IsolationCases, type ListCase, open, type PagedCase, type SingleCase } from './cases.js';
import { StreamListener } from './stream-listener.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;
const REFUSAL = '... on UserError { code message field }';

/** A list of one item, which has a hit of which everyone may know. */
async function saved({ gateway, wellKnown }: World, owner: TestTenant): Promise<{ lists: ScreeningLists; id: string }> {
  const lists = listsOf(owner);
  const { id } = await lists.save({ name: `list ${newId()}`, items: [{ ref: 'known', uscc: wellKnown.uscc }] });
  await watched(gateway, lists, id);
  return { lists, id };
}

async function list(world: World, owner: TestTenant): Promise<Planted> {
  const { id } = await saved(world, owner);
  return { id, mark: id };
}

async function pausedList(world: World, owner: TestTenant): Promise<Planted> {
  const { lists, id } = await saved(world, owner);
  await lists.pause({ id, version: 1 });
  return { id, mark: id };
}

async function hit(world: World, owner: TestTenant): Promise<Planted> {
  const { lists, id } = await saved(world, owner);
  const [found] = await hitsOf(lists, id);
  if (!found) throw new Error('the list has no hit');
  return { id: found.id, mark: found.id };
}

async function upload(world: World, owner: TestTenant): Promise<Planted> {
  const { lists, id: listId } = await saved(world, owner);
  const file = { body: '{"id":"x","name":"某某商行"}\n', format: 'ndjson', idempotencyKey: newId() } as const;
  const { id } = await lists.upload({ listId, version: 1, ...file });
  return { id, mark: id };
}

const single = (plant: SingleCase['plant'], ask: SingleCase['ask']): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant,
  ask,
});

const read = (name: string, selection: string, plant: SingleCase['plant'], argument = 'id'): SingleCase =>
  single(plant, (world, caller, id) =>
    world.ask(caller, `query ($id: ID!) { ${name}(${argument}: $id) { __typename ${selection} ${REFUSAL} } }`, { id }),
  );

const change = (name: string, type: string, more: object = {}, plant = list, version = 1): SingleCase =>
  single(plant, (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: ${type}!) { ${name}(input: $input) { __typename ... on ScreeningList { id } ${REFUSAL} } }`,
      { input: { id, version, ...more } },
    ),
  );

const page = (after: string, selection: string) => `query { screeningLists(first: 100${after}) { ${selection} } }`;

const listOfLists: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: list,
  ask: (world, caller) => world.ask(caller, page('', 'edges { node { id } } pageInfo { hasNextPage }')),
};

const pagesOfLists: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: list,
  cursor: async (_world, caller) => {
    const answer = await caller.client.query<{ screeningLists: { pageInfo: { endCursor: string } } }>(
      page('', 'pageInfo { endCursor }'),
    );
    return answer.screeningLists.pageInfo.endCursor;
  },
  askAfter: (world, caller, cursor) => world.ask(caller, page(`, after: "${cursor}"`, 'edges { node { id } }')),
};

/** Pages of what a list holds. */
const pagesOf = (name: string, connection: string): PagedCase => {
  const query = (id: string, after: string, selection: string) =>
    `query { result: ${name}(listId: "${id}", first: 100${after}) { ... on ${connection} { ${selection} } } }`;
  return {
    kind: 'paged',
    owners: OWNERS,
    plant: list,
    cursor: async (_world, caller, { id }) => {
      const answer = await caller.client.query<{ result: { pageInfo: { endCursor: string } } }>(
        query(id, '', 'pageInfo { endCursor }'),
      );
      return answer.result.pageInfo.endCursor;
    },
    askAfter: (world, caller, cursor, { id }) =>
      world.ask(caller, query(id, `, after: "${cursor}"`, 'edges { node { id } }')),
  };
};

/** The first thing that the stream says: after it the owner's goes on. */
const progress = single(list, async (_world, caller, id) => {
  const query = `subscription ($id: ID!) { screeningListProgress(id: $id) { __typename
    ... on ScreeningList { id } ${REFUSAL} } }`;
  const listener = new StreamListener(caller, query, { id });
  await eventually('the stream says something', () => listener.messages.length > 0);
  await listener.close();
  return { status: 200, contentType: null, body: listener.messages[0] ?? '' };
});

const fileFor = single(list, (world, caller, id) =>
  wireAnswer(world.gateway, caller, {
    method: 'POST',
    path: `/v1/screening-lists/${id}/items`,
    headers: { 'content-type': 'application/x-ndjson', 'idempotency-key': newId(), 'if-match': '"1"' },
    body: '{"id":"x","name":"某某商行"}\n',
  }),
);

const NEW_ITEM = { items: [{ ref: 'new', name: '某某商行' }] };
const AT_VERSION = 'ScreeningListAtVersionInput';

export const SCREENING_LIST_CASES: IsolationCases = {
  'HTTP POST /v1/screening-lists/:id/items': [fileFor],
  'Query screeningList': [read('screeningList', '... on ScreeningList { id itemCount }', list)],
  'Query screeningLists': [listOfLists, pagesOfLists],
  'Query screeningListItems': [
    read(
      'screeningListItems',
      '... on ScreeningListItemConnection { edges { node { ref } } }',
      async (world, owner) => ({ ...(await list(world, owner)), mark: '"ref":"known"' }),
      'listId',
    ),
    pagesOf('screeningListItems', 'ScreeningListItemConnection'),
  ],
  'Query screeningListHits': [
    read(
      'screeningListHits',
      '... on ScreeningListHitConnection { edges { node { ref entity { id } } } }',
      async (world, owner) => ({ ...(await list(world, owner)), mark: '"ref":"known"' }),
      'listId',
    ),
    pagesOf('screeningListHits', 'ScreeningListHitConnection'),
  ],
  'Query screeningListHit': [read('screeningListHit', '... on ScreeningListHit { id }', hit)],
  'Query screeningListUpload': [read('screeningListUpload', '... on ScreeningListUpload { id }', upload)],
  'Mutation saveScreeningList': open("it makes a list of the caller's own"),
  'Mutation changeScreeningList': [change('changeScreeningList', 'ChangeScreeningListInput', { name: 'other' })],
  'Mutation putScreeningListItems': [change('putScreeningListItems', 'PutScreeningListItemsInput', NEW_ITEM)],
  'Mutation removeScreeningListItems': [
    change('removeScreeningListItems', 'RemoveScreeningListItemsInput', { refs: ['known'] }),
  ],
  'Mutation pauseScreeningList': [change('pauseScreeningList', AT_VERSION)],
  'Mutation resumeScreeningList': [change('resumeScreeningList', AT_VERSION, {}, pausedList, 2)],
  'Mutation deleteScreeningList': [change('deleteScreeningList', AT_VERSION)],
  'Subscription screeningListProgress': [progress],
};
