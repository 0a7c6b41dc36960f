import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import type { Tx } from '../common/persistence/sql.js';
import { DeadlinesService } from '../deadlines/deadlines.service.js';
import { type JointLifecycle, stepAs } from './joint-actor.js';
import { JointCasesRepository } from './joint-cases.repository.js';
import { JOINT_HANDOVER_LIFECYCLE } from './joint-handover.lifecycle.js';
import { JointJournal, type LineDraft, type OpenCase } from './joint-journal.js';
import { JOINT_MEASURE_LIFECYCLE } from './joint-measure.lifecycle.js';
import { JOINT_PARTICIPANT_LIFECYCLE } from './joint-participant.lifecycle.js';
import { JOINT_TASK_LIFECYCLE } from './joint-task.lifecycle.js';

/** How what is still asked ends when its case is withdrawn. */
interface Ending {
  readonly kind: 'TASK' | 'MEASURE' | 'HANDOVER';
  readonly lifecycle: JointLifecycle<string, string>;
  readonly action: string;
  readonly states: readonly string[];
}

const ENDINGS: readonly Ending[] = [
  { kind: 'HANDOVER', lifecycle: JOINT_HANDOVER_LIFECYCLE, action: 'RETRACT', states: ['OFFERED'] },
  { kind: 'TASK', lifecycle: JOINT_TASK_LIFECYCLE, action: 'CANCEL', states: ['ASSIGNED', 'STARTED', 'SUBMITTED'] },
  { kind: 'MEASURE', lifecycle: JOINT_MEASURE_LIFECYCLE, action: 'WITHDRAW', states: ['REQUESTED', 'ACCEPTED'] },
];

/** What is asked and not answered ends with its case. */
@Injectable()
export class JointCaseEnding {
  constructor(
    private readonly journal: JointJournal,
    private readonly deadlines: DeadlinesService,
  ) {}

  /** Ends it all in a withdrawn case: each is a change of its own, with its line, ledger entry and event. */
  async endOpenWork(tx: Tx, context: TenantContext, file: OpenCase, note: string | null): Promise<void> {
    const drafts = await this.endInvitations(tx, file, note);
    for (const ending of ENDINGS) drafts.push(...(await this.endItems(tx, file, ending, note)));
    if (drafts.length > 0) await this.journal.write(tx, context, file, drafts);
    for (const { itemId } of drafts) await this.deadlines.cancel(tx, itemId);
  }

  private async endInvitations(tx: Tx, file: OpenCase, note: string | null): Promise<LineDraft[]> {
    const repository = new JointCasesRepository(tx);
    const invited = (await repository.members(file.row.id)).filter(({ state }) => state === 'INVITED');
    if (invited.length === 0) return [];
    const taken = stepAs(JOINT_PARTICIPANT_LIFECYCLE, 'INVITED', 'REMOVE', ['LEAD']);
    if (!taken.ok) throw new Error('an invitation cannot be taken back');
    const { transition } = taken;
    await repository.changeAll(tx, 'joint_participant', file.row.id, invited, transition.to);
    const ids = invited.map(({ id }) => id);
    const contents = await this.journal.contents(tx, 'PARTICIPANT', ids);
    return invited.map(({ id: itemId, tenantId: partyId, version }): LineDraft => {
      const content = contents.get(itemId);
      if (!content) throw new Error('a participant has no line');
      return {
        ...{ kind: 'PARTICIPANT', itemId, version: version + 1, action: 'REMOVE', state: transition.to, partyId },
        content: { ...content, note },
        audience: { concerned: [partyId] },
        ownerId: file.roster.leadId,
        trace: transition,
      };
    });
  }

  private async endItems(
    tx: Tx,
    file: OpenCase,
    { kind, lifecycle, action, states }: Ending,
    note: string | null,
  ): Promise<LineDraft[]> {
    const repository = new JointCasesRepository(tx);
    const items = await repository.itemsIn(file.row.id, kind, states);
    const [first] = items;
    if (!first) return [];
    const taken = stepAs(lifecycle, first.state, action, ['LEAD']);
    if (!taken.ok) throw new Error(`a ${kind} cannot be ended`);
    const { transition } = taken;
    await repository.changeAll(tx, 'joint_item', file.row.id, items, transition.to);
    const ids = items.map(({ id }) => id);
    const contents = await this.journal.contents(tx, kind, ids);
    return items.map((item) => {
      const content = contents.get(item.id);
      if (!content) throw new Error(`a ${kind} has no line`);
      const { id: itemId, ownerId, partyId, namedIds, isRestricted, version } = item;
      return {
        ...{ kind, itemId, version: version + 1, action, state: transition.to, ownerId, partyId, trace: transition },
        content: { ...content, note },
        audience: { concerned: [ownerId, partyId], named: namedIds, isRestricted },
      } as LineDraft;
    });
  }
}
