import { LRUCache } from 'lru-cache';
import type { TenantKind } from '../common/context/tenant-context.js';
import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import { type Sharing, type SharingLevel, sharingId } from './sharing.policy.js';

interface SharingRecord {
  id: string;
  ownerId: string;
  level: SharingLevel;
  kind: TenantKind | null;
  jurisdiction: string | null;
}

interface Member {
  sharingId: string;
  tenantId: string;
}

/** Sharings by id. A row never changes, so a cached one is never stale. */
export class SharingRepository {
  private readonly known = new LRUCache<string, Sharing>({ max: 50_000 });

  /** Makes sure that the sharings exist and gives their ids in the same order. */
  async ensure(tx: Tx, sharings: readonly Sharing[], nowMs: number): Promise<string[]> {
    const ids = sharings.map(sharingId);
    const missing = new Map<string, Sharing>();
    ids.forEach((id, index) => {
      const sharing = sharings[index];
      if (sharing && !this.known.has(id)) missing.set(id, sharing);
    });
    if (missing.size > 0) await this.insertMissing(tx, missing, nowMs);
    return ids;
  }

  /** The sharings of these ids; an unknown id is left out. */
  async byIds(sql: Sql, ids: readonly string[]): Promise<Map<string, Sharing>> {
    const found = new Map<string, Sharing>();
    const wanted = new Set<string>();
    for (const id of ids) {
      const sharing = this.known.get(id);
      if (sharing) found.set(id, sharing);
      else wanted.add(id);
    }
    if (wanted.size === 0) return found;
    const rows = await sql.select<SharingRecord>(
      `SELECT id, ownerId, level, kind, jurisdiction FROM sharing WHERE id IN (${placeholders(wanted.size)})`,
      [...wanted],
    );
    const members = await this.membersOf(
      sql,
      rows.filter(({ level }) => level === 'NAMED').map(({ id }) => id),
    );
    for (const row of rows) {
      const sharing = fromRecord(row, members.get(row.id) ?? []);
      this.known.set(row.id, sharing);
      found.set(row.id, sharing);
    }
    return found;
  }

  /** Index: primary key of sharing_member. */
  private async membersOf(sql: Sql, ids: readonly string[]): Promise<Map<string, string[]>> {
    const members = new Map<string, string[]>(ids.map((id) => [id, []]));
    if (ids.length === 0) return members;
    const rows = await sql.select<Member>(
      `SELECT sharingId, tenantId FROM sharing_member WHERE sharingId IN (${placeholders(ids.length)}) ORDER BY tenantId`,
      ids,
    );
    for (const { sharingId, tenantId } of rows) members.get(sharingId)?.push(tenantId);
    return members;
  }

  private async insertMissing(tx: Tx, missing: ReadonlyMap<string, Sharing>, nowMs: number): Promise<void> {
    // In one order everywhere, so that two transactions wait for each other instead of locking each other out.
    const sorted = [...missing].sort(([a], [b]) => (a < b ? -1 : 1));
    const rows = sorted.map(([id, sharing]) => toRow(id, sharing, nowMs));
    await tx.insert('sharing', rows, { onDuplicate: 'ignore' });
    const members = sorted.flatMap(([id, sharing]) =>
      sharing.level === 'NAMED' ? [...new Set(sharing.memberIds)].map((tenantId) => ({ sharingId: id, tenantId })) : [],
    );
    await tx.insert('sharing_member', members, { onDuplicate: 'ignore' });
    // Only a committed row may be remembered: this transaction may still be undone.
    tx.afterCommit(() => {
      for (const [id, sharing] of missing) this.known.set(id, sharing);
    });
  }
}

function toRow(id: string, sharing: Sharing, nowMs: number) {
  return {
    id,
    ownerId: sharing.ownerId,
    level: sharing.level,
    kind: sharing.level === 'KIND' ? sharing.kind : null,
    jurisdiction: sharing.level === 'JURISDICTION' ? sharing.jurisdiction : null,
    createdAtMs: nowMs,
  };
}

function fromRecord(row: SharingRecord, memberIds: readonly string[]): Sharing {
  const { ownerId, level } = row;
  switch (level) {
    case 'NAMED':
      return { ownerId, level, memberIds };
    case 'KIND':
      return { ownerId, level, kind: row.kind as TenantKind };
    case 'JURISDICTION':
      return { ownerId, level, jurisdiction: row.jurisdiction ?? '000000' };
    default:
      return { ownerId, level };
  }
}
