import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import { actorPseudonym } from '../common/context/actor-pseudonym.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Conflict, type InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId, newId } from '../common/ids.js';
import { type StepRefusal, step, type Transition } from '../common/lifecycle.js';
import { Database } from '../common/persistence/database.js';
import { isDuplicate, RunAgainError } from '../common/persistence/database-errors.js';
import type { Tx } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { DeadlinesService, type DueDeadline } from '../deadlines/deadlines.service.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { type LedgerAuthor, LedgerService } from '../ledger/ledger.service.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';
import {
  BLACKLIST_LIFECYCLE,
  type BlacklistAction,
  type BlacklistActor,
  type BlacklistState,
  LISTED_STATES,
} from './blacklist.lifecycle.js';
import { actorOf, objectionTo, type StepObjection } from './blacklist.policy.js';
import {
  type BlacklistEntry,
  BlacklistRepository,
  type EntryChange,
  type StoredEntry,
} from './blacklist.repository.js';
import { CaseFileWriter, type StepTexts } from './case-file.repository.js';

/** What a use case of the blacklist comes to. */
export type BlacklistResult = BlacklistEntry | InvalidInput | NotFound | Conflict;

/** Names the entry that a step is taken on, and the version that the caller has read. */
export interface StepInput {
  readonly id: string;
  readonly version: number;
  readonly idempotencyKey?: string | null | undefined;
}

/** The circumstances of a step. */
export interface Taking {
  readonly tx: Tx;
  readonly entry: BlacklistEntry;
  /** Keyed pseudonym of who takes it; null when it comes by time. */
  readonly person: string | null;
  readonly nowMs: number;
}

/** What a step changes beside the state, and what is written down with it. */
export interface StepWork {
  readonly change?: EntryChange;
  readonly texts?: StepTexts;
  /** Goes on in the same transaction with the entry as it is after the step. */
  readonly afterwards?: (entry: BlacklistEntry) => Promise<void>;
}

export type WorkOf = (taking: Taking) => Promise<StepWork | InvalidInput | Conflict>;

type Taken = Transition<BlacklistState, BlacklistActor, LedgerAction, EventType>;

const REFUSALS: Readonly<Record<StepRefusal | StepObjection, string>> = {
  WRONG_STATE: 'The entry is in another state: read it again.',
  WRONG_ACTOR: 'Only the regulator that proposed the entry may do this.',
  SAME_PERSON: 'Two different people decide: this is for somebody else than who took the step before.',
  WRONG_OUTCOME: 'The decision was another one: read it again.',
  TOO_EARLY: 'Repair can be asked for from the day that the entry names.',
};

const refused = (field: string, reason: StepRefusal | StepObjection): Conflict =>
  Conflict.of(field, REFUSALS[reason], reason);

const changedMeanwhile = (): Conflict =>
  Conflict.of('input.version', 'The entry was changed meanwhile: read it again.');

/** Takes the steps of entries by the lifecycle's table: each is one transaction with its ledger entry and its event. */
@Injectable()
export class BlacklistSteps {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
    private readonly deadlines: DeadlinesService,
    @Inject(CIPHERS) private readonly ciphers: Ciphers,
  ) {}

  /** Keyed pseudonym of the caller. */
  personOf(context: TenantContext): string {
    return actorPseudonym(this.ciphers.pseudonyms, context);
  }

  /** The first step: writes a new entry. */
  begin(
    context: TenantContext,
    input: object & { readonly idempotencyKey?: string | null | undefined },
    insert: (tx: Tx) => Promise<StoredEntry>,
    texts: StepTexts,
  ): Promise<BlacklistResult> {
    return this.inTransaction(context, 'propose', input, async (tx) => {
      const own = { tenantId: context.tenantId, regulatorJurisdiction: context.jurisdiction };
      const taken = step(BLACKLIST_LIFECYCLE, 'NEW', 'propose', actorOf(context, own));
      if (!taken.ok) return refused('input', taken.reason);
      const { id } = await insert(tx);
      const entry = await this.existing(tx, context, id);
      await this.writeDown(tx, context, { before: undefined, entry, action: 'propose', texts }, taken.transition);
      return entry;
    });
  }

  /**
   * A step that a caller takes.
   * @param choose the action, where it depends on the entry
   */
  take(
    context: TenantContext,
    choose: BlacklistAction | ((entry: BlacklistEntry) => BlacklistAction),
    input: StepInput,
    workOf: WorkOf,
    operation = String(choose),
  ): Promise<BlacklistResult> {
    return this.inTransaction(context, operation, input, async (tx) => {
      const entry = isId(input.id) ? await new BlacklistRepository(tx, context).byId(input.id) : undefined;
      if (!entry) return NotFound.of('input.id', 'blacklist entry');
      const action = typeof choose === 'string' ? choose : choose(entry);
      const taken = step(BLACKLIST_LIFECYCLE, entry.state, action, actorOf(context, entry));
      if (!taken.ok) return refused('input.id', taken.reason);
      if (entry.version !== input.version) return changedMeanwhile();
      const taking = { tx, entry, person: this.personOf(context), nowMs: this.clock.now() };
      const objection = objectionTo(action, entry, taking.person, taking.nowMs);
      if (objection) return refused('input.id', objection);
      const work = await workOf(taking);
      if ('code' in work) return work;
      return this.apply(context, taking, action, taken.transition, work);
    });
  }

  /** A step that a deadline takes; nothing when the entry has moved on meanwhile. */
  async takeByTime(
    tx: Tx,
    due: DueDeadline,
    action: BlacklistAction,
    workOf: (taking: Taking) => Promise<StepWork>,
  ): Promise<void> {
    const owner = await BlacklistRepository.ownerOf(tx, due.subjectId);
    const entry = owner && (await new BlacklistRepository(tx, owner).byId(due.subjectId));
    if (!entry) throw new Error('a deadline of a blacklist entry that is not there');
    const taken = step(BLACKLIST_LIFECYCLE, entry.state, action, 'TIME');
    if (!taken.ok) return;
    const taking = { tx, entry, person: null, nowMs: this.clock.now() };
    const result = await this.apply(due.author, taking, action, taken.transition, await workOf(taking));
    // Somebody took a step in the same moment: look again at what it left.
    if (result instanceof Conflict) throw new RunAgainError();
  }

  private async apply(
    author: LedgerAuthor,
    { tx, entry, person, nowMs }: Taking,
    action: BlacklistAction,
    transition: Taken,
    { change = {}, texts = {}, afterwards }: StepWork,
  ): Promise<BlacklistEntry | Conflict> {
    const owner = { tenantId: entry.tenantId, tenantKind: 'MARKET_REGULATOR', jurisdiction: '000000' } as const;
    const { to } = transition;
    const isFinal = Object.keys(BLACKLIST_LIFECYCLE.moves[to]).length === 0;
    const whole: EntryChange = {
      ...change,
      state: to,
      liveMark: LISTED_STATES.has(to) ? 1 : null,
      ...(isFinal ? { endedBy: person, endedAtMs: nowMs } : {}),
    };
    try {
      if (!(await new BlacklistRepository(tx, owner).change(tx, entry, whole))) return changedMeanwhile();
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      const message = 'You have published an entry for this merchant and category already.';
      return Conflict.of('input.id', message, 'ALREADY_PUBLISHED');
    }
    if (isFinal) await this.deadlines.cancel(tx, entry.id);
    const after = await this.existing(tx, owner, entry.id);
    await afterwards?.(after);
    await this.writeDown(tx, author, { before: entry, entry: after, action, texts, person }, transition);
    return after;
  }

  /** The one ledger entry, the event where others are concerned, and the step in the file of the case. */
  private async writeDown(
    tx: Tx,
    author: LedgerAuthor,
    step: {
      before: BlacklistEntry | undefined;
      entry: BlacklistEntry;
      action: BlacklistAction;
      texts: StepTexts;
      person?: string | null;
    },
    { records, emits }: Taken,
  ): Promise<void> {
    const { before, entry, action, texts } = step;
    const { id, state, version, category, severity, jurisdiction } = entry;
    const detail = { state, version, category, sharing: entry.sharingLevel, ...groundsOf(entry) };
    await this.ledger.append(tx, author, [{ action: records, subjectType: 'blacklist_entry', subjectId: id, detail }]);
    // Once it is listed, everybody who was told before is told of every change, also of one that takes it from them.
    const wasListed = before !== undefined && LISTED_STATES.has(before.state);
    const facts = emits
      ? [
          {
            type: emits,
            tenantId: entry.tenantId,
            sharingId: wasListed ? before.sharingId : entry.sharingId,
            subjectType: 'blacklist_entry',
            subjectId: id,
            orderKey: entry.orderKey,
            category,
            severity,
            jurisdiction,
            entityKind: entry.subjectKind,
            data: { entryId: id, state, version },
          },
        ]
      : [];
    const [eventId = null] = facts.length > 0 ? await this.events.append(tx, facts) : [];
    await new CaseFileWriter(tx, this.ciphers.fields).insertStep({
      id: newId(),
      entryId: id,
      version,
      action,
      fromState: before?.state ?? 'NEW',
      toState: state,
      actorRef: before ? (step.person ?? null) : entry.proposedBy,
      occurredAtMs: this.clock.now(),
      eventType: emits ?? null,
      eventId,
      texts,
    });
  }

  private inTransaction(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<BlacklistResult>,
  ): Promise<BlacklistResult> {
    return this.database.transaction((tx) =>
      this.idempotency.once<BlacklistResult>(
        tx,
        context,
        `blacklist.${operation}`,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        () => work(tx),
        (id) => this.existing(tx, context, id),
      ),
    );
  }

  private async existing(tx: Tx, viewer: ConstructorParameters<typeof BlacklistRepository>[1], id: string) {
    const entry = await new BlacklistRepository(tx, viewer).byId(id);
    if (!entry) throw new Error('a blacklist entry is not visible to its own regulator');
    return entry;
  }
}

/** Codes of the grounds on which an entry was published before the notice, and on which it ended. */
const groundsOf = ({ emergencyGround, endGround }: BlacklistEntry) => ({
  ...(emergencyGround ? { emergencyGround } : {}),
  ...(endGround ? { endGround } : {}),
});
