import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import { mayAdd } from './joint-case.policy.js';
import { HANDOVER_MOVE, OFFER } from './joint-cases.inputs.js';
import { JointCasesRepository, type StoredItem } from './joint-cases.repository.js';
import { JointDesk, type JointRefusal, type ShownItem } from './joint-desk.js';
import { JOINT_HANDOVER_LIFECYCLE } from './joint-handover.lifecycle.js';
import { JointItems } from './joint-items.js';
import { JointJournal, type OpenCase } from './joint-journal.js';
import { isActive, isAgencyKind, withMember } from './joint-roster.js';
import { JointTenants } from './joint-tenants.js';

export type JointHandoverResult = ShownItem<'HANDOVER'> | JointRefusal;

/** The lead of a case goes from one agency to another when it is offered and accepted. */
@Injectable()
export class JointHandoversService {
  constructor(
    private readonly clock: Clock,
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly items: JointItems,
    private readonly tenants: JointTenants,
  ) {}

  /** Offers the lead to an agency that takes part; one offer at a time. */
  async offer(context: TenantContext, input: object): Promise<JointHandoverResult> {
    const read = readInput(OFFER, input);
    if (!read.ok) return read.refusal;
    const { caseId, tenantCode, note } = read.value;
    const toId = await this.tenants.one(context, caseId, tenantCode, 'input.tenantCode');
    if (toId instanceof InvalidInput) return toId;
    return this.items.add(context, 'joint-handover.offer', 'HANDOVER', read.value, async (tx, file) => {
      const taken = this.desk.decideNew(context, file, JOINT_HANDOVER_LIFECYCLE, 'OFFER', 'HANDOVER');
      if (isRefusal(taken)) return taken;
      const possible = mayAdd(file.row.state, 'HANDOVER');
      if (!possible.ok) return Conflict.of('input.caseId', possible.reason, possible.code);
      const member = file.roster.members.get(toId);
      if (!member || toId === context.tenantId || !isActive(file.roster, toId) || !isAgencyKind(member.tenantKind)) {
        return InvalidInput.at('input.tenantCode', 'The lead is handed to another agency that takes part.');
      }
      if ((await new JointCasesRepository(tx).itemsIn(caseId, 'HANDOVER', ['OFFERED'])).length > 0) {
        return Conflict.of('input.caseId', 'The lead is offered already: retract that first.', 'ALREADY_OFFERED');
      }
      const item: StoredItem = {
        ...{ id: newId(), caseId, kind: 'HANDOVER', state: taken.to, ownerId: context.tenantId, partyId: toId },
        ...{ namedIds: [], isRestricted: false, dueAtMs: null, createdAtMs: this.clock.now() },
        ...{ acceptedAtMs: null, doneAtMs: null, version: 1 },
      };
      const content = { fromId: context.tenantId, toId, note: note ?? null };
      await this.items.insert(tx, context, file, item, 'OFFER', taken, { kind: 'HANDOVER', content });
      return item.id;
    });
  }

  /** Accepts, declines or retracts an offer. Whoever accepts leads from then on and is shown what the lead was. */
  async move(context: TenantContext, input: object): Promise<JointHandoverResult> {
    const read = readInput(HANDOVER_MOVE, input);
    if (!read.ok) return read.refusal;
    const { action, note } = read.value;
    return this.items.move(context, 'joint-handover.move', 'HANDOVER', JOINT_HANDOVER_LIFECYCLE, read.value, {
      contentOf: (before) => ({ ...before, note: note ?? null }),
      before: (tx, file, item) => (action === 'ACCEPT' ? this.passLead(tx, file, item) : Promise.resolve(file)),
      after: async (tx, file) => {
        if (action === 'ACCEPT') await this.writeHead(tx, context, file);
      },
    });
  }

  /** The case under its new lead, to whom everything that the old one could see is opened first. */
  private async passLead(tx: Tx, file: OpenCase, { partyId }: StoredItem): Promise<OpenCase> {
    await this.journal.open(tx, file, { caseId: file.row.id }, [partyId]);
    const repository = new JointCasesRepository(tx);
    const member = file.roster.members.get(partyId);
    if (!member) throw new Error('the new lead takes no part in its case');
    await repository.change(tx, 'joint_case', file.row, { leadId: partyId });
    await repository.seeWhole(tx, file.row.id, partyId);
    const roster = withMember({ ...file.roster, leadId: partyId }, { ...member, access: 'WHOLE' });
    return { row: { ...file.row, leadId: partyId, version: file.row.version + 1 }, roster };
  }

  /** The head names the lead, so that everyone who is shown it learns of the change. It goes with the handover. */
  private async writeHead(tx: Tx, context: TenantContext, file: OpenCase): Promise<void> {
    const { id, leadId, state, version } = file.row;
    const before = await this.journal.content(tx, 'CASE', id);
    await this.journal.write(tx, context, file, [
      {
        ...{ kind: 'CASE', itemId: id, version, action: 'HAND_OVER', state },
        content: { ...before, leadId, note: null },
        audience: { concerned: [] },
      },
    ]);
  }
}
