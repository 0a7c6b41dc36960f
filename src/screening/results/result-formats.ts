import type { ResultRow } from './result-rows.js';

/** Formats that results go out in. */
export const RESULT_FORMATS = ['ndjson', 'csv'] as const;
export type ResultFormat = (typeof RESULT_FORMATS)[number];

export const CONTENT_TYPES: Readonly<Record<ResultFormat, string>> = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8; header=present',
};

const COLUMNS = [
  'line',
  'id',
  'result',
  'score',
  'entityId',
  'kind',
  'names',
  'flagCount',
  'highestSeverity',
  'categories',
  'isTruncated',
  'field',
  'reason',
  'message',
] as const;
type CsvRecord = Partial<Record<(typeof COLUMNS)[number], string | number | boolean | null>>;

const LINE_END = '\r\n';
/** A spreadsheet would take a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;
const NEEDS_QUOTES = /[",\r\n]/;

/** Pages of rows as text: NDJSON, a row a line; or CSV (RFC 4180), a line for each hit or error of a row. */
export async function* asText(
  pages: AsyncIterable<readonly ResultRow[]>,
  format: ResultFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield `\ufeff${COLUMNS.join(',')}${LINE_END}`;
  const textOf = format === 'csv' ? csvLines : (row: ResultRow) => `${JSON.stringify(row)}\n`;
  for await (const rows of pages) {
    const text = rows.map(textOf).join('');
    if (text !== '') yield text;
  }
}

const csvLines = (row: ResultRow): string =>
  recordsOf(row)
    .map((record) => COLUMNS.map((column) => cell(record[column])).join(',') + LINE_END)
    .join('');

function recordsOf({ line, id, result, isTruncated, hits, errors }: ResultRow): CsvRecord[] {
  const base = { line, id };
  if (errors.length > 0) return errors.map((error) => ({ ...base, result, ...error }));
  if (hits.length === 0) return [{ ...base, result, isTruncated }];
  return hits.map(({ decision, names, categories, ...hit }) => ({
    ...base,
    ...hit,
    result: decision,
    isTruncated,
    names: names.join('; '),
    categories: categories.join('; '),
  }));
}

function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
