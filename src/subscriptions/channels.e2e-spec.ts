import { createPublicKey, verify } from 'node:crypto';
import { verifyReceivedWebhook } from '../../libs/client/webhooks.js';
import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { createSubscription, Subscriber } from '../../test/harness/subscriptions.js';
import { verifiedByStandardWebhooks } from '../../test/harness/webhook-receiver.js';
import { newId } from '../common/ids.js';

const FAST = { LIAISON_SWEEP_INTERVAL_MS: '100', LIAISON_DELIVERY_BACKOFF_MS: '40' };

interface Keys {
  readonly subscription: { readonly publicKeys: string[]; readonly previousSecretUntil: string | null };
}

describeOnEachProfile(
  'what subscriptions want, and how their messages are signed',
  (gateway) => {
    const subscribers: Subscriber[] = [];
    const subscriber = async (code: string, input: Record<string, unknown>) => {
      const made = await Subscriber.of(gateway(), code, input);
      subscribers.push(made);
      return made;
    };
    const publicKeysOf = async ({ tenant, id }: Subscriber) => {
      const { subscription } = await tenant.client.query<Keys>(
        'query ($id: ID!) { subscription(id: $id) { publicKeys previousSecretUntil } }',
        { id },
      );
      return subscription.publicKeys;
    };

    afterAll(async () => {
      await Promise.all(subscribers.map(({ receiver }) => receiver.stop()));
    });

    const listId = newId();
    it.each<[string, Record<string, unknown>, Record<string, string>, Record<string, string>]>([
      ['kind of entity', { entityKinds: ['SHOP', 'LISTING'] }, { entityKind: 'SHOP' }, { entityKind: 'PERSON' }],
      ['platform', { platforms: ['bazaar'] }, { platform: 'bazaar' }, { platform: 'market' }],
      ['saved screening list', { listIds: [listId] }, { listId }, { listId: newId() }],
      ['severity', { severities: ['CRITICAL'] }, { severity: 'CRITICAL' }, { severity: 'LOW' }],
      ['division', { jurisdictions: ['330100'] }, { jurisdiction: '330106' }, { jurisdiction: '330200' }],
    ])('brings what a filter by %s wants, and nothing else', async (side, filter, wanted, other) => {
      const reader = await subscriber(`wants-${side.replaceAll(' ', '-').slice(0, 20)}`, { filter });
      const told = await reader.tell(other, {}, wanted, other, { ...wanted, category: 'OTHER' });
      await reader.gets(2);
      await reader.settled(2);
      expect(reader.receiver.subjects).toEqual([told[2], told[4]]);
    });

    it('signs by Ed25519 as well when it is asked to, and says by which key', async () => {
      const reader = await subscriber('signs-twice', { signatures: ['V1', 'V1A'] });
      await reader.tell();
      await reader.gets(1);
      const [received] = reader.receiver.received;
      const [publicKey = ''] = await publicKeysOf(reader);
      if (!received) throw new Error('nothing came');
      expect(verifiedByStandardWebhooks(reader.secret, received)).toEqual(received.message);
      expect(verifyReceivedWebhook({ secrets: [publicKey], ...received })).toMatchObject({ ok: true });

      const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures } = received.headers;
      const signature = signatures?.split(' ').find((one) => one.startsWith('v1a,'));
      const x = Buffer.from(publicKey.slice(5), 'base64').toString('base64url');
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
      const text = Buffer.from(`${id}.${timestamp}.${received.body}`);
      expect(verify(null, text, key, Buffer.from(signature?.slice(4) ?? '', 'base64'))).toBe(true);
    });

    it('shares no secret when messages are signed by Ed25519 only', async () => {
      const tenant = await gateway().tenant({ code: 'shares-nothing', kind: 'PLATFORM' });
      const made = await createSubscription(tenant, {
        name: 'a',
        url: 'http://127.0.0.1:9/hook',
        signatures: ['V1A'],
      });
      expect(made).toMatchObject({ __typename: 'SubscriptionWithSecret', secret: null });
      const [row] = await gateway().database.select<{ secret: string; publicKey: string }>(
        'SELECT secret, publicKey FROM subscription WHERE id = ?',
        [made.subscription?.id ?? ''],
      );
      expect(row?.secret).toMatch(/^v1\./);
      expect(row?.publicKey).toMatch(/^whpk_/);
    });

    it('signs by both pairs of keys while one rotates, and by the new one only afterwards', async () => {
      const reader = await subscriber('rotates-both', { signatures: ['V1', 'V1A'] });
      const [before = ''] = await publicKeysOf(reader);
      const secret = await reader.rotate(60);
      await reader.tell();
      await reader.gets(1);
      const [first] = reader.receiver.received;
      const [after = ''] = await publicKeysOf(reader);
      expect(after).not.toBe(before);
      for (const key of [reader.secret, secret, before, after]) {
        expect(first && verifyReceivedWebhook({ secrets: [key], ...first })).toMatchObject({ ok: true });
      }
      gateway().clock.move(61_000);
      await reader.tell();
      await reader.gets(2);
      const nowSeconds = gateway().clock.now() / 1_000;
      const second = reader.receiver.received[1];
      const beliefs = [reader.secret, secret, before, after].map(
        (key) => second && verifyReceivedWebhook({ secrets: [key], nowSeconds, ...second }).ok,
      );
      expect(beliefs).toEqual([false, true, false, true]);
    });

    it('tells the attributes of CloudEvents in headers', async () => {
      const reader = await subscriber('reads-headers', {});
      const [subjectId] = await reader.tell();
      await reader.gets(1);
      const [received] = reader.receiver.received;
      expect(received?.headers).toMatchObject({
        'ce-specversion': '1.0',
        'ce-id': received?.message.id,
        'ce-source': 'urn:liaison:liaison',
        'ce-type': 'blacklist.published',
        'ce-subject': `blacklist_entry/${subjectId}`,
        'ce-time': received?.message.timestamp,
        'content-type': 'application/json',
      });
    });

    it.each<[string, Record<string, unknown>, string]>([
      ['an over-long platform code', { filter: { platforms: ['A'.repeat(33)] } }, 'input.filter.platforms[0]'],
      ['a list that is no id', { filter: { listIds: ['all'] } }, 'input.filter.listIds[0]'],
      ['no signature scheme', { signatures: [] }, 'input.signatures'],
      [
        'a filter of too many combinations',
        {
          filter: {
            entityKinds: ['SHOP', 'PERSON'],
            severities: ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'],
            platforms: Array.from({ length: 100 }, (_, n) => `p-${n}`),
            listIds: [newId(), newId()],
          },
        },
        'input.filter',
      ],
    ])('refuses %s and names the field', async (_, change, field) => {
      const tenant = await gateway().tenant({ code: 'asks-wrongly', kind: 'PLATFORM' });
      const input = { name: 'a', url: 'http://127.0.0.1:9/hook', ...change };
      expect(await createSubscription(tenant, input)).toMatchObject({ __typename: 'InvalidInput', field });
    });
  },
  FAST,
);
