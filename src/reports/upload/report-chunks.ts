import { chunksOf as anyChunksOf, type RowChunk, type TextFormat } from '../../common/bulk/row-chunks.js';
import type { TableColumns } from '../../common/bulk/table-rows.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { REPORT_FIELDS } from '../import/report-fields.js';

/** Formats that a report comes in. */
export type ReportFormat = TextFormat;

const COLUMNS: TableColumns = {
  fieldOf: (title) => (REPORT_FIELDS.has(title) ? title : undefined),
  required: 'section',
};

/**
 * Cuts a report into chunks.
 * @throws HttpProblem 413 when there are more than `maxBytes`, 400 for a CSV header that cannot be used
 */
export const chunksOf = (
  format: ReportFormat,
  body: AsyncIterable<Buffer>,
  maxBytes: number,
): AsyncGenerator<RowChunk> =>
  anyChunksOf(format, body, { columns: COLUMNS, maxBytes, tooLarge: () => tooLarge(maxBytes) });

/** The answer to a body over the limit. */
export const tooLarge = (maxBytes: number): HttpProblem =>
  new HttpProblem(413, 'REPORT_TOO_LARGE', `A report has at most ${maxBytes} bytes.`);
