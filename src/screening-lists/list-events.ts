import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { Tx } from '../common/persistence/sql.js';
import type { EventType } from '../events/event-types.js';
import { type EventFact, EventsService } from '../events/events.service.js';
import { SharingRepository } from '../sharing/sharing.repository.js';

/** Tells of screening lists: to their own tenant only, each event with the list's id, by which subscriptions filter. */
@Injectable()
export class ListEvents {
  constructor(
    private readonly events: EventsService,
    private readonly sharings: SharingRepository,
    private readonly clock: Clock,
  ) {}

  /** Adds an event about a list to the transaction of the change that it tells of. */
  append(tx: Tx, tenantId: string, type: EventType, listId: string, data: EventFact['data'] = {}): Promise<void> {
    return this.appendAll(tx, tenantId, listId, [{ type, subjectType: 'ScreeningList', subjectId: listId, data }]);
  }

  async appendAll(
    tx: Tx,
    tenantId: string,
    listId: string,
    facts: readonly Omit<EventFact, 'tenantId' | 'sharingId' | 'listId'>[],
  ): Promise<void> {
    if (facts.length === 0) return;
    const [sharingId = ''] = await this.sharings.ensure(tx, [{ ownerId: tenantId, level: 'OWNER' }], this.clock.now());
    await this.events.append(
      tx,
      facts.map((fact) => ({ ...fact, tenantId, sharingId, listId })),
    );
  }
}
