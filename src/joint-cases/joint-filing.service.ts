import { Injectable } from '@nestjs/common';
import { covers } from '../../libs/identifiers/division.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import { stepAs } from './joint-actor.js';
import { JOINT_CASE_LIFECYCLE, type JointCaseAction } from './joint-case.lifecycle.js';
import { FILING, type Filing, MAX_PARTICIPANTS } from './joint-cases.inputs.js';
import { JointCasesRepository, type StoredCase } from './joint-cases.repository.js';
import { JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import {
  deadlineOf,
  type Invitation,
  invitedMember,
  JointInvitations,
  lineOfInvitation,
  newParticipant,
  scopeOf,
} from './joint-invitations.js';
import { JointJournal, type LineDraft, type OpenCase } from './joint-journal.js';
import { JointNamesRepository } from './joint-names.repository.js';
import { isAgencyKind, type RosterMember, withMember } from './joint-roster.js';
import { JointSubjects, linesOfSet, listsOf, type SubjectSet } from './joint-subjects.js';

type LineTrace = NonNullable<LineDraft['trace']>;

/** How a case begins: at once, or as a draft. */
interface Beginning {
  readonly action: JointCaseAction;
  readonly transition: LineTrace & { readonly to: StoredCase['state'] };
}

/** Filing joint cases. */
@Injectable()
export class JointFilingService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly subjects: JointSubjects,
    private readonly invitations: JointInvitations,
    private readonly deadlines: DeadlinesService,
  ) {}

  /** Files a case with its subjects and invitations, or keeps it as a draft that nobody else sees. */
  async file(context: TenantContext, input: object): Promise<ShownItem<'CASE'> | JointRefusal> {
    const read = readInput(FILING, input);
    if (!read.ok) return read.refusal;
    const filing = read.value;
    const wrong = await this.check(context, filing);
    if (wrong) return wrong;
    const invitations = await this.invitations.read(context, filing.invitations);
    if (invitations instanceof InvalidInput) return invitations;
    const sets = await this.subjects.sets(context, listsOf(filing), (codes, path) => idsOf(codes, path, invitations));
    if (sets instanceof InvalidInput) return sets;
    const work = async (tx: Tx) => {
      const action: JointCaseAction = filing.isDraft ? 'DRAFT' : 'FILE';
      const taken = stepAs(JOINT_CASE_LIFECYCLE, 'NEW', action, [
        isAgencyKind(context.tenantKind) ? 'AGENCY' : 'OUTSIDER',
      ]);
      if (!taken.ok) return Conflict.of('input', 'Only police and market regulators file joint cases.', taken.reason);
      return this.write(tx, context, filing, { action, transition: taken.transition }, invitations, sets);
    };
    return this.desk.inTransaction<ShownItem<'CASE'>>(context, 'joint-case.file', filing, work, (tx, id) =>
      this.desk.changed(tx, context, 'CASE', id),
    );
  }

  private async write(
    tx: Tx,
    context: TenantContext,
    filing: Filing,
    { action, transition }: Beginning,
    invitations: readonly Invitation[],
    sets: readonly SubjectSet[],
  ): Promise<ShownItem<'CASE'>> {
    const nowMs = this.clock.now();
    const { tenantId: leadId, tenantKind } = context;
    const { category, severity } = filing;
    const jurisdiction = filing.jurisdiction ?? context.jurisdiction;
    const id = newId();
    const row: StoredCase = {
      ...{ id, leadId, state: transition.to, category, severity, jurisdiction },
      ...{ lastSeq: 0, createdAtMs: nowMs, version: 1 },
    };
    const lead: RosterMember = { tenantId: leadId, tenantKind, state: 'ACTIVE', access: 'WHOLE' };
    const leadRow = {
      ...newParticipant(id, { tenant: { id: leadId }, access: 'WHOLE', respondByMs: null }, nowMs),
      state: 'ACTIVE' as const,
    };
    const invited = invitations.map((invitation) => ({ invitation, row: newParticipant(id, invitation, nowMs) }));
    const repository = new JointCasesRepository(tx);
    await repository.insertCase(tx, row);
    await repository.insertParticipants(tx, [leadRow, ...invited.map((each) => each.row)]);
    const alone = { leadId, members: new Map([[leadId, lead]]) };
    const roster = invitations.map(invitedMember).reduce(withMember, alone);
    const file = await this.journal.write(tx, context, { row, roster }, [
      headOf(filing, row, action, transition),
      partOfLead(leadId, leadRow.id),
      ...sets.flatMap(linesOfSet),
      ...invited.map(({ invitation, row: part }) => lineOfInvitation(context, part, invitation)),
    ]);
    for (const { invitation, row: part } of invited) {
      await this.deadlines.set(tx, deadlineOf(part.id, invitation.respondByMs));
    }
    await this.openPast(tx, file, invitations);
    return this.desk.changed(tx, context, 'CASE', id);
  }

  /** Opens to each of the invited what its invitation says. */
  private async openPast(tx: Tx, file: OpenCase, invitations: readonly Invitation[]): Promise<void> {
    for (const opens of ['SUBJECTS', 'EVERYTHING'] as const) {
      const tenantIds = invitations.filter((each) => each.opens === opens).map(({ tenant }) => tenant.id);
      const scope = scopeOf(file.row.id, opens);
      if (scope && tenantIds.length > 0) await this.journal.open(tx, file, scope, tenantIds);
    }
  }

  private async check(context: TenantContext, filing: Filing): Promise<InvalidInput | undefined> {
    const { jurisdiction, category, isDraft, invitations } = filing;
    if (jurisdiction && !covers(context.jurisdiction, jurisdiction)) {
      return InvalidInput.at(
        'input.jurisdiction',
        'The division must be a GB/T 2260 code within your own jurisdiction.',
      );
    }
    if (isDraft && invitations.length > 0) {
      return InvalidInput.at('input.invitations', 'Nobody is invited to a draft: file it first.');
    }
    if (invitations.length >= MAX_PARTICIPANTS) {
      return InvalidInput.at('input.invitations', `A case has at most ${MAX_PARTICIPANTS} participants.`);
    }
    if (!isDraft && listsOf(filing).length === 0) {
      return InvalidInput.at('input.subjects', 'A case is filed on one subject or more.');
    }
    if (!(await new JointNamesRepository(this.database).isCategory(category))) {
      return InvalidInput.at('input.category', 'There is no such category.');
    }
    return undefined;
  }
}

/** At filing a set can be shared with those who are invited along with it. */
function idsOf(codes: readonly string[], path: string, invitations: readonly Invitation[]): string[] | InvalidInput {
  const ids: string[] = [];
  for (const [index, code] of codes.entries()) {
    const invited = invitations.find(({ tenant }) => tenant.code === code);
    if (!invited) return InvalidInput.at(`${path}[${index}]`, 'No participant that you know of has this code.');
    ids.push(invited.tenant.id);
  }
  return ids;
}

function headOf(
  { title, summary, legalBasis, reference }: Filing,
  row: StoredCase,
  action: JointCaseAction,
  trace: LineTrace,
): LineDraft {
  const { category, severity, jurisdiction, leadId } = row;
  return {
    kind: 'CASE',
    itemId: row.id,
    version: 1,
    action,
    state: row.state,
    content: {
      ...{ title, summary, legalBasis, reference: reference ?? null, category, severity, jurisdiction, leadId },
      ...{ filedById: leadId, openedAtMs: row.createdAtMs, outcome: null, note: null },
    },
    audience: { concerned: [leadId] },
    trace,
    detail: { category },
  };
}

/** The lead takes part from the beginning; that goes with the filing and is no change of its own. */
const partOfLead = (leadId: string, participantId: string): LineDraft => ({
  kind: 'PARTICIPANT',
  itemId: participantId,
  version: 1,
  action: 'FILE',
  state: 'ACTIVE',
  content: { tenantId: leadId, access: 'WHOLE', message: null, respondByMs: null, note: null },
  audience: { concerned: [leadId] },
  ownerId: leadId,
  partyId: leadId,
});
