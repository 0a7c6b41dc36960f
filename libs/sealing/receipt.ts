import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { PrivateSigningJwk, PublicSigningJwk } from '../signing/keys.js';
import { readEnvelope } from './sealed-manifest.js';
import { SealingError } from './sealing-error.js';
import { signTyped, verifyTyped } from './typed-signature.js';

const RECEIPT_TYPE = 'liaison-receipt+jws';
const RECEIPT_FORMAT = 'liaison-receipt/1';

/**
 * What identifies a package byte by byte and tells nothing of its content: kept in the ledger when the package itself
 * is gone. Digests are SHA-256 in lower-case hex, the files in the package's order.
 */
export type PackageDigests = {
  packageId: string;
  requestId: string;
  platform: string;
  agency: string;
  manifestSha256: string;
  filesSha256: string[];
};

/** A receipt that was verified: the agency opened this package at that time (ISO 8601 UTC). */
export type Receipt = PackageDigests & { openedAt: string };

const text = z.string().max(128);
const receiptSchema = z.strictObject({
  format: z.literal(RECEIPT_FORMAT),
  packageId: text,
  requestId: text,
  platform: text,
  agency: text,
  manifestSha256: text,
  filesSha256: z.array(text),
  openedAt: z.iso.datetime(),
});

/** @throws SealingError MANIFEST_MALFORMED when the text is no sealed manifest */
export function packageDigests(sealedManifest: string): PackageDigests {
  const { packageId, requestId, platform, agency, files } = readEnvelope(sealedManifest);
  const manifestSha256 = createHash('sha256').update(sealedManifest).digest('hex');
  return {
    packageId,
    requestId,
    platform,
    agency,
    manifestSha256,
    filesSha256: files.map((file) => file.sealedSha256),
  };
}

/**
 * Makes the agency's receipt for a package that it opened: a JWS over package, request, parties and digests. To be
 * made only after {@link openFiles} or {@link openContent} went through for every file.
 */
export async function signReceipt(
  sealedManifest: string,
  { agencyKey, openedAt }: { agencyKey: PrivateSigningJwk; openedAt: Date },
): Promise<string> {
  const receipt = { format: RECEIPT_FORMAT, ...packageDigests(sealedManifest), openedAt: openedAt.toISOString() };
  return signTyped(JSON.stringify(receipt), RECEIPT_TYPE, agencyKey);
}

/**
 * Verifies a receipt, by platform, operator or auditor alike: nobody needs to open the package for it.
 *
 * @param about the package: from {@link packageDigests}, or from the ledger when it is gone
 * @param agencyKeys the agency's signing keys that were valid at the time
 * @throws SealingError RECEIPT_MALFORMED, UNKNOWN_SIGNER, BAD_SIGNATURE, RECEIPT_MISMATCH (another package or agency)
 */
export async function verifyReceipt(
  signed: string,
  { about, agencyKeys }: { about: PackageDigests; agencyKeys: readonly PublicSigningJwk[] },
): Promise<Receipt> {
  const { format: _, ...receipt } = parseReceipt(
    await verifyTyped(signed, RECEIPT_TYPE, agencyKeys, 'RECEIPT_MALFORMED'),
  );
  const { openedAt: __, ...named } = receipt;
  const members = ['packageId', 'requestId', 'platform', 'agency', 'manifestSha256'] as const;
  const sameFiles = named.filesSha256.join() === about.filesSha256.join();
  if (!sameFiles || members.some((member) => named[member] !== about[member])) {
    throw new SealingError('RECEIPT_MISMATCH', 'The receipt is for another package.');
  }
  return receipt;
}

function parseReceipt(payload: string) {
  try {
    return receiptSchema.parse(JSON.parse(payload));
  } catch {
    throw new SealingError('RECEIPT_MALFORMED', 'What the agency signed is not a receipt.');
  }
}
