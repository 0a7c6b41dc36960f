import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Saved screening lists: items, the keys by which a changed entity finds them, hits, and uploads. */
export class ScreeningLists1764000021700 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'screening_list',
      {
        id,
        tenantId: ref,
        name: longText,
        state: text(16),
        least: text(8),
        purpose: optional(longText),
        caseRef: optional(longText),
        round: integer,
        itemCount: count,
        dueItems: count,
        isDue: integer,
        uploadId: optional(ref),
        createdAtMs: moment,
        updatedAtMs: moment,
        screenedAtMs: optional(moment),
        servedAtMs: moment,
        version: integer,
      },
      {
        IX_screening_list_tenant: ['tenantId', 'id'],
        IX_screening_list_due: ['state', 'isDue', 'servedAtMs'],
      },
    );
    await createTable(
      runner,
      'screening_list_item',
      {
        id,
        listId: ref,
        refKey: text(43),
        content: longText,
        digest: text(43),
        screenedRound: integer,
        problem: optional(text(32)),
        uploadId: optional(ref),
        updatedAtMs: moment,
        version: integer,
      },
      {
        UQ_screening_list_item_ref: ['listId', 'refKey'],
        IX_screening_list_item_list: ['listId', 'id'],
        IX_screening_list_item_due: ['listId', 'screenedRound', 'id'],
      },
    );
    await createTable(
      runner,
      'screening_list_key',
      { lookupKey: primary(text(43)), itemId: primary(ref), listId: ref },
      { IX_screening_list_key_item: ['itemId'] },
    );
    await createTable(
      runner,
      'screening_list_hit',
      {
        id,
        listId: ref,
        itemId: ref,
        entityId: ref,
        kind: text(16),
        score: integer,
        isIdentified: integer,
        queryKey: text(43),
        revision: text(43),
        alertedRevision: optional(text(43)),
        state: text(8),
        foundAtMs: moment,
        changedAtMs: moment,
        goneAtMs: optional(moment),
        version: integer,
      },
      {
        UQ_screening_list_hit_pair: ['itemId', 'entityId'],
        IX_screening_list_hit_list: ['listId', 'id'],
        IX_screening_list_hit_changed: ['listId', 'changedAtMs'],
        IX_screening_list_hit_entity: ['entityId'],
      },
    );
    await createTable(
      runner,
      'screening_list_upload',
      {
        id,
        tenantId: ref,
        listId: ref,
        idempotencyKey: text(128),
        digest: text(43),
        mode: text(8),
        state: text(16),
        chunkCount: count,
        importedChunks: count,
        receivedRows: count,
        acceptedRows: count,
        rejectedRows: count,
        removedItems: count,
        createdAtMs: moment,
        updatedAtMs: moment,
        completedAtMs: optional(moment),
        version: integer,
      },
      {
        UQ_screening_list_upload_key: ['tenantId', 'idempotencyKey'],
        IX_screening_list_upload_list: ['listId'],
        IX_screening_list_upload_state: ['state', 'updatedAtMs'],
      },
    );
    await createTable(runner, 'screening_list_row_error', {
      uploadId: primary(ref),
      line: primary(count),
      field: primary(text(64)),
      reason: text(32),
      message: text(255),
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['row_error', 'upload', 'hit', 'key', 'item'])
      await runner.dropTable(`screening_list_${table}`);
    await runner.dropTable('screening_list');
  }
}
