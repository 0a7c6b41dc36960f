import { generateSigningKey } from '../../libs/signing/keys.js';
import { forge } from '../../test/harness/forged-tokens.js';
import {
  accepted,
  describeOnEachProfile,
  eventually,
  TestGateway,
  type TestTenant,
} from '../../test/harness/profiles.js';
import { post, type RawAnswer } from '../../test/harness/raw-requests.js';
import { newId } from '../common/ids.js';
import { createGateway } from '../http-server.js';
import { TenantsService } from './tenants.service.js';

const ME = { query: '{ me { code } }' };
const AUTHOR = { system: 'test' };
const MINUTE_MS = 60_000;

/** A change that gets as far as its resolver and changes nothing: there is no such entry. */
const CHANGE = {
  query: `mutation ($id: ID!) { publishBlacklistEntry(input: { id: $id, version: 1 }) { __typename } }`,
  variables: { id: newId() },
};
const REACHED = { publishBlacklistEntry: { __typename: 'NotFound' } };

const reasonOf = ({ body }: RawAnswer) => body.errors?.[0]?.extensions?.reason;
const codeOf = ({ body }: RawAnswer) => body.errors?.[0]?.extensions?.code;
const countOf = <T>(values: readonly T[], value: T) => values.filter((one) => one === value).length;

describeOnEachProfile('the life of keys and tenants', (gateway) => {
  const ask = (tenant: TestTenant) => post(gateway().url, `Bearer ${forge(gateway(), tenant)}`, ME);
  const service = () => gateway().app.get(TenantsService);
  const kidOf = (tenant: TestTenant) => String(tenant.privateJwk.kid);

  it('refuses a key before its window and after it', async () => {
    const tenant = await gateway().tenant({ code: 'window', kind: 'POLICE' });
    const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'later');
    const nowMs = gateway().clock.now();
    accepted(
      await service().addKey(AUTHOR, {
        tenantCode: 'window',
        publicJwk,
        notBeforeMs: nowMs + 10 * MINUTE_MS,
        notAfterMs: nowMs + 20 * MINUTE_MS,
      }),
    );
    const later = { ...tenant, privateJwk };
    expect(reasonOf(await ask(later))).toBe('UNKNOWN_KEY');
    gateway().clock.move(11 * MINUTE_MS);
    expect((await ask(later)).body.data).toEqual({ me: { code: 'window' } });
    gateway().clock.move(10 * MINUTE_MS);
    expect(reasonOf(await ask(later))).toBe('UNKNOWN_KEY');
    expect((await ask(tenant)).body.data).toEqual({ me: { code: 'window' } });
  });

  it('takes a retiring key until its end', async () => {
    const tenant = await gateway().tenant({ code: 'rotating', kind: 'POLICE' });
    accepted(await service().retireKey(AUTHOR, 'rotating', kidOf(tenant), 300));
    expect((await ask(tenant)).body.data).toEqual({ me: { code: 'rotating' } });
    gateway().clock.move(6 * MINUTE_MS);
    expect(reasonOf(await ask(tenant))).toBe('UNKNOWN_KEY');
  });

  it('refuses a revoked key at once, and a token that it had let in', async () => {
    const tenant = await gateway().tenant({ code: 'revoked', kind: 'POLICE' });
    const token = forge(gateway(), tenant);
    expect((await post(gateway().url, `Bearer ${token}`, ME)).status).toBe(200);
    accepted(await service().revokeKey(AUTHOR, 'revoked', kidOf(tenant)));
    expect(reasonOf(await post(gateway().url, `Bearer ${token}`, ME))).toBe('UNKNOWN_KEY');
  });

  it('tells a suspended tenant so, only when it proves who it is, and lets it in again', async () => {
    const tenant = await gateway().tenant({ code: 'suspended', kind: 'POLICE' });
    const stranger = await gateway().tenant({ code: 'stranger', kind: 'POLICE' });
    accepted(await service().setState(AUTHOR, 'suspended', 'SUSPENDED'));
    expect(reasonOf(await ask(tenant))).toBe('TENANT_SUSPENDED');
    const forged = forge(gateway(), stranger, { iss: 'suspended' }, { kid: kidOf(tenant) });
    expect(reasonOf(await post(gateway().url, `Bearer ${forged}`, ME))).toBe('BAD_SIGNATURE');
    accepted(await service().setState(AUTHOR, 'suspended', 'ACTIVE'));
    expect((await ask(tenant)).status).toBe(200);
  });

  it('takes a token until thirty seconds after its expiry, though it has seen it before', async () => {
    const tenant = await gateway().tenant({ code: 'expiring', kind: 'POLICE' });
    const authorization = `Bearer ${forge(gateway(), tenant)}`;
    expect((await post(gateway().url, authorization, ME)).status).toBe(200);
    gateway().clock.move(140_000);
    expect((await post(gateway().url, authorization, ME)).status).toBe(200);
    gateway().clock.move(15_000);
    expect(reasonOf(await post(gateway().url, authorization, ME))).toBe('EXPIRED');
  });

  it('verifies another token in full although it has the issuer and jti of one that it knows', async () => {
    const tenant = await gateway().tenant({ code: 'twice', kind: 'POLICE' });
    const jti = newId();
    const good = forge(gateway(), tenant, { jti, sub: 'officer-1' });
    expect((await post(gateway().url, `Bearer ${good}`, ME)).status).toBe(200);
    const [head, , signature] = good.split('.');
    const [, claims] = forge(gateway(), tenant, { jti, sub: 'officer-2' }).split('.');
    expect(reasonOf(await post(gateway().url, `Bearer ${head}.${claims}.${signature}`, ME))).toBe('BAD_SIGNATURE');
  });
});

describeOnEachProfile('tokens of changes', (gateway) => {
  let market: TestTenant;
  const change = (token: string, payload: unknown = CHANGE) => post(gateway().url, `Bearer ${token}`, payload);

  beforeAll(async () => {
    market = await gateway().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
  });

  it('are good for one change only', async () => {
    const token = forge(gateway(), market);
    expect((await change(token)).body.data).toEqual(REACHED);
    const again = await change(token);
    expect(codeOf(again)).toBe('TOKEN_REPLAYED');
    expect(again.body.data ?? null).toBeNull();
  });

  it('are good for one change only when twenty come at once', async () => {
    const token = forge(gateway(), market);
    const answers = await Promise.all(Array.from({ length: 20 }, () => change(token)));
    expect(countOf(answers.map(codeOf), 'TOKEN_REPLAYED')).toBe(19);
    expect(answers.filter(({ body }) => body.data?.publishBlacklistEntry)).toHaveLength(1);
  });

  it('cannot be used again under another claim set, subject or key spelling', async () => {
    const jti = newId();
    expect((await change(forge(gateway(), market, { jti }))).body.data).toEqual(REACHED);
    expect(codeOf(await change(forge(gateway(), market, { jti, sub: 'officer-9' })))).toBe('TOKEN_REPLAYED');
  });

  it('belong to their tenant: another may use the same jti', async () => {
    const other = await gateway().tenant({ code: 'nb-market', kind: 'MARKET_REGULATOR' });
    const jti = newId();
    expect((await change(forge(gateway(), market, { jti }))).body.data).toEqual(REACHED);
    expect((await change(forge(gateway(), other, { jti }))).body.data).toEqual(REACHED);
  });

  it('serve several changes of one request, which run one after the other', async () => {
    const field = 'publishBlacklistEntry(input: { id: $id, version: 1 }) { __typename }';
    const query = `mutation ($id: ID!) { a: ${field} b: ${field} }`;
    const { body } = await change(forge(gateway(), market), { ...CHANGE, query });
    expect(body.data).toEqual({ a: { __typename: 'NotFound' }, b: { __typename: 'NotFound' } });
  });

  it('serve any number of queries', async () => {
    const token = forge(gateway(), market);
    for (let round = 0; round < 3; round++) expect((await change(token, ME)).status).toBe(200);
    expect((await change(token)).body.data).toEqual(REACHED);
    expect((await change(token, ME)).status).toBe(200);
  });

  it('are not spent by a change that the scopes refuse', async () => {
    const jti = newId();
    const narrow = await change(forge(gateway(), market, { jti, scope: 'blacklist:read' }));
    expect(codeOf(narrow)).toBe('FORBIDDEN');
    expect((await change(forge(gateway(), market, { jti }))).body.data).toEqual(REACHED);
  });

  it('grant no scope that the operator did not, nor one that does not exist', async () => {
    const police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const wide = forge(gateway(), police, { scope: 'blacklist:publish tenants:write __proto__ constructor no:such' });
    expect(codeOf(await change(wide))).toBe('FORBIDDEN');
    expect((await change(wide, ME)).status).toBe(200);
  });
});

describe('two gateways on one database', () => {
  let first: TestGateway;
  let secondUrl: string;
  let stopSecond: () => Promise<void>;
  let market: TestTenant;

  beforeAll(async () => {
    first = await TestGateway.start('servers');
    const second = await createGateway(first.settings, first.clock);
    await second.listen(0, '127.0.0.1');
    secondUrl = await second.getUrl();
    stopSecond = () => second.close();
    market = await first.tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
  });

  afterAll(async () => {
    await stopSecond();
    await first.stop();
  });

  it('let one of twenty replayed changes in between them', async () => {
    const authorization = `Bearer ${forge(first, market)}`;
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => post(index % 2 ? first.url : secondUrl, authorization, CHANGE)),
    );
    expect(countOf(answers.map(codeOf), 'TOKEN_REPLAYED')).toBe(19);
    expect(answers.filter(({ body }) => body.data?.publishBlacklistEntry)).toHaveLength(1);
  });

  it('both refuse a key within five seconds of its revocation on one', async () => {
    const tenant = await first.tenant({ code: 'revoked', kind: 'POLICE' });
    const ask = (url: string) => post(url, `Bearer ${forge(first, tenant)}`, ME);
    expect((await ask(secondUrl)).status).toBe(200);
    accepted(await first.app.get(TenantsService).revokeKey(AUTHOR, 'revoked', String(tenant.privateJwk.kid)));
    expect((await ask(first.url)).status).toBe(401);
    await eventually('the other gateway refuses', async () => (await ask(secondUrl)).status === 401, 5_000);
  });

  it('both know a new tenant at once after it was unknown', async () => {
    const stranger = await first.tenant({ code: 'known', kind: 'POLICE' });
    expect((await post(secondUrl, `Bearer ${forge(first, stranger, { iss: 'newcomer' })}`, ME)).status).toBe(401);
    const newcomer = await first.tenant({ code: 'newcomer', kind: 'POLICE' });
    expect((await post(first.url, `Bearer ${forge(first, newcomer)}`, ME)).status).toBe(200);
    const ask = () => post(secondUrl, `Bearer ${forge(first, newcomer)}`, ME);
    await eventually('the other gateway knows it', async () => (await ask()).status === 200, 5_000);
  });
});
