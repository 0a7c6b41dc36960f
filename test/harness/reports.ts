import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import type { Sql } from '../../src/common/persistence/sql.js';
import { eventually } from './profiles.js';

/** A report as its platform reads it. */
export interface ReportView {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly receivedRows: number | null;
  readonly acceptedRows: number;
  readonly rejectedRows: number;
  readonly sections: readonly {
    readonly section: string;
    readonly checked: number;
    readonly flagged: number;
    readonly measures: readonly { readonly measure: string; readonly count: number }[];
    readonly outcomes: readonly { readonly outcome: string; readonly count: number }[];
  }[];
  readonly errors: { readonly edges: readonly { readonly node: RowErrorView; readonly cursor: string }[] };
}

export interface RowErrorView {
  readonly line: number;
  readonly field: string | null;
  readonly reason: string;
  readonly message: string;
}

const FIELDS = `id state receivedRows acceptedRows rejectedRows
  sections { section checked flagged measures { measure count } outcomes { outcome count } }
  errors(first: 100) { edges { node { line field reason message } cursor } }`;

export async function readReport(client: LiaisonClient, id: string): Promise<ReportView> {
  const { inspectionReport } = await client.query<{ inspectionReport: ReportView }>(
    `query ($id: ID!) { inspectionReport(id: $id) { __typename ... on InspectionReport { ${FIELDS} } } }`,
    { id },
  );
  return inspectionReport;
}

/** The report once every row is in. */
export const completedReport = (client: LiaisonClient, id: string): Promise<ReportView> =>
  eventually(
    `report ${id} is completed`,
    async () => {
      const report = await readReport(client, id);
      return report.state === 'COMPLETED' && report;
    },
    45_000,
  );

const TABLES = [
  'entity',
  'entity_identifier',
  'entity_name',
  'flag',
  'complaint',
  'report_cooperation',
  'report_row_error',
  'report_chunk',
  'inspection_report',
  'ledger_entry',
  'event',
] as const;

/** How many rows each table that a report touches has. */
export async function countTables(sql: Sql): Promise<Record<(typeof TABLES)[number], number>> {
  const counts = {} as Record<(typeof TABLES)[number], number>;
  for (const table of TABLES) {
    const [row] = await sql.select<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`);
    counts[table] = Number(row?.n);
  }
  return counts;
}
