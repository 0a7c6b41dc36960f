import type { MigrationInterface, QueryRunner } from 'typeorm';
import { count, createTable, id, integer, longText, moment, optional, primary, ref, text } from './columns.js';

/** Disclosure requests with their subjects, decisions and steps; who may approve, and who stands in for whom. */
export class Disclosures1764000008000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await createRequests(runner);
    await createDecisions(runner);
    await createMandates(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    const tables = ['delegation', 'approver', 'step', 'decision_line', 'decision', 'subject', 'request'];
    for (const table of tables) await runner.dropTable(`disclosure_${table}`);
  }
}

async function createRequests(runner: QueryRunner): Promise<void> {
  await createTable(
    runner,
    'disclosure_request',
    {
      id,
      agencyId: ref,
      platformId: optional(ref),
      inboxOf: optional(ref),
      sharingId: ref,
      state: text(24),
      urgency: text(16),
      asks: text(16),
      handling: text(24),
      items: longText,
      legalBasis: longText,
      periodFrom: optional(text(10)),
      periodTo: optional(text(10)),
      particulars: longText,
      confidentialUntil: optional(text(10)),
      subjectCount: integer,
      authors: longText,
      submittedBy: optional(text(43)),
      round: integer,
      decisionAuthor: optional(text(43)),
      afterReview: optional(text(16)),
      preservedUntil: optional(text(10)),
      dueAtMs: optional(moment),
      expiresAtMs: optional(moment),
      remainingMs: optional(count),
      createdAtMs: moment,
      updatedAtMs: moment,
      submittedAtMs: optional(moment),
      decidedAtMs: optional(moment),
      version: integer,
    },
    {
      IX_disclosure_request_inbox: ['inboxOf', 'id'],
      IX_disclosure_request_inbox_state: ['inboxOf', 'state', 'urgency', 'id'],
      IX_disclosure_request_inbox_due: ['inboxOf', 'state', 'urgency', 'dueAtMs', 'id'],
      IX_disclosure_request_outbox: ['agencyId', 'id'],
      IX_disclosure_request_outbox_state: ['agencyId', 'state', 'urgency', 'id'],
      IX_disclosure_request_outbox_due: ['agencyId', 'state', 'urgency', 'dueAtMs', 'id'],
    },
  );
  await createTable(
    runner,
    'disclosure_subject',
    {
      requestId: primary(ref),
      ordinal: primary(integer),
      entityId: optional(ref),
      type: optional(text(32)),
      value: optional(longText),
      masked: optional(text(200)),
      subjectKey: text(43),
    },
    { IX_disclosure_subject_key: ['subjectKey', 'requestId'] },
  );
}

async function createDecisions(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'disclosure_decision', {
    requestId: primary(ref),
    round: primary(integer),
    sharingId: ref,
    authorRef: text(43),
    handling: text(24),
    preservedUntil: optional(text(10)),
    reason: longText,
    draftedAtMs: moment,
  });
  await createTable(runner, 'disclosure_decision_line', {
    requestId: primary(ref),
    round: primary(integer),
    ordinal: primary(integer),
    subjects: optional(longText),
    items: optional(longText),
    periodFrom: optional(text(10)),
    periodTo: optional(text(10)),
    verdict: text(16),
    reasonCode: optional(text(32)),
  });
  await createTable(runner, 'disclosure_step', {
    requestId: primary(ref),
    version: primary(integer),
    action: text(32),
    state: text(24),
    round: integer,
    sharingId: ref,
    tenantId: optional(ref),
    actorRef: optional(text(43)),
    mandateRef: optional(text(43)),
    words: optional(longText),
    takenAtMs: moment,
  });
}

async function createMandates(runner: QueryRunner): Promise<void> {
  await createTable(runner, 'disclosure_approver', {
    tenantId: primary(ref),
    actorRef: primary(text(43)),
    actor: longText,
    addedAtMs: moment,
  });
  await createTable(
    runner,
    'disclosure_delegation',
    {
      id,
      tenantId: ref,
      absentRef: text(43),
      delegateRef: text(43),
      names: longText,
      fromMs: moment,
      untilMs: moment,
      endedAtMs: optional(moment),
      createdAtMs: moment,
      version: integer,
    },
    { IX_disclosure_delegation_tenant: ['tenantId', 'untilMs'] },
  );
}
