import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Database } from '../common/persistence/database.js';
import { type TenantCard, TenantCards } from '../tenants/tenant-cards.js';
import {
  JointCaseType,
  JointHandoverType,
  JointParticipantType,
  JointSubjectSetType,
  JointSubjectType,
  JointTaskType,
  type JointTenantType,
  JointTimelineLineType,
} from './joint-cases.graphql.js';
import type { ShownItem } from './joint-desk.js';
import { JointMeasureType } from './joint-measures.graphql.js';
import { targetFor } from './joint-measures.service.js';
import type { ShownCase } from './joint-reader.js';

const dateOf = (milliseconds: number | null): Date | null => (milliseconds === null ? null : new Date(milliseconds));

/** Tenants by id, as they are shown. */
export type TenantTags = (id: string) => JointTenantType;

/** Turns what a tenant was shown of joint cases into what is answered. */
@Injectable()
export class JointPresenter {
  private readonly cards: TenantCards;

  constructor(database: Database) {
    this.cards = new TenantCards(database);
  }

  /** Cases with the caller's part in each. At most one statement. */
  async cases(shown: readonly ShownCase[]): Promise<JointCaseType[]> {
    const tags = await this.tags(
      shown.flatMap(({ head, part }) => [
        head.shown.leadId,
        head.shown.filedById,
        ...(part ? [part.shown.tenantId] : []),
      ]),
    );
    return shown.map((each) => caseOf(each, tags));
  }

  participants(items: readonly ShownItem<'PARTICIPANT'>[]): Promise<JointParticipantType[]> {
    return this.each(items, ({ shown }) => [shown.tenantId], participantOf);
  }

  handovers(items: readonly ShownItem<'HANDOVER'>[]): Promise<JointHandoverType[]> {
    return this.each(
      items,
      ({ shown }) => [shown.fromId, shown.toId],
      (item, tags) =>
        Object.assign(new JointHandoverType(), {
          ...commonOf(item),
          from: tags(item.shown.fromId),
          to: tags(item.shown.toId),
          note: item.shown.note,
        }),
    );
  }

  tasks(items: readonly ShownItem<'TASK'>[]): Promise<JointTaskType[]> {
    return this.each(items, ({ ownerId, partyId }) => [ownerId, partyId], taskOf);
  }

  /** Measures as this caller is shown them: the platform gets the identifier in full. */
  measures(context: TenantContext, items: readonly ShownItem<'MEASURE'>[]): Promise<JointMeasureType[]> {
    return this.each(
      items,
      ({ ownerId, partyId }) => [ownerId, partyId],
      (item, tags) => measureOf(item, tags, targetFor(context, item)),
    );
  }

  timeline(lines: readonly ShownItem[]): Promise<JointTimelineLineType[]> {
    return this.each(
      lines,
      ({ tenantId, partyId }) => [tenantId, partyId],
      ({ lineId: id, atMs, kind, itemId, action, state, tenantId, partyId }, tags) =>
        Object.assign(new JointTimelineLineType(), {
          ...{ id, at: new Date(atMs), kind, itemId, action, state },
          by: tenantId === null ? null : tags(tenantId),
          party: partyId === null ? null : tags(partyId),
        }),
    );
  }

  subject(this: void, { itemId, shown }: ShownItem<'SUBJECT'>): JointSubjectType {
    const { setId, entityId, kind, identifierType, note, shown: value } = shown;
    return Object.assign(new JointSubjectType(), { id: itemId, setId, entityId, kind, identifierType, value, note });
  }

  subjectSet(this: void, { itemId, atMs, shown }: ShownItem<'SUBJECT_SET'>): JointSubjectSetType {
    return Object.assign(new JointSubjectSetType(), { id: itemId, ...shown, addedAt: new Date(atMs) });
  }

  private async each<Item, Shown>(
    items: readonly Item[],
    tenantsOf: (item: Item) => readonly (string | null)[],
    show: (item: Item, tags: TenantTags) => Shown,
  ): Promise<Shown[]> {
    const tags = await this.tags(items.flatMap(tenantsOf).filter((id) => id !== null));
    return items.map((item) => show(item, tags));
  }

  private async tags(ids: readonly string[]): Promise<TenantTags> {
    const cards: ReadonlyMap<string, TenantCard> = await this.cards.of(ids);
    return (id) => {
      const card = cards.get(id);
      if (!card) throw new Error('a joint case names a tenant that does not exist');
      return { code: card.code, name: card.name, kind: card.kind };
    };
  }
}

const commonOf = ({ itemId, caseId, state, atMs, version }: ShownItem) => ({
  id: itemId,
  caseId,
  state,
  changedAt: new Date(atMs),
  version,
});

function caseOf({ head, part }: ShownCase, tags: TenantTags): JointCaseType {
  const { leadId, filedById, openedAtMs, ...content } = head.shown;
  return Object.assign(new JointCaseType(), {
    ...commonOf(head),
    ...content,
    lead: tags(leadId),
    filedBy: tags(filedById),
    openedAt: new Date(openedAtMs),
    part: part ? participantOf(part, tags) : null,
  });
}

function participantOf(item: ShownItem<'PARTICIPANT'>, tags: TenantTags): JointParticipantType {
  const { tenantId, access, message: invitation, respondByMs, note } = item.shown;
  return Object.assign(new JointParticipantType(), {
    ...commonOf(item),
    ...{ tenant: tags(tenantId), access, invitation, respondBy: dateOf(respondByMs), note },
  });
}

function taskOf(item: ShownItem<'TASK'>, tags: TenantTags): JointTaskType {
  const { title, instructions, dueAtMs, note } = item.shown;
  return Object.assign(new JointTaskType(), {
    ...commonOf(item),
    ...{ title, instructions, dueAt: dateOf(dueAtMs), note },
    assignee: tags(item.partyId ?? ''),
    assignedBy: tags(item.ownerId ?? ''),
  });
}

function measureOf(item: ShownItem<'MEASURE'>, tags: TenantTags, target: string | null): JointMeasureType {
  const { shown: value, canonical: _, lookupKey: __, expiresAtMs, ...content } = item.shown;
  return Object.assign(new JointMeasureType(), {
    ...commonOf(item),
    ...content,
    ...{ value, target, expiresAt: new Date(expiresAtMs) },
    platform: tags(item.partyId ?? ''),
    requestedBy: tags(item.ownerId ?? ''),
  });
}
