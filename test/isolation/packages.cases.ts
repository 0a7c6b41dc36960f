import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MANIFEST_NAME } from '../../libs/sealing/package-folder.js';
import { signReceipt } from '../../libs/sealing/receipt.js';
import { PackageStage } from '../harness/packages.js';
import type { TestTenant } from '../harness/profiles.js';
import type { IsolationCases, SingleCase } from './cases.js';
import type { Planted, World } from './world.js';

const AGENCIES = ['POLICE', 'MARKET_REGULATOR'] as const;
const PLATFORMS = ['PLATFORM'] as const;

/** The owner with another side that is a stranger to nobody here. */
async function stageOf({ gateway }: World, owner: TestTenant): Promise<PackageStage> {
  if (owner.kind === 'PLATFORM') {
    const agency = await gateway.tenant({ code: 'asking-police', kind: 'POLICE' });
    return PackageStage.of(gateway, agency, owner);
  }
  return PackageStage.of(gateway, owner, await gateway.tenant({ code: 'asked-platform', kind: 'PLATFORM' }));
}

/** Does something with a stage and removes its folder. */
async function withStage<T>(world: World, owner: TestTenant, work: (stage: PackageStage) => Promise<T>): Promise<T> {
  const stage = await stageOf(world, owner);
  try {
    return await work(stage);
  } finally {
    stage.close();
  }
}

const single: SingleCase = {
  kind: 'single',
  owners: [...AGENCIES, ...PLATFORMS],
  plant: (world, owner) =>
    withStage(world, owner, async (stage) => {
      const { requestId } = await stage.delivered();
      return { id: requestId, mark: requestId };
    }),
  ask: (world, caller, requestId) =>
    world.ask(
      caller,
      `query ($requestId: ID!) { disclosurePackage(requestId: $requestId) {
        id requestId manifestSha256 receipt files { sha256 attachment { id } } } }`,
      { requestId },
    ),
};

/** Asked with a manifest that is not there: who sees the request is told of that, and nobody else. */
const delivery: SingleCase = {
  kind: 'single',
  owners: PLATFORMS,
  plant: (world, owner) =>
    withStage(world, owner, async (stage): Promise<Planted> => {
      const { id } = await stage.requests.requestIn('APPROVED');
      return { id, mark: 'input.manifestId' };
    }),
  ask: (world, caller, requestId) =>
    world.ask(
      caller,
      `mutation ($input: DeliverDisclosurePackageInput!) { deliverDisclosurePackage(input: $input) {
        __typename ... on UserError { code message field } } }`,
      { input: { requestId, manifestId: requestId, files: [{ attachmentId: requestId, item: 'REGISTRATION' }] } },
    ),
};

/** Receipts by package, as its agency would sign them. */
const receipts = new Map<string, string>();

const confirmation: SingleCase = {
  kind: 'single',
  owners: AGENCIES,
  plant: (world, owner) =>
    withStage(world, owner, async (stage): Promise<Planted> => {
      const { id, sealed } = await stage.delivered();
      const manifest = readFileSync(join(sealed.folder, MANIFEST_NAME), 'utf8');
      const openedAt = new Date(world.gateway.clock.now());
      receipts.set(id, await signReceipt(manifest, { agencyKey: owner.privateJwk, openedAt }));
      return { id, mark: id };
    }),
  ask: (world, caller, packageId) =>
    world.ask(
      caller,
      `mutation ($input: ConfirmDisclosureReceiptInput!) { confirmDisclosureReceipt(input: $input) {
        __typename ... on DisclosurePackage { id } ... on UserError { code message field } } }`,
      { input: { packageId, receipt: receipts.get(packageId) ?? 'none' } },
    ),
};

export const PACKAGE_CASES: IsolationCases = {
  'Query disclosurePackage': [single],
  'Mutation deliverDisclosurePackage': [delivery],
  'Mutation confirmDisclosureReceipt': [confirmation],
};
