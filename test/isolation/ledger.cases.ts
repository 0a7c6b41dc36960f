import type { TestTenant } from '../harness/profiles.js';
import { eventually } from '../harness/profiles.js';
import { type IsolationCases, open, type PagedCase } from './cases.js';
import type { Planted, World } from './world.js';

const WHOLE = open('oversight reads the whole ledger, which holds no personal data; nobody else holds the scope');

const page = (after: string, selection: string) => `query { ledgerEntries(first: 1${after}) { ${selection} } }`;

async function endOfPage(caller: TestTenant): Promise<string | null> {
  const answer = await caller.client.query<{ ledgerEntries: { pageInfo: { endCursor: string | null } } }>(
    page('', 'pageInfo { endCursor }'),
  );
  return answer.ledgerEntries.pageInfo.endCursor;
}

const pages: PagedCase = {
  kind: 'paged',
  owners: ['OVERSIGHT'],
  // The tenants' own registration is in the ledger.
  plant: async (_world: World, owner: TestTenant): Promise<Planted> => ({ id: owner.id, mark: owner.id }),
  cursor: async (_world, caller) =>
    eventually('an entry is sealed', async () => (await endOfPage(caller)) ?? undefined),
  askAfter: (world, caller, cursor) => world.ask(caller, page(`, after: "${cursor}"`, 'edges { node { id } }')),
};

export const LEDGER_CASES: IsolationCases = {
  'Query ledgerEntries': [...WHOLE, pages],
  'Query ledgerHead': WHOLE,
  'HTTP GET /v1/ledger/export': WHOLE,
};
