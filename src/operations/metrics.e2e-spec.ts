import { describeOnEachProfile, TestGateway } from '../../test/harness/profiles.js';

const TOKEN = 'a-token-for-prometheus';

describeOnEachProfile('metrics', (gateway) => {
  const scrape = async (headers: Record<string, string> = {}) => {
    const response = await fetch(`${gateway().url}/metrics`, { headers });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  const linesOf = async (name: string) =>
    (await scrape()).text.split('\n').filter((line) => line.startsWith(name) && !line.startsWith(`${name}_bucket`));

  it('tell how the gateway keeps up', async () => {
    const { status, type, text } = await scrape();
    expect(status).toBe(200);
    expect(type).toContain('text/plain');
    for (const name of [
      'process_cpu_seconds_total',
      'nodejs_eventloop_lag_seconds',
      'liaison_ledger_unsealed 0',
      'liaison_events_unplaced 0',
      'liaison_open_streams 0',
      'liaison_jobs_waiting{job="',
      'liaison_database_connections{state="free"}',
    ]) {
      expect([name, text.includes(name)]).toEqual([name, true]);
    }
  });

  it('count requests by the operations of the schema, whatever the caller names them', async () => {
    const { client } = await gateway().tenant({ code: 'metrics-police', kind: 'POLICE' });
    for (const name of ['alpha', 'beta', 'gamma']) {
      await client.query(`query ${name} { ${name}: me { code } }`);
      await fetch(`${gateway().url}/${name}`);
    }
    await client.query('{ me { code } events { edges { cursor } } }');
    const counts = await linesOf('liaison_request_duration_seconds_count');
    expect(counts).toContain('liaison_request_duration_seconds_count{operation="query me",outcome="OK"} 3');
    expect(counts).toContain('liaison_request_duration_seconds_count{operation="query (several)",outcome="OK"} 1');
    expect(counts).toContain('liaison_request_duration_seconds_count{operation="unmatched",outcome="CLIENT_ERROR"} 3');
    expect(counts.filter((line) => /alpha|beta|gamma/.test(line))).toEqual([]);
  });

  it('count refused tokens by reason', async () => {
    for (const authorization of ['', 'Bearer x', 'Bearer y']) {
      await fetch(`${gateway().url}/graphql`, { method: 'POST', headers: { authorization } });
    }
    const counts = await linesOf('liaison_authentication_refusals_total');
    expect(counts).toContain('liaison_authentication_refusals_total{reason="MISSING_TOKEN"} 1');
    expect(counts.length).toBe(2);
  });

  it('are not for whom a proxy lets through', async () => {
    expect((await scrape({ 'x-forwarded-for': '203.0.113.9' })).status).toBe(403);
    expect((await scrape({ forwarded: 'for=203.0.113.9' })).status).toBe(403);
  });
});

describe('metrics with a token', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await TestGateway.start('embedded', { LIAISON_METRICS_TOKEN: TOKEN });
  });

  afterAll(() => gateway?.stop());

  it.each<[string, Record<string, string>, number]>([
    ['nobody without it', {}, 403],
    ['nobody with another', { authorization: `Bearer ${TOKEN}x` }, 403],
    [
      'whoever has it, through a proxy too',
      { authorization: `Bearer ${TOKEN}`, 'x-forwarded-for': '203.0.113.9' },
      200,
    ],
  ])('answer %s', async (_, headers, status) => {
    expect((await fetch(`${gateway.url}/metrics`, { headers })).status).toBe(status);
  });
});
