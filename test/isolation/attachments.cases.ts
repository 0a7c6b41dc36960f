import { createAttachment, sendAttachment, uploadAttachment } from '../harness/attachments.js';
import type { TestTenant } from '../harness/profiles.js';
import { type WireRequest, wireAnswer } from '../harness/wire-answer.js';
import { type IsolationCases, open, type SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const OWNERS = ['POLICE', 'MARKET_REGULATOR', 'PLATFORM'] as const;
const TUS = { 'tus-resumable': '1.0.0' };

/** A length that no other test row has: the gateway tells it by HEAD. */
const LENGTH = 7_391;

const begun = async (world: World, owner: TestTenant): Promise<Planted> => ({
  id: await createAttachment(world.gateway.url, owner, { length: LENGTH }),
  mark: String(LENGTH),
});

async function uploaded(world: World, owner: TestTenant): Promise<Planted> {
  const mark = `content of ${owner.code}`;
  return { id: await uploadAttachment(world.gateway.url, owner, Buffer.from(mark)), mark };
}

const overHttp = (plant: SingleCase['plant'], request: (id: string) => WireRequest): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant,
  ask: (world, caller, id) => wireAnswer(world.gateway, caller, request(id)),
});

/** The answer has no body: its headers tell. */
const told = (
  plant: SingleCase['plant'],
  request: (id: string) => Omit<WireRequest, 'path'>,
  header: string,
): SingleCase => ({
  kind: 'single',
  owners: OWNERS,
  plant,
  ask: async (world, caller, id) => {
    const { status, headers } = await sendAttachment(world.gateway.url, caller, id, request(id));
    return { status, contentType: headers.get('content-type'), body: String(headers.get(header)) };
  },
});

const cancelled: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: async (world, owner) => ({ ...(await begun(world, owner)), mark: 'cancelled' }),
  ask: async (world, caller, id) => {
    const { status } = await sendAttachment(world.gateway.url, caller, id, { method: 'DELETE', headers: TUS });
    return { status, contentType: null, body: status === 204 ? 'cancelled' : '' };
  },
};

const described: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: async (world, owner) => {
    const { id } = await uploaded(world, owner);
    return { id, mark: id };
  },
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `query ($id: ID!) { attachment(id: $id) { __typename
        ... on Attachment { id fileName size } ... on UserError { code message field } } }`,
      { id },
    ),
};

export const ATTACHMENT_CASES: IsolationCases = {
  'Query attachment': [described],
  'HTTP OPTIONS /v1/attachments': open('it tells what the protocol can do'),
  'HTTP POST /v1/attachments': open("it makes an upload of the caller's own and names no other"),
  'HTTP HEAD /v1/attachments/:id': [told(begun, () => ({ method: 'HEAD', headers: TUS }), 'upload-length')],
  'HTTP PATCH /v1/attachments/:id': [
    told(
      begun,
      () => ({
        method: 'PATCH',
        headers: { ...TUS, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
        body: 'x'.repeat(LENGTH),
      }),
      'upload-offset',
    ),
  ],
  'HTTP DELETE /v1/attachments/:id': [cancelled],
  'HTTP GET /v1/attachments/:id': [overHttp(uploaded, (id) => ({ method: 'GET', path: `/v1/attachments/${id}` }))],
};
