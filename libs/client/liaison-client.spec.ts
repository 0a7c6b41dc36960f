import { generateSigningKey } from '../signing/keys.js';
import { LiaisonClient, LiaisonRequestError } from './liaison-client.js';

/** A client whose gateway answers as told, and the tokens that it sent. */
async function clientFor(answer: () => Response) {
  const { privateJwk } = await generateSigningKey('EdDSA', 'client-1');
  const tokens: string[] = [];
  let nowMs = 1_800_000_000_000;
  const client = new LiaisonClient({
    url: 'http://gateway.test',
    credentials: { tenant: 'hz-police', actor: 'officer-1', privateJwk, scopes: ['entities:lookup'] },
    now: () => nowMs,
    fetch: async (_url, init) => {
      tokens.push(new Headers(init?.headers).get('authorization') ?? '');
      return answer();
    },
  });
  const pass = (milliseconds: number) => {
    nowMs += milliseconds;
  };
  return { client, tokens, pass };
}

const good = () => Response.json({ data: { me: { code: 'hz-police' } } });

describe('the client', () => {
  it('uses one token for many queries until it is nearly over, and a new one for each change', async () => {
    const { client, tokens, pass } = await clientFor(good);
    await client.query('{ me { code } }');
    await client.query('{ me { code } }');
    expect(new Set(tokens).size).toBe(1);
    pass(100_000);
    await client.query('{ me { code } }');
    expect(new Set(tokens).size).toBe(2);
    await client.mutate('mutation { x }');
    await client.mutate('mutation { x }');
    expect(new Set(tokens).size).toBe(4);
  });

  it.each<[string, () => Response, number, string | undefined]>([
    [
      'a refusal',
      () =>
        Response.json(
          { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] },
          { status: 401, headers: { 'x-request-id': 'r-1' } },
        ),
      401,
      'UNAUTHENTICATED',
    ],
    ['an error beside no data', () => Response.json({ data: null, errors: [{ message: 'no' }] }), 200, undefined],
    ['a page of a proxy', () => new Response('<html>Bad Gateway</html>', { status: 502 }), 502, undefined],
    ['nothing', () => new Response('', { status: 503 }), 503, undefined],
    ['an answer that is no GraphQL', () => Response.json({}), 200, undefined],
  ])('throws its own error for %s', async (_name, answer, status, code) => {
    const { client } = await clientFor(answer);
    const error: unknown = await client.query('{ me { code } }').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LiaisonRequestError);
    expect(error).toMatchObject({ status, code });
  });
});
