import { parse } from 'csv-parse/sync';
import { HttpProblem } from '../../common/http/http-errors.js';
import { REPORT_FIELDS } from '../import/report-fields.js';

/** A CSV record read as a row, or why it cannot be. */
export type CsvRow = { readonly json: string } | { readonly problem: 'MALFORMED_CSV' };

const LINE_END = '\n';

/** Reads CSV records (RFC 4180) as the JSON rows of NDJSON: a member for each cell that is not empty. */
export class CsvRows {
  private constructor(private readonly columns: readonly string[]) {}

  /** Reads the header. @throws HttpProblem 400 INVALID_HEADER naming the column at fault */
  static fromHeader(header: Buffer): CsvRows {
    const columns = recordsOf([header])?.[0]?.map((column) => column.trim());
    if (!columns) throw invalidHeader('The header is no CSV record.');
    const seen = new Set<string>();
    for (const column of columns) {
      const shown = column.replace(/[^\x20-\x7e]/g, '?').slice(0, 64);
      if (!REPORT_FIELDS.has(column)) throw invalidHeader(`The header names an unknown column: ${shown}.`, shown);
      if (seen.has(column)) throw invalidHeader(`The header names a column twice: ${shown}.`, shown);
      seen.add(column);
    }
    if (!seen.has('section')) throw invalidHeader('The header lacks the column section.', 'section');
    return new CsvRows(columns);
  }

  /** Reads records together, which is much faster; one that cannot be read does not spoil the others. */
  read(records: readonly Buffer[]): CsvRow[] {
    const all = recordsOf(records);
    if (all?.length === records.length) return all.map((cells) => this.row(cells));
    return records.map((record) => {
      const one = recordsOf([record]);
      const cells = one?.length === 1 ? one[0] : undefined;
      return cells ? this.row(cells) : { problem: 'MALFORMED_CSV' };
    });
  }

  private row(cells: readonly string[]): CsvRow {
    if (cells.length !== this.columns.length) return { problem: 'MALFORMED_CSV' };
    const fields: Record<string, string> = {};
    this.columns.forEach((column, index) => {
      const cell = cells[index];
      if (cell) fields[column] = cell;
    });
    return { json: JSON.stringify(fields) };
  }
}

/** The cells of records, each of which ends a line; undefined when one of them breaks the rules. */
function recordsOf(records: readonly Buffer[]): string[][] | undefined {
  try {
    const text = records.map((record) => record.toString()).join(LINE_END);
    return parse(text, { record_delimiter: LINE_END, relax_column_count: true, skip_empty_lines: false });
  } catch {
    return undefined;
  }
}

const invalidHeader = (message: string, field?: string): HttpProblem =>
  new HttpProblem(400, 'INVALID_HEADER', message, field);
