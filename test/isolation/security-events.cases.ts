import { newId } from '../../src/common/ids.js';
import type { TestTenant } from '../harness/profiles.js';
import { type WireAnswer, wireAnswer } from '../harness/wire-answer.js';
import { type IsolationCases, type ListCase, open, type SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;

async function call(
  world: World,
  caller: TestTenant,
  method: string,
  path: string,
  body?: object,
): Promise<WireAnswer> {
  return wireAnswer(world.gateway, caller, {
    method,
    path: `/v1/ssf${path}`,
    ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
  });
}

/** A stream of events that no case makes. */
async function stream(world: World, owner: TestTenant): Promise<Planted> {
  const { body } = await call(world, owner, 'POST', '/stream', {
    events_requested: ['urn:liaison:event:report.completed'],
  });
  const { stream_id: id } = JSON.parse(body) as { stream_id: string };
  return { id, mark: id };
}

/** A route that is asked with a stream's id. An answer without content is made to name it, so that it can be told apart. */
const asked = (ask: (world: World, caller: TestTenant, id: string) => Promise<WireAnswer>): readonly SingleCase[] => [
  {
    kind: 'single',
    owners: OWNERS,
    plant: stream,
    ask: async (world, caller, id) => {
      const answer = await ask(world, caller, id);
      return answer.body === '' ? { ...answer, body: id } : answer;
    },
  },
];

const collected: readonly SingleCase[] = [
  {
    kind: 'single',
    owners: OWNERS,
    plant: async (world, owner) => {
      const { id } = await stream(world, owner);
      return { id, mark: 'sets' };
    },
    ask: (world, caller, id) => call(world, caller, 'POST', `/poll/${id}`, { returnImmediately: true }),
  },
];

const streams: readonly ListCase[] = [
  { kind: 'list', owners: OWNERS, plant: stream, ask: (world, caller) => call(world, caller, 'GET', '/stream') },
];

const subject = { format: 'opaque', id: newId() };

export const SECURITY_EVENT_CASES: IsolationCases = {
  'HTTP GET /.well-known/ssf-configuration': open('it reads no row'),
  'HTTP GET /.well-known/jwks.json': open("it gives the gateway's own public keys, the same to everybody"),
  'Mutation rotateGatewayKey': open("it makes a key of the gateway's own and names no other row"),
  'HTTP POST /v1/ssf/stream': open('it makes a row of its own and names no other'),
  'HTTP GET /v1/ssf/stream': [
    ...streams,
    ...asked((world, caller, id) => call(world, caller, 'GET', `/stream?stream_id=${id}`)),
  ],
  'HTTP PATCH /v1/ssf/stream': asked((world, caller, id) =>
    call(world, caller, 'PATCH', '/stream', { stream_id: id, description: 'Changed' }),
  ),
  'HTTP PUT /v1/ssf/stream': asked((world, caller, id) => call(world, caller, 'PUT', '/stream', { stream_id: id })),
  'HTTP DELETE /v1/ssf/stream': asked((world, caller, id) => call(world, caller, 'DELETE', `/stream?stream_id=${id}`)),
  'HTTP GET /v1/ssf/status': asked((world, caller, id) => call(world, caller, 'GET', `/status?stream_id=${id}`)),
  'HTTP POST /v1/ssf/status': asked((world, caller, id) =>
    call(world, caller, 'POST', '/status', { stream_id: id, status: 'paused' }),
  ),
  'HTTP POST /v1/ssf/subjects/add': asked((world, caller, id) =>
    call(world, caller, 'POST', '/subjects/add', { stream_id: id, subject }),
  ),
  'HTTP POST /v1/ssf/subjects/remove': asked((world, caller, id) =>
    call(world, caller, 'POST', '/subjects/remove', { stream_id: id, subject }),
  ),
  'HTTP POST /v1/ssf/verify': asked((world, caller, id) => call(world, caller, 'POST', '/verify', { stream_id: id })),
  'HTTP POST /v1/ssf/poll/:streamId': collected,
};
