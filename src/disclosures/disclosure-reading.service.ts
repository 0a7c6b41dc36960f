import { Inject, Injectable } from '@nestjs/common';
import type { Settings } from '../../config/settings.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Sql } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers, SETTINGS } from '../common/tokens.js';
import { civilDate } from '../deadlines/working-days.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { type TenantCard, TenantCards } from '../tenants/tenant-cards.js';
import { Catalogue } from './disclosure-catalogue.js';
import { type Gap, gapsIn, hintsFor, type ProportionalityHint } from './disclosure-completeness.js';
import {
  DisclosureDecisionsRepository,
  type StoredDecision,
  type StoredStep,
} from './disclosure-decisions.repository.js';
import { requestedScope } from './disclosure-decisions.service.js';
import {
  DisclosureListsRepository,
  type ListFilter,
  type ListPosition,
  type ListSide,
} from './disclosure-lists.repository.js';
import { DisclosureParticulars } from './disclosure-particulars.js';
import { DecidedScope, type DecidedSpan, type DecisionLine } from './disclosure-scope.js';
import { DisclosureSteps, type StepWords } from './disclosure-steps.js';
import { type ClearSubject, DisclosureSubjects } from './disclosure-subjects.js';
import { decisionContext } from './disclosure-vocabulary.js';
import { DisclosuresRepository, type DuplicateRequest, type StoredRequest } from './disclosures.repository.js';

/** A decision in the clear, with its lines. */
export interface ClearDecision extends StoredDecision {
  readonly lines: readonly DecisionLine[];
}

/** A subject with what was decided of each item, as far as the viewer may know. */
export interface DecidedSubject extends ClearSubject {
  readonly decided: readonly (DecidedSpan & { readonly item: string })[];
}

/** A step in the clear; who it was is for his own tenant only. */
export interface ClearStep extends StoredStep, StepWords {}

/** How many steps of one request are read at most: its history is short. */
const MAX_STEPS = 1_000;

/** What the two sides read of requests. */
@Injectable()
export class DisclosureReadingService {
  private readonly cards: TenantCards;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly catalogue: Catalogue,
    private readonly particulars: DisclosureParticulars,
    private readonly subjectReader: DisclosureSubjects,
    private readonly steps: DisclosureSteps,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.cards = new TenantCards(database);
  }

  /** The request, when the caller may see it; that it was read is in the ledger before the answer is given. */
  async request(context: TenantContext, id: string): Promise<StoredRequest | undefined> {
    const request = isId(id) ? await new DisclosuresRepository(this.database, context).byId(id) : undefined;
    await this.recordReading(context, id, request ? 1 : 0, 'request');
    return request;
  }

  /** A page of the caller's inbox or outbox. */
  page(context: TenantContext, side: ListSide, filter: ListFilter, after: ListPosition | undefined, limit: number) {
    return new DisclosureListsRepository(this.database, context).page(side, filter, after, limit);
  }

  /** Code and name of the two sides of requests. */
  tenants(requests: readonly StoredRequest[]): Promise<ReadonlyMap<string, TenantCard>> {
    return this.cards.of(
      requests.flatMap(({ agencyId, platformId }) => [agencyId, ...(platformId ? [platformId] : [])]),
    );
  }

  /** What a request says in words. */
  words(request: StoredRequest) {
    return this.particulars.open(request);
  }

  /** What is still missing; only a draft is asked. */
  gaps(context: TenantContext, request: StoredRequest, instrumentCount: number): Gap[] {
    if (request.state !== 'DRAFT') return [];
    const today = civilDate(this.clock.now());
    return gapsIn(this.particulars.contentOf(request, instrumentCount), context.tenantKind, this.catalogue, today);
  }

  hints(request: StoredRequest, instrumentCount: number): ProportionalityHint[] {
    const content = this.particulars.contentOf(request, instrumentCount);
    return hintsFor(content, this.settings.LIAISON_DISCLOSURE_BULK_SUBJECTS, this.catalogue);
  }

  /** Whether the platform may tell the subject by now. */
  mayNotifySubject({ confidentialUntil }: StoredRequest): boolean {
    return confidentialUntil === null || civilDate(this.clock.now()) > confidentialUntil;
  }

  duplicates(context: TenantContext, request: StoredRequest): Promise<DuplicateRequest[]> {
    return new DisclosuresRepository(this.database, context).duplicatesOf(request);
  }

  /** Subjects after an ordinal with what was decided of them; their reading is in the ledger. */
  async subjects(
    context: TenantContext,
    request: StoredRequest,
    afterOrdinal: number,
    limit: number,
  ): Promise<DecidedSubject[]> {
    const stored = await new DisclosuresRepository(this.database, context).subjects(request.id, afterOrdinal, limit);
    await this.recordReading(context, request.id, stored.length, 'subjects');
    const scope = await this.decidedScope(context, request);
    return stored.map((subject) => ({
      ...this.subjectReader.open(request.id, subject),
      decided: scope
        ? request.items.flatMap((item) => scope.spans(subject.ordinal, item).map((span) => ({ item, ...span })))
        : [],
    }));
  }

  /** The decision that stands, or the draft of one that the caller may see. */
  async decision(context: TenantContext, request: StoredRequest): Promise<ClearDecision | undefined> {
    if (request.decisionAuthor === null) return undefined;
    const decisions = new DisclosureDecisionsRepository(this.database, context);
    const decision = await decisions.decision(request.id, request.round);
    if (!decision) return undefined;
    const reason = this.ciphers.fields.decrypt(decision.reason, decisionContext(request.id, request.round));
    return { ...decision, reason, lines: await decisions.lines(request.id, request.round) };
  }

  /** Items of which the decision that stands grants something, to whichever subject and for whichever days. */
  async grantedItems(sql: Sql, context: TenantContext, request: StoredRequest): Promise<ReadonlySet<string>> {
    const lines = await new DisclosureDecisionsRepository(sql, context).lines(request.id, request.round);
    return new DecidedScope(requestedScope(request), lines).grantedItems();
  }

  /** The history of a request, as far as it is the caller's affair. */
  async history(context: TenantContext, request: StoredRequest): Promise<ClearStep[]> {
    const steps = await new DisclosureDecisionsRepository(this.database, context).steps(request.id, 0, MAX_STEPS);
    return steps.map((step) => {
      const said = this.steps.wordsOf(step.requestId, step.version, step.words);
      return { ...step, ...said, actor: step.tenantId === context.tenantId ? said.actor : null };
    });
  }

  private async decidedScope(context: TenantContext, request: StoredRequest): Promise<DecidedScope | undefined> {
    if (request.decisionAuthor === null) return undefined;
    const lines = await new DisclosureDecisionsRepository(this.database, context).lines(request.id, request.round);
    return lines.length > 0 ? new DecidedScope(requestedScope(request), lines) : undefined;
  }

  private recordReading(context: TenantContext, id: string, found: number, part: string): Promise<void> {
    const subjectId = isId(id) ? { subjectId: id } : {};
    return this.ledger.record(context, {
      action: 'disclosure.read',
      subjectType: 'disclosure_request',
      ...subjectId,
      detail: { part, found },
    });
  }
}
