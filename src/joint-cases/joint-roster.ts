import { AGENCY_KINDS, type TenantKind } from '../common/context/tenant-context.js';
import type { Sharing } from '../sharing/sharing.policy.js';
import type { JointActor } from './joint-actor.js';
import type { JointParticipantState } from './joint-participant.lifecycle.js';

/** How much of what happens a participant is shown: everything from now on, or only what names it or is opened to it. */
export const JOINT_ACCESSES = ['WHOLE', 'NAMED'] as const;
export type JointAccess = (typeof JOINT_ACCESSES)[number];

/** Kinds of thing in a joint case; each line of its journal is about one. */
export const JOINT_ITEM_KINDS = [
  'CASE',
  'PARTICIPANT',
  'HANDOVER',
  'SUBJECT_SET',
  'SUBJECT',
  'TASK',
  'MEASURE',
  'COMMENT',
  'ATTACHMENT',
  'LINK',
  'STATISTICS',
] as const;
export type JointItemKind = (typeof JOINT_ITEM_KINDS)[number];

/** A tenant's part in a case. */
export interface RosterMember {
  readonly tenantId: string;
  readonly tenantKind: TenantKind;
  readonly state: JointParticipantState;
  readonly access: JointAccess;
}

/** Who takes part in a case at a moment, and in what way. */
export interface Roster {
  readonly leadId: string;
  readonly members: ReadonlyMap<string, RosterMember>;
}

/** What decides who is shown a thing beside the roster. */
export interface ItemAudience {
  readonly kind: JointItemKind;
  /** Whom it concerns: its author, the one who asked for it, and its party. */
  readonly concerned: readonly string[];
  /** Tenants that it was shared with by name. */
  readonly named?: readonly string[];
  /** Shared with the named and the concerned only. */
  readonly isRestricted?: boolean;
}

const isSubject = (kind: JointItemKind): boolean => kind === 'SUBJECT' || kind === 'SUBJECT_SET';

export const isActive = (roster: Roster, tenantId: string): boolean => roster.members.get(tenantId)?.state === 'ACTIVE';

/**
 * The tenants that a line is shared with, sorted: the lead, whoever takes part with access to the whole, and of those it
 * concerns or names the ones who take part. The head of the case, the change of its lead and the subjects that name them
 * are for the invited as well; a line about somebody's part is for that tenant whatever its state, since it is the last
 * thing a leaver sees.
 */
export function audienceOf(roster: Roster, item: ItemAudience): string[] {
  const isForInvited = item.kind === 'CASE' || item.kind === 'HANDOVER';
  const audience = new Set<string>([roster.leadId]);
  for (const { tenantId, state, access } of roster.members.values()) {
    if (state === 'INVITED' && isForInvited) audience.add(tenantId);
    if (state !== 'ACTIVE') continue;
    if (isForInvited || (access === 'WHOLE' && !item.isRestricted)) audience.add(tenantId);
  }
  for (const tenantId of [...item.concerned, ...(item.named ?? [])]) {
    const isInvitedAbout = isSubject(item.kind) && roster.members.get(tenantId)?.state === 'INVITED';
    if (isActive(roster, tenantId) || isInvitedAbout) audience.add(tenantId);
  }
  if (item.kind === 'PARTICIPANT') for (const tenantId of item.concerned) audience.add(tenantId);
  return [...audience].sort();
}

/** The sharing of a line: owned by the lead of the moment, named for its audience. */
export const sharingOf = (roster: Roster, audience: readonly string[]): Sharing => ({
  ownerId: roster.leadId,
  level: 'NAMED',
  memberIds: audience,
});

/** Whose a thing is and whom it is about. */
export interface ItemParties {
  readonly kind: JointItemKind;
  readonly ownerId: string | null;
  readonly partyId: string | null;
}

/** Everything that a tenant is to a thing of a case; an outsider is nothing else. */
export function actorsOf(roster: Roster, tenantId: string, item: ItemParties): JointActor[] {
  const member = roster.members.get(tenantId);
  const isOwnPart = item.kind === 'PARTICIPANT' && item.partyId === tenantId;
  if (member?.state === 'INVITED' && isOwnPart) return ['PARTY'];
  if (member?.state !== 'ACTIVE') return ['OUTSIDER'];
  const actors: JointActor[] = [];
  if (roster.leadId === tenantId) actors.push('LEAD');
  if (item.ownerId === tenantId) actors.push('OWNER');
  if (item.partyId === tenantId) actors.push('PARTY');
  if (isAgencyKind(member.tenantKind)) actors.push('AGENCY');
  return [...actors, 'PARTICIPANT'];
}

export const isAgencyKind = (kind: TenantKind): boolean => AGENCY_KINDS.includes(kind);

/** The roster with one member as it is after a change. */
export function withMember(roster: Roster, member: RosterMember): Roster {
  return { ...roster, members: new Map(roster.members).set(member.tenantId, member) };
}
