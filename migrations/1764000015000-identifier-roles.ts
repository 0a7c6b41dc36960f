import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createIndexes, createTable, longText, moment, primary, ref, text } from './columns.js';

const TABLE = 'entity_identifier';
const COLUMNS = 'lookupKey, role, entityId, sharingId, tenantId, type, value, masked, createdAtMs';

/** Puts the role behind the blind index in the key of identifiers, so that a bounded read finds anchored entities first. */
export class IdentifierRoles1764000015000 implements MigrationInterface {
  up(runner: QueryRunner): Promise<void> {
    return laidOutAs(runner, {
      lookupKey: primary(text(43)),
      role: primary(text(16)),
      entityId: primary(ref),
      sharingId: primary(ref),
    });
  }

  down(runner: QueryRunner): Promise<void> {
    return laidOutAs(runner, {
      lookupKey: primary(text(43)),
      entityId: primary(ref),
      sharingId: primary(ref),
      role: text(16),
    });
  }
}

/** SQLite cannot change a primary key, so the table is copied into one that has it. */
async function laidOutAs(runner: QueryRunner, first: Parameters<typeof createTable>[2]): Promise<void> {
  const copy = `${TABLE}_copy`;
  await createTable(runner, copy, {
    ...first,
    tenantId: ref,
    type: text(32),
    value: longText,
    masked: text(200),
    createdAtMs: moment,
  });
  await runner.query(`INSERT INTO ${copy} (${COLUMNS}) SELECT ${COLUMNS} FROM ${TABLE} ORDER BY lookupKey`);
  await runner.dropTable(TABLE);
  await runner.renameTable(copy, TABLE);
  await createIndexes(runner, TABLE, { IX_entity_identifier_entity: ['entityId'] });
}
