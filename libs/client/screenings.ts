import { streamedRequest, type UploadBody } from './uploads.js';

/** A file of rows to look for. */
export interface ScreeningSubmission {
  /** The file: text, bytes, or a stream of them, which is sent as it comes and never held whole. */
  readonly body: UploadBody;
  readonly format: 'ndjson' | 'csv' | 'xlsx';
  /** Names the file: 1 to 128 visible ASCII characters. Sent again under the same key it is the same screening. */
  readonly idempotencyKey: string;
  /** With `caseRef`: needed where persons are looked for, or by personal identifiers. */
  readonly purpose?: string;
  readonly caseRef?: string;
  /** The weakest hits to keep; REVIEW when left out. */
  readonly least?: 'MATCH' | 'REVIEW' | 'WEAK';
}

/** What the gateway answers once the whole file is durable there. */
export interface SubmittedScreening {
  readonly id: string;
  readonly state: 'RUNNING' | 'CANCELLED' | 'COMPLETED' | 'EXPIRED';
  readonly receivedRows: number;
  readonly screenedRows: number;
  readonly rejectedRows: number;
  /** False when the gateway had the screening already: nothing was changed. */
  readonly isNew: boolean;
}

/** Media types of files of rows. */
export const CONTENT_TYPES = {
  ndjson: 'application/x-ndjson',
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** The path and request that hand a screening in. */
export function screeningRequest(
  { body, format, idempotencyKey, purpose, caseRef, least }: ScreeningSubmission,
  token: string,
): { readonly path: string; readonly init: RequestInit } {
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': CONTENT_TYPES[format],
    'idempotency-key': idempotencyKey,
    ...(purpose === undefined ? {} : { 'liaison-purpose': encodeURIComponent(purpose) }),
    ...(caseRef === undefined ? {} : { 'liaison-case-ref': encodeURIComponent(caseRef) }),
  };
  const path = `/v1/screenings${least ? `?least=${least}` : ''}`;
  return { path, init: streamedRequest(body, headers) };
}
