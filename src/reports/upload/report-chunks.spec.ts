import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { type RowChunk, rowsOfChunk } from '../../common/bulk/row-chunks.js';
import { generateCampaignReport, toCsv, toNdjson } from '../../demo/campaign-report.js';
import { chunksOf, type ReportFormat } from './report-chunks.js';

const UNLIMITED = Number.MAX_SAFE_INTEGER;
const SIZE = { merchants: 300, listings: 300, complaints: 30, resolvedComplaints: 20, accounts: 30 };

async function* packets(bytes: Buffer, cuts: readonly number[]): AsyncGenerator<Buffer> {
  let start = 0;
  for (const cut of [...cuts].sort((a, b) => a - b)) {
    yield bytes.subarray(start, cut);
    start = cut;
  }
  yield bytes.subarray(start);
}

async function chunks(format: ReportFormat, file: string | Buffer, cuts: readonly number[] = []): Promise<RowChunk[]> {
  const result: RowChunk[] = [];
  for await (const chunk of chunksOf(format, packets(Buffer.from(file), cuts), UNLIMITED)) result.push(chunk);
  return result;
}

/** Chunks in a form that is quick to compare. */
const digests = (given: readonly RowChunk[]): string =>
  given
    .map(({ content, ...rest }) =>
      JSON.stringify({ ...rest, digest: createHash('sha256').update(content).digest('hex') }),
    )
    .join('\n');

const rows = async (format: ReportFormat, file: string | Buffer, cuts?: readonly number[]) =>
  (await chunks(format, file, cuts)).flatMap(({ content }) => rowsOfChunk(content));

describe('an upload cut into chunks', () => {
  it.each<[ReportFormat, string]>([
    ['ndjson', [...toNdjson(generateCampaignReport({ size: SIZE }))].join('')],
    ['csv', [...toCsv(generateCampaignReport({ size: SIZE }))].join('')],
  ])('is the same however its %s came in packets', async (format, text) => {
    const file = Buffer.from(text);
    const whole = await chunks(format, file);
    expect(whole.length).toBeGreaterThan(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: file.length }), { maxLength: 60 }), async (cuts) => {
        expect(digests(await chunks(format, file, cuts))).toBe(digests(whole));
      }),
      { numRuns: 15 },
    );
  });

  it('holds at most 200 rows and 48 KiB a chunk, and numbers them', async () => {
    const small = await chunks('ndjson', '{}\n'.repeat(1_000));
    expect(small.map(({ chunkNumber, firstLine, rowCount }) => [chunkNumber, firstLine, rowCount])).toEqual(
      [0, 1, 2, 3, 4].map((n) => [n, n * 200 + 1, 200]),
    );
    const large = await chunks('ndjson', `${JSON.stringify({ name: 'x'.repeat(9_000) })}\n`.repeat(30));
    for (const { content } of large) expect(content.length).toBeLessThanOrEqual(49_152);
  });

  it('gives CSV the rows of NDJSON', async () => {
    const wanted = [...generateCampaignReport({ size: SIZE })];
    const fromCsv = await rows('csv', [...toCsv(wanted)].join(''));
    const read = fromCsv.map((row) => ('json' in row ? JSON.parse(row.json) : row));
    const flat = wanted.map((row) => ({ ...row, measures: row.measures.join(';') || undefined }));
    expect(read).toEqual(flat.map((row) => JSON.parse(JSON.stringify(row))));
  });

  it('leaves out empty lines, a byte order mark and carriage returns, and keeps the count of lines', async () => {
    expect(await rows('ndjson', '\ufeff{"a":1}\r\n\r\n\n{"b":2}')).toEqual([
      { line: 1, json: '{"a":1}' },
      { line: 4, json: '{"b":2}' },
    ]);
  });

  it('counts lines inside quoted CSV fields', async () => {
    const file = 'section,evidence\r\nmerchants,"one\ntwo ""three"""\r\nlistings,four\r\n';
    expect(await rows('csv', file)).toEqual([
      { line: 2, json: JSON.stringify({ section: 'merchants', evidence: 'one\ntwo "three"' }) },
      { line: 4, json: JSON.stringify({ section: 'listings', evidence: 'four' }) },
    ]);
  });

  it.each<[string, ReportFormat, string | Buffer, unknown[]]>([
    [
      'a line over 16 KiB',
      'ndjson',
      `{"a":1}\n{"b":"${'x'.repeat(16_384)}"}\n{"c":3}\n`,
      [
        { line: 1, json: '{"a":1}' },
        { line: 2, problem: 'ROW_TOO_LONG' },
        { line: 3, json: '{"c":3}' },
      ],
    ],
    [
      'bytes that are not UTF-8',
      'ndjson',
      Buffer.concat([Buffer.from('{"a":1}\n'), Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]), Buffer.from('{"c":3}')]),
      [
        { line: 1, json: '{"a":1}' },
        { line: 2, problem: 'INVALID_UTF8' },
        { line: 3, json: '{"c":3}' },
      ],
    ],
    [
      'a CSV record with a cell too many',
      'csv',
      'section\nmerchants\nmerchants,x\nlistings\n',
      [
        { line: 2, json: '{"section":"merchants"}' },
        { line: 3, problem: 'MALFORMED_CSV' },
        { line: 4, json: '{"section":"listings"}' },
      ],
    ],
    [
      'a quote in the middle of a CSV field',
      'csv',
      'section\nmer"chants\nlistings\n',
      [
        { line: 2, problem: 'MALFORMED_CSV' },
        { line: 3, json: '{"section":"listings"}' },
      ],
    ],
    [
      'a quote that is never closed, in a short file',
      'csv',
      'section\nlistings\n"a\nb\n',
      [
        { line: 2, json: '{"section":"listings"}' },
        { line: 3, problem: 'MALFORMED_CSV' },
      ],
    ],
  ])('marks %s and goes on', async (_what, format, file, expected) => {
    expect(await rows(format, file)).toEqual(expected);
  });

  it('does not let a CSV quote that is never closed take the rest of the file', async () => {
    const file = `section\n"merchants\n${'listings\n'.repeat(4_000)}`;
    const read = await rows('csv', file);
    expect(read[0]).toEqual({ line: 2, problem: 'ROW_TOO_LONG' });
    expect(read.filter((row) => 'json' in row).length).toBeGreaterThan(2_000);
    expect(read.at(-1)).toEqual({ line: 4_002, json: '{"section":"listings"}' });
  });

  it.each([
    ['an unknown column', 'section,mood\nx,y\n', 'mood'],
    ['a column twice', 'section,name,name\nx,y,z\n', 'name'],
    ['no section', 'name\nx\n', 'section'],
    ['no header at all', 'merchants,COUNTERFEIT\n', 'merchants'],
  ])('refuses a CSV header with %s', async (_what, file, field) => {
    await expect(chunks('csv', file)).rejects.toMatchObject({ status: 400, code: 'INVALID_HEADER', field });
  });

  it.each<[ReportFormat, string]>([
    ['ndjson', ''],
    ['ndjson', '\n\r\n\n'],
    ['csv', ''],
    ['csv', 'section,name\r\n'],
  ])('gives nothing for %s without rows (%j)', async (format, file) => {
    expect(await chunks(format, file)).toEqual([]);
  });

  it.each<[ReportFormat, number]>([
    ['ndjson', 1],
    ['ndjson', 32],
    ['csv', 1],
    ['csv', 32],
  ])('of %s holds little of the file at a time, also of one of %i MiB', async (format, mebibytes) => {
    const row = format === 'csv' ? `merchants,${'x'.repeat(84)}\n` : `{"name":"${'x'.repeat(83)}"}\n`;
    const packet = Buffer.from(row.repeat(640));
    let given = 0;
    const body = async function* () {
      if (format === 'csv') yield Buffer.from('section,name\n');
      for (; given < mebibytes * 2 ** 20; given += packet.length) yield packet;
    };
    let cut = 0;
    let mostHeld = 0;
    for await (const { rowCount } of chunksOf(format, body(), UNLIMITED)) {
      cut += rowCount * row.length;
      mostHeld = Math.max(mostHeld, given + packet.length - cut);
    }
    expect(cut).toBe(given);
    expect(mostHeld).toBeLessThan(256 * 1_024);
  });

  it('stops at the limit of bytes', async () => {
    const read = async () => {
      for await (const _ of chunksOf('ndjson', packets(Buffer.alloc(2_000, 'x\n'), [500, 1_000]), 1_024));
    };
    await expect(read()).rejects.toMatchObject({ status: 413, code: 'REPORT_TOO_LARGE' });
  });
});
