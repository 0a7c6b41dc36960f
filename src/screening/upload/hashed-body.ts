import { createHash } from 'node:crypto';

/** Hashes a body as it passes. */
export async function* hashed(
  body: AsyncIterable<Buffer>,
  hash: { update(packet: Buffer): unknown },
): AsyncGenerator<Buffer> {
  for await (const packet of body) {
    hash.update(packet);
    yield packet;
  }
}

/** Reads a body to its end; undefined when it is longer than what is taken. */
export async function digestOfBody(body: AsyncIterable<Buffer>, maxBytes: number): Promise<string | undefined> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const packet of body) {
    bytes += packet.length;
    if (bytes > maxBytes) return undefined;
    hash.update(packet);
  }
  return hash.digest('base64url');
}
