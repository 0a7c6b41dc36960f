import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Conflict, InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { Idempotency } from '../common/idempotency/idempotency.js';
import { newId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { type LedgerAuthor, LedgerService } from '../ledger/ledger.service.js';
import { isUsable, keyChange, newKeyRefusal, retirementProblem, windowProblem } from './key.policy.js';
import { checkKey, type KeyUse, useOf } from './key-use.js';
import type { TenantState } from './tenant.lifecycle.js';
import { type NewTenant, newTenantProblem, stateRefusal } from './tenant.policy.js';
import { type ChangeOptions, changedMeanwhile, newTenant, staleness } from './tenant-changes.js';
import { TenantDirectory } from './tenant-directory.js';
import { type Tenant, type TenantKey, TenantsRepository } from './tenants.repository.js';

export interface NewKey extends Pick<ChangeOptions, 'idempotencyKey'> {
  readonly tenantCode: string;
  readonly publicJwk: unknown;
  /** As the key's own algorithm says, when left out. */
  readonly use?: KeyUse | undefined;
  /** Milliseconds since 1970 UTC; from now when left out. */
  readonly notBeforeMs?: number | undefined;
  readonly notAfterMs?: number | undefined;
}

/** On-boarding of tenants and the life of their keys: the operator's use cases. */
@Injectable()
export class TenantsService {
  private readonly tenants: TenantsRepository;

  constructor(
    private readonly database: Database,
    private readonly idempotency: Idempotency,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly directory: TenantDirectory,
  ) {
    this.tenants = new TenantsRepository(database);
  }

  /** The caller's own tenant. */
  async self(context: TenantContext): Promise<Tenant> {
    const tenant = await this.tenants.byId(context.tenantId);
    if (!tenant) throw new Error('the caller has no tenant row');
    return tenant;
  }

  /** Tenants in order of code. */
  page(afterCode: string, limit: number): Promise<Tenant[]> {
    return this.tenants.page(afterCode, limit);
  }

  /** The tenant with this code, if there is one. */
  byCode(code: string): Promise<Tenant | undefined> {
    return this.tenants.byCode(code);
  }

  /** A tenant's keys in order of key id. */
  async keys(tenantCode: string): Promise<TenantKey[] | NotFound> {
    const tenant = await this.tenants.byCode(tenantCode);
    return tenant ? this.tenants.keysOf([tenant.id]) : NotFound.of('code', 'tenant');
  }

  /** Keys of these tenants, each tenant's in order of key id. */
  keysOf(tenantIds: readonly string[]): Promise<TenantKey[]> {
    return this.tenants.keysOf(tenantIds);
  }

  /**
   * Public keys of an active tenant that may be relied on now or later, in order of key id; none of a tenant that is not
   * there. A retired signing key is among them as long as it is not revoked, for what it signed in its time.
   */
  async publicKeys(tenantCode: string, use: KeyUse): Promise<TenantKey[]> {
    const tenant = await this.tenants.byCode(tenantCode);
    if (tenant?.state !== 'ACTIVE') return [];
    const nowMs = this.clock.now();
    const keys = await this.tenants.keysOf([tenant.id]);
    return keys.filter(
      (key) => useOf(key.algorithm) === use && (use === 'SIG' ? key.state !== 'REVOKED' : isUsable(key, nowMs)),
    );
  }

  /** Registers a tenant; it can do nothing until it has a key. */
  async add(
    author: LedgerAuthor,
    input: NewTenant,
    { idempotencyKey }: ChangeOptions = {},
  ): Promise<Tenant | InvalidInput | Conflict> {
    const problem = newTenantProblem(input);
    if (problem) return problem;
    const tenant = newTenant(input, this.clock.now());
    return this.database.transaction((tx) =>
      this.once(
        tx,
        author,
        'addTenant',
        { ...input, idempotencyKey },
        (repository, id) => repository.byId(id),
        async () => {
          const repository = new TenantsRepository(tx);
          if (await repository.byCode(tenant.code)) {
            return Conflict.of('code', 'A tenant with this code exists already.');
          }
          await repository.insert(tx, tenant);
          const detail = { code: tenant.code, kind: tenant.kind, scopes: tenant.scopes };
          await this.ledger.append(tx, author, [
            { action: 'tenant.add', subjectType: 'tenant', subjectId: tenant.id, detail },
          ]);
          return tenant;
        },
      ),
    );
  }

  /** Suspends a tenant or lets it in again; takes effect on every replica within the key cache's age. */
  async setState(
    author: LedgerAuthor,
    code: string,
    state: TenantState,
    options: ChangeOptions = {},
  ): Promise<Tenant | NotFound | Conflict> {
    const action = state === 'SUSPENDED' ? 'tenant.suspend' : 'tenant.reinstate';
    const input = { code, ...options };
    const result = await this.database.transaction((tx) =>
      this.once(
        tx,
        author,
        action,
        input,
        (repository, id) => repository.byId(id),
        async () => {
          const repository = new TenantsRepository(tx);
          const tenant = await repository.byCode(code);
          if (!tenant) return NotFound.of('code', 'tenant');
          const refusal = stateRefusal(author, tenant.id, state) ?? staleness(tenant, options);
          if (refusal) return refusal;
          if (tenant.state === state) return tenant;
          const nowMs = this.clock.now();
          if (!(await repository.setState(tx, tenant, state, nowMs))) return changedMeanwhile();
          await this.ledger.append(tx, author, [{ action, subjectType: 'tenant', subjectId: tenant.id }]);
          return { ...tenant, state, updatedAtMs: nowMs, version: tenant.version + 1 };
        },
      ),
    );
    this.directory.forget(code);
    return result;
  }

  /** Registers a public key. Two or more may be active at once, so that a rotation has no gap. */
  async addKey(author: LedgerAuthor, input: NewKey): Promise<TenantKey | InvalidInput | NotFound | Conflict> {
    const checked = await checkKey(input.publicJwk, input.use);
    if (!checked.ok) {
      const { field, message } = checked.problem;
      return InvalidInput.at(field ? `publicJwk.${field}` : 'publicJwk', message);
    }
    const nowMs = this.clock.now();
    const notBeforeMs = input.notBeforeMs ?? nowMs;
    const problem = windowProblem(notBeforeMs, input.notAfterMs);
    if (problem) return problem;
    const key = {
      id: newId(),
      ...checked.key,
      state: 'ACTIVE' as const,
      notBeforeMs,
      notAfterMs: input.notAfterMs ?? null,
      createdAtMs: nowMs,
      updatedAtMs: nowMs,
      version: 1,
    };
    const result = await this.database.transaction((tx) =>
      this.once(
        tx,
        author,
        'addTenantKey',
        input,
        (repository, id) => repository.keyById(id),
        async () => this.insertKey(tx, author, input.tenantCode, key),
      ),
    );
    this.directory.forget(input.tenantCode);
    return result;
  }

  /** Lets a key verify for `lastsSeconds` more, for a rotation. A revoked key stays revoked. */
  async retireKey(
    author: LedgerAuthor,
    tenantCode: string,
    keyId: string,
    lastsSeconds: number,
    options: ChangeOptions = {},
  ): Promise<TenantKey | InvalidInput | NotFound | Conflict> {
    const problem = retirementProblem(lastsSeconds);
    if (problem) return problem;
    return this.changeKey(author, { tenantCode, keyId, lastsSeconds, ...options }, 'RETIRING');
  }

  /** Ends a key for good, at once. */
  revokeKey(
    author: LedgerAuthor,
    tenantCode: string,
    keyId: string,
    options: ChangeOptions = {},
  ): Promise<TenantKey | NotFound | Conflict> {
    return this.changeKey(author, { tenantCode, keyId, lastsSeconds: 0, ...options }, 'REVOKED');
  }

  private async insertKey(
    tx: Tx,
    author: LedgerAuthor,
    tenantCode: string,
    newKey: Omit<TenantKey, 'tenantId'>,
  ): Promise<TenantKey | NotFound | Conflict> {
    const repository = new TenantsRepository(tx);
    const tenant = await repository.byCode(tenantCode);
    if (!tenant) return NotFound.of('tenantCode', 'tenant');
    const refusal = newKeyRefusal(await repository.keysOf([tenant.id]), newKey.keyId);
    if (refusal) return refusal;
    const key = { ...newKey, tenantId: tenant.id };
    await repository.insertKey(tx, key);
    const detail = { tenant: tenantCode, keyId: key.keyId, algorithm: key.algorithm };
    await this.ledger.append(tx, author, [
      { action: 'tenant.key.add', subjectType: 'tenant_key', subjectId: key.id, detail },
    ]);
    return key;
  }

  private async changeKey(
    author: LedgerAuthor,
    input: ChangeOptions & { tenantCode: string; keyId: string; lastsSeconds: number },
    to: 'RETIRING' | 'REVOKED',
  ): Promise<TenantKey | NotFound | Conflict> {
    const { tenantCode, keyId } = input;
    const action = to === 'REVOKED' ? 'tenant.key.revoke' : 'tenant.key.retire';
    const result = await this.database.transaction((tx) =>
      this.once(
        tx,
        author,
        action,
        input,
        (repository, id) => repository.keyById(id),
        async () => {
          const repository = new TenantsRepository(tx);
          const tenant = await repository.byCode(tenantCode);
          if (!tenant) return NotFound.of('tenantCode', 'tenant');
          const key = await repository.key(tenant.id, keyId);
          if (!key) return NotFound.of('keyId', 'key');
          const stale = staleness(key, input);
          if (stale) return stale;
          const nowMs = this.clock.now();
          const change = keyChange(key, to, nowMs + input.lastsSeconds * 1000);
          if (change.kind === 'nothing') return key;
          if (change.kind === 'refused') return change.refusal;
          const { notAfterMs } = change;
          if (!(await repository.setKeyState(tx, key, to, notAfterMs, nowMs))) return changedMeanwhile();
          const detail = { tenant: tenantCode, keyId, notAfterMs };
          await this.ledger.append(tx, author, [{ action, subjectType: 'tenant_key', subjectId: key.id, detail }]);
          return { ...key, state: to, notAfterMs, updatedAtMs: nowMs, version: key.version + 1 };
        },
      ),
    );
    this.directory.forget(tenantCode);
    return result;
  }

  /** Runs a change once per idempotency key, where a caller gave one; the gateway's own acts have none. */
  private once<T extends object, R extends object>(
    tx: Tx,
    author: LedgerAuthor,
    operation: string,
    input: object & { readonly idempotencyKey?: string | undefined },
    find: (repository: TenantsRepository, id: string) => Promise<R | undefined>,
    work: () => Promise<T>,
  ): Promise<T | R | Conflict> {
    if (!('tenantId' in author)) return work();
    return this.idempotency.once<T | R>(tx, author, operation, input, this.clock.now(), work, async (id) => {
      const found = await find(new TenantsRepository(tx), id);
      if (!found) throw new Error('the result of an earlier change is missing');
      return found;
    });
  }
}
