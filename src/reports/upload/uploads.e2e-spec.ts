import { request } from 'node:http';
import { describeOnEachProfile, eventually, type TestTenant } from '../../../test/harness/profiles.js';
import { completedReport, countTables, readReport } from '../../../test/harness/reports.js';
import { generateCampaignReport, toNdjson } from '../../demo/campaign-report.js';

const MAX_BYTES = 4_000_000;
const SIZE = { merchants: 1_500, listings: 4_000, complaints: 100, resolvedComplaints: 50, accounts: 100 };
const ROWS = SIZE.merchants + SIZE.listings + SIZE.complaints + SIZE.accounts;

interface Sent {
  readonly status: number;
  readonly body: { code?: string; field?: string; id?: string; state?: string };
}

describeOnEachProfile(
  'the upload of a report',
  (gateway) => {
    const platform = () => gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });

    async function send(headers: Record<string, string>, body: string | Buffer, scopes?: string[]): Promise<Sent> {
      const { client } = await platform();
      const response = await fetch(`${gateway().url}/v1/reports`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await client.token(scopes)}`, ...headers },
        body: new Uint8Array(Buffer.from(body)),
      });
      return { status: response.status, body: (await response.json()) as Sent['body'] };
    }

    const NDJSON = { 'content-type': 'application/x-ndjson', 'idempotency-key': 'door' };

    it.each<[string, Record<string, string>, string, number, string, string | undefined]>([
      [
        'another media type',
        { ...NDJSON, 'content-type': 'application/json' },
        '{}',
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'Content-Type',
      ],
      [
        'an unknown media type',
        { ...NDJSON, 'content-type': 'application/xml' },
        '<a/>',
        415,
        'BAD_REQUEST',
        undefined,
      ],
      [
        'a content encoding',
        { ...NDJSON, 'content-encoding': 'gzip' },
        '{}',
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'Content-Type',
      ],
      [
        'no idempotency key',
        { 'content-type': 'text/csv' },
        'section\nx\n',
        400,
        'IDEMPOTENCY_KEY_REQUIRED',
        'Idempotency-Key',
      ],
      [
        'a key with a space',
        { ...NDJSON, 'idempotency-key': 'a b' },
        '{}',
        400,
        'IDEMPOTENCY_KEY_REQUIRED',
        'Idempotency-Key',
      ],
      [
        'a key of 129 characters',
        { ...NDJSON, 'idempotency-key': 'k'.repeat(129) },
        '{}',
        400,
        'IDEMPOTENCY_KEY_REQUIRED',
        'Idempotency-Key',
      ],
      ['an empty file', NDJSON, '', 400, 'EMPTY_REPORT', undefined],
      ['empty lines only', NDJSON, '\n\n\r\n', 400, 'EMPTY_REPORT', undefined],
      ['a header only', { ...NDJSON, 'content-type': 'text/csv' }, 'section,name\n', 400, 'EMPTY_REPORT', undefined],
      [
        'an unknown column',
        { ...NDJSON, 'content-type': 'text/csv' },
        'section,mood\na,b\n',
        400,
        'INVALID_HEADER',
        'mood',
      ],
      ['a file over the limit', NDJSON, '{}\n'.repeat(MAX_BYTES / 2), 413, 'REPORT_TOO_LARGE', undefined],
    ])('is refused for %s, and changes nothing', async (_what, headers, body, status, code, field) => {
      await platform();
      const before = await countTables(gateway().database);
      const sent = await send(headers, body);
      expect([sent.status, sent.body.code, sent.body.field]).toEqual([status, code, field]);
      expect(await countTables(gateway().database)).toEqual(before);
    });

    it('is refused over the limit when its length is not told before', async () => {
      const { client } = await platform();
      const body = (function* () {
        for (let n = 0; n < 200; n++) yield `${JSON.stringify({ evidence: 'x'.repeat(10_000) })}\n`.repeat(3);
      })();
      await expect(client.submitReport({ body, format: 'ndjson', idempotencyKey: 'too-large' })).rejects.toMatchObject({
        status: 413,
        code: 'REPORT_TOO_LARGE',
      });
    });

    it('needs the scope', async () => {
      expect(await send(NDJSON, '{}', ['reports:read'])).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    });

    it('spends its token', async () => {
      const { client } = await platform();
      const authorization = `Bearer ${await client.token()}`;
      const statuses = [];
      for (const key of ['token-1', 'token-2']) {
        const headers = { ...NDJSON, authorization, 'idempotency-key': key };
        statuses.push((await fetch(`${gateway().url}/v1/reports`, { method: 'POST', headers, body: '{}' })).status);
      }
      expect(statuses).toEqual([202, 409]);
    });

    it('leaves other routes without a stream', async () => {
      const { client } = await platform();
      const response = await fetch(`${gateway().url}/graphql`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await client.token()}`, 'content-type': 'text/csv' },
        body: 'section\n',
      });
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    });

    it.each<[string, string | Buffer, [number, string | null, string][]]>([
      [
        'a line of 3 MB',
        `{"a":"${'x'.repeat(3_000_000)}"}\n{}\n`,
        [
          [1, null, 'ROW_TOO_LONG'],
          [2, 'section', 'REQUIRED'],
        ],
      ],
      [
        'NUL bytes',
        Buffer.from('{"section":"\0"}\n\0\n'),
        [
          [1, null, 'MALFORMED_JSON'],
          [2, null, 'MALFORMED_JSON'],
        ],
      ],
      [
        'bytes that are not UTF-8',
        Buffer.from([0xc3, 0x28, 0x0a, 0xff]),
        [
          [1, null, 'INVALID_UTF8'],
          [2, null, 'INVALID_UTF8'],
        ],
      ],
      [
        'JSON of 8,000 levels',
        `${'['.repeat(8_000)}\n${'{"a":'.repeat(3_000)}\n`,
        [
          [1, null, 'MALFORMED_JSON'],
          [2, null, 'MALFORMED_JSON'],
        ],
      ],
      ['wrong types', '1\n"x"\nnull\ntrue\n[]\n', [1, 2, 3, 4, 5].map((line) => [line, null, 'MALFORMED_JSON'])],
      [
        'inherited members',
        '{"__proto__":{"section":"merchants"},"constructor":1}',
        [
          [1, '__proto__', 'UNKNOWN_FIELD'],
          [1, 'constructor', 'UNKNOWN_FIELD'],
          [1, 'section', 'REQUIRED'],
        ],
      ],
      [
        'field names that hide',
        '{"a\\u0000\\ud800\\u202e":1,"b ":1,"b":1}',
        [
          [1, 'a???', 'UNKNOWN_FIELD'],
          [1, 'b', 'UNKNOWN_FIELD'],
          [1, 'section', 'REQUIRED'],
        ],
      ],
    ])('survives %s', async (what, body, errors) => {
      const { client } = await platform();
      const sent = await send({ ...NDJSON, 'idempotency-key': what.replaceAll(/[ ,]/g, '-') }, body);
      expect(sent.status).toBe(202);
      const report = await completedReport(client, sent.body.id ?? '');
      expect(report.acceptedRows).toBe(0);
      const told = report.errors.edges.map(({ node: { line, field, reason } }) => [line, field, reason]);
      expect(told).toEqual(errors);
    });

    describe('that is cut', () => {
      const file = Buffer.from([...toNdjson(generateCampaignReport({ platform: 'platform-a', size: SIZE }))].join(''));

      /** Sends the first bytes and drops the connection once some of them are durable. */
      async function cut(tenant: TestTenant, key: string, bytes: Buffer): Promise<string> {
        const { hostname, port } = new URL(gateway().url);
        const upload = request({
          hostname,
          port,
          path: '/v1/reports',
          method: 'POST',
          headers: { ...NDJSON, 'idempotency-key': key, authorization: `Bearer ${await tenant.client.token()}` },
        });
        upload.on('error', () => undefined);
        upload.write(bytes);
        const id = await eventually('a part of the upload is durable', async () => {
          const [row] = await gateway().database.select<{ id: string }>(
            'SELECT id FROM inspection_report WHERE tenantId = ? AND idempotencyKey = ? AND importedChunks > 0',
            [tenant.id, key],
          );
          return row?.id;
        });
        const closed = new Promise((resolve) => upload.once('close', resolve));
        upload.destroy();
        await closed;
        return id;
      }

      it('goes on where it broke off when the same file is sent again', async () => {
        const tenant = await platform();
        const id = await cut(tenant, 'cut', file.subarray(0, file.length / 2));
        const partial = await readReport(tenant.client, id);
        expect(partial).toMatchObject({ state: 'RECEIVING', receivedRows: null });
        expect(partial.acceptedRows).toBeGreaterThan(0);
        const again = await tenant.client.submitReport({
          body: file.toString(),
          format: 'ndjson',
          idempotencyKey: 'cut',
        });
        expect(again).toMatchObject({ id, isNew: true, receivedRows: ROWS });
        expect(await completedReport(tenant.client, id)).toMatchObject({ acceptedRows: ROWS, rejectedRows: 0 });
        const [flags] = await gateway().database.select<{ n: number; lineCount: number }>(
          'SELECT COUNT(*) AS n, COUNT(DISTINCT reportLine) AS lineCount FROM flag WHERE reportId = ?',
          [id],
        );
        expect([Number(flags?.n), Number(flags?.lineCount)]).toEqual([ROWS - SIZE.complaints, ROWS - SIZE.complaints]);
      });

      it('refuses another file under its key, and can still be gone on with', async () => {
        const tenant = await platform();
        const id = await cut(tenant, 'cut-2', file.subarray(0, file.length / 2));
        const other = file.toString().replace('"HIGH"', '"LOW"');
        await expect(
          tenant.client.submitReport({ body: other, format: 'ndjson', idempotencyKey: 'cut-2' }),
        ).rejects.toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_REUSED' });
        const again = await tenant.client.submitReport({
          body: file.toString(),
          format: 'ndjson',
          idempotencyKey: 'cut-2',
        });
        expect(again).toMatchObject({ id, isNew: true });
        expect(await completedReport(tenant.client, id)).toMatchObject({ acceptedRows: ROWS });
      });

      it('is won by one of two at the same time', async () => {
        const tenant = await platform();
        const twins = await Promise.allSettled(
          [1, 2].map(() =>
            tenant.client.submitReport({ body: file.toString(), format: 'ndjson', idempotencyKey: 'twins' }),
          ),
        );
        const won = twins.flatMap((twin) => (twin.status === 'fulfilled' ? twin.value : []));
        const lost = twins.flatMap((twin) => (twin.status === 'rejected' ? [twin.reason] : []));
        for (const reason of lost) expect(reason).toMatchObject({ status: 409 });
        expect(won.filter(({ isNew }) => isNew)).toHaveLength(1);
        const report = await completedReport(tenant.client, won[0]?.id ?? '');
        expect(report).toMatchObject({ receivedRows: ROWS, acceptedRows: ROWS, rejectedRows: 0 });
      });

      it('tells how far it has come to who subscribes', async () => {
        const tenant = await platform();
        const id = await cut(tenant, 'followed', file.subarray(0, file.length / 2));
        const socket = tenant.client.socket();
        const query = `subscription ($id: ID!) { inspectionReportProgress(id: $id) {
          ... on InspectionReport { state acceptedRows receivedRows } } }`;
        const said: { state: string; acceptedRows: number; receivedRows: number | null }[] = [];
        let submitted: Promise<unknown> | undefined;
        for await (const { data } of socket.iterate({ query, variables: { id } })) {
          said.push(data?.inspectionReportProgress as (typeof said)[number]);
          submitted ??= tenant.client.submitReport({
            body: file.toString(),
            format: 'ndjson',
            idempotencyKey: 'followed',
          });
        }
        await socket.dispose();
        await submitted;
        expect(said[0]).toMatchObject({ state: 'RECEIVING', receivedRows: null });
        expect(said.at(-1)).toEqual({ state: 'COMPLETED', acceptedRows: ROWS, receivedRows: ROWS });
        const accepted = said.map(({ acceptedRows }) => acceptedRows);
        expect(accepted).toEqual([...accepted].sort((a, b) => a - b));
        expect(new Set(accepted).size).toBeGreaterThan(2);
      });
    });
  },
  { LIAISON_REPORT_MAX_BYTES: String(MAX_BYTES) },
);
