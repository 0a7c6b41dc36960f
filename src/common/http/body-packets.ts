import type { FastifyRequest } from 'fastify';
import { HttpProblem } from './http-errors.js';

/** An upload that sends nothing for this long is given up. */
const IDLE_MS = 120_000;

/**
 * The packets of a body as they come. Leaving the loop early does not end the connection: the answer still has to go out
 * on it.
 * @param advice what the client is to do when the connection breaks
 * @throws HttpProblem 400 UPLOAD_CUT
 */
export async function* bodyPackets({ raw }: FastifyRequest, advice: string): AsyncGenerator<Buffer> {
  raw.setTimeout(IDLE_MS, () => raw.destroy());
  try {
    yield* raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch {
    throw new HttpProblem(400, 'UPLOAD_CUT', `The upload broke off: ${advice}`);
  }
}
