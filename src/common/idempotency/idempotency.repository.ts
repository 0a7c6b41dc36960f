import type { Sql } from '../persistence/sql.js';

/** How long the result of an idempotency key is remembered: a caller that retries does so within hours. */
const KEPT_MS = 7 * 86_400_000;

/** Forgets the keys that are older than a caller may rely on. Index: IX_idempotency_record_created. */
export const forgetOldKeys = (sql: Sql, nowMs: number): Promise<number> =>
  sql.change('DELETE FROM idempotency_record WHERE createdAtMs < ?', [nowMs - KEPT_MS]);
