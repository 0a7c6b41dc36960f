import { z } from 'zod';
import { maxSealedBytes } from './content-cipher.js';
import { MAX_FILE_BYTES, SealingError } from './sealing-error.js';

/** What the receiver may do with a disclosure. */
export const HANDLING_CODES = ['EVIDENCE', 'INTELLIGENCE_ONLY', 'NO_ONWARD_SHARING'] as const;

/** Most files in one package. */
export const MAX_FILES = 1000;

/** Name and version of the format; a change that older readers cannot follow gets a new number. */
export const MANIFEST_FORMAT = 'liaison-package/1';

const id = z.string().regex(/^[\x21-\x7e]{1,128}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
// Only what toISOString prints, so that one moment has one spelling.
const moment = z.string().refine((text) => text === isoOrNothing(text));
const size = z.number().int().min(0).max(MAX_FILE_BYTES);
const sealedSize = z.number().int().min(1).max(maxSealedBytes(MAX_FILE_BYTES));

const packageFields = {
  packageId: id,
  requestId: id,
  /** Codes of the tenants. */
  platform: id,
  agency: id,
  createdAt: moment,
  /** The day from which the package is no longer kept. */
  retainUntil: z.iso.date(),
  handling: z.enum(HANDLING_CODES),
};

const sealedFileFields = { sealedSize, sealedSha256: sha256 };

const listedFileSchema = z.strictObject({
  name: z.string().min(1).max(512),
  mediaType: z.string().regex(/^[\x20-\x7e]{3,200}$/),
  size,
  sha256,
  ...sealedFileFields,
  /** 32 bytes, base64url. */
  contentKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
});

// The library gathers whatever follows the last frame, so a generous size would be a way to fill the reader's memory.
const sealedFileSchema = listedFileSchema.refine((file) => file.sealedSize <= maxSealedBytes(file.size));

const manifestSchema = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  ...packageFields,
  /** Key ids (thumbprints) of all that can open the package. */
  recipients: z.array(id).min(1).max(64),
  files: z.array(sealedFileSchema).min(1).max(MAX_FILES),
});

const envelopeSchema = z.strictObject({
  format: z.literal(MANIFEST_FORMAT),
  ...packageFields,
  files: z.array(z.strictObject(sealedFileFields)).min(1).max(MAX_FILES),
});

/** What a package is about; ids are visible ASCII, `createdAt` is ISO 8601 UTC, `retainUntil` a calendar day. */
export type PackageLabel = z.infer<z.ZodObject<typeof packageFields>>;

/** One file as the manifest lists it: sizes in bytes, digests SHA-256 in lower-case hex. */
export type SealedFile = z.infer<typeof sealedFileSchema>;

/** All that the platform signs and only the recipients read. */
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * What the operator reads of a package: enough to keep, route and expire it, nothing of names, kinds, keys or plain
 * digests. It is bound to the manifest, but only a recipient can tell; to the operator it is a claim of the uploader.
 */
export type Envelope = z.infer<typeof envelopeSchema>;

/** @throws SealingError MANIFEST_MALFORMED naming the members at fault */
export function parseManifest(text: string): Manifest {
  return parsed(manifestSchema, text);
}

/** @throws SealingError MANIFEST_MALFORMED naming the members at fault */
export function parseEnvelope(text: string): Envelope {
  return parsed(envelopeSchema, text);
}

/** The part of a manifest that the operator may read. */
export function envelopeOf(manifest: Manifest): Envelope {
  const { format, packageId, requestId, platform, agency, createdAt, retainUntil, handling, files } = manifest;
  return {
    ...{ format, packageId, requestId, platform, agency, createdAt, retainUntil, handling },
    files: files.map(({ sealedSize, sealedSha256 }) => ({ sealedSize, sealedSha256 })),
  };
}

function parsed<T>(schema: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new SealingError('MANIFEST_MALFORMED', 'The manifest is not JSON.');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const members = [...new Set(result.error.issues.map(({ path }) => path.join('.') || 'the whole'))].slice(0, 5);
  throw new SealingError('MANIFEST_MALFORMED', `The manifest does not hold to its form at: ${members.join(', ')}.`);
}

function isoOrNothing(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}
