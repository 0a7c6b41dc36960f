import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { createIndexes, createTable, integer, moment, optional, primary, ref } from './columns.js';

/** The health of endpoints that fail, and priorities of deliveries. */
export class EndpointHealth1764000013000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'endpoint_health', {
      subscriptionId: primary(ref),
      failures: integer,
      failingSinceMs: moment,
      openUntilMs: moment,
      warnedAtMs: optional(moment),
    });
    await runner.addColumn('delivery', new TableColumn({ ...integer, name: 'priority', default: 1 }));
    await runner.dropIndex('delivery', 'IX_delivery_due');
    await createIndexes(runner, 'delivery', { IX_delivery_due: ['state', 'priority', 'nextAttemptAtMs'] });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('delivery', 'IX_delivery_due');
    await createIndexes(runner, 'delivery', { IX_delivery_due: ['state', 'nextAttemptAtMs'] });
    await runner.dropColumn('delivery', 'priority');
    await runner.dropTable('endpoint_health');
  }
}
