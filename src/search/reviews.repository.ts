import { placeholders, type Sql, type Tx } from '../common/persistence/sql.js';
import type { ReviewVerdict } from './search-vocabulary.js';

/** A review as it rests. */
export interface StoredReview {
  readonly id: string;
  readonly tenantId: string;
  readonly queryKey: string;
  readonly entityId: string;
  readonly verdict: ReviewVerdict;
  readonly note: string | null;
  readonly revision: string;
  readonly reviewedBy: string;
  readonly createdAtMs: number;
}

const COLUMNS = 'id, tenantId, queryKey, entityId, verdict, note, revision, reviewedBy, createdAtMs';
const KEYS_PER_STATEMENT = 1_000;

/** The reviews of one tenant: no other is ever read. */
export class ReviewsRepository {
  constructor(
    private readonly sql: Sql,
    private readonly tenantId: string,
  ) {}

  async insert(tx: Tx, review: StoredReview): Promise<void> {
    await tx.insert('review', [{ ...review }]);
  }

  async byId(id: string): Promise<StoredReview | undefined> {
    const [row] = await this.sql.select<StoredReview>(`SELECT ${COLUMNS} FROM review WHERE id = ? AND tenantId = ?`, [
      id,
      this.tenantId,
    ]);
    return row && { ...row, createdAtMs: Number(row.createdAtMs) };
  }

  /** Revisions that were reviewed for these questions, by `<queryKey> <entityId>`: the newest. Index: IX_review_query */
  async reviewed(queryKeys: readonly string[]): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    for (let start = 0; start < queryKeys.length; start += KEYS_PER_STATEMENT) {
      const keys = queryKeys.slice(start, start + KEYS_PER_STATEMENT);
      const rows = await this.sql.select<{ queryKey: string; entityId: string; revision: string }>(
        `SELECT queryKey, entityId, revision FROM review
         WHERE tenantId = ? AND queryKey IN (${placeholders(keys.length)}) ORDER BY id`,
        [this.tenantId, ...keys],
      );
      for (const { queryKey, entityId, revision } of rows) found.set(`${queryKey} ${entityId}`, revision);
    }
    return found;
  }
}
