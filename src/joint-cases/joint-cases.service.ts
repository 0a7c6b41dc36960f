import { Injectable } from '@nestjs/common';
import { covers } from '../../libs/identifiers/division.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { stepAs } from './joint-actor.js';
import { endOpenWork } from './joint-case-ending.js';
import { JOINT_CASE_LIFECYCLE, type JointCaseAction } from './joint-case.lifecycle.js';
import { mayAdd, mayClose } from './joint-case.policy.js';
import {
  ADDITION,
  type Addition,
  CASE_MOVE,
  FILING,
  type Filing,
  MAX_PARTICIPANTS,
  MAX_SUBJECTS,
} from './joint-cases.inputs.js';
import { JointCasesRepository, type StoredCase } from './joint-cases.repository.js';
import type { CaseContent } from './joint-content.js';
import { changedMeanwhile, JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import {
  type Invitation,
  invitedMember,
  JointInvitations,
  lineOfInvitation,
  newParticipant,
  scopeOf,
} from './joint-invitations.js';
import { JointJournal, type LineDraft, type OpenCase } from './joint-journal.js';
import { isAgencyKind, type Roster, withMember } from './joint-roster.js';
import { JointSubjects, linesOfSet, type SubjectList, type SubjectSet } from './joint-subjects.js';
import { JointTenants } from './joint-tenants.js';

export type JointCaseResult = ShownItem<'CASE'> | JointRefusal;

/** Filing a joint case, adding to its subjects, and moving it along. */
@Injectable()
export class JointCasesService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly subjects: JointSubjects,
    private readonly invitations: JointInvitations,
    private readonly tenants: JointTenants,
  ) {}

  /** Files a case with its subjects and invitations, or keeps it as a draft that nobody else sees. */
  async file(context: TenantContext, input: object): Promise<JointCaseResult> {
    const read = readInput(FILING, input);
    if (!read.ok) return read.refusal;
    const filing = read.value;
    const wrong = await this.check(context, filing);
    if (wrong) return wrong;
    const invitations = await this.invitations.read(context, filing.invitations);
    if (invitations instanceof InvalidInput) return invitations;
    const sets = await this.setsOf(context, listsOf(filing), (codes, path) => idsOf(codes, path, invitations));
    if (sets instanceof InvalidInput) return sets;
    return this.inTransaction(context, 'joint-case.file', filing, async (tx) => {
      const action: JointCaseAction = filing.isDraft ? 'DRAFT' : 'FILE';
      const taken = stepAs(JOINT_CASE_LIFECYCLE, 'NEW', action, [isAgencyKind(context.tenantKind) ? 'AGENCY' : 'OUTSIDER']);
      if (!taken.ok) return Conflict.of('input', 'Only police and market regulators file joint cases.', taken.reason);
      return this.write(tx, context, filing, { action, transition: taken.transition }, invitations, sets);
    });
  }

  /** Adds subjects and rings to a case. */
  async addSubjects(context: TenantContext, input: object): Promise<JointCaseResult> {
    const read = readInput(ADDITION, input);
    if (!read.ok) return read.refusal;
    const { caseId } = read.value;
    const lists = listsOf(read.value, read.value.sharedWith ?? []);
    if (lists.length === 0) return InvalidInput.at('input.subjects', 'There is nothing to add.');
    const sets = await this.setsOf(context, lists, (codes, path) => this.tenants.known(context, caseId, codes, path));
    if (sets instanceof InvalidInput) return sets;
    return this.inTransaction(context, 'joint-case.add-subjects', read.value, async (tx) => {
      const file = await this.desk.openFor(tx, context, caseId);
      if (isRefusal(file)) return file;
      if (file.roster.leadId !== context.tenantId) {
        return Conflict.of('input.caseId', 'Only the lead adds subjects.', 'WRONG_ACTOR');
      }
      const possible = mayAdd(file.row.state, 'SUBJECT_SET');
      if (!possible.ok) return Conflict.of('input.caseId', possible.reason, possible.code);
      const count = await new JointCasesRepository(tx).countSubjects(caseId);
      if (count + countOf(sets) > MAX_SUBJECTS) return tooManySubjects();
      await this.journal.write(tx, context, file, sets.flatMap(linesOfSet));
      return this.desk.changed(tx, context, 'CASE', caseId);
    });
  }

  /** Files a draft, begins or takes back the closing, closes with an outcome, or withdraws. */
  async move(context: TenantContext, input: object): Promise<JointCaseResult> {
    const read = readInput(CASE_MOVE, input);
    if (!read.ok) return read.refusal;
    const { id, action, version, note, outcome } = read.value;
    return this.inTransaction(context, 'joint-case.move', read.value, async (tx) => {
      const file = isId(id) ? await this.desk.open(tx, id) : undefined;
      if (!file || !(await this.desk.item(tx, context, 'CASE', id))) return NotFound.of('input.id', 'joint case');
      const { row } = file;
      const parties = { kind: 'CASE', ownerId: null, partyId: null } as const;
      const transition = this.desk.decide(context, file, {
        lifecycle: JOINT_CASE_LIFECYCLE,
        state: row.state,
        action,
        parties,
        note,
      });
      if (isRefusal(transition)) return transition;
      if (row.version !== version) return changedMeanwhile();
      const unfit = await this.unfitFor(tx, file, action, outcome);
      if (unfit) return unfit;
      const state = transition.to;
      const repository = new JointCasesRepository(tx);
      if (!(await repository.change(tx, 'joint_case', row, { state }))) return changedMeanwhile();
      const before = await this.journal.content(tx, 'CASE', id);
      const content: CaseContent = { ...before, outcome: action === 'CLOSE' ? (outcome ?? null) : null, note: note ?? null };
      const head: LineDraft = {
        kind: 'CASE',
        itemId: id,
        version: row.version + 1,
        action,
        state,
        content,
        audience: { concerned: [context.tenantId] },
        trace: transition,
        detail: outcome ? { outcome } : {},
      };
      const written = await this.journal.write(tx, context, file, [head]);
      if (action === 'WITHDRAW') await endOpenWork(tx, context, this.journal, written, note ?? null);
      return this.desk.changed(tx, context, 'CASE', id);
    });
  }

  private async unfitFor(
    tx: Tx,
    { row }: OpenCase,
    action: JointCaseAction,
    outcome: string | null | undefined,
  ): Promise<JointRefusal | undefined> {
    const repository = new JointCasesRepository(tx);
    if (action === 'FILE' && (await repository.countSubjects(row.id)) === 0) {
      return Conflict.of('input.id', 'A case is filed on one subject or more.', 'NO_SUBJECTS');
    }
    if (action !== 'CLOSE') return outcome ? InvalidInput.at('input.outcome', 'Only closing has an outcome.') : undefined;
    if (!outcome) return InvalidInput.at('input.outcome', 'Closing needs its outcome.');
    const settled = mayClose(await repository.openWork(row.id));
    return settled.ok ? undefined : Conflict.of('input.id', settled.reason, settled.code);
  }

  private async write(
    tx: Tx,
    context: TenantContext,
    filing: Filing,
    step: { readonly action: JointCaseAction; readonly transition: { readonly to: StoredCase['state'] } & LineTrace },
    invitations: readonly Invitation[],
    sets: readonly SubjectSet[],
  ): Promise<ShownItem<'CASE'>> {
    const nowMs = this.clock.now();
    const { category, severity } = filing;
    const jurisdiction = filing.jurisdiction ?? context.jurisdiction;
    const id = newId();
    const { to: state } = step.transition;
    const row: StoredCase = {
      ...{ id, leadId: context.tenantId, state, category, severity, jurisdiction },
      ...{ lastSeq: 0, createdAtMs: nowMs, version: 1 },
    };
    const lead = { tenant: { id: context.tenantId, code: '', kind: context.tenantKind, state: '' }, access: 'WHOLE' } as const;
    const leadRow = { ...newParticipant(id, { ...lead, respondByMs: nowMs }, nowMs), state: 'ACTIVE', respondByMs: null } as const;
    const invited = invitations.map((invitation) => ({ invitation, row: newParticipant(id, invitation, nowMs) }));
    const repository = new JointCasesRepository(tx);
    await repository.insertCase(tx, row);
    await repository.insertParticipants(tx, [leadRow, ...invited.map((each) => each.row)]);
    const roster: Roster = invitations.map(invitedMember).reduce(withMember, {
      leadId: context.tenantId,
      members: new Map([
        [context.tenantId, { tenantId: context.tenantId, tenantKind: context.tenantKind, state: 'ACTIVE', access: 'WHOLE' }],
      ]),
    });
    const file = await this.journal.write(tx, context, { row, roster }, [
      headOf(context, filing, row, step.action, step.transition),
      partOfLead(context.tenantId, leadRow.id),
      ...sets.flatMap(linesOfSet),
      ...invited.map(({ invitation, row: part }) => lineOfInvitation(context, part, invitation)),
    ]);
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
      return InvalidInput.at('input.jurisdiction', 'The division must be a GB/T 2260 code within your own jurisdiction.');
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
    if (!(await new JointCasesRepository(this.database).isCategory(category))) {
      return InvalidInput.at('input.category', 'There is no such category.');
    }
    return undefined;
  }

  private async setsOf(
    context: TenantContext,
    lists: readonly SubjectList[],
    idsOfCodes: (codes: readonly string[], path: string) => Promise<string[] | InvalidInput> | string[] | InvalidInput,
  ): Promise<SubjectSet[] | InvalidInput> {
    if (lists.reduce((count, { subjects }) => count + subjects.length, 0) > MAX_SUBJECTS) return tooManySubjects();
    const read = await this.subjects.read(context, lists);
    if (read instanceof InvalidInput) return read;
    const sets: SubjectSet[] = [];
    for (const [index, set] of read.entries()) {
      const { sharedWith, path } = lists[index] ?? { sharedWith: [], path: '' };
      const namedIds = await idsOfCodes(sharedWith, path.replace(/subjects$/, 'sharedWith'));
      if (namedIds instanceof InvalidInput) return namedIds;
      sets.push({ ...set, namedIds });
    }
    return sets;
  }

  private inTransaction(
    context: TenantContext,
    operation: string,
    input: { readonly idempotencyKey?: string | null | undefined },
    work: (tx: Tx) => Promise<JointCaseResult>,
  ): Promise<JointCaseResult> {
    return this.desk.inTransaction(context, operation, input, work, (tx, id) =>
      this.desk.changed(tx, context, 'CASE', id),
    );
  }
}

type LineTrace = NonNullable<LineDraft['trace']>;

const tooManySubjects = () => InvalidInput.at('input.subjects', `A case has at most ${MAX_SUBJECTS} subjects.`, 'LENGTH');

const countOf = (sets: readonly SubjectSet[]): number =>
  sets.reduce((count, { subjects }) => count + subjects.length, 0);

function listsOf({ subjects, rings }: Pick<Addition, 'subjects' | 'rings'>, sharedWith: readonly string[] = []): SubjectList[] {
  const loose = subjects.length > 0 ? [{ path: 'input.subjects', name: null, subjects, sharedWith }] : [];
  return [
    ...loose,
    ...rings.map(({ name, subjects: members, sharedWith: codes }, index) => ({
      path: `input.rings[${index}].subjects`,
      name,
      subjects: members,
      sharedWith: codes ?? [],
    })),
  ];
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
  context: TenantContext,
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
      ...{ filedById: context.tenantId, openedAtMs: row.createdAtMs, outcome: null, note: null },
    },
    audience: { concerned: [context.tenantId] },
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
