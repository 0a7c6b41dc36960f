import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import type { StreamedEvent } from '../libs/client/liaison-client.js';
import { verifySecurityEvent } from '../libs/client/security-events.js';
import { describeOnEachProfile, eventually } from './harness/profiles.js';
import { PUBLIC_URL, SsfReceiver } from './harness/security-events.js';
import { SseListener } from './harness/sse-listener.js';
import { Subscriber } from './harness/subscriptions.js';

const ATTRIBUTES = ['specversion', 'id', 'source', 'type', 'subject', 'time', 'datacontenttype'] as const;
type Attributes = Readonly<Record<(typeof ATTRIBUTES)[number], unknown>>;

const attributesOf = (event: object): Attributes =>
  Object.fromEntries(ATTRIBUTES.map((name) => [name, (event as Attributes)[name]])) as unknown as Attributes;

describeOnEachProfile(
  'the attributes of CloudEvents 1.0',
  (gateway) => {
    it('are the same for one event in every channel', async () => {
      const subscriber = await Subscriber.of(gateway(), 'every-channel');
      const { tenant } = subscriber;
      const receiver = await SsfReceiver.of(gateway(), tenant.code);
      const streamId = await receiver.stream();
      const streamed = { socket: [] as StreamedEvent[], sse: [] as StreamedEvent[], poll: [] as StreamedEvent[] };
      const { eventHead } = await tenant.client.query({ eventHead: { cursor: true } });
      const subscriptions = (['socket', 'sse', 'poll'] as const).map((transport) =>
        tenant.client.subscribe({
          ...{ transport, after: eventHead.cursor, pollMs: 20 },
          handle: (event) => void streamed[transport].push(event),
        }),
      );
      const plain = new SseListener(tenant, `${gateway().url}/v1/events?after=${encodeURIComponent(eventHead.cursor)}`);
      const [subjectId = ''] = await subscriber.tell({ severity: 'HIGH' });
      await subscriber.gets(1);
      await eventually('all streams', () =>
        [streamed.socket, streamed.sse, streamed.poll, plain.events].every(({ length }) => length > 0),
      );
      const { sets } = await eventually('the token', async () => {
        const answer = await receiver.poll(streamId);
        return Object.keys(answer.sets).length > 0 && answer;
      });
      const jwks = (await (await fetch(`${gateway().url}/.well-known/jwks.json`)).json()) as JSONWebKeySet;
      const keys = createLocalJWKSet(jwks);
      const token = await verifySecurityEvent(String(Object.values(sets)[0]), {
        ...{ issuer: PUBLIC_URL, audience: tenant.code, keys },
      });
      const { headers, message } = subscriber.receiver.received[0] ?? {};
      const webhook = {
        ...Object.fromEntries(ATTRIBUTES.map((name) => [name, headers?.[`ce-${name}`]])),
        datacontenttype: headers?.['content-type'],
      };
      const expected = {
        specversion: '1.0',
        id: message?.id,
        source: 'urn:liaison:liaison',
        type: 'blacklist.published',
        subject: `blacklist_entry/${subjectId}`,
        time: message?.timestamp,
        datacontenttype: 'application/json',
      };
      expect({
        webhook,
        token: token.ok && attributesOf(Object.values(token.event.events)[0] ?? {}),
        socket: attributesOf(streamed.socket[0] ?? {}),
        sse: attributesOf(streamed.sse[0] ?? {}),
        poll: attributesOf(streamed.poll[0] ?? {}),
        plain: attributesOf(plain.events[0] ?? {}),
      }).toEqual({
        webhook: expected,
        token: expected,
        socket: expected,
        sse: expected,
        poll: expected,
        plain: expected,
      });
      await Promise.all([...subscriptions.map((each) => each.stop()), plain.close(), subscriber.receiver.stop()]);
    });
  },
  { LIAISON_PUBLIC_URL: PUBLIC_URL },
);
