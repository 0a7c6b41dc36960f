import { readFileSync } from 'node:fs';
import { GraphQLSchemaHost } from '@nestjs/graphql';
import { LiaisonClient } from '../libs/client/liaison-client.js';
import { SCOPES, scopesOf } from '../src/common/context/scopes.js';
import { TENANT_KINDS, type TenantKind } from '../src/common/context/tenant-context.js';
import { authorisationPage } from '../src/docs/authorisation-page.js';
import { AccessAudit, type OperationAccess } from '../src/tenants/access-audit.js';
import { minimalOperation } from './harness/minimal-operation.js';
import { describeOnEachProfile, type TestGateway, type TestTenant } from './harness/profiles.js';
import { codeIn, graphqlRequest, type WireRequest, wireAnswer } from './harness/wire-answer.js';

const label = ({ kind, name }: OperationAccess): string => `${kind} ${name}`;

const operationsOf = (gateway: TestGateway): readonly OperationAccess[] => gateway.app.get(AccessAudit).operations;

/** The least request that calls an operation over HTTP. */
function requestFor(gateway: TestGateway, operation: OperationAccess): WireRequest {
  if (operation.kind !== 'HTTP') {
    const schema = gateway.app.get(GraphQLSchemaHost).schema;
    const { query, variables } = minimalOperation(schema, operation.kind, operation.name);
    return graphqlRequest(query, variables);
  }
  const [method = 'GET', path = '/'] = operation.name.split(' ');
  const someId = '0190a000-0000-7000-8000-00000000ffff';
  return { method, path: path.replaceAll(/:\w+/g, someId) };
}

/** The code with which a caller of these scopes is refused; undefined when the operation ran. */
async function refusalOf(
  gateway: TestGateway,
  tenant: TestTenant,
  operation: OperationAccess,
  scopes: readonly string[],
): Promise<string | undefined> {
  if (operation.kind === 'Subscription') return refusalOfStream(gateway, tenant, operation, scopes);
  return codeIn(await wireAnswer(gateway, tenant, { ...requestFor(gateway, operation), scopes }));
}

async function refusalOfStream(
  gateway: TestGateway,
  tenant: TestTenant,
  operation: OperationAccess,
  scopes: readonly string[],
): Promise<string | undefined> {
  const { schema } = gateway.app.get(GraphQLSchemaHost);
  const { query, variables } = minimalOperation(schema, 'Subscription', operation.name);
  const credentials = { ...tenant.credentials, scopes };
  const socket = new LiaisonClient({ url: gateway.url, credentials, now: () => gateway.clock.now() }).socket();
  try {
    for await (const { errors } of socket.iterate({ query, variables })) return String(errors?.[0]?.extensions?.code);
    return undefined;
  } catch (error) {
    const [first] = error as { extensions?: { code?: string } }[];
    return first?.extensions?.code;
  } finally {
    await socket.dispose();
  }
}

describeOnEachProfile('authorisation', (gateway) => {
  const tenantOf = (kind: TenantKind) => gateway().tenant({ code: `t-${kind.toLowerCase().replace('_', '-')}`, kind });

  const scoped = () =>
    operationsOf(gateway()).flatMap((operation) =>
      operation.access.kind === 'scope' ? [{ operation, scope: operation.access.scope }] : [],
    );

  it('refuses every operation without its scope, to every kind of tenant', async () => {
    const wrong: string[] = [];
    for (const { operation, scope } of scoped()) {
      for (const kind of TENANT_KINDS) {
        const others = scopesOf(kind).filter((other) => other !== scope);
        const code = await refusalOf(gateway(), await tenantOf(kind), operation, others);
        if (code !== 'FORBIDDEN') wrong.push(`${label(operation)} as ${kind}: ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lets no token claim a scope that its tenant was not granted', async () => {
    const wrong: string[] = [];
    for (const { operation, scope } of scoped()) {
      for (const kind of TENANT_KINDS.filter((each) => !(SCOPES[scope] as readonly string[]).includes(each))) {
        const code = await refusalOf(gateway(), await tenantOf(kind), operation, [scope]);
        if (code !== 'FORBIDDEN') wrong.push(`${label(operation)} as ${kind}: ${code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('lets a tenant with the scope in', async () => {
    const wrong: string[] = [];
    for (const { operation, scope } of scoped()) {
      if (operation.kind === 'Subscription') continue;
      const [kind] = SCOPES[scope];
      const code = await refusalOf(gateway(), await tenantOf(kind), operation, [scope]);
      if (code === 'FORBIDDEN' || code === 'UNAUTHENTICATED') wrong.push(`${label(operation)} as ${kind}: ${code}`);
    }
    expect(wrong).toEqual([]);
  });

  it('takes a token for one change only', async () => {
    const changes = scoped().filter(
      ({ operation: { kind, access } }) => kind === 'Mutation' || (access.kind === 'scope' && access.consumesToken),
    );
    expect(changes.length).toBeGreaterThan(0);
    const wrong: string[] = [];
    for (const { operation, scope } of changes) {
      const tenant = await tenantOf(SCOPES[scope][0]);
      const request = { ...requestFor(gateway(), operation), token: await tenant.client.token() };
      const first = codeIn(await wireAnswer(gateway(), tenant, request));
      const second = codeIn(await wireAnswer(gateway(), tenant, request));
      if (first === 'TOKEN_REPLAYED' || second !== 'TOKEN_REPLAYED')
        wrong.push(`${label(operation)}: ${first}, ${second}`);
    }
    expect(wrong).toEqual([]);
  });

  it('is described by docs/authorisation.md as it is', () => {
    const isCurrent = readFileSync('docs/authorisation.md', 'utf8') === authorisationPage(operationsOf(gateway()));
    const hint = 'docs/authorisation.md is out of date: npm run -s build && npx node dist/src/docs/print-docs.js';
    expect(isCurrent ? undefined : hint).toBeUndefined();
  });
});
