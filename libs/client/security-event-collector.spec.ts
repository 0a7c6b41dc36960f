import { createLocalJWKSet, importJWK, SignJWT } from 'jose';
import { generateSigningKey } from '../signing/keys.js';
import { LiaisonRequestError } from './request-error.js';
import { collectSecurityEvents } from './security-event-collector.js';

type Poll = Readonly<Record<string, unknown>>;
type Answer = Readonly<Record<string, string>> | LiaisonRequestError | Error;

describe('collecting security event tokens', () => {
  let key: Awaited<ReturnType<typeof generateSigningKey>>;

  const token = async (jti: string, claims: object = {}) =>
    new SignJWT({
      ...{ iss: 'https://gateway.test', aud: 'bazaar', jti, txn: `event-${jti}`, iat: 1, toe: 1 },
      ...{ sub_id: { format: 'opaque', id: 'entry' }, events: { 'urn:liaison:event:blacklist.published': {} } },
      ...claims,
    })
      .setProtectedHeader({ alg: 'ES256', typ: 'secevent+jwt', kid: 'k' })
      .sign(await importJWK(key.privateJwk, 'ES256'));

  /** Collects from a gateway that gives these answers, and ends with the last of them. */
  async function collect(answers: readonly Answer[], handle: (jti: string) => void = () => undefined) {
    const polls: Poll[] = [];
    const errors: unknown[] = [];
    const ending = new AbortController();
    const request = async (_path: string, init?: RequestInit): Promise<Response> => {
      polls.push(JSON.parse(String(init?.body)) as Poll);
      const next = answers[polls.length - 1];
      if (!next) {
        ending.abort();
        return Response.json({ sets: {} });
      }
      if (next instanceof Error) throw next;
      return Response.json({ sets: next });
    };
    const ended = await collectSecurityEvents({
      ...{ client: { request }, streamId: 'a/b', retryMs: 1, signal: ending.signal },
      ...{ issuer: 'https://gateway.test', audience: 'bazaar' },
      keys: createLocalJWKSet({ keys: [key.publicJwk] }),
      handle: ({ jti }) => handle(jti),
      onError: (error) => errors.push(error),
    }).catch((error: unknown) => error);
    return { polls, errors, ended };
  }

  beforeAll(async () => {
    key = await generateSigningKey('ES256', 'k');
  });

  it('acknowledges what was handled with the next poll, and refuses what is not authentic', async () => {
    const handled: string[] = [];
    const sets = { a: await token('a'), b: await token('b', { aud: 'market' }), c: 'no token', d: await token('d') };
    const { polls } = await collect([sets], (jti) => handled.push(jti));
    expect(handled).toEqual(['a', 'd']);
    expect(polls).toEqual([
      { returnImmediately: false },
      {
        returnImmediately: false,
        ack: ['a', 'd'],
        setErrs: {
          b: { err: 'invalid_audience', description: expect.any(String) },
          c: { err: 'invalid_request', description: expect.any(String) },
        },
      },
    ]);
  });

  it('leaves what the handler did not take, and tells of it', async () => {
    const { polls, errors } = await collect([{ a: await token('a'), b: await token('b') }], (jti) => {
      if (jti === 'a') throw new Error('not today');
    });
    expect(polls[1]).toMatchObject({ ack: ['b'] });
    expect(errors).toEqual([new Error('not today')]);
  });

  it('comes again after a break, with the answers that may not have arrived', async () => {
    const { polls, errors } = await collect([{ a: await token('a') }, new Error('reset'), new Error('reset')]);
    expect(polls.slice(1)).toEqual(Array.from({ length: 3 }, () => ({ returnImmediately: false, ack: ['a'] })));
    expect(errors).toHaveLength(2);
  });

  it('ends when the gateway refuses for good', async () => {
    const gone = new LiaisonRequestError(404, [], null);
    const { ended, polls } = await collect([gone]);
    expect(ended).toBe(gone);
    expect(polls).toHaveLength(1);
  });

  it('acknowledges what was handled before it ends', async () => {
    const ending = new AbortController();
    const polls: Poll[] = [];
    const sets = { a: await token('a'), b: await token('b') };
    await collectSecurityEvents({
      client: {
        request: async (_path, init) => {
          polls.push(JSON.parse(String(init?.body)) as Poll);
          return Response.json({ sets: polls.length === 1 ? sets : {} });
        },
      },
      ...{ streamId: 'a', issuer: 'https://gateway.test', audience: 'bazaar', signal: ending.signal },
      keys: createLocalJWKSet({ keys: [key.publicJwk] }),
      handle: () => ending.abort(),
    });
    expect(polls[1]).toEqual({ maxEvents: 0, ack: ['a'], returnImmediately: true });
  });
});
