/** Bytes from `start` up to and including `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/;

/**
 * Reads a Range header (RFC 9110 §14.2) for a content of `length` bytes. What is no single range of bytes is undefined,
 * and the whole content the answer to it.
 */
export function readRange(header: string | undefined, length: number): ByteRange | 'UNSATISFIABLE' | undefined {
  const match = header === undefined ? null : RANGE.exec(header.trim());
  if (!match) return undefined;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return undefined;
  if (first === '') return suffix(Number(last), length);
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= length) return 'UNSATISFIABLE';
  return { start, end: last === '' ? length - 1 : Math.min(Number(last), length - 1) };
}

const suffix = (wanted: number, length: number): ByteRange | 'UNSATISFIABLE' =>
  wanted === 0 ? 'UNSATISFIABLE' : { start: Math.max(0, length - wanted), end: length - 1 };
