import { type ProfileName, TestGateway } from '../../test/harness/profiles.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import type { Database } from '../common/persistence/database.js';
import type { Sql } from '../common/persistence/sql.js';
import { sharingId } from '../sharing/sharing.policy.js';
import { DISCLOSURE_STATES } from './disclosure.lifecycle.js';
import { DisclosureListsRepository, type ListFilter, type ListSide } from './disclosure-lists.repository.js';
import { URGENCIES } from './disclosure-vocabulary.js';
import { DisclosuresRepository } from './disclosures.repository.js';

/** A line of MariaDB's ANALYZE: how a table was read, and how many rows that took for each time it was. */
interface PlanRow {
  readonly table: string | null;
  readonly type: string | null;
  readonly key: string | null;
  readonly r_rows: string | null;
  readonly Extra: string | null;
}

const REQUESTS = 6_000;
const PAGE = 21;
const EVERYTHING: ListFilter = { states: [], urgencies: [], dueBeforeMs: null };

/** What everybody opens first must cost the same with a thousand requests and with a million. */
describe.each<ProfileName>(['servers'])('the statements of disclosure lists (%s)', (profile) => {
  let gateway: TestGateway;
  let database: Database;
  const platform: Viewer = { tenantId: newId(), tenantKind: 'PLATFORM', jurisdiction: '330100' };
  const agency: Viewer = { tenantId: newId(), tenantKind: 'POLICE', jurisdiction: '330100' };
  const ids = Array.from({ length: REQUESTS }, () => newId());

  beforeAll(async () => {
    gateway = await TestGateway.start(profile);
    database = gateway.database;
    const sharing = { ownerId: agency.tenantId, level: 'NAMED' as const, memberIds: [platform.tenantId] };
    const id = sharingId(sharing);
    await database.insert('sharing', [
      { id, ownerId: agency.tenantId, level: 'NAMED', kind: null, jurisdiction: null, createdAtMs: 0 },
    ]);
    await database.insert('sharing_member', [{ sharingId: id, tenantId: platform.tenantId }]);
    const nothing = { confidentialUntil: null, submittedBy: null, decisionAuthor: null, afterReview: null };
    const times = { preservedUntil: null, expiresAtMs: null, remainingMs: null, submittedAtMs: 0, decidedAtMs: null };
    const rows = ids.map((requestId, n) => ({
      ...{ id: requestId, agencyId: agency.tenantId, platformId: platform.tenantId, inboxOf: platform.tenantId },
      ...{ sharingId: id, state: DISCLOSURE_STATES[n % DISCLOSURE_STATES.length] ?? 'CLOSED' },
      ...{ urgency: URGENCIES[n % URGENCIES.length] ?? 'NORMAL', asks: 'DISCLOSE', handling: 'EVIDENCE' },
      ...{ items: '[]', legalBasis: '[]', periodFrom: null, periodTo: null, particulars: 'x', subjectCount: 1 },
      ...{ authors: '[]', round: 0, dueAtMs: n, createdAtMs: n, updatedAtMs: n, version: 1, ...nothing, ...times },
    }));
    for (let at = 0; at < rows.length; at += 1_000) {
      await database.insert('disclosure_request', rows.slice(at, at + 1_000));
    }
    await database.insert(
      'disclosure_subject',
      ids.slice(0, 3_000).map((requestId, n) => ({
        ...{ requestId, ordinal: 1, entityId: null, type: 'USCC', value: 'x', masked: null },
        subjectKey: `key-${n % 1_000}`,
      })),
    );
    await database.change('ANALYZE TABLE disclosure_request, disclosure_subject, sharing, sharing_member');
  });

  afterAll(() => gateway.stop());

  /** How the database ran every statement of some work. */
  async function plansOf(work: (sql: Sql) => Promise<unknown>): Promise<PlanRow[]> {
    const plans: PlanRow[] = [];
    const analyzing = {
      select: async (statement: string, parameters: never[]) => {
        plans.push(...(await database.select<PlanRow>(`ANALYZE ${statement}`, parameters)));
        return [];
      },
    };
    await work(analyzing as unknown as Sql);
    return plans;
  }

  const lists: [string, ListSide, ListFilter, string][] = [
    ['the whole inbox', 'INBOX', EVERYTHING, 'IX_disclosure_request_inbox'],
    [
      'some states',
      'INBOX',
      { ...EVERYTHING, states: ['SUBMITTED', 'UNDER_REVIEW'] },
      'IX_disclosure_request_inbox_state',
    ],
    ['one urgency', 'INBOX', { ...EVERYTHING, urgencies: ['EMERGENCY'] }, 'IX_disclosure_request_inbox_state'],
    ['what is due', 'INBOX', { ...EVERYTHING, dueBeforeMs: 5_000 }, 'IX_disclosure_request_inbox_due'],
    [
      'what is due of a state and an urgency',
      'INBOX',
      { states: ['SUBMITTED'], urgencies: ['NORMAL'], dueBeforeMs: 5_000 },
      'IX_disclosure_request_inbox_due',
    ],
    ['the whole outbox', 'OUTBOX', EVERYTHING, 'IX_disclosure_request_outbox'],
    ['what is due to an agency', 'OUTBOX', { ...EVERYTHING, dueBeforeMs: 5_000 }, 'IX_disclosure_request_outbox_due'],
  ];

  it.each(lists)('read of %s a page and no more, the first and a later one', async (_name, side, filter, index) => {
    const viewer = side === 'INBOX' ? platform : agency;
    const later = { id: ids[REQUESTS / 2] ?? '', dueAtMs: 2_500 };
    for (const after of [undefined, later]) {
      const plans = await plansOf((sql) => new DisclosureListsRepository(sql, viewer).page(side, filter, after, PAGE));
      const ranges = plans.filter(({ table, key }) => table === 'r' && key !== 'PRIMARY');
      expect(new Set(ranges.map(({ key }) => key))).toEqual(new Set([index]));
      for (const { r_rows, Extra } of ranges) {
        // And the row that the page begins after.
        expect(Number(r_rows ?? 0)).toBeLessThanOrEqual(PAGE + 1);
        expect(Extra).toContain('Using index');
        expect(Extra).not.toContain('filesort');
      }
    }
  });

  it('find other requests on the same subjects by the key of the subject', async () => {
    const request = { id: ids[0] ?? '', agencyId: agency.tenantId, platformId: platform.tenantId };
    const plans = await plansOf((sql) => new DisclosuresRepository(sql, agency).duplicatesOf(request as never));
    expect(plans.find(({ table }) => table === 'own')?.key).toBe('PRIMARY');
    expect(plans.find(({ table }) => table === 'other')?.key).toBe('IX_disclosure_subject_key');
  });
});
