import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { SystemAuthor } from '../common/context/system-author.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import type { LedgerAuthor } from '../ledger/ledger.service.js';
import { mayAdd, mayPart } from './joint-case.policy.js';
import { INVITING, MAX_PARTICIPANTS, OPENING, PARTICIPANT_MOVE } from './joint-cases.inputs.js';
import {
  JointCasesRepository,
  type MemberRecord,
  type RowChange,
  type StoredParticipant,
} from './joint-cases.repository.js';
import { INVITATION_DEADLINE } from './joint-deadline-kinds.js';
import { changedMeanwhile, JointDesk, type JointRefusal, type JointTransition, type ShownItem } from './joint-desk.js';
import {
  deadlineOf,
  type Invitation,
  invitedMember,
  JointInvitations,
  lineOfInvitation,
  newParticipant,
  scopeOf,
} from './joint-invitations.js';
import { JointJournal, type OpenCase } from './joint-journal.js';
import {
  JOINT_PARTICIPANT_LIFECYCLE,
  type JointParticipantAction,
  type JointParticipantState,
} from './joint-participant.lifecycle.js';
import { withMember } from './joint-roster.js';

export type JointParticipantResult = ShownItem<'PARTICIPANT'> | JointRefusal;

/** A move of a participant, as far as the use cases differ. */
interface Move {
  readonly action: JointParticipantAction;
  readonly version: number;
  readonly note?: string | null | undefined;
  readonly change?: RowChange;
}

/** Who takes part in a joint case: invitations, answers, leaving, and what is opened to whom. */
@Injectable()
export class JointParticipantsService {
  constructor(
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly invitations: JointInvitations,
    private readonly deadlines: DeadlinesService,
  ) {}

  /** Invites tenants, also such as were in the case before; each invitation is a change of its own. */
  async invite(context: TenantContext, input: object): Promise<ShownItem<'CASE'> | JointRefusal> {
    const read = readInput(INVITING, input);
    if (!read.ok) return read.refusal;
    const { caseId } = read.value;
    const invitations = await this.invitations.read(context, read.value.invitations);
    if (invitations instanceof InvalidInput) return invitations;
    return this.desk.inTransaction<ShownItem<'CASE'>>(
      context,
      'joint-participant.invite',
      read.value,
      async (tx) => {
        const file = await this.desk.openFor(tx, context, caseId);
        if (isRefusal(file)) return file;
        const refusal = await this.inviteAll(tx, context, file, invitations);
        return refusal ?? this.desk.changed(tx, context, 'CASE', caseId);
      },
      (tx, id) => this.desk.changed(tx, context, 'CASE', id),
    );
  }

  /** Accepts or declines an invitation, leaves, or removes somebody. */
  async move(context: TenantContext, input: object): Promise<JointParticipantResult> {
    const read = readInput(PARTICIPANT_MOVE, input);
    if (!read.ok) return read.refusal;
    const { id, action } = read.value;
    return this.withParticipant(context, 'joint-participant.move', read.value, async (tx, file, participant) => {
      const parting = mayPart(action, participant.tenantId === file.roster.leadId);
      if (!parting.ok) return Conflict.of('input.id', parting.reason, parting.code);
      const isAnswer = action === 'ACCEPT' || action === 'DECLINE';
      const change: RowChange = isAnswer ? { answeredAtMs: this.clock.now() } : {};
      const moved = await this.step(tx, context, file, participant, { ...read.value, change });
      return isRefusal(moved) ? moved : this.desk.changed(tx, context, 'PARTICIPANT', id);
    });
  }

  /** Opens to a participant what was written before it came, or more of what is still to come. */
  async openTo(context: TenantContext, input: object): Promise<JointParticipantResult> {
    const read = readInput(OPENING, input);
    if (!read.ok) return read.refusal;
    const { id, opens, itemIds, access } = read.value;
    return this.withParticipant(context, 'joint-participant.open-to', read.value, async (tx, file, participant) => {
      const change: RowChange = access ? { access } : {};
      const hidden = await this.firstHidden(tx, context, file, itemIds);
      if (hidden) return hidden;
      const moved = await this.step(tx, context, file, participant, { ...read.value, action: 'OPEN_TO', change });
      if (isRefusal(moved)) return moved;
      const { tenantId } = participant;
      await this.openItems(tx, moved, tenantId, itemIds);
      const scope = scopeOf(file.row.id, opens);
      if (scope) await this.journal.open(tx, moved, scope, [tenantId]);
      return this.desk.changed(tx, context, 'PARTICIPANT', id);
    });
  }

  /** The deadline of an invitation has passed. Does nothing when it was answered. */
  async lapse(tx: Tx, author: SystemAuthor, participantId: string): Promise<void> {
    const found = await new JointCasesRepository(tx).participant(participantId);
    const file = found && (await this.desk.open(tx, found.caseId));
    const participant = file && (await new JointCasesRepository(tx).participant(participantId));
    if (!file || participant?.state !== 'INVITED') return;
    const transition = this.desk.decideByClock(JOINT_PARTICIPANT_LIFECYCLE, participant.state, 'LAPSE');
    if (transition) await this.settle(tx, author, file, participant, transition, { action: 'LAPSE', version: 0 });
  }

  private async inviteAll(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    invitations: readonly Invitation[],
  ): Promise<JointRefusal | undefined> {
    const possible = mayAdd(file.row.state, 'PARTICIPANT');
    if (!possible.ok) return Conflict.of('input.caseId', possible.reason, possible.code);
    const repository = new JointCasesRepository(tx);
    const known = new Map((await repository.members(file.row.id)).map((member) => [member.tenantId, member]));
    const fresh = invitations.filter(({ tenant }) => !known.has(tenant.id));
    if (known.size + fresh.length > MAX_PARTICIPANTS) {
      return InvalidInput.at('input.invitations', `A case has at most ${MAX_PARTICIPANTS} participants.`, 'LENGTH');
    }
    for (const { tenant, path } of invitations) {
      const state = known.get(tenant.id)?.state ?? 'NEW';
      const parties = { kind: 'PARTICIPANT', ownerId: null, partyId: tenant.id } as const;
      const wanted = { lifecycle: JOINT_PARTICIPANT_LIFECYCLE, state, action: 'INVITE', parties } as const;
      const taken = this.desk.decide(context, file, wanted);
      if (isRefusal(taken)) return Conflict.of(`${path}.tenantCode`, taken.message, taken.code);
    }
    await this.writeInvitations(tx, context, file, invitations, known);
    return undefined;
  }

  private async writeInvitations(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    invitations: readonly Invitation[],
    known: ReadonlyMap<string, MemberRecord>,
  ): Promise<void> {
    const repository = new JointCasesRepository(tx);
    const nowMs = this.clock.now();
    const parts = new Map<string, Pick<StoredParticipant, 'id' | 'version'>>();
    const fresh: StoredParticipant[] = [];
    for (const invitation of invitations) {
      const { tenant, access, respondByMs } = invitation;
      const earlier = known.get(tenant.id);
      if (!earlier) {
        const row = newParticipant(file.row.id, invitation, nowMs);
        fresh.push(row);
        parts.set(tenant.id, row);
        continue;
      }
      const anew = { state: 'INVITED', access, respondByMs, invitedAtMs: nowMs, answeredAtMs: null };
      await repository.change(tx, 'joint_participant', earlier, anew);
      parts.set(tenant.id, { id: earlier.id, version: earlier.version + 1 });
    }
    await repository.insertParticipants(tx, fresh);
    for (const { tenant, respondByMs } of invitations) {
      await this.deadlines.set(tx, deadlineOf(parts.get(tenant.id)?.id ?? '', respondByMs));
    }
    const roster = invitations.map(invitedMember).reduce(withMember, file.roster);
    const drafts = invitations.flatMap((invitation) => {
      const part = parts.get(invitation.tenant.id);
      return part ? lineOfInvitation(context, part, invitation) : [];
    });
    const written = await this.journal.write(tx, context, { ...file, roster }, drafts);
    await this.journal.openHead(
      tx,
      written,
      invitations.map(({ tenant }) => tenant.id),
    );
    for (const { opens, tenant } of invitations) {
      const scope = scopeOf(file.row.id, opens);
      if (scope) await this.journal.open(tx, written, scope, [tenant.id]);
    }
  }

  private withParticipant(
    context: TenantContext,
    operation: string,
    input: { readonly id: string; readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx, file: OpenCase, participant: StoredParticipant) => Promise<JointParticipantResult>,
  ): Promise<JointParticipantResult> {
    const again = (tx: Tx, id: string) => this.desk.changed(tx, context, 'PARTICIPANT', id);
    return this.desk.inTransaction<ShownItem<'PARTICIPANT'>>(
      context,
      operation,
      input,
      async (tx) => {
        const repository = new JointCasesRepository(tx);
        const found = isId(input.id) ? await repository.participant(input.id) : undefined;
        const file = found && (await this.desk.open(tx, found.caseId));
        const participant = file && (await repository.participant(input.id));
        if (!participant || !(await this.desk.item(tx, context, 'PARTICIPANT', input.id))) {
          return NotFound.of('input.id', 'participant');
        }
        return work(tx, file, participant);
      },
      again,
    );
  }

  /** One step of a participant's life by a caller; gives the case with its roster as it is then. */
  private async step(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    participant: StoredParticipant,
    move: Move,
  ): Promise<OpenCase | JointRefusal> {
    const { action, version, note } = move;
    const transition = this.desk.decide(context, file, {
      lifecycle: JOINT_PARTICIPANT_LIFECYCLE,
      state: participant.state,
      action,
      parties: { kind: 'PARTICIPANT', ownerId: null, partyId: participant.tenantId },
      note,
    });
    if (isRefusal(transition)) return transition;
    if (participant.version !== version) return changedMeanwhile();
    return this.settle(tx, context, file, participant, transition, move);
  }

  private async settle(
    tx: Tx,
    author: LedgerAuthor,
    file: OpenCase,
    participant: StoredParticipant,
    transition: JointTransition<JointParticipantState>,
    { action, note, change = {} }: Move,
  ): Promise<OpenCase | JointRefusal> {
    const { id, tenantId } = participant;
    const state = transition.to;
    const repository = new JointCasesRepository(tx);
    if (!(await repository.change(tx, 'joint_participant', participant, { ...change, state })))
      return changedMeanwhile();
    if (participant.state === 'INVITED' && state !== 'INVITED')
      await this.deadlines.cancel(tx, id, [INVITATION_DEADLINE]);
    const member = file.roster.members.get(tenantId);
    if (!member) throw new Error('a participant is not in the roster of its case');
    const access = change.access === 'WHOLE' || change.access === 'NAMED' ? change.access : member.access;
    const roster = withMember(file.roster, { ...member, state, access });
    const before = await this.journal.content(tx, 'PARTICIPANT', id);
    return this.journal.write(tx, author, { ...file, roster }, [
      {
        kind: 'PARTICIPANT',
        itemId: id,
        version: participant.version + 1,
        action,
        state,
        content: { ...before, access, note: note ?? null },
        audience: { concerned: [tenantId] },
        ownerId: file.roster.leadId,
        partyId: tenantId,
        trace: transition,
      },
    ]);
  }

  private async firstHidden(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    itemIds: readonly string[],
  ): Promise<InvalidInput | undefined> {
    if (itemIds.length === 0) return undefined;
    const shown = await this.desk.itemsShown(tx, context, file.row.id, itemIds);
    const hidden = itemIds.findIndex((id) => !shown.has(id));
    if (hidden < 0) return undefined;
    return InvalidInput.at(`input.itemIds[${hidden}]`, 'The case has no such thing.', 'NOT_FOUND');
  }

  /** Opens things by name, all their lines; what is changed of them later is shared with the participant too. */
  private async openItems(tx: Tx, file: OpenCase, tenantId: string, itemIds: readonly string[]): Promise<void> {
    if (itemIds.length === 0) return;
    await this.journal.openItems(tx, file, itemIds, tenantId);
    const repository = new JointCasesRepository(tx);
    for (const { id, namedIds } of await repository.itemsById(itemIds)) {
      if (!namedIds.includes(tenantId)) await repository.setNamed(tx, id, [...namedIds, tenantId]);
    }
  }
}
