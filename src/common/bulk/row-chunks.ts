import { isUtf8 } from 'node:buffer';
import { MAX_RECORD_BYTES, type RawRecord, RecordSplitter } from './record-splitter.js';
import { type TableColumns, TableRows } from './table-rows.js';

/** Formats of text that rows come in. */
export type TextFormat = 'ndjson' | 'csv';

/** Why a row cannot be read at all. */
export type SpoolProblem = 'ROW_TOO_LONG' | 'INVALID_UTF8' | 'MALFORMED_CSV' | 'MORE_CELLS_THAN_TITLES';

/** One sentence for each of these. */
export const SPOOL_PROBLEMS: Readonly<Record<SpoolProblem, string>> = {
  ROW_TOO_LONG: 'The row is longer than 16,384 bytes.',
  INVALID_UTF8: 'The row is not UTF-8.',
  MALFORMED_CSV: 'The row is no CSV record with as many cells as the header.',
  MORE_CELLS_THAN_TITLES: 'The row has cells in columns without a title.',
};

/** What an upload may be. */
export interface UploadRules {
  readonly columns: TableColumns;
  readonly maxBytes: number;
  /** The refusal of a body with more bytes. */
  readonly tooLarge: () => Error;
}

/** A piece of an upload in the spool's form; see `spoolLine`. */
export interface RowChunk {
  readonly chunkNumber: number;
  readonly firstLine: number;
  readonly rowCount: number;
  readonly content: Buffer;
}

/** Fits a BLOB of 65,535 bytes whatever compression and encryption add. */
const MAX_CHUNK_BYTES = 49_152;
const MAX_CHUNK_ROWS = 200;
/** Quoting makes a record longer as JSON than it was as CSV. */
export const MAX_ROW_BYTES = MAX_RECORD_BYTES * 2;
const CSV_RECORDS_AT_ONCE = 200;

/** A row as it goes into the spool. */
export interface SpoolRow {
  readonly line: number;
  readonly content: Buffer;
}

/**
 * Cuts an upload into chunks on row boundaries. The chunks follow from the bytes alone, so the same file sent again
 * gives the same chunks; memory holds one chunk.
 * @throws what `tooLarge` gives when there are more than `maxBytes`, HttpProblem 400 for a CSV header that cannot be used
 */
export async function* chunksOf(
  format: TextFormat,
  body: AsyncIterable<Buffer>,
  { columns, maxBytes, tooLarge }: UploadRules,
): AsyncGenerator<RowChunk> {
  const splitter = new RecordSplitter(format === 'csv' ? 'csv' : 'none');
  const rows = format === 'csv' ? new CsvSpooler(columns) : new NdjsonSpooler();
  const chunker = new Chunker();
  let bytes = 0;
  for await (const packet of body) {
    bytes += packet.length;
    if (bytes > maxBytes) throw tooLarge();
    yield* chunker.add(rows.add(splitter.push(packet)));
  }
  yield* chunker.add(rows.add(splitter.end()));
  yield* chunker.add(rows.end());
  yield* chunker.end();
}

/** A row in the spool is one line: its line in the file, then a tab and the row's JSON, or `!` and what is wrong. */
export const spoolLine = (line: number, json: Buffer | string): SpoolRow => ({
  line,
  content: Buffer.concat([Buffer.from(`${line}\t`), typeof json === 'string' ? Buffer.from(json) : json]),
});
/** A row that cannot be read. */
export const spoolProblem = (line: number, problem: SpoolProblem): SpoolRow => ({
  line,
  content: Buffer.from(`${line}!${problem}`),
});

/** A row as it is found in the spool. */
export type SpooledRow =
  | { readonly line: number; readonly json: string }
  | { readonly line: number; readonly problem: SpoolProblem };

/** Reads a chunk's content back. */
export function rowsOfChunk(content: Buffer): SpooledRow[] {
  return content
    .toString()
    .split('\n')
    .map((text) => {
      const line = Number.parseInt(text, 10);
      const mark = String(line).length;
      const rest = text.slice(mark + 1);
      return text.charAt(mark) === '\t' ? { line, json: rest } : { line, problem: rest as SpoolProblem };
    });
}

/** The row's problem when its bytes cannot be kept or read as text. */
function unreadable({ line, content }: RawRecord): SpoolRow | undefined {
  if (!content) return spoolProblem(line, 'ROW_TOO_LONG');
  return isUtf8(content) ? undefined : spoolProblem(line, 'INVALID_UTF8');
}

class NdjsonSpooler {
  add(records: readonly RawRecord[]): SpoolRow[] {
    return records.map((record) => unreadable(record) ?? spoolLine(record.line, record.content ?? ''));
  }

  end(): SpoolRow[] {
    return [];
  }
}

class CsvSpooler {
  private rows: TableRows | undefined;
  private waiting: RawRecord[] = [];

  constructor(private readonly columns: TableColumns) {}

  add(records: readonly RawRecord[]): SpoolRow[] {
    this.waiting.push(...records);
    this.rows ??= this.readHeader();
    return this.waiting.length >= CSV_RECORDS_AT_ONCE ? this.end() : [];
  }

  end(): SpoolRow[] {
    const records = this.waiting;
    this.waiting = [];
    const bad = records.map(unreadable);
    const readable = records.flatMap(({ content }, index) => (content && !bad[index] ? [content] : []));
    const read = (readable.length > 0 && this.rows?.readCsv(readable)) || [];
    let next = 0;
    return records.map(({ line }, index) => {
      const problem = bad[index];
      if (problem) return problem;
      const row = read[next++];
      if (!row || 'problem' in row) return spoolProblem(line, 'MALFORMED_CSV');
      const spooled = spoolLine(line, row.json);
      return spooled.content.length > MAX_ROW_BYTES ? spoolProblem(line, 'ROW_TOO_LONG') : spooled;
    });
  }

  private readHeader(): TableRows | undefined {
    const header = this.waiting.shift();
    return header && TableRows.fromCsvHeader(header.content ?? Buffer.alloc(0), this.columns);
  }
}

/** Gathers rows into chunks of at most 200 rows and 48 KiB. */
export class Chunker {
  private rows: SpoolRow[] = [];
  private bytes = 0;
  private chunkNumber = 0;

  *add(rows: readonly SpoolRow[]): Generator<RowChunk> {
    for (const row of rows) {
      const isFull = this.rows.length === MAX_CHUNK_ROWS || this.bytes + row.content.length + 1 > MAX_CHUNK_BYTES;
      if (isFull) yield* this.end();
      this.rows.push(row);
      this.bytes += row.content.length + 1;
    }
  }

  *end(): Generator<RowChunk> {
    const [first] = this.rows;
    if (!first) return;
    const newline = Buffer.from('\n');
    const content = Buffer.concat(
      this.rows.flatMap((row, index) => (index > 0 ? [newline, row.content] : row.content)),
    );
    yield { chunkNumber: this.chunkNumber, firstLine: first.line, rowCount: this.rows.length, content };
    this.chunkNumber += 1;
    this.rows = [];
    this.bytes = 0;
  }
}
