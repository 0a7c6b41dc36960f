import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadFile } from '../../libs/client/attachments.js';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { sampleMerchant } from './story-lookups.js';
import { JOINT_CASE, JOINT_LISTS, JOINT_STEPS, LOOKUP } from './story-queries.js';

const DAY_MS = 86_400_000;

/** A thing of a joint case as the story reads it, or a refusal. */
interface Thing {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly code?: string;
  readonly part?: { readonly id: string; readonly version: number } | null;
  readonly figures?: { readonly flagsUpdated: number } | null;
  readonly attachments?: readonly { readonly sha256: string | null }[];
}

interface Edges<Node> {
  readonly list: { readonly edges: readonly { readonly node: Node }[] };
}

const take = async (client: LiaisonClient, step: keyof typeof JOINT_STEPS, input: object): Promise<Thing> =>
  (await client.mutate<{ result: Thing }>(JOINT_STEPS[step], { input })).result;

const readCase = async (client: LiaisonClient, id: string): Promise<Thing | null> =>
  (await client.query<{ jointCase: Thing | null }>(JOINT_CASE, { id })).jointCase;

async function list<Node>(client: LiaisonClient, query: keyof typeof JOINT_LISTS, caseId: string): Promise<Node[]> {
  const answer = await client.query<Edges<Node>>(JOINT_LISTS[query], { caseId });
  return answer.list.edges.map(({ node }) => node);
}

/** Police, regulator and a platform work a case together. */
export async function tellJointCase(cast: Cast, narrator: Narrator): Promise<void> {
  const filed = await tellFiling(cast, narrator);
  await tellWork(cast, filed.id, narrator);
  await tellClosing(cast, filed, narrator);
}

async function tellFiling({ police, regulator, platformA, platformB }: Cast, narrator: Narrator): Promise<Thing> {
  narrator.step(
    'The police file a joint case on a ring that their lookups found, and invite the regulator and a platform.',
  );
  const { uscc, phone } = sampleMerchant();
  const filing = {
    title: '跨店铺售假团伙',
    summary: '同一联系电话名下多家店铺销售假冒注册商标的商品。',
    legalBasis: '《电子商务法》第八十四条',
    category: 'COUNTERFEIT',
    severity: 'HIGH',
    rings: [
      {
        name: '帝明系',
        subjects: [
          { identifierType: 'USCC', value: uscc },
          { identifierType: 'PHONE', value: phone, kind: 'PERSON' },
        ],
      },
    ],
    invitations: [{ tenantCode: 'hz-market' }, { tenantCode: 'platform-a', message: '请协助处置。' }],
  };
  narrator.asks('hz-police', `fileJointCase(input: ${JSON.stringify(filing)})`);
  const filed = await take(police, 'fileJointCase', filing);
  narrator.answers(filed);
  narrator.equal('state', filed.state, 'OPEN');
  for (const [code, client] of [
    ['hz-market', regulator],
    ['platform-a', platformA],
  ] as const) {
    const part = (await readCase(client, filed.id))?.part;
    const accepted = await take(client, 'moveJointParticipant', { ...part, action: 'ACCEPT' });
    narrator.equal(`${code} accepts and is`, accepted.state, 'ACTIVE');
  }
  const told = [await readCase(platformB, filed.id), await list(platformB, 'jointTimeline', filed.id)];
  narrator.equal('platform-b, which was not invited, sees', told, [null, []]);
  const subjects = await list(platformA, 'jointSubjects', filed.id);
  narrator.equal('platform-a, which was invited to what is asked of it, sees of the ring', subjects, []);
  return filed;
}

async function tellWork(cast: Cast, caseId: string, narrator: Narrator): Promise<void> {
  await tellMeasure(cast, caseId, narrator);
  await tellTask(cast, caseId, narrator);
}

async function tellMeasure({ police, regulator, platformA }: Cast, caseId: string, narrator: Narrator): Promise<void> {
  narrator.step('They ask the platform for a measure; while it is in force the flags of the merchant say so.');
  const subjects = await list<{ id: string; identifierType: string }>(police, 'jointSubjects', caseId);
  const wanted = {
    ...{ caseId, platform: 'platform-a', measure: 'HOLD_PAYOUTS' },
    subjectId: subjects.find(({ identifierType }) => identifierType === 'USCC')?.id,
    legalBasis: '《电子商务法》第三十八条',
    expiresAt: new Date(Date.now() + 30 * DAY_MS).toISOString(),
  };
  narrator.asks('hz-police', `requestJointMeasure(input: ${JSON.stringify(wanted)})`);
  const measure = await take(police, 'requestJointMeasure', wanted);
  const move = (client: LiaisonClient, version: number, action: string) =>
    take(client, 'moveJointMeasure', { id: measure.id, version, action });
  narrator.equal('state', measure.state, 'REQUESTED');
  narrator.equal(
    'accepted by the regulator it is refused as',
    (await move(regulator, 1, 'ACCEPT')).code,
    'WRONG_ACTOR',
  );
  narrator.equal('accepted by the platform', (await move(platformA, 1, 'ACCEPT')).state, 'ACCEPTED');
  narrator.equal('executed', (await move(platformA, 2, 'EXECUTE')).state, 'EXECUTED');
  narrator.equal('verified by the police', (await move(police, 3, 'VERIFY')).state, 'VERIFIED');
  const input = { type: 'USCC', value: sampleMerchant().uscc };
  const { lookup } = await regulator.query<{ lookup: { entities: { flags: { measures: string[] }[] }[] } }>(LOOKUP, {
    input,
  });
  const said = lookup.entities.flatMap(({ flags }) => flags.flatMap(({ measures }) => measures));
  narrator.check('a lookup by the regulator says PAYOUT_HELD', said.includes('PAYOUT_HELD'));
}

async function tellTask(
  { police, regulator, platformA, platformB }: Cast,
  caseId: string,
  narrator: Narrator,
): Promise<void> {
  narrator.step('The platform submits evidence with its task, and the regulator mentions it in a comment.');
  const task = await take(police, 'assignJointTask', {
    ...{ caseId, assignee: 'platform-a', title: '提供发货记录', instructions: '提供近三个月发货记录。' },
  });
  const attachmentId = await uploadEvidence(platformA);
  const submission = { id: task.id, version: 1, action: 'SUBMIT', attachmentIds: [attachmentId] };
  narrator.asks('platform-a', `moveJointTask(input: ${JSON.stringify(submission)})`);
  const submitted = await take(platformA, 'moveJointTask', submission);
  narrator.answers(submitted);
  narrator.equal('state', submitted.state, 'SUBMITTED');
  const read = await list<{ id: string }>(regulator, 'jointAttachments', caseId);
  narrator.check(
    'the regulator sees the evidence',
    read.some(({ id }) => id === attachmentId),
  );
  const elsewhere = await platformB.request(`/v1/attachments/${attachmentId}`).then(
    () => 200,
    (error: { status?: number }) => error.status,
  );
  narrator.equal('platform-b asks for the file and is answered', elsewhere, 404);
  const approved = await take(police, 'moveJointTask', { id: task.id, version: 2, action: 'APPROVE' });
  narrator.equal('the police approve the task', approved.state, 'DONE');
  const comment = {
    caseId,
    targetId: task.id,
    text: '发货记录与举报一致。',
    mentions: [{ tenantCode: 'platform-a', actor: 'compliance' }],
  };
  narrator.asks('hz-market', `addJointComment(input: ${JSON.stringify(comment)})`);
  const written = await take(regulator, 'addJointComment', comment);
  narrator.equal('it is a', written.__typename, 'JointComment');
  const comments = await list<{ text: string; mentions: object[] }>(platformA, 'jointComments', caseId);
  narrator.equal('platform-a reads it, and that it is meant', comments, [
    { text: comment.text, mentions: [{ tenant: { code: 'platform-a' }, actor: 'compliance' }] },
  ]);
}

async function uploadEvidence(client: LiaisonClient): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'liaison-evidence-'));
  try {
    const path = join(directory, 'shipments.csv');
    writeFileSync(path, '日期,单号\n2026-09-01,SF1234567890\n');
    return await uploadFile(client, { path, purpose: 'EVIDENCE', mediaType: 'text/csv', fileName: '发货记录.csv' });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function tellClosing({ police, platformA }: Cast, filed: Thing, narrator: Narrator): Promise<void> {
  narrator.step('The lead closes the case; its outcome and its figures are kept.');
  const move = (version: number, action: string, more: object = {}) =>
    take(police, 'moveJointCase', { id: filed.id, version, action, ...more });
  narrator.equal('state', (await move(1, 'BEGIN_CLOSING')).state, 'CLOSING');
  narrator.equal(
    'closing it as it was read before is refused as',
    (await move(1, 'CLOSE', { outcome: 'ENFORCED' })).code,
    'CONFLICT',
  );
  const closing = { outcome: 'ENFORCED', amounts: { involvedFen: 123_400_000 }, figuresFor: ['hz-market'] };
  narrator.asks(
    'hz-police',
    `moveJointCase(input: ${JSON.stringify({ id: filed.id, version: 2, action: 'CLOSE', ...closing })})`,
  );
  const closed = await move(2, 'CLOSE', closing);
  narrator.answers(closed);
  narrator.equal('state', closed.state, 'CLOSED');
  const { flagsUpdated = 0, ...figures } = closed.figures ?? {};
  narrator.check('flags of the merchant were updated', flagsUpdated > 0);
  narrator.equal('its figures beside', figures, {
    ...{ outcome: 'ENFORCED', subjects: 2, involvedFen: 123_400_000 },
    measures: [{ measure: 'HOLD_PAYOUTS', state: 'VERIFIED', count: 1 }],
  });
  const asSeen = await readCase(platformA, filed.id);
  narrator.equal(
    'platform-a sees that it is closed, and no figures',
    [asSeen?.state, asSeen?.figures],
    ['CLOSED', null],
  );
}
