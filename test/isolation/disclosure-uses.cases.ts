import { PackageStage } from '../harness/packages.js';
import type { TestTenant } from '../harness/profiles.js';
import type { IsolationCases, SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const USE = `__typename ... on DisclosureUse { id state } ... on UserError { code message field }`;
const DECLARE = `mutation ($input: DeclareDisclosureUseInput!) { declareDisclosureUse(input: $input) { ${USE} } }`;
const ONWARD = { kind: 'ONWARD_SHARING', purpose: 'Another case.', recipient: 'another agency' };

/** The owner with another side that is a stranger to nobody here, and a disclosure between them. */
async function disclosed(
  world: World,
  owner: TestTenant,
  work: (requestId: string, agency: TestTenant) => Promise<Planted>,
): Promise<Planted> {
  const { gateway } = world;
  const isPlatform = owner.kind === 'PLATFORM';
  const agency = isPlatform ? await gateway.tenant({ code: 'asking-police', kind: 'POLICE' }) : owner;
  const platform = isPlatform ? owner : await gateway.tenant({ code: 'asked-platform', kind: 'PLATFORM' });
  const stage = await PackageStage.of(gateway, agency, platform);
  try {
    const { id: requestId } = await stage.requests.requestIn('APPROVED', { handling: 'NO_ONWARD_SHARING' });
    const sealed = await stage.seal(requestId, ['x'], { label: { handling: 'NO_ONWARD_SHARING' } });
    const { manifestId, fileIds } = await stage.upload(sealed);
    const files = fileIds.map((attachmentId) => ({ attachmentId, item: 'REGISTRATION' }));
    await stage.deliver({ requestId, manifestId, files });
    return await work(requestId, agency);
  } finally {
    stage.close();
  }
}

const declaration: SingleCase = {
  kind: 'single',
  owners: ['POLICE', 'MARKET_REGULATOR'],
  plant: (world, owner) => disclosed(world, owner, async (requestId) => ({ id: requestId, mark: 'CONSENT_ASKED' })),
  ask: (world, caller, requestId) => world.ask(caller, DECLARE, { input: { requestId, ...ONWARD } }),
};

const consent: SingleCase = {
  kind: 'single',
  owners: ['PLATFORM'],
  plant: (world, owner) =>
    disclosed(world, owner, async (requestId, agency) => {
      const { declareDisclosureUse } = await agency.client.mutate<{ declareDisclosureUse: { id: string } }>(DECLARE, {
        input: { requestId, ...ONWARD },
      });
      return { id: declareDisclosureUse.id, mark: declareDisclosureUse.id };
    }),
  ask: (world, caller, id) =>
    world.ask(
      caller,
      `mutation ($input: AnswerDisclosureConsentInput!) { answerDisclosureConsent(input: $input) { ${USE} } }`,
      { input: { id, version: 1, isConsented: true, reason: 'Yes.' } },
    ),
};

export const DISCLOSURE_USE_CASES: IsolationCases = {
  'Mutation declareDisclosureUse': [declaration],
  'Mutation answerDisclosureConsent': [consent],
};
