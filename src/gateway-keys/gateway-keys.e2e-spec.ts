import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { GatewayKeys } from './gateway-keys.service.js';

const DAY_MS = 86_400_000;

interface Rotated {
  readonly __typename: string;
  readonly id?: string;
  readonly generation?: number;
  readonly code?: string;
  readonly field?: string;
}

describeOnEachProfile('the keys of the gateway', (gateway) => {
  const keys = () => gateway().app.get(GatewayKeys);
  const operator = () => gateway().tenant({ code: 'operator', kind: 'OPERATOR' });
  const rotate = async (tenant: TestTenant, input: Record<string, unknown>): Promise<Rotated> => {
    const { result } = await tenant.client.mutate<{ result: Rotated }>(
      `mutation ($input: RotateGatewayKeyInput!) { result: rotateGatewayKey(input: $input) {
        __typename ... on GatewayKey { id generation } ... on UserError { code field } } }`,
      { input },
    );
    return result;
  };
  const published = async (): Promise<JSONWebKeySet> => {
    const response = await fetch(`${gateway().url}/.well-known/jwks.json`);
    expect(response.headers.get('content-type')).toContain('application/jwk-set+json');
    return (await response.json()) as JSONWebKeySet;
  };
  const kids = async () => (await published()).keys.map(({ kid }) => kid);
  const signedNow = async () => {
    const token = await keys().sign({ sub: 'a' }, 'test+jwt', 'EdDSA');
    const { protectedHeader } = await jwtVerify(token, createLocalJWKSet(await published()));
    return protectedHeader.kid;
  };

  it('are made once, however many ask for the first one at the same time', async () => {
    await Promise.all(Array.from({ length: 5 }, () => keys().ensure('EdDSA')));
    const rows = await gateway().database.select<{ generation: number; privateJwk: string }>(
      `SELECT generation, privateJwk FROM gateway_key WHERE algorithm = 'EdDSA'`,
    );
    expect(rows).toEqual([{ generation: 1, privateJwk: expect.stringMatching(/^v1\./) }]);
  });

  it('rotate without a gap: the next is published before it signs, the last stays while its signatures are about', async () => {
    const first = await signedNow();
    const next = await rotate(await operator(), { algorithm: 'EdDSA', leadSeconds: 600 });
    expect(next).toMatchObject({ __typename: 'GatewayKey', generation: 2 });
    gateway().clock.move(3_000);
    expect(await kids()).toEqual([first, next.id]);
    expect(await signedNow()).toBe(first);
    gateway().clock.move(600_000);
    expect(await signedNow()).toBe(next.id);
    expect(await kids()).toContain(first);
    gateway().clock.move(31 * DAY_MS);
    expect(await kids()).toEqual([next.id]);
  });

  it('are taken out at once when one is compromised', async () => {
    const bad = await signedNow();
    const next = await rotate(await operator(), { algorithm: 'EdDSA', isCompromised: true });
    expect(await kids()).not.toContain(bad);
    expect(await signedNow()).toBe(next.id);
  });

  it('rotate once under one idempotency key, and leave a ledger entry each', async () => {
    const input = { algorithm: 'EdDSA', idempotencyKey: 'rotate-once' };
    const once = await rotate(await operator(), input);
    expect(await rotate(await operator(), input)).toEqual(once);
    const rows = await gateway().database.select(
      `SELECT subjectId FROM ledger_entry WHERE action = 'gateway-key.add' AND subjectId = ?`,
      [once.id ?? ''],
    );
    expect(rows).toHaveLength(1);
  });

  it('refuse a lead that is out of bounds, and tenants that do not operate the gateway', async () => {
    expect(await rotate(await operator(), { algorithm: 'EdDSA', leadSeconds: -1 })).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.leadSeconds',
    });
    const police = await gateway().tenant({ code: 'police', kind: 'POLICE' });
    await expect(rotate(police, { algorithm: 'EdDSA' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
