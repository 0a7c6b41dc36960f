import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { Conflict, InvalidInput, isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { LINKING, MAX_LINKS } from './joint-additions.inputs.js';
import { JOINT_LINK_LIFECYCLE } from './joint-additions.lifecycle.js';
import { JOINT_LINK_KINDS, type JointLinkKind } from './joint-content.js';
import { JointDesk, type JointRefusal, type JointTransition, type ShownItem } from './joint-desk.js';
import { JointJournal, type OpenCase } from './joint-journal.js';
import { JointJournalRepository } from './joint-lines.repository.js';
import { JointLinksRepository, type LinkedThing } from './joint-links.repository.js';
import { JointPlaces } from './joint-places.js';
import { JointTenants } from './joint-tenants.js';

export type JointLinkResult = ShownItem<'LINK'> | JointRefusal;

/** Links from a case to disclosure requests and blacklist entries. */
@Injectable()
export class JointLinksService {
  constructor(
    private readonly database: Database,
    private readonly desk: JointDesk,
    private readonly journal: JointJournal,
    private readonly places: JointPlaces,
    private readonly tenants: JointTenants,
  ) {}

  /** Links something of the caller's own; whatever else is refused as if it did not exist. */
  async add(context: TenantContext, input: object): Promise<JointLinkResult> {
    const read = readInput(LINKING, input);
    if (!read.ok) return read.refusal;
    const { caseId, kind, linkedId, note, sharedWith, isRestricted } = read.value;
    const namedIds = await this.tenants.known(context, caseId, sharedWith ?? [], 'input.sharedWith');
    if (namedIds instanceof InvalidInput) return namedIds;
    return this.desk.inTransaction<ShownItem<'LINK'>>(
      context,
      'joint-link.add',
      read.value,
      async (tx) => {
        const opened = await this.places.open(tx, context, 'LINK', { caseId, namedIds, isRestricted });
        if (isRefusal(opened)) return opened;
        const { file, place } = opened;
        const taken = this.desk.decideNew(context, file, JOINT_LINK_LIFECYCLE, 'ADD', 'LINK');
        if (isRefusal(taken)) return taken;
        const refusal = await this.refusalOf(tx, context, file, kind, linkedId);
        if (refusal) return refusal;
        const content = { linkKind: kind, linkedId, note: note ?? null };
        const { audience } = place;
        const id = await this.write(tx, context, file, taken, content, audience);
        return this.desk.changed(tx, context, 'LINK', id);
      },
      (tx, id) => this.desk.changed(tx, context, 'LINK', id),
    );
  }

  /** What the viewer may see now of what these links point to, by id. One statement for each kind. */
  async linked(context: TenantContext, links: readonly ShownItem<'LINK'>[]): Promise<ReadonlyMap<string, LinkedThing>> {
    const repository = new JointLinksRepository(this.database, context);
    const idsOf = (kind: JointLinkKind) =>
      links.filter(({ shown }) => shown.linkKind === kind).map(({ shown }) => shown.linkedId);
    const found = await Promise.all(JOINT_LINK_KINDS.map((kind) => repository.visible(kind, idsOf(kind))));
    return new Map(found.flat().map((thing) => [thing.id, thing]));
  }

  private async refusalOf(
    tx: Tx,
    context: TenantContext,
    { row }: OpenCase,
    kind: JointLinkKind,
    linkedId: string,
  ): Promise<JointRefusal | undefined> {
    const repository = new JointLinksRepository(tx, context);
    if (!isId(linkedId) || !(await repository.isOwn(kind, linkedId))) {
      return NotFound.of('input.linkedId', kind === 'BLACKLIST_ENTRY' ? 'blacklist entry' : 'disclosure request');
    }
    if (await repository.isLinked(row.id, linkedId)) {
      return Conflict.of('input.linkedId', 'It is linked to the case already.', 'ALREADY_LINKED');
    }
    if ((await new JointJournalRepository(tx).count(row.id, 'LINK')) < MAX_LINKS) return undefined;
    return Conflict.of('input.caseId', `A case has at most ${MAX_LINKS} links.`, 'FULL');
  }

  private async write(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    taken: JointTransition<string>,
    content: { readonly linkKind: JointLinkKind; readonly linkedId: string; readonly note: string | null },
    audience: { readonly concerned: readonly string[] },
  ): Promise<string> {
    const id = newId();
    const { linkKind, linkedId } = content;
    await this.journal.write(tx, context, file, [
      {
        ...{ kind: 'LINK', itemId: id, version: 1, action: 'ADD', state: taken.to, content, audience, trace: taken },
        ...{ ownerId: context.tenantId, targetId: linkedId, detail: { linkKind, linkedId } },
      },
    ]);
    return id;
  }
}
