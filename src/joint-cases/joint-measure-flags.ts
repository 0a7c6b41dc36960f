import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Tx } from '../common/persistence/sql.js';
import { noteEntityChanges } from '../entities/entity-changes.js';
import { FlagMeasures, type MeasuredFlag } from '../flags/flag-measures.js';
import type { Measure, Severity } from '../flags/flag-vocabulary.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import type { StoredItem } from './joint-cases.repository.js';
import type { JointMeasureKind, MeasureContent } from './joint-content.js';
import type { OpenCase } from './joint-journal.js';
import { JointMeasuresRepository } from './joint-measures.repository.js';

/** What the platform's flags say of each measure while it is in force. */
const CODE_OF: Readonly<Record<JointMeasureKind, Measure>> = {
  TAKE_DOWN: 'LISTING_TAKEN_DOWN',
  FREEZE_SHOP: 'SHOP_FROZEN',
  SUSPEND_ACCOUNT: 'ACCOUNT_SUSPENDED',
  HOLD_PAYOUTS: 'PAYOUT_HELD',
  PRESERVE_EVIDENCE: 'EVIDENCE_PRESERVED',
};

/**
 * Keeps the platform's own flags on the entity in step with its measures. Several measures may hold one code on a flag,
 * and the platform may have reported it before: it goes when the last one ends, unless the platform had said it itself.
 */
@Injectable()
export class JointMeasureFlags {
  constructor(
    private readonly clock: Clock,
    private readonly sharings: SharingRepository,
  ) {}

  /** The measure is in force from now on. */
  async put(tx: Tx, { row }: OpenCase, item: StoredItem, content: MeasureContent): Promise<void> {
    const { partyId: tenantId } = item;
    const repository = new JointMeasuresRepository(tx);
    const entityId = content.entityId ?? (await repository.ownEntity(tenantId, content.lookupKey));
    // Of what the platform never told nobody has a flag to write it on.
    if (!entityId) return;
    const flags = await this.flagsOn(tx, tenantId, entityId, {
      category: row.category,
      severity: row.severity as Severity,
      jurisdiction: row.jurisdiction,
    });
    const code = CODE_OF[content.measure];
    const held = await repository.holdsOf(
      flags.map(({ id }) => id),
      code,
    );
    for (const flag of flags) {
      const others = held.filter(({ flagId }) => flagId === flag.id);
      const isOwn = others[0] ? Number(others[0].isOwn) === 1 : flag.measures.includes(code);
      await repository.hold(tx, { measureId: item.id, flagId: flag.id, code, isOwn: isOwn ? 1 : 0 });
      if (!flag.measures.includes(code)) await this.write(tx, flag, [...flag.measures, code]);
    }
  }

  /** The measure is not in force any more. */
  async take(tx: Tx, measureId: string): Promise<void> {
    const repository = new JointMeasuresRepository(tx);
    const ended = await repository.holdsBy(measureId);
    const [first] = ended;
    if (!first) return;
    const flagIds = ended.map(({ flagId }) => flagId);
    const flags = await new FlagMeasures(tx).byIds(flagIds);
    await repository.release(tx, measureId);
    const stillHeld = new Set((await repository.holdsOf(flagIds, first.code)).map(({ flagId }) => flagId));
    for (const { flagId, isOwn, code } of ended) {
      const flag = flags.find(({ id }) => id === flagId);
      if (!flag || Number(isOwn) === 1 || stillHeld.has(flagId)) continue;
      await this.write(
        tx,
        flag,
        flag.measures.filter((measure) => measure !== code),
      );
    }
  }

  /** The platform's flags on the entity; a first one, which only itself sees, when it has none. */
  private async flagsOn(
    tx: Tx,
    tenantId: string,
    entityId: string,
    kind: { readonly category: string; readonly severity: Severity; readonly jurisdiction: string },
  ): Promise<MeasuredFlag[]> {
    const measured = new FlagMeasures(tx);
    const flags = await measured.ownActive(tenantId, entityId);
    if (flags.length > 0) return flags;
    const nowMs = this.clock.now();
    // Shared wider it would tell others of the case, and whoever left of what comes after.
    const [sharingId = ''] = await this.sharings.ensure(tx, [{ ownerId: tenantId, level: 'OWNER' }], nowMs);
    const flag = await measured.raise({ entityId, tenantId, sharingId, ...kind }, nowMs);
    await noteEntityChanges(tx, [entityId], nowMs);
    return [flag];
  }

  private write(tx: Tx, { id }: MeasuredFlag, measures: readonly Measure[]): Promise<void> {
    return new FlagMeasures(tx).set(id, measures, this.clock.now());
  }
}
