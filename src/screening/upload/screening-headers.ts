import { InvalidInput } from '../../common/graphql/user-error.graphql.js';
import { HttpProblem } from '../../common/http/http-errors.js';
import { readPurpose, type StatedPurpose } from '../../query/query.policy.js';
import { MATCH_DECISIONS, type MatchDecision } from '../../search/search-vocabulary.js';
import { RESULT_FORMATS, type ResultFormat } from '../results/result-formats.js';
import type { WantedRows } from '../screenings.repository.js';
import type { ScreeningFormat } from './screening-chunks.js';

type Headers = Readonly<Record<string, string | undefined>>;

const FORMATS: ReadonlyMap<string, ScreeningFormat> = new Map([
  ['application/x-ndjson', 'ndjson'],
  ['text/csv', 'csv'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'xlsx'],
]);
/** Media types that a screening comes in. */
export const MEDIA_TYPES: readonly string[] = [...FORMATS.keys()];

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,128}$/;
const WANTED: readonly WantedRows[] = ['all', 'matches', 'errors'];

/** @throws HttpProblem 415 */
export function readFormat(headers: Headers): ScreeningFormat {
  const encoding = headers['content-encoding'] ?? 'identity';
  const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
  const format = encoding === 'identity' && type ? FORMATS.get(type) : undefined;
  if (format) return format;
  throw new HttpProblem(
    415,
    'UNSUPPORTED_MEDIA_TYPE',
    `Send a screening as ${MEDIA_TYPES.join(', ')}, without content encoding.`,
    'Content-Type',
  );
}

/** @throws HttpProblem 400 */
export function readIdempotencyKey(headers: Headers): string {
  const key = headers['idempotency-key'];
  if (key && IDEMPOTENCY_KEY.test(key)) return key;
  throw new HttpProblem(
    400,
    'IDEMPOTENCY_KEY_REQUIRED',
    'Send an Idempotency-Key header of 1 to 128 visible ASCII characters.',
    'Idempotency-Key',
  );
}

/**
 * Purpose and case come in headers, percent-encoded as UTF-8 (RFC 3986 §2.1), since addresses end up in logs.
 * @throws HttpProblem 400 naming the header
 */
export function readStated(headers: Headers): StatedPurpose {
  const purpose = decoded(headers, 'Liaison-Purpose');
  const caseRef = decoded(headers, 'Liaison-Case-Ref');
  const stated = readPurpose({ purpose, caseRef }, '');
  if (!(stated instanceof InvalidInput)) return stated;
  const header = stated.field === 'purpose' ? 'Liaison-Purpose' : 'Liaison-Case-Ref';
  throw new HttpProblem(400, stated.code, stated.message, header);
}

function decoded(headers: Headers, name: string): string | null {
  const value = headers[name.toLowerCase()];
  if (value === undefined) return null;
  try {
    return decodeURIComponent(value);
  } catch {
    throw new HttpProblem(400, 'FORMAT', `${name} is not percent-encoded UTF-8.`, name);
  }
}

/** The weakest hits to keep; REVIEW when left out. @throws HttpProblem 400 */
export function readLeast(value: unknown): MatchDecision {
  return oneOf('least', value, MATCH_DECISIONS, 'REVIEW');
}

/** @throws HttpProblem 400 */
export function readResultFormat(value: unknown): ResultFormat {
  return oneOf('format', value, RESULT_FORMATS, 'ndjson');
}

/** Which rows; all when left out. @throws HttpProblem 400 */
export function readWanted(value: unknown): WantedRows {
  return oneOf('only', value, WANTED, 'all');
}

function oneOf<Value extends string>(name: string, value: unknown, values: readonly Value[], otherwise: Value): Value {
  if (value === undefined) return otherwise;
  const found = values.find((each) => each === value);
  if (found) return found;
  throw new HttpProblem(400, 'INVALID_INPUT', `\`${name}\` is one of ${values.join(', ')}.`, name);
}
