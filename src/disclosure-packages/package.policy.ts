import type { Envelope } from '../../libs/sealing/manifest.js';

const DAY_MS = 86_400_000;
/** Clocks of two machines differ by no more, in milliseconds. */
const CLOCK_SKEW_MS = 300_000;

/** What the open part of a package claims, with the keys that it says it is sealed to. */
export interface PackageClaim {
  readonly envelope: Envelope;
  /** Key ids. */
  readonly recipients: readonly string[];
}

/** What a package for a request must claim. */
export interface PackageTerms {
  readonly requestId: string;
  /** Codes of the tenants. */
  readonly platform: string;
  readonly agency: string;
  /** As it was granted. */
  readonly handling: string;
  readonly fileCount: number;
  /** Ids of the agency's keys that may be sealed to now. */
  readonly agencyKeyIds: ReadonlySet<string>;
  /** Items of which something was granted. */
  readonly grantedItems: ReadonlySet<string>;
  readonly maxRetentionDays: number;
  readonly nowMs: number;
}

/** What is wrong: a stable code, the field and one sentence. */
export interface PackageProblem {
  readonly code: string;
  readonly field: string;
  readonly message: string;
}

/** When a package is no longer kept: the day begins in China (UTC+8). Milliseconds since 1970 UTC. */
export const retentionEndOf = (retainUntil: string): number => Date.parse(`${retainUntil}T00:00:00+08:00`);

/** Why a package may not be delivered for a request; undefined when it may. */
export function packageProblem(
  { envelope, recipients }: PackageClaim,
  items: readonly string[],
  terms: PackageTerms,
): PackageProblem | undefined {
  const manifest = (code: string, message: string): PackageProblem => ({ code, field: 'input.manifestId', message });
  if (envelope.requestId !== terms.requestId) return manifest('WRONG_REQUEST', 'The package answers another request.');
  if (envelope.platform !== terms.platform) return manifest('WRONG_PLATFORM', 'The package names another platform.');
  if (envelope.agency !== terms.agency) return manifest('WRONG_AGENCY', 'The package is for another agency.');
  if (envelope.handling !== terms.handling) {
    return manifest('WRONG_HANDLING', `What was granted carries the handling ${terms.handling}.`);
  }
  if (recipients.some((keyId) => !terms.agencyKeyIds.has(keyId))) {
    return manifest('UNKNOWN_RECIPIENT', 'The package is sealed to a key that is not one of the agency now.');
  }
  const keptMs = retentionEndOf(envelope.retainUntil) - terms.nowMs;
  if (keptMs <= 0 || keptMs > terms.maxRetentionDays * DAY_MS) {
    return manifest('WRONG_RETENTION', `A package is kept for at least a moment and ${terms.maxRetentionDays} days.`);
  }
  if (envelope.files.length !== terms.fileCount) {
    return { code: 'FILE_COUNT', field: 'input.files', message: `The manifest lists ${envelope.files.length} files.` };
  }
  const foreign = items.findIndex((item) => !terms.grantedItems.has(item));
  if (foreign < 0) return undefined;
  return { code: 'NOT_GRANTED', field: `input.files[${foreign}].item`, message: 'Nothing of this item was granted.' };
}

/** The first file that is not the one that the manifest lists in its place. */
export function fileProblem(
  envelope: Envelope,
  files: readonly { readonly sha256: string | null; readonly length: number }[],
): PackageProblem | undefined {
  const wrong = envelope.files.findIndex(({ sealedSize, sealedSha256 }, index) => {
    const file = files[index];
    return file?.sha256 !== sealedSha256 || Number(file.length) !== sealedSize;
  });
  if (wrong < 0) return undefined;
  const field = `input.files[${wrong}].attachmentId`;
  return { code: 'FILE_MISMATCH', field, message: 'The manifest lists another file in this place.' };
}

/** Whether an agency can have opened a package at that time: after its delivery, and not in the future. */
export const isPossibleOpening = (openedAtMs: number, deliveredAtMs: number, nowMs: number): boolean =>
  openedAtMs >= deliveredAtMs - CLOCK_SKEW_MS && openedAtMs <= nowMs + CLOCK_SKEW_MS;
