import { generateCampaignReport } from './campaign-report.js';
import type { ReportRow, ReportSection } from './report-row.js';

/** A line of NDJSON that an import has to refuse while it takes in the lines around it. */
export interface BadRow {
  /** Without the line break. */
  line: string;
  /** The field at fault; empty where no field can be told, because the line is no JSON. */
  field: string;
  /** What is wrong with it, in words. */
  reason: string;
}

/** Another seed than the report's, so that nothing of these rows is in the report by another line. */
const SEED = 9001;
const OVER_LONG = 201;

/** One line for each mistake that platforms make; everything else in the line is right. */
export function badRows(): BadRow[] {
  const { uscc = '', ...merchant } = sample('merchants');
  const { listingId: _, ...unnumberedListing } = sample('listings');
  return [
    {
      line: JSON.stringify({ ...merchant, uscc: withWrongCheckCharacter(uscc) }),
      field: 'uscc',
      reason: 'the check character does not fit the rest',
    },
    {
      line: JSON.stringify({ ...sample('accounts'), category: 'BAD_MOOD' }),
      field: 'category',
      reason: 'no such category',
    },
    {
      line: JSON.stringify(sample('complaints')).slice(0, -20),
      field: '',
      reason: 'the line breaks off and is no JSON',
    },
    {
      line: JSON.stringify({ ...merchant, uscc, name: '某'.repeat(OVER_LONG) }),
      field: 'name',
      reason: 'a name has at most 200 characters',
    },
    { line: JSON.stringify(unnumberedListing), field: 'listingId', reason: 'a listing needs its id' },
  ];
}

function sample(section: ReportSection): ReportRow {
  const size = { merchants: 1, listings: 1, complaints: 1, resolvedComplaints: 1, accounts: 1 };
  for (const row of generateCampaignReport({ seed: SEED, size })) if (row.section === section) return row;
  throw new RangeError(`the demo report has no ${section}`);
}

function withWrongCheckCharacter(uscc: string): string {
  return uscc.slice(0, -1) + (uscc.endsWith('0') ? '1' : '0');
}
