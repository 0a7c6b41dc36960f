import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Inspection reports with their spool and row errors, cooperation rows, complaints. */
export class Reports1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await this.createReports(runner);
    await this.createRows(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['complaint', 'report_cooperation', 'report_row_error', 'report_chunk', 'inspection_report']) {
      await runner.dropTable(table);
    }
  }

  private async createReports(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'inspection_report',
      {
        id,
        tenantId: ref,
        idempotencyKey: text(128),
        format: text(8),
        state: text(16),
        uploadId: ref,
        createdAtMs: moment,
        updatedAtMs: moment,
        receivedAtMs: optional(moment),
        completedAtMs: optional(moment),
        chunkCount: optional(count),
        receivedRows: optional(count),
        importedChunks: count,
        acceptedRows: count,
        rejectedRows: count,
        keptErrors: count,
        counters: longText,
        version: integer,
      },
      {
        UQ_inspection_report_key: ['tenantId', 'idempotencyKey'],
        IX_inspection_report_tenant: ['tenantId', 'id'],
        IX_inspection_report_state: ['state', 'updatedAtMs'],
      },
    );
    await createTable(
      runner,
      'report_chunk',
      {
        reportId: primary(ref),
        chunkNumber: primary(integer),
        digest: text(43),
        firstLine: count,
        rowCount: integer,
        content: optional(bytes),
        importedAtMs: optional(moment),
      },
      { IX_report_chunk_pending: ['reportId', 'importedAtMs', 'chunkNumber'] },
    );
    await createTable(runner, 'report_row_error', {
      reportId: primary(ref),
      line: primary(count),
      field: primary(text(64)),
      reason: text(32),
      message: text(255),
    });
  }

  private async createRows(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'report_cooperation', {
      reportId: primary(ref),
      line: primary(count),
      tenantId: ref,
      sharingId: ref,
      category: optional(text(32)),
      measures: longText,
      summary: optional(longText),
      jurisdiction: text(6),
      occurredAtMs: moment,
      createdAtMs: moment,
    });
    await createTable(
      runner,
      'complaint',
      {
        id,
        tenantId: ref,
        reference: text(64),
        entityId: ref,
        sharingId: ref,
        reportId: optional(ref),
        reportLine: optional(count),
        category: text(32),
        severity: text(16),
        state: text(16),
        outcome: optional(text(16)),
        measures: longText,
        summary: optional(longText),
        evidence: optional(longText),
        jurisdiction: text(6),
        receivedAtMs: moment,
        dueAtMs: moment,
        resolvedAtMs: optional(moment),
        createdAtMs: moment,
        updatedAtMs: moment,
        version: integer,
      },
      { UQ_complaint_reference: ['tenantId', 'reference'], IX_complaint_entity: ['entityId'] },
    );
  }
}
