import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext, Viewer } from '../common/context/tenant-context.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { isId } from '../common/ids.js';
import type { New, StepRefusal, Transition } from '../common/lifecycle.js';
import { Database } from '../common/persistence/database.js';
import type { Sql, Tx } from '../common/persistence/sql.js';
import type { EventType } from '../events/event-types.js';
import type { LedgerAction } from '../ledger/ledger-actions.js';
import { type JointActor, type JointLifecycle, stepAs } from './joint-actor.js';
import { isOutside, mayMove, needsReason } from './joint-case.policy.js';
import { JointCasesRepository } from './joint-cases.repository.js';
import type { ContentOf, KeptKind } from './joint-content.js';
import { JointJournal, type OpenCase } from './joint-journal.js';
import { JointLinesRepository, type StoredLine } from './joint-lines.repository.js';
import { actorsOf, type ItemParties, isActive, type Roster, type RosterMember } from './joint-roster.js';

/** Why a use case of joint cases came to nothing. */
export type JointRefusal = InvalidInput | NotFound | Conflict;

/** A thing as its viewer was last shown it. */
export interface ShownItem<Kind extends KeptKind = KeptKind> extends StoredLine {
  /** Of the thing; the line's own is `lineId`. */
  readonly id: string;
  readonly lineId: string;
  readonly kind: Kind;
  readonly shown: ContentOf[Kind];
}

/** A move that somebody wants to make. */
export interface WantedMove<State extends string, Action extends string> {
  readonly lifecycle: JointLifecycle<State, Action>;
  readonly state: State | New;
  readonly action: Action;
  readonly parties: ItemParties;
  /** Undefined for a deadline, which gives none. */
  readonly note?: string | null | undefined;
}

export type JointTransition<State> = Transition<State, JointActor, LedgerAction, EventType>;

const REFUSALS: Readonly<Record<StepRefusal, string>> = {
  WRONG_STATE: 'It is in another state: read it again.',
  WRONG_ACTOR: 'This is not yours to do in this case.',
};

const wrongActor = () => Conflict.of('input.id', REFUSALS.WRONG_ACTOR, 'WRONG_ACTOR');

export const changedMeanwhile = (): Conflict =>
  Conflict.of('input.version', 'It was changed meanwhile: read it again.');

/** What every use case of a joint case does alike: open the case, find the thing, decide who may, and read the result. */
@Injectable()
export class JointDesk {
  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly journal: JointJournal,
  ) {}

  /** Runs a change in one transaction, once per idempotency key; `again` reads the earlier result by its id. */
  inTransaction<Result extends object>(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<Result | JointRefusal>,
    again: (tx: Tx, id: string) => Promise<Result>,
  ): Promise<Result | JointRefusal> {
    return this.database.transaction((tx) =>
      this.idempotency.once<Result | JointRefusal>(
        tx,
        context,
        operation,
        { ...input, idempotencyKey: input.idempotencyKey ?? null },
        this.clock.now(),
        () => work(tx),
        (id) => again(tx, id),
      ),
    );
  }

  /** The case, locked, with its roster; undefined when there is none. */
  async open(tx: Tx, caseId: string): Promise<OpenCase | undefined> {
    const repository = new JointCasesRepository(tx);
    const row = await repository.lock(tx, caseId);
    return row && { row, roster: rosterOf(row.leadId, await repository.members(caseId)) };
  }

  /** The case for a caller who adds something to it: not there for whoever was never shown it. */
  async openFor(
    tx: Tx,
    context: TenantContext,
    caseId: string,
    field = 'input.caseId',
  ): Promise<OpenCase | JointRefusal> {
    const file = isId(caseId) ? await this.open(tx, caseId) : undefined;
    if (!file || !(await this.item(tx, context, 'CASE', caseId))) return NotFound.of(field, 'joint case');
    if (!isActive(file.roster, context.tenantId)) return Conflict.of(field, REFUSALS.WRONG_ACTOR, 'WRONG_ACTOR');
    return file;
  }

  /** Decides a new thing: whether this caller may make it in this case. */
  decideNew<State extends string, Action extends string>(
    context: TenantContext,
    file: OpenCase,
    lifecycle: JointLifecycle<State, Action>,
    action: Action,
    kind: ItemParties['kind'],
  ): JointTransition<State> | Conflict {
    const actors = actorsOf(file.roster, context.tenantId, { kind, ownerId: null, partyId: null });
    const taken = stepAs(lifecycle, 'NEW', action, actors);
    return taken.ok ? taken.transition : Conflict.of('input.caseId', REFUSALS[taken.reason], taken.reason);
  }

  /** Decides a move of a thing by a caller: one refusal in every state for whoever is out of the case. */
  decide<State extends string, Action extends string>(
    context: TenantContext,
    file: OpenCase,
    { lifecycle, state, action, parties, note }: WantedMove<State, Action>,
  ): JointTransition<State> | JointRefusal {
    const actors = actorsOf(file.roster, context.tenantId, parties);
    if (isOutside(actors)) return wrongActor();
    const taken = stepAs(lifecycle, state, action, actors);
    if (!taken.ok) return Conflict.of('input.id', REFUSALS[taken.reason], taken.reason);
    const possible = mayMove(file.row.state, parties.kind, action);
    if (parties.kind !== 'CASE' && !possible.ok) return Conflict.of('input.id', possible.reason, possible.code);
    if (needsReason(parties.kind, action) && !note) {
      return InvalidInput.at('input.note', 'This needs its reason in words.');
    }
    return taken.transition;
  }

  /** Decides a move that a passed deadline makes; undefined when the state does not mind it. */
  decideByClock<State extends string, Action extends string>(
    lifecycle: JointLifecycle<State, Action>,
    state: State,
    action: Action,
  ): JointTransition<State> | undefined {
    const taken = stepAs(lifecycle, state, action, ['CLOCK']);
    return taken.ok ? taken.transition : undefined;
  }

  /** Of these things the ones that the viewer was shown in this case. */
  async itemsShown(sql: Sql, viewer: Viewer, caseId: string, ids: readonly string[]): Promise<Set<string>> {
    const lines = await new JointLinesRepository(sql, viewer).newest(ids.filter(isId));
    return new Set(lines.filter((line) => line.caseId === caseId).map(({ itemId }) => itemId));
  }

  /** A thing as the viewer was last shown it. */
  async item<Kind extends KeptKind>(
    sql: Sql,
    viewer: Viewer,
    kind: Kind,
    id: string,
  ): Promise<ShownItem<Kind> | undefined> {
    if (!isId(id)) return undefined;
    const [line] = await new JointLinesRepository(sql, viewer).newest([id]);
    return line?.kind === kind ? this.shown<Kind>(line) : undefined;
  }

  /** A thing that the caller has just changed. @throws Error when it is hidden from it */
  async changed<Kind extends KeptKind>(tx: Tx, viewer: Viewer, kind: Kind, id: string): Promise<ShownItem<Kind>> {
    const item = await this.item(tx, viewer, kind, id);
    if (!item) throw new Error('a thing of a joint case is hidden from whoever changed it');
    return item;
  }

  /** A line with what it holds. */
  shown<Kind extends KeptKind>(line: StoredLine): ShownItem<Kind> {
    const { id: lineId, itemId: id, atMs } = line;
    const kind = line.kind as Kind;
    return { ...line, id, lineId, kind, atMs: Number(atMs), shown: this.journal.read<Kind>(line) };
  }
}

/** The roster of a case from its rows. */
const rosterOf = (leadId: string, members: readonly RosterMember[]): Roster => ({
  leadId,
  members: new Map(members.map((member) => [member.tenantId, member])),
});
