import { LiaisonClient } from '../../libs/client/liaison-client.js';
import type { TestGateway, TestTenant } from './profiles.js';
import { sampleUscc } from './uscc.js';

/** What a test reads of an entry, or of a refusal. */
export interface EntryResult {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly version: number;
  readonly sharingLevel: string;
  readonly code?: string;
  readonly field?: string;
}

/** The mutations of the blacklist and their inputs. */
const OPERATIONS = {
  proposeBlacklistEntry: 'ProposeBlacklistEntryInput',
  dropBlacklistEntry: 'BlacklistReasonInput',
  giveBlacklistNotice: 'GiveBlacklistNoticeInput',
  recordBlacklistStatement: 'RecordBlacklistStatementInput',
  decideBlacklistEntry: 'DecideBlacklistEntryInput',
  confirmBlacklistDecision: 'ConfirmBlacklistDecisionInput',
  publishBlacklistEntry: 'PublishBlacklistEntryInput',
  publishBlacklistEntryInEmergency: 'PublishBlacklistEntryInEmergencyInput',
  recordBlacklistObjection: 'RecordBlacklistObjectionInput',
  upholdBlacklistEntry: 'BlacklistReasonInput',
  correctBlacklistEntry: 'CorrectBlacklistEntryInput',
  withdrawBlacklistEntry: 'BlacklistReasonInput',
  requestBlacklistRepair: 'RequestBlacklistRepairInput',
  decideBlacklistRepair: 'DecideBlacklistRepairInput',
  revokeBlacklistEntry: 'RevokeBlacklistEntryInput',
} as const;
export type BlacklistOperation = keyof typeof OPERATIONS;

/** What each operation needs beside id and version, so that a test says only what it is about. */
export const USUAL_INPUTS: Readonly<Record<BlacklistOperation, object>> = {
  proposeBlacklistEntry: {
    subjectName: '杭州某某网络科技有限公司',
    category: 'COUNTERFEIT',
    severity: 'HIGH',
    reason: 'Counterfeit goods, found twice.',
    legalBasis: 'E-Commerce Law art. 84',
  },
  dropBlacklistEntry: { reason: 'Too little was found.' },
  giveBlacklistNotice: {
    facts: 'Counterfeit goods were sold twice.',
    reasons: 'The marks were used without leave.',
    basis: 'SAMR Order 44 art. 9',
    consequences: 'Published for three years.',
    rightToBeHeard: 'A statement within five working days.',
  },
  recordBlacklistStatement: { statement: 'The goods were bought in good faith.' },
  decideBlacklistEntry: { outcome: 'LIST', reason: 'The statement does not refute the facts.' },
  confirmBlacklistDecision: { agrees: true, reason: 'Agreed.' },
  publishBlacklistEntry: {},
  publishBlacklistEntryInEmergency: { ground: 'FOOD_OR_DRUG_SAFETY', facts: 'People fall ill.' },
  recordBlacklistObjection: { objection: 'Another company is meant.' },
  upholdBlacklistEntry: { reason: 'It is this company.' },
  correctBlacklistEntry: {
    reason: 'Counterfeit goods, found once.',
    explanation: 'One of the two findings was wrong.',
  },
  withdrawBlacklistEntry: { reason: 'Another company was meant.' },
  requestBlacklistRepair: { grounds: 'The fine is paid, the goods are destroyed.' },
  decideBlacklistRepair: { isGranted: true, reason: 'The duty is fulfilled.' },
  revokeBlacklistEntry: { ground: 'COURT_JUDGMENT', reason: 'Appeal upheld.' },
};

export const ENTRY_FIELDS = `id state version uscc subjectName category severity jurisdiction reason legalBasis sharingLevel
  regulatorCode isListed emergencyGround publishedAt repairFrom expiresAt endedAt endGround endReason`;

/** The text of a mutation of the blacklist. */
export const mutationOf = (operation: BlacklistOperation): string => `mutation ($input: ${OPERATIONS[operation]}!) {
  result: ${operation}(input: $input) { __typename ... on BlacklistEntry { ${ENTRY_FIELDS} } ... on UserError { code message field } } }`;

let samples = 0;
/** A credit code that no other entry of the run has. */
export const nextUscc = (): string => sampleUscc(200_000 + ++samples);

/** A market regulator with people who act for it. */
export class Regulator {
  private readonly clients = new Map<string, LiaisonClient>();

  constructor(
    private readonly gateway: TestGateway,
    readonly tenant: TestTenant,
  ) {}

  /** The client of one of its people. */
  person(actor: string): LiaisonClient {
    const known = this.clients.get(actor);
    if (known) return known;
    const { url, clock } = this.gateway;
    const credentials = { ...this.tenant.credentials, actor };
    const client = new LiaisonClient({ url, credentials, now: () => clock.now() });
    this.clients.set(actor, client);
    return client;
  }

  /** Does something as one of its people. */
  async act(operation: BlacklistOperation, input: object, actor = 'inspector'): Promise<EntryResult> {
    const whole = { ...USUAL_INPUTS[operation], ...input };
    return (await this.person(actor).mutate<{ result: EntryResult }>(mutationOf(operation), { input: whole })).result;
  }

  propose(input: object = {}): Promise<EntryResult> {
    return this.act('proposeBlacklistEntry', { uscc: nextUscc(), ...input });
  }

  /** Takes the next step on an entry as it was read. */
  next(operation: BlacklistOperation, { id, version }: EntryResult, input: object = {}, actor?: string) {
    return this.act(operation, { id, version, ...input }, actor);
  }

  /** A proposal of which the party was told and heard. */
  async heard(input: object = {}, notice: object = {}): Promise<EntryResult> {
    const noticed = await this.next('giveBlacklistNotice', await this.propose(input), notice);
    return this.next('recordBlacklistStatement', noticed);
  }

  /** A proposal that two people have decided to list. */
  async decided(input: object = {}, notice: object = {}): Promise<EntryResult> {
    const decided = await this.next('decideBlacklistEntry', await this.heard(input, notice));
    return this.next('confirmBlacklistDecision', decided, {}, 'director');
  }

  /** An entry that went the whole way. */
  async published(input: object = {}, publication: object = {}): Promise<EntryResult> {
    return this.next('publishBlacklistEntry', await this.decided(input), publication);
  }
}
