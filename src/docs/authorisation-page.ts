import type { Access } from '../common/context/operation.decorators.js';
import { SCOPES } from '../common/context/scopes.js';
import { TENANT_KINDS, type TenantKind } from '../common/context/tenant-context.js';
import type { OperationAccess } from '../tenants/access-audit.js';

const HEADINGS = {
  Query: 'GraphQL queries',
  Mutation: 'GraphQL mutations',
  Subscription: 'GraphQL subscriptions',
  HTTP: 'HTTP routes',
} as const;

const mark = (isSo: boolean): string => (isSo ? '●' : '');

function asked(access: Access): string {
  if (access.kind === 'scope') return `\`${access.scope}\``;
  return access.kind === 'anyTenant' ? 'any tenant' : `public: ${access.reason}`;
}

function mayCall(kind: TenantKind, access: Access): boolean {
  return access.kind !== 'scope' || (SCOPES[access.scope] as readonly TenantKind[]).includes(kind);
}

const spendsToken = ({ kind, access }: OperationAccess): boolean =>
  kind === 'Mutation' || (access.kind === 'scope' && access.consumesToken);

/** `docs/authorisation.md`: every operation, the scope that it needs, and the kinds of tenant that can hold that scope. */
export function authorisationPage(operations: readonly OperationAccess[]): string {
  const sections = (Object.keys(HEADINGS) as (keyof typeof HEADINGS)[]).flatMap((kind) => {
    const ofKind = operations.filter((operation) => operation.kind === kind);
    return ofKind.length === 0 ? [] : [`## ${HEADINGS[kind]}\n\n${table(ofKind)}\n`];
  });
  return `# Who may call what

Printed from the operations' decorators and \`src/common/context/scopes.ts\`; print it anew with
\`npm run -s build && npx node dist/src/docs/print-docs.js\`. An operation without a decorator does not start.

The operator grants scopes to a tenant among those that its kind may hold (●), and a token narrows them. What an
operation then shows is decided row by row from the sharing of each row. "Once" marks operations that spend the token:
its \`jti\` is good for one of them.

${sections.join('\n')}`;
}

function table(operations: readonly OperationAccess[]): string {
  const rows = operations.map((operation) => {
    const kinds = TENANT_KINDS.map((kind) => mark(mayCall(kind, operation.access)));
    return `| \`${operation.name}\` | ${asked(operation.access)} | ${mark(spendsToken(operation))} | ${kinds.join(' | ')} |`;
  });
  return [
    `| operation | needs | once | ${TENANT_KINDS.join(' | ')} |`,
    `|---|---|---|${TENANT_KINDS.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n');
}
