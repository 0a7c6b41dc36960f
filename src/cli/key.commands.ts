import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { KEY_USES, type KeyUse, useOf } from '../tenants/key-use.js';
import type { TenantKey } from '../tenants/tenants.repository.js';
import type { TenantsService } from '../tenants/tenants.service.js';
import { COMMAND_LINE, type Surroundings } from './command-line.js';
import { CommandRefusal } from './output.js';

interface KeyName {
  readonly tenant: string;
  readonly kid: string;
}

interface AddOptions {
  readonly tenant: string;
  readonly public: string;
  readonly use?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/** `key add | list | retire | revoke`. */
export function addKeyCommands(program: Command, { output, settings, services }: Surroundings): void {
  const key = program.command('key').description("Register, rotate and revoke tenants' public keys.");
  const use = async <T extends object>(work: (service: TenantsService) => Promise<T>) =>
    (await services()).useTenants(settings(), work);

  key
    .command('add')
    .description('Register a public key; several may be active at once.')
    .requiredOption('--tenant <code>', 'whose key it is')
    .requiredOption('--public <file>', 'the public key as a JWK, as `keygen` printed it; - for standard input')
    .option('--use <use>', 'sig (signatures) or enc (disclosures are sealed to it); default: as the key says')
    .option('--not-before <time>', 'when it begins to verify, ISO 8601 (default: now)')
    .option('--not-after <time>', 'when it ends, ISO 8601 (default: never)')
    .action(async (options: AddOptions) => {
      const input = {
        tenantCode: options.tenant,
        publicJwk: readPublicKey(options.public),
        use: useNamed(options.use),
        notBeforeMs: momentOf('--not-before', options.notBefore),
        notAfterMs: momentOf('--not-after', options.notAfter),
      };
      const added = await use((service) => service.addKey(COMMAND_LINE, input));
      output().say(`Key ${added.keyId} of ${options.tenant} is registered.`, shown(added));
    });

  key
    .command('list')
    .description("List a tenant's keys.")
    .requiredOption('--tenant <code>', 'whose keys')
    .action(async ({ tenant }: { tenant: string }) => {
      const keys = await use((service) => service.keys(tenant));
      output().table(keys.map(shown), `Tenant ${tenant} has no keys.`);
    });

  key
    .command('retire')
    .description('Let a key verify for a while more, for a rotation without a gap.')
    .requiredOption('--tenant <code>', 'whose key it is')
    .requiredOption('--kid <id>', 'id of the key')
    .option('--lasts <seconds>', 'how long it still verifies, at most 90 days', '86400')
    .action(async ({ tenant, kid, lasts }: KeyName & { lasts: string }) => {
      const changed = await use((service) => service.retireKey(COMMAND_LINE, tenant, kid, Number(lasts)));
      output().say(`Key ${kid} of ${tenant} verifies until ${isoOf(changed.notAfterMs)}.`, shown(changed));
    });

  key
    .command('revoke')
    .description('End a key for good.')
    .requiredOption('--tenant <code>', 'whose key it is')
    .requiredOption('--kid <id>', 'id of the key')
    .action(async ({ tenant, kid }: KeyName) => {
      const changed = await use((service) => service.revokeKey(COMMAND_LINE, tenant, kid));
      output().say(`Key ${kid} of ${tenant} is revoked, on every gateway within 5 seconds.`, shown(changed));
    });
}

function readPublicKey(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path === '-' ? 0 : path, 'utf8'));
  } catch {
    throw new CommandRefusal(`The file ${path} cannot be read as JSON.`, 'INVALID_INPUT', '--public');
  }
}

function useNamed(text: string | undefined): KeyUse | undefined {
  if (text === undefined) return undefined;
  const use = KEY_USES.find((known) => known.toLowerCase() === text);
  if (use) return use;
  throw new CommandRefusal('A key is for sig or for enc.', 'INVALID_INPUT', '--use');
}

function momentOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const moment = Date.parse(text);
  if (Number.isFinite(moment)) return moment;
  throw new CommandRefusal('Give the time as in 2027-01-31T00:00:00Z.', 'INVALID_INPUT', option);
}

const isoOf = (moment: number | null): string | null =>
  moment === null ? null : new Date(Number(moment)).toISOString();

const shown = ({ keyId, algorithm, state, notBeforeMs, notAfterMs, version }: TenantKey) => ({
  kid: keyId,
  use: useOf(algorithm).toLowerCase(),
  algorithm,
  state,
  notBefore: isoOf(notBeforeMs),
  notAfter: isoOf(notAfterMs),
  version,
});
