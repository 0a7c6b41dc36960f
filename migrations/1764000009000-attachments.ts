import type { MigrationInterface, QueryRunner } from 'typeorm';
import { bytes, count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Uploaded files and their encrypted content. */
export class Attachments1764000009000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'attachment',
      {
        id,
        tenantId: ref,
        sharingId: ref,
        subjectType: optional(text(32)),
        subjectId: optional(ref),
        purpose: text(32),
        mediaType: text(127),
        fileName: optional(longText),
        length: count,
        receivedBytes: count,
        declaredSha256: optional(text(64)),
        sha256: optional(text(64)),
        wrappedKey: optional(text(160)),
        state: text(16),
        createdAtMs: moment,
        updatedAtMs: moment,
        completedAtMs: optional(moment),
        destroyAtMs: optional(moment),
        destroyedAtMs: optional(moment),
        version: integer,
      },
      {
        IX_attachment_tenant: ['tenantId', 'state'],
        IX_attachment_subject: ['subjectId'],
        IX_attachment_destroy: ['destroyAtMs'],
      },
    );
    await createTable(runner, 'attachment_chunk', {
      attachmentId: primary(ref),
      chunkNumber: primary(integer),
      content: bytes,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['attachment_chunk', 'attachment']) await runner.dropTable(table);
  }
}
