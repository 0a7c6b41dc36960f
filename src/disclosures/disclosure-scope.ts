import type { Outcome } from './disclosure.policy.js';
import type { Verdict } from './disclosure-vocabulary.js';

/** What a request asks for. Days are ISO 8601 dates, both ends included; subjects are numbered from 1. */
export interface RequestedScope {
  readonly subjectCount: number;
  readonly items: readonly string[];
  readonly periodFrom: string;
  readonly periodTo: string;
}

/** A part of a decision; what is null means all of it. A later line overrides an earlier one where they meet. */
export interface DecisionLine {
  readonly subjects: readonly number[] | null;
  readonly items: readonly string[] | null;
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly verdict: Verdict;
  /** Coded reason of a refusal. */
  readonly reasonCode: string | null;
}

/** A span of days of one item of one subject, as it was decided. */
export interface DecidedSpan {
  readonly periodFrom: string;
  readonly periodTo: string;
  readonly verdict: Verdict;
  readonly reasonCode: string | null;
}

interface Span {
  readonly from: string;
  readonly to: string;
}

const DAY_MS = 86_400_000;
const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** What is wrong with a line: where, and why. */
export interface LineProblem {
  readonly field: 'subjects' | 'items' | 'periodFrom' | 'periodTo' | 'reasonCode';
  readonly message: string;
}

/** A decision narrows a request and never widens it. @param reasonCodes the coded reasons of refusals */
export function problemOfLine(
  requested: RequestedScope,
  line: DecisionLine,
  reasonCodes: ReadonlySet<string>,
): LineProblem | undefined {
  if (line.subjects?.some((subject) => subject < 1 || subject > requested.subjectCount)) {
    return { field: 'subjects', message: `The request has the subjects 1 to ${requested.subjectCount}.` };
  }
  if (line.items?.some((item) => !requested.items.includes(item))) {
    return { field: 'items', message: 'The request does not ask for this item.' };
  }
  const { from, to } = spanOf(requested, line);
  if (from < requested.periodFrom) {
    return { field: 'periodFrom', message: 'The request does not go back so far.' };
  }
  if (to > requested.periodTo) return { field: 'periodTo', message: 'The request does not go on so long.' };
  if (to < from) return { field: 'periodTo', message: 'The period ends before it begins.' };
  if (line.verdict === 'REFUSE' && !(line.reasonCode && reasonCodes.has(line.reasonCode))) {
    return { field: 'reasonCode', message: 'A refusal gives one of the coded reasons.' };
  }
  if (line.verdict === 'GRANT' && line.reasonCode) {
    return { field: 'reasonCode', message: 'Only a refusal gives a coded reason.' };
  }
  return undefined;
}

const spanOf = (requested: RequestedScope, line: DecisionLine): Span => ({
  from: line.periodFrom ?? requested.periodFrom,
  to: line.periodTo ?? requested.periodTo,
});

/** A decision, ready to be asked what it says of each subject and item. */
export class DecidedScope {
  /** Lines for one subject, the last first; under 0 those for all subjects. */
  private readonly bySubject = new Map<number, { readonly line: DecisionLine; readonly place: number }[]>();

  constructor(
    private readonly requested: RequestedScope,
    lines: readonly DecisionLine[],
  ) {
    lines.forEach((line, place) => {
      for (const subject of line.subjects ?? [0]) {
        const known = this.bySubject.get(subject);
        if (known) known.unshift({ line, place });
        else this.bySubject.set(subject, [{ line, place }]);
      }
    });
  }

  /** What was decided of an item of a subject, in order of days; days that no line speaks of are left out. */
  spans(subject: number, item: string): DecidedSpan[] {
    return this.decide(subject, item).decided.sort((a, b) => (a.periodFrom < b.periodFrom ? -1 : 1));
  }

  /** The first subject and item of which some day is not decided. */
  undecided(): { readonly subject: number; readonly item: string } | undefined {
    for (const [subject, item] of this.pairs()) {
      if (this.decide(subject, item).open.length > 0) return { subject, item };
    }
    return undefined;
  }

  /** Items of which something is granted. */
  grantedItems(): ReadonlySet<string> {
    const granted = new Set<string>();
    for (const [subject, item] of this.pairs()) {
      if (granted.has(item)) continue;
      if (this.decide(subject, item).decided.some(({ verdict }) => verdict === 'GRANT')) granted.add(item);
    }
    return granted;
  }

  outcome(): Outcome {
    let granted = false;
    let refused = false;
    for (const [subject, item] of this.pairs()) {
      for (const { verdict } of this.decide(subject, item).decided) {
        if (verdict === 'GRANT') granted = true;
        else refused = true;
      }
      if (granted && refused) return 'SOME';
    }
    return granted ? 'ALL' : 'NOTHING';
  }

  private *pairs(): Generator<[number, string]> {
    for (let subject = 1; subject <= this.requested.subjectCount; subject++) {
      for (const item of this.requested.items) yield [subject, item];
    }
  }

  /** The last line paints first: what it covers, no earlier line reaches. */
  private decide(subject: number, item: string): { decided: DecidedSpan[]; open: Span[] } {
    let open: Span[] = [{ from: this.requested.periodFrom, to: this.requested.periodTo }];
    const decided: DecidedSpan[] = [];
    for (const line of this.linesFor(subject)) {
      if (open.length === 0) break;
      if (line.items && !line.items.includes(item)) continue;
      const span = spanOf(this.requested, line);
      for (const { from, to } of open) {
        // ISO 8601 dates sort as text.
        const [, first = from] = [from, span.from].sort();
        const [last = to] = [to, span.to].sort();
        if (first > last) continue;
        decided.push({ periodFrom: first, periodTo: last, verdict: line.verdict, reasonCode: line.reasonCode });
      }
      open = open.flatMap((rest) => without(rest, span));
    }
    return { decided, open };
  }

  private linesFor(subject: number): DecisionLine[] {
    const own = this.bySubject.get(subject) ?? [];
    const all = this.bySubject.get(0) ?? [];
    if (own.length === 0) return all.map(({ line }) => line);
    return [...own, ...all].sort((a, b) => b.place - a.place).map(({ line }) => line);
  }
}

function without(span: Span, taken: Span): Span[] {
  if (taken.to < span.from || taken.from > span.to) return [span];
  const before = taken.from > span.from ? [{ from: span.from, to: shifted(taken.from, -1) }] : [];
  const after = taken.to < span.to ? [{ from: shifted(taken.to, 1), to: span.to }] : [];
  return [...before, ...after];
}
