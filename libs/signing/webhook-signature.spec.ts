import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { generateWebhookSecret } from './webhook-keys.js';
import { signWebhook, verifyWebhook, WEBHOOK_REFUSALS, WebhookSigner } from './webhook-signature.js';

const NOW = Math.floor(Date.now() / 1000);
const secret = generateWebhookSecret();
const other = generateWebhookSecret();
const body = '{"type":"blacklist.published","id":"名单-1"}';
const message = { id: 'evt_0192f0c1', timestampSeconds: NOW, body };
const headers = signWebhook({ ...message, secrets: [secret] });

const check = (change: object = {}, headerChange: object = {}) =>
  verifyWebhook({ headers: { ...headers, ...headerChange }, body, secrets: [secret], nowSeconds: NOW, ...change });

describe('against the official package', () => {
  const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
  const bodies = fc.json();

  test('it accepts what we sign, with either of two live secrets', () => {
    fc.assert(
      fc.property(ids, bodies, fc.integer({ min: -290, max: 290 }), (id, text, offset) => {
        const signed = signWebhook({ id, timestampSeconds: NOW + offset, body: text, secrets: [secret, other] });
        for (const live of [secret, other]) {
          expect(new Webhook(live).verify(text, signed)).toEqual(JSON.parse(text));
        }
        expect(() => new Webhook(generateWebhookSecret()).verify(text, signed)).toThrow();
      }),
    );
  });

  test('we accept what it signs, as text and as bytes', () => {
    fc.assert(
      fc.property(ids, bodies, (id, text) => {
        const signature = new Webhook(other).sign(id, new Date(NOW * 1000), text);
        const signed = { 'webhook-id': id, 'webhook-timestamp': String(NOW), 'webhook-signature': signature };
        for (const form of [text, Buffer.from(text), new TextEncoder().encode(text)]) {
          const secrets = [secret, other];
          expect(verifyWebhook({ headers: signed, body: form, secrets, nowSeconds: NOW })).toEqual({
            ok: true,
            id,
            timestampSeconds: NOW,
          });
        }
      }),
    );
  });

  test('the published example has the published signature', () => {
    const example = signWebhook({
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestampSeconds: 1614265330,
      body: '{"test": 2432232314}',
      secrets: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    });
    expect(example['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });
});

describe('a message is believed', () => {
  test.each([
    ['as sent', {}, {}],
    ['300 s late', { nowSeconds: NOW + 300 }, {}],
    ['300 s early', { nowSeconds: NOW - 300 }, {}],
    [
      'among signatures of other versions',
      {},
      { 'webhook-signature': `v1a,AAAA ${headers['webhook-signature']} v2,x` },
    ],
    ['after the signature of a retired secret', { secrets: [other, secret] }, {}],
    ['with headers in capitals', { headers: upper(headers) }, {}],
    ['with Fetch headers', { headers: new Headers(headers) }, {}],
    ['with a header as a list of one', {}, { 'webhook-id': ['evt_0192f0c1'] }],
  ])('%s', (_name, change, headerChange) => {
    expect(check(change, headerChange)).toEqual({ ok: true, id: message.id, timestampSeconds: NOW });
  });
});

describe('a message is refused', () => {
  const signature = headers['webhook-signature'];
  const cases: [string, keyof typeof WEBHOOK_REFUSALS, object, object?][] = [
    ['without id', 'MISSING_HEADER', {}, { 'webhook-id': undefined }],
    ['without timestamp', 'MISSING_HEADER', {}, { 'webhook-timestamp': undefined }],
    ['without signature', 'MISSING_HEADER', {}, { 'webhook-signature': undefined }],
    ['without any header', 'MISSING_HEADER', { headers: {} }],
    ['with Fetch headers that lack them', 'MISSING_HEADER', { headers: new Headers() }],
    ['with an id given twice', 'MISSING_HEADER', {}, { 'webhook-id': ['evt_0192f0c1', 'b'] }],
    ['with an id in two spellings', 'MISSING_HEADER', {}, { 'Webhook-Id': 'b' }],
    ['with an id that has a dot', 'INVALID_HEADER', {}, { 'webhook-id': 'a.b' }],
    ['with an over-long id', 'INVALID_HEADER', {}, { 'webhook-id': 'a'.repeat(256) }],
    ['with a timestamp in words', 'INVALID_HEADER', {}, { 'webhook-timestamp': 'now' }],
    ['with a timestamp followed by words', 'INVALID_HEADER', {}, { 'webhook-timestamp': `${NOW}x` }],
    ['with a timestamp led by zero', 'INVALID_HEADER', {}, { 'webhook-timestamp': `0${NOW}` }],
    ['with a negative timestamp', 'INVALID_HEADER', {}, { 'webhook-timestamp': '-1' }],
    ['with an over-long signature list', 'INVALID_HEADER', {}, { 'webhook-signature': `${signature} `.repeat(100) }],
    ['301 s late', 'TOO_OLD', { nowSeconds: NOW + 301 }],
    ['301 s early', 'TOO_NEW', { nowSeconds: NOW - 301 }],
    ['11 s late with 10 s tolerance', 'TOO_OLD', { nowSeconds: NOW + 11, toleranceSeconds: 10 }],
    ['without a clock', 'TOO_OLD', { nowSeconds: Number.NaN }],
    ['with another secret', 'BAD_SIGNATURE', { secrets: [other] }],
    ['with another body', 'BAD_SIGNATURE', { body: `${body} ` }],
    ['with another id', 'BAD_SIGNATURE', {}, { 'webhook-id': 'evt_2' }],
    ['with another timestamp', 'BAD_SIGNATURE', {}, { 'webhook-timestamp': String(NOW + 1) }],
    [
      'with the signature under another version',
      'BAD_SIGNATURE',
      {},
      { 'webhook-signature': signature.replace('v1', 'v1a') },
    ],
    ['with the version missing', 'BAD_SIGNATURE', {}, { 'webhook-signature': signature.slice(3) }],
    ['with an empty signature', 'BAD_SIGNATURE', {}, { 'webhook-signature': 'v1,' }],
    ['with a shortened signature', 'BAD_SIGNATURE', {}, { 'webhook-signature': signature.slice(0, -1) }],
  ];
  test.each(cases)('%s', (_name, reason, ...changes) => {
    expect(check(...changes)).toEqual({ ok: false, reason, message: WEBHOOK_REFUSALS[reason] });
  });

  test('when any character of the signature or the body is changed', () => {
    const letters = fc.constantFrom(...'ABCabc019+/=v,. ');
    fc.assert(
      fc.property(fc.boolean(), fc.nat(200), letters, (inBody, at, letter) => {
        const original = inBody ? body : signature;
        const index = at % original.length;
        fc.pre(original[index] !== letter);
        const changed = original.slice(0, index) + letter + original.slice(index + 1);
        const result = inBody ? check({ body: changed }) : check({}, { 'webhook-signature': changed });
        expect(result.ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('secrets and messages out of form', () => {
  test('a secret holds 24 to 64 random bytes', () => {
    for (const length of [24, 32, 64]) {
      const made = generateWebhookSecret(length);
      expect(made).toMatch(/^whsec_[A-Za-z0-9+/]+=*$/);
      expect(Buffer.from(made.slice(6), 'base64')).toHaveLength(length);
      expect(() => new WebhookSigner([made])).not.toThrow();
    }
    for (const length of [0, 23, 65, Number.NaN]) expect(() => generateWebhookSecret(length)).toThrow(RangeError);
    expect(generateWebhookSecret()).not.toBe(generateWebhookSecret());
  });

  test.each([
    ['none', []],
    ['an empty one', ['']],
    ['one without prefix', [secret.slice(6)]],
    ['a short one', [`whsec_${Buffer.alloc(23).toString('base64')}`]],
    ['a long one', [`whsec_${Buffer.alloc(65).toString('base64')}`]],
    ['one in base64url', [`whsec_${Buffer.alloc(32, 0xff).toString('base64url')}`]],
    ['a bad one beside a good one', [secret, 'whsec_x']],
  ])('refuses secrets: %s', (_name, secrets) => {
    expect(() => new WebhookSigner(secrets)).toThrow(RangeError);
  });

  test.each([
    { id: '' },
    { id: 'a.b' },
    { id: 'a b' },
    { id: 'a\nb' },
    { timestampSeconds: NOW + 0.5 },
    { timestampSeconds: -1 },
    { timestampSeconds: Number.NaN },
  ])('refuses to sign %j', (change) => {
    expect(() => signWebhook({ ...message, ...change, secrets: [secret] })).toThrow(RangeError);
  });
});

function upper(lower: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(lower).map(([name, value]) => [name.toUpperCase(), value]));
}
