import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

const CASE = {
  id,
  leadId: ref,
  state: text(16),
  category: text(32),
  severity: text(16),
  jurisdiction: text(6),
  lastSeq: integer,
  createdAtMs: moment,
  version: integer,
};

const PARTICIPANT = {
  id,
  caseId: ref,
  tenantId: ref,
  state: text(16),
  access: text(16),
  respondByMs: optional(moment),
  invitedAtMs: moment,
  answeredAtMs: optional(moment),
  version: integer,
};

const ITEM = {
  id,
  caseId: ref,
  kind: text(16),
  state: text(16),
  ownerId: ref,
  partyId: ref,
  namedIds: longText,
  isRestricted: integer,
  dueAtMs: optional(moment),
  createdAtMs: moment,
  acceptedAtMs: optional(moment),
  doneAtMs: optional(moment),
  version: integer,
};

const LINE = {
  id,
  caseId: ref,
  seq: integer,
  kind: text(16),
  itemId: ref,
  version: integer,
  action: text(32),
  state: text(16),
  inTimeline: integer,
  isRestricted: integer,
  sharingId: ref,
  tenantId: optional(ref),
  ownerId: optional(ref),
  partyId: optional(ref),
  targetId: optional(ref),
  atMs: moment,
  content: longText,
};

/** Joint cases: who takes part, what is asked, and the journal of everything. */
export class JointCases1764000010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'joint_case', CASE);
    await createTable(runner, 'joint_participant', PARTICIPANT, {
      UQ_joint_participant_tenant: ['caseId', 'tenantId'],
      IX_joint_participant_inbox: ['tenantId', 'state', 'id'],
      IX_joint_participant_cases: ['tenantId', 'id'],
    });
    await createTable(runner, 'joint_item', ITEM, { IX_joint_item_case: ['caseId', 'kind', 'state'] });
    await createTable(
      runner,
      'joint_measure_hold',
      { measureId: primary(ref), flagId: primary(ref), code: text(32), isOwn: integer },
      { IX_joint_measure_hold_flag: ['flagId', 'code'] },
    );
    await createTable(runner, 'joint_line', LINE, {
      UQ_joint_line_version: ['itemId', 'version'],
      UQ_joint_line_seq: ['caseId', 'seq'],
      IX_joint_line_kind: ['caseId', 'kind', 'itemId', 'version'],
      IX_joint_line_sharing: ['caseId', 'sharingId'],
    });
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['joint_line', 'joint_measure_hold', 'joint_item', 'joint_participant', 'joint_case'])
      await runner.dropTable(table);
  }
}
