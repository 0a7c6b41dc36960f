import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, id, integer, longText, moment, optional, ref, text } from './columns.js';

/** What agencies do with disclosures, and the consent that some of it needs. */
export class DisclosureUses1764000023400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'disclosure_use',
      {
        id,
        requestId: ref,
        agencyId: ref,
        platformId: ref,
        sharingId: ref,
        kind: text(24),
        handling: text(24),
        state: text(24),
        words: longText,
        answer: optional(longText),
        declaredBy: text(43),
        answeredBy: optional(text(43)),
        declaredAtMs: moment,
        answeredAtMs: optional(moment),
        version: integer,
      },
      { IX_disclosure_use_request: ['requestId', 'id'] },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('disclosure_use');
  }
}
