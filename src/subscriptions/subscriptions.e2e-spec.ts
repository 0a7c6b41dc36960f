import { describeOnEachProfile } from '../../test/harness/profiles.js';
import { createSubscription, type MutationAnswer, Subscriber } from '../../test/harness/subscriptions.js';

const GOOD = { name: 'alerts', url: 'http://127.0.0.1:9/hook' };

describeOnEachProfile('subscriptions', (gateway) => {
  const platform = () => gateway().tenant({ code: 'subscribing-platform', kind: 'PLATFORM' });

  it.each<[string, Record<string, unknown>, string]>([
    ['an empty name', { name: ' ' }, 'input.name'],
    ['an over-long name', { name: 'a'.repeat(201) }, 'input.name'],
    ['a URL that cannot be read', { url: 'no url' }, 'input.url'],
    ['a URL with a password', { url: 'https://user:secret@receiver.example/' }, 'input.url'],
    ['an unknown event type', { eventTypes: ['blacklist.published', 'sun.rises'] }, 'input.eventTypes[1]'],
    ['an unknown category', { filter: { categories: ['OTHER', 'WEATHER'] } }, 'input.filter.categories[1]'],
    ['an unknown division', { filter: { jurisdictions: ['999999'] } }, 'input.filter.jurisdictions[0]'],
    [
      'too many items',
      { filter: { jurisdictions: Array.from({ length: 101 }, () => '330100') } },
      'input.filter.jurisdictions',
    ],
  ])('refuses %s and names the field', async (_, change, field) => {
    const tenant = await platform();
    expect(await createSubscription(tenant, { ...GOOD, ...change })).toMatchObject({
      __typename: 'InvalidInput',
      field,
    });
  });

  it('shows the secret once, and none when the same idempotency key asks again', async () => {
    const tenant = await platform();
    const input = { ...GOOD, idempotencyKey: 'once-only' };
    const first = await createSubscription(tenant, input);
    expect(first.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const again = await createSubscription(tenant, input);
    expect(again).toMatchObject({ secret: null, subscription: { id: first.subscription?.id } });
    const other = await createSubscription(tenant, { ...input, name: 'other' });
    expect(other).toMatchObject({ __typename: 'Conflict', code: 'IDEMPOTENCY_KEY_REUSED' });
  });

  it('keeps the secret sealed in the database', async () => {
    const made = await createSubscription(await platform(), GOOD);
    const [row] = await gateway().database.select<{ secret: string }>('SELECT secret FROM subscription WHERE id = ?', [
      made.subscription?.id ?? '',
    ]);
    expect(row?.secret).toMatch(/^v1\./);
    expect(row?.secret).not.toContain(made.secret?.slice(6, 20));
  });

  it('lists the own subscriptions, and neither shows nor changes those of others', async () => {
    const mine = await Subscriber.of(gateway(), 'lists-own');
    const other = await gateway().tenant({ code: 'lists-other', kind: 'PLATFORM' });
    const list = '{ subscriptions { edges { node { id name url eventTypes filter { severities } state } } } }';
    expect(await mine.tenant.client.query(list)).toEqual({
      subscriptions: {
        edges: [
          {
            node: {
              id: mine.id,
              name: 'lists-own',
              url: mine.receiver.url,
              eventTypes: [],
              filter: { severities: [] },
              state: 'ACTIVE',
            },
          },
        ],
      },
    });
    expect(await other.client.query(list)).toEqual({ subscriptions: { edges: [] } });
    const { result } = await other.client.mutate<{ result: MutationAnswer }>(
      `mutation ($input: SubscriptionAtVersionInput!) {
        result: pauseSubscription(input: $input) { __typename ... on UserError { code field } } }`,
      { input: { id: mine.id, version: 1 } },
    );
    expect(result).toEqual({ __typename: 'NotFound', code: 'NOT_FOUND', field: 'input.id' });
    await mine.receiver.stop();
  });

  it('refuses a change from the wrong state or of an old version', async () => {
    const mine = await Subscriber.of(gateway(), 'changes-late');
    expect(await mine.change('resume')).toMatchObject({ __typename: 'Conflict', code: 'WRONG_STATE' });
    await mine.change('pause');
    const { result } = await mine.tenant.client.mutate<{ result: MutationAnswer }>(
      `mutation ($input: SubscriptionAtVersionInput!) {
        result: resumeSubscription(input: $input) { __typename ... on UserError { code field } } }`,
      { input: { id: mine.id, version: 1 } },
    );
    expect(result).toEqual({ __typename: 'Conflict', code: 'CONFLICT', field: 'input.version' });
    await mine.receiver.stop();
  });

  it('leaves one ledger entry for each change', async () => {
    const mine = await Subscriber.of(gateway(), 'is-recorded');
    await mine.change('pause');
    await mine.rotate();
    await mine.change('resume');
    await mine.change('delete');
    const rows = await gateway().database.select<{ action: string }>(
      'SELECT action FROM ledger_entry WHERE subjectId = ? ORDER BY id',
      [mine.id],
    );
    expect(rows.map(({ action }) => action)).toEqual([
      'subscription.create',
      'subscription.pause',
      'subscription.rotate-secret',
      'subscription.resume',
      'subscription.delete',
    ]);
    await mine.receiver.stop();
  });
});

describeOnEachProfile(
  'subscriptions where webhooks must be public',
  (gateway) => {
    it.each([
      ['http://receiver.example/', 'NOT_HTTPS'],
      ['https://127.0.0.1/', 'NOT_PUBLIC'],
      ['https://localhost/', 'NOT_PUBLIC'],
      ['https://169.254.169.254/latest', 'NOT_PUBLIC'],
      ['https://[::ffff:10.0.0.1]/', 'NOT_PUBLIC'],
      ['https://no-such-host.invalid/', 'UNRESOLVABLE'],
    ])('refuses %s: %s', async (url, code) => {
      const tenant = await gateway().tenant({ code: 'guarded', kind: 'PLATFORM' });
      expect(await createSubscription(tenant, { name: 'guarded', url })).toMatchObject({ code, field: 'input.url' });
    });
  },
  { LIAISON_WEBHOOK_ALLOW_PRIVATE: 'false' },
);
