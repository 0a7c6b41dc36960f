import { newId } from '../../src/common/ids.js';
import type { TestTenant } from '../harness/profiles.js';
import { type IsolationCases, type ListCase, open, type PagedCase, type SingleCase } from './cases.js';
import { StreamListener } from './stream-listener.js';
import type { Planted, World } from './world.js';

const OWNERS = ['PLATFORM'] as const;

/** A report of one row that cannot be read, so that nothing comes of it but its error. */
async function report(_world: World, owner: TestTenant): Promise<Planted> {
  const { id } = await owner.client.submitReport({ body: '{}\n', format: 'ndjson', idempotencyKey: newId() });
  return { id, mark: id };
}

const single: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: report,
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `query ($id: ID!) { inspectionReport(id: $id) { __typename
        ... on InspectionReport { id errors(first: 10) { edges { node { line reason } } } }
        ... on UserError { code message field } } }`,
      { id },
    ),
};

/** All that the stream says until it ends. */
const progress: SingleCase = {
  kind: 'single',
  owners: OWNERS,
  plant: report,
  ask: async (_world, caller, id) => {
    const query = `subscription ($id: ID!) { inspectionReportProgress(id: $id) { __typename
      ... on InspectionReport { id } ... on UserError { code message field } } }`;
    const listener = new StreamListener(caller, query, { id });
    await listener.ended;
    await listener.close();
    return { status: 200, contentType: null, body: listener.messages.join('\n') };
  },
};

const page = (after: string, selection: string) => `query { inspectionReports(first: 100${after}) { ${selection} } }`;

const list: ListCase = {
  kind: 'list',
  owners: OWNERS,
  plant: report,
  ask: (world, caller) => world.ask(caller, page('', 'edges { node { id } } pageInfo { hasNextPage }')),
};

const pages: PagedCase = {
  kind: 'paged',
  owners: OWNERS,
  plant: report,
  cursor: async (_world, caller) => {
    const answer = await caller.client.query<{ inspectionReports: { pageInfo: { endCursor: string } } }>(
      page('', 'pageInfo { endCursor }'),
    );
    return answer.inspectionReports.pageInfo.endCursor;
  },
  askAfter: (world, caller, cursor) => world.ask(caller, page(`, after: "${cursor}"`, 'edges { node { id } }')),
};

export const REPORT_CASES: IsolationCases = {
  'HTTP POST /v1/reports': open("it makes a report of the caller's own, under a key of the caller's own"),
  'Query inspectionReport': [single],
  'Query inspectionReports': [list, pages],
  'Subscription inspectionReportProgress': [progress],
};
