import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import {
  DELIVERY_RECEIPT_MEDIA_TYPE,
  type DeliveryReceipt,
  RECEIPT_REFUSALS,
  type ReceiptCheck,
  verifyDeliveryReceipt,
} from '../../libs/signing/delivery-receipt.js';
import { Clock } from '../common/clock.js';
import type { TenantContext } from '../common/context/tenant-context.js';
import { readInput } from '../common/graphql/read-input.js';
import { InvalidInput, NotFound } from '../common/graphql/user-error.graphql.js';
import { isId } from '../common/ids.js';
import { Database } from '../common/persistence/database.js';
import { type AnsweredDelivery, AnswerListeners } from '../deliveries/answer-listeners.js';
import { type LedgerAuthor, LedgerService } from '../ledger/ledger.service.js';
import { isUsable } from '../tenants/key.policy.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { ReceiptsRepository, type Receiver, type StoredReceipt } from './receipts.repository.js';

const HANDED_IN = z.object({
  receipt: z.string().max(8_192, 'A receipt has at most 8,192 characters.'),
});

/** A receiver with its receipt, when it gave one. */
export interface ReceiverStanding extends Receiver {
  readonly signed: string | null;
}

/** Receipts: taken from the answers to pushes or handed in later, verified, kept, and told to the publisher. */
@Injectable()
export class ReceiptsService implements OnModuleInit {
  private readonly logger = new Logger(ReceiptsService.name);
  private readonly repository: ReceiptsRepository;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly ledger: LedgerService,
    private readonly directory: TenantDirectory,
    private readonly answers: AnswerListeners,
  ) {
    this.repository = new ReceiptsRepository(database);
  }

  onModuleInit(): void {
    this.answers.add((answered) => this.takeAnswer(answered));
  }

  /** A receipt for a delivery of the caller's own, by a key of its own. Handing it in twice changes nothing. */
  async handIn(context: TenantContext, input: object): Promise<StoredReceipt | InvalidInput | NotFound> {
    const read = readInput(HANDED_IN, input);
    if (!read.ok) return read.refusal;
    const { receipt: signed } = read.value;
    const check = await this.verify(context.tenantCode, signed);
    if (!check.ok) return InvalidInput.at('input.receipt', RECEIPT_REFUSALS[check.reason], check.reason);
    const { eventId, payloadSha256 } = check.receipt;
    const deliveryId = isId(eventId)
      ? await this.repository.deliveryOf(context.tenantId, eventId, payloadSha256)
      : undefined;
    if (deliveryId === undefined) return NotFound.of('input.receipt', 'delivery');
    return this.keep(context, toStore(check, context.tenantId, deliveryId, signed, this.clock.now()));
  }

  /** Who has an event that the caller published, who does not yet, and since when; nothing of anybody else's events. */
  async receivers(
    context: TenantContext,
    about: { readonly eventId: string } | { readonly subjectId: string },
    afterTenantId: string,
    limit: number,
  ): Promise<ReceiverStanding[]> {
    const eventId = 'eventId' in about ? about.eventId : await this.newestOf(context, about.subjectId);
    if (eventId === undefined || !isId(eventId)) return [];
    const receivers = await this.repository.receivers(context, eventId, afterTenantId, limit);
    const signed = await this.repository.byDeliveries(receivers.flatMap(({ receiptOf }) => receiptOf ?? []));
    return receivers.map((receiver) => ({ ...receiver, signed: signed.get(receiver.receiptOf ?? '') ?? null }));
  }

  private async newestOf(context: TenantContext, subjectId: string): Promise<string | undefined> {
    return isId(subjectId) ? this.repository.newestOf(context.tenantId, subjectId) : undefined;
  }

  /** A receipt in an answer counts when it is for the message that it answers; any other is passed over. */
  private async takeAnswer({
    deliveryId,
    subscriptionId,
    eventId,
    payloadDigest,
    answer,
  }: AnsweredDelivery): Promise<void> {
    if (answer.type !== DELIVERY_RECEIPT_MEDIA_TYPE) return;
    const receiver = await this.repository.receiverOf(subscriptionId);
    if (!receiver) return;
    const signed = answer.body.trim();
    const check = await this.verify(receiver.tenantCode, signed);
    const isForIt = check.ok && check.receipt.eventId === eventId && check.receipt.payloadSha256 === payloadDigest;
    if (!isForIt) {
      this.logger.warn(`the receipt for delivery ${deliveryId} is refused: ${check.ok ? 'MISMATCH' : check.reason}`);
      return;
    }
    const receipt = toStore(check, receiver.tenantId, deliveryId, signed, this.clock.now());
    await this.keep({ system: 'deliveries' }, receipt);
  }

  /** By a usable key of the tenant, which the receipt has to name as well. */
  private async verify(tenantCode: string, signed: string): Promise<ReceiptCheck> {
    const known = await this.directory.find(tenantCode);
    const check = await verifyDeliveryReceipt(signed, (keyId) => {
      const found = known?.keys.get(keyId);
      return found && isUsable(found.row, this.clock.now())
        ? { key: found.cryptoKey, algorithm: found.algorithm }
        : undefined;
    });
    return check.ok && check.receipt.tenant !== tenantCode ? { ok: false, reason: 'UNKNOWN_KEY' } : check;
  }

  private keep(author: LedgerAuthor, receipt: StoredReceipt): Promise<StoredReceipt> {
    return this.database.transaction(async (tx) => {
      const repository = new ReceiptsRepository(tx);
      if (await repository.insert(tx, receipt)) {
        const { deliveryId, eventId, tenantId, keyId } = receipt;
        await this.ledger.append(tx, author, [
          {
            action: 'delivery.receipt',
            subjectType: 'delivery',
            subjectId: deliveryId,
            detail: { eventId, receiver: tenantId, keyId },
          },
        ]);
        return receipt;
      }
      const earlier = await repository.ofDelivery(receipt.deliveryId);
      if (!earlier) throw new Error('a receipt is neither new nor there');
      return earlier;
    });
  }
}

function toStore(
  { receipt, keyId }: { readonly receipt: DeliveryReceipt; readonly keyId: string },
  tenantId: string,
  deliveryId: string,
  signed: string,
  nowMs: number,
): StoredReceipt {
  const { eventId, receivedAt } = receipt;
  return { deliveryId, eventId, tenantId, keyId, signed, receivedAtMs: Date.parse(receivedAt), acceptedAtMs: nowMs };
}
