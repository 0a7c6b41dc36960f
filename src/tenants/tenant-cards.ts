import { LRUCache } from 'lru-cache';
import type { TenantKind } from '../common/context/tenant-context.js';
import { placeholders, type Sql } from '../common/persistence/sql.js';

/** What may be told of a tenant to whoever sees something of it. */
export interface TenantCard {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly kind: TenantKind;
}

/** A tenant renamed elsewhere is shown by its old name for at most this long. */
const MAX_AGE_MS = 60_000;

/** Code, name and kind of tenants by id, remembered for a minute: answers name the same few tenants again and again. */
export class TenantCards {
  private readonly known = new LRUCache<string, TenantCard>({ max: 20_000, ttl: MAX_AGE_MS });

  constructor(private readonly sql: Sql) {}

  /** The cards of these tenants; an unknown id is left out. At most one statement, none when all are remembered. */
  async of(ids: Iterable<string>): Promise<ReadonlyMap<string, TenantCard>> {
    const found = new Map<string, TenantCard>();
    const wanted = new Set<string>();
    for (const id of ids) {
      if (found.has(id)) continue;
      const card = this.known.get(id);
      if (card) found.set(id, card);
      else wanted.add(id);
    }
    if (wanted.size === 0) return found;
    const rows = await this.sql.select<TenantCard>(
      `SELECT id, code, name, kind FROM tenant WHERE id IN (${placeholders(wanted.size)})`,
      [...wanted],
    );
    for (const row of rows) {
      this.known.set(row.id, row);
      found.set(row.id, row);
    }
    return found;
  }
}
