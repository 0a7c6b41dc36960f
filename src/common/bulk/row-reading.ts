import type { ProblemReason } from '../../../libs/identifiers/identifier.js';

/** Why a row, or one field of it, is refused. Stable codes for programs. */
export type RowProblem =
  | ProblemReason
  | 'MALFORMED_JSON'
  | 'MALFORMED_CSV'
  | 'MORE_CELLS_THAN_TITLES'
  | 'INVALID_UTF8'
  | 'ROW_TOO_LONG'
  | 'UNKNOWN_FIELD'
  | 'REQUIRED'
  | 'WRONG_TYPE'
  | 'UNKNOWN_VALUE'
  | 'NOT_ALLOWED'
  | 'FORBIDDEN_CHARACTER'
  | 'DUPLICATE'
  | 'UNKNOWN_TENANT';

/** What is wrong with a field; the field is empty where the row as a whole cannot be read. */
export interface RowError {
  readonly field: string;
  readonly reason: RowProblem;
  /** One sentence that never holds the value. */
  readonly message: string;
}

/** Control characters, and halves of surrogate pairs, which UTF-8 cannot hold. */
const FORBIDDEN = /[\p{Cc}\p{Surrogate}]/u;
const FORBIDDEN_BUT_LINES = /[^\P{Cc}\t\n\r]|\p{Surrogate}/u;
/** RFC 3339 §5.6, with the offset that makes it a moment. */
const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
const EARLIEST_MS = Date.UTC(1990, 0, 1);
const LATEST_MS = Date.UTC(2200, 0, 1);
const LIST_SEPARATOR = ';';
const MAX_LIST = 50;

/** Reads the fields of one row and gathers what is wrong with them: one error a field. */
export class RowReading {
  private readonly problems = new Map<string, RowError>();

  constructor(private readonly fields: Readonly<Record<string, unknown>>) {}

  get errors(): RowError[] {
    return [...this.problems.values()];
  }

  fail(field: string, reason: RowProblem, message: string): undefined {
    if (!this.problems.has(field)) this.problems.set(field, { field, reason, message });
    return undefined;
  }

  has(field: string): boolean {
    return this.raw(field) !== undefined;
  }

  /** A text of at most `longest` characters; undefined when it is absent or wrong. */
  text(field: string, longest: number, allowsLines = false): string | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    if (typeof value !== 'string') return this.fail(field, 'WRONG_TYPE', 'The value must be a text.');
    if (value.length > longest) {
      return this.fail(field, 'TOO_LONG', `The text is longer than ${longest} characters.`);
    }
    if ((allowsLines ? FORBIDDEN_BUT_LINES : FORBIDDEN).test(value)) {
      return this.fail(field, 'FORBIDDEN_CHARACTER', 'The text holds control characters or half characters.');
    }
    const trimmed = value.trim();
    return trimmed === '' ? undefined : trimmed;
  }

  /** One of a list of codes. */
  code<Code extends string>(field: string, codes: { has(code: Code): boolean }, what: string): Code | undefined {
    const value = this.text(field, 64);
    if (value === undefined) return undefined;
    return codes.has(value as Code) ? (value as Code) : this.fail(field, 'UNKNOWN_VALUE', `There is no such ${what}.`);
  }

  /** Several texts: an array, or one text with `;` between them as CSV has it. Each comes once. */
  list(field: string): string[] | undefined {
    const value = this.raw(field);
    if (value === undefined) return undefined;
    const items: unknown[] | undefined =
      typeof value === 'string' ? value.split(LIST_SEPARATOR) : Array.isArray(value) ? value : undefined;
    if (!items?.every((item): item is string => typeof item === 'string')) {
      return this.fail(field, 'WRONG_TYPE', 'The value must be a list of texts, or texts joined by semicolons.');
    }
    if (items.length > MAX_LIST) return this.fail(field, 'TOO_LONG', `The list has more than ${MAX_LIST} items.`);
    return [...new Set(items.map((item) => item.trim()).filter((item) => item !== ''))];
  }

  /** A moment in ISO 8601 with its offset, as milliseconds since 1970 UTC. */
  moment(field: string): number | undefined {
    const value = this.text(field, 40);
    if (value === undefined) return undefined;
    const milliseconds = momentOf(value);
    if (milliseconds === undefined) {
      return this.fail(field, 'DATE', 'Write the moment in ISO 8601 with its offset: 2026-09-01T08:00:00Z.');
    }
    return milliseconds;
  }

  /** Says that a field is missing, unless something else is wrong with it. */
  require(field: string, value: unknown, message = 'The field is required.'): void {
    if (value === undefined) this.fail(field, 'REQUIRED', message);
  }

  private raw(field: string): unknown {
    // Own members only: a row has no `constructor` of its own.
    const value = Object.hasOwn(this.fields, field) ? this.fields[field] : undefined;
    return value === null || value === '' ? undefined : value;
  }
}

function momentOf(text: string): number | undefined {
  const [, year, month, day] = MOMENT.exec(text) ?? [];
  if (year === undefined) return undefined;
  const milliseconds = Date.parse(text);
  if (Number.isNaN(milliseconds) || milliseconds < EARLIEST_MS || milliseconds > LATEST_MS) return undefined;
  // Date.parse reads 30 February as 2 March.
  return Number(day) <= daysIn(Number(year), Number(month)) ? milliseconds : undefined;
}

const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();
