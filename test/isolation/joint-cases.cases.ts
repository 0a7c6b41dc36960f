import { uploadAttachment } from '../harness/attachments.js';
import { changeDisclosure, completeDraft } from '../harness/disclosures.js';
import {
  acceptedJoint,
  filing,
  type JointMutation,
  jointMutation,
  listJoint,
  movePart,
  partOf,
} from '../harness/joint-cases.js';
import type { TestTenant } from '../harness/profiles.js';
import type { IsolationCase, IsolationCases, ListCase, PagedCase, SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR'] as const;

/** An agency that takes part in what is planted; no tenant of the world does. */
const partner = (world: World) => world.gateway.tenant({ code: 'joint-partner', kind: 'MARKET_REGULATOR' });

const subject = (world: World) => ({ identifierType: 'USCC', value: world.uscc() });

async function planted(world: World, owner: TestTenant): Promise<Planted> {
  const invitations = [{ tenantCode: (await partner(world)).code }];
  const input = filing({ subjects: [subject(world)], invitations });
  const { id } = await acceptedJoint(owner, 'fileJointCase', input);
  return { id, mark: id };
}

async function joined(world: World, owner: TestTenant): Promise<{ caseId: string; partId: string }> {
  const { id: caseId } = await planted(world, owner);
  const agency = await partner(world);
  await movePart(agency, caseId, 'ACCEPT');
  return { caseId, partId: (await partOf(agency, caseId)).id };
}

const marked = (id: string): Planted => ({ id, mark: id });

async function assigned(world: World, owner: TestTenant): Promise<{ caseId: string; id: string }> {
  const { caseId } = await joined(world, owner);
  const task = { caseId, assignee: owner.code, title: 'For the test.', instructions: 'For the test.' };
  return { caseId, id: (await acceptedJoint(owner, 'assignJointTask', task)).id };
}

/** A platform that takes part in what is planted; no tenant of the world does. */
async function requested(world: World, owner: TestTenant): Promise<{ caseId: string; id: string; input: object }> {
  const platform = await world.gateway.tenant({ code: 'joint-platform', kind: 'PLATFORM' });
  const { id: caseId } = await planted(world, owner);
  const invitations = [{ tenantCode: platform.code }];
  await acceptedJoint(owner, 'inviteToJointCase', { caseId, invitations });
  await movePart(platform, caseId, 'ACCEPT');
  const [row] = await listJoint(owner, 'jointSubjects', caseId);
  const expiresAt = new Date(world.gateway.clock.now() + 86_400_000).toISOString();
  const wanted = { platform: platform.code, measure: 'FREEZE_SHOP', subjectId: row?.id, legalBasis: 'Law', expiresAt };
  const { id } = await acceptedJoint(owner, 'requestJointMeasure', { caseId, ...wanted });
  return { caseId, id, input: wanted };
}

async function offered(world: World, owner: TestTenant): Promise<{ caseId: string; id: string }> {
  const { caseId } = await joined(world, owner);
  const { code: tenantCode } = await partner(world);
  return { caseId, id: (await acceptedJoint(owner, 'offerJointLead', { caseId, tenantCode })).id };
}

/** Something that was added to a case on which others work along. */
async function added(
  world: World,
  owner: TestTenant,
  mutation: 'addJointComment' | 'addJointAttachment' | 'addJointLink',
  inputOf: () => object | Promise<object>,
): Promise<{ caseId: string; mark: string }> {
  const { caseId } = await joined(world, owner);
  return { caseId, mark: (await acceptedJoint(owner, mutation, { caseId, ...(await inputOf()) })).id };
}

const commented = (world: World, owner: TestTenant) =>
  added(world, owner, 'addJointComment', () => ({ text: 'For the test.' }));

const withFile = (world: World, owner: TestTenant) =>
  added(world, owner, 'addJointAttachment', async () => ({ attachmentId: await uploaded(world, owner) }));

const uploaded = (world: World, owner: TestTenant) =>
  uploadAttachment(world.gateway.url, owner, Buffer.from('For the test.'));

const drafted = async (world: World, owner: TestTenant): Promise<string> => {
  const platform = await world.gateway.tenant({ code: 'joint-platform', kind: 'PLATFORM' });
  return (await changeDisclosure(owner.client, 'createDisclosureRequest', completeDraft(platform))).id;
};

const linked = (world: World, owner: TestTenant) =>
  added(world, owner, 'addJointLink', async () => ({
    kind: 'DISCLOSURE_REQUEST',
    linkedId: await drafted(world, owner),
  }));

/** Linking somebody else's request is refused like linking none. */
const linkingTo: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: async (world, owner) => marked(await drafted(world, owner)),
  ask: async (world, caller, id) => {
    if (caller.kind === 'POLICE' || caller.kind === 'MARKET_REGULATOR') {
      const { id: caseId } = await acceptedJoint(caller, 'fileJointCase', filing({ subjects: [subject(world)] }));
      const mutation = `mutation ($input: AddJointLinkInput!) { addJointLink(input: $input) {
        __typename ... on JointLink { target { id } } ... on UserError { code field message } } }`;
      return world.ask(caller, mutation, { input: { caseId, kind: 'DISCLOSURE_REQUEST', linkedId: id } });
    }
    return world.ask(caller, jointMutation('addJointLink'), {
      input: { caseId: id, kind: 'DISCLOSURE_REQUEST', linkedId: id },
    });
  },
};

/** A change that reaches something by its id or that of its case. */
const change = (
  mutation: JointMutation,
  plant: SingleCase['plant'],
  inputOf: (id: string, world: World) => object | Promise<object>,
): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant,
  ask: async (world, caller, id) => world.ask(caller, jointMutation(mutation), { input: await inputOf(id, world) }),
});

const single = (query: string, plant: SingleCase['plant'], selection = 'id state version'): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant,
  ask: (world, caller, id) => world.ask(caller, `query ($id: ID!) { ${query}(id: $id) { ${selection} } }`, { id }),
});

/** A list of what is in a case: of a hidden case it is as empty as of none, and another's cursor is refused. */
function listOf(
  query: string,
  plant: (world: World, owner: TestTenant) => Promise<{ caseId: string; mark: string }>,
  node = 'id',
): IsolationCase[] {
  const page = (after: string, selection: string) =>
    `query ($id: ID!) { list: ${query}(caseId: $id, first: 100 ${after}) { ${selection} } }`;
  const plantCase = async (world: World, owner: TestTenant): Promise<Planted> => {
    const { caseId, mark } = await plant(world, owner);
    return { id: caseId, mark };
  };
  const list: SingleCase = {
    kind: 'single',
    owners: OWNERS,
    plant: plantCase,
    ask: (world, caller, id) =>
      world.ask(caller, page('', `edges { node { ${node} } } pageInfo { hasNextPage }`), { id }),
  };
  const pages: PagedCase = {
    kind: 'paged',
    owners: OWNERS,
    plant: plantCase,
    cursor: async (_world, caller, { id }) => {
      const answer = await caller.client.query<{ list: { pageInfo: { endCursor: string } } }>(
        page('', 'pageInfo { endCursor }'),
        { id },
      );
      return answer.list.pageInfo.endCursor;
    },
    askAfter: (world, caller, cursor, { id }) =>
      world.ask(caller, page(`, after: "${cursor}"`, `edges { node { ${node} } }`), { id }),
  };
  return [list, pages];
}

const first = async (world: World, owner: TestTenant, list: Parameters<typeof listJoint>[1]) => {
  const { caseId } = await joined(world, owner);
  const [row] = await listJoint(owner, list, caseId);
  return { caseId, mark: row?.id ?? '' };
};

const inboxPage = (after: string, selection: string) => `query { jointCases(first: 100${after}) { ${selection} } }`;

const inbox: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: planted,
  ask: (world, caller) =>
    world.ask(caller, inboxPage('', 'edges { node { id title state } } pageInfo { hasNextPage }')),
};

const inboxPages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: planted,
  cursor: async (_world, caller) => {
    const answer = await caller.client.query<{ jointCases: { pageInfo: { endCursor: string } } }>(
      inboxPage('', 'pageInfo { endCursor }'),
    );
    return answer.jointCases.pageInfo.endCursor;
  },
  askAfter: (world, caller, cursor) => world.ask(caller, inboxPage(`, after: "${cursor}"`, 'edges { node { id } }')),
};

/** Naming a hidden entity as a subject is refused like naming none. */
const filingOn: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: async (world, owner) => marked(await world.state(owner, 'OWNER', world.uscc(), '杭州某某有限公司')),
  ask: (world, caller, id) => {
    const mutation = `mutation ($input: FileJointCaseInput!) { fileJointCase(input: $input) {
      __typename ... on JointCase { title } ... on UserError { code field message } } }`;
    return world.ask(caller, mutation, { input: filing({ title: id, subjects: [{ entityId: id }] }) });
  },
};

const inputs = new Map<string, object>();

/** What the owner added to each planted case, or could. */
const files = new Map<string, string>();

/** Asked for what was asked before, in the same case. */
const requesting: SingleCase = {
  ...change(
    'requestJointMeasure',
    async (world, owner) => {
      const { caseId, input } = await requested(world, owner);
      inputs.set('last', input);
      return marked(caseId);
    },
    (caseId) => ({ caseId, ...inputs.get('last') }),
  ),
};

const VERSION = { version: 1, note: 'For the test.' };

export const JOINT_CASE_CASES: IsolationCases = {
  'Query jointCase': [single('jointCase', planted)],
  'Query jointCases': [inbox, inboxPages],
  'Query jointParticipants': listOf('jointParticipants', (world, owner) => first(world, owner, 'jointParticipants')),
  'Query jointSubjects': listOf('jointSubjects', (world, owner) => first(world, owner, 'jointSubjects')),
  'Query jointSubjectSets': listOf('jointSubjectSets', (world, owner) => first(world, owner, 'jointSubjectSets')),
  'Query jointTimeline': listOf('jointTimeline', (world, owner) => first(world, owner, 'jointTimeline')),
  'Query jointHandovers': listOf('jointHandovers', async (world, owner) => {
    const { caseId, id: mark } = await offered(world, owner);
    return { caseId, mark };
  }),
  'Query jointTask': [single('jointTask', async (world, owner) => marked((await assigned(world, owner)).id))],
  'Query jointTasks': listOf('jointTasks', async (world, owner) => {
    const { caseId, id: mark } = await assigned(world, owner);
    return { caseId, mark };
  }),
  'Query jointMeasure': [single('jointMeasure', async (world, owner) => marked((await requested(world, owner)).id))],
  'Query jointMeasures': listOf('jointMeasures', async (world, owner) => {
    const { caseId, id: mark } = await requested(world, owner);
    return { caseId, mark };
  }),
  'Query jointComment': [
    single('jointComment', async (world, owner) => marked((await commented(world, owner)).mark), 'id text'),
  ],
  'Query jointComments': listOf('jointComments', commented),
  'Query jointAttachments': listOf('jointAttachments', withFile),
  'Query jointLinks': listOf('jointLinks', linked, 'id target { id }'),
  'Mutation addJointComment': [
    change(
      'addJointComment',
      async (world, owner) => marked((await joined(world, owner)).caseId),
      (caseId) => ({ caseId, text: 'For the test.' }),
    ),
  ],
  'Mutation addJointAttachment': [
    change(
      'addJointAttachment',
      async (world, owner) => {
        const { caseId } = await joined(world, owner);
        files.set(caseId, await uploaded(world, owner));
        return marked(caseId);
      },
      (caseId) => ({ caseId, attachmentId: files.get(caseId) ?? caseId }),
    ),
  ],
  'Mutation addJointLink': [
    change(
      'addJointLink',
      async (world, owner) => {
        const { caseId } = await joined(world, owner);
        files.set(caseId, await drafted(world, owner));
        return marked(caseId);
      },
      (caseId) => ({ caseId, kind: 'DISCLOSURE_REQUEST', linkedId: files.get(caseId) ?? caseId }),
    ),
    linkingTo,
  ],
  'Mutation requestJointMeasure': [requesting],
  'Mutation moveJointMeasure': [
    change(
      'moveJointMeasure',
      async (world, owner) => marked((await requested(world, owner)).id),
      (id) => ({ id, ...VERSION, action: 'WITHDRAW' }),
    ),
  ],
  'Mutation fileJointCase': [filingOn],
  'Mutation addJointSubjects': [
    change('addJointSubjects', planted, (caseId, world) => ({ caseId, subjects: [subject(world)] })),
  ],
  'Mutation inviteToJointCase': [
    change('inviteToJointCase', planted, async (caseId, world) => {
      const { code } = await world.gateway.tenant({ code: 'joint-guest', kind: 'PLATFORM' });
      return { caseId, invitations: [{ tenantCode: code }] };
    }),
  ],
  'Mutation moveJointCase': [change('moveJointCase', planted, (id) => ({ id, ...VERSION, action: 'BEGIN_CLOSING' }))],
  'Mutation moveJointParticipant': [
    change(
      'moveJointParticipant',
      async (world, owner) => marked((await joined(world, owner)).partId),
      (id) => ({ id, ...VERSION, version: 2, action: 'REMOVE' }),
    ),
  ],
  'Mutation openToJointParticipant': [
    change(
      'openToJointParticipant',
      async (world, owner) => marked((await joined(world, owner)).partId),
      (id) => ({ id, version: 2, opens: 'EVERYTHING' }),
    ),
  ],
  'Mutation offerJointLead': [
    change(
      'offerJointLead',
      async (world, owner) => marked((await joined(world, owner)).caseId),
      async (caseId, world) => ({ caseId, tenantCode: (await partner(world)).code }),
    ),
  ],
  'Mutation moveJointHandover': [
    change(
      'moveJointHandover',
      async (world, owner) => marked((await offered(world, owner)).id),
      (id) => ({ id, ...VERSION, action: 'RETRACT' }),
    ),
  ],
  'Mutation assignJointTask': [
    change(
      'assignJointTask',
      async (world, owner) => marked((await joined(world, owner)).caseId),
      async (caseId, world) => ({ caseId, assignee: (await partner(world)).code, title: 'T', instructions: 'I' }),
    ),
  ],
  'Mutation moveJointTask': [
    change(
      'moveJointTask',
      async (world, owner) => marked((await assigned(world, owner)).id),
      (id) => ({ id, ...VERSION, action: 'START' }),
    ),
  ],
};
