import type { LookupAddress } from 'node:dns';
import { EndpointGuard, EndpointRefusedError, type ResolveHost } from './endpoint-guard.js';

const PUBLIC: LookupAddress = { address: '203.0.112.9', family: 4 };
const addresses = (...list: string[]): LookupAddress[] =>
  list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const guardOver = (resolve: ResolveHost, allowsPrivate = false) => new EndpointGuard(allowsPrivate, resolve);
const refusalOf = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof EndpointRefusedError ? error.code : String(error);
  }
};
const laterRefusalOf = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'ACCEPTED',
    (error: EndpointRefusedError) => error.code,
  );

describe('EndpointGuard', () => {
  const guard = guardOver(async () => [PUBLIC]);

  it.each([
    ['https://receiver.example/hook', undefined],
    ['https://receiver.example:8443/hook?tenant=1', undefined],
    ['https://8.8.8.8/hook', undefined],
    ['https://[2606:4700:4700::1111]/hook', undefined],
    ['http://receiver.example/hook', 'NOT_HTTPS'],
    ['ftp://receiver.example/hook', 'MALFORMED'],
    ['file:///etc/passwd', 'MALFORMED'],
    ['not a url', 'MALFORMED'],
    ['https://user:secret@receiver.example/', 'CREDENTIALS'],
    ['https://user@receiver.example/', 'CREDENTIALS'],
    ['https://receiver.example/#part', 'FRAGMENT'],
    [`https://receiver.example/${'a'.repeat(2_000)}`, 'TOO_LONG'],
    ['https://127.0.0.1/', 'NOT_PUBLIC'],
    ['https://0x7f.1/', 'NOT_PUBLIC'],
    ['https://2130706433/', 'NOT_PUBLIC'],
    ['https://0177.0.0.1/', 'NOT_PUBLIC'],
    ['https://127.0.0.1./', 'NOT_PUBLIC'],
    ['https://①②⑦.0.0.1/', 'NOT_PUBLIC'],
    ['https://127。0。0。1/', 'NOT_PUBLIC'],
    ['https://%31%32%37.0.0.1/', 'NOT_PUBLIC'],
    ['https://0/', 'NOT_PUBLIC'],
    ['https:127.0.0.1/', 'NOT_PUBLIC'],
    ['https:\\\\127.0.0.1/', 'NOT_PUBLIC'],
    ['https://receiver.example@127.0.0.1/', 'CREDENTIALS'],
    ['https://receiver.example\\@127.0.0.1/', undefined],
    ['https://[fe80::1%25eth0]/', 'MALFORMED'],
    ['https://256.1.1.1/', 'MALFORMED'],
    ['https://[::1]/', 'NOT_PUBLIC'],
    ['https://[::]/', 'NOT_PUBLIC'],
    ['https://[64:ff9b::a00:1]/', 'NOT_PUBLIC'],
    ['https://[2002:a00:1::]/', 'NOT_PUBLIC'],
    ['https://[::ffff:10.0.0.1]/', 'NOT_PUBLIC'],
    ['https://169.254.169.254/latest/meta-data', 'NOT_PUBLIC'],
  ])('reads %s: %s', (url, refusal) => {
    expect(refusalOf(() => guard.read(url))).toBe(refusal);
  });

  it.each<[string, readonly LookupAddress[], string]>([
    ['a public host', [PUBLIC], 'ACCEPTED'],
    ['a host with a private address', addresses('10.1.2.3'), 'NOT_PUBLIC'],
    ['a host with one private address among public ones', addresses('8.8.8.8', '127.0.0.1'), 'NOT_PUBLIC'],
    ['a host with a mapped address', addresses('::ffff:127.0.0.1'), 'NOT_PUBLIC'],
    ['a host without an address', [], 'UNRESOLVABLE'],
  ])('checks %s at registration', async (_, resolved, expected) => {
    expect(await laterRefusalOf(guardOver(async () => resolved).check('https://receiver.example/'))).toBe(expected);
  });

  it('gives the connection exactly the addresses that it checked', async () => {
    const pinned = await new Promise((resolve, reject) => {
      guard.lookup('receiver.example', { all: true }, (error, found) => (error ? reject(error) : resolve(found)));
    });
    expect(pinned).toEqual([PUBLIC]);
  });

  it('refuses the connection when the name has been rebound to a private address since its registration', async () => {
    const answers = [[PUBLIC], addresses('127.0.0.1')];
    const rebinding = guardOver(async () => answers.shift() ?? []);
    await expect(rebinding.check('https://receiver.example/')).resolves.toBeInstanceOf(URL);
    const code = await new Promise((resolve) => {
      rebinding.lookup('receiver.example', { all: true }, (error) => resolve((error as EndpointRefusedError).code));
    });
    expect(code).toBe('NOT_PUBLIC');
  });

  it('lets http and private addresses through for development, but no credentials', async () => {
    const open = guardOver(async () => addresses('127.0.0.1'), true);
    await expect(open.check('http://localhost:8080/hook')).resolves.toBeInstanceOf(URL);
    await expect(open.check('http://127.0.0.1:8080/hook')).resolves.toBeInstanceOf(URL);
    expect(refusalOf(() => open.read('http://user:secret@localhost/'))).toBe('CREDENTIALS');
  });
});
