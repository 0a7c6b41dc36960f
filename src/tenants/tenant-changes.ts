import { scopesOf } from '../common/context/scopes.js';
import type { TenantKind } from '../common/context/tenant-context.js';
import { Conflict } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import type { NewTenant } from './tenant.policy.js';
import type { Tenant } from './tenants.repository.js';

/** How a change is asked for: the version that the caller saw, and a key under which it is made once. */
export interface ChangeOptions {
  readonly version?: number | undefined;
  readonly idempotencyKey?: string | undefined;
}

/** The answer to a change that another one was quicker than. */
export const changedMeanwhile = () => Conflict.of('version', 'It was changed meanwhile: read it again.');

/** Refuses a change that was decided on an older version than the row's. */
export const staleness = (row: { readonly version: number }, { version }: ChangeOptions): Conflict | undefined =>
  version !== undefined && version !== row.version ? changedMeanwhile() : undefined;

/** The row of a tenant whose input was checked; without scopes of its own it has those of its kind. */
export function newTenant(input: NewTenant, nowMs: number): Tenant {
  const kind = input.kind as TenantKind;
  return {
    id: newId(),
    code: input.code,
    name: input.name.trim(),
    kind,
    jurisdiction: input.jurisdiction,
    state: 'ACTIVE',
    scopes: [...new Set(input.scopes ?? scopesOf(kind))],
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    version: 1,
  };
}
