import { newId } from '../../src/common/ids.js';
import {
  colleague,
  completeDraft,
  type DisclosureMutation,
  DisclosureStage,
  disclosureMutation,
  EMERGENCY,
  GRANT_ALL,
  type LedState,
} from '../harness/disclosures.js';
import type { TestTenant } from '../harness/profiles.js';
import { type IsolationCases, type ListCase, open, type PagedCase, type SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const AGENCIES = ['POLICE', 'MARKET_REGULATOR'] as const;
const PLATFORMS = ['PLATFORM'] as const;

/** The owner with another side that is a stranger to nobody here. */
async function stageOf(world: World, owner: TestTenant): Promise<DisclosureStage> {
  const { gateway } = world;
  if (owner.kind !== 'PLATFORM') {
    const platform = await gateway.tenant({ code: 'asked-platform', kind: 'PLATFORM' });
    return new DisclosureStage(gateway, owner, platform);
  }
  const agency = await gateway.tenant({ code: 'asking-police', kind: 'POLICE' });
  return new DisclosureStage(gateway, agency, owner);
}

const planted =
  (state: LedState, changes: object = {}): SingleCase['plant'] =>
  async (world, owner) => {
    const { id } = await (await stageOf(world, owner)).requestIn(state, changes);
    return { id, mark: id };
  };

const MORE: Partial<Record<DisclosureMutation, object>> = {
  attachDisclosureInstrument: { attachmentId: 'none' },
  discardDisclosureDraft: { reason: 'No.' },
  withdrawDisclosureRequest: { reason: 'No.' },
  askDisclosureClarification: { question: 'Which?' },
  answerDisclosureClarification: { answer: 'This.' },
  draftDisclosureDecision: GRANT_ALL,
  approveDisclosureDecision: { reason: 'Yes.' },
  sendBackDisclosureDecision: { reason: 'No.' },
  reviewDisclosureAfterwards: { reason: 'Yes.', isConfirmed: true },
};

/** A change of a hidden request; the owner's own answer, a success or a refusal, is another one than for a missing. */
const changeCase = (
  name: DisclosureMutation,
  owners: SingleCase['owners'],
  state: LedState,
  changes: object = {},
): SingleCase => ({
  kind: 'single',
  owners,
  plant: async (world, owner) => ({ ...(await planted(state, changes)(world, owner)), mark: 'DisclosureRequest' }),
  ask: async (world, caller, id) => {
    const rows = await world.gateway.database.select<{ version: number }>(
      'SELECT version FROM disclosure_request WHERE id = ?',
      [id],
    );
    const input = { id, version: rows[0]?.version ?? 1, ...MORE[name] };
    // Neither an author nor an approver of anything.
    const asker = { ...caller, client: colleague(world.gateway, caller, 'somebody') };
    return world.ask(asker, disclosureMutation(name), { input });
  },
});

const single: SingleCase = {
  kind: 'single',
  owners: [...AGENCIES, ...PLATFORMS],
  plant: planted('SUBMITTED'),
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `query ($id: ID!) { disclosureRequest(id: $id) { id state purpose decision { reason } history { action }
        duplicates { id } subjects { edges { node { value } } } } }`,
      { id },
    ),
};

/** A draft is hidden from the platform that it names, too. */
const draftOnly: SingleCase = { ...single, owners: AGENCIES, plant: planted('DRAFT') };

const page = (list: string, after: string, selection: string) =>
  `query { ${list}(first: 100${after}) { ${selection} } }`;

const lists = (list: string, owners: SingleCase['owners']): [ListCase, PagedCase] => [
  {
    kind: 'list',
    owners,
    plant: planted('SUBMITTED'),
    ask: (world, caller) => world.ask(caller, page(list, '', 'edges { node { id state } } pageInfo { hasNextPage }')),
  },
  {
    kind: 'paged',
    owners,
    plant: planted('SUBMITTED'),
    cursor: async (_world, caller) => {
      const answer = await caller.client.query<Record<string, { pageInfo: { endCursor: string } }>>(
        page(list, '', 'pageInfo { endCursor }'),
      );
      return answer[list]?.pageInfo.endCursor ?? '';
    },
    askAfter: (world, caller, cursor) => world.ask(caller, page(list, `, after: "${cursor}"`, 'edges { node { id } }')),
  },
];

/** A draft that names an entity: one that only another tenant may see is as good as none. */
const entitySubject: SingleCase = {
  kind: 'single',
  owners: AGENCIES,
  plant: async (world: World, owner: TestTenant): Promise<Planted> => {
    const id = await world.state(owner, 'OWNER', world.uscc(), '某某不为人知有限公司');
    return { id, mark: 'DisclosureRequest' };
  },
  ask: async (world, caller, entityId) => {
    const platform = await world.gateway.tenant({ code: 'asked-platform', kind: 'PLATFORM' });
    const input = completeDraft(platform, { subjects: [{ entityId }] });
    return world.ask(caller, disclosureMutation('createDisclosureRequest', 'state'), { input });
  },
};

const MANDATES = 'query { disclosureMandates { approvers { actor } delegations { id absent delegate } } }';
const OWN_PEOPLE = open("it names people of the caller's own tenant, and changes its own rows");

async function delegated(world: World, owner: TestTenant): Promise<Planted> {
  const delegate = `${owner.code}-deputy-${newId()}`;
  const nowMs = world.gateway.clock.now();
  const input = {
    ...{ absent: 'boss', delegate, reason: 'Leave.' },
    ...{ from: new Date(nowMs), until: new Date(nowMs + 86_400_000) },
  };
  const { result } = await owner.client.mutate<{ result: { delegations: { id: string; delegate: string }[] } }>(
    `mutation ($input: AddDisclosureDelegationInput!) { result: addDisclosureDelegation(input: $input) {
      ... on DisclosureMandates { delegations { id delegate } } } }`,
    { input },
  );
  const id = result.delegations.find((delegation) => delegation.delegate === delegate)?.id ?? '';
  return { id, mark: delegate };
}

const mandates: ListCase = {
  kind: 'list',
  owners: [...AGENCIES, ...PLATFORMS],
  plant: delegated,
  ask: (world, caller) => world.ask(caller, MANDATES),
};

const delegationEnd: SingleCase = {
  kind: 'single',
  owners: [...AGENCIES, ...PLATFORMS],
  plant: async (world, owner) => ({ ...(await delegated(world, owner)), mark: 'DisclosureMandates' }),
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: EndDisclosureDelegationInput!) { endDisclosureDelegation(input: $input) { __typename
        ... on UserError { code field message } } }`,
      { input: { id, version: 1 } },
    ),
};

/** Who sees the draft is told of the attachment, which is not there, and nobody else. */
const instrument: SingleCase = {
  ...changeCase('attachDisclosureInstrument', AGENCIES, 'DRAFT'),
  plant: async (world, owner) => ({ ...(await planted('DRAFT')(world, owner)), mark: 'input.attachmentId' }),
};

export const DISCLOSURE_CASES: IsolationCases = {
  'Query disclosureCatalogue': open('the catalogue is the same for everyone'),
  'Query disclosureRequest': [single, draftOnly],
  'Query disclosureInbox': lists('disclosureInbox', PLATFORMS),
  'Query disclosureOutbox': lists('disclosureOutbox', AGENCIES),
  'Query disclosureMandates': [mandates],
  'Mutation addDisclosureApprover': OWN_PEOPLE,
  'Mutation removeDisclosureApprover': OWN_PEOPLE,
  'Mutation addDisclosureDelegation': OWN_PEOPLE,
  'Mutation endDisclosureDelegation': [delegationEnd],
  'Mutation createDisclosureRequest': [entitySubject],
  'Mutation attachDisclosureInstrument': [instrument],
  'Mutation updateDisclosureDraft': [changeCase('updateDisclosureDraft', AGENCIES, 'DRAFT')],
  'Mutation submitDisclosureRequest': [changeCase('submitDisclosureRequest', AGENCIES, 'DRAFT')],
  'Mutation discardDisclosureDraft': [changeCase('discardDisclosureDraft', AGENCIES, 'DRAFT')],
  'Mutation withdrawDisclosureRequest': [changeCase('withdrawDisclosureRequest', AGENCIES, 'SUBMITTED')],
  'Mutation acknowledgeDisclosureRequest': [changeCase('acknowledgeDisclosureRequest', PLATFORMS, 'SUBMITTED')],
  'Mutation askDisclosureClarification': [changeCase('askDisclosureClarification', PLATFORMS, 'ACKNOWLEDGED')],
  'Mutation answerDisclosureClarification': [
    changeCase('answerDisclosureClarification', AGENCIES, 'CLARIFICATION_ASKED'),
  ],
  'Mutation reviewDisclosureRequest': [changeCase('reviewDisclosureRequest', PLATFORMS, 'ACKNOWLEDGED')],
  'Mutation draftDisclosureDecision': [changeCase('draftDisclosureDecision', PLATFORMS, 'UNDER_REVIEW')],
  'Mutation approveDisclosureDecision': [changeCase('approveDisclosureDecision', PLATFORMS, 'DECISION_DRAFTED')],
  'Mutation sendBackDisclosureDecision': [changeCase('sendBackDisclosureDecision', PLATFORMS, 'DECISION_DRAFTED')],
  'Mutation reviewDisclosureAfterwards': [changeCase('reviewDisclosureAfterwards', PLATFORMS, 'APPROVED', EMERGENCY)],
  'Mutation closeDisclosureRequest': [changeCase('closeDisclosureRequest', AGENCIES, 'REFUSED')],
};
