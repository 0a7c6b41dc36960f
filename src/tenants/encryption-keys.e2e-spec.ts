import { generateEncryptionKey, type PublicEncryptionJwk } from '../../libs/sealing/encryption-keys.js';
import { generateSigningKey } from '../../libs/signing/keys.js';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';

interface KeyView {
  readonly __typename: string;
  readonly keyId: string;
  readonly use: string;
  readonly algorithm: string;
  readonly publicJwk: string;
  readonly field?: string;
}

const ADD_KEY = `mutation ($input: AddTenantKeyInput!) { result: addTenantKey(input: $input) {
  __typename ... on TenantKey { keyId use algorithm publicJwk } ... on UserError { code field } } }`;

describeOnEachProfile('keys that disclosures are sealed to', (gateway) => {
  let operator: TestTenant;
  let police: TestTenant;
  let platform: TestTenant;

  beforeAll(async () => {
    operator = await gateway().tenant({ code: 'operator', kind: 'OPERATOR' });
    police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
  });

  const add = async (jwk: object, more: object = {}): Promise<KeyView> => {
    const input = { tenantCode: 'hz-police', publicJwk: JSON.stringify(jwk), ...more };
    return (await operator.client.mutate<{ result: KeyView }>(ADD_KEY, { input })).result;
  };
  const keysOf = async (tenantCode: string, use: string): Promise<KeyView[]> => {
    const query = `query ($tenantCode: String!, $use: TenantKeyUse!) {
      tenantPublicKeys(tenantCode: $tenantCode, use: $use) { keyId use algorithm publicJwk } }`;
    return (await platform.client.query<{ tenantPublicKeys: KeyView[] }>(query, { tenantCode, use })).tenantPublicKeys;
  };

  it.each(['P-256', 'X25519'] as const)('are registered beside those that sign: %s', async (curve) => {
    const { publicJwk } = await generateEncryptionKey(curve);
    const added = await add(publicJwk);
    expect(added).toMatchObject({
      __typename: 'TenantKey',
      keyId: publicJwk.kid,
      use: 'ENC',
      algorithm: 'ECDH-ES+A256KW',
    });
    const [found] = (await keysOf('hz-police', 'ENC')).filter(({ keyId }) => keyId === publicJwk.kid);
    expect(JSON.parse(found?.publicJwk ?? '') as PublicEncryptionJwk).toEqual(publicJwk);
    expect((await keysOf('hz-police', 'SIG')).map(({ keyId }) => keyId)).toEqual(['hz-police-1']);
  });

  it('are no longer given once revoked or past their time, while signatures can still be checked', async () => {
    const [revoked, retired] = await Promise.all([generateEncryptionKey('X25519'), generateEncryptionKey('X25519')]);
    const signing = await generateSigningKey('ES256', 'old');
    for (const { publicJwk } of [revoked, retired, signing]) await add(publicJwk);
    const change = (mutation: string, type: string, input: object) =>
      operator.client.mutate(`mutation ($input: ${type}!) { ${mutation}(input: $input) { __typename } }`, {
        input: { tenantCode: 'hz-police', ...input },
      });
    await change('revokeTenantKey', 'RevokeTenantKeyInput', { keyId: revoked.publicJwk.kid });
    for (const { kid } of [retired.publicJwk, signing.publicJwk]) {
      await change('retireTenantKey', 'RetireTenantKeyInput', { keyId: kid, lastsSeconds: 60 });
    }
    gateway().clock.move(61_000);
    const kids = (await keysOf('hz-police', 'ENC')).map(({ keyId }) => keyId);
    expect(kids).not.toContain(revoked.publicJwk.kid);
    expect(kids).not.toContain(retired.publicJwk.kid);
    expect((await keysOf('hz-police', 'SIG')).map(({ keyId }) => keyId)).toContain('old');
  });

  it('let nobody in', async () => {
    const { publicJwk } = await generateEncryptionKey('P-256');
    await add(publicJwk);
    const header = Buffer.from(JSON.stringify({ alg: 'ES256', typ: 'agency+jwt', kid: publicJwk.kid })).toString(
      'base64url',
    );
    const [, claims, signature] = (await police.client.token()).split('.');
    const answer = await fetch(`${gateway().url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${header}.${claims}.${signature}` },
      body: JSON.stringify({ query: '{ me { code } }' }),
    });
    expect(answer.status).toBe(401);
  });

  it.each<[string, () => Promise<object>, object, string]>([
    ['a private half', async () => (await generateEncryptionKey('P-256')).privateJwk, {}, 'input.publicJwk.d'],
    [
      'another id than the thumbprint',
      async () => ({ ...(await generateEncryptionKey('P-256')).publicJwk, kid: 'mine' }),
      {},
      'input.publicJwk.kid',
    ],
    [
      'a signing key',
      async () => (await generateSigningKey('ES256', 's')).publicJwk,
      { use: 'ENC' },
      'input.publicJwk.alg',
    ],
    [
      'a key to seal to',
      async () => (await generateEncryptionKey('P-256')).publicJwk,
      { use: 'SIG' },
      'input.publicJwk.alg',
    ],
    [
      'a point of small order',
      async () => ({ kty: 'OKP', crv: 'X25519', x: Buffer.alloc(32).toString('base64url'), alg: 'ECDH-ES+A256KW' }),
      {},
      'input.publicJwk.x',
    ],
  ])('refuse %s where it does not belong', async (_name, jwk, more, field) => {
    expect(await add(await jwk(), more)).toMatchObject({ __typename: 'InvalidInput', field });
  });

  it('are nowhere for a tenant that is not there or is suspended', async () => {
    expect(await keysOf('nobody', 'ENC')).toEqual([]);
    await operator.client.mutate(
      'mutation ($input: TenantStateInput!) { suspendTenant(input: $input) { __typename } }',
      {
        input: { code: 'hz-police' },
      },
    );
    expect(await keysOf('hz-police', 'ENC')).toEqual([]);
  });
});
