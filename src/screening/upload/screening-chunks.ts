import { chunksOf, type RowChunk } from '../../common/bulk/row-chunks.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { SCREENING_COLUMNS } from '../screening-fields.js';
import { workbookChunks } from '../xlsx/workbook-chunks.js';

/** Formats that a batch screening comes in. */
export const SCREENING_FORMATS = ['ndjson', 'csv', 'xlsx'] as const;
export type ScreeningFormat = (typeof SCREENING_FORMATS)[number];

/** How much a file may hold. */
export interface ScreeningLimits {
  readonly maxBytes: number;
  /** Of a workbook when it is unpacked. */
  readonly maxUnpackedBytes: number;
  /** Where a workbook waits, encrypted, until it is whole. */
  readonly folder: string;
}

/**
 * Cuts a file into chunks of rows; memory holds one of them.
 * @throws HttpProblem 400 for a file that cannot be read, 413 over a limit
 */
export function screeningChunks(
  format: ScreeningFormat,
  body: AsyncIterable<Buffer>,
  limits: ScreeningLimits,
): AsyncGenerator<RowChunk> {
  const rules = { ...limits, columns: SCREENING_COLUMNS, tooLarge: () => tooLarge(limits.maxBytes) };
  return format === 'xlsx' ? workbookChunks(body, rules) : chunksOf(format, body, rules);
}

/** The answer to a body over the limit. */
export const tooLarge = (maxBytes: number): HttpProblem =>
  new HttpProblem(413, 'SCREENING_TOO_LARGE', `A screening has at most ${maxBytes} bytes.`);
