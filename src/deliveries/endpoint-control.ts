import { randomBytes, timingSafeEqual } from 'node:crypto';
import { challengeBody, challengeResponse } from '../../libs/signing/endpoint-challenge.js';
import type { Clock } from '../common/clock.js';
import type { EndpointAnswer, OutgoingMessage } from './channels.js';
import { type EndpointGuard, EndpointRefusedError } from './endpoint-guard.js';
import type { WebhookClient } from './webhook-client.js';

const CHALLENGE_BYTES = 24;

/**
 * Checks an endpoint before it is registered: the gateway may call it, and it is the tenant's own. Both are refused with
 * an EndpointRefusedError. Redirects prove nothing, and answers are bounded like those to messages.
 */
export class EndpointControl {
  /** @param isAsked whether an endpoint has to prove itself; the address is checked in any case */
  constructor(
    private readonly guard: EndpointGuard,
    private readonly client: WebhookClient,
    private readonly clock: Clock,
    private readonly isAsked: boolean,
  ) {}

  /** A webhook endpoint answers a challenge with a digest that it can make only for the tenant whose it is. */
  async proveWebhook(url: string, tenantCode: string): Promise<void> {
    await this.guard.check(url);
    if (!this.isAsked) return;
    const challenge = randomBytes(CHALLENGE_BYTES).toString('base64url');
    const headers = { 'content-type': 'application/json', accept: 'application/json' };
    const answer = await this.ask(url, { headers, body: challengeBody(challenge) });
    if (!answer || answer.status < 200 || answer.status > 299) throw new EndpointRefusedError('NOT_PROVEN');
    if (!isResponse(answer.body, challengeResponse(challenge, tenantCode)))
      throw new EndpointRefusedError('NOT_PROVEN');
  }

  /**
   * An endpoint of RFC 8935 takes a verification token (202) that is addressed to its tenant: a receiver refuses one for
   * another audience or of an issuer that it does not expect.
   */
  async provePush(url: string, verification: () => Promise<OutgoingMessage>): Promise<void> {
    await this.guard.check(url);
    if (!this.isAsked) return;
    const answer = await this.ask(url, await verification());
    if (answer?.status !== 202) throw new EndpointRefusedError('NOT_PROVEN');
  }

  private async ask(text: string, message: OutgoingMessage): Promise<EndpointAnswer | undefined> {
    const url = this.guard.read(text);
    const destination = { origin: url.origin, path: `${url.pathname}${url.search}` };
    const outcome = await this.client.post(destination, message, this.clock.now());
    if (outcome.kind !== 'ANSWERED') return undefined;
    return outcome.answer ?? { status: outcome.status, type: '', body: '' };
  }
}

function isResponse(body: string, expected: string): boolean {
  const given = Buffer.from(responseIn(body));
  return given.length === expected.length && timingSafeEqual(given, Buffer.from(expected));
}

function responseIn(body: string): string {
  try {
    const { response } = JSON.parse(body) as { response?: unknown };
    return typeof response === 'string' ? response : '';
  } catch {
    return '';
  }
}
