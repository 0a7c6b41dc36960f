import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateSigningKey } from '../../libs/signing/keys.js';
import { GatewayProcess } from '../../test/harness/gateway-process.js';
import { accepted, eventually, type ProfileName, settingsFor } from '../../test/harness/profiles.js';
import { completedReport, countTables, readReport } from '../../test/harness/reports.js';
import { startServers } from '../../test/harness/servers.js';
import { scopesOf } from '../common/context/scopes.js';
import { Database } from '../common/persistence/database.js';
import { generateCampaignReport, toNdjson } from '../demo/campaign-report.js';
import { createGateway } from '../http-server.js';
import { SCHEMA } from '../schema.js';
import { TenantsService } from '../tenants/tenants.service.js';

const PLATFORM = 'platform-a';
const KEY = 'survives';
const SIZE = { merchants: 3_000, listings: 9_000, complaints: 400, resolvedComplaints: 300, accounts: 600 };
const ROWS = SIZE.merchants + SIZE.listings + SIZE.complaints + SIZE.accounts;

describe.each<ProfileName>(['embedded', 'servers'])('a gateway killed in the middle of a report (%s)', (profile) => {
  it('loses nothing and doubles nothing, while uploading and after the acknowledgement', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-crash-'));
    const servers = profile === 'servers' ? await startServers() : undefined;
    const settings = await settingsFor(profile, dataDir, servers, { LIAISON_SWEEP_INTERVAL_MS: '300' });
    const credentials = await addPlatform(settings);
    const rows = [...generateCampaignReport({ platform: PLATFORM, size: SIZE })];
    const file = [...toNdjson(rows)].join('');
    let gateway = await GatewayProcess.start(settings);
    let database: Database | undefined;
    try {
      const submit = (body: string | AsyncIterable<string>) =>
        clientOf(gateway).submitReport({ body, format: 'ndjson', idempotencyKey: KEY });

      // Killed while half of the file is up and some of it is in.
      const cut = submit(halfThenSilence(file)).then(
        () => 'acknowledged',
        () => 'cut',
      );
      await eventually('rows of the upload are in', async () => (await ownReport(clientOf(gateway)))?.acceptedRows);
      await gateway.kill();
      expect(await cut).toBe('cut');

      // Acknowledged, then killed before the rest is in.
      gateway = await GatewayProcess.start(settings);
      const { id, isNew, receivedRows } = await submit(file);
      expect({ isNew, receivedRows }).toEqual({ isNew: true, receivedRows: ROWS });
      const atKill = await readReport(clientOf(gateway), id);
      await gateway.kill();
      expect(atKill.acceptedRows).toBeLessThan(ROWS);

      // Nobody asks for it: the started gateway goes on by itself.
      gateway = await GatewayProcess.start(settings);
      expect(await completedReport(clientOf(gateway), id)).toMatchObject({ acceptedRows: ROWS, rejectedRows: 0 });
      await gateway.kill();

      database = await Database.open(settings, SCHEMA);
      expect(await countTables(database)).toMatchObject({
        inspection_report: 1,
        flag: SIZE.merchants + SIZE.listings + SIZE.accounts,
        complaint: SIZE.complaints,
        entity: entitiesOf(rows),
        report_row_error: 0,
      });
      expect(await importedByLedger(database, id)).toBe(ROWS);
    } finally {
      await gateway.kill();
      await database?.close();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }

    function clientOf({ url }: GatewayProcess): LiaisonClient {
      return new LiaisonClient({ url, credentials });
    }
  });
});

async function addPlatform(settings: Parameters<typeof createGateway>[0]) {
  const app = await createGateway(settings);
  await app.init();
  const tenants = app.get(TenantsService);
  const author = { system: 'test' };
  accepted(
    await tenants.add(author, { code: PLATFORM, kind: 'PLATFORM', jurisdiction: '330100', name: 'Test platform' }),
  );
  const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'key-1');
  accepted(await tenants.addKey(author, { tenantCode: PLATFORM, publicJwk, notBeforeMs: 0 }));
  await app.close();
  return { tenant: PLATFORM, actor: 'system', privateJwk, scopes: scopesOf('PLATFORM') };
}

/** An upload that stops in the middle and stays open. */
async function* halfThenSilence(file: string): AsyncGenerator<string> {
  yield file.slice(0, file.length / 2);
  await new Promise(() => undefined);
}

async function ownReport(client: LiaisonClient): Promise<{ acceptedRows: number } | undefined> {
  const { inspectionReports } = await client.query<{
    inspectionReports: { edges: { node: { acceptedRows: number } }[] };
  }>('{ inspectionReports { edges { node { acceptedRows } } } }');
  return inspectionReports.edges[0]?.node;
}

/** Entities that the rows speak of: merchants, listings, accounts, and the shops of complaints. */
function entitiesOf(
  rows: Iterable<ReturnType<typeof generateCampaignReport> extends Generator<infer Row> ? Row : never>,
) {
  const anchors = new Set<string>();
  for (const { section, uscc, shopId, listingId, accountId } of rows) {
    anchors.add(listingId ?? accountId ?? uscc ?? (section === 'complaints' ? `shop ${shopId}` : ''));
  }
  return anchors.size;
}

/** Rows that the ledger says were imported: a batch that was imported twice would count twice. */
async function importedByLedger(database: Database, reportId: string): Promise<number> {
  const entries = await database.select<{ detail: string }>(
    `SELECT detail FROM ledger_entry WHERE subjectId = ? AND action = 'report.import'`,
    [reportId],
  );
  return entries.reduce((sum, { detail }) => sum + (JSON.parse(detail) as { acceptedRows: number }).acceptedRows, 0);
}
