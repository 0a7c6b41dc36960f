import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { generateSigningKey } from '../../libs/signing/keys.js';
import { GatewayProcess } from '../../test/harness/gateway-process.js';
import { accepted, eventually, type ProfileName, settingsFor } from '../../test/harness/profiles.js';
import { completedScreening, readScreening, resultsOf } from '../../test/harness/screenings.js';
import { startServers } from '../../test/harness/servers.js';
import { scopesOf } from '../common/context/scopes.js';
import { Database } from '../common/persistence/database.js';
import { createGateway } from '../http-server.js';
import { SCHEMA } from '../schema.js';
import { TenantsService } from '../tenants/tenants.service.js';

const ROWS = 30_000;
const DISTINCT = 20_000;
const KILLS = 3;

describe.each<ProfileName>(['embedded', 'servers'])('a gateway killed in the middle of a screening (%s)', (profile) => {
  it('goes on exactly where it stood, asks nothing twice, and leaves nothing of an upload that broke off', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'liaison-crash-'));
    const servers = profile === 'servers' ? await startServers() : undefined;
    const settings = await settingsFor(profile, dataDir, servers, { LIAISON_SWEEP_INTERVAL_MS: '300' });
    const credentials = await addPolice(settings);
    const file = Array.from(
      { length: ROWS },
      (_, n) => `{"id":"${n}","name":"银${nameOf(n % DISTINCT)}杏商行"}\n`,
    ).join('');
    let gateway = await GatewayProcess.start(settings);
    let database: Database | undefined;
    const client = () => new LiaisonClient({ url: gateway.url, credentials });
    const submit = (body: string | AsyncIterable<string>) =>
      client().submitScreening({ body, format: 'ndjson', idempotencyKey: 'survives' });
    try {
      database = await Database.open(settings, SCHEMA);
      const tables = database;
      // Killed while half of the file is up.
      const cut = submit(halfThenSilence(file)).then(
        () => 'acknowledged',
        () => 'cut',
      );
      await eventually('some of the upload is in', async () => (await count(tables, 'screening_chunk')) > 0);
      await gateway.kill();
      expect(await cut).toBe('cut');
      expect(await count(tables, 'screening')).toBe(0);

      gateway = await GatewayProcess.start(settings);
      const { id, isNew, receivedRows } = await submit(file);
      expect({ isNew, receivedRows }).toEqual({ isNew: true, receivedRows: ROWS });

      // Nobody asks for it: each started gateway goes on by itself, and is killed in the middle of its next batch.
      for (let kills = 0; kills < KILLS; kills++) {
        const before = await screenedRows(id);
        await gateway.kill();
        gateway = await GatewayProcess.start(settings);
        await eventually('more rows are in', async () => before === ROWS || (await screenedRows(id)) > before, 30_000);
      }
      const done = await completedScreening(client(), id);
      expect(done).toMatchObject({ screenedRows: ROWS, rejectedRows: 0, distinctQueries: DISTINCT });
      const results = await resultsOf(gateway.url, client(), id);
      expect(results.map(({ id: row }) => row)).toEqual(Array.from({ length: ROWS }, (_, n) => String(n)));
      expect(await totals(tables, id)).toEqual({ rows: ROWS, asked: DISTINCT });
    } finally {
      await gateway.kill();
      await database?.close();
      await servers?.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }

    async function screenedRows(id: string): Promise<number> {
      return (await readScreening(client(), id)).screenedRows;
    }
    // Five processes start one after the other.
  }, 180_000);
});

const SYLLABLES = '东南西北海山云风林江河川湖泉石松柏梅兰竹菊荷桂枫杏';

const nameOf = (n: number): string =>
  [...n.toString(SYLLABLES.length)].map((digit) => SYLLABLES[Number.parseInt(digit, SYLLABLES.length)]).join('');

async function addPolice(settings: Parameters<typeof createGateway>[0]) {
  const app = await createGateway(settings);
  await app.init();
  const tenants = app.get(TenantsService);
  const author = { system: 'test' };
  accepted(await tenants.add(author, { code: 'police', kind: 'POLICE', jurisdiction: '330100', name: 'Test police' }));
  const { privateJwk, publicJwk } = await generateSigningKey('EdDSA', 'key-1');
  accepted(await tenants.addKey(author, { tenantCode: 'police', publicJwk, notBeforeMs: 0 }));
  await app.close();
  return { tenant: 'police', actor: 'system', privateJwk, scopes: scopesOf('POLICE') };
}

/** An upload that stops in the middle and stays open. */
async function* halfThenSilence(file: string): AsyncGenerator<string> {
  yield file.slice(0, file.length / 2);
  await new Promise(() => undefined);
}

async function count(database: Database, table: 'screening' | 'screening_chunk'): Promise<number> {
  const [row] = await database.select<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row?.n);
}

/** What the ledger says: a batch that was screened twice would count twice. */
async function totals(database: Database, id: string): Promise<{ rows: number; asked: number }> {
  const entries = await database.select<{ detail: string }>(
    `SELECT detail FROM ledger_entry WHERE subjectId = ? AND action = 'screening.run'`,
    [id],
  );
  const details = entries.map(({ detail }) => JSON.parse(detail) as { rows: number; asked: number });
  return details.reduce((sum, { rows, asked }) => ({ rows: sum.rows + rows, asked: sum.asked + asked }), {
    rows: 0,
    asked: 0,
  });
}
