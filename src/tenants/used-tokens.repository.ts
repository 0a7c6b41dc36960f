import { isDuplicate } from '../common/persistence/database-errors.js';
import type { Sql } from '../common/persistence/sql.js';

/** Tokens already spent on a mutation (DESIGN §6). */
export class UsedTokensRepository {
  constructor(private readonly sql: Sql) {}

  /** Spends the token; false when it was spent before, on whichever replica. */
  async spend(tenantId: string, tokenId: string, expiresAtMs: number): Promise<boolean> {
    try {
      await this.sql.insert('used_token', [{ tenantId, tokenId, expiresAtMs }]);
      return true;
    } catch (error) {
      if (isDuplicate(error)) return false;
      throw error;
    }
  }

  /** Forgets tokens that no gateway would accept any more. */
  async forgetExpired(nowMs: number): Promise<number> {
    return this.sql.change('DELETE FROM used_token WHERE expiresAtMs < ?', [nowMs - 600_000]);
  }
}
