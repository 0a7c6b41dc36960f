import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import { eventually, type TestGateway, type TestTenant } from './profiles.js';

/** A screening as its tenant reads it. */
export interface ScreeningView {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly format: string;
  readonly receivedRows: number;
  readonly screenedRows: number;
  readonly rejectedRows: number;
  readonly matchRows: number;
  readonly reviewRows: number;
  readonly weakRows: number;
  readonly distinctQueries: number;
}

/** A line of the results. */
export interface ResultView {
  readonly line: number;
  readonly id: string | null;
  readonly result: string;
  readonly queryKey: string | null;
  readonly hits: readonly {
    readonly entityId: string;
    readonly kind: string;
    readonly score: number;
    readonly decision: string;
    readonly names: readonly string[];
    readonly flagCount: number;
    readonly highestSeverity: string | null;
    readonly categories: readonly string[];
  }[];
  readonly isTruncated: boolean;
  readonly errors: readonly { readonly field: string; readonly reason: string; readonly message: string }[];
}

export const SCREENING_FIELDS = `id state format receivedRows screenedRows rejectedRows matchRows reviewRows weakRows
  distinctQueries`;

export async function readScreening(client: LiaisonClient, id: string): Promise<ScreeningView> {
  const { screening } = await client.query<{ screening: ScreeningView }>(
    `query ($id: ID!) { screening(id: $id) { __typename ... on Screening { ${SCREENING_FIELDS} } } }`,
    { id },
  );
  return screening;
}

/** The screening once every row has been looked for. */
export const completedScreening = (client: LiaisonClient, id: string): Promise<ScreeningView> =>
  eventually(
    `screening ${id} is completed`,
    async () => {
      const screening = await readScreening(client, id);
      return screening.state === 'COMPLETED' && screening;
    },
    60_000,
  );

/** The results as text, as they came. */
export async function resultText(url: string, client: LiaisonClient, id: string, query = ''): Promise<string> {
  const response = await fetch(`${url}/v1/screenings/${id}/results${query}`, {
    headers: { authorization: `Bearer ${await client.token()}` },
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return response.text();
}

/** The results as rows. */
export async function resultsOf(url: string, client: LiaisonClient, id: string, query = ''): Promise<ResultView[]> {
  const text = await resultText(url, client, id, query);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ResultView);
}

let keys = 0;

/** Screens rows and gives their results, once all are there. */
export async function screenRows(
  gateway: TestGateway,
  { client }: TestTenant,
  rows: readonly object[],
  more: { readonly purpose?: string; readonly caseRef?: string; readonly least?: 'MATCH' | 'REVIEW' | 'WEAK' } = {},
): Promise<{ readonly id: string; readonly results: readonly ResultView[] }> {
  keys += 1;
  const body = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
  const { id } = await client.submitScreening({ body, format: 'ndjson', idempotencyKey: `rows-${keys}`, ...more });
  await completedScreening(client, id);
  return { id, results: await resultsOf(gateway.url, client, id) };
}
