import type { CryptoKey } from 'jose';
import { LRUCache } from 'lru-cache';
import {
  importVerifyKey,
  isSigningAlgorithm,
  type PublicSigningJwk,
  type SigningAlgorithm,
} from '../../libs/signing/keys.js';
import type { Clock } from '../common/clock.js';
import type { Sql } from '../common/persistence/sql.js';
import { type Tenant, type TenantKey, TenantsRepository } from './tenants.repository.js';

/** A key ready to verify with. */
export interface VerifyKey {
  readonly row: TenantKey;
  readonly algorithm: SigningAlgorithm;
  readonly cryptoKey: CryptoKey;
}

/** A tenant with its keys, as read at `readAtMs`. */
export interface KnownTenant {
  readonly tenant: Tenant;
  readonly keys: ReadonlyMap<string, VerifyKey>;
  readonly readAtMs: number;
}

/**
 * Tenants and keys as the authenticator needs them, read again when older than `maxAgeMs`. That age bounds how long a
 * revoked key can still be used on a replica, so it must stay below the promised five seconds.
 */
export class TenantDirectory {
  private readonly known = new LRUCache<string, KnownTenant>({ max: 20_000 });
  private readonly reading = new Map<string, Promise<KnownTenant | undefined>>();

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly maxAgeMs: number,
  ) {}

  /** The tenant with this code, at most `maxAgeMs` old; undefined when there is none. */
  async find(code: string): Promise<KnownTenant | undefined> {
    const known = this.known.get(code);
    if (known && this.clock.now() - known.readAtMs < this.maxAgeMs) return known;
    const running = this.reading.get(code);
    if (running !== undefined) return running;
    const read = this.read(code).finally(() => this.reading.delete(code));
    this.reading.set(code, read);
    return read;
  }

  /** Drops what is remembered of a tenant, so that the next request reads it. */
  forget(code: string): void {
    this.known.delete(code);
  }

  private async read(code: string): Promise<KnownTenant | undefined> {
    const readAtMs = this.clock.now();
    const repository = new TenantsRepository(this.sql);
    const tenant = await repository.byCode(code);
    if (!tenant) {
      this.known.delete(code);
      return undefined;
    }
    const previous = this.known.get(code);
    const keys = new Map<string, VerifyKey>();
    for (const row of await repository.keysOf(tenant.id)) {
      if (!isSigningAlgorithm(row.algorithm)) continue;
      // A key's material never changes under one id, so an imported one is kept across reads.
      const cryptoKey =
        previous?.keys.get(row.keyId)?.cryptoKey ??
        (await importVerifyKey(row.publicJwk as unknown as PublicSigningJwk));
      keys.set(row.keyId, { row, algorithm: row.algorithm, cryptoKey });
    }
    const found = { tenant, keys, readAtMs };
    this.known.set(code, found);
    return found;
  }
}
