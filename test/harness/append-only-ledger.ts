/** The one statement that may touch an entry after its insertion: it gives a place to those that have none. */
const SEALING = /^UPDATE ledger_entry SET seq = CASE id .* END\s+WHERE seq IS NULL AND id IN \([?, ]+\)$/s;
const CHANGES_LEDGER = /\b(UPDATE|DELETE|REPLACE|TRUNCATE|DROP|ALTER)\b[^;]*\bledger_entry\b/i;

/** Fails the statement that would change or remove a ledger entry: every e2e test runs under this watch. */
export function refuseToRewriteLedger(statement: string): void {
  if (!CHANGES_LEDGER.test(statement) || SEALING.test(statement.trim())) return;
  throw new Error(`the ledger is append-only, but the program would run: ${statement}`);
}
