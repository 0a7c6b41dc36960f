import { answerEndpointChallenge } from '../../libs/client/webhooks.js';
import { challengeIn } from '../../libs/signing/endpoint-challenge.js';
import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { PUBLIC_URL, PushEndpoint, SsfReceiver } from '../../test/harness/security-events.js';
import { createSubscription } from '../../test/harness/subscriptions.js';
import { type Answer, WebhookReceiver } from '../../test/harness/webhook-receiver.js';

const JSON_TYPE = { 'content-type': 'application/json' };
const respond = (body: unknown, status = 200): Answer => ({ status, headers: JSON_TYPE, body: JSON.stringify(body) });

describeOnEachProfile(
  'an endpoint that is registered',
  (gateway) => {
    const receivers: { stop(): Promise<void> }[] = [];
    const registered = async (answer: (body: string) => Answer) => {
      const tenant = await gateway().tenant({ code: 'proves', kind: 'PLATFORM' });
      const receiver = await WebhookReceiver.start();
      receivers.push(receiver);
      receiver.answer = ({ body }) => answer(body);
      const made = await createSubscription(tenant, { name: 'proves', url: receiver.url });
      return { made, receiver };
    };

    afterAll(async () => {
      await Promise.all(receivers.map((receiver) => receiver.stop()));
    });

    it('is taken when it proves that it receives for its tenant', async () => {
      const { made, receiver } = await registered((body) => respond(answerEndpointChallenge(body, 'proves')));
      expect(made.__typename).toBe('SubscriptionWithSecret');
      expect(receiver.received).toHaveLength(1);
      // The question names no tenant: the endpoint has to know.
      expect(receiver.received[0]?.body).not.toContain('proves');
    });

    it.each<[string, (body: string) => Answer]>([
      ['answers nothing', () => 204],
      ['says that all is well', () => respond({ ok: true })],
      ['echoes what it gets', (body) => ({ status: 200, headers: JSON_TYPE, body })],
      ['echoes the challenge as its response', (body) => respond({ response: challengeIn(body) })],
      ['receives for another tenant', (body) => respond(answerEndpointChallenge(body, 'somebody-else'))],
      ['fails', (body) => respond(answerEndpointChallenge(body, 'proves'), 500)],
      ['sends elsewhere', (body) => respond(answerEndpointChallenge(body, 'proves'), 307)],
      ['answers without end', () => ({ status: 200, headers: JSON_TYPE, body: `{"a":"${'x'.repeat(100_000)}"}` })],
      ['answers in another form', (body) => ({ status: 200, headers: {}, body })],
    ])('is refused when it %s, and nothing is kept', async (_, answer) => {
      const { made, receiver } = await registered(answer);
      expect(made).toMatchObject({ __typename: 'InvalidInput', code: 'NOT_PROVEN', field: 'input.url' });
      expect(await gateway().database.select('SELECT id FROM subscription WHERE url = ?', [receiver.url])).toEqual([]);
    });

    it('is refused when nobody is there', async () => {
      const tenant = await gateway().tenant({ code: 'proves', kind: 'PLATFORM' });
      expect(await createSubscription(tenant, { name: 'away', url: 'http://127.0.0.1:9/hook' })).toMatchObject({
        code: 'NOT_PROVEN',
      });
    });

    it('for pushed tokens takes a verification for its tenant, with the header that it asked for', async () => {
      const receiver = await SsfReceiver.of(gateway(), 'proves-push');
      const endpoint = await PushEndpoint.start(receiver);
      receivers.push(endpoint);
      const configuration = (authorization?: string) => ({
        delivery: {
          method: 'urn:ietf:rfc:8935',
          endpoint_url: endpoint.url,
          ...(authorization ? { authorization_header: authorization } : {}),
        },
      });
      endpoint.answer = ({ authorization }) => ({ status: authorization === 'Bearer right' ? 202 : 401 });
      expect(await receiver.call('POST', '/stream', configuration())).toMatchObject({
        status: 400,
        body: { code: 'NOT_PROVEN', field: 'delivery.endpoint_url' },
      });
      expect(await receiver.call('POST', '/stream', configuration('Bearer right'))).toMatchObject({ status: 201 });
      expect(endpoint.received).toHaveLength(2);
      for (const { claims } of endpoint.received) {
        expect(Object.keys(claims.events)).toEqual(['https://schemas.openid.net/secevent/ssf/event-type/verification']);
      }
    });
  },
  { LIAISON_ENDPOINT_CHALLENGE: 'true', LIAISON_PUBLIC_URL: PUBLIC_URL, LIAISON_WEBHOOK_TIMEOUT_MS: '2000' },
);
