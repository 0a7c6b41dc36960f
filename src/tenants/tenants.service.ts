import { Injectable } from '@nestjs/common';
import { isDivisionCode } from '../../libs/identifiers/division.js';
import { checkPublicJwk } from '../../libs/signing/keys.js';
import { Clock } from '../common/clock.js';
import { isScope, SCOPES, scopesOf } from '../common/context/scopes.js';
import { TENANT_KINDS, type TenantContext, type TenantKind } from '../common/context/tenant-context.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { type LedgerAuthor, LedgerService } from '../ledger/ledger.service.js';
import type { TenantState } from './tenant.lifecycle.js';
import { TenantDirectory } from './tenant-directory.js';
import { type Tenant, type TenantKey, TenantsRepository } from './tenants.repository.js';

export interface NewTenant {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly jurisdiction: string;
  /** All that its kind may hold, when left out. */
  readonly scopes?: readonly string[];
}

export interface NewKey {
  readonly tenantCode: string;
  readonly publicJwk: unknown;
  /** Milliseconds since 1970 UTC; from now when left out. */
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
}

const CODE = /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/;
const MAX_KEYS_PER_TENANT = 20;

/** On-boarding of tenants and the life of their keys: the operator's use cases. */
@Injectable()
export class TenantsService {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly directory: TenantDirectory,
  ) {}

  /** The caller's own tenant. */
  async self(context: TenantContext): Promise<Tenant> {
    const tenant = await new TenantsRepository(this.database).byId(context.tenantId);
    if (!tenant) throw new Error('the caller has no tenant row');
    return tenant;
  }

  /** Tenants in order of code. */
  page(afterCode: string, limit: number): Promise<Tenant[]> {
    return new TenantsRepository(this.database).page(afterCode, limit);
  }

  /** A tenant's keys in order of key id. */
  async keys(tenantCode: string): Promise<TenantKey[] | NotFound> {
    const repository = new TenantsRepository(this.database);
    const tenant = await repository.byCode(tenantCode);
    return tenant ? repository.keysOf(tenant.id) : NotFound.of('code', 'tenant');
  }

  /** Registers a tenant; it can do nothing until it has a key. */
  async add(author: LedgerAuthor, input: NewTenant): Promise<Tenant | InvalidInput | Conflict> {
    const problem = problemOf(input);
    if (problem) return problem;
    const nowMs = this.clock.now();
    const kind = input.kind as TenantKind;
    const tenant: Tenant = {
      id: newId(),
      code: input.code,
      name: input.name.trim(),
      kind,
      jurisdiction: input.jurisdiction,
      state: 'ACTIVE',
      scopes: input.scopes ?? scopesOf(kind),
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      version: 1,
    };
    return this.database.transaction(async (tx) => {
      const repository = new TenantsRepository(tx);
      if (await repository.byCode(tenant.code)) return Conflict.of('code', 'A tenant with this code exists already.');
      await repository.insert(tx, tenant);
      await this.ledger.append(tx, author, [
        { action: 'tenant.add', subjectType: 'tenant', subjectId: tenant.id, detail: { code: tenant.code, kind } },
      ]);
      return tenant;
    });
  }

  /** Suspends a tenant or lets it in again; takes effect on every replica within the key cache's age. */
  async setState(author: LedgerAuthor, code: string, state: TenantState): Promise<Tenant | NotFound | Conflict> {
    const result = await this.database.transaction(async (tx) => {
      const repository = new TenantsRepository(tx);
      const tenant = await repository.byCode(code);
      if (!tenant) return NotFound.of('code', 'tenant');
      if (tenant.state === state) return tenant;
      const nowMs = this.clock.now();
      if (!(await repository.setState(tx, tenant, state, nowMs)))
        return Conflict.of('code', 'The tenant was changed meanwhile.');
      const action = state === 'SUSPENDED' ? 'tenant.suspend' : 'tenant.reinstate';
      await this.ledger.append(tx, author, [{ action, subjectType: 'tenant', subjectId: tenant.id }]);
      return { ...tenant, state, updatedAtMs: nowMs, version: tenant.version + 1 };
    });
    this.directory.forget(code);
    return result;
  }

  /** Registers a public key. Two or more may be active at once, so that a rotation has no gap. */
  async addKey(author: LedgerAuthor, input: NewKey): Promise<TenantKey | InvalidInput | NotFound | Conflict> {
    const checked = checkPublicJwk(input.publicJwk);
    if (!checked.ok) return InvalidInput.at(`publicJwk.${checked.problem.field}`, checked.problem.message);
    const nowMs = this.clock.now();
    const notBeforeMs = input.notBeforeMs ?? nowMs;
    if (input.notAfterMs !== undefined && input.notAfterMs <= notBeforeMs) {
      return InvalidInput.at('notAfter', 'The key would never be valid: notAfter is not after notBefore.');
    }
    const result = await this.database.transaction(async (tx) => {
      const repository = new TenantsRepository(tx);
      const tenant = await repository.byCode(input.tenantCode);
      if (!tenant) return NotFound.of('tenantCode', 'tenant');
      const keys = await repository.keysOf(tenant.id);
      if (keys.some(({ keyId }) => keyId === checked.kid)) {
        return Conflict.of('publicJwk.kid', 'The tenant has a key with this id already, maybe a revoked one.');
      }
      if (keys.filter(({ state }) => state !== 'REVOKED').length >= MAX_KEYS_PER_TENANT) {
        return Conflict.of('publicJwk', `A tenant has at most ${MAX_KEYS_PER_TENANT} keys that are not revoked.`);
      }
      const key: TenantKey = {
        id: newId(),
        tenantId: tenant.id,
        keyId: checked.kid,
        algorithm: checked.alg,
        publicJwk: { ...checked.jwk },
        state: 'ACTIVE',
        notBeforeMs,
        notAfterMs: input.notAfterMs ?? null,
        createdAtMs: nowMs,
        updatedAtMs: nowMs,
        version: 1,
      };
      await repository.insertKey(tx, key);
      await this.ledger.append(tx, author, [
        { action: 'tenant.key.add', subjectType: 'tenant_key', subjectId: key.id, detail: { keyId: key.keyId } },
      ]);
      return key;
    });
    this.directory.forget(input.tenantCode);
    return result;
  }

  /** Lets a key verify until `lastsMs` from now, for a rotation. A revoked key stays revoked. */
  retireKey(author: LedgerAuthor, tenantCode: string, keyId: string, lastsMs: number) {
    return this.changeKey(author, tenantCode, keyId, 'RETIRING', this.clock.now() + lastsMs);
  }

  /** Ends a key for good, at once. */
  revokeKey(author: LedgerAuthor, tenantCode: string, keyId: string) {
    return this.changeKey(author, tenantCode, keyId, 'REVOKED', this.clock.now());
  }

  private async changeKey(
    author: LedgerAuthor,
    tenantCode: string,
    keyId: string,
    state: 'RETIRING' | 'REVOKED',
    notAfterMs: number,
  ): Promise<TenantKey | NotFound | Conflict> {
    const result = await this.database.transaction(async (tx) => {
      const repository = new TenantsRepository(tx);
      const tenant = await repository.byCode(tenantCode);
      if (!tenant) return NotFound.of('tenantCode', 'tenant');
      const key = await repository.key(tenant.id, keyId);
      if (!key) return NotFound.of('keyId', 'key');
      if (key.state === state) return key;
      if (key.state === 'REVOKED') return Conflict.of('keyId', 'The key is revoked; that is final.');
      const nowMs = this.clock.now();
      const end = key.notAfterMs === null ? notAfterMs : Math.min(key.notAfterMs, notAfterMs);
      if (!(await repository.setKeyState(tx, key, state, end, nowMs))) {
        return Conflict.of('keyId', 'The key was changed meanwhile.');
      }
      const action = state === 'REVOKED' ? 'tenant.key.revoke' : 'tenant.key.retire';
      await this.ledger.append(tx, author, [
        { action, subjectType: 'tenant_key', subjectId: key.id, detail: { keyId } },
      ]);
      return { ...key, state, notAfterMs: end, updatedAtMs: nowMs, version: key.version + 1 };
    });
    this.directory.forget(tenantCode);
    return result;
  }
}

function problemOf(input: NewTenant): InvalidInput | undefined {
  if (!CODE.test(input.code) || input.code.length < 2) {
    return InvalidInput.at(
      'code',
      'A code has 2 to 32 characters a-z 0-9 -, and starts and ends with a letter or digit.',
    );
  }
  const name = input.name.trim();
  if (name.length === 0 || name.length > 200) return InvalidInput.at('name', 'A name has 1 to 200 characters.');
  if (!TENANT_KINDS.includes(input.kind as TenantKind)) {
    return InvalidInput.at('kind', `The kind is one of ${TENANT_KINDS.join(', ')}.`);
  }
  if (!isDivisionCode(input.jurisdiction)) {
    return InvalidInput.at('jurisdiction', 'The jurisdiction is a six-digit GB/T 2260 division code.');
  }
  const foreign = input.scopes?.find(
    (scope) => !isScope(scope) || !(SCOPES[scope] as readonly string[]).includes(input.kind),
  );
  if (foreign !== undefined)
    return InvalidInput.at('scopes', 'A scope does not exist, or not for this kind of tenant.');
  return undefined;
}
