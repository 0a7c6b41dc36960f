import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Batch screenings with their spool and results. */
export class Screening1764000007000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'screening',
      {
        id,
        tenantId: ref,
        idempotencyKey: text(128),
        digest: text(43),
        format: text(8),
        state: text(16),
        least: text(8),
        purpose: optional(longText),
        caseRef: optional(longText),
        createdAtMs: moment,
        updatedAtMs: moment,
        completedAtMs: optional(moment),
        chunkCount: count,
        receivedRows: count,
        screenedChunks: count,
        screenedRows: count,
        rejectedRows: count,
        matchRows: count,
        reviewRows: count,
        weakRows: count,
        distinctQueries: count,
        version: integer,
      },
      {
        UQ_screening_key: ['tenantId', 'idempotencyKey'],
        IX_screening_tenant: ['tenantId', 'id'],
        IX_screening_state: ['state', 'updatedAtMs'],
      },
    );
    await createTable(
      runner,
      'screening_upload',
      { id, tenantId: ref, touchedAtMs: moment },
      { IX_screening_upload_touched: ['touchedAtMs'] },
    );
    await createTable(runner, 'screening_chunk', {
      screeningId: primary(ref),
      chunkNumber: primary(integer),
      rowCount: integer,
      content: bytes,
      results: optional(bytes),
      hitRows: integer,
      errorRows: integer,
    });
    await createTable(runner, 'screening_query', {
      screeningId: primary(ref),
      digest: primary(text(22)),
      result: longText,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['screening_query', 'screening_chunk', 'screening_upload', 'screening']) {
      await runner.dropTable(table);
    }
  }
}
