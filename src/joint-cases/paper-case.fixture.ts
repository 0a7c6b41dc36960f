import type { New } from '../common/lifecycle.js';
import { type JointLifecycle, stepAs } from './joint-actor.js';
import { JOINT_COMMENT_LIFECYCLE } from './joint-additions.lifecycle.js';
import { JOINT_CASE_LIFECYCLE, type JointCaseState } from './joint-case.lifecycle.js';
import { mayAdd, mayClose, mayMove, mayPart } from './joint-case.policy.js';
import { JOINT_HANDOVER_LIFECYCLE } from './joint-handover.lifecycle.js';
import type { LineDraft } from './joint-journal.js';
import { JOINT_MEASURE_LIFECYCLE } from './joint-measure.lifecycle.js';
import { JOINT_PARTICIPANT_LIFECYCLE, type JointParticipantState } from './joint-participant.lifecycle.js';
import {
  actorsOf,
  audienceOf,
  type ItemParties,
  isActive,
  isAgencyKind,
  type JointAccess,
  type Roster,
  type RosterMember,
  withMember,
} from './joint-roster.js';
import { JOINT_TASK_LIFECYCLE } from './joint-task.lifecycle.js';

type AnyLifecycle = JointLifecycle<string, string>;
export const PAPER_LIFECYCLES = {
  HANDOVER: JOINT_HANDOVER_LIFECYCLE as AnyLifecycle,
  TASK: JOINT_TASK_LIFECYCLE as AnyLifecycle,
  MEASURE: JOINT_MEASURE_LIFECYCLE as AnyLifecycle,
};
export type PaperKind = keyof typeof PAPER_LIFECYCLES;

/** A line as the model keeps it: what happened, and the tenants that are shown it. */
export interface PaperLine {
  readonly kind: LineDraft['kind'];
  readonly itemId: string;
  readonly action: string;
  readonly state: string;
  readonly by: string | 'CLOCK';
  readonly audience: ReadonlySet<string>;
  /** Everybody as they stood when it was written. */
  readonly roster: Roster;
  readonly concerned: readonly string[];
  readonly named: readonly string[];
  readonly isRestricted: boolean;
  /** Ledger entry and event; undefined for what goes with another line. */
  readonly trace: { readonly records: string; readonly emits?: string } | undefined;
}

export interface PaperItem {
  readonly id: string;
  readonly kind: PaperKind;
  readonly ownerId: string;
  readonly partyId: string;
  readonly named: readonly string[];
  readonly isRestricted: boolean;
  state: string;
}

/** Why the model refused, or undefined when it was done. */
export type PaperRefusal = string | undefined;

/**
 * A joint case on paper: the tables, policies and the roster of the product, put together as its services do but without
 * a database, so that thousands of lives are lived in a second.
 */
export class PaperCase {
  state: JointCaseState = 'OPEN';
  roster: Roster;
  readonly items: PaperItem[] = [];
  readonly lines: PaperLine[] = [];

  constructor(lead: Pick<RosterMember, 'tenantId' | 'tenantKind'>) {
    const member: RosterMember = { ...lead, state: 'ACTIVE', access: 'WHOLE' };
    this.roster = { leadId: lead.tenantId, members: new Map([[lead.tenantId, member]]) };
    this.write('CASE', 'case', 'FILE', 'OPEN', lead.tenantId, {}, JOINT_CASE_LIFECYCLE.moves.NEW.FILE);
  }

  /** Whether a tenant was ever shown a thing. */
  isShown(tenantId: string, itemId: string): boolean {
    return this.lines.some((line) => line.itemId === itemId && line.audience.has(tenantId));
  }

  moveCase(by: string, action: string): PaperRefusal {
    if (!this.isShown(by, 'case')) return 'NOT_FOUND';
    const taken = this.step(JOINT_CASE_LIFECYCLE as AnyLifecycle, this.state, action, by, {
      ...{ kind: 'CASE', ownerId: null, partyId: null },
    });
    if (!taken.ok) return taken.reason;
    if (action === 'CLOSE') {
      const settled = mayClose(this.openWork());
      if (!settled.ok) return settled.code;
    }
    this.state = taken.transition.to as JointCaseState;
    this.write('CASE', 'case', action, this.state, by, { concerned: [by] }, taken.transition);
    if (action === 'WITHDRAW') this.endOpenWork(by);
    return undefined;
  }

  invite(by: string, tenant: Pick<RosterMember, 'tenantId' | 'tenantKind'>, access: JointAccess): PaperRefusal {
    if (!this.isShown(by, 'case')) return 'NOT_FOUND';
    if (!isActive(this.roster, by)) return 'WRONG_ACTOR';
    if (tenant.tenantId === by) return 'INVALID';
    const possible = mayAdd(this.state, 'PARTICIPANT');
    if (!possible.ok) return possible.code;
    return this.movePart(by, tenant, 'INVITE', access);
  }

  movePart(
    by: string | 'CLOCK',
    tenant: Pick<RosterMember, 'tenantId' | 'tenantKind'>,
    action: string,
    access?: JointAccess,
  ): PaperRefusal {
    const itemId = `part-${tenant.tenantId}`;
    const member = this.roster.members.get(tenant.tenantId);
    if (action !== 'INVITE' && (!member || (by !== 'CLOCK' && !this.isShown(by, itemId)))) return 'NOT_FOUND';
    const parting = mayPart(action, tenant.tenantId === this.roster.leadId);
    if (!parting.ok) return parting.code;
    const parties: ItemParties = { kind: 'PARTICIPANT', ownerId: null, partyId: tenant.tenantId };
    const lifecycle = JOINT_PARTICIPANT_LIFECYCLE as AnyLifecycle;
    const taken = this.step(lifecycle, member?.state ?? 'NEW', action, by, parties);
    if (!taken.ok) return taken.reason;
    const state = taken.transition.to as JointParticipantState;
    this.roster = withMember(this.roster, { ...tenant, state, access: access ?? member?.access ?? 'NAMED' });
    this.write('PARTICIPANT', itemId, action, state, by, { concerned: [tenant.tenantId] }, taken.transition);
    // Whoever is invited is shown the head of the case as it stands.
    if (action === 'INVITE') this.openHead(tenant.tenantId);
    return undefined;
  }

  /** Asks for a handover, a task or a measure. */
  ask(by: string, kind: PaperKind, wanted: Pick<PaperItem, 'partyId' | 'named' | 'isRestricted'>): PaperRefusal {
    if (!this.isShown(by, 'case')) return 'NOT_FOUND';
    if (!isActive(this.roster, by)) return 'WRONG_ACTOR';
    if (![wanted.partyId, ...wanted.named].every((tenantId) => this.isShown(by, `part-${tenantId}`))) return 'UNKNOWN';
    const action = { HANDOVER: 'OFFER', TASK: 'ASSIGN', MEASURE: 'REQUEST' }[kind];
    const taken = this.step(PAPER_LIFECYCLES[kind], 'NEW', action, by, { kind, ownerId: null, partyId: null });
    if (!taken.ok) return taken.reason;
    const possible = mayAdd(this.state, kind);
    if (!possible.ok) return possible.code;
    const party = this.roster.members.get(wanted.partyId);
    if (party?.state !== 'ACTIVE') return 'INVALID';
    if (kind === 'MEASURE' && party.tenantKind !== 'PLATFORM') return 'INVALID';
    if (kind === 'HANDOVER') {
      if (party.tenantId === by || !isAgencyKind(party.tenantKind)) return 'INVALID';
      if (this.items.some((item) => item.kind === 'HANDOVER' && item.state === 'OFFERED')) return 'ALREADY_OFFERED';
    }
    const sharing = kind === 'HANDOVER' ? { named: [], isRestricted: false } : wanted;
    const item: PaperItem = {
      ...{ id: `${kind}-${this.items.length}`, kind, ownerId: by, partyId: wanted.partyId, state: taken.transition.to },
      ...{ named: sharing.named, isRestricted: sharing.isRestricted },
    };
    this.items.push(item);
    this.writeItem(item, action, by, taken.transition);
    return undefined;
  }

  moveItem(by: string | 'CLOCK', item: PaperItem, action: string): PaperRefusal {
    if (by !== 'CLOCK' && !this.isShown(by, item.id)) return 'NOT_FOUND';
    const { kind, ownerId, partyId } = item;
    const taken = this.step(PAPER_LIFECYCLES[kind], item.state, action, by, { kind, ownerId, partyId });
    if (!taken.ok) return taken.reason;
    if (kind === 'HANDOVER' && action === 'ACCEPT') this.passLead(partyId);
    item.state = taken.transition.to;
    this.writeItem(item, action, by, taken.transition);
    if (kind === 'HANDOVER' && action === 'ACCEPT') {
      this.write('CASE', 'case', 'HAND_OVER', this.state, by, {}, undefined);
    }
    return undefined;
  }

  comment(by: string, named: readonly string[], isRestricted: boolean): PaperRefusal {
    if (!this.isShown(by, 'case')) return 'NOT_FOUND';
    if (!isActive(this.roster, by)) return 'WRONG_ACTOR';
    if (!named.every((tenantId) => this.isShown(by, `part-${tenantId}`))) return 'UNKNOWN';
    const possible = mayAdd(this.state, 'COMMENT');
    if (!possible.ok) return possible.code;
    const lifecycle = JOINT_COMMENT_LIFECYCLE as AnyLifecycle;
    const taken = this.step(lifecycle, 'NEW', 'ADD', by, { kind: 'COMMENT', ownerId: null, partyId: null });
    if (!taken.ok) return taken.reason;
    const id = `comment-${this.lines.length}`;
    this.write('COMMENT', id, 'ADD', 'ADDED', by, { concerned: [by], named, isRestricted }, taken.transition);
    return undefined;
  }

  private step(lifecycle: AnyLifecycle, state: string | New, action: string, by: string | 'CLOCK', item: ItemParties) {
    const actors = by === 'CLOCK' ? (['CLOCK'] as const) : actorsOf(this.roster, by, item);
    const taken = stepAs(lifecycle, state, action, actors);
    if (!taken.ok || by === 'CLOCK' || state === 'NEW' || item.kind === 'CASE') return taken;
    return mayMove(this.state, item.kind, action).ok ? taken : ({ ok: false, reason: 'CASE_NOT_OPEN' } as const);
  }

  private openWork() {
    const count = (kind: PaperKind, ...states: string[]) =>
      this.items.filter((item) => item.kind === kind && states.includes(item.state)).length;
    return {
      invitations: [...this.roster.members.values()].filter(({ state }) => state === 'INVITED').length,
      tasks: count('TASK', 'ASSIGNED', 'STARTED', 'SUBMITTED'),
      measures: count('MEASURE', 'REQUESTED', 'ACCEPTED'),
      handovers: count('HANDOVER', 'OFFERED'),
    };
  }

  private endOpenWork(by: string): void {
    for (const member of [...this.roster.members.values()].filter(({ state }) => state === 'INVITED')) {
      const taken = stepAs(JOINT_PARTICIPANT_LIFECYCLE, 'INVITED', 'REMOVE', ['LEAD']);
      if (!taken.ok) throw new Error('an invitation cannot be taken back');
      this.roster = withMember(this.roster, { ...member, state: taken.transition.to });
      const about = { concerned: [member.tenantId] };
      this.write('PARTICIPANT', `part-${member.tenantId}`, 'REMOVE', 'REMOVED', by, about, taken.transition);
    }
    const endings = { HANDOVER: 'RETRACT', TASK: 'CANCEL', MEASURE: 'WITHDRAW' };
    for (const item of this.items) {
      const taken = stepAs(PAPER_LIFECYCLES[item.kind], item.state, endings[item.kind], ['LEAD']);
      if (!taken.ok) continue;
      item.state = taken.transition.to;
      this.writeItem(item, endings[item.kind], by, taken.transition);
    }
  }

  /** Everything that the old lead was shown and that is not restricted is opened to the new one. */
  private passLead(tenantId: string): void {
    const { leadId } = this.roster;
    const member = this.roster.members.get(tenantId);
    if (!member) throw new Error('the new lead takes no part');
    this.lines.forEach((line, index) => {
      if (line.audience.has(leadId) && !line.isRestricted) this.show(index, tenantId);
    });
    this.roster = withMember({ ...this.roster, leadId: tenantId }, { ...member, access: 'WHOLE' });
  }

  private openHead(tenantId: string): void {
    this.show(
      this.lines.findLastIndex(({ kind }) => kind === 'CASE'),
      tenantId,
    );
  }

  private show(index: number, tenantId: string): void {
    const line = this.lines[index];
    if (line) this.lines[index] = { ...line, audience: new Set([...line.audience, tenantId]) };
  }

  private writeItem(item: PaperItem, action: string, by: string, trace: PaperLine['trace']): void {
    const { kind, id, ownerId, partyId, named, isRestricted } = item;
    this.write(kind, id, action, item.state, by, { concerned: [ownerId, partyId], named, isRestricted }, trace);
  }

  private write(
    kind: PaperLine['kind'],
    itemId: string,
    action: string,
    state: string,
    by: string,
    {
      concerned = [],
      named = [],
      isRestricted = false,
    }: Partial<Pick<PaperLine, 'concerned' | 'named' | 'isRestricted'>>,
    trace: PaperLine['trace'],
  ): void {
    const { roster } = this;
    const audience = new Set(audienceOf(roster, { kind, concerned, named, isRestricted }));
    this.lines.push({ kind, itemId, action, state, by, audience, roster, concerned, named, isRestricted, trace });
  }
}
