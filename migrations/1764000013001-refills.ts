import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { count, createIndexes, createTable, id, integer, longText, moment, optional, ref, text } from './columns.js';

/** Re-driving in bulk and replay, what a message holds, and the time by which old events are found. */
export class Refills1764000013001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'refill',
      {
        id,
        tenantId: ref,
        subscriptionId: ref,
        kind: text(8),
        eventTypes: longText,
        sinceMs: moment,
        untilMs: moment,
        position: count,
        moved: integer,
        state: text(16),
        createdAtMs: moment,
        finishedAtMs: optional(moment),
      },
      { IX_refill_state: ['state', 'id'], IX_refill_subscription: ['subscriptionId', 'state'] },
    );
    await runner.addColumn('subscription', new TableColumn({ ...text(8), name: 'payload', default: "'THIN'" }));
    await runner.addColumn('subscription', new TableColumn({ ...optional(count), name: 'replayAfterSeq' }));
    await createIndexes(runner, 'event', { IX_event_occurred: ['occurredAtMs', 'seq'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('event', 'IX_event_occurred');
    await runner.dropColumn('subscription', 'replayAfterSeq');
    await runner.dropColumn('subscription', 'payload');
    await runner.dropTable('refill');
  }
}
