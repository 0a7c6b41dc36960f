import { parse } from 'csv-parse/sync';
import { HttpProblem } from '../http/http-errors.js';

/** A record of a table read as a row, or why it cannot be. */
export type TableRow = { readonly json: string } | { readonly problem: 'MALFORMED_CSV' };

/** What a table's header may name. */
export interface TableColumns {
  /** The field that a column of this title holds; undefined for a title that is not known. */
  readonly fieldOf: (title: string) => string | undefined;
  /** A field without which the table makes no sense. */
  readonly required?: string;
}

const LINE_END = '\n';

/** Reads records as the JSON rows of NDJSON: a member for each cell that is not empty. */
export class TableRows {
  private constructor(private readonly fields: readonly string[]) {}

  /** Reads a CSV header (RFC 4180). @throws HttpProblem 400 INVALID_HEADER naming the column at fault */
  static fromCsvHeader(header: Buffer, columns: TableColumns): TableRows {
    const titles = recordsOf([header])?.[0];
    if (!titles) throw invalidHeader('The header is no CSV record.');
    return TableRows.fromTitles(titles, columns);
  }

  /** @throws HttpProblem 400 INVALID_HEADER naming the column at fault */
  static fromTitles(titles: readonly string[], columns: TableColumns): TableRows {
    const fields = titles.map((each) => {
      const title = each.trim();
      const field = columns.fieldOf(title);
      if (field === undefined) {
        const shown = title.replace(/[\p{Cc}\p{Surrogate}]/gu, '?').slice(0, 64);
        throw invalidHeader(`The header names an unknown column: ${shown}.`, shown);
      }
      return field;
    });
    const twice = fields.find((field, at) => fields.indexOf(field) !== at);
    if (twice !== undefined) throw invalidHeader(`The header names a column twice: ${twice}.`, twice);
    const { required } = columns;
    if (required !== undefined && !fields.includes(required)) {
      throw invalidHeader(`The header lacks the column ${required}.`, required);
    }
    return new TableRows(fields);
  }

  /** Reads records together, which is much faster; one that cannot be read does not spoil the others. */
  readCsv(records: readonly Buffer[]): TableRow[] {
    const all = recordsOf(records);
    if (all?.length === records.length) return all.map((cells) => this.row(cells));
    return records.map((record) => {
      const one = recordsOf([record]);
      const cells = one?.length === 1 ? one[0] : undefined;
      return cells ? this.row(cells) : { problem: 'MALFORMED_CSV' };
    });
  }

  /** One record by its cells, as many as the header has. */
  row(cells: readonly string[]): TableRow {
    if (cells.length !== this.fields.length) return { problem: 'MALFORMED_CSV' };
    const members: Record<string, string> = {};
    this.fields.forEach((field, index) => {
      const cell = cells[index];
      if (cell) members[field] = cell;
    });
    return { json: JSON.stringify(members) };
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
