import { streamedRequest, type UploadBody } from './uploads.js';

/** A self-inspection report to hand in. */
export interface ReportSubmission {
  /** The file: text, or a stream of text or bytes, which is sent as it comes and never held whole. */
  readonly body: UploadBody;
  readonly format: 'ndjson' | 'csv';
  /** Names the file: 1 to 128 visible ASCII characters. Sending it again under the same key goes on where it broke off. */
  readonly idempotencyKey: string;
}

/** What the gateway answers once the whole report is durable there. */
export interface SubmittedReport {
  readonly id: string;
  readonly state: 'RECEIVED' | 'COMPLETED';
  readonly receivedRows: number;
  readonly acceptedRows: number;
  readonly rejectedRows: number;
  /** False when the gateway had the report already: nothing was changed. */
  readonly isNew: boolean;
}

const CONTENT_TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8' } as const;
/** The request that hands a report in. */
export function reportRequest(submission: ReportSubmission, token: string): RequestInit {
  const { body, format, idempotencyKey } = submission;
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': CONTENT_TYPES[format],
    'idempotency-key': idempotencyKey,
  };
  return streamedRequest(body, headers);
}
