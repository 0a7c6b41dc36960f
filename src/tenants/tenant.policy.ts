import { isDivisionCode } from '../../libs/identifiers/division.js';
import { isScope, SCOPES } from '../common/context/scopes.js';
import { TENANT_KINDS, type TenantKind } from '../common/context/tenant-context.js';
import { Conflict, InvalidInput } from '../common/graphql/user-error.graphql.js';
import type { LedgerAuthor } from '../ledger/ledger.service.js';
import type { TenantState } from './tenant.lifecycle.js';

/** What the operator says of a new tenant. */
export interface NewTenant {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly jurisdiction: string;
  /** All that its kind may hold, when left out. */
  readonly scopes?: readonly string[] | undefined;
}

const CODE = /^[a-z0-9][a-z0-9-]{0,30}[a-z0-9]$/;
const MAX_NAME_LENGTH = 200;

/** What is wrong with a new tenant, naming the field; nothing when it can be registered. */
export function newTenantProblem(input: NewTenant): InvalidInput | undefined {
  if (!CODE.test(input.code)) {
    return InvalidInput.at(
      'code',
      'A code has 2 to 32 characters a-z 0-9 -, and starts and ends with a letter or digit.',
    );
  }
  const name = input.name.trim();
  if (name.length === 0 || name.length > MAX_NAME_LENGTH) {
    return InvalidInput.at('name', `A name has 1 to ${MAX_NAME_LENGTH} characters.`);
  }
  if (!TENANT_KINDS.includes(input.kind as TenantKind)) {
    return InvalidInput.at('kind', `The kind is one of ${TENANT_KINDS.join(', ')}.`);
  }
  if (!isDivisionCode(input.jurisdiction)) {
    return InvalidInput.at('jurisdiction', 'The jurisdiction is a six-digit GB/T 2260 division code.');
  }
  const foreign = input.scopes?.find((scope) => !mayHold(input.kind, scope));
  return foreign === undefined
    ? undefined
    : InvalidInput.at('scopes', 'A scope does not exist, or not for this kind of tenant.');
}

const mayHold = (kind: string, scope: string): boolean =>
  isScope(scope) && (SCOPES[scope] as readonly string[]).includes(kind);

/** Why an author may not bring a tenant into a state: nobody locks itself out. */
export function stateRefusal(author: LedgerAuthor, tenantId: string, state: TenantState): Conflict | undefined {
  const isOwn = 'tenantId' in author && author.tenantId === tenantId;
  return isOwn && state === 'SUSPENDED'
    ? Conflict.of('code', 'A tenant cannot suspend itself; another operator or the command line can.', 'OWN_TENANT')
    : undefined;
}
