import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { actorPseudonym } from '../common/context/actor-pseudonym.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Conflict } from '../common/graphql/user-error.graphql.js';
import { step } from '../common/lifecycle.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { EventsService } from '../events/events.service.js';
import { type LedgerAuthor, LedgerService } from '../ledger/ledger.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import {
  AUDIENCES,
  DISCLOSURE_LIFECYCLE,
  type DisclosureAction,
  type DisclosureActor,
  type DisclosureEventType,
  type DisclosureTransition,
} from './disclosure.lifecycle.js';
import { actorOf, sharingOf } from './disclosure.policy.js';
import { DisclosureDecisionsWriter } from './disclosure-decisions.repository.js';
import { DisclosureTimetable } from './disclosure-timetable.js';
import { stepContext } from './disclosure-vocabulary.js';
import { DisclosuresWriter, type RequestChange, type StoredRequest } from './disclosures.repository.js';

/** Who takes a step: a person of a tenant, or the clock. */
export type Doer = TenantContext | { readonly system: string };

/** What a step says and changes beside the state. */
export interface StepContent {
  readonly change?: Omit<RequestChange, 'state'>;
  /** What was said: a reason, a question, an answer. */
  readonly words?: string | undefined;
  /** In whose place an approval is given. */
  readonly mandateRef?: string | undefined;
}

/** Words of a step, as they rest under their cipher. */
export interface StepWords {
  readonly actor: string | null;
  readonly words: string | null;
}

const isPerson = (doer: Doer): doer is TenantContext => 'tenantId' in doer;

/**
 * Takes the steps of the lifecycle: who may and from which state stands in its table. A step is the compare-and-set of
 * the request, one row of its history, one ledger entry and one event, in the caller's transaction.
 */
@Injectable()
export class DisclosureSteps {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    private readonly timetable: DisclosureTimetable,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** What stands for the caller in tables and ledger. */
  pseudonym(context: TenantContext): string {
    return actorPseudonym(this.ciphers.pseudonyms, context);
  }

  /** What a doer is to a request. */
  actor(doer: Doer, request: StoredRequest): DisclosureActor {
    return isPerson(doer) ? actorOf(doer, this.pseudonym(doer), request) : 'CLOCK';
  }

  /** Why the doer may not take this step now; undefined when he may. */
  refusal(doer: Doer, request: StoredRequest, action: DisclosureAction): Conflict | undefined {
    const actor = this.actor(doer, request);
    const taken = step(DISCLOSURE_LIFECYCLE, request.state, action, actor);
    if (taken.ok) return undefined;
    if (taken.reason === 'WRONG_STATE') {
      return Conflict.of('input.id', 'The request is in another state: read it again.', 'WRONG_STATE');
    }
    const isOwn = actor === 'REQUEST_AUTHOR' || actor === 'DECISION_AUTHOR';
    const isOwnDraft = isOwn && this.refusedAsAuthor(request, action, actor);
    return isOwnDraft
      ? Conflict.of('input.id', 'Nobody approves what he drafted himself: another person must.', 'OWN_DRAFT')
      : Conflict.of('input.id', 'This is for the other side of the request to do.', 'WRONG_ACTOR');
  }

  /** Begins the life of a request with its draft. */
  async begin(tx: Tx, context: TenantContext, draft: Omit<StoredRequest, 'sharingId'>): Promise<StoredRequest> {
    const taken = step(DISCLOSURE_LIFECYCLE, 'NEW', 'draft', 'REQUEST_AUTHOR');
    if (!taken.ok) throw new Error('the lifecycle of disclosures does not begin');
    const sharingId = await this.sharing(tx, 'AGENCY', { ...draft, sharingId: '' });
    const request = { ...draft, sharingId, state: taken.transition.to };
    await new DisclosuresWriter(tx).insert(request);
    await this.leaveTraces(tx, context, request, 'draft', taken.transition, {});
    return request;
  }

  /** Takes a step; a Conflict when the table or another writer stands against it. Nothing is written then. */
  async take(
    tx: Tx,
    doer: Doer,
    request: StoredRequest,
    action: DisclosureAction,
    content: StepContent = {},
  ): Promise<StoredRequest | Conflict> {
    const taken = step(DISCLOSURE_LIFECYCLE, request.state, action, this.actor(doer, request));
    if (!taken.ok) return this.refusal(doer, request, action) ?? changedMeanwhile();
    const nowMs = this.clock.now();
    const times = this.timetable.timesAfter(action, request, nowMs);
    const change = { ...content.change, ...times, state: taken.transition.to, updatedAtMs: nowMs };
    if (!(await new DisclosuresWriter(tx).change(request, change))) return changedMeanwhile();
    const changed = { ...request, ...change, version: request.version + 1 };
    await this.leaveTraces(tx, doer, changed, action, taken.transition, content);
    await this.timetable.follow(tx, request, changed, nowMs);
    return changed;
  }

  /** The sharing of what this audience may know of a request. */
  async sharing(tx: Tx, audience: (typeof AUDIENCES)[keyof typeof AUDIENCES], request: StoredRequest): Promise<string> {
    const [sharingId = ''] = await this.sharings.ensure(tx, [sharingOf(audience, request)], this.clock.now());
    return sharingId;
  }

  /** What was said in a step. */
  wordsOf(requestId: string, version: number, sealed: string | null): StepWords {
    if (sealed === null) return { actor: null, words: null };
    return JSON.parse(this.ciphers.fields.decrypt(sealed, stepContext(requestId, version))) as StepWords;
  }

  /** Whether the table lets the other people of the same side do it, so that only the authorship stands against it. */
  private refusedAsAuthor(request: StoredRequest, action: DisclosureAction, author: DisclosureActor): boolean {
    const colleague = author === 'REQUEST_AUTHOR' ? 'AGENCY_OFFICER' : 'PLATFORM_OFFICER';
    return step(DISCLOSURE_LIFECYCLE, request.state, action, colleague).ok;
  }

  private async leaveTraces(
    tx: Tx,
    doer: Doer,
    request: StoredRequest,
    action: DisclosureAction,
    { records, emits }: DisclosureTransition,
    { words, mandateRef }: StepContent,
  ): Promise<void> {
    if (!emits) throw new Error(`the step ${action} emits nothing`);
    const { id, state, version, urgency, round } = request;
    const sharingId = await this.sharing(tx, AUDIENCES[emits], request);
    const person = isPerson(doer) ? doer : undefined;
    await new DisclosureDecisionsWriter(tx).insertStep({
      requestId: id,
      version,
      action,
      state,
      round,
      sharingId,
      tenantId: person?.tenantId ?? null,
      actorRef: person ? this.pseudonym(person) : null,
      mandateRef: mandateRef ?? null,
      words: this.seal(id, version, { actor: person?.actor ?? null, words: words ?? null }),
      takenAtMs: this.clock.now(),
    });
    await this.ledger.append(tx, doer satisfies LedgerAuthor, [
      { action: records, subjectType: 'disclosure_request', subjectId: id, detail: { state, version, urgency, round } },
    ]);
    await this.tell(tx, request, emits, sharingId, person?.tenantId ?? request.agencyId);
  }

  private tell(tx: Tx, request: StoredRequest, type: DisclosureEventType, sharingId: string, tenantId: string) {
    const { id, state, version, urgency } = request;
    return this.events.append(tx, [
      {
        type,
        tenantId,
        sharingId,
        subjectType: 'disclosure_request',
        subjectId: id,
        data: { requestId: id, state, version, urgency },
      },
    ]);
  }

  private seal(requestId: string, version: number, said: StepWords): string | null {
    if (said.actor === null && said.words === null) return null;
    return this.ciphers.fields.encrypt(JSON.stringify(said), stepContext(requestId, version));
  }
}

/** Somebody else was first. */
export const changedMeanwhile = (): Conflict =>
  Conflict.of('input.version', 'The request was changed meanwhile: read it again.');
