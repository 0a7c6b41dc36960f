import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AttachmentsService } from '../attachments/attachments.service.js';
import { Clock } from '../common/clock.js';
import type { Tx } from '../common/persistence/sql.js';
import { DeadlinesService, type DueDeadline } from '../deadlines/deadlines.service.js';
import { EventsService } from '../events/events.service.js';
import { LedgerService } from '../ledger/ledger.service.js';
import { packageTransition } from './package.lifecycle.js';
import { retentionEndOf } from './package.policy.js';
import { PackagesWriter, type StoredPackage } from './packages.repository.js';

const RETENTION = 'package.retention';

/** Destroys packages on their retention date: the keys of manifest and files are forgotten, the digests stay. */
@Injectable()
export class PackageRetention implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly deadlines: DeadlinesService,
    private readonly attachments: AttachmentsService,
    private readonly ledger: LedgerService,
    private readonly events: EventsService,
  ) {}

  onModuleInit(): void {
    this.deadlines.onDue(RETENTION, (tx, due) => this.destroy(tx, due));
  }

  /** Sees to it that a package is destroyed in time. */
  async schedule(tx: Tx, { id, retainUntil }: StoredPackage): Promise<void> {
    await this.deadlines.set(tx, { kind: RETENTION, subjectId: id, dueAtMs: retentionEndOf(retainUntil) });
  }

  private async destroy(tx: Tx, { subjectId, author }: DueDeadline): Promise<void> {
    const writer = new PackagesWriter(tx);
    const stored = await writer.locked(subjectId);
    const transition = stored && packageTransition(stored.state, 'destroy', 'CLOCK');
    if (!stored || !transition?.emits) return;
    const attachments = await this.attachments.destroy(tx, author, stored.id);
    await writer.change(stored.id, { state: transition.to, destroyedAtMs: this.clock.now() });
    const { id, requestId, platformId, sharingId, manifestSha256 } = stored;
    const subject = { subjectType: 'disclosure_package', subjectId: id };
    const detail = { requestId, manifestSha256, attachments };
    await this.ledger.append(tx, author, [{ action: transition.records, ...subject, detail }]);
    await this.events.append(tx, [
      { type: transition.emits, tenantId: platformId, sharingId, ...subject, data: { requestId } },
    ]);
  }
}
