import { type MigrationInterface, type QueryRunner, TableColumn } from 'typeorm';
import { longText, optional } from './columns.js';

/** The members of a sharing stand in `sharing_member` alone: a list of more than some 1,680 did not fit the column. */
export class SharingMembers1764000016200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.dropColumn('sharing', 'memberIds');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.addColumn('sharing', new TableColumn({ ...optional(longText), name: 'memberIds' }));
    const members = new Map<string, string[]>();
    for (const { sharingId, tenantId } of await runner.query('SELECT sharingId, tenantId FROM sharing_member')) {
      members.set(sharingId, [...(members.get(sharingId) ?? []), tenantId]);
    }
    for (const [sharingId, tenantIds] of members) {
      await runner.query('UPDATE sharing SET memberIds = ? WHERE id = ?', [
        JSON.stringify(tenantIds.sort()),
        sharingId,
      ]);
    }
  }
}
