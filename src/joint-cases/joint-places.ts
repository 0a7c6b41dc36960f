import { Injectable } from '@nestjs/common';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Conflict, isRefusal, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import type { Tx } from '../common/persistence/sql.js';
import { mayAdd } from './joint-case.policy.js';
import { JointCasesRepository, type StoredItem } from './joint-cases.repository.js';
import type { JointPlaceKind } from './joint-content.js';
import { JointDesk, type JointRefusal } from './joint-desk.js';
import type { OpenCase } from './joint-journal.js';
import { audienceOf, type ItemAudience, type JointItemKind } from './joint-roster.js';

/** What something is added to, and so who is shown it. */
export interface JointPlace {
  readonly kind: JointPlaceKind;
  readonly id: string;
  readonly audience: Omit<ItemAudience, 'kind'>;
}

/** How an addition says where it goes: to a thing, or to the case as a whole with an audience of its own. */
export interface WantedPlace {
  readonly caseId: string;
  readonly targetId?: string | null | undefined;
  readonly namedIds: readonly string[];
  readonly isRestricted: boolean;
}

/** Where a file or comment about a task or measure goes: it is shown to whoever is shown that. */
export const placeAt = ({ kind, id, ownerId, partyId, namedIds, isRestricted }: StoredItem): JointPlace => ({
  kind: kind === 'TASK' ? 'TASK' : 'MEASURE',
  id,
  audience: { concerned: [ownerId, partyId], named: namedIds, isRestricted },
});

/** Finds what comments and files are added to. */
@Injectable()
export class JointPlaces {
  constructor(private readonly desk: JointDesk) {}

  /** The case, open for an addition of this kind, and its place in it. */
  async open(
    tx: Tx,
    context: TenantContext,
    kind: JointItemKind,
    wanted: WantedPlace,
  ): Promise<{ readonly file: OpenCase; readonly place: JointPlace } | JointRefusal> {
    const { caseId, targetId, namedIds: named, isRestricted } = wanted;
    const file = await this.desk.openFor(tx, context, caseId);
    if (isRefusal(file)) return file;
    const possible = mayAdd(file.row.state, kind);
    if (!possible.ok) return Conflict.of('input.caseId', possible.reason, possible.code);
    if (!targetId) {
      const audience = { concerned: [context.tenantId], named, isRestricted };
      return { file, place: { kind: 'CASE', id: caseId, audience } };
    }
    const place = await this.placeOf(tx, context, file, targetId);
    return isRefusal(place) ? place : { file, place };
  }

  private async placeOf(
    tx: Tx,
    context: TenantContext,
    file: OpenCase,
    targetId: string,
  ): Promise<JointPlace | JointRefusal> {
    const [item] = isId(targetId) ? await new JointCasesRepository(tx).itemsById([targetId]) : [];
    const isPlace = item?.caseId === file.row.id && (item.kind === 'TASK' || item.kind === 'MEASURE');
    if (!isPlace || !(await this.desk.itemsShown(tx, context, file.row.id, [targetId])).has(targetId)) {
      return NotFound.of('input.targetId', 'task or measure');
    }
    const place = placeAt(item);
    // Whoever was shown what it was once, and is not shown what it is now, adds nothing to it.
    const isShownNow = audienceOf(file.roster, { kind: place.kind, ...place.audience }).includes(context.tenantId);
    return isShownNow ? place : Conflict.of('input.targetId', 'This is not yours to do in this case.', 'WRONG_ACTOR');
  }
}
