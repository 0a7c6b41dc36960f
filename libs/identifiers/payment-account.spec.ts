import { describe, expect, test } from '@jest/globals';
import { parsePaymentAccount } from './payment-account.js';

describe('payment account', () => {
  test.each([
    ['alipay:13812345678', 'alipay:+8613812345678', 'PHONE', 'alipay:+86138****5678'],
    ['alipay:+86 138 1234 5678', 'alipay:+8613812345678', 'PHONE', 'alipay:+86138****5678'],
    ['支付宝：Zhang@Example.com', 'alipay:zhang@example.com', 'EMAIL', 'alipay:z***@example.com'],
    ['alipay:2088123412341234', 'alipay:2088123412341234', 'OTHER', 'alipay:****1234'],
    ['微信:wxid_Abc123', 'wechat:wxid_Abc123', 'OTHER', 'wechat:w***'],
    ['UnionPay: 4111 1111 1111 1111', 'unionpay:4111111111111111', 'BANK_CARD', 'unionpay:****1111'],
    ['other:abc@x', 'other:abc@x', 'OTHER', 'other:a***@x'],
  ])('reads %s as %s', (raw, canonical, accountKind, masked) => {
    expect(parsePaymentAccount(raw)).toMatchObject({
      identifier: { canonical, masked, isPersonal: true, derived: { accountKind } },
    });
  });

  test('takes the scheme from the context, and the one written first', () => {
    expect(parsePaymentAccount('13812345678', { platform: 'alipay' })).toMatchObject({
      identifier: { canonical: 'alipay:+8613812345678' },
    });
    expect(parsePaymentAccount('wechat:abc', { platform: 'alipay' })).toMatchObject({
      identifier: { canonical: 'wechat:abc' },
    });
  });

  test.each([
    ['', 'EMPTY'],
    ['alipay:', 'EMPTY'],
    ['13812345678', 'PLATFORM'],
    ['paypal:abc', 'PLATFORM'],
    ['alipay:a@b@c', 'FORMAT'],
    ['unionpay:4111111111111112', 'CHECKSUM'],
    ['wechat:a b', 'ALPHABET'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(parsePaymentAccount(raw)).toMatchObject({ ok: false, problem: { reason } });
  });
});
