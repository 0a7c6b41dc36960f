import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { badRows } from './bad-rows.js';
import { CAMPAIGN_SIZE, generateCampaignReport, toCsv, toNdjson } from './campaign-report.js';
import { DEMO_TENANTS } from './demo-tenants.js';
import type { Narrator } from './narrator.js';
import type { Cast } from './story.js';
import { REPORT } from './story-queries.js';

const IMPORT_LIMIT_MS = 180_000;
const POLL_MS = 100;

interface RowError {
  readonly line: number;
  readonly field: string | null;
  readonly reason: string;
  readonly message: string;
}

interface SectionCounters {
  readonly section: string;
  readonly checked: number;
  readonly measures: readonly { readonly measure: string; readonly count: number }[];
  readonly outcomes: readonly { readonly outcome: string; readonly count: number }[];
}

interface Report {
  readonly sections: readonly SectionCounters[];
  readonly state: string;
  readonly acceptedRows: number;
  readonly rejectedRows: number;
  readonly errors: { readonly edges: readonly { readonly node: RowError }[] };
}

const { merchants, listings, complaints, accounts } = CAMPAIGN_SIZE;
const CAMPAIGN_ROWS = merchants + listings + complaints + accounts;

/** Two platforms hand in what their self-inspections found. */
export async function tellReports(cast: Cast, narrator: Narrator): Promise<void> {
  await tellCampaign(cast.platformA, narrator);
  await tellCsv(cast.platformB, narrator);
  await tellBadRows(cast.platformA, narrator);
}

async function tellCampaign(platform: LiaisonClient, narrator: Narrator): Promise<void> {
  narrator.step("A platform hands in its campaign's self-inspection report as an NDJSON stream.");
  const rows = () => toNdjson(generateCampaignReport({ platform: DEMO_TENANTS.platformA.code }));
  const [firstRow] = rows();
  narrator.say(`One of ${CAMPAIGN_ROWS} rows: ${firstRow?.slice(0, 300)}…`);
  narrator.asks('platform-a', 'POST /v1/reports  content-type: application/x-ndjson  idempotency-key: demo-campaign');
  const upload = { format: 'ndjson', idempotencyKey: 'demo-campaign' } as const;
  const { id, state } = await platform.submitReport({ ...upload, body: rows() });
  narrator.answers({ id, state });
  const report = await whenImported(platform, id);
  narrator.equal('accepted and rejected rows', [report.acceptedRows, report.rejectedRows], [CAMPAIGN_ROWS, 0]);
  tellCampaignFigures(report, narrator);
  const again = await platform.submitReport({ ...upload, body: rows() });
  narrator.equal('the same report under the same key again gives the same report', again.id, id);
  const after = await whenImported(platform, id);
  narrator.equal('and changes nothing: accepted rows', after.acceptedRows, CAMPAIGN_ROWS);
}

/** The campaign's own figures, read back from the report. */
function tellCampaignFigures(report: Report, narrator: Narrator): void {
  const section = (name: string) => report.sections.find((counters) => counters.section.toLowerCase() === name);
  const measured = (name: string, measure: string) =>
    section(name)?.measures.find((counted) => counted.measure === measure)?.count;
  narrator.equal('merchants checked out as suspicious', section('merchants')?.checked, merchants);
  narrator.equal('infringing listings taken down', measured('listings', 'LISTING_TAKEN_DOWN'), listings);
  narrator.equal('complaints received', section('complaints')?.checked, complaints);
  const resolved = section('complaints')?.outcomes.find(({ outcome }) => outcome === 'RESOLVED')?.count;
  narrator.equal('complaints resolved', resolved, CAMPAIGN_SIZE.resolvedComplaints);
  narrator.equal('accounts suspended', measured('accounts', 'ACCOUNT_SUSPENDED'), accounts);
}

async function tellCsv(platform: LiaisonClient, narrator: Narrator): Promise<void> {
  narrator.step('Another platform, which knows some of the same merchants, hands its report in as CSV.');
  const size = { merchants: 200, listings: 300, complaints: 20, resolvedComplaints: 12, accounts: 10 };
  narrator.asks('platform-b', 'POST /v1/reports  content-type: text/csv  idempotency-key: demo-csv');
  const { id, state } = await platform.submitReport({
    body: toCsv(generateCampaignReport({ platform: DEMO_TENANTS.platformB.code, size })),
    format: 'csv',
    idempotencyKey: 'demo-csv',
  });
  narrator.answers({ id, state });
  const report = await whenImported(platform, id);
  const expected = size.merchants + size.listings + size.complaints + size.accounts;
  narrator.equal('accepted and rejected rows', [report.acceptedRows, report.rejectedRows], [expected, 0]);
}

async function tellBadRows(platform: LiaisonClient, narrator: Narrator): Promise<void> {
  narrator.step('Bad rows are named by line, field and reason; the good row among them goes in.');
  const bad = badRows();
  const [good] = toNdjson(generateCampaignReport({ platform: DEMO_TENANTS.platformA.code }));
  const body = `${[...bad.map(({ line }) => line), good?.trimEnd()].join('\n')}\n`;
  const { id } = await platform.submitReport({ body, format: 'ndjson', idempotencyKey: 'demo-bad-rows' });
  const report = await whenImported(platform, id);
  for (const { node } of report.errors.edges) narrator.answers(node);
  narrator.equal('accepted and rejected rows', [report.acceptedRows, report.rejectedRows], [1, bad.length]);
  const lines = [...new Set(report.errors.edges.map(({ node }) => Number(node.line)))].sort((a, b) => a - b);
  narrator.equal(
    'lines with an error',
    lines,
    bad.map((_, index) => index + 1),
  );
}

/** Polls a report until every row is in; prints nothing, since a report of the demo takes a second or two. */
async function whenImported(platform: LiaisonClient, id: string): Promise<Report> {
  const endMs = Date.now() + IMPORT_LIMIT_MS;
  for (;;) {
    const { inspectionReport } = await platform.query<{ inspectionReport: Report }>(REPORT, { id });
    if (inspectionReport.state === 'COMPLETED') return inspectionReport;
    if (Date.now() > endMs) throw new Error(`the report is still ${inspectionReport.state}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
