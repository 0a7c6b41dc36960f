import { NameIndexService } from '../../src/search/name-index.service.js';
import { eventually, type TestGateway, type TestTenant } from './profiles.js';

/** Waits until everything that is committed can be found by name. */
export async function indexed(gateway: TestGateway): Promise<void> {
  const index = gateway.app.get(NameIndexService);
  await index.start();
  await eventually('the name index has seen every change', async () => {
    const [row] = await gateway.database.select<{ last: number | null; waiting: number }>(
      'SELECT MAX(seq) AS last, SUM(CASE WHEN seq IS NULL THEN 1 ELSE 0 END) AS waiting FROM entity_change',
    );
    return Number(row?.waiting ?? 0) === 0 && (index.position ?? -1) >= Number(row?.last ?? 0);
  });
}

export interface SearchedHit {
  readonly entity: { readonly id: string; readonly kind: string; readonly names: readonly { readonly name: string }[] };
  readonly score: number;
  readonly decision: string;
  readonly parts: readonly { part: string; verdict: string; penalty: number; query: string; candidate: string }[];
  readonly revision: string;
}

export interface Searched {
  readonly __typename: string;
  readonly code: string;
  readonly field: string;
  readonly message: string;
  readonly queryKey: string;
  readonly isTruncated: boolean;
  readonly hits: {
    readonly edges: readonly { readonly node: SearchedHit; readonly cursor: string }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

export const HIT = `entity { id kind names { name } } score decision revision
  parts { part verdict penalty query candidate }`;

const SEARCH = `query ($query: String!, $kinds: [EntityKind!], $filters: SearchFilterInput, $least: MatchDecision,
    $first: Int, $after: String, $purpose: String, $caseRef: String, $excludeReviewed: Boolean, $changedSince: DateTime) {
  searchEntities(query: $query, kinds: $kinds, filters: $filters, least: $least, first: $first, after: $after,
      purpose: $purpose, caseRef: $caseRef, excludeReviewed: $excludeReviewed, changedSince: $changedSince) {
    __typename
    ... on SearchAnswer { queryKey isTruncated hits { edges { cursor node { ${HIT} } } pageInfo { hasNextPage endCursor } } }
    ... on UserError { code field message }
  } }`;

/** Searches by name; a refusal comes as it is. */
export async function searchFor(
  tenant: TestTenant,
  query: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Searched> {
  const variables = { query, first: 20, least: 'REVIEW', excludeReviewed: false, ...more };
  return (await tenant.client.query<{ searchEntities: Searched }>(SEARCH, variables)).searchEntities;
}

/** The ids that a search finds, the best first. */
export const idsOf = ({ hits }: Searched): string[] => hits.edges.map(({ node }) => node.entity.id);
