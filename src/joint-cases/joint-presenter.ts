import { Injectable } from '@nestjs/common';
import { AttachmentType } from '../attachments/attachments.graphql.js';
import { AttachmentsService } from '../attachments/attachments.service.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import {
  JointCaseType,
  JointHandoverType,
  JointParticipantType,
  JointSubjectSetType,
  JointSubjectType,
  JointTaskType,
  JointTimelineLineType,
} from './joint-cases.graphql.js';
import type { ShownItem } from './joint-desk.js';
import { JointFiguresType } from './joint-figures.graphql.js';
import { JointMeasureType } from './joint-measures.graphql.js';
import { targetFor } from './joint-measures.service.js';
import type { ShownCase } from './joint-reader.js';
import { JointTags, type TenantTags } from './joint-tags.js';

const dateOf = (milliseconds: number | null): Date | null => (milliseconds === null ? null : new Date(milliseconds));

/** Turns what a tenant was shown of joint cases into what is answered. */
@Injectable()
export class JointPresenter {
  constructor(
    private readonly tags: JointTags,
    private readonly attachments: AttachmentsService,
  ) {}

  /** Cases with the caller's part in each. At most one statement. */
  async cases(shown: readonly ShownCase[]): Promise<JointCaseType[]> {
    const tags = await this.tags.of(
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

  /** Tasks with their evidence, as far as this caller is shown it. At most two statements. */
  async tasks(context: TenantContext, items: readonly ShownItem<'TASK'>[]): Promise<JointTaskType[]> {
    const filesOf = await this.evidence(context, items);
    return this.each(
      items,
      ({ ownerId, partyId }) => [ownerId, partyId],
      (item, tags) => Object.assign(taskOf(item, tags), { attachments: filesOf(item) }),
    );
  }

  /** Measures with their evidence as this caller is shown them: the platform gets the identifier in full. */
  async measures(context: TenantContext, items: readonly ShownItem<'MEASURE'>[]): Promise<JointMeasureType[]> {
    const filesOf = await this.evidence(context, items);
    return this.each(
      items,
      ({ ownerId, partyId }) => [ownerId, partyId],
      (item, tags) => Object.assign(measureOf(item, tags, targetFor(context, item)), { attachments: filesOf(item) }),
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

  private async evidence(
    context: TenantContext,
    items: readonly ShownItem[],
  ): Promise<(item: ShownItem) => AttachmentType[]> {
    const files = await this.attachments.describe(
      context,
      items.map(({ id }) => id),
    );
    return ({ id }) => (files.get(id) ?? []).map(AttachmentType.from);
  }

  private async each<Item, Shown>(
    items: readonly Item[],
    tenantsOf: (item: Item) => readonly (string | null)[],
    show: (item: Item, tags: TenantTags) => Shown,
  ): Promise<Shown[]> {
    const tags = await this.tags.of(items.flatMap(tenantsOf).filter((id) => id !== null));
    return items.map((item) => show(item, tags));
  }
}

const commonOf = ({ itemId, caseId, state, atMs, version }: ShownItem) => ({
  id: itemId,
  caseId,
  state,
  changedAt: new Date(atMs),
  version,
});

function caseOf({ head, part, figures }: ShownCase, tags: TenantTags): JointCaseType {
  const { leadId, filedById, openedAtMs, ...content } = head.shown;
  return Object.assign(new JointCaseType(), {
    ...commonOf(head),
    ...content,
    lead: tags(leadId),
    filedBy: tags(filedById),
    openedAt: new Date(openedAtMs),
    part: part ? participantOf(part, tags) : null,
    figures: figures ? figuresOf(figures) : null,
  });
}

function figuresOf({ shown }: ShownItem<'STATISTICS'>): JointFiguresType {
  const { openedAtMs, closedAtMs, ...counts } = shown;
  const times = { openedAt: new Date(openedAtMs), closedAt: new Date(closedAtMs) };
  return Object.assign(new JointFiguresType(), { ...counts, ...times });
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
