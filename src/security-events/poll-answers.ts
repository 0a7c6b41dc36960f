import { Injectable } from '@nestjs/common';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { Database } from '../common/persistence/database.js';
import type { Tx } from '../common/persistence/sql.js';
import { WorkRepository } from '../deliveries/work.repository.js';
import { type LedgerFact, LedgerService } from '../ledger/ledger.service.js';
import { type Answered, type Handed, PollRepository } from './poll.repository.js';
import { seqOfToken } from './security-event.js';

/** Errors of a receiver by `jti` (RFC 8936 §2.4). */
export type TokenErrors = Readonly<Record<string, { readonly err: string }>>;

/** An error code of RFC 8935 §2.4, or another of its form. */
const ERROR_CODE = /^[a-z_]{1,48}$/;

/** Writes down what receivers were handed, and what they answered for. */
@Injectable()
export class PollAnswers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
  ) {}

  /** Each handing out is an attempt, with the digest of the token for receipts. */
  async handed(handed: readonly Handed[], nowMs: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      await new PollRepository(tx).countAttempts(
        tx,
        handed.map(({ id }) => id),
      );
      await new WorkRepository(tx).insertAttempts(
        tx,
        handed.map(({ id, attempts, payloadDigest }) => ({
          ...{ deliveryId: id, n: attempts + 1, startedAtMs: nowMs, durationMs: 0, status: null, error: null },
          payloadDigest,
        })),
      );
    });
  }

  /** An acknowledged token is delivered; a refused one becomes a dead letter. What is unknown or settled is passed over. */
  async take(context: TenantContext, streamId: string, acks: readonly string[], errors: TokenErrors): Promise<void> {
    const refused = new Map<number, string>();
    for (const [jti, { err }] of Object.entries(errors)) {
      const seq = seqOfToken(streamId, jti);
      if (seq !== undefined) refused.set(seq, ERROR_CODE.test(err) ? err : 'UNKNOWN_ERROR');
    }
    const acked = acks.flatMap((jti) => seqOfToken(streamId, jti) ?? []).filter((seq) => !refused.has(seq));
    const seqs = [...new Set([...acked, ...refused.keys()])];
    if (seqs.length === 0) return;
    await this.database.transaction(async (tx) => {
      const open = await new PollRepository(tx).unsettled(tx, streamId, seqs);
      await this.settle(tx, context, streamId, open, refused);
    });
  }

  private async settle(
    tx: Tx,
    context: TenantContext,
    streamId: string,
    open: readonly Answered[],
    refused: ReadonlyMap<number, string>,
  ): Promise<void> {
    if (open.length === 0) return;
    const nowMs = this.clock.now();
    const work = new WorkRepository(tx);
    const isRefused = ({ seq }: Answered) => refused.has(Number(seq));
    const dead = open.filter(isRefused);
    const delivered = open.filter((one) => !isRefused(one));
    await work.settle(
      tx,
      delivered.map(({ id }) => id),
      'DELIVERED',
      0,
      nowMs,
    );
    await work.settle(
      tx,
      dead.map(({ id }) => id),
      'DEAD',
      1,
      nowMs,
    );
    await work.insertAttempts(
      tx,
      dead.map(({ id, seq, attempts }) => ({
        ...{ deliveryId: id, n: attempts + 1, startedAtMs: nowMs, durationMs: 0, status: null },
        ...{ error: refused.get(Number(seq)) ?? null, payloadDigest: null },
      })),
    );
    await this.ledger.append(tx, context, [
      ...delivered.map((one) => factOf(streamId, one, 'DELIVERED')),
      ...dead.map((one) => factOf(streamId, one, 'DEAD', refused.get(Number(one.seq)))),
    ]);
  }
}

const factOf = (
  subscriptionId: string,
  { id, eventId, seq, attempts }: Answered,
  outcome: string,
  reason?: string,
): LedgerFact => ({
  action: 'delivery.settle',
  subjectType: 'delivery',
  subjectId: id,
  outcome,
  detail: { subscriptionId, eventId, seq: Number(seq), attempts, ...(reason ? { reason } : {}) },
});
