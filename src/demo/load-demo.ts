import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Settings } from '../../config/settings.js';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { generateCampaignReport, toNdjson } from './campaign-report.js';
import { DEMO_TENANTS, demoKeyPath, ensureDemoTenants, readDemoCredentials } from './demo-tenants.js';

/** Names the demo report, so that a second start changes nothing. */
const REPORT_KEY = 'demo-campaign';
const POLL_MS = 200;

/** What the demo put in, for the lines that tell a new user what to do next. */
export interface LoadedDemo {
  /** A unified social credit code to look up. */
  readonly sampleUscc: string;
  readonly acceptedRows: number;
}

const REPORT = `query ($id: ID!) {
  inspectionReport(id: $id) { ... on InspectionReport { state acceptedRows } }
}`;

/** Registers the demo tenants and hands in the demo report through the gateway's own door. Idempotent. */
export async function loadDemo(app: NestFastifyApplication, settings: Settings, url: string): Promise<LoadedDemo> {
  await ensureDemoTenants(app.get(TenantsService), settings.LIAISON_DATA_DIR);
  const credentials = readDemoCredentials(settings.LIAISON_DATA_DIR);
  const client = new LiaisonClient({ url, credentials: credentials.platformA, audience: settings.LIAISON_AUDIENCE });
  const platform = DEMO_TENANTS.platformA.code;
  const { id } = await client.submitReport({
    body: toNdjson(generateCampaignReport({ platform })),
    format: 'ndjson',
    idempotencyKey: REPORT_KEY,
  });
  return { sampleUscc: firstUscc(platform), acceptedRows: await whenImported(client, id) };
}

function firstUscc(platform: string): string {
  for (const row of generateCampaignReport({ platform })) if (row.uscc) return row.uscc;
  throw new Error('the demo report names no merchant');
}

async function whenImported(client: LiaisonClient, id: string): Promise<number> {
  for (;;) {
    const { inspectionReport } = await client.query<{ inspectionReport: { state: string; acceptedRows: number } }>(
      REPORT,
      {
        id,
      },
    );
    if (inspectionReport.state === 'COMPLETED') return inspectionReport.acceptedRows;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** What a new user can do next, ready to paste. */
export function nextSteps(url: string, settings: Settings, demo: LoadedDemo): string {
  const { code, actor } = DEMO_TENANTS.police;
  const key = demoKeyPath(settings.LIAISON_DATA_DIR, code);
  const lookup = `{ lookup(input: { type: USCC, value: \\"${demo.sampleUscc}\\" }) { ... on LookupAnswer { entities { kind names { role name } flags { category { labelEn } severity measures } } } } }`;
  return [
    `Demo data: six tenants (private keys in ${key.replace(`${code}.jwk.json`, '')}) and a report of ${demo.acceptedRows} rows.`,
    '',
    'Look a merchant up as the police:',
    `  TOKEN=$(npx liaison token --tenant ${code} --actor ${actor} --key ${key} --scope entities:lookup)`,
    `  curl -s ${url}/graphql -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    `    -d '{"query":"${lookup}"}'`,
    '',
    'Play the whole story, step by step, in another terminal:',
    '  npm run demo',
    '',
  ].join('\n');
}
