/** Why a package, a key or a receipt was not taken. */
export type SealingErrorCode =
  /** The manifest is no JWE or JWS of the expected form, or its content is not a manifest. */
  | 'MANIFEST_MALFORMED'
  /** The manifest was changed after it was encrypted. */
  | 'MANIFEST_ALTERED'
  /** The package was not sealed to any of the keys given. */
  | 'NOT_A_RECIPIENT'
  /** The manifest names a signing key that is none of the platform's. */
  | 'UNKNOWN_SIGNER'
  /** The signature does not fit the platform's key. */
  | 'BAD_SIGNATURE'
  /** A genuine manifest, but of another package, request, platform or agency. */
  | 'WRONG_PACKAGE'
  | 'WRONG_REQUEST'
  | 'WRONG_PLATFORM'
  | 'WRONG_AGENCY'
  /** The package holds fewer or more sealed files than the manifest lists. */
  | 'FILE_MISSING'
  | 'FILE_UNEXPECTED'
  /** The sealed file ends early, or goes on after its end. */
  | 'FILE_TRUNCATED'
  | 'FILE_EXTRA_BYTES'
  /** The sealed file belongs to another place or another package. */
  | 'FILE_SWAPPED'
  /** Bytes of the sealed file were changed or moved. */
  | 'FILE_ALTERED'
  /** The file opened, yet is not what the platform's manifest says of it. */
  | 'CONTENT_MISMATCH'
  /** The file is larger than {@link MAX_FILE_BYTES}. */
  | 'FILE_TOO_LARGE'
  /** Something of that name is there already. */
  | 'TARGET_EXISTS'
  /** The receipt is malformed, not signed by the agency, or about something else. */
  | 'RECEIPT_MALFORMED'
  | 'RECEIPT_MISMATCH';

/** Largest plain file that is sealed, in bytes: 2 GiB. */
export const MAX_FILE_BYTES = 2 * 2 ** 30;

/** A refusal that a program can act upon: `code` says what is wrong, `file` which file of the package (from 1). */
export class SealingError extends Error {
  override readonly name = 'SealingError';
  readonly code: SealingErrorCode;
  readonly file: number | undefined;

  constructor(code: SealingErrorCode, message: string, file?: number) {
    super(message);
    this.code = code;
    this.file = file;
  }
}
