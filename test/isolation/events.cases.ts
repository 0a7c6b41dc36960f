import type { TestTenant } from '../harness/profiles.js';
import { eventually } from '../harness/profiles.js';
import { SseListener } from '../harness/sse-listener.js';
import { type IsolationCases, open } from './cases.js';
import { type Planted, TEST_EVENT, type World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM', 'OVERSIGHT'] as const;

/** An event that only its owner may know, waited for until the log has it. */
async function hiddenEvent(world: World, owner: TestTenant): Promise<Planted> {
  const subjectId = await world.event({ ownerId: owner.id, level: 'OWNER' });
  await eventually('the event gets its place', async () => {
    const [row] = await world.gateway.database.select<{ seq: number | null }>(
      'SELECT seq FROM event WHERE subjectId = ?',
      [subjectId],
    );
    return row?.seq !== null;
  });
  return { id: subjectId, mark: subjectId };
}

const page = (after: string, selection: string) => `query { events(first: 100${after}) { ${selection} } }`;

async function cursor(_world: World, caller: TestTenant): Promise<string> {
  const { events } = await caller.client.query<{ events: { pageInfo: { endCursor: string } } }>(
    page('', 'pageInfo { endCursor }'),
  );
  return events.pageInfo.endCursor;
}

const tellAll = (world: World) => world.event({ ownerId: world.owner('OPERATOR').id, level: 'PUBLIC' });

export const EVENT_CASES: IsolationCases = {
  'Query eventHead': open('it gives a sealed place in the log, and nothing that stands there'),
  'Query events': [
    {
      kind: 'list',
      owners: OWNERS,
      plant: hiddenEvent,
      ask: (world, caller) =>
        world.ask(
          caller,
          page(`, types: ["${TEST_EVENT}"]`, 'edges { node { id subjectId occurredAt } } pageInfo { hasNextPage }'),
        ),
    },
    {
      kind: 'paged',
      owners: OWNERS,
      plant: hiddenEvent,
      cursor,
      askAfter: (world, caller, after) => world.ask(caller, page(`, after: "${after}"`, 'edges { node { id } }')),
    },
  ],
  'HTTP GET /v1/events': [
    {
      kind: 'http-stream',
      owners: OWNERS,
      plant: hiddenEvent,
      tellAll,
      listen: (world, tenant, after) =>
        new SseListener(
          tenant,
          `${world.gateway.url}/v1/events${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`,
        ),
      cursor,
    },
  ],
  'HTTP POST /graphql/stream': [
    {
      kind: 'http-stream',
      scope: 'events:read',
      owners: OWNERS,
      plant: hiddenEvent,
      tellAll,
      listen: (world, tenant, after) =>
        new SseListener(tenant, `${world.gateway.url}/graphql/stream`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            query: 'subscription ($after: String) { events(after: $after) { subjectId } }',
            variables: { after },
          }),
        }),
      cursor,
    },
  ],
  'Subscription events': [
    {
      kind: 'stream',
      owners: OWNERS,
      plant: hiddenEvent,
      tellAll,
      query: 'subscription { events { subjectId } }',
      queryAfter: 'subscription ($after: String!) { events(after: $after) { subjectId } }',
      cursor,
    },
  ],
};
