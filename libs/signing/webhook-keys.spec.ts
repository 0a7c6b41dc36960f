import { createPublicKey, verify } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { generateWebhookKeyPair, generateWebhookSecret, readWebhookKey } from './webhook-keys.js';
import { signWebhook, verifyWebhook } from './webhook-signature.js';

const NOW = Math.floor(Date.now() / 1000);
const pair = generateWebhookKeyPair();
const other = generateWebhookKeyPair();
const secret = generateWebhookSecret();
const body = '{"type":"blacklist.published","name":"名单"}';
const message = { id: 'evt_1', timestampSeconds: NOW, body };

const believed = (secrets: readonly string[], headers: ReturnType<typeof signWebhook>, text: string = body) =>
  verifyWebhook({ headers, body: text, secrets, nowSeconds: NOW }).ok;

describe('an asymmetric webhook key', () => {
  test('signs what plain Ed25519 verifies over id, timestamp and body', () => {
    const headers = signWebhook({ ...message, secrets: [pair.privateKey] });
    const [version, signature = ''] = headers['webhook-signature'].split(',');
    expect(version).toBe('v1a');
    const x = Buffer.from(pair.publicKey.slice(5), 'base64').toString('base64url');
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
    expect(verify(null, Buffer.from(`evt_1.${NOW}.${body}`), key, Buffer.from(signature, 'base64'))).toBe(true);
  });

  // RFC 8032 §7.1, test 3: the key pair in the form of Standard Webhooks.
  test('is the key of RFC 8032 when made from its seed', () => {
    const seed = Buffer.from('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7', 'hex');
    const point = Buffer.from('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025', 'hex');
    const whole = readWebhookKey(`whsk_${Buffer.concat([seed, point]).toString('base64')}`);
    const short = readWebhookKey(`whsk_${seed.toString('base64')}`);
    const text = { head: '', body: Buffer.from('af82', 'hex') };
    const expected = Buffer.from(
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac' +
        '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
      'hex',
    ).toString('base64');
    expect([whole.sign(text), short.sign(text)]).toEqual([expected, expected]);
  });

  test('is believed by its public half, and by no other', () => {
    const headers = signWebhook({ ...message, secrets: [pair.privateKey] });
    expect(believed([pair.publicKey], headers)).toBe(true);
    expect(believed([pair.privateKey], headers)).toBe(true);
    expect(believed([other.publicKey], headers)).toBe(false);
    expect(believed([secret], headers)).toBe(false);
    expect(believed([pair.publicKey], headers, `${body} `)).toBe(false);
    expect(believed([pair.publicKey], { ...headers, 'webhook-id': 'evt_2' })).toBe(false);
  });

  test('stands beside v1, and beside its successor while it rotates', () => {
    const headers = signWebhook({ ...message, secrets: [secret, other.privateKey, pair.privateKey] });
    expect(headers['webhook-signature'].split(' ').map((one) => one.split(',')[0])).toEqual(['v1', 'v1a', 'v1a']);
    for (const key of [secret, pair.publicKey, other.publicKey]) expect(believed([key], headers)).toBe(true);
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  });

  test('signs nothing with its public half', () => {
    expect(() => signWebhook({ ...message, secrets: [pair.publicKey] })).toThrow(RangeError);
  });

  test.each([
    ['a private key whose public half is another', `whsk_${mixed()}`],
    ['a private key of another length', `whsk_${Buffer.alloc(33).toString('base64')}`],
    ['a public key of another length', `whpk_${Buffer.alloc(31).toString('base64')}`],
    ['a public key in base64url', `whpk_${Buffer.alloc(32, 0xff).toString('base64url')}`],
    ['a key of no kind', pair.publicKey.replace('whpk', 'whxx')],
    ['an endless one', `whpk_${'A'.repeat(10_000)}`],
  ])('is refused: %s', (_name, key) => {
    expect(() => readWebhookKey(key)).toThrow(RangeError);
  });

  test.each(['', '====', 'AAAA', Buffer.alloc(64).toString('base64'), 'x'.repeat(88)])(
    'never throws for a signature like %j',
    (signature) => {
      const headers = { ...signWebhook({ ...message, secrets: [secret] }), 'webhook-signature': `v1a,${signature}` };
      expect(believed([pair.publicKey], headers)).toBe(false);
    },
  );
});

function mixed(): string {
  const half = (key: string, start: number) => Buffer.from(key.slice(5), 'base64').subarray(start, start + 32);
  return Buffer.concat([half(pair.privateKey, 0), half(other.privateKey, 32)]).toString('base64');
}
