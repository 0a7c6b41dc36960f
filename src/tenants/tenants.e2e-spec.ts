import { generateSigningKey } from '../../libs/signing/keys.js';
import { describeOnEachProfile, type TestGateway } from '../../test/harness/profiles.js';

interface Account {
  __typename: string;
  id: string;
  code: string;
  state: string;
  scopes: string[];
  version: number;
  keys: { keyId: string; state: string; notAfter: string | null }[];
}
interface Key {
  __typename: string;
  id: string;
  keyId: string;
  state: string;
  notAfter: string | null;
  version: number;
}
interface Refusal {
  __typename: string;
  code: string;
  field: string;
  message: string;
}

const ACCOUNT = '__typename id code state scopes version keys { keyId state notAfter }';
const REFUSAL = '... on UserError { __typename code field message }';
const change = (name: string, input: string, of: string) =>
  `mutation($input: ${input}!) { result: ${name}(input: $input) { ... on ${of} ${REFUSAL} } }`;

const ADD = change('addTenant', 'AddTenantInput', `TenantAccount { ${ACCOUNT} }`);
const SUSPEND = change('suspendTenant', 'TenantStateInput', `TenantAccount { ${ACCOUNT} }`);
const REINSTATE = change('reinstateTenant', 'TenantStateInput', `TenantAccount { ${ACCOUNT} }`);
const KEY = 'TenantKey { __typename id keyId state notAfter version }';
const ADD_KEY = change('addTenantKey', 'AddTenantKeyInput', KEY);
const RETIRE_KEY = change('retireTenantKey', 'RetireTenantKeyInput', KEY);
const REVOKE_KEY = change('revokeTenantKey', 'RevokeTenantKeyInput', KEY);

describeOnEachProfile('the operator', (gateway) => {
  const operator = () => gateway().tenant({ code: 'operator', kind: 'OPERATOR', jurisdiction: '000000' });
  const mutate = async <T>(mutation: string, input: object): Promise<T> => {
    const { client } = await operator();
    return (await client.mutate<{ result: T }>(mutation, { input })).result;
  };
  const newTenant = (code: string) => ({ code, name: `机构 ${code}`, kind: 'PLATFORM', jurisdiction: '330100' });
  const newJwk = async (kid: string) => JSON.stringify((await generateSigningKey('EdDSA', kid)).publicJwk);

  it('registers a tenant with all scopes of its kind, and its keys', async () => {
    const added = await mutate<Account>(ADD, newTenant('p-new'));
    expect(added).toMatchObject({ __typename: 'TenantAccount', code: 'p-new', state: 'ACTIVE', version: 1, keys: [] });
    expect(added.scopes).toContain('reports:submit');
    expect(added.scopes).not.toContain('tenants:write');

    const key = await mutate<Key>(ADD_KEY, { tenantCode: 'p-new', publicJwk: await newJwk('k1') });
    expect(key).toMatchObject({ __typename: 'TenantKey', keyId: 'k1', state: 'ACTIVE', notAfter: null, version: 1 });

    const { client } = await operator();
    const { tenant } = await client.query<{ tenant: Account }>(`{ tenant(code: "p-new") { ${ACCOUNT} } }`);
    expect(tenant.keys).toEqual([{ keyId: 'k1', state: 'ACTIVE', notAfter: null }]);
    expect(await client.query('{ tenant(code: "p-missing") { id } }')).toEqual({ tenant: null });
  });

  it('makes a change once per idempotency key, and tells of another input', async () => {
    const input = { ...newTenant('p-once'), idempotencyKey: 'add-p-once' };
    const first = await mutate<Account>(ADD, input);
    const second = await mutate<Account>(ADD, input);
    expect(second).toEqual(first);
    expect(await mutate<Refusal>(ADD, { ...input, name: 'another' })).toMatchObject({
      __typename: 'Conflict',
      code: 'IDEMPOTENCY_KEY_REUSED',
      field: 'input.idempotencyKey',
    });
    const keyInput = { tenantCode: 'p-once', publicJwk: await newJwk('once'), idempotencyKey: 'key-p-once' };
    const key = await mutate<Key>(ADD_KEY, keyInput);
    expect(await mutate<Key>(ADD_KEY, keyInput)).toEqual(key);
  });

  it.each<[string, string, () => Promise<object> | object, string, string]>([
    ['a code with capitals', ADD, () => newTenant('P-UPPER'), 'InvalidInput', 'input.code'],
    ['a code that is taken', ADD, () => newTenant('operator'), 'Conflict', 'input.code'],
    ['an empty name', ADD, () => ({ ...newTenant('p-a'), name: ' ' }), 'InvalidInput', 'input.name'],
    ['an over-long name', ADD, () => ({ ...newTenant('p-a'), name: '长'.repeat(1_001) }), 'InvalidInput', 'input.name'],
    [
      'an unknown division',
      ADD,
      () => ({ ...newTenant('p-a'), jurisdiction: '33' }),
      'InvalidInput',
      'input.jurisdiction',
    ],
    [
      'a foreign scope',
      ADD,
      () => ({ ...newTenant('p-a'), scopes: ['tenants:write'] }),
      'InvalidInput',
      'input.scopes',
    ],
    ['a missing tenant', SUSPEND, () => ({ code: 'p-missing' }), 'NotFound', 'input.code'],
    ['its own tenant', SUSPEND, () => ({ code: 'operator' }), 'Conflict', 'input.code'],
    ['an old version', SUSPEND, () => ({ code: 'p-new', version: 99 }), 'Conflict', 'input.version'],
    ['no JSON', ADD_KEY, () => ({ tenantCode: 'p-new', publicJwk: '{' }), 'InvalidInput', 'input.publicJwk'],
    [
      'a private key',
      ADD_KEY,
      async () => ({
        tenantCode: 'p-new',
        publicJwk: JSON.stringify((await generateSigningKey('ES256', 'secret')).privateJwk),
      }),
      'InvalidInput',
      'input.publicJwk.d',
    ],
    [
      'a window that never opens',
      ADD_KEY,
      async () => ({
        tenantCode: 'p-new',
        publicJwk: await newJwk('closed'),
        notBefore: '2027-01-02T00:00:00Z',
        notAfter: '2027-01-01T00:00:00Z',
      }),
      'InvalidInput',
      'input.notAfter',
    ],
    ['a missing key', REVOKE_KEY, () => ({ tenantCode: 'p-new', keyId: 'k9' }), 'NotFound', 'input.keyId'],
    [
      'a retirement without end',
      RETIRE_KEY,
      () => ({ tenantCode: 'p-new', keyId: 'k1', lastsSeconds: 2_000_000_000 }),
      'InvalidInput',
      'input.lastsSeconds',
    ],
  ])('refuses %s and names the field', async (_, mutation, input, typename, field) => {
    expect(await mutate<Refusal>(mutation, await input())).toMatchObject({ __typename: typename, field });
  });

  it('retires a key, brings its end forward, and never back from revoked', async () => {
    await mutate(ADD_KEY, { tenantCode: 'p-new', publicJwk: await newJwk('k2') });
    const retiring = await mutate<Key>(RETIRE_KEY, { tenantCode: 'p-new', keyId: 'k2', version: 1 });
    expect(retiring).toMatchObject({ state: 'RETIRING', version: 2 });
    const later = await mutate<Key>(RETIRE_KEY, { tenantCode: 'p-new', keyId: 'k2', lastsSeconds: 200_000 });
    expect(later).toEqual(retiring);
    const sooner = await mutate<Key>(RETIRE_KEY, { tenantCode: 'p-new', keyId: 'k2', lastsSeconds: 60 });
    expect(Date.parse(String(sooner.notAfter))).toBeLessThan(Date.parse(String(retiring.notAfter)));

    const revoked = await mutate<Key>(REVOKE_KEY, { tenantCode: 'p-new', keyId: 'k2' });
    expect(revoked).toMatchObject({ state: 'REVOKED', version: 4 });
    expect(await mutate<Key>(REVOKE_KEY, { tenantCode: 'p-new', keyId: 'k2' })).toEqual(revoked);
    expect(await mutate<Refusal>(RETIRE_KEY, { tenantCode: 'p-new', keyId: 'k2' })).toMatchObject({
      code: 'KEY_REVOKED',
      field: 'input.keyId',
    });
    expect(await mutate<Refusal>(ADD_KEY, { tenantCode: 'p-new', publicJwk: await newJwk('k2') })).toMatchObject({
      __typename: 'Conflict',
      field: 'input.publicJwk.kid',
    });
  });

  it('lists all tenants in pages, each once', async () => {
    const { client } = await operator();
    const codes: string[] = [];
    let after: string | null = null;
    do {
      const page: { tenants: Page } = await client.query<{ tenants: Page }>(
        'query($after: String) { tenants(first: 1, after: $after) { edges { node { code } } pageInfo { hasNextPage endCursor } } }',
        { after },
      );
      codes.push(...page.tenants.edges.map(({ node }) => node.code));
      after = page.tenants.pageInfo.hasNextPage ? page.tenants.pageInfo.endCursor : null;
    } while (after !== null);
    expect(codes).toEqual(['operator', 'p-new', 'p-once']);
  });

  it('leaves one ledger entry per change, and none for a repetition or a refusal', async () => {
    const rows = await entriesOf(gateway());
    const count = (action: string) => rows.filter((row) => row.action === action).length;
    expect(count('tenant.key.revoke')).toBe(1);
    expect(count('tenant.key.retire')).toBe(2);
    expect(count('tenant.suspend')).toBe(0);
    // The harness registered the operator itself.
    expect(count('tenant.add')).toBe(3);
  });

  it('suspends a tenant and lets it in again', async () => {
    const shop = await gateway().tenant({ code: 'p-shop', kind: 'PLATFORM' });
    await shop.client.query('{ me { code } }');
    expect(await mutate<Account>(SUSPEND, { code: 'p-shop', version: 1 })).toMatchObject({ state: 'SUSPENDED' });
    await expect(shop.client.query('{ me { code } }')).rejects.toMatchObject({ status: 401 });
    expect(await mutate<Account>(REINSTATE, { code: 'p-shop' })).toMatchObject({ state: 'ACTIVE', version: 3 });
    expect(await shop.client.query('{ me { code } }')).toEqual({ me: { code: 'p-shop' } });
  });

  it('lets a tenant see its own keys, and no other tenant', async () => {
    const shop = await gateway().tenant({ code: 'p-shop', kind: 'PLATFORM' });
    const { me } = await shop.client.query<{ me: Account }>(`{ me { ${ACCOUNT} } }`);
    expect(me.keys).toEqual([{ keyId: 'p-shop-1', state: 'ACTIVE', notAfter: null }]);
    for (const query of ['{ tenants { edges { cursor } } }', '{ tenant(code: "p-new") { id } }']) {
      await expect(shop.client.query(query)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    }
    await expect(shop.client.mutate(SUSPEND, { input: { code: 'p-new' } })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });
});

interface Page {
  edges: { node: { code: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

const entriesOf = (gateway: TestGateway) =>
  gateway.database.select<{ action: string }>(`SELECT action FROM ledger_entry WHERE action LIKE 'tenant.%'`);
