import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, count, createTable, id, longText, moment, optional, ref, text } from './columns.js';

/** The feed of entity changes for the name indexes, and what tenants decided about hits. */
export class Search1764000006000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'entity_change',
      { id, seq: optional(count), entityIds: bytes, createdAtMs: moment },
      { UQ_entity_change_seq: ['seq'] },
    );
    await createTable(
      runner,
      'review',
      {
        id,
        tenantId: ref,
        queryKey: text(43),
        entityId: ref,
        verdict: text(16),
        note: optional(longText),
        revision: text(43),
        reviewedBy: text(43),
        createdAtMs: moment,
      },
      { IX_review_query: ['tenantId', 'queryKey', 'entityId'] },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['review', 'entity_change']) await runner.dropTable(table);
  }
}
