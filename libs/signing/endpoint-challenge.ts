import { createHash } from 'node:crypto';
import { z } from 'zod';

/** `type` of the message by which an endpoint is asked whether it is its tenant's. */
export const CHALLENGE_TYPE = 'liaison.endpoint-challenge';

const CHALLENGE = z.object({ type: z.literal(CHALLENGE_TYPE), challenge: z.string().min(20).max(200) });

/** The body that asks. It does not name the tenant: the endpoint has to know for whom it receives. */
export const challengeBody = (challenge: string): string => JSON.stringify({ type: CHALLENGE_TYPE, challenge });

/**
 * What an endpoint answers as `response`: SHA-256, base64url, over the scheme's name, the challenge and the tenant's code,
 * each on a line. An endpoint that only echoes, or that receives for another tenant, gives something else.
 */
export const challengeResponse = (challenge: string, tenant: string): string =>
  createHash('sha256').update(`${CHALLENGE_TYPE}\n${challenge}\n${tenant}\n`).digest('base64url');

/** The challenge in a body; nothing when it is another message. Never throws. */
export function challengeIn(body: string): string | undefined {
  try {
    return CHALLENGE.safeParse(JSON.parse(body)).data?.challenge;
  } catch {
    return undefined;
  }
}
