import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexes } from './columns.js';

/** An auditor reads the ledger by action or by tenant, in order. */
export class LedgerReading1764000005000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createIndexes(runner, 'ledger_entry', {
      IX_ledger_entry_action: ['action', 'seq'],
      IX_ledger_entry_tenant: ['tenantId', 'seq'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropIndex('ledger_entry', 'IX_ledger_entry_tenant');
    await runner.dropIndex('ledger_entry', 'IX_ledger_entry_action');
  }
}
