import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { uploadFile } from '../../libs/client/attachments.js';
import type { LiaisonClient } from '../../libs/client/liaison-client.js';
import {
  generateEncryptionKey,
  type PrivateEncryptionJwk,
  type PublicEncryptionJwk,
} from '../../libs/sealing/encryption-keys.js';
import type { PackageLabel } from '../../libs/sealing/manifest.js';
import { MANIFEST_NAME, sealedPath } from '../../libs/sealing/package-folder.js';
import { sealFiles } from '../../libs/sealing/seal-files.js';
import { newId } from '../../src/common/ids.js';
import { TenantsService } from '../../src/tenants/tenants.service.js';
import { DisclosureStage } from './disclosures.js';
import { accepted, type TestGateway, type TestTenant } from './profiles.js';

const DAY_MS = 86_400_000;
const QUICK = { firstWaitMs: 10 };

/** What a mutation of a package answers. */
export interface PackageAnswer {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  readonly manifestSha256: string;
  readonly code?: string;
  readonly field?: string;
}

/** A package on the platform's disk. */
export interface SealedFolder {
  readonly folder: string;
  readonly fileCount: number;
}

const DELIVER = `mutation ($input: DeliverDisclosurePackageInput!) { result: deliverDisclosurePackage(input: $input) {
  __typename ... on DisclosurePackage { id state manifestSha256 } ... on UserError { code field message } } }`;
const CONFIRM = `mutation ($input: ConfirmDisclosureReceiptInput!) { result: confirmDisclosureReceipt(input: $input) {
  __typename ... on DisclosurePackage { id state manifestSha256 } ... on UserError { code field message } } }`;

/** An agency with a key to be sealed to, a platform, and what goes between them. */
export class PackageStage {
  readonly folder = mkdtempSync(join(tmpdir(), 'liaison-packages-'));
  private folders = 0;

  private constructor(
    readonly gateway: TestGateway,
    readonly requests: DisclosureStage,
    readonly agencyKey: { readonly privateJwk: PrivateEncryptionJwk; readonly publicJwk: PublicEncryptionJwk },
  ) {}

  static async of(gateway: TestGateway, agency: TestTenant, platform: TestTenant): Promise<PackageStage> {
    const agencyKey = await generateEncryptionKey('X25519');
    const service = gateway.app.get(TenantsService);
    const key = { tenantCode: agency.code, publicJwk: agencyKey.publicJwk, notBeforeMs: 0 };
    accepted(await service.addKey({ system: 'test' }, key));
    return new PackageStage(gateway, new DisclosureStage(gateway, agency, platform), agencyKey);
  }

  get platform(): TestTenant {
    return this.requests.platform;
  }

  get agency(): TestTenant {
    return this.requests.agency;
  }

  /** A new path in the stage's folder. */
  path(name: string): string {
    this.folders += 1;
    return join(this.folder, `${name}-${this.folders}`);
  }

  /** The label of a package for a request, kept for thirty days. */
  label(requestId: string, changes: Partial<PackageLabel> = {}): PackageLabel {
    const nowMs = this.gateway.clock.now();
    return {
      packageId: newId(),
      requestId,
      platform: this.platform.code,
      agency: this.agency.code,
      createdAt: new Date(nowMs).toISOString(),
      retainUntil: new Date(nowMs + 30 * DAY_MS).toISOString().slice(0, 10),
      handling: 'EVIDENCE',
      ...changes,
    };
  }

  /** Seals texts as files of a package. */
  async seal(
    requestId: string,
    texts: readonly string[],
    {
      label = {},
      recipient = this.agencyKey.publicJwk,
    }: { label?: Partial<PackageLabel>; recipient?: PublicEncryptionJwk } = {},
  ): Promise<SealedFolder> {
    const folder = this.path('package');
    const files = texts.map((text, index) => {
      const path = this.path('plain');
      writeFileSync(path, text);
      return { path, name: `数据-${index + 1}.csv`, mediaType: 'text/csv' };
    });
    const order = { label: this.label(requestId, label), files, folder };
    await sealFiles({ ...order, platformKey: this.platform.privateJwk, recipients: [recipient] });
    return { folder, fileCount: texts.length };
  }

  /** Uploads a sealed package; gives the ids of manifest and files. */
  async upload({ folder, fileCount }: SealedFolder, client: LiaisonClient = this.platform.client) {
    const fileIds: string[] = [];
    for (let file = 1; file <= fileCount; file++) {
      const upload = { purpose: 'SEALED_FILE', mediaType: 'application/octet-stream', fileName: `${file}` };
      fileIds.push(await uploadFile(client, { ...upload, path: sealedPath(folder, file) }, QUICK));
    }
    const manifest = { purpose: 'SEALED_MANIFEST', mediaType: 'application/jose+json', fileName: 'm' };
    const manifestId = await uploadFile(client, { ...manifest, path: join(folder, MANIFEST_NAME) }, QUICK);
    return { manifestId, fileIds };
  }

  deliver = (input: object, client: LiaisonClient = this.platform.client): Promise<PackageAnswer> =>
    mutate(client, DELIVER, input);

  confirm = (input: object, client: LiaisonClient = this.agency.client): Promise<PackageAnswer> =>
    mutate(client, CONFIRM, input);

  /** A package that was delivered for a new request. */
  async delivered(texts: readonly string[] = ['secret']) {
    const { id: requestId } = await this.requests.requestIn('APPROVED');
    const sealed = await this.seal(requestId, texts);
    const { manifestId, fileIds } = await this.upload(sealed);
    const files = fileIds.map((attachmentId) => ({ attachmentId, item: 'REGISTRATION' }));
    const answer = await this.deliver({ requestId, manifestId, files });
    if (answer.__typename !== 'DisclosurePackage') throw new Error(JSON.stringify(answer));
    return { requestId, sealed, manifestId, fileIds, id: answer.id };
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function mutate(client: LiaisonClient, mutation: string, input: object): Promise<PackageAnswer> {
  return (await client.mutate<{ result: PackageAnswer }>(mutation, { input })).result;
}
