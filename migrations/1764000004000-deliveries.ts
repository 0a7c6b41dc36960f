import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Subscriptions with their filters, deliveries with their attempts. */
export class Deliveries1764000004000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'subscription',
      {
        id,
        tenantId: ref,
        name: text(200),
        channel: text(16),
        url: longText,
        secret: longText,
        previousSecret: optional(longText),
        previousSecretUntilMs: optional(moment),
        filter: longText,
        state: text(16),
        lastSeq: count,
        createdAtMs: moment,
        updatedAtMs: moment,
        version: integer,
      },
      { IX_subscription_tenant: ['tenantId', 'state'] },
    );
    await createTable(
      runner,
      'subscription_filter',
      {
        eventType: primary(text(64)),
        category: primary(text(32)),
        division: primary(text(6)),
        subscriptionId: primary(ref),
        severities: text(64),
      },
      { IX_subscription_filter_subscription: ['subscriptionId'] },
    );
    await createTable(
      runner,
      'delivery',
      {
        id,
        subscriptionId: ref,
        eventId: ref,
        seq: count,
        orderKey: text(36),
        state: text(16),
        attempts: integer,
        attemptsBefore: integer,
        nextAttemptAtMs: moment,
        claimedBy: optional(ref),
        claimedUntilMs: moment,
        createdAtMs: moment,
        settledAtMs: optional(moment),
      },
      {
        UQ_delivery_event: ['subscriptionId', 'eventId'],
        UQ_delivery_seq: ['subscriptionId', 'seq'],
        IX_delivery_order: ['subscriptionId', 'state', 'orderKey', 'seq'],
        IX_delivery_due: ['state', 'nextAttemptAtMs'],
      },
    );
    await createTable(runner, 'delivery_attempt', {
      deliveryId: primary(ref),
      n: primary(integer),
      startedAtMs: moment,
      durationMs: integer,
      status: optional(integer),
      error: optional(text(64)),
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['delivery_attempt', 'delivery', 'subscription_filter', 'subscription']) {
      await runner.dropTable(table);
    }
  }
}
