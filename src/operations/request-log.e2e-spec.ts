import { LiaisonClient } from '../../libs/client/liaison-client.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { Program } from '../../test/harness/program.js';

const PHONE = '13912345678';
const RESIDENT_ID = '11010519491231002X';
const NAME = '欧阳测试';
const SECRET_NAME = 'q_13912345678';

const LOOKUP = `query ${SECRET_NAME}($input: LookupInput!) { lookup(input: $input) { __typename } }`;
const ROW = {
  section: 'ACCOUNT',
  kind: 'PERSON',
  category: 'ACCOUNT_FRAUD',
  severity: 'HIGH',
  measures: ['SUSPENDED'],
  detectedAt: '2026-03-01T08:00:00+08:00',
  jurisdiction: '330100',
  sharing: 'AGENCIES',
  residentId: RESIDENT_ID,
  phone: PHONE,
  name: NAME,
};

describeOnEachProfile('the log of requests', (gateway) => {
  let program: Program;
  let url: string;
  let police: TestTenant;

  beforeAll(async () => {
    police = await gateway().tenant({ code: 'log-police', kind: 'POLICE' });
    program = await Program.gateway(gateway().settings, { LOG_LEVEL: 'info' });
    url = await program.url();
  });

  afterAll(() => program?.kill());

  const clientOf = (tenant: TestTenant) => new LiaisonClient({ url, credentials: tenant.credentials });
  const lookUp = () =>
    clientOf(police).query(LOOKUP, {
      input: { type: 'PHONE', value: PHONE, purpose: '核查线索', caseRef: RESIDENT_ID },
    });
  const lineOf = (requestId: string) =>
    eventually('the request is logged', () =>
      program.logged().find((line) => line.requestId === requestId && line.operation),
    );

  it('says of each request who asked for what, how it ended and how long it took', async () => {
    const headers = {
      authorization: `Bearer ${await police.client.token()}`,
      'content-type': 'application/json',
      'x-request-id': 'request-of-the-test',
    };
    await fetch(`${url}/graphql?phone=${PHONE}`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    const line = await lineOf('request-of-the-test');
    expect(line).toMatchObject({
      level: 'info',
      msg: 'request',
      tenant: 'log-police',
      operation: 'query me',
      status: 200,
      outcome: 'OK',
    });
    expect(line.durationMs).toEqual(expect.any(Number));
    expect(Object.keys(line).sort()).toEqual(
      ['durationMs', 'level', 'msg', 'operation', 'outcome', 'pid', 'requestId', 'status', 'tenant', 'time'].sort(),
    );
  });

  it.each<[string, string, RequestInit, object]>([
    [
      'a refused token',
      '/graphql',
      { method: 'POST', headers: { authorization: 'Bearer x' } },
      { operation: 'POST /graphql', status: 401, outcome: 'UNAUTHENTICATED' },
    ],
    ['a path that nobody serves', `/v9/${PHONE}`, {}, { operation: 'unmatched', status: 404, outcome: 'CLIENT_ERROR' }],
  ])('has a line for %s', async (name, path, init, expected) => {
    const requestId = `request-${name.replace(/\W/g, '-')}`;
    await fetch(`${url}${path}`, { ...init, headers: { ...init.headers, 'x-request-id': requestId } });
    expect(await lineOf(requestId)).toMatchObject(expected);
  });

  it('has no line for what machines ask every few seconds', async () => {
    for (const path of ['/health/live', '/health/ready', '/metrics']) {
      await fetch(`${url}${path}`, { headers: { 'x-request-id': 'asked-by-a-machine' } });
    }
    await fetch(`${url}/end`, { headers: { 'x-request-id': 'after-the-machine' } });
    await lineOf('after-the-machine');
    expect(program.logged().filter(({ requestId }) => requestId === 'asked-by-a-machine')).toEqual([]);
  });

  it('never holds personal data, tokens or names that a caller chose, not even when SQL fails', async () => {
    const platform = await gateway().tenant({ code: 'log-platform', kind: 'PLATFORM' });
    const row = `${JSON.stringify(ROW)}\n${JSON.stringify({ ...ROW, residentId: `${RESIDENT_ID}9` })}\n{"phone": "${PHONE}\n`;
    await clientOf(platform).submitReport({ body: row, format: 'ndjson', idempotencyKey: 'log-1' });
    expect(await lookUp()).toMatchObject({ lookup: { __typename: 'LookupAnswer' } });

    const { dataSource } = gateway().database;
    await dataSource.query('ALTER TABLE entity_identifier RENAME TO entity_identifier_away');
    try {
      await expect(lookUp()).rejects.toMatchObject({ code: 'INTERNAL_SERVER_ERROR' });
    } finally {
      await dataSource.query('ALTER TABLE entity_identifier_away RENAME TO entity_identifier');
    }

    const failed = await eventually('the failure is logged', () =>
      program.logged().find(({ level, requestId }) => level === 'error' && requestId !== undefined),
    );
    expect(failed).toMatchObject({ tenant: 'log-police', err: { type: 'QueryFailedError' } });
    expect(await lineOf(String(failed.requestId))).toMatchObject({
      operation: 'query lookup',
      outcome: 'INTERNAL_SERVER_ERROR',
    });
    const said = program.stdout + program.stderr;
    const token = await police.client.token();
    for (const secret of [PHONE, RESIDENT_ID, NAME, SECRET_NAME, 'Bearer', token.slice(0, 20)]) {
      expect([secret, said.includes(secret)]).toEqual([secret, false]);
    }
  });
});
