import { newId } from '../../src/common/ids.js';
import { type EventFact, EventsService } from '../../src/events/events.service.js';
import type { Sharing } from '../../src/sharing/sharing.policy.js';
import { SharingRepository } from '../../src/sharing/sharing.repository.js';
import type { TestGateway } from './profiles.js';

type Happened = Partial<Omit<EventFact, 'tenantId' | 'sharingId'>>;

/** Writes events with this sharing in one transaction, as a feature would; gives the ids of their subjects. */
export async function publishEvents(
  gateway: TestGateway,
  sharing: Sharing,
  happened: readonly Happened[],
): Promise<string[]> {
  const facts = happened.map((one) => ({
    type: 'blacklist.published' as const,
    subjectType: 'blacklist_entry',
    subjectId: newId(),
    ...one,
    tenantId: sharing.ownerId,
  }));
  await gateway.database.transaction(async (tx) => {
    const [sharingId = ''] = await gateway.app.get(SharingRepository).ensure(tx, [sharing], gateway.clock.now());
    await gateway.app.get(EventsService).append(
      tx,
      facts.map((fact) => ({ ...fact, sharingId })),
    );
  });
  return facts.map(({ subjectId }) => subjectId);
}
