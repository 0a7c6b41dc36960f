import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { parseIdentifier } from '../../libs/identifiers/identifier.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import { WorkingCalendar } from '../deadlines/working-days.js';
import { anchorKey } from '../entities/anchor-key.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { CONFIRMATION, DECISION, NOTICE, PROPOSAL, type Proposal, REASONED, STATEMENT } from './blacklist.inputs.js';
import { mayBeListed, mayListIn, namesNobody, sharingOfProcedure } from './blacklist.policy.js';
import { BlacklistRepository, type StoredEntry } from './blacklist.repository.js';
import { type BlacklistResult, BlacklistSteps, type Taking } from './blacklist-steps.js';
import { CaseFileWriter, personsIn, type RestrictedPart } from './case-file.repository.js';
import { representativeKey } from './representative-key.js';
import { StatedMerchant } from './stated-merchant.js';

/** The party may make its statement until then. */
const STATEMENT_DEADLINE = 'blacklist.statement';
/** What an emergency publication owes, first the notice and then the decision, is due then. */
export const EMERGENCY_DEADLINE = 'blacklist.emergency';

/** The way to a decision: proposal, notice, hearing, and the two who decide. */
@Injectable()
export class ProcedureService implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly steps: BlacklistSteps,
    private readonly deadlines: DeadlinesService,
    private readonly calendar: WorkingCalendar,
    private readonly sharings: SharingRepository,
    private readonly statedMerchant: StatedMerchant,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  onModuleInit(): void {
    this.deadlines.onDue(STATEMENT_DEADLINE, (tx, due) =>
      this.steps.takeByTime(tx, due, 'endHearing', async () => ({})),
    );
  }

  /** Proposes a merchant for the list; only its regulator sees the proposal. */
  async propose(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(PROPOSAL, input);
    if (!read.ok) return read.refusal;
    const part = partOf(read.value);
    const entry = await this.draft(context, read.value, part);
    if (entry instanceof InvalidInput) return entry;
    const insert = async (tx: Taking['tx']) => {
      const repository = new BlacklistRepository(tx, context);
      const own = sharingOfProcedure(context.tenantId, []);
      const [sharingId = ''] = await this.sharings.ensure(tx, [own], entry.proposedAtMs);
      const orderKey = (await repository.entityIdOf(entry.entityAnchorKey)) ?? entry.id;
      await repository.insert(tx, { ...entry, sharingId, orderKey });
      if (part) await new CaseFileWriter(tx, this.ciphers.fields).insertPart(entry.id, sharingId, part);
      return entry;
    };
    return this.steps.begin(context, read.value, insert, { reason: entry.reason });
  }

  /** Gives a proposal up before the party was told. */
  async drop(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(REASONED, input);
    if (!read.ok) return read.refusal;
    const { reason } = read.value;
    return this.steps.take(context, 'drop', read.value, async () => ({
      change: { endReason: reason },
      texts: { reason },
    }));
  }

  /** Records that the party was told what the law wants it to be told; its time for a statement begins. */
  async giveNotice(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(NOTICE, input);
    if (!read.ok) return read.refusal;
    const { facts, reasons, basis, consequences, rightToBeHeard } = read.value;
    const told = await this.toldTenants(context, read.value.tellTenants ?? []);
    if (told instanceof InvalidInput) return told;
    return this.steps.take(context, 'giveNotice', read.value, async ({ tx, entry, nowMs }) => {
      const isListed = entry.liveMark !== null;
      if (isListed && told.length > 0) {
        return InvalidInput.at('input.tellTenants', 'The entry is published: whoever may see it knows of it already.');
      }
      const statementDueAtMs = this.calendar.afterWorkingDays(
        nowMs,
        this.settings.LIAISON_BLACKLIST_STATEMENT_WORKING_DAYS,
      );
      await this.deadlines.set(tx, { kind: STATEMENT_DEADLINE, subjectId: entry.id, dueAtMs: statementDueAtMs });
      if (isListed) await this.askForDecision(tx, entry.id, nowMs);
      const shared = isListed ? {} : { sharingId: await this.procedureSharing(tx, entry.tenantId, told, nowMs) };
      return {
        change: { noticeAtMs: nowMs, statementDueAtMs, ...shared },
        texts: { facts, reasons, basis, consequences, rightToBeHeard },
        afterwards: async (after) => {
          if (told.length > 0) await this.statedMerchant.state(tx, after, nowMs);
        },
      };
    });
  }

  /** Records what the party has said; until the decision it may say more. */
  async recordStatement(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(STATEMENT, input);
    if (!read.ok) return read.refusal;
    const { statement } = read.value;
    return this.steps.take(context, 'recordStatement', read.value, async ({ tx, entry }) => {
      await this.deadlines.cancel(tx, entry.id, [STATEMENT_DEADLINE]);
      return { texts: { statement } };
    });
  }

  /** The decision of the first of two. */
  async decide(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(DECISION, input);
    if (!read.ok) return read.refusal;
    const { outcome, reason } = read.value;
    return this.steps.take(context, 'decide', read.value, async ({ person }) => ({
      change: { decision: outcome, decidedBy: person },
      texts: { outcome, reason },
    }));
  }

  /** The second confirms the decision, or disagrees, and the case is open again. */
  async confirm(context: TenantContext, input: object): Promise<BlacklistResult> {
    const read = readInput(CONFIRMATION, input);
    if (!read.ok) return read.refusal;
    const { agrees, reason } = read.value;
    return this.steps.take(
      context,
      ({ decision }) => {
        if (!agrees) return 'disagree';
        return decision === 'LIST' ? 'confirmListing' : 'confirmNotListing';
      },
      read.value,
      async (taking) => ({ ...(agrees ? await this.confirmed(taking, reason) : DISAGREED), texts: { reason } }),
      'confirm',
    );
  }

  private async confirmed({ tx, entry, person, nowMs }: Taking, reason: string) {
    const change = { confirmedBy: person };
    if (entry.liveMark === null)
      return entry.decision === 'LIST' ? { change } : { change: { ...change, endReason: reason } };
    if (entry.decision !== 'LIST') {
      return {
        change: { ...change, endReason: reason },
        afterwards: () => this.statedMerchant.retract(tx, entry, nowMs),
      };
    }
    await this.deadlines.cancel(tx, entry.id, [EMERGENCY_DEADLINE]);
    return { change };
  }

  private async askForDecision(tx: Taking['tx'], subjectId: string, nowMs: number): Promise<void> {
    const dueAtMs = this.calendar.afterDays(nowMs, this.settings.LIAISON_BLACKLIST_EMERGENCY_DECISION_DAYS);
    await this.deadlines.set(tx, { kind: EMERGENCY_DEADLINE, subjectId, dueAtMs });
  }

  private async procedureSharing(tx: Taking['tx'], ownerId: string, told: readonly string[], nowMs: number) {
    const [sharingId = ''] = await this.sharings.ensure(tx, [sharingOfProcedure(ownerId, told)], nowMs);
    return sharingId;
  }

  private async toldTenants(context: TenantContext, codes: readonly string[]): Promise<string[] | InvalidInput> {
    const known = await new BlacklistRepository(this.database, context).tenantIds(codes);
    const ids: string[] = [];
    for (const [index, code] of codes.entries()) {
      const id = known.get(code);
      if (!id) return InvalidInput.at(`input.tellTenants[${index}]`, 'There is no such tenant.');
      ids.push(id);
    }
    return ids;
  }

  /** A proposal as a row, or what is wrong with it. */
  private async draft(
    context: TenantContext,
    input: Proposal,
    part: RestrictedPart | undefined,
  ): Promise<StoredEntry | InvalidInput> {
    const listed = mayBeListed(input.subjectKind);
    if (!listed.ok) return InvalidInput.at('input.subjectKind', listed.reason);
    const parsed = parseIdentifier('USCC', input.uscc);
    if (!parsed.ok) return InvalidInput.at('input.uscc', parsed.problem.message);
    const jurisdiction = input.jurisdiction ?? context.jurisdiction;
    const within = mayListIn(context, jurisdiction);
    if (!within.ok) return InvalidInput.at('input.jurisdiction', within.reason);
    for (const field of ['reason', 'legalBasis'] as const) {
      const clean = namesNobody(input[field], part ? personsIn(part) : []);
      if (!clean.ok) return InvalidInput.at(`input.${field}`, clean.reason, 'NAMES_A_PERSON');
    }
    if (!(await new BlacklistRepository(this.database, context).isCategory(input.category))) {
      return InvalidInput.at('input.category', 'There is no such category.');
    }
    const { canonical } = parsed.identifier;
    const { index } = this.ciphers;
    const id = newId();
    return {
      ...BLANK,
      id,
      tenantId: context.tenantId,
      subjectKind: input.subjectKind,
      subjectName: input.subjectName,
      uscc: canonical,
      entityAnchorKey: anchorKey(index, input.subjectKind, { type: 'USCC', canonical }),
      orderKey: id,
      category: input.category,
      severity: input.severity,
      reason: input.reason,
      legalBasis: input.legalBasis,
      jurisdiction,
      neverPublic: input.neverPublic ?? null,
      representativeKey: part?.representative ? representativeKey(index, part.representative) : null,
      proposedBy: this.steps.personOf(context),
      proposedAtMs: this.clock.now(),
    };
  }
}

const DISAGREED = { change: { decision: null, decidedBy: null } } as const;

/** What a new entry does not have yet. */
const BLANK = {
  sharingId: '',
  state: 'PROPOSED',
  liveMark: null,
  emergencyGround: null,
  decision: null,
  decidedBy: null,
  confirmedBy: null,
  publishedBy: null,
  endedBy: null,
  noticeAtMs: null,
  statementDueAtMs: null,
  publishedAtMs: null,
  repairFromMs: null,
  expiresAtMs: null,
  endedAtMs: null,
  endGround: null,
  endReason: null,
  version: 1,
} as const;

function partOf({ restricted }: Proposal): RestrictedPart | undefined {
  if (!restricted) return undefined;
  const { details, representative, persons } = restricted;
  return { details: details ?? null, representative: representative ?? null, persons: persons ?? [] };
}
