import { REPORT_SECTIONS, type ReportSection } from './import/report-fields.js';
import type { ReportRow } from './import/report-row.js';

type Tally = Readonly<Record<string, number>>;

/** What the accepted rows of one section amount to. */
export interface SectionCounters {
  /** Accepted rows. */
  readonly checked: number;
  /** Flags raised. */
  readonly flagged: number;
  /** Rows by measure taken. */
  readonly measures: Tally;
  /** Complaints by outcome. */
  readonly outcomes: Tally;
}

/** A section while its rows are being counted. */
interface SectionCount {
  checked: number;
  flagged: number;
  readonly measures: Record<string, number>;
  readonly outcomes: Record<string, number>;
}

/** Counters by section; a section without rows is left out. */
export type ReportCounters = Readonly<Partial<Record<ReportSection, SectionCounters>>>;

/** Counts accepted rows. */
export function countRows(rows: readonly ReportRow[]): ReportCounters {
  const counters: Partial<Record<ReportSection, SectionCount>> = {};
  for (const row of rows) {
    let section = counters[row.section];
    if (!section) {
      section = { checked: 0, flagged: 0, measures: {}, outcomes: {} };
      counters[row.section] = section;
    }
    section.checked += 1;
    if (raisesFlag(row)) section.flagged += 1;
    for (const measure of row.measures) addOne(section.measures, measure);
    if (row.section === 'complaints') addOne(section.outcomes, row.outcome);
  }
  return counters;
}

const raisesFlag = ({ section }: ReportRow): boolean => section !== 'complaints' && section !== 'cooperation';

/** The counters of two sets of rows together. */
export function addCounters(a: ReportCounters, b: ReportCounters): ReportCounters {
  const sum: Partial<Record<ReportSection, SectionCounters>> = {};
  for (const section of REPORT_SECTIONS) {
    const [one, other] = [a[section], b[section]];
    if (one && other) sum[section] = addSections(one, other);
    else if (one || other) sum[section] = one ?? other;
  }
  return sum;
}

function addSections(a: SectionCounters, b: SectionCounters): SectionCounters {
  return {
    checked: a.checked + b.checked,
    flagged: a.flagged + b.flagged,
    measures: addTallies(a.measures, b.measures),
    outcomes: addTallies(a.outcomes, b.outcomes),
  };
}

function addTallies(a: Tally, b: Tally): Tally {
  const sum: Record<string, number> = { ...a };
  for (const [code, count] of Object.entries(b)) sum[code] = (sum[code] ?? 0) + count;
  return sum;
}

function addOne(tally: Record<string, number>, code: string): void {
  tally[code] = (tally[code] ?? 0) + 1;
}
