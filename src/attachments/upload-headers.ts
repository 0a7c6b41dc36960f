import { HttpProblem } from '../common/http/http-errors.js';
import { ATTACHMENT_PURPOSES, type AttachmentPurpose, isPurpose } from './attachment.policy.js';

/** The protocol that uploads speak: tus 1.0.0 with the extensions below. */
export const TUS_VERSION = '1.0.0';
export const TUS_EXTENSIONS = 'creation,expiration,termination';
/** The media type of a PATCH body. */
export const UPLOAD_MEDIA_TYPE = 'application/offset+octet-stream';

/** An upload as its creator declares it. */
export interface UploadDeclaration {
  readonly length: number;
  readonly purpose: AttachmentPurpose;
  readonly mediaType: string;
  readonly fileName: string;
  /** Lower-case hex. */
  readonly sha256: string | null;
}

const WHOLE_NUMBER = /^(0|[1-9]\d{0,14})$/;
const MEDIA_TYPE = /^[a-z0-9][a-z0-9!#$&^_.+-]*\/[a-z0-9][a-z0-9!#$&^_.+-]*$/;
const SHA256 = /^[0-9a-f]{64}$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const FORBIDDEN_IN_NAMES = /[\p{Cc}\p{Cs}]/u;
const MAX_METADATA_CHARACTERS = 4_096;
const MAX_NAME_CHARACTERS = 255;

/** @throws HttpProblem 412 when the client speaks another version, or does not say which */
export function checkVersion(version: string | undefined): void {
  if (version === TUS_VERSION) return;
  throw new HttpProblem(412, 'UNKNOWN_PROTOCOL', `Send Tus-Resumable: ${TUS_VERSION}.`, 'Tus-Resumable');
}

/** @throws HttpProblem 400 naming the header or the member of Upload-Metadata at fault */
export function readDeclaration(length: string | undefined, metadata: string | undefined): UploadDeclaration {
  if (length === undefined || !WHOLE_NUMBER.test(length) || Number(length) === 0) {
    throw invalid('Upload-Length', 'Send Upload-Length, the whole length in bytes, at least 1.');
  }
  const members = readMetadata(metadata);
  const purpose = members.get('purpose');
  if (purpose === undefined || !isPurpose(purpose)) {
    throw invalid('Upload-Metadata.purpose', `The purpose is one of ${ATTACHMENT_PURPOSES.join(', ')}.`);
  }
  const mediaType = members.get('filetype')?.toLowerCase();
  if (mediaType === undefined || mediaType.length > 127 || !MEDIA_TYPE.test(mediaType)) {
    throw invalid('Upload-Metadata.filetype', 'The filetype is a media type without parameters, such as image/png.');
  }
  return {
    length: Number(length),
    purpose,
    mediaType,
    fileName: readName(members.get('filename')),
    sha256: readSha256(members.get('sha256')),
  };
}

/** @throws HttpProblem 400 */
export function readOffset(offset: string | undefined): number {
  if (offset === undefined || !WHOLE_NUMBER.test(offset)) {
    throw invalid('Upload-Offset', 'Send Upload-Offset: how many bytes the gateway holds already.');
  }
  return Number(offset);
}

function readName(name: string | undefined): string {
  const characters = name?.length ?? 0;
  if (name === undefined || characters === 0 || characters > MAX_NAME_CHARACTERS || FORBIDDEN_IN_NAMES.test(name)) {
    throw invalid(
      'Upload-Metadata.filename',
      `The filename has 1 to ${MAX_NAME_CHARACTERS} characters, none of them a control character.`,
    );
  }
  return name;
}

function readSha256(digest: string | undefined): string | null {
  if (digest === undefined) return null;
  if (!SHA256.test(digest)) throw invalid('Upload-Metadata.sha256', 'The sha256 is 64 digits of lower-case hex.');
  return digest;
}

/** Members of Upload-Metadata: `name base64` pairs with commas between; those that we do not know are let be. */
function readMetadata(header: string | undefined): Map<string, string> {
  const members = new Map<string, string>();
  if (header === undefined) return members;
  if (header.length > MAX_METADATA_CHARACTERS) {
    throw invalid('Upload-Metadata', `Upload-Metadata has at most ${MAX_METADATA_CHARACTERS} characters.`);
  }
  for (const pair of header.split(',')) {
    const [name = '', encoded = '', ...rest] = pair.trim().split(' ');
    if (name === '' || rest.length > 0 || !BASE64.test(encoded) || members.has(name)) {
      throw invalid('Upload-Metadata', 'Upload-Metadata is a list of `name base64` with commas, each name once.');
    }
    members.set(name, utf8(Buffer.from(encoded, 'base64')));
  }
  return members;
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw invalid('Upload-Metadata', 'The values of Upload-Metadata are UTF-8.');
  }
}

const invalid = (field: string, message: string): HttpProblem => new HttpProblem(400, 'INVALID_INPUT', message, field);
