import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, id, integer, longText, moment, optional, ref, text } from './columns.js';

/** Blacklist entries. */
export class Blacklist1764000003000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'blacklist_entry',
      {
        id,
        tenantId: ref,
        sharingId: ref,
        subjectKind: text(16),
        subjectName: text(200),
        uscc: text(18),
        entityAnchorKey: text(43),
        orderKey: ref,
        category: text(32),
        severity: text(16),
        reason: longText,
        legalBasis: text(500),
        jurisdiction: text(6),
        state: text(16),
        liveMark: optional(integer),
        proposedBy: text(43),
        publishedBy: optional(text(43)),
        revokedBy: optional(text(43)),
        proposedAtMs: moment,
        publishedAtMs: optional(moment),
        revokedAtMs: optional(moment),
        revocationReason: optional(longText),
        version: integer,
      },
      {
        UQ_blacklist_entry_live: ['tenantId', 'entityAnchorKey', 'category', 'liveMark'],
        IX_blacklist_entry_anchor: ['entityAnchorKey'],
        IX_blacklist_entry_category: ['category', 'id'],
        IX_blacklist_entry_state: ['state', 'id'],
      },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('blacklist_entry');
  }
}
