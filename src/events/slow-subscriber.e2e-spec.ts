import { publishEvents } from '../../test/harness/events.js';
import { describeOnEachProfile, eventually } from '../../test/harness/profiles.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import { EventTail } from './event-tail.js';
import { EventsService } from './events.service.js';

/** More than is buffered for one subscriber. */
const MANY = 2_500;
const BATCH = 500;

const viewer: TenantContext = {
  tenantId: newId(),
  tenantCode: 'slow',
  tenantKind: 'POLICE',
  jurisdiction: '330100',
  actor: 'officer-1',
  scopes: new Set(),
  requestId: 'request',
  tokenId: 'token',
  keyId: 'key',
  tokenExpiresAtMs: 0,
};

describeOnEachProfile('a subscriber that is slower than the events', (gateway) => {
  const publish = (count: number) =>
    publishEvents(
      gateway(),
      { ownerId: newId(), level: 'AGENCIES' },
      Array.from({ length: count }, () => ({})),
    );

  it('gets every event once and in order all the same', async () => {
    const { app } = gateway();
    const stream = app.get(EventsService).read(viewer, undefined, 0);
    const [first] = await publish(1);
    expect((await stream.next()).value?.event.subjectId).toBe(first);
    const before = app.get(EventTail).position;
    const expected: string[] = [];
    for (let sent = 0; sent < MANY; sent += BATCH) expected.push(...(await publish(BATCH)));
    await eventually('all went by', () => app.get(EventTail).position === before + MANY);
    const last = (await publish(1))[0] as string;
    const heard: string[] = [];
    while (heard.at(-1) !== last) heard.push((await stream.next()).value?.event.subjectId ?? 'ended');
    expect(heard).toEqual([...expected, last]);
    stream.end('ended');
    expect((await stream.next()).done).toBe(true);
  });
});
