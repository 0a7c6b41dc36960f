import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Tx } from '../common/persistence/sql.js';
import type { EventType } from '../events/event-types.js';
import { EventsService } from '../events/events.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';

/** Tells of screenings: to their own tenant only. */
@Injectable()
export class ScreeningEvents {
  constructor(
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    private readonly clock: Clock,
  ) {}

  /** Adds an event to the transaction of the change that it tells of. */
  async append(
    tx: Tx,
    tenantId: string,
    type: EventType,
    subjectId: string,
    data: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const [sharingId = ''] = await this.sharings.ensure(tx, [{ ownerId: tenantId, level: 'OWNER' }], this.clock.now());
    await this.events.append(tx, [{ type, tenantId, sharingId, subjectType: 'Screening', subjectId, data }]);
  }
}
