import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { Database } from '../common/persistence/database.js';
import { createGateway } from '../http-server.js';
import { LedgerRepository } from './ledger.repository.js';
import { LedgerService } from './ledger.service.js';
import { checkChain, GENESIS_HASH, type SealedEntry } from './ledger-chain.js';
import { checkExport } from './ledger-export.js';

interface Entry {
  seq: number;
  hash: string;
  previousHash: string;
  action: string;
  tenantCode: string | null;
  actorRef: string | null;
  outcome: string;
  occurredAt: string;
  detail: string | null;
}

interface Page {
  ledgerEntries: { edges: { node: Entry }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

const WRITERS = 50;
const ENTRIES_PER_WRITER = 4;
const PAGE = `query($first: Int, $after: String, $action: String, $tenantCode: String) {
  ledgerEntries(first: $first, after: $after, action: $action, tenantCode: $tenantCode) {
    edges { node { seq hash previousHash action tenantCode actorRef outcome occurredAt detail } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const ADD = `mutation($input: AddTenantInput!) {
  addTenant(input: $input) { ... on TenantAccount { id } ... on UserError { code } }
}`;

describeOnEachProfile('the ledger', (gateway) => {
  let replica: NestFastifyApplication | undefined;

  beforeAll(async () => {
    if (gateway().profile === 'embedded') return;
    replica = await createGateway(gateway().settings, gateway().clock);
    await replica.listen(0, '127.0.0.1');
  });

  afterAll(() => replica?.close());

  const auditor = () => gateway().tenant({ code: 'auditor', kind: 'OVERSIGHT', jurisdiction: '000000' });
  const operator = () => gateway().tenant({ code: 'operator', kind: 'OPERATOR', jurisdiction: '000000' });
  const repository = () => new LedgerRepository(gateway().database);

  /** All entries in their places, once none waits for one. */
  async function sealedEntries(): Promise<SealedEntry[]> {
    await eventually('every entry has its place', async () => (await repository().unsealedCount()) === 0);
    return repository().sealed(0, 100_000);
  }

  async function readAll(reader: TestTenant, filter: object, first = 7): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (let after: string | null = null; ; ) {
      const { ledgerEntries }: Page = await reader.client.query<Page>(PAGE, { ...filter, first, after });
      entries.push(...ledgerEntries.edges.map(({ node }) => node));
      if (!ledgerEntries.pageInfo.hasNextPage) return entries;
      after = ledgerEntries.pageInfo.endCursor;
    }
  }

  it('seals what fifty concurrent writers on every gateway say once each, without a gap', async () => {
    const before = (await sealedEntries()).length;
    const apps = [gateway().app, ...(replica ? [replica] : [])];
    const write = async (writer: number) => {
      const app = apps[writer % apps.length] as NestFastifyApplication;
      const author = { system: `writer-${writer}` };
      for (let turn = 0; turn < ENTRIES_PER_WRITER; turn++) {
        const fact = { action: 'ledger.read' as const, detail: { writer, turn } };
        // Half as queries that share commits, half each in the transaction of a change.
        if (turn % 2 === 0) await app.get(LedgerService).record(author, fact);
        else await app.get(Database).transaction((tx) => app.get(LedgerService).append(tx, author, [fact]));
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));

    const entries = await sealedEntries();
    expect(entries.length - before).toBe(WRITERS * ENTRIES_PER_WRITER);
    expect(entries.map(({ seq }) => Number(seq))).toEqual(entries.map((_, index) => index + 1));
    expect(new Set(entries.map(({ id }) => id)).size).toBe(entries.length);
    expect(checkChain(entries).problem).toBeUndefined();
  });

  it('never gives a sealed entry another place', async () => {
    const [first] = await sealedEntries();
    const forged = { id: String(first?.id), seq: 999_999, previousHash: GENESIS_HASH, hash: GENESIS_HASH };
    expect(await gateway().database.transaction((tx) => repository().seal(tx, [forged]))).toBe(0);
    expect((await sealedEntries())[0]).toEqual(first);
  });

  it('shows an auditor who did what, without naming persons', async () => {
    const { client, credentials } = await operator();
    const input = { code: 'p-ledger', name: '账本平台', kind: 'PLATFORM', jurisdiction: '330100' };
    await client.mutate(ADD, { input });
    await sealedEntries();

    const [entry, ...rest] = await readAll(await auditor(), { action: 'tenant.add', tenantCode: 'operator' });
    expect(rest).toEqual([]);
    expect(entry).toMatchObject({ action: 'tenant.add', tenantCode: 'operator', outcome: 'OK' });
    expect(JSON.parse(String(entry?.detail))).toMatchObject({ code: 'p-ledger', kind: 'PLATFORM' });
    expect(entry?.actorRef).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(entry)).not.toContain(credentials.actor);
    expect(JSON.stringify(entry)).not.toContain('账本平台');
  });

  it('gives the whole chain in pages, each entry once and in order', async () => {
    await sealedEntries();
    const entries = await readAll(await auditor(), {}, 100);
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1));
    entries.forEach(({ previousHash }, index) => {
      expect(previousHash).toBe(entries[index - 1]?.hash ?? GENESIS_HASH);
    });
  });

  it('records that it was read, and tells its head', async () => {
    const reader = await auditor();
    const reads = async () => (await readAll(reader, { action: 'ledger.read', tenantCode: 'auditor' }, 100)).length;
    const before = await reads();
    await eventually('the reading is in the ledger', async () => (await reads()) > before);
    await sealedEntries();
    const { ledgerHead } = await reader.client.query<{ ledgerHead: object }>('{ ledgerHead { seq hash } }');
    expect(ledgerHead).toEqual(await repository().head());
  });

  it('refuses an unknown action, an empty tenant code and a cursor of another filter', async () => {
    const { client } = await auditor();
    await expect(client.query(PAGE, { action: 'tenant.destroy' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(client.query(PAGE, { tenantCode: '' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    const { ledgerEntries } = await client.query<Page>(PAGE, { first: 1 });
    const after = ledgerEntries.pageInfo.endCursor;
    await expect(client.query(PAGE, { after, action: 'tenant.add' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await readAll(await auditor(), { tenantCode: 'nobody' })).toEqual([]);
  });

  it('is closed to everybody but oversight', async () => {
    for (const tenant of [await operator(), await gateway().tenant({ code: 'police', kind: 'POLICE' })]) {
      await expect(tenant.client.query(PAGE)).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect((await download(tenant)).status).toBe(403);
    }
  });

  it('exports itself for the offline check, and goes on where an earlier export ended', async () => {
    await sealedEntries();
    const reader = await auditor();
    const first = await checkExport(linesOf(await download(reader)));
    expect(first.problem).toBeUndefined();
    expect(first.entries).toBe(first.seq);

    await sealedEntries();
    const second = await checkExport(linesOf(await download(reader, `?after=${first.seq}`)), first);
    expect(second.problem).toBeUndefined();
    expect(second.entries).toBeGreaterThan(0);
    expect(second.seq).toBe(first.seq + second.entries);
  });

  it.each(['?after=-1', '?after=x', '?after=999999999', '?after=1&after=2'])('refuses to export %s', async (query) => {
    const response = await download(await auditor(), query);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'INVALID_INPUT', field: 'after' });
  });

  async function download(tenant: TestTenant, query = ''): Promise<Response> {
    const headers = { authorization: `Bearer ${await tenant.client.token()}` };
    return fetch(`${gateway().url}/v1/ledger/export${query}`, { headers });
  }
});

function linesOf(response: Response): AsyncIterable<string> {
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('application/x-ndjson');
  if (!response.body) throw new Error('the export has no body');
  return createInterface({ input: Readable.fromWeb(response.body as never) });
}
