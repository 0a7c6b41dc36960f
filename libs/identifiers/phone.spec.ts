import { describe, expect, test } from '@jest/globals';
import { maskPhone, parsePhone } from './phone.js';

describe('phone number', () => {
  test.each([
    ['13812345678', '+8613812345678', 'MOBILE'],
    ['+86 138-1234-5678', '+8613812345678', 'MOBILE'],
    ['0086 13812345678', '+8613812345678', 'MOBILE'],
    ['8613812345678', '+8613812345678', 'MOBILE'],
    ['013812345678', '+8613812345678', 'MOBILE'],
    ['１３８１２３４５６７８', '+8613812345678', 'MOBILE'],
    ['l38I2345678', '+8613812345678', 'MOBILE'],
    ['手机：13812345678', '+8613812345678', 'MOBILE'],
    ['0571-88888888', '+8657188888888', 'LANDLINE'],
    ['(0571) 8888.8888', '+8657188888888', 'LANDLINE'],
    ['（０５７１）８８８８８８８８', '+8657188888888', 'LANDLINE'],
    ['+86 (0)571 8888 8888', '+8657188888888', 'LANDLINE'],
    ['010-66668888', '+861066668888', 'LANDLINE'],
    ['400-123-4567', '+864001234567', 'OTHER'],
    ['+852 9123 4567', '+85291234567', 'MOBILE'],
    ['00852 9123 4567', '+85291234567', 'MOBILE'],
  ])('reads %s as %s', (raw, canonical, lineType) => {
    expect(parsePhone(raw)).toMatchObject({ ok: true, identifier: { canonical, derived: { lineType } } });
  });

  test.each(['0571-88888888转8001', '0571-88888888 ext. 8001', '057188888888#8001', '0571-88888888 分机8001'])(
    'takes the extension off %s',
    (raw) => {
      expect(parsePhone(raw)).toMatchObject({
        identifier: { canonical: '+8657188888888', derived: { extension: '8001', country: 'CN' } },
      });
    },
  );

  test.each([
    ['', 'EMPTY'],
    ['--', 'EMPTY'],
    ['12315', 'LENGTH'],
    ['138123456789012345678', 'LENGTH'],
    ['138123456', 'LENGTH'],
    ['88888888', 'FORMAT'],
    ['12812345678', 'FORMAT'],
    ['+999123456789', 'REGION'],
    ['13812345678/13912345678', 'ALPHABET'],
    ['1381234567八', 'ALPHABET'],
    ['++8613812345678', 'ALPHABET'],
  ])('refuses %s with %s', (raw, reason) => {
    expect(parsePhone(raw)).toMatchObject({ ok: false, problem: { reason } });
  });

  test('reports what was mended', () => {
    const result = parsePhone('电话：（0571）8888－8888转12');
    expect(result.ok && result.identifier.corrections.map((correction) => correction.code)).toEqual([
      'FULL_WIDTH',
      'SPACING',
      'PREFIX',
      'PUNCTUATION',
      'SUFFIX',
    ]);
  });

  test.each([
    ['+8613812345678', '+86138****5678'],
    ['+8657188888888', '+86****8888'],
    ['+85291234567', '+85****4567'],
    ['+6834002', '+68****02'],
    ['13812345678', '***'],
  ])('masks %s as %s', (canonical, masked) => expect(maskPhone(canonical)).toBe(masked));
});
