import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadFile } from '../../libs/client/attachments.js';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { DEMO_TENANTS } from './demo-tenants.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { sampleMerchant } from './story-lookups.js';
import { DISCLOSURE_STEPS } from './story-queries.js';

/** A disclosure request as the story reads it, or a refusal. */
export interface Request {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly hints?: readonly string[];
  readonly code?: string;
  readonly gaps?: readonly { readonly field: string; readonly code: string }[];
}

type Operation = keyof typeof DISCLOSURE_STEPS;

const DAY_MS = 86_400_000;
const dayAgo = (days: number): string => new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

/** Takes a step on a request; the answer may be a refusal. */
export async function stepOn(
  client: LiaisonClient,
  operation: Operation,
  request: { readonly id: string; readonly version: number },
  more: object = {},
): Promise<Request> {
  const { id, version } = request;
  return mutate(client, operation, { id, version, ...more });
}

async function mutate(client: LiaisonClient, operation: Operation, input: object): Promise<Request> {
  return (await client.mutate<{ result: Request }>(DISCLOSURE_STEPS[operation], { input })).result;
}

/** The police ask a platform for data, and two people there narrow and grant it; gives the request as decided. */
export async function tellDisclosure(cast: Cast, narrator: Narrator): Promise<Request> {
  const sent = await tellDraft(cast, narrator);
  const reviewed = await tellClarification(cast, sent, narrator);
  return tellDecision(cast, reviewed, narrator);
}

async function tellDraft({ police, chief, platformA }: Cast, narrator: Narrator): Promise<Request> {
  narrator.step('The police draft a disclosure request; what is missing is named, and a second person sends it.');
  const { uscc } = sampleMerchant();
  const begun = {
    platform: DEMO_TENANTS.platformA.code,
    subjects: [{ type: 'USCC', value: uscc }],
    items: ['TRANSACTIONS', 'MESSAGES_METADATA'],
    periodFrom: dayAgo(90),
    periodTo: dayAgo(1),
  };
  narrator.asks('hz-police', `createDisclosureRequest(input: ${JSON.stringify(begun)})`);
  const draft = await mutate(police, 'createDisclosureRequest', begun);
  narrator.equal('state', draft.state, 'DRAFT');
  const early = await stepOn(chief, 'submitDisclosureRequest', draft);
  narrator.answers(early);
  narrator.equal(
    'it is not sent, for it lacks',
    early.gaps?.map(({ field }) => field),
    ['purpose', 'legalBasis', 'authorisingOfficer'],
  );
  const rest = {
    purpose: '查明假冒注册商标商品的销售数量与资金去向。',
    legalBasis: ['ECL_25', 'CPL_54'],
    caseNumber: '杭公经立字〔2026〕118号',
    authorisingOfficer: '张建军',
    confidentialUntil: dayAgo(-90),
  };
  narrator.asks('hz-police', `updateDisclosureDraft(input: ${JSON.stringify({ id: draft.id, ...rest })})`);
  const written = await stepOn(police, 'updateDisclosureDraft', draft, rest);
  const unfounded = await stepOn(chief, 'submitDisclosureRequest', written);
  narrator.equal(
    'the Criminal Procedure Law wants more',
    unfounded.gaps?.map(({ field }) => field),
    ['instruments'],
  );
  const attachmentId = await uploadInstrument(police);
  narrator.asks('hz-police', `upload of 调取证据通知书.pdf, then attachDisclosureInstrument(${attachmentId})`);
  const complete = await stepOn(police, 'attachDisclosureInstrument', written, { attachmentId });
  const own = await stepOn(police, 'submitDisclosureRequest', complete);
  narrator.equal('who drafted it cannot send it', own.code, 'OWN_DRAFT');
  const sent = await stepOn(chief, 'submitDisclosureRequest', complete);
  narrator.equal('sent by another person it is', sent.state, 'SUBMITTED');
  const acknowledged = await stepOn(platformA, 'acknowledgeDisclosureRequest', sent);
  narrator.equal('the platform has it in hand', acknowledged.state, 'ACKNOWLEDGED');
  return acknowledged;
}

/** The order to hand evidence over, as far as a demo has one. */
async function uploadInstrument(police: LiaisonClient): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'liaison-demo-instrument-'));
  try {
    const path = join(folder, 'instrument.pdf');
    await writeFile(path, '%PDF-1.7\n% 调取证据通知书\n%%EOF\n');
    const upload = { purpose: 'INSTRUMENT', mediaType: 'application/pdf', fileName: '调取证据通知书.pdf' };
    return await uploadFile(police, { ...upload, path });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tellClarification({ police, platformA }: Cast, sent: Request, narrator: Narrator): Promise<Request> {
  narrator.step('The platform asks what is meant; while the police owe the answer, its own time stands still.');
  const question = '所需交易记录是否包含已退款订单？';
  narrator.asks('platform-a', `askDisclosureClarification(question: "${question}")`);
  const asked = await stepOn(platformA, 'askDisclosureClarification', sent, { question });
  narrator.equal('state', asked.state, 'CLARIFICATION_ASKED');
  const answer = '包含，退款订单同样需要。';
  narrator.asks('hz-police', `answerDisclosureClarification(answer: "${answer}")`);
  const answered = await stepOn(police, 'answerDisclosureClarification', asked, { answer });
  narrator.equal('state', answered.state, 'CLARIFICATION_ANSWERED');
  return stepOn(platformA, 'reviewDisclosureRequest', answered);
}

async function tellDecision(
  { platformA, counsel, general }: Cast,
  reviewed: Request,
  narrator: Narrator,
): Promise<Request> {
  narrator.step('It grants the transactions and refuses the messages; two people approve what a third has drafted.');
  const decision = {
    lines: [{ verdict: 'GRANT' }, { verdict: 'REFUSE', items: ['MESSAGES_METADATA'], reasonCode: 'NOT_NECESSARY' }],
    reason: '交易记录与案件直接相关；通信元数据超出必要范围。',
  };
  narrator.asks('platform-a', `draftDisclosureDecision(input: ${JSON.stringify(decision)})`);
  const drafted = await stepOn(platformA, 'draftDisclosureDecision', reviewed, decision);
  const reason = { reason: '同意。' };
  const own = await stepOn(platformA, 'approveDisclosureDecision', drafted, reason);
  narrator.equal('who drafted it cannot approve it', own.code, 'OWN_DRAFT');
  const once = await stepOn(counsel, 'approveDisclosureDecision', drafted, reason);
  narrator.equal('communications were asked for, so one approval is not enough', once.state, 'UNDER_REVIEW');
  const twice = await stepOn(counsel, 'approveDisclosureDecision', once, reason);
  narrator.equal('nor does the same person count twice', twice.code, 'ALREADY_APPROVED');
  const decided = await stepOn(general, 'approveDisclosureDecision', once, reason);
  narrator.answers(decided);
  narrator.equal('by a second one it is', decided.state, 'PARTIALLY_APPROVED');
  return decided;
}
