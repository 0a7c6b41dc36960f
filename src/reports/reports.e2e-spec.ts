import { accepted as _a, describeOnEachProfile, eventually, type TestGateway } from '../../test/harness/profiles.js';
import { generateCampaignReport, toNdjson } from '../demo/campaign-report.js';

const REPORT = `query ($id: ID!) { inspectionReport(id: $id) { __typename ... on InspectionReport {
  id state receivedRows acceptedRows rejectedRows sections { section checked flagged measures { measure count } outcomes { outcome count } }
  errors(first: 50) { edges { node { line field reason message } } } } } }`;

describeOnEachProfile('self-inspection reports', (gateway) => {
  it('smoke', async () => {
    const platform = await gateway().tenant({ code: 'platform-a', kind: 'PLATFORM' });
    const r = await platform.client.submitReport({ body: toNdjson(generateCampaignReport({ platform: 'platform-a' })), format: 'ndjson', idempotencyKey: 'a' });
    console.log(r);
    const done = await eventually('x', async () => {
      const { inspectionReport } = await platform.client.query<any>(REPORT, { id: r.id });
      return inspectionReport.state === 'COMPLETED' && inspectionReport;
    }, 20000);
    console.log(JSON.stringify(done, null, 1));
  });
});
