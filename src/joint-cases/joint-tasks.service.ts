import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { SystemAuthor } from '../common/context/system-author.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import { mayAdd, takesEvidence } from './joint-case.policy.js';
import { ASSIGNMENT, MAX_ITEMS_PER_KIND, TASK_MOVE } from './joint-cases.inputs.js';
import { JointCasesRepository, type StoredItem } from './joint-cases.repository.js';
import type { TaskContent } from './joint-content.js';
import { TASK_DEADLINE } from './joint-deadline-kinds.js';
import { JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import { JointItems, type MoveParts, noEvidence } from './joint-items.js';
import { isActive } from './joint-roster.js';
import { JOINT_TASK_LIFECYCLE, type JointTaskAction } from './joint-task.lifecycle.js';
import { JointTenants } from './joint-tenants.js';

export type JointTaskResult = ShownItem<'TASK'> | JointRefusal;

/** Tasks of a joint case: who does what until when, and whether it was done. */
@Injectable()
export class JointTasksService {
  constructor(
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly items: JointItems,
    private readonly tenants: JointTenants,
    private readonly deadlines: DeadlinesService,
  ) {}

  /** Assigns a task to a participant. */
  async assign(context: TenantContext, input: object): Promise<JointTaskResult> {
    const read = readInput(ASSIGNMENT, input);
    if (!read.ok) return read.refusal;
    const { caseId, assignee, title, instructions, dueAt, sharedWith, isRestricted } = read.value;
    const nowMs = this.clock.now();
    if (dueAt && dueAt.getTime() <= nowMs) return InvalidInput.at('input.dueAt', 'A task is due in the future.');
    const partyId = await this.tenants.one(context, caseId, assignee, 'input.assignee');
    if (partyId instanceof InvalidInput) return partyId;
    const namedIds = await this.tenants.known(context, caseId, sharedWith ?? [], 'input.sharedWith');
    if (namedIds instanceof InvalidInput) return namedIds;
    return this.items.add(context, 'joint-task.assign', 'TASK', read.value, async (tx, file) => {
      const taken = this.desk.decideNew(context, file, JOINT_TASK_LIFECYCLE, 'ASSIGN', 'TASK');
      if (isRefusal(taken)) return taken;
      const possible = mayAdd(file.row.state, 'TASK');
      if (!possible.ok) return Conflict.of('input.caseId', possible.reason, possible.code);
      if (!isActive(file.roster, partyId)) {
        return InvalidInput.at('input.assignee', 'The assignee does not take part in the case just now.');
      }
      if ((await new JointCasesRepository(tx).countItems(caseId, 'TASK')) >= MAX_ITEMS_PER_KIND) {
        return Conflict.of('input.caseId', `A case has at most ${MAX_ITEMS_PER_KIND} tasks.`, 'FULL');
      }
      const dueAtMs = dueAt?.getTime() ?? null;
      const item: StoredItem = {
        ...{ id: newId(), caseId, kind: 'TASK', state: taken.to, ownerId: context.tenantId, partyId, namedIds },
        ...{ isRestricted, dueAtMs, createdAtMs: nowMs, acceptedAtMs: null, doneAtMs: null, version: 1 },
      };
      const content: TaskContent = { title, instructions, dueAtMs, note: null };
      await this.items.insert(tx, context, file, item, 'ASSIGN', taken, { kind: 'TASK', content });
      await this.watch(tx, item.id, 'ASSIGN', dueAtMs);
      return item.id;
    });
  }

  /** Starts, submits, declines, approves, returns or cancels a task. */
  async move(context: TenantContext, input: object): Promise<JointTaskResult> {
    const read = readInput(TASK_MOVE, input);
    if (!read.ok) return read.refusal;
    const { action, note, attachmentIds } = read.value;
    if (attachmentIds?.length && !takesEvidence('TASK', action)) return noEvidence();
    return this.items.move(
      context,
      'joint-task.move',
      'TASK',
      JOINT_TASK_LIFECYCLE,
      read.value,
      this.partsOf(action, note),
    );
  }

  /** The due date of a task has passed: whoever is concerned is told, once. */
  fallDue(tx: Tx, author: SystemAuthor, taskId: string): Promise<void> {
    return this.items.moveByClock(
      tx,
      author,
      'TASK',
      JOINT_TASK_LIFECYCLE,
      taskId,
      'FALL_DUE',
      this.partsOf('FALL_DUE', null),
    );
  }

  private partsOf(action: JointTaskAction, note: string | null | undefined): MoveParts<'TASK'> {
    return {
      contentOf: (before) => ({ ...before, note: note ?? null }),
      changeOf: ({ acceptedAtMs }, nowMs) => ({
        ...(action === 'START' || action === 'SUBMIT' ? { acceptedAtMs: acceptedAtMs ?? nowMs } : {}),
        ...(action === 'APPROVE' ? { doneAtMs: nowMs } : {}),
      }),
      after: (tx, _file, { id, dueAtMs }) => this.watch(tx, id, action, dueAtMs),
    };
  }

  /** The due date counts while the assignee has the task in hand. */
  private async watch(tx: Tx, taskId: string, action: JointTaskAction, dueAtMs: number | null): Promise<void> {
    if (dueAtMs === null || action === 'START' || action === 'FALL_DUE') return;
    if (action !== 'RETURN' && action !== 'ASSIGN') return this.deadlines.cancel(tx, taskId, [TASK_DEADLINE]);
    if (dueAtMs > this.clock.now()) await this.deadlines.set(tx, { kind: TASK_DEADLINE, subjectId: taskId, dueAtMs });
  }
}
