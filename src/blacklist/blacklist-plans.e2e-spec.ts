import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import { planOf as explained, type PlanStep } from '../../test/harness/plans.js';
import { TestGateway, type TestTenant } from '../../test/harness/profiles.js';
import { sampleUscc } from '../../test/harness/uscc.js';
import { AdmissionRepository } from '../admission/admission.repository.js';
import type { Viewer } from '../common/context/tenant-context.js';
import { newId } from '../common/ids.js';
import type { Sql } from '../common/persistence/sql.js';
import { CIPHERS, type Ciphers } from '../common/tokens.js';
import { anchorKey } from '../entities/anchor-key.js';
import { SharingRepository } from '../sharing/sharing.repository.js';
import { BlacklistRepository } from './blacklist.repository.js';
import { CaseFileReader } from './case-file.repository.js';

const ROWS = 6_000;
/** Nothing is read when the statements are only explained. */
const NO_CIPHER = { encrypt: () => '', decrypt: () => '' } as unknown as FieldCipher;

describe('the blacklist over many rows (servers)', () => {
  let gateway: TestGateway | undefined;
  let police: TestTenant;
  const entityIds = Array.from({ length: ROWS }, newId);
  const entryIds = Array.from({ length: ROWS }, newId);

  const running = (): TestGateway => {
    if (!gateway) throw new Error('the gateway did not start');
    return gateway;
  };

  beforeAll(async () => {
    gateway = await TestGateway.start('servers');
    police = await gateway.tenant({ code: 'hz-police', kind: 'POLICE' });
    await fill(gateway, await gateway.tenant({ code: 'hz-market', kind: 'MARKET_REGULATOR' }));
  });

  afterAll(async () => {
    await gateway?.stop();
  });

  async function fill({ database, app, clock }: TestGateway, regulator: TestTenant): Promise<void> {
    const { index } = app.get<Ciphers>(CIPHERS);
    const nowMs = clock.now();
    const keys = entityIds.map((_, n) => anchorKey(index, 'MERCHANT', { type: 'USCC', canonical: sampleUscc(n) }));
    const sharings = (['OWNER', 'AGENCIES', 'PUBLIC'] as const).map((level) => ({ ownerId: regulator.id, level }));
    await database.insert(
      'entity',
      entityIds.map((id, n) => ({ id, kind: 'MERCHANT', anchorKey: keys[n] ?? '', createdAtMs: nowMs })),
    );
    const sharingIds = await database.transaction((tx) => app.get(SharingRepository).ensure(tx, sharings, nowMs));
    await database.insert(
      'blacklist_entry',
      entryIds.map((id, n) => ({
        id,
        tenantId: regulator.id,
        sharingId: sharingIds[n % 3] ?? '',
        subjectKind: 'MERCHANT',
        subjectName: `公司${n}`,
        uscc: sampleUscc(n),
        entityAnchorKey: keys[n] ?? '',
        orderKey: id,
        category: n % 2 ? 'COUNTERFEIT' : 'EXTORTION',
        severity: 'HIGH',
        reason: 'For the test.',
        legalBasis: 'For the test.',
        jurisdiction: '330100',
        representativeKey: n % 2 ? null : `key-${n}`,
        state: n % 3 === 0 ? 'PROPOSED' : 'PUBLISHED',
        liveMark: n % 3 === 0 ? null : 1,
        proposedBy: 'x',
        proposedAtMs: nowMs,
        version: 1,
      })),
    );
    await database.insert(
      'blacklist_restricted_part',
      entryIds.map((entryId, n) => ({ entryId, sharingId: sharingIds[n % 3] ?? '', content: 'x' })),
    );
    await database.insert(
      'blacklist_step',
      entryIds.map((entryId) => ({
        ...{ id: newId(), entryId, version: 1, action: 'propose', fromState: 'NEW', toState: 'PROPOSED' },
        occurredAtMs: nowMs,
      })),
    );
    await database.select(
      'ANALYZE TABLE blacklist_step, blacklist_restricted_part, blacklist_entry, entity, sharing, tenant',
    );
  }

  const inRepository = (ask: (repository: BlacklistRepository) => Promise<unknown>) =>
    planOf((sql, viewer) => ask(new BlacklistRepository(sql, viewer)));

  const planOf = (ask: (sql: Sql, viewer: Viewer) => Promise<unknown>): Promise<PlanStep[]> =>
    explained(running().database, (sql) =>
      ask(sql, { tenantId: police.id, tenantKind: police.kind, jurisdiction: '330100' }),
    );

  it.each<[string, (repository: BlacklistRepository) => Promise<unknown>]>([
    ['one entry', (entries) => entries.byId(entryIds[9] ?? '')],
    ['the first page', (entries) => entries.page({}, undefined, 21)],
    ['a later page', (entries) => entries.page({}, entryIds[3_000], 21)],
    ['a page of a state', (entries) => entries.page({ state: 'PUBLISHED' }, entryIds[3_000], 21)],
    ['a page of a category', (entries) => entries.page({ category: 'EXTORTION' }, undefined, 21)],
  ])('reads %s by index and in its order', async (_name, ask) => {
    const steps = await inRepository(ask);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.filter(({ type, key }) => type === 'ALL' || type === 'index' || key === null)).toEqual([]);
    expect(steps.filter(({ Extra }) => Extra.includes('filesort'))).toEqual([]);
  });

  it.each([1, 100])('reads the entries on %i entities by index', async (count) => {
    const steps = await inRepository((entries) => entries.publishedOn(entityIds.slice(0, count)));
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.filter(({ type, key }) => type === 'ALL' || type === 'index' || key === null)).toEqual([]);
  });

  it.each<[string, (sql: Sql, viewer: Viewer) => Promise<unknown>]>([
    ['an admission check by code', (sql, viewer) => new AdmissionRepository(sql, viewer).onAnchor('key', 100)],
    ['one by representative', (sql, viewer) => new AdmissionRepository(sql, viewer).ofRepresentative('key-2', 100)],
    ['one by name', (sql, viewer) => new AdmissionRepository(sql, viewer).onEntities(entityIds.slice(0, 500), 100)],
    ['the files of cases', (sql, viewer) => new CaseFileReader(sql, viewer, NO_CIPHER).stepsOf(entryIds.slice(0, 100))],
    ['restricted parts', (sql, viewer) => new CaseFileReader(sql, viewer, NO_CIPHER).partsOf(entryIds.slice(0, 100))],
  ])('reads %s by index', async (_name, ask) => {
    const steps = await planOf(ask);
    expect(steps.length).toBeGreaterThan(1);
    expect(steps.filter(({ type, key }) => type === 'ALL' || type === 'index' || key === null)).toEqual([]);
  });
});
