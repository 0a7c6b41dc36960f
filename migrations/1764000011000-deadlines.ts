import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, id, integer, moment, ref, text } from './columns.js';

/** Deadlines that have not passed yet. */
export class Deadlines1764000011000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(
      runner,
      'deadline',
      {
        id,
        kind: text(48),
        subjectId: ref,
        dueAtMs: moment,
        nextTryAtMs: moment,
        attempts: integer,
      },
      {
        UQ_deadline_subject: ['subjectId', 'kind'],
        IX_deadline_due: ['nextTryAtMs', 'id'],
      },
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.dropTable('deadline');
  }
}
