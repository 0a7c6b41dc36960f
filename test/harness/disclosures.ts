import { LiaisonClient } from '../../libs/client/liaison-client.js';
import type { TestGateway, TestTenant } from './profiles.js';
import { sampleUscc } from './uscc.js';

/** What a mutation of a request answers. */
export interface DisclosureAnswer {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly code?: string;
  readonly field?: string;
  readonly message?: string;
}

type Client = Pick<LiaisonClient, 'mutate' | 'query'>;

/** The input type of each mutation of a request. */
const INPUTS = {
  createDisclosureRequest: 'DisclosureDraftInput',
  updateDisclosureDraft: 'UpdateDisclosureDraftInput',
  attachDisclosureInstrument: 'AttachDisclosureInstrumentInput',
  submitDisclosureRequest: 'DisclosureStepInput',
  discardDisclosureDraft: 'DisclosureReasonInput',
  withdrawDisclosureRequest: 'DisclosureReasonInput',
  acknowledgeDisclosureRequest: 'DisclosureStepInput',
  askDisclosureClarification: 'AskDisclosureClarificationInput',
  answerDisclosureClarification: 'AnswerDisclosureClarificationInput',
  reviewDisclosureRequest: 'DisclosureStepInput',
  draftDisclosureDecision: 'DraftDisclosureDecisionInput',
  approveDisclosureDecision: 'DisclosureReasonInput',
  sendBackDisclosureDecision: 'DisclosureReasonInput',
  reviewDisclosureAfterwards: 'ReviewDisclosureAfterwardsInput',
  closeDisclosureRequest: 'DisclosureStepInput',
} as const;
export type DisclosureMutation = keyof typeof INPUTS;

/** The text of a mutation; `result` holds its answer. */
export const disclosureMutation = (name: DisclosureMutation, selection = 'id state version'): string =>
  `mutation ($input: ${INPUTS[name]}!) { result: ${name}(input: $input) { __typename
    ... on DisclosureRequest { ${selection} } ... on UserError { code field message }
    ... on IncompleteRequest { gaps { field code } } } }`;

/** Somebody else at a tenant: the same key, another `sub`. */
export function colleague(gateway: TestGateway, tenant: TestTenant, name: string): LiaisonClient {
  const credentials = { ...tenant.credentials, actor: `${tenant.code}-${name}` };
  return new LiaisonClient({ url: gateway.url, credentials, now: () => gateway.clock.now() });
}

/** Sends a mutation and gives its answer, refusals included. */
export async function changeDisclosure<Answer = DisclosureAnswer>(
  client: Client,
  name: DisclosureMutation,
  input: object,
  selection?: string,
): Promise<Answer> {
  return (await client.mutate<{ result: Answer }>(disclosureMutation(name, selection), { input })).result;
}

let samples = 700_000;

/** A complete draft to a platform, about a merchant that no other test names. */
export const completeDraft = (platform: TestTenant, changes: object = {}) => ({
  platform: platform.code,
  subjects: [{ type: 'USCC', value: sampleUscc(++samples) }],
  items: ['REGISTRATION', 'TRANSACTIONS'],
  periodFrom: '2026-01-01',
  periodTo: '2026-03-31',
  purpose: 'Counterfeit goods sold under several shops.',
  legalBasis: ['ECL_25'],
  caseNumber: '杭公立字〔2026〕1234号',
  authorisingOfficer: '王建国',
  ...changes,
});

/** Grants everything. */
export const GRANT_ALL = { lines: [{ verdict: 'GRANT' }], reason: 'Necessary and sufficiently founded.' };

/** Refuses everything. */
export const REFUSE_ALL = { lines: [{ verdict: 'REFUSE', reasonCode: 'NOT_HELD' }], reason: 'Nothing is kept.' };

/** What makes a draft an emergency. */
export const EMERGENCY = { urgency: 'EMERGENCY', dangerToLife: 'A kidnapped person is being moved.' };

/** States that a request can be led to here; delivery and receipt need a package. */
export type LedState =
  | 'DRAFT'
  | 'SUBMITTED'
  | 'ACKNOWLEDGED'
  | 'CLARIFICATION_ASKED'
  | 'UNDER_REVIEW'
  | 'DECISION_DRAFTED'
  | 'REFUSED'
  | 'APPROVED';

/** The two sides of a request, each with people enough. */
export class DisclosureStage {
  constructor(
    readonly gateway: TestGateway,
    readonly agency: TestTenant,
    readonly platform: TestTenant,
  ) {}

  /** Somebody at the agency. */
  officer(name: string): LiaisonClient {
    return colleague(this.gateway, this.agency, name);
  }

  /** Somebody at the platform. */
  counsel(name: string): LiaisonClient {
    return colleague(this.gateway, this.platform, name);
  }

  /** A draft by `drafter`. */
  draft(changes: object = {}): Promise<DisclosureAnswer> {
    return this.step(this.officer('drafter'), 'createDisclosureRequest', completeDraft(this.platform, changes));
  }

  /** A request in a state: drafted by `drafter`, sent by `chief`, handled by `clerk`, approved by `lead` and `second`. */
  async requestIn(state: LedState, changes: object = {}): Promise<DisclosureAnswer> {
    let at = await this.draft(changes);
    if (state === 'DRAFT') return at;
    at = await this.step(this.officer('chief'), 'submitDisclosureRequest', at);
    if (state === 'SUBMITTED') return at;
    at = await this.step(this.counsel('clerk'), 'acknowledgeDisclosureRequest', at);
    if (state === 'ACKNOWLEDGED') return at;
    if (state === 'CLARIFICATION_ASKED') {
      return this.step(this.counsel('clerk'), 'askDisclosureClarification', at, { question: 'Which shop?' });
    }
    at = await this.step(this.counsel('clerk'), 'reviewDisclosureRequest', at);
    if (state === 'UNDER_REVIEW') return at;
    const decision = state === 'REFUSED' ? REFUSE_ALL : GRANT_ALL;
    at = await this.step(this.counsel('clerk'), 'draftDisclosureDecision', at, decision);
    if (state === 'DECISION_DRAFTED') return at;
    at = await this.step(this.counsel('lead'), 'approveDisclosureDecision', at, { reason: 'Agreed.' });
    if (at.state !== 'UNDER_REVIEW') return at;
    return this.step(this.counsel('second'), 'approveDisclosureDecision', at, { reason: 'Agreed too.' });
  }

  /** A step that must succeed. */
  async step(client: Client, name: DisclosureMutation, at: object, more: object = {}): Promise<DisclosureAnswer> {
    const { id, version } = at as Partial<DisclosureAnswer>;
    const input = name === 'createDisclosureRequest' ? { ...at, ...more } : { id, version, ...more };
    const answer = await changeDisclosure(client, name, input);
    if (answer.__typename !== 'DisclosureRequest') throw new Error(`${name}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
