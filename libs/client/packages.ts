import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { PrivateEncryptionJwk, PublicEncryptionJwk } from '../sealing/encryption-keys.js';
import { type OpenedPackage, openFiles } from '../sealing/open-files.js';
import { MANIFEST_NAME, sealedName, sealedPath } from '../sealing/package-folder.js';
import { signReceipt } from '../sealing/receipt.js';
import { readEnvelope } from '../sealing/sealed-manifest.js';
import type { PrivateSigningJwk, PublicSigningJwk } from '../signing/keys.js';
import { downloadFile, type TransferOptions, uploadFile } from './attachments.js';
import type { LiaisonClient } from './liaison-client.js';

/** A sealed package to deliver. */
export interface PackageDelivery {
  readonly requestId: string;
  /** The folder that `sealFiles` or `liaison seal` made. */
  readonly folder: string;
  /** Codes of the data items that the files answer, in their order. */
  readonly items: readonly string[];
}

/** A package as the gateway tells of it. */
export interface DeliveredPackage {
  readonly id: string;
  readonly requestId: string;
  readonly state: 'DELIVERED' | 'CONFIRMED' | 'DESTROYED';
  readonly manifestId: string;
  readonly manifestSha256: string;
  readonly retainUntil: string;
}

/** How an agency receives a package. */
export interface PackageReceipt {
  readonly requestId: string;
  /** Takes the sealed package as it comes; going on with one that is there in part. */
  readonly folder: string;
  /** Takes the plain files. */
  readonly target: string;
  /** Its private keys that packages are sealed to. */
  readonly agencyKeys: readonly PrivateEncryptionJwk[];
  /** Its private key that signs the receipt. */
  readonly signingKey: PrivateSigningJwk;
  /** The platform's keys, when they are known otherwise than from the gateway's register. */
  readonly platformKeys?: readonly PublicSigningJwk[];
  /** The machine's clock when left out. */
  readonly now?: () => Date;
}

/** The gateway refused a change; `code` and `field` say what. */
export class PackageRefusedError extends Error {
  constructor(
    readonly code: string,
    readonly field: string | null,
    message: string,
  ) {
    super(message);
  }
}

interface Refusal {
  readonly code: string;
  readonly field: string | null;
  readonly message: string;
}

interface PackageFile {
  readonly number: number;
  readonly size: number;
  readonly sha256: string;
  readonly attachment: { readonly id: string };
}

const PACKAGE = 'id requestId state manifestId manifestSha256 retainUntil';

/** Keys of an agency that a package may be sealed to now. Compare a thumbprint over another channel before trusting it. */
export const encryptionKeysOf = (client: LiaisonClient, tenantCode: string): Promise<PublicEncryptionJwk[]> =>
  publicKeysOf(client, tenantCode, 'ENC');

/** Keys that verify what a tenant signed. */
export const signingKeysOf = (client: LiaisonClient, tenantCode: string): Promise<PublicSigningJwk[]> =>
  publicKeysOf(client, tenantCode, 'SIG');

/**
 * Uploads a sealed package and delivers it for its request.
 * @throws PackageRefusedError, LiaisonRequestError, SealingError for a folder that holds no package
 */
export async function sendPackage(
  client: LiaisonClient,
  { requestId, folder, items }: PackageDelivery,
  options: TransferOptions = {},
): Promise<DeliveredPackage> {
  const manifestPath = join(folder, MANIFEST_NAME);
  const envelope = readEnvelope(await readFile(manifestPath, 'utf8'));
  if (items.length !== envelope.files.length) {
    throw new RangeError(`The package has ${envelope.files.length} files, and ${items.length} items were named.`);
  }
  const files: { attachmentId: string; item: string | undefined }[] = [];
  for (const [index, { sealedSha256 }] of envelope.files.entries()) {
    const upload = { purpose: 'SEALED_FILE', mediaType: 'application/octet-stream', sha256: sealedSha256 };
    const place = { path: sealedPath(folder, index + 1), fileName: sealedName(index + 1) };
    files.push({ attachmentId: await uploadFile(client, { ...upload, ...place }, options), item: items[index] });
  }
  const manifest = { path: manifestPath, fileName: MANIFEST_NAME, mediaType: 'application/jose+json' };
  const manifestId = await uploadFile(client, { ...manifest, purpose: 'SEALED_MANIFEST' }, options);
  return change(client, 'deliverDisclosurePackage', 'DeliverDisclosurePackageInput', {
    ...{ requestId, manifestId, files },
    idempotencyKey: randomUUID(),
  });
}

/**
 * Fetches the sealed package that answers a request into a folder, as `liaison open` takes it; the manifest gets its name
 * last. What an earlier call fetched is not fetched again.
 * @throws LiaisonRequestError, DigestMismatchError; PackageRefusedError when there is no package
 */
export async function fetchPackage(
  client: LiaisonClient,
  requestId: string,
  folder: string,
  options: TransferOptions = {},
): Promise<DeliveredPackage> {
  return (await fetchSealed(client, requestId, folder, options)).delivered;
}

/** As {@link fetchPackage}, with the digests of the sealed files as they were fetched. */
async function fetchSealed(
  client: LiaisonClient,
  requestId: string,
  folder: string,
  options: TransferOptions,
): Promise<{ readonly delivered: DeliveredPackage; readonly sealedSha256: readonly string[] }> {
  const { disclosurePackage: found } = await client.query<{
    disclosurePackage: (DeliveredPackage & { files: PackageFile[] }) | null;
  }>(
    `query ($requestId: ID!) { disclosurePackage(requestId: $requestId) {
      ${PACKAGE} files { number size sha256 attachment { id } } } }`,
    { requestId },
  );
  if (!found) throw new PackageRefusedError('NOT_FOUND', 'requestId', 'There is no package for this request.');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const { number, size, sha256, attachment } of found.files) {
    await downloadFile(client, { id: attachment.id, path: sealedPath(folder, number), size, sha256 }, options);
  }
  const draft = join(folder, `.${MANIFEST_NAME}`);
  const size = await sizeOf(client, found.manifestId);
  await downloadFile(client, { id: found.manifestId, path: draft, size, sha256: found.manifestSha256 }, options);
  await rename(draft, join(folder, MANIFEST_NAME));
  return { delivered: found, sealedSha256: found.files.map(({ sha256 }) => sha256) };
}

/**
 * Fetches, verifies and opens the package that answers a request, and confirms it by a receipt. The receipt is signed
 * only when every file has proven genuine.
 * @throws SealingError, PackageRefusedError, LiaisonRequestError
 */
export async function receivePackage(
  client: LiaisonClient,
  { requestId, folder, target, agencyKeys, signingKey, platformKeys, now = () => new Date() }: PackageReceipt,
  options: TransferOptions = {},
): Promise<OpenedPackage & { readonly delivered: DeliveredPackage }> {
  const { disclosureRequest } = await client.query<{ disclosureRequest: { platform: { code: string } } | null }>(
    'query ($id: ID!) { disclosureRequest(id: $id) { platform { code } } }',
    { id: requestId },
  );
  const platform = disclosureRequest?.platform.code ?? '';
  const fetched = await fetchSealed(client, requestId, folder, options);
  const keys = platformKeys ?? (await signingKeysOf(client, platform));
  const expected = { requestId, platform, agency: client.tenant, platformKeys: keys };
  const opened = await openFiles({ folder, target, agencyKeys, expected, sealedSha256: fetched.sealedSha256 });
  const receipt = await signReceipt(opened.sealedManifest, { agencyKey: signingKey, openedAt: now() });
  const delivered = await change(client, 'confirmDisclosureReceipt', 'ConfirmDisclosureReceiptInput', {
    ...{ packageId: fetched.delivered.id, receipt },
    idempotencyKey: randomUUID(),
  });
  return { ...opened, delivered };
}

async function publicKeysOf<Key>(client: LiaisonClient, tenantCode: string, use: 'ENC' | 'SIG'): Promise<Key[]> {
  const { tenantPublicKeys } = await client.query<{ tenantPublicKeys: { publicJwk: string }[] }>(
    `query ($tenantCode: String!, $use: TenantKeyUse!) {
      tenantPublicKeys(tenantCode: $tenantCode, use: $use) { publicJwk } }`,
    { tenantCode, use },
  );
  return tenantPublicKeys.map(({ publicJwk }) => JSON.parse(publicJwk) as Key);
}

async function sizeOf(client: LiaisonClient, id: string): Promise<number> {
  const { attachment } = await client.query<{ attachment: { size?: number } }>(
    'query ($id: ID!) { attachment(id: $id) { ... on Attachment { size } } }',
    { id },
  );
  return attachment.size ?? 0;
}

async function change(
  client: LiaisonClient,
  mutation: string,
  inputType: string,
  input: object,
): Promise<DeliveredPackage> {
  const { result } = await client.mutate<{ result: DeliveredPackage | Refusal }>(
    `mutation ($input: ${inputType}!) { result: ${mutation}(input: $input) {
      ... on DisclosurePackage { ${PACKAGE} } ... on UserError { code field message } } }`,
    { input },
  );
  if ('code' in result) throw new PackageRefusedError(result.code, result.field, result.message);
  return result;
}
