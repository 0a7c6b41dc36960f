import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Credentials } from '../../libs/client/liaison-client.js';
import { generateEncryptionKey, type PrivateEncryptionJwk } from '../../libs/sealing/encryption-keys.js';
import { generateSigningKey, type PrivateSigningJwk } from '../../libs/signing/keys.js';
import { scopesOf } from '../common/context/scopes.js';
import type { TenantKind } from '../common/context/tenant-context.js';
import { isRefusal } from '../common/graphql/user-error.graphql.js';
import type { TenantsService } from '../tenants/tenants.service.js';

interface DemoTenant {
  readonly code: string;
  readonly name: string;
  readonly kind: TenantKind;
  readonly jurisdiction: string;
  /** Who acts for it in the demo. */
  readonly actor: string;
}

/** The cast of the demo. */
export const DEMO_TENANTS = {
  police: { code: 'hz-police', name: '杭州市公安局', kind: 'POLICE', jurisdiction: '330100', actor: 'officer-li' },
  regulator: {
    code: 'hz-market',
    name: '杭州市市场监督管理局',
    kind: 'MARKET_REGULATOR',
    jurisdiction: '330100',
    actor: 'inspector-wang',
  },
  platformA: { code: 'platform-a', name: '甲电商平台', kind: 'PLATFORM', jurisdiction: '330100', actor: 'compliance' },
  platformB: { code: 'platform-b', name: '乙电商平台', kind: 'PLATFORM', jurisdiction: '440300', actor: 'compliance' },
  auditor: {
    code: 'audit-office',
    name: '监督审计处',
    kind: 'OVERSIGHT',
    jurisdiction: '000000',
    actor: 'auditor-zhao',
  },
  operator: { code: 'operator', name: '平台运行方', kind: 'OPERATOR', jurisdiction: '000000', actor: 'on-call' },
} as const satisfies Record<string, DemoTenant>;

export type DemoRole = keyof typeof DEMO_TENANTS;

const keyDirectory = (dataDir: string): string => join(dataDir, 'demo', 'keys');

/** Where the demo keeps a tenant's private key. */
export const demoKeyPath = (dataDir: string, code: string): string => join(keyDirectory(dataDir), `${code}.jwk.json`);

/** Where the demo keeps the private key of the police that packages are sealed to. */
const encryptionKeyPath = (dataDir: string): string =>
  join(keyDirectory(dataDir), `${DEMO_TENANTS.police.code}.enc.jwk.json`);

/** Whether the demo's keys are in this data folder. */
export const hasDemoKeys = (dataDir: string): boolean =>
  existsSync(encryptionKeyPath(dataDir)) &&
  Object.values(DEMO_TENANTS).every(({ code }) => existsSync(demoKeyPath(dataDir, code)));

/** What seals, opens and signs a package in the demo; it never reaches the gateway. */
export interface DemoKeys {
  readonly platformSigning: PrivateSigningJwk;
  readonly policeSigning: PrivateSigningJwk;
  readonly policeEncryption: PrivateEncryptionJwk;
}

/** Reads the private keys that the demo's packages need. @throws when a key file is missing */
export function readDemoKeys(dataDir: string): DemoKeys {
  const { platformA, police } = readDemoCredentials(dataDir);
  return {
    platformSigning: platformA.privateJwk,
    policeSigning: police.privateJwk,
    policeEncryption: JSON.parse(readFileSync(encryptionKeyPath(dataDir), 'utf8')) as PrivateEncryptionJwk,
  };
}

/** Reads the demo's credentials. @throws when a key file is missing */
export function readDemoCredentials(dataDir: string): Record<DemoRole, Credentials> {
  const credentialsOf = ({ code, kind, actor }: DemoTenant): Credentials => ({
    tenant: code,
    actor,
    privateJwk: JSON.parse(readFileSync(demoKeyPath(dataDir, code), 'utf8')) as PrivateSigningJwk,
    scopes: scopesOf(kind),
  });
  return {
    police: credentialsOf(DEMO_TENANTS.police),
    regulator: credentialsOf(DEMO_TENANTS.regulator),
    platformA: credentialsOf(DEMO_TENANTS.platformA),
    platformB: credentialsOf(DEMO_TENANTS.platformB),
    auditor: credentialsOf(DEMO_TENANTS.auditor),
    operator: credentialsOf(DEMO_TENANTS.operator),
  };
}

/** Registers the demo's tenants, each with a key pair made here; what exists already stays. */
export async function ensureDemoTenants(tenants: TenantsService, dataDir: string): Promise<void> {
  mkdirSync(keyDirectory(dataDir), { recursive: true, mode: 0o700 });
  const author = { system: 'demo' };
  for (const { code, name, kind, jurisdiction } of Object.values(DEMO_TENANTS)) {
    const keys = await tenants.keys(code);
    if (isRefusal(keys)) refuseRefusal(await tenants.add(author, { code, name, kind, jurisdiction }));
    if (existsSync(demoKeyPath(dataDir, code)) && !isRefusal(keys) && keys.length > 0) continue;
    const { privateJwk, publicJwk } = await generateSigningKey('EdDSA');
    refuseRefusal(await tenants.addKey(author, { tenantCode: code, publicJwk }));
    keep(demoKeyPath(dataDir, code), privateJwk);
  }
  const { code: tenantCode } = DEMO_TENANTS.police;
  const hasRegistered = (await tenants.publicKeys(tenantCode, 'ENC')).length > 0;
  if (existsSync(encryptionKeyPath(dataDir)) && hasRegistered) return;
  const { privateJwk, publicJwk } = await generateEncryptionKey('P-256');
  refuseRefusal(await tenants.addKey(author, { tenantCode, publicJwk, use: 'ENC' }));
  keep(encryptionKeyPath(dataDir), privateJwk);
}

const keep = (path: string, privateJwk: object): void =>
  writeFileSync(path, `${JSON.stringify(privateJwk, null, 2)}\n`, { mode: 0o600 });

function refuseRefusal(result: object): void {
  if (isRefusal(result)) throw new Error(`the demo could not be set up: ${result.message}`);
}
