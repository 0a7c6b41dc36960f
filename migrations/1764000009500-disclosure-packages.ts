import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Sealed packages that answer disclosure requests, and their receipts. */
export class DisclosurePackages1764000009500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'disclosure_package',
      {
        id,
        requestId: ref,
        agencyId: ref,
        platformId: ref,
        sharingId: ref,
        packageId: text(128),
        manifestId: ref,
        manifestSha256: text(64),
        handling: text(24),
        retainUntil: text(10),
        state: text(16),
        receiptSha256: optional(text(64)),
        openedAtMs: optional(moment),
        deliveredAtMs: moment,
        confirmedAtMs: optional(moment),
        destroyedAtMs: optional(moment),
        version: integer,
      },
      { UQ_disclosure_package_request: ['requestId'] },
    );
    await createTable(runner, 'disclosure_package_file', {
      packageId: primary(ref),
      fileNumber: primary(integer),
      attachmentId: ref,
      item: text(64),
      size: count,
      sha256: text(64),
    });
    await createTable(runner, 'disclosure_receipt_part', {
      packageId: primary(ref),
      part: primary(integer),
      content: longText,
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['disclosure_receipt_part', 'disclosure_package_file', 'disclosure_package'])
      await runner.dropTable(table);
  }
}
