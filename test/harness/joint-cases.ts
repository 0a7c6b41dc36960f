import type { TestTenant } from './profiles.js';

const PARTY = 'code';
const FILE = 'id fileName sha256 tenantCode';
const PART = `id caseId state access invitation respondBy note version tenant { ${PARTY} }`;
const CASE = `id state title summary category severity jurisdiction reference outcome note version
  lead { ${PARTY} } filedBy { ${PARTY} } part { ${PART} }
  figures { outcome participants { state count } subjects tasks { state count } measures { measure state count }
    comments attachments links flagsUpdated involvedFen finedFen confiscatedFen }`;
const TASK = `id caseId title instructions state dueAt note version attachments { ${FILE} } assignee { ${PARTY} } assignedBy { ${PARTY} }`;
const MEASURE = `id caseId measure subjectId entityId identifierType value target legalBasis instructions expiresAt state
  note version attachments { ${FILE} } platform { ${PARTY} } requestedBy { ${PARTY} }`;
const HANDOVER = `id caseId state note version from { ${PARTY} } to { ${PARTY} }`;

const COMMENT = `id caseId targetId text attachments { ${FILE} } by { ${PARTY} }
  mentions { actor tenant { ${PARTY} } }`;
const JOINT_FILE = `id caseId targetId attachment { ${FILE} } by { ${PARTY} }`;
const LINK = `id caseId note by { ${PARTY} } target { kind id state }`;

/** What a test reads of each type of thing in a joint case. */
const FIELDS = {
  JointCase: CASE,
  JointParticipant: PART,
  JointTask: TASK,
  JointHandover: HANDOVER,
  JointMeasure: MEASURE,
  JointComment: COMMENT,
  JointAttachment: JOINT_FILE,
  JointLink: LINK,
} as const;
export type JointType = keyof typeof FIELDS;

/** A thing of a joint case, or a refusal, as it is answered. */
export interface JointThing {
  readonly __typename: string;
  readonly id: string;
  readonly caseId: string;
  readonly state: string;
  readonly version: number;
  readonly code?: string;
  readonly field?: string;
  readonly message?: string;
  readonly note?: string | null;
  readonly title?: string;
  readonly access?: string;
  readonly tenant?: { readonly code: string };
  readonly lead?: { readonly code: string };
  readonly part?: JointThing | null;
  readonly target?: string | { readonly kind: string; readonly id: string; readonly state: string } | null;
  readonly targetId?: string | null;
  readonly text?: string;
  readonly mentions?: readonly { readonly actor: string | null; readonly tenant: { readonly code: string } }[];
  readonly attachments?: readonly { readonly id: string; readonly fileName: string | null }[];
  readonly figures?: object | null;
}

const MUTATIONS = {
  fileJointCase: ['FileJointCaseInput', 'JointCase'],
  addJointSubjects: ['AddJointSubjectsInput', 'JointCase'],
  inviteToJointCase: ['InviteToJointCaseInput', 'JointCase'],
  moveJointCase: ['MoveJointCaseInput', 'JointCase'],
  moveJointParticipant: ['MoveJointParticipantInput', 'JointParticipant'],
  openToJointParticipant: ['OpenToJointParticipantInput', 'JointParticipant'],
  offerJointLead: ['OfferJointLeadInput', 'JointHandover'],
  moveJointHandover: ['MoveJointHandoverInput', 'JointHandover'],
  assignJointTask: ['AssignJointTaskInput', 'JointTask'],
  moveJointTask: ['MoveJointTaskInput', 'JointTask'],
  requestJointMeasure: ['RequestJointMeasureInput', 'JointMeasure'],
  moveJointMeasure: ['MoveJointMeasureInput', 'JointMeasure'],
  addJointComment: ['AddJointCommentInput', 'JointComment'],
  addJointAttachment: ['AddJointAttachmentInput', 'JointAttachment'],
  addJointLink: ['AddJointLinkInput', 'JointLink'],
} as const satisfies Record<string, readonly [string, JointType]>;
export type JointMutation = keyof typeof MUTATIONS;

/** The document of a change. */
export function jointMutation(name: JointMutation): string {
  const [input, type] = MUTATIONS[name];
  return `mutation ($input: ${input}!) { result: ${name}(input: $input) {
    __typename ... on ${type} { ${FIELDS[type]} } ... on UserError { code field message } } }`;
}

/** Changes something in a joint case through the client. */
export async function changeJoint(tenant: TestTenant, name: JointMutation, input: object): Promise<JointThing> {
  return (await tenant.client.mutate<{ result: JointThing }>(jointMutation(name), { input })).result;
}

/** Changes something that must not be refused. */
export async function acceptedJoint(tenant: TestTenant, name: JointMutation, input: object): Promise<JointThing> {
  const thing = await changeJoint(tenant, name, input);
  if (thing.code !== undefined && thing.__typename !== 'JointCase') {
    throw new Error(`${name} was refused: ${thing.code} at ${thing.field}: ${thing.message}`);
  }
  return thing;
}

/** A filing as a test makes it. */
export const filing = (changes: object = {}) => ({
  title: '跨平台售假团伙',
  summary: 'A ring sells counterfeits over several shops.',
  legalBasis: 'E-Commerce Law art. 84',
  category: 'COUNTERFEIT',
  severity: 'HIGH',
  ...changes,
});

/** The case as the tenant is shown it. */
export async function readCase(tenant: TestTenant, id: string): Promise<JointThing | null> {
  const query = `query ($id: ID!) { jointCase(id: $id) { ${CASE} } }`;
  return (await tenant.client.query<{ jointCase: JointThing | null }>(query, { id })).jointCase;
}

/** The cases in the tenant's inbox. */
export async function inboxOf(tenant: TestTenant, args = 'first: 100'): Promise<JointThing[]> {
  const { list } = await tenant.client.query<{ list: { edges: { node: JointThing }[] } }>(
    `{ list: jointCases(${args}) { edges { node { ${CASE} } } } }`,
  );
  return list.edges.map(({ node }) => node);
}

const LISTS = {
  jointParticipants: PART,
  jointTasks: TASK,
  jointMeasures: MEASURE,
  jointHandovers: HANDOVER,
  jointSubjects: 'id setId entityId kind identifierType value note',
  jointSubjectSets: 'id name count',
  jointComments: COMMENT,
  jointAttachments: JOINT_FILE,
  jointLinks: LINK,
  jointTimeline: `id kind itemId action state by { ${PARTY} } party { ${PARTY} }`,
} as const;

/** A row of any list of a case. */
export interface JointRow extends JointThing {
  readonly kind: string;
  readonly action: string;
  readonly itemId: string;
  readonly setId: string;
  readonly entityId: string | null;
  readonly identifierType: string | null;
  readonly value: string | null;
  readonly name: string | null;
  readonly count: number;
  readonly by: { readonly code: string } | null;
}

/** A list of what is in a case, as the tenant is shown it. */
export async function listJoint(
  tenant: TestTenant,
  list: keyof typeof LISTS,
  caseId: string,
  args = '',
): Promise<JointRow[]> {
  const { rows } = await tenant.client.query<{ rows: { edges: { node: JointRow }[] } }>(
    `query ($caseId: ID!) { rows: ${list}(caseId: $caseId, first: 100 ${args}) { edges { node { ${LISTS[list]} } } } }`,
    { caseId },
  );
  return rows.edges.map(({ node }) => node);
}

/** The tenant's own part in a case. */
export async function partOf(tenant: TestTenant, caseId: string): Promise<JointThing> {
  const part = (await readCase(tenant, caseId))?.part;
  if (!part) throw new Error(`${tenant.code} has no part in the case`);
  return part;
}

/** Accepts, declines or leaves. */
export async function movePart(
  tenant: TestTenant,
  caseId: string,
  action: 'ACCEPT' | 'DECLINE' | 'LEAVE',
  note?: string,
): Promise<JointThing> {
  const { id, version } = await partOf(tenant, caseId);
  return changeJoint(tenant, 'moveJointParticipant', { id, version, action, note });
}
