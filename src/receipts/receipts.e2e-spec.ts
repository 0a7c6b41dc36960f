import { receiptFor as receiptOf } from '../../libs/client/receipts.js';
import { payloadDigest, signDeliveryReceipt } from '../../libs/signing/delivery-receipt.js';
import { generateSigningKey, type PrivateSigningJwk } from '../../libs/signing/keys.js';
import { publishEvents } from '../../test/harness/events.js';
import { describeOnEachProfile, eventually, type TestTenant } from '../../test/harness/profiles.js';
import { PUBLIC_URL, PushEndpoint, SsfReceiver } from '../../test/harness/security-events.js';
import { Subscriber } from '../../test/harness/subscriptions.js';
import type { ReceivedMessage } from '../../test/harness/webhook-receiver.js';
import type { Sharing } from '../sharing/sharing.policy.js';

const SETTINGS = {
  LIAISON_PUBLIC_URL: PUBLIC_URL,
  LIAISON_DELIVERY_BACKOFF_MS: '40',
  LIAISON_DELIVERY_MAX_ATTEMPTS: '2',
  LIAISON_SWEEP_INTERVAL_MS: '100',
};

interface Standing {
  readonly tenantCode: string;
  readonly state: string;
  readonly since: string;
  readonly receipt: string | null;
}

interface HandedIn {
  readonly __typename: string;
  readonly code?: string;
  readonly deliveryId?: string;
}

describeOnEachProfile(
  'receipts',
  (gateway) => {
    const subscribers: Subscriber[] = [];
    const subscriber = async (code: string, kind: TestTenant['kind'] = 'PLATFORM', input = {}) => {
      const made = await Subscriber.of(gateway(), code, input, kind);
      subscribers.push(made);
      return made;
    };
    const publish = async (sharing: Sharing): Promise<{ subjectId: string; eventId: string }> => {
      const [subjectId = ''] = await publishEvents(gateway(), sharing, [{}]);
      const [row] = await gateway().database.select<{ id: string }>('SELECT id FROM event WHERE subjectId = ?', [
        subjectId,
      ]);
      return { subjectId, eventId: row?.id ?? '' };
    };
    const receiptFor = (
      { tenant }: Subscriber,
      message: { readonly eventId: string; readonly body: string },
      key: PrivateSigningJwk = tenant.privateJwk,
    ) => receiptOf({ tenant: tenant.code, ...message, privateJwk: key });
    const answered = ({ message, body }: ReceivedMessage) => ({ eventId: message.id, body });
    const handIn = async (tenant: TestTenant, receipt: string): Promise<HandedIn> => {
      const { result } = await tenant.client.mutate<{ result: HandedIn }>(
        `mutation ($input: HandInReceiptInput!) { result: handInReceipt(input: $input) {
          __typename ... on DeliveryReceipt { deliveryId } ... on UserError { code } } }`,
        { input: { receipt } },
      );
      return result;
    };
    const receiversOf = async (publisher: TestTenant, about: Record<string, string>): Promise<Standing[]> => {
      const answer = await publisher.client.query<{ publicationReceipts: { edges: { node: Standing }[] } }>(
        `query ($eventId: ID, $subjectId: ID) { publicationReceipts(eventId: $eventId, subjectId: $subjectId, first: 100) {
          edges { node { tenantCode state since receipt } } } }`,
        about,
      );
      return answer.publicationReceipts.edges.map(({ node }) => node);
    };
    const receiptsOf = (eventId: string) =>
      gateway().database.select<{ tenantId: string; signed: string }>(
        'SELECT tenantId, signed FROM delivery_receipt WHERE eventId = ?',
        [eventId],
      );
    const regulator = () => gateway().tenant({ code: 'publishes', kind: 'MARKET_REGULATOR' });

    afterAll(async () => {
      await Promise.all(subscribers.map(({ receiver }) => receiver.stop()));
    });

    it('in the answer to a webhook are verified, kept, and told to the publisher', async () => {
      const publisher = await regulator();
      const reader = await subscriber('answers');
      reader.receiver.answer = async (message) => ({
        status: 200,
        headers: { 'content-type': 'application/jose' },
        body: await receiptFor(reader, answered(message)),
      });
      const { eventId, subjectId } = await publish({
        ownerId: publisher.id,
        level: 'NAMED',
        memberIds: [reader.tenant.id],
      });
      const [kept] = await eventually('a receipt', async () => {
        const rows = await receiptsOf(eventId);
        return rows.length === 1 && rows;
      });
      const expected = [
        { tenantCode: 'answers', state: 'RECEIPTED', since: expect.any(String), receipt: kept?.signed },
      ];
      expect(await receiversOf(publisher, { eventId })).toEqual(expected);
      expect(await receiversOf(publisher, { subjectId })).toEqual(expected);
      const entries = await gateway().database.select<{ detail: string }>(
        `SELECT l.detail FROM ledger_entry l JOIN delivery d ON d.id = l.subjectId
         WHERE d.eventId = ? AND l.action = 'delivery.receipt'`,
        [eventId],
      );
      expect(entries.map(({ detail }) => JSON.parse(detail))).toEqual([
        { eventId, receiver: reader.tenant.id, keyId: 'answers-1' },
      ]);
    });

    it('in the answer to a pushed token count as well', async () => {
      const publisher = await regulator();
      const receiver = await SsfReceiver.of(gateway(), 'answers-push');
      const endpoint = await PushEndpoint.start(receiver);
      await receiver.stream({ delivery: { method: 'urn:ietf:rfc:8935', endpoint_url: endpoint.url } });
      endpoint.answer = async ({ raw, claims }) => ({
        status: 202,
        type: 'application/jose',
        body: await signDeliveryReceipt(
          {
            tenant: 'answers-push',
            eventId: claims.txn,
            payloadSha256: payloadDigest(raw),
            receivedAt: '2026-01-02T03:04:05Z',
          },
          receiver.tenant.privateJwk,
        ),
      });
      const sharing = { ownerId: publisher.id, level: 'NAMED', memberIds: [receiver.tenant.id] } as const;
      const { eventId } = await publish(sharing);
      await eventually('a receipt', async () => (await receiptsOf(eventId)).length === 1);
      await endpoint.stop();
    });

    it('that are not for the message, or by another key, are passed over; the delivery stands', async () => {
      const publisher = await regulator();
      const reader = await subscriber('answers-wrongly');
      const stranger = await generateSigningKey('EdDSA', 'answers-wrongly-1');
      const wrong = [
        (message: ReceivedMessage) => receiptFor(reader, { ...answered(message), body: 'another' }),
        (message: ReceivedMessage) => receiptFor(reader, { ...answered(message), eventId: 'another' }),
        (message: ReceivedMessage) => receiptFor(reader, answered(message), stranger.privateJwk),
        async () => 'nonsense',
      ];
      const count = wrong.length;
      reader.receiver.answer = async (message) => ({
        status: 200,
        headers: { 'content-type': 'application/jose' },
        body: (await wrong.shift()?.(message)) ?? '',
      });
      await reader.tell(...Array.from({ length: count }, () => ({})));
      const lines = await reader.settled(count);
      for (const { eventId } of lines) expect(await receiptsOf(eventId)).toEqual([]);
      expect(publisher.kind).toBe('MARKET_REGULATOR');
    });

    it('can be handed in later, once for each delivery', async () => {
      const publisher = await regulator();
      const reader = await subscriber('hands-in');
      const other = await subscriber('hands-in-of-others');
      const sharing = { ownerId: publisher.id, level: 'NAMED', memberIds: [reader.tenant.id] } as const;
      const { eventId } = await publish(sharing);
      await reader.settled(1);
      expect(await receiversOf(publisher, { eventId })).toMatchObject([{ state: 'DELIVERED', receipt: null }]);

      const [message] = reader.receiver.received;
      const body = message?.body ?? '';
      const first = await handIn(reader.tenant, await receiptFor(reader, { eventId, body }));
      expect(first).toMatchObject({ __typename: 'DeliveryReceipt', deliveryId: expect.any(String) });
      expect(await handIn(reader.tenant, await receiptFor(reader, { eventId, body }))).toEqual(first);
      expect(await receiptsOf(eventId)).toHaveLength(1);

      expect(await handIn(reader.tenant, await receiptFor(reader, { eventId, body: 'another' }))).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await handIn(other.tenant, await receiptFor(other, { eventId, body }))).toMatchObject({
        __typename: 'NotFound',
      });
      expect(await handIn(other.tenant, await receiptFor(reader, { eventId, body }))).toMatchObject({
        __typename: 'InvalidInput',
        code: 'UNKNOWN_KEY',
      });
    });

    it('show who has a publication, who does not yet, and since when', async () => {
      const publisher = await regulator();
      const has = await subscriber('has-it');
      const waits = await subscriber('waits-for-it');
      const fails = await subscriber('fails-on-it');
      await waits.change('pause');
      fails.receiver.answer = () => 500;
      const memberIds = [has, waits, fails].map(({ tenant }) => tenant.id);
      const { eventId } = await publish({ ownerId: publisher.id, level: 'NAMED', memberIds });
      await has.settled(1);
      await waits.settled(1, 'HELD');
      await fails.settled(1, 'DEAD');
      const standings = await receiversOf(publisher, { eventId });
      expect(Object.fromEntries(standings.map(({ tenantCode, state }) => [tenantCode, state]))).toEqual({
        'has-it': 'DELIVERED',
        'waits-for-it': 'WAITING',
        'fails-on-it': 'FAILED',
      });
    });

    it('tell an agency of every receiver, and others of those alone that they named', async () => {
      const agency = await regulator();
      const reader = await subscriber('follows-all');
      const police = await subscriber('follows-quietly', 'POLICE');
      const platform = await gateway().tenant({ code: 'publishes-platform', kind: 'PLATFORM' });
      const byAgency = await publish({ ownerId: agency.id, level: 'PUBLIC' });
      const openly = await publish({ ownerId: platform.id, level: 'PUBLIC' });
      const named = await publish({ ownerId: platform.id, level: 'NAMED', memberIds: [police.tenant.id] });
      await reader.settled(2);
      await police.settled(3);
      const codes = async (publisher: TestTenant, eventId: string) =>
        (await receiversOf(publisher, { eventId })).map(({ tenantCode }) => tenantCode);
      expect(await codes(agency, byAgency.eventId)).toEqual(expect.arrayContaining(['follows-all', 'follows-quietly']));
      expect(await codes(platform, openly.eventId)).toEqual([]);
      expect(await codes(platform, named.eventId)).toEqual(['follows-quietly']);
      // Nobody asks about what another tenant published.
      expect(await codes(reader.tenant, byAgency.eventId)).toEqual([]);
      expect(await codes(agency, openly.eventId)).toEqual([]);
    });

    it('are asked about by one name, of the event or of its subject', async () => {
      const publisher = await regulator();
      await expect(receiversOf(publisher, {})).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
      await expect(receiversOf(publisher, { eventId: 'a', subjectId: 'b' })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
      });
      expect(await receiversOf(publisher, { subjectId: 'no id' })).toEqual([]);
    });
  },
  SETTINGS,
);
