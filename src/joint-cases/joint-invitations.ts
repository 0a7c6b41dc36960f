import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { NewDeadline } from '../deadlines/deadlines.service.js';
import type { InvitationInput, JointOpening } from './joint-cases.inputs.js';
import type { StoredParticipant } from './joint-cases.repository.js';
import { INVITATION_DEADLINE } from './joint-deadline-kinds.js';
import type { LineDraft } from './joint-journal.js';
import type { OpeningScope } from './joint-lines.repository.js';
import { JointNamesRepository, type NamedTenant } from './joint-names.repository.js';
import { JOINT_PARTICIPANT_LIFECYCLE } from './joint-participant.lifecycle.js';
import { isAgencyKind, type JointAccess, type RosterMember } from './joint-roster.js';

const DAY_MS = 86_400_000;
const ANSWER_DAYS = 7;
const MAX_ANSWER_DAYS = 180;

/** An invitation that can be made: the tenant is there and takes part in joint cases. */
export interface Invitation {
  readonly path: string;
  readonly tenant: NamedTenant;
  readonly access: JointAccess;
  readonly opens: JointOpening;
  readonly message: string | null;
  readonly respondByMs: number;
}

/** Reads invitations: whom they are for, what they show, and until when they are to be answered. */
@Injectable()
export class JointInvitations {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One statement, however many invitations. */
  async read(
    context: TenantContext,
    inputs: readonly InvitationInput[],
    path = 'input.invitations',
  ): Promise<Invitation[] | InvalidInput> {
    const codes = inputs.map(({ tenantCode }) => tenantCode);
    const tenants = new Map(
      (await new JointNamesRepository(this.database).tenants(codes)).map((each) => [each.code, each]),
    );
    const invitations: Invitation[] = [];
    const seen = new Set<string>();
    for (const [index, input] of inputs.entries()) {
      const at = `${path}[${index}]`;
      const tenant = tenants.get(input.tenantCode);
      if (!tenant || !mayTakePart(tenant) || tenant.id === context.tenantId || seen.has(tenant.id)) {
        return InvalidInput.at(`${at}.tenantCode`, 'No other agency or platform that can be invited has this code.');
      }
      seen.add(tenant.id);
      const respondByMs = this.deadline(input.respondBy);
      if (respondByMs === undefined) {
        return InvalidInput.at(`${at}.respondBy`, `The answer is due in the future, within ${MAX_ANSWER_DAYS} days.`);
      }
      // An agency is asked to work along; a platform to do what it is asked for.
      const access = input.access ?? (isAgencyKind(tenant.kind) ? 'WHOLE' : 'NAMED');
      const opens = input.opens ?? (access === 'WHOLE' ? 'EVERYTHING' : 'NOTHING');
      invitations.push({ path: at, tenant, access, opens, message: input.message ?? null, respondByMs });
    }
    return invitations;
  }

  private deadline(respondBy: Date | null | undefined): number | undefined {
    const nowMs = this.clock.now();
    if (!respondBy) return nowMs + ANSWER_DAYS * DAY_MS;
    const dueMs = respondBy.getTime();
    return dueMs > nowMs && dueMs <= nowMs + MAX_ANSWER_DAYS * DAY_MS ? dueMs : undefined;
  }
}

const mayTakePart = ({ kind, state }: NamedTenant): boolean =>
  state === 'ACTIVE' && (isAgencyKind(kind) || kind === 'PLATFORM');

/** The row of a participant who was never in the case before. */
export const newParticipant = (
  caseId: string,
  {
    tenant,
    access,
    respondByMs,
  }: { readonly tenant: Pick<NamedTenant, 'id'>; readonly access: JointAccess; readonly respondByMs: number | null },
  nowMs: number,
): StoredParticipant => ({
  id: newId(),
  caseId,
  tenantId: tenant.id,
  state: 'INVITED',
  access,
  respondByMs,
  invitedAtMs: nowMs,
  answeredAtMs: null,
  version: 1,
});

/** The line of an invitation. */
export function lineOfInvitation(
  context: TenantContext,
  { id, version }: Pick<StoredParticipant, 'id' | 'version'>,
  { tenant, access, message, respondByMs }: Invitation,
): LineDraft {
  const { INVITE } = JOINT_PARTICIPANT_LIFECYCLE.moves.NEW;
  if (!INVITE) throw new Error('nobody can be invited');
  return {
    kind: 'PARTICIPANT',
    itemId: id,
    version,
    action: 'INVITE',
    state: INVITE.to,
    content: { tenantId: tenant.id, access, message, respondByMs, note: null },
    audience: { concerned: [tenant.id] },
    ownerId: context.tenantId,
    partyId: tenant.id,
    trace: INVITE,
    detail: { access },
  };
}

/** The invited as they stand in the roster. */
export const invitedMember = ({ tenant, access }: Invitation): RosterMember => ({
  tenantId: tenant.id,
  tenantKind: tenant.kind,
  state: 'INVITED',
  access,
});

/** What of the journal an opening means; undefined when it opens nothing. */
export function scopeOf(caseId: string, opens: JointOpening): OpeningScope | undefined {
  if (opens === 'NOTHING') return undefined;
  return opens === 'SUBJECTS' ? { caseId, kinds: ['SUBJECT_SET', 'SUBJECT'] } : { caseId };
}

/** When an invitation lapses unless it is answered. */
export const deadlineOf = (participantId: string, respondByMs: number): NewDeadline => ({
  kind: INVITATION_DEADLINE,
  subjectId: participantId,
  dueAtMs: respondByMs,
});
