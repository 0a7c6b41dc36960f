import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import {
  type ColumnShape,
  createIndexes,
  createTable,
  id,
  integer,
  longText,
  moment,
  optional,
  primary,
  ref,
  text,
} from './columns.js';

const ENTRY = 'blacklist_entry';
const YEAR_MS = 365.25 * 86_400_000;

const ADDED: Readonly<Record<string, ColumnShape>> = {
  neverPublic: optional(text(16)),
  emergencyGround: optional(text(32)),
  representativeKey: optional(text(43)),
  decision: optional(text(16)),
  decidedBy: optional(text(43)),
  confirmedBy: optional(text(43)),
  noticeAtMs: optional(moment),
  statementDueAtMs: optional(moment),
  repairFromMs: optional(moment),
  expiresAtMs: optional(moment),
  endGround: optional(text(32)),
};

const RENAMED: readonly (readonly [string, string])[] = [
  ['revokedBy', 'endedBy'],
  ['revokedAtMs', 'endedAtMs'],
  ['revocationReason', 'endReason'],
];

/** What a listing with due process has beside its publication: the procedure, its restricted part, its end. */
export class BlacklistDueProcess1764000011500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const [before, after] of RENAMED) await runner.renameColumn(ENTRY, before, after);
    for (const [name, shape] of Object.entries(ADDED))
      await runner.addColumn(ENTRY, new TableColumn({ ...shape, name }));
    await createIndexes(runner, ENTRY, { IX_blacklist_entry_representative: ['representativeKey'] });
    await this.setTerms(runner);
    await createTable(runner, 'blacklist_restricted_part', {
      entryId: primary(ref),
      sharingId: ref,
      content: longText,
    });
    await createTable(
      runner,
      'blacklist_step',
      {
        id,
        entryId: ref,
        version: integer,
        action: text(32),
        fromState: text(16),
        toState: text(16),
        actorRef: optional(text(43)),
        occurredAtMs: moment,
        eventType: optional(text(64)),
        eventId: optional(ref),
        content: optional(longText),
      },
      { UQ_blacklist_step_version: ['entryId', 'version'] },
    );
  }

  /** What was published before gets its end and its time of repair, and the deadline by which it ends. */
  private async setTerms(runner: QueryRunner): Promise<void> {
    await runner.query(
      `UPDATE blacklist_entry SET repairFromMs = publishedAtMs + ?, expiresAtMs = publishedAtMs + ? WHERE state = 'PUBLISHED'`,
      [YEAR_MS, 3 * YEAR_MS],
    );
    await runner.query(
      `INSERT INTO deadline (id, kind, subjectId, dueAtMs, nextTryAtMs, attempts)
       SELECT id, 'blacklist.expiry', id, expiresAtMs, expiresAtMs, 0 FROM blacklist_entry WHERE state = 'PUBLISHED'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DELETE FROM deadline WHERE kind = 'blacklist.expiry'`);
    await runner.dropTable('blacklist_step');
    await runner.dropTable('blacklist_restricted_part');
    await runner.dropIndex(ENTRY, 'IX_blacklist_entry_representative');
    for (const name of Object.keys(ADDED).reverse()) await runner.dropColumn(ENTRY, name);
    for (const [before, after] of RENAMED) await runner.renameColumn(ENTRY, after, before);
  }
}
