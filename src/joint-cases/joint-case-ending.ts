import type { TenantContext } from '../common/context/tenant-context.js';
import type { Tx } from '../common/persistence/sql.js';
import { type JointLifecycle, stepAs } from './joint-actor.js';
import { JointCasesRepository } from './joint-cases.repository.js';
import type { JointJournal, LineDraft, OpenCase } from './joint-journal.js';
import { JOINT_HANDOVER_LIFECYCLE } from './joint-handover.lifecycle.js';
import { JOINT_PARTICIPANT_LIFECYCLE } from './joint-participant.lifecycle.js';
import { JOINT_TASK_LIFECYCLE } from './joint-task.lifecycle.js';

/** How what is still asked ends when its case is withdrawn. */
interface Ending {
  readonly kind: 'TASK' | 'HANDOVER';
  readonly lifecycle: JointLifecycle<string, string>;
  readonly action: string;
  readonly states: readonly string[];
}

const ENDINGS: readonly Ending[] = [
  { kind: 'HANDOVER', lifecycle: JOINT_HANDOVER_LIFECYCLE, action: 'RETRACT', states: ['OFFERED'] },
  { kind: 'TASK', lifecycle: JOINT_TASK_LIFECYCLE, action: 'CANCEL', states: ['ASSIGNED', 'STARTED', 'SUBMITTED'] },
];

/**
 * Ends everything that is asked and not answered in a withdrawn case: each is a change of its own, with its line, ledger
 * entry and event.
 */
export async function endOpenWork(
  tx: Tx,
  context: TenantContext,
  journal: JointJournal,
  file: OpenCase,
  note: string | null,
): Promise<void> {
  const drafts = [...(await endInvitations(tx, journal, file, note))];
  for (const ending of ENDINGS) drafts.push(...(await endItems(tx, journal, file, ending, note)));
  if (drafts.length > 0) await journal.write(tx, context, file, drafts);
}

async function endInvitations(
  tx: Tx,
  journal: JointJournal,
  file: OpenCase,
  note: string | null,
): Promise<LineDraft[]> {
  const repository = new JointCasesRepository(tx);
  const invited = (await repository.members(file.row.id)).filter(({ state }) => state === 'INVITED');
  if (invited.length === 0) return [];
  const taken = stepAs(JOINT_PARTICIPANT_LIFECYCLE, 'INVITED', 'REMOVE', ['LEAD']);
  if (!taken.ok) throw new Error('an invitation cannot be taken back');
  await repository.changeAll(tx, 'joint_participant', file.row.id, invited, taken.transition.to);
  const contents = await journal.contents(tx, 'PARTICIPANT', invited.map(({ id }) => id));
  return invited.flatMap(({ id, tenantId, version }) => {
    const content = contents.get(id);
    if (!content) throw new Error('a participant has no line');
    return {
      kind: 'PARTICIPANT' as const,
      itemId: id,
      version: version + 1,
      action: 'REMOVE',
      state: taken.transition.to,
      content: { ...content, note },
      audience: { concerned: [tenantId] },
      ownerId: file.roster.leadId,
      partyId: tenantId,
      trace: taken.transition,
    };
  });
}

async function endItems(
  tx: Tx,
  journal: JointJournal,
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
  const contents = await journal.contents(tx, kind, items.map(({ id }) => id));
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
