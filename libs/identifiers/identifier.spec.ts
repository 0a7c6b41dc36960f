import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  IDENTIFIER_TYPES,
  type IdentifierType,
  isPersonalIdentifier,
  maskIdentifier,
  parseIdentifier,
} from './identifier.js';

const SAMPLES: Readonly<Record<IdentifierType, string>> = {
  USCC: '914403001922038216',
  RESIDENT_ID: '11010519491231002X',
  PHONE: '+8613812345678',
  BANK_CARD: '4111111111111111',
  SHOP_ID: 'taobao:shop-12345',
  LISTING_ID: 'taobao:item-12345',
  ACCOUNT_ID: 'taobao:user-12345',
  DOMAIN: 'shop.example.com',
  ICP: '京ICP备12345678号',
  PAYMENT_ACCOUNT: 'alipay:+8613812345678',
  EMAIL: 'zhang.san@example.com',
  ADDRESS: '浙江省杭州市西湖区文三路5-301号',
};
/** Types in which no space can be meant, so that any may be put between. */
const SPACE_FREE: readonly IdentifierType[] = [
  'USCC',
  'RESIDENT_ID',
  'PHONE',
  'BANK_CARD',
  'DOMAIN',
  'ICP',
  'EMAIL',
  'ADDRESS',
];

const type = fc.constantFrom(...IDENTIFIER_TYPES);
const platform = fc.option(fc.constantFrom('taobao', 'alipay', 'Wechat', '??'), { nil: undefined });
/** Lone surrogates, control characters and the alphabets that the parsers treat in a special way. */
const wild = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 30 }).map((units) => String.fromCharCode(...units)),
  fc.string({
    unit: fc.constantFrom(...'0123456789OIlXx-+.@:/# 转京备号浙江省市中国ＩＣＰ０１。İßΣ\u0301\u0338'),
    maxLength: 40,
  }),
  fc
    .tuple(fc.constantFrom(...Object.values(SAMPLES)), fc.nat(20), fc.string({ unit: 'grapheme', maxLength: 3 }))
    .map(([sample, at, inserted]) => sample.slice(0, at) + inserted + sample.slice(at)),
);

function toFullWidth(text: string): string {
  return text.replace(/[!-~]/g, (character) => String.fromCharCode(character.charCodeAt(0) + 0xfee0));
}

function canonicalOf(of: IdentifierType, raw: string, context?: { platform?: string | undefined }): string | undefined {
  const result = parseIdentifier(of, raw, context);
  return result.ok ? result.identifier.canonical : undefined;
}

describe('identifiers of every type', () => {
  test.each(IDENTIFIER_TYPES)('%s: a canonical value is accepted as it is, without corrections', (of) => {
    const sample = SAMPLES[of];
    expect(parseIdentifier(of, sample)).toMatchObject({
      ok: true,
      identifier: { type: of, canonical: sample, masked: maskIdentifier(of, sample), corrections: [] },
    });
  });

  test.each(IDENTIFIER_TYPES)('%s: full-width characters give the same canonical value', (of) => {
    expect(canonicalOf(of, toFullWidth(SAMPLES[of]))).toBe(SAMPLES[of]);
  });

  test.each(IDENTIFIER_TYPES)('%s: space around it gives the same canonical value and is reported', (of) => {
    const result = parseIdentifier(of, `\u3000 ${SAMPLES[of]}\u200b\t\n`);
    expect(result).toMatchObject({
      ok: true,
      identifier: { canonical: SAMPLES[of], corrections: [{ code: 'SPACING' }] },
    });
  });

  test.each(SPACE_FREE)('%s: space anywhere gives the same canonical value', (of) => {
    const space = fc.constantFrom(' ', '\u3000', '\u00a0', '\u200b', '\ufeff', '\t');
    fc.assert(
      fc.property(fc.nat(SAMPLES[of].length), space, (at, inserted) => {
        expect(canonicalOf(of, SAMPLES[of].slice(0, at) + inserted + SAMPLES[of].slice(at))).toBe(SAMPLES[of]);
      }),
    );
  });

  test.each(IDENTIFIER_TYPES)('%s: empty and over-long input is refused', (of) => {
    expect(parseIdentifier(of, '')).toMatchObject({ ok: false, problem: { reason: 'EMPTY' } });
    expect(parseIdentifier(of, ' \u200b')).toMatchObject({ ok: false, problem: { reason: 'EMPTY' } });
    const long = SAMPLES[of] + ' '.repeat(513);
    expect(parseIdentifier(of, long)).toMatchObject({ ok: false, problem: { reason: 'TOO_LONG' } });
  });

  test('never throws, answers with the type asked for, and masks without throwing', () => {
    fc.assert(
      fc.property(type, wild, platform, (of, raw, named) => {
        const result = parseIdentifier(of, raw, { platform: named });
        if (result.ok) expect(result.identifier.type).toBe(of);
        expect(typeof maskIdentifier(of, raw)).toBe('string');
      }),
      { numRuns: 5_000 },
    );
  });

  test('a canonical value parses to itself', () => {
    fc.assert(
      fc.property(type, wild, platform, (of, raw, named) => {
        const canonical = canonicalOf(of, raw, { platform: named });
        if (canonical !== undefined) expect(canonicalOf(of, canonical)).toBe(canonical);
      }),
      { numRuns: 5_000 },
    );
  });

  test('the canonical value of names and texts is stable under their own parser for any script', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 4, maxLength: 30 });
    fc.assert(
      fc.property(text, (raw) => {
        for (const [of, value] of [
          ['ADDRESS', raw],
          ['EMAIL', `${raw}@example.com`],
          ['SHOP_ID', `jd:${raw}`],
          ['DOMAIN', `${raw}.com`],
        ] as const) {
          const canonical = canonicalOf(of, value);
          if (canonical !== undefined) expect(canonicalOf(of, canonical)).toBe(canonical);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test('neither problem nor correction contains the value', () => {
    fc.assert(
      fc.property(type, wild, platform, (of, raw, named) => {
        fc.pre(raw.trim().length > 4);
        const result = parseIdentifier(of, raw, { platform: named });
        const messages = result.ok
          ? result.identifier.corrections.map(({ message }) => message)
          : [result.problem.message];
        for (const message of messages) expect(message).not.toContain(raw.trim());
      }),
      { numRuns: 3_000 },
    );
  });

  test('a damaged sample is refused without quoting any four characters of it', () => {
    for (const of of IDENTIFIER_TYPES) {
      const sample = SAMPLES[of];
      for (const raw of [`${sample}\u0000!?`, sample.slice(1), sample.slice(0, 3), `!!${sample}`]) {
        const result = parseIdentifier(of, raw);
        if (result.ok) continue;
        const quotes = Array.from({ length: Math.max(0, raw.length - 3) }, (_, at) => raw.slice(at, at + 4));
        for (const quote of quotes.filter((four) => /\d/.test(four)))
          expect(result.problem.message).not.toContain(quote);
      }
    }
  });

  test('personal types, and only they, are masked', () => {
    const personal = IDENTIFIER_TYPES.filter(isPersonalIdentifier);
    expect(personal).toEqual([
      'RESIDENT_ID',
      'PHONE',
      'BANK_CARD',
      'ACCOUNT_ID',
      'PAYMENT_ACCOUNT',
      'EMAIL',
      'ADDRESS',
    ]);
    for (const of of IDENTIFIER_TYPES) {
      const masked = maskIdentifier(of, SAMPLES[of]);
      expect(masked === SAMPLES[of]).toBe(!isPersonalIdentifier(of));
      const result = parseIdentifier(of, SAMPLES[of]);
      expect(result.ok && result.identifier.isPersonal).toBe(isPersonalIdentifier(of));
    }
  });

  test('no personal value is shown whole by its mask', () => {
    fc.assert(
      fc.property(type, wild, platform, (of, raw, named) => {
        fc.pre(isPersonalIdentifier(of));
        const result = parseIdentifier(of, raw, { platform: named });
        if (result.ok) expect(result.identifier.masked).toContain('***');
      }),
      { numRuns: 3_000 },
    );
  });
});
