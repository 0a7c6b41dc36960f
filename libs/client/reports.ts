/** A self-inspection report to hand in. */
export interface ReportSubmission {
  /** The file: text, or a stream of text or bytes, which is sent as it comes and never held whole. */
  readonly body: string | ReadableStream<Uint8Array> | AsyncIterable<string | Uint8Array> | Iterable<string>;
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
/** Small pieces are sent together. */
const PACKET_BYTES = 65_536;

/** The request that hands a report in. */
export function reportRequest(submission: ReportSubmission, token: string): RequestInit {
  const { body, format, idempotencyKey } = submission;
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': CONTENT_TYPES[format],
    'idempotency-key': idempotencyKey,
  };
  if (typeof body === 'string') return { method: 'POST', headers, body };
  const stream = body instanceof ReadableStream ? body : ReadableStream.from(packetsOf(body));
  return { method: 'POST', headers, body: stream, duplex: 'half' };
}

async function* packetsOf(
  parts: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    waiting.push(bytes);
    length += bytes.length;
    if (length < PACKET_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    length = 0;
  }
  if (length > 0) yield Buffer.concat(waiting);
}
