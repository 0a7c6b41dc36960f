import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import { JOINT_CASE_LIFECYCLE, type JointCaseAction } from './joint-case.lifecycle.js';
import { mayAdd, mayClose } from './joint-case.policy.js';
import { JointCaseEnding } from './joint-case-ending.js';
import { ADDITION, CASE_MOVE, type CaseMove, MAX_SUBJECTS } from './joint-cases.inputs.js';
import { JointCasesRepository } from './joint-cases.repository.js';
import type { CaseContent } from './joint-content.js';
import { changedMeanwhile, JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import { type Closing, JointFigures } from './joint-figures.js';
import { JointJournal, type LineDraft, type OpenCase } from './joint-journal.js';
import { JointJournalRepository } from './joint-lines.repository.js';
import { JointSubjects, linesOfSet, listsOf, tooManySubjects } from './joint-subjects.js';
import { JointTenants } from './joint-tenants.js';

export type JointCaseResult = ShownItem<'CASE'> | JointRefusal;

/** Adding to the subjects of a joint case, and moving it along. */
@Injectable()
export class JointCasesService {
  constructor(
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly subjects: JointSubjects,
    private readonly tenants: JointTenants,
    private readonly ending: JointCaseEnding,
    private readonly figures: JointFigures,
  ) {}

  /** Adds subjects and rings to a case. */
  async addSubjects(context: TenantContext, input: object): Promise<JointCaseResult> {
    const read = readInput(ADDITION, input);
    if (!read.ok) return read.refusal;
    const { caseId } = read.value;
    const lists = listsOf(read.value, read.value.sharedWith ?? []);
    if (lists.length === 0) return InvalidInput.at('input.subjects', 'There is nothing to add.');
    const sets = await this.subjects.sets(context, lists, (codes, path) =>
      this.tenants.known(context, caseId, codes, path),
    );
    if (sets instanceof InvalidInput) return sets;
    return this.inTransaction(context, 'joint-case.add-subjects', read.value, async (tx) => {
      const file = await this.desk.openFor(tx, context, caseId);
      if (isRefusal(file)) return file;
      if (file.roster.leadId !== context.tenantId) {
        return Conflict.of('input.caseId', 'Only the lead adds subjects.', 'WRONG_ACTOR');
      }
      const possible = mayAdd(file.row.state, 'SUBJECT_SET');
      if (!possible.ok) return Conflict.of('input.caseId', possible.reason, possible.code);
      const count = await new JointJournalRepository(tx).count(caseId, 'SUBJECT');
      const added = sets.reduce((sum, { subjects }) => sum + subjects.length, 0);
      if (count + added > MAX_SUBJECTS) return tooManySubjects();
      await this.journal.write(tx, context, file, sets.flatMap(linesOfSet));
      return this.desk.changed(tx, context, 'CASE', caseId);
    });
  }

  /** Files a draft, begins or takes back the closing, closes with an outcome, or withdraws. */
  async move(context: TenantContext, input: object): Promise<JointCaseResult> {
    const read = readInput(CASE_MOVE, input);
    if (!read.ok) return read.refusal;
    const { id, action, version, note } = read.value;
    const closing = await this.closingOf(context, read.value);
    if (closing instanceof InvalidInput) return closing;
    const outcome = closing?.outcome ?? null;
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
      const unfit = await this.unfitFor(tx, file, action);
      if (unfit) return unfit;
      const state = transition.to;
      const repository = new JointCasesRepository(tx);
      if (!(await repository.change(tx, 'joint_case', row, { state }))) return changedMeanwhile();
      const before = await this.journal.content(tx, 'CASE', id);
      const content: CaseContent = { ...before, outcome, note: note ?? null };
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
      const figures = closing ? [await this.figures.line(tx, context, file, closing)] : [];
      const written = await this.journal.write(tx, context, file, [head, ...figures]);
      if (action === 'WITHDRAW') await this.ending.endOpenWork(tx, context, written, note ?? null);
      return this.desk.changed(tx, context, 'CASE', id);
    });
  }

  /** How a case is to be closed; undefined for other moves, which take nothing of it. */
  private async closingOf(
    context: TenantContext,
    { id, action, outcome, amounts, figuresFor }: CaseMove,
  ): Promise<Closing | undefined | InvalidInput> {
    if (action !== 'CLOSE') {
      const given = Object.entries({ outcome, amounts, figuresFor }).find(([, value]) => value);
      return given && InvalidInput.at(`input.${given[0]}`, 'Only closing has an outcome and figures.');
    }
    if (!outcome) return InvalidInput.at('input.outcome', 'Closing needs its outcome.');
    const namedIds = await this.tenants.known(context, id, figuresFor ?? [], 'input.figuresFor');
    if (namedIds instanceof InvalidInput) return namedIds;
    const { involvedFen = null, finedFen = null, confiscatedFen = null } = amounts ?? {};
    return { outcome, amounts: { involvedFen, finedFen, confiscatedFen }, namedIds };
  }

  private async unfitFor(tx: Tx, { row }: OpenCase, action: JointCaseAction): Promise<JointRefusal | undefined> {
    if (action === 'FILE' && (await new JointJournalRepository(tx).count(row.id, 'SUBJECT')) === 0) {
      return Conflict.of('input.id', 'A case is filed on one subject or more.', 'NO_SUBJECTS');
    }
    if (action !== 'CLOSE') return undefined;
    const settled = mayClose(await new JointCasesRepository(tx).openWork(row.id));
    return settled.ok ? undefined : Conflict.of('input.id', settled.reason, settled.code);
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
