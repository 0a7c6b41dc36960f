import { describeOnEachProfile, type TestTenant } from '../../test/harness/profiles.js';
import { completedReport, countTables, type ReportView, readReport } from '../../test/harness/reports.js';
import { badRows } from '../demo/bad-rows.js';
import { generateCampaignReport, toCsv, toNdjson } from '../demo/campaign-report.js';

const SMALL = { merchants: 40, listings: 60, complaints: 12, resolvedComplaints: 9, accounts: 10 };
const ndjson = (platform: string, seed = 1, size = SMALL) =>
  [...toNdjson(generateCampaignReport({ platform, seed, size }))].join('');
const csv = (platform: string, seed = 1) =>
  [...toCsv(generateCampaignReport({ platform, seed, size: SMALL }))].join('');

/** How often a measure or an outcome was counted in a section. */
function count({ sections }: ReportView, section: string, code: string): number {
  const found = sections.find((counted) => counted.section === section);
  const measure = found?.measures.find((counted) => counted.measure === code);
  return (measure ?? found?.outcomes.find(({ outcome }) => outcome === code))?.count ?? 0;
}

describeOnEachProfile('self-inspection reports', (gateway) => {
  let number = 0;
  /** A platform that no other test uses. */
  const newPlatform = () => gateway().tenant({ code: `platform-${++number}`, kind: 'PLATFORM' });

  async function handIn(platform: TestTenant, body: string, options: { format?: 'ndjson' | 'csv'; key?: string } = {}) {
    const { format = 'ndjson', key = 'report-1' } = options;
    const submitted = await platform.client.submitReport({ body, format, idempotencyKey: key });
    return { submitted, report: await completedReport(platform.client, submitted.id) };
  }

  it("take the campaign's own figures in, and give them back", async () => {
    const platform = await newPlatform();
    const body = toNdjson(generateCampaignReport({ platform: platform.code }));
    const submitted = await platform.client.submitReport({ body, format: 'ndjson', idempotencyKey: 'campaign' });
    expect(submitted).toMatchObject({ isNew: true, receivedRows: 4_220 });
    const report = await completedReport(platform.client, submitted.id);
    expect(report).toMatchObject({ receivedRows: 4_220, acceptedRows: 4_220, rejectedRows: 0 });
    expect(report.sections.map(({ section, checked, flagged }) => [section, checked, flagged])).toEqual([
      ['MERCHANTS', 1_000, 1_000],
      ['LISTINGS', 3_000, 3_000],
      ['COMPLAINTS', 120, 0],
      ['ACCOUNTS', 100, 100],
    ]);
    expect(count(report, 'LISTINGS', 'LISTING_TAKEN_DOWN')).toBe(3_000);
    expect(count(report, 'COMPLAINTS', 'RESOLVED')).toBe(90);
    expect(count(report, 'ACCOUNTS', 'ACCOUNT_SUSPENDED')).toBe(100);
    const [flags] = await gateway().database.select<{ n: number }>(
      'SELECT COUNT(*) AS n FROM flag WHERE reportId = ?',
      [report.id],
    );
    expect(Number(flags?.n)).toBe(4_100);
  });

  it('name the line, field and reason of each bad row, and take the others in', async () => {
    const platform = await newPlatform();
    const good = ndjson(platform.code).trimEnd().split('\n');
    const bad = badRows();
    const lines = [...good.slice(0, 10), ...bad.map(({ line }) => line), ...good.slice(10)];
    const { report } = await handIn(platform, lines.join('\n'));
    expect(report).toMatchObject({ acceptedRows: good.length, rejectedRows: bad.length });
    expect(report.errors.edges.map(({ node: { line, field, reason } }) => [line, field, reason])).toEqual([
      [11, 'uscc', 'CHECKSUM'],
      [12, 'category', 'UNKNOWN_VALUE'],
      [13, null, 'MALFORMED_JSON'],
      [14, 'name', 'TOO_LONG'],
      [15, 'listingId', 'REQUIRED'],
    ]);
    const second = report.errors.edges[1];
    const { inspectionReport } = await platform.client.query<{ inspectionReport: ReportView }>(
      `query ($id: ID!, $after: String) { inspectionReport(id: $id) { ... on InspectionReport {
        errors(first: 1, after: $after) { edges { node { line field } } } } } }`,
      { id: report.id, after: second?.cursor },
    );
    expect(inspectionReport.errors.edges.map(({ node }) => node)).toEqual([{ line: 13, field: null }]);
  });

  it('become the same from CSV as from NDJSON', async () => {
    const [fromNdjson, fromCsv] = [await newPlatform(), await newPlatform()];
    const one = await handIn(fromNdjson, ndjson('same', 5));
    const other = await handIn(fromCsv, csv('same', 5), { format: 'csv' });
    expect(other.report.sections).toEqual(one.report.sections);
    const made = async (tenant: TestTenant, linesBefore: number) => ({
      flags: await gateway().database.select(
        `SELECT f.reportLine - ? AS line, f.category, f.severity, f.measures, f.detectedAtMs, f.jurisdiction, e.kind
         FROM flag f JOIN entity e ON e.id = f.entityId WHERE f.tenantId = ? ORDER BY f.reportLine`,
        [linesBefore, tenant.id],
      ),
      complaints: await gateway().database.select(
        'SELECT reference, outcome, receivedAtMs, resolvedAtMs FROM complaint WHERE tenantId = ? ORDER BY reference',
        [tenant.id],
      ),
      names: await gateway().database.select(
        'SELECT role, nameKey FROM entity_name WHERE tenantId = ? ORDER BY role, nameKey',
        [tenant.id],
      ),
    });
    expect(await made(fromCsv, 1)).toEqual(await made(fromNdjson, 0));
  });

  it('change nothing when they come again under the same key', async () => {
    const platform = await newPlatform();
    const { report } = await handIn(platform, ndjson(platform.code, 7));
    const before = await countTables(gateway().database);
    const again = await platform.client.submitReport({
      body: ndjson(platform.code, 7),
      format: 'ndjson',
      idempotencyKey: 'report-1',
    });
    expect(again).toEqual({
      id: report.id,
      state: 'COMPLETED',
      receivedRows: 122,
      acceptedRows: 122,
      rejectedRows: 0,
      isNew: false,
    });
    expect(await countTables(gateway().database)).toEqual(before);
  });

  it.each<[string, (platform: string) => string, 'ndjson' | 'csv']>([
    ['another content', (platform) => ndjson(platform, 12), 'ndjson'],
    ['less of the content', (platform) => ndjson(platform, 11).split('\n').slice(0, 50).join('\n'), 'ndjson'],
    ['more than the content', (platform) => `${ndjson(platform, 11)}{}\n`, 'ndjson'],
    ['the content in another format', (platform) => csv(platform, 11), 'csv'],
  ])('refuse %s under a used key', async (_what, body, format) => {
    const platform = await newPlatform();
    await handIn(platform, ndjson(platform.code, 11));
    const before = await countTables(gateway().database);
    await expect(
      platform.client.submitReport({ body: body(platform.code), format, idempotencyKey: 'report-1' }),
    ).rejects.toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(await countTables(gateway().database)).toEqual(before);
  });

  it('keep the same key of two platforms apart', async () => {
    const [one, other] = [await newPlatform(), await newPlatform()];
    const first = await handIn(one, ndjson(one.code, 13));
    const second = await handIn(other, ndjson(other.code, 14));
    expect(second.submitted).toMatchObject({ isNew: true });
    expect(second.report.id).not.toBe(first.report.id);
  });

  it('of two platforms on one merchant speak of one entity', async () => {
    const [one, other] = [await newPlatform(), await newPlatform()];
    await handIn(one, ndjson(one.code, 21));
    const before = await countTables(gateway().database);
    // The same merchants, on another platform: its shops, listings and accounts are its own.
    await handIn(other, ndjson(other.code, 21));
    const after = await countTables(gateway().database);
    const rows = [...generateCampaignReport({ platform: other.code, seed: 21, size: SMALL })];
    const shops = new Set(rows.flatMap(({ section, shopId }) => (section === 'complaints' && shopId ? [shopId] : [])));
    expect(after.entity - before.entity).toBe(SMALL.listings + SMALL.accounts + shops.size);
    expect(after.flag - before.flag).toBe(SMALL.merchants + SMALL.listings + SMALL.accounts);
  });

  it('tell a complaint on when a later report does, and refuse it twice in one', async () => {
    const platform = await newPlatform();
    const complaint = {
      section: 'complaints',
      category: 'EXTORTION',
      severity: 'HIGH',
      shopId: 's1',
      complaintId: 'TS1',
      receivedAt: '2026-09-01T00:00:00Z',
      summary: '被索要财物',
    };
    const twice = await handIn(platform, `${JSON.stringify(complaint)}\n${JSON.stringify(complaint)}\n`);
    expect(twice.report).toMatchObject({ acceptedRows: 1, rejectedRows: 1 });
    expect(twice.report.errors.edges.map(({ node }) => [node.line, node.field, node.reason])).toEqual([
      [2, 'complaintId', 'DUPLICATE'],
    ]);
    const resolved = { ...complaint, outcome: 'RESOLVED', resolvedAt: '2026-09-03T00:00:00Z' };
    await handIn(platform, JSON.stringify(resolved), { key: 'report-2' });
    const rows = await gateway().database.select<Record<string, unknown>>(
      'SELECT state, outcome, summary, version FROM complaint WHERE tenantId = ?',
      [platform.id],
    );
    expect(rows).toEqual([
      { state: 'CLOSED', outcome: 'RESOLVED', summary: expect.stringMatching(/^v1\./), version: 2 },
    ]);
  });

  it('rest encrypted and masked where they name a person', async () => {
    const platform = await newPlatform();
    const row = {
      section: 'merchants',
      category: 'COUNTERFEIT',
      severity: 'LOW',
      detectedAt: '2026-09-01T00:00:00Z',
      shopId: 'x-1',
      phone: '13811112222',
      legalRepresentative: '欧阳某某',
      evidence: '联系人欧阳某某',
    };
    const { report } = await handIn(platform, JSON.stringify(row));
    const { database } = gateway();
    const [flag] = await database.select<{ evidence: string; entityId: string }>(
      'SELECT evidence, entityId FROM flag WHERE reportId = ?',
      [report.id],
    );
    const stored = JSON.stringify([
      flag,
      await database.select('SELECT * FROM entity_identifier WHERE entityId = ?', [flag?.entityId ?? '']),
      await database.select('SELECT * FROM entity_name WHERE entityId = ?', [flag?.entityId ?? '']),
    ]);
    expect(stored).not.toContain('欧阳某某');
    expect(stored).not.toContain('13811112222');
    expect(stored).toContain('欧**');
    expect(stored).toContain('+86138****2222');
    const [spooled] = await database.select<{ content: Buffer | null }>(
      'SELECT content FROM report_chunk WHERE reportId = ?',
      [report.id],
    );
    expect(spooled?.content).toBeNull();
  });

  it('are shared as the row says, and refused for tenants that do not exist', async () => {
    const platform = await newPlatform();
    const police = await gateway().tenant({ code: 'hz-police', kind: 'POLICE' });
    const row = (shopId: string, sharing: object) =>
      JSON.stringify({
        section: 'merchants',
        category: 'OTHER',
        severity: 'LOW',
        detectedAt: '2026-09-01T00:00:00Z',
        shopId,
        jurisdiction: '330100',
        ...sharing,
      });
    const { report } = await handIn(
      platform,
      [
        row('n-1', { sharing: 'NAMED', sharedWith: ['hz-police'] }),
        row('n-2', { sharing: 'NAMED', sharedWith: ['hz-police', 'nobody'] }),
        row('n-3', { sharing: 'KIND', sharedKind: 'POLICE' }),
        row('n-4', { sharing: 'JURISDICTION' }),
      ].join('\n'),
    );
    expect(report.errors.edges.map(({ node }) => [node.line, node.field, node.reason])).toEqual([
      [2, 'sharedWith', 'UNKNOWN_TENANT'],
    ]);
    const sharings = await gateway().database.select<Record<string, unknown>>(
      `SELECT s.level, s.kind, s.jurisdiction, m.tenantId AS memberId FROM flag f JOIN sharing s ON s.id = f.sharingId
       LEFT JOIN sharing_member m ON m.sharingId = s.id
       WHERE f.reportId = ? ORDER BY f.reportLine`,
      [report.id],
    );
    expect(sharings).toEqual([
      { level: 'NAMED', kind: null, jurisdiction: null, memberId: police.id },
      { level: 'KIND', kind: 'POLICE', jurisdiction: null, memberId: null },
      { level: 'JURISDICTION', kind: null, jurisdiction: '330100', memberId: null },
    ]);
  });

  it('keep what was done together with an agency', async () => {
    const platform = await newPlatform();
    const row = {
      section: 'cooperation',
      detectedAt: '2026-09-02T00:00:00Z',
      summary: '移送线索',
      measures: ['REPORTED_TO_POLICE'],
    };
    const { report } = await handIn(platform, JSON.stringify(row));
    expect(report.sections).toMatchObject([{ section: 'COOPERATION', checked: 1, flagged: 0 }]);
    const rows = await gateway().database.select('SELECT line, measures FROM report_cooperation WHERE reportId = ?', [
      report.id,
    ]);
    expect(rows).toEqual([{ line: 1, measures: '["REPORTED_TO_POLICE"]' }]);
  });

  it('leave one ledger entry for each step', async () => {
    const platform = await newPlatform();
    const { report } = await handIn(platform, ndjson(platform.code, 31));
    const entries = await gateway().database.select<{ action: string; tenantId: string | null }>(
      'SELECT action, tenantId FROM ledger_entry WHERE subjectId = ? ORDER BY id',
      [report.id],
    );
    expect(entries.map(({ action }) => action).sort()).toEqual([
      'report.complete',
      'report.import',
      'report.receive',
      'report.start',
    ]);
    expect(entries.filter(({ tenantId }) => tenantId === platform.id)).toHaveLength(2);
  });

  it('are seen by their own platform only: by id, in lists and in streams', async () => {
    const [owner, other] = [await newPlatform(), await newPlatform()];
    const { report } = await handIn(owner, ndjson(owner.code, 41));
    expect(await readReport(other.client, report.id)).toEqual({ __typename: 'NotFound' });
    const list = `{ inspectionReports { edges { node { id } } } }`;
    const seen = (tenant: TestTenant) =>
      tenant.client.query<{ inspectionReports: { edges: { node: { id: string } }[] } }>(list);
    expect((await seen(owner)).inspectionReports.edges.map(({ node }) => node.id)).toEqual([report.id]);
    expect((await seen(other)).inspectionReports.edges).toEqual([]);
    expect(await progressOf(other, report.id)).toEqual([{ __typename: 'NotFound' }]);
    expect(await progressOf(owner, report.id)).toMatchObject([{ state: 'COMPLETED' }]);
  });
});

/** Everything that a progress subscription says until it ends. */
async function progressOf(tenant: TestTenant, id: string): Promise<unknown[]> {
  const socket = tenant.client.socket();
  const query = `subscription ($id: ID!) { inspectionReportProgress(id: $id) {
    __typename ... on InspectionReport { state acceptedRows } } }`;
  const said: unknown[] = [];
  for await (const { data } of socket.iterate({ query, variables: { id } })) said.push(data?.inspectionReportProgress);
  await socket.dispose();
  return said;
}
