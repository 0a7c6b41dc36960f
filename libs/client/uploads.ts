/** A file to send: text, or a stream of text or bytes, which is sent as it comes and never held whole. */
export type UploadBody =
  | string
  | Uint8Array<ArrayBuffer>
  | ReadableStream<Uint8Array>
  | AsyncIterable<string | Uint8Array>
  | Iterable<string>;

/** Small pieces are sent together. */
const PACKET_BYTES = 65_536;

/** A request with this body and these headers. */
export function streamedRequest(body: UploadBody, headers: Record<string, string>): RequestInit {
  if (typeof body === 'string' || body instanceof Uint8Array) return { method: 'POST', headers, body };
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
