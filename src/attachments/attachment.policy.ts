import { MAX_MANIFEST_BYTES } from '../../libs/sealing/sealed-manifest.js';

/** What attachments are for. Each purpose says which content it takes. */
export const ATTACHMENT_PURPOSES = ['INSTRUMENT', 'EVIDENCE', 'SEALED_FILE', 'SEALED_MANIFEST'] as const;
export type AttachmentPurpose = (typeof ATTACHMENT_PURPOSES)[number];

interface PurposeRule {
  readonly meaning: string;
  /** Any when left out. */
  readonly mediaType?: string;
  /** How the content begins, in bytes as Latin-1. */
  readonly magic?: string;
  /** Lower than the setting's limit. */
  readonly maxBytes?: number;
}

/** A scanned instrument of some hundred pages. */
const MAX_INSTRUMENT_BYTES = 256 * 2 ** 20;

export const PURPOSE_RULES: Readonly<Record<AttachmentPurpose, PurposeRule>> = {
  // ISO 32000-2 §7.5.2: the file begins with %PDF- and the version.
  INSTRUMENT: {
    meaning: 'A legal instrument as PDF',
    mediaType: 'application/pdf',
    magic: '%PDF-',
    maxBytes: MAX_INSTRUMENT_BYTES,
  },
  EVIDENCE: { meaning: 'Evidence in a case, of any kind' },
  SEALED_FILE: { meaning: 'A sealed file of a disclosure package', mediaType: 'application/octet-stream' },
  SEALED_MANIFEST: {
    meaning: 'The sealed manifest of a disclosure package',
    mediaType: 'application/jose+json',
    maxBytes: MAX_MANIFEST_BYTES,
  },
};

/** What is declared of an upload before its first byte. */
export interface Declared {
  readonly purpose: AttachmentPurpose;
  readonly mediaType: string;
  readonly length: number;
}

/** What a tenant has under way: uploads that are not attached to anything yet. */
export interface Pending {
  readonly uploads: number;
  readonly bytes: number;
}

export interface UploadLimits {
  readonly maxBytes: number;
  readonly maxPending: number;
  readonly maxPendingBytes: number;
}

/** Why an upload may not begin. */
export interface UploadRefusal {
  readonly code: 'TOO_LARGE' | 'WRONG_MEDIA_TYPE' | 'TOO_MANY_UPLOADS';
  readonly field: string;
  readonly message: string;
}

export const isPurpose = (text: string): text is AttachmentPurpose =>
  (ATTACHMENT_PURPOSES as readonly string[]).includes(text);

/** Whether an upload may begin: by its purpose, its size and what else its tenant has under way. */
export function uploadRefusal(declared: Declared, pending: Pending, limits: UploadLimits): UploadRefusal | undefined {
  const { mediaType, maxBytes = limits.maxBytes } = PURPOSE_RULES[declared.purpose];
  const largest = Math.min(maxBytes, limits.maxBytes);
  if (declared.length > largest) {
    return { code: 'TOO_LARGE', field: 'Upload-Length', message: `Such an attachment has at most ${largest} bytes.` };
  }
  if (mediaType && declared.mediaType !== mediaType) {
    return { code: 'WRONG_MEDIA_TYPE', field: 'Upload-Metadata.filetype', message: `This purpose takes ${mediaType}.` };
  }
  const isTooMuch = pending.uploads >= limits.maxPending || pending.bytes + declared.length > limits.maxPendingBytes;
  if (!isTooMuch) return undefined;
  return {
    code: 'TOO_MANY_UPLOADS',
    field: 'Upload-Length',
    message: 'Too much is uploaded and not attached to anything: attach or cancel some of it first.',
  };
}

/** How many bytes from the start must be there before {@link isContentAsDeclared} can judge. */
export const startBytesOf = (purpose: AttachmentPurpose): number => PURPOSE_RULES[purpose].magic?.length ?? 0;

/** Whether content of this purpose may begin like this. */
export function isContentAsDeclared(purpose: AttachmentPurpose, start: Uint8Array): boolean {
  const { magic } = PURPOSE_RULES[purpose];
  return magic === undefined || Buffer.from(start.subarray(0, magic.length)).toString('latin1') === magic;
}
