import { changeDisclosure, completeDraft } from '../../test/harness/disclosures.js';
import { acceptedJoint, filing, inboxOf, listJoint, movePart } from '../../test/harness/joint-cases.js';
import { planOf as explained, type PlanStep } from '../../test/harness/plans.js';
import { TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import type { Sql } from '../common/persistence/sql.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { JointCasesRepository } from './joint-cases.repository.js';
import { JointLinesRepository } from './joint-lines.repository.js';

const CASES = 2_000;
const LINES = 8_000;
const KINDS = ['TASK', 'MEASURE', 'COMMENT', 'ATTACHMENT', 'LINK', 'PARTICIPANT', 'SUBJECT', 'CASE'] as const;

describe('joint cases over many rows (servers)', () => {
  let gateway: TestGateway | undefined;
  let police: TestTenant;
  let platform: TestTenant;
  const caseIds = Array.from({ length: CASES }, newId);
  const itemIds = Array.from({ length: LINES }, newId);
  const [caseId = ''] = caseIds;

  const running = (): TestGateway => {
    if (!gateway) throw new Error('the gateway did not start');
    return gateway;
  };

  beforeAll(async () => {
    gateway = await TestGateway.start('servers');
    police = await gateway.tenant({ code: 'hz-police', kind: 'POLICE' });
    platform = await gateway.tenant({ code: 'platform-a', kind: 'PLATFORM' });
    await fill(gateway);
  });

  afterAll(async () => {
    await gateway?.stop();
  });

  /** Many cases in one inbox, and one case with many lines; some of each are hidden from the viewer. */
  async function fill({ database, app, clock }: TestGateway): Promise<void> {
    const nowMs = clock.now();
    // Each case and audience has a sharing of its own.
    const sharings = caseIds.map((guestId, n) => {
      const ownerId = (n % 2 ? platform : police).id;
      return { ownerId, level: 'NAMED' as const, memberIds: [ownerId, guestId] };
    });
    const sharingIds = await database.transaction((tx) => app.get(SharingRepository).ensure(tx, sharings, nowMs));
    await database.insert(
      'joint_participant',
      caseIds.map((id, n) => ({
        ...{ id: newId(), caseId: id, tenantId: police.id, state: n % 5 ? 'ACTIVE' : 'INVITED', access: 'WHOLE' },
        ...{ respondByMs: nowMs, invitedAtMs: nowMs, answeredAtMs: null, version: 1 },
      })),
    );
    await database.insert(
      'joint_line',
      itemIds.map((itemId, n) => ({
        ...{ id: newId(), caseId: n % 4 ? caseId : (caseIds[n % CASES] ?? ''), seq: n + 1, itemId, version: 1 },
        ...{ kind: KINDS[n % KINDS.length] ?? 'TASK', action: 'ADD', state: n % 3 ? 'ADDED' : 'ASSIGNED' },
        ...{ inTimeline: 1, isRestricted: 0, sharingId: sharingIds[n % CASES] ?? '', tenantId: police.id },
        ...{ partyId: platform.id, targetId: itemIds[n % 50] ?? '', atMs: nowMs, content: 'x' },
      })),
    );
    await database.select('ANALYZE TABLE joint_participant, joint_line, sharing, sharing_member, tenant');
  }

  const planOf = (ask: (sql: Sql, viewer: Viewer) => Promise<unknown>): Promise<PlanStep[]> =>
    explained(running().database, (sql) =>
      ask(sql, { tenantId: police.id, tenantKind: police.kind, jurisdiction: '330100' }),
    );
  const lines = (ask: (repository: JointLinesRepository) => Promise<unknown>) => (sql: Sql, viewer: Viewer) =>
    ask(new JointLinesRepository(sql, viewer));

  it.each<[string, (sql: Sql, viewer: Viewer) => Promise<unknown>]>([
    ['the inbox', (sql, { tenantId }) => new JointCasesRepository(sql).inbox(tenantId, null, undefined, 21)],
    [
      'a later page of it',
      (sql, { tenantId }) => new JointCasesRepository(sql).inbox(tenantId, null, caseIds[900], 21),
    ],
    ['its invitations', (sql, { tenantId }) => new JointCasesRepository(sql).inbox(tenantId, 'INVITED', undefined, 21)],
    ['tasks', lines((own) => own.page(caseId, 'TASK', {}, undefined, 21))],
    ['measures in a state', lines((own) => own.page(caseId, 'MEASURE', { state: 'ADDED' }, itemIds[4_000], 21))],
    ['comments on a thing', lines((own) => own.page(caseId, 'COMMENT', { targetId: itemIds[2] ?? '' }, undefined, 21))],
    ['the timeline', lines((own) => own.timeline(caseId, 0, 21))],
    ['a later page of it', lines((own) => own.timeline(caseId, 5_000, 21))],
  ])('reads %s by index and in its order', async (_name, ask) => {
    const steps = await planOf(ask);
    expect(steps.length).toBeGreaterThan(0);
    expect(steps.filter(({ type, key }) => type === 'ALL' || type === 'index' || key === null)).toEqual([]);
    expect(steps.filter(({ Extra }) => Extra.includes('filesort'))).toEqual([]);
  });

  it.each<[string, (sql: Sql, viewer: Viewer) => Promise<unknown>]>([
    ['one thing', lines((own) => own.newest(itemIds.slice(0, 1)))],
    ['a page of heads', lines((own) => own.newest(itemIds.slice(0, 100)))],
    ['the figures of a page', lines((own) => own.allOf(caseIds.slice(0, 100), 'STATISTICS'))],
    ['the counts of a case', lines((own) => own.counts(caseIds[4] ?? ''))],
    ['known participants', lines((own) => own.knownParties(caseId, [platform.id, police.id]))],
  ])('reads %s by index', async (_name, ask) => {
    const steps = await planOf(ask);
    const scanned = steps.filter(
      ({ type, key, Extra }) => key === null && type !== 'const' && !Extra.includes('const table'),
    );
    expect(scanned.filter(({ type }) => type === 'ALL' || type === 'index')).toEqual([]);
  });

  it('takes as many statements for many rows as for a few', async () => {
    const { database } = running();
    const filed = async () => {
      const subjects = [{ identifierType: 'USCC', value: sampleUscc(++samples) }];
      const invitations = [{ tenantCode: 'platform-b' }];
      await running().tenant({ code: 'platform-b', kind: 'PLATFORM' });
      return acceptedJoint(lead, 'fileJointCase', filing({ subjects, invitations }));
    };
    let samples = 380_000;
    const lead = await running().tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' });
    const seller = await running().tenant({ code: 'platform-b', kind: 'PLATFORM' });
    const whole = await filed();
    await movePart(seller, whole.id, 'ACCEPT');
    const add = async () => {
      const { id: linkedId } = await changeDisclosure(lead.client, 'createDisclosureRequest', completeDraft(seller));
      await acceptedJoint(lead, 'addJointLink', { caseId: whole.id, kind: 'DISCLOSURE_REQUEST', linkedId });
      await acceptedJoint(lead, 'addJointComment', {
        ...{ caseId: whole.id, text: 'x', sharedWith: ['platform-b'], mentions: [{ tenantCode: 'platform-b' }] },
      });
      const task = { caseId: whole.id, assignee: 'platform-b', title: 'T', instructions: 'I' };
      await acceptedJoint(lead, 'assignJointTask', task);
    };
    const counted = async (read: () => Promise<unknown>) => {
      // Once before, so that what is remembered is so for both.
      await read();
      let statements = 0;
      const watched = database.observer;
      database.observer = (statement) => {
        watched?.(statement);
        if (statement.includes('joint_') || statement.includes('attachment') || statement.includes('disclosure_'))
          statements++;
      };
      await read();
      database.observer = watched;
      return statements;
    };
    const reads = async () => [
      await counted(() => listJoint(seller, 'jointComments', whole.id)),
      await counted(() => listJoint(lead, 'jointLinks', whole.id)),
      await counted(() => listJoint(seller, 'jointTasks', whole.id)),
      await counted(() => listJoint(seller, 'jointTimeline', whole.id)),
      await counted(() => inboxOf(lead)),
    ];
    await add();
    const few = await reads();
    for (let n = 0; n < 8; n++) {
      await add();
      await filed();
    }
    expect(await reads()).toEqual(few);
    expect(few.every((count) => count > 0 && count <= 4)).toBe(true);
  });
});
