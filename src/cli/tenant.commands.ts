import type { Command } from 'commander';
import { TENANT_KINDS } from '../common/context/tenant-context.js';
import type { TenantState } from '../tenants/tenant.lifecycle.js';
import type { Tenant } from '../tenants/tenants.repository.js';
import type { TenantsService } from '../tenants/tenants.service.js';
import { COMMAND_LINE, type Surroundings } from './command-line.js';

const PAGE = 500;

interface AddOptions {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly jurisdiction: string;
  readonly scope?: string[];
}

/** `tenant add | list | suspend | reinstate`. */
export function addTenantCommands(program: Command, { output, settings, services }: Surroundings): void {
  const tenant = program.command('tenant').description('On-board and suspend tenants.');
  const use = async <T extends object>(work: (service: TenantsService) => Promise<T>) =>
    (await services()).useTenants(settings(), work);

  tenant
    .command('add')
    .description('Register a tenant; it can do nothing until it has a key.')
    .requiredOption('--code <code>', '2 to 32 characters a-z 0-9 -; it never changes')
    .requiredOption('--name <name>', 'its name')
    .requiredOption('--kind <kind>', TENANT_KINDS.join(', '))
    .requiredOption('--jurisdiction <code>', 'GB/T 2260 division code, six digits')
    .option('--scope <scopes...>', 'what it may do (default: all that its kind may)')
    .action(async ({ scope, ...options }: AddOptions) => {
      const added = await use((service) => service.add(COMMAND_LINE, { ...options, scopes: scope }));
      output().say(`Tenant ${added.code} is registered.`, shown(added));
    });

  tenant
    .command('list')
    .description('List all tenants in order of code.')
    .action(async () => {
      output().table(await use(allTenants), 'There are no tenants.');
    });

  const changesState = (name: string, state: TenantState, description: string, says: string) =>
    tenant
      .command(name)
      .description(description)
      .requiredOption('--code <code>', 'the tenant')
      .action(async ({ code }: { code: string }) => {
        const changed = await use((service) => service.setState(COMMAND_LINE, code, state));
        output().say(`Tenant ${code} ${says}`, shown(changed));
      });
  changesState('suspend', 'SUSPENDED', 'Let a tenant in no more.', 'is suspended, on every gateway within 5 seconds.');
  changesState('reinstate', 'ACTIVE', 'Let a suspended tenant in again.', 'is let in again.');
}

async function allTenants(service: TenantsService) {
  const rows = [];
  for (let after = ''; ; ) {
    const page = await service.page(after, PAGE);
    rows.push(...page.map(shown));
    if (page.length < PAGE) return rows;
    after = page.at(-1)?.code ?? '';
  }
}

const shown = ({ code, name, kind, jurisdiction, state, version }: Tenant) => ({
  code,
  kind,
  jurisdiction,
  state,
  version,
  name,
});
