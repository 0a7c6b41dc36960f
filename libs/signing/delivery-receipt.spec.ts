import { CompactSign, importJWK } from 'jose';
import {
  type DeliveryReceipt,
  payloadDigest,
  type ReceiptKey,
  signDeliveryReceipt,
  verifyDeliveryReceipt,
} from './delivery-receipt.js';
import { generateSigningKey, importVerifyKey } from './keys.js';

const RECEIPT: DeliveryReceipt = {
  tenant: 'bazaar',
  eventId: 'event-1',
  payloadSha256: payloadDigest('{"a":1}'),
  receivedAt: '2026-01-02T03:04:05Z',
};

describe.each(['ES256', 'EdDSA', 'PS256'] as const)('a receipt by %s', (algorithm) => {
  let privateJwk: Awaited<ReturnType<typeof generateSigningKey>>['privateJwk'];
  let known: ReceiptKey;
  const keyOf = (keyId: string) => (keyId === 'k1' ? known : undefined);

  beforeAll(async () => {
    const pair = await generateSigningKey(algorithm, 'k1');
    privateJwk = pair.privateJwk;
    known = { key: await importVerifyKey(pair.publicJwk), algorithm };
  });

  it('says what was signed', async () => {
    expect(await verifyDeliveryReceipt(await signDeliveryReceipt(RECEIPT, privateJwk), keyOf)).toEqual({
      ok: true,
      receipt: RECEIPT,
      keyId: 'k1',
    });
  });

  it('is not believed when it was changed, or by another key', async () => {
    const signed = await signDeliveryReceipt(RECEIPT, privateJwk);
    const [head, , signature] = signed.split('.');
    const other = Buffer.from(JSON.stringify({ ...RECEIPT, eventId: 'event-2' })).toString('base64url');
    expect(await verifyDeliveryReceipt(`${head}.${other}.${signature}`, keyOf)).toEqual({
      ok: false,
      reason: 'BAD_SIGNATURE',
    });
    expect(await verifyDeliveryReceipt(signed, () => undefined)).toEqual({ ok: false, reason: 'UNKNOWN_KEY' });
  });

  it('is nothing that was signed for another purpose, or has other members', async () => {
    const sign = async (content: string, typ: string) =>
      new CompactSign(Buffer.from(content))
        .setProtectedHeader({ alg: algorithm, typ, kid: 'k1' })
        .sign(await importJWK(privateJwk, algorithm));
    const type = 'liaison-delivery-receipt+jws';
    for (const signed of [
      await sign(JSON.stringify(RECEIPT), 'agency+jwt'),
      await sign(JSON.stringify({ ...RECEIPT, more: 1 }), type),
      await sign(JSON.stringify({ ...RECEIPT, payloadSha256: 'short' }), type),
      'nonsense',
      '',
      'a.b.c',
      'x'.repeat(10_000),
    ]) {
      expect(await verifyDeliveryReceipt(signed, keyOf)).toEqual({ ok: false, reason: 'MALFORMED' });
    }
    expect(await verifyDeliveryReceipt(await sign('not json', type), keyOf)).toMatchObject({ ok: false });
  });
});
