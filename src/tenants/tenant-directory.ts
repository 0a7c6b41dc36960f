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

/** A tenant with its keys. */
export interface KnownTenant {
  readonly tenant: Tenant;
  readonly keys: ReadonlyMap<string, VerifyKey>;
}

/** What the tables said of a code at `readAtMs`: a tenant, or that there is none. */
interface Finding {
  readonly known: KnownTenant | undefined;
  readonly readAtMs: number;
}

/** The findings that are remembered; those of codes that nobody has are kept apart, so that they push out no tenant. */
const MAX_CODE_LENGTH = 32;
const MAX_TENANTS = 20_000;
const MAX_UNKNOWN_CODES = 10_000;

/**
 * Tenants and keys as the authenticator needs them, read again when older than `maxAgeMs`. That age bounds how long a
 * revoked key can still be used on a replica, so it must stay below the promised five seconds.
 */
export class TenantDirectory {
  private readonly found = new LRUCache<string, Finding>({ max: MAX_TENANTS });
  private readonly missing = new LRUCache<string, Finding>({ max: MAX_UNKNOWN_CODES });
  private readonly reading = new Map<string, Promise<KnownTenant | undefined>>();

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly maxAgeMs: number,
  ) {}

  /** The tenant with this code, at most `maxAgeMs` old; undefined when there is none. */
  async find(code: string): Promise<KnownTenant | undefined> {
    if (code.length > MAX_CODE_LENGTH) return undefined;
    const finding = this.found.get(code) ?? this.missing.get(code);
    if (finding && this.isFresh(finding)) return finding.known;
    const running = this.reading.get(code);
    if (running !== undefined) return running;
    const read: Promise<KnownTenant | undefined> = this.read(code, () => this.reading.get(code) === read).finally(
      () => {
        if (this.reading.get(code) === read) this.reading.delete(code);
      },
    );
    this.reading.set(code, read);
    return read;
  }

  /** Drops what is remembered of a tenant, a read on its way included, so that the next request reads it. */
  forget(code: string): void {
    this.found.delete(code);
    this.missing.delete(code);
    this.reading.delete(code);
  }

  /** A finding from the future means that the clock was set back, and says nothing of its age. */
  private isFresh({ readAtMs }: Finding): boolean {
    const ageMs = this.clock.now() - readAtMs;
    return ageMs >= 0 && ageMs < this.maxAgeMs;
  }

  /** @param isWanted whether nobody has forgotten the tenant since the read began */
  private async read(code: string, isWanted: () => boolean): Promise<KnownTenant | undefined> {
    const readAtMs = this.clock.now();
    const repository = new TenantsRepository(this.sql);
    const tenant = await repository.byCode(code);
    const known = tenant && { tenant, keys: await this.keysOf(repository, tenant) };
    if (!isWanted()) return known;
    (known ? this.missing : this.found).delete(code);
    (known ? this.found : this.missing).set(code, { known, readAtMs });
    return known;
  }

  private async keysOf(repository: TenantsRepository, tenant: Tenant): Promise<Map<string, VerifyKey>> {
    const previous = this.found.get(tenant.code)?.known?.keys;
    const keys = new Map<string, VerifyKey>();
    for (const row of await repository.keysOf([tenant.id])) {
      if (!isSigningAlgorithm(row.algorithm)) continue;
      // A key's material never changes under one id, so an imported one is kept across reads.
      const cryptoKey =
        previous?.get(row.keyId)?.cryptoKey ?? (await importVerifyKey(row.publicJwk as unknown as PublicSigningJwk));
      keys.set(row.keyId, { row, algorithm: row.algorithm, cryptoKey });
    }
    return keys;
  }
}
