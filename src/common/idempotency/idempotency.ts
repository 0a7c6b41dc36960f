import type { BlindIndex } from '../../../libs/field-encryption/blind-index.js';
import type { TenantContext } from '../context/tenant-context.js';
import { Conflict } from '../graphql/user-error.graphql.js';
import { isDuplicate, RunAgainError } from '../persistence/database-errors.js';
import type { Tx } from '../persistence/sql.js';

/** What the tables know of an idempotency key: nothing, the id of the earlier result, or that the input was another. */
export type Earlier =
  | { readonly kind: 'none' }
  | { readonly kind: 'same'; readonly resultId: string }
  | { readonly kind: 'other' };

interface IdempotencyRecord {
  inputDigest: string;
  resultId: string;
}

/** Runs changes once, however often they are asked for. */
export class Idempotency {
  /** @param digests keyed, since an input may be little more than a number that could all be tried */
  constructor(private readonly digests: BlindIndex) {}

  /**
   * Runs a change once per tenant, operation and key, inside the transaction of the change. Asked again with the same
   * input it gives what `again` reads by the earlier result's id; with another input a Conflict at
   * `input.idempotencyKey`. Without a key the change simply runs.
   * @param work makes the change; a result without `id` (a refusal) is not remembered
   */
  async once<T extends object>(
    tx: Tx,
    context: Pick<TenantContext, 'tenantId'>,
    operation: string,
    input: object & { readonly idempotencyKey?: string | null },
    nowMs: number,
    work: () => Promise<T>,
    again: (resultId: string) => Promise<T>,
  ): Promise<T | Conflict> {
    const { idempotencyKey } = input;
    if (!idempotencyKey) return work();
    const inputDigest = this.digests.key('INPUT', canonicalInput(input));
    const earlier = await find(tx, context.tenantId, operation, idempotencyKey, inputDigest);
    if (earlier.kind === 'same') return again(earlier.resultId);
    if (earlier.kind === 'other') {
      return Conflict.of(
        'input.idempotencyKey',
        'This idempotency key was used with another input.',
        'IDEMPOTENCY_KEY_REUSED',
      );
    }
    const result = await work();
    if ('id' in result && typeof result.id === 'string') {
      try {
        await tx.insert('idempotency_record', [
          {
            tenantId: context.tenantId,
            operation,
            idempotencyKey,
            inputDigest,
            resultId: result.id,
            createdAtMs: nowMs,
          },
        ]);
      } catch (error) {
        // A concurrent twin was first: undo this one and look again.
        throw isDuplicate(error) ? new RunAgainError() : error;
      }
    }
    return result;
  }
}

/** An operation's input as one text: without its idempotency key, and in a fixed order of members. */
function canonicalInput(input: object): string {
  return JSON.stringify(input, (key, value: unknown) => {
    if (key === 'idempotencyKey') return undefined;
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

async function find(tx: Tx, tenantId: string, operation: string, key: string, digest: string): Promise<Earlier> {
  const [row] = await tx.select<IdempotencyRecord>(
    'SELECT inputDigest, resultId FROM idempotency_record WHERE tenantId = ? AND operation = ? AND idempotencyKey = ?',
    [tenantId, operation, key],
  );
  if (!row) return { kind: 'none' };
  return row.inputDigest === digest ? { kind: 'same', resultId: row.resultId } : { kind: 'other' };
}
