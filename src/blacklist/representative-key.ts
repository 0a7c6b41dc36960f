import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';

/**
 * Blind index of the name of a legal representative, 43 characters. It is made of the name as it is written, in characters
 * or in letters, so that a reading in pinyin never finds anybody.
 */
export const representativeKey = (index: BlindIndex, name: string): string =>
  index.key(
    'REPRESENTATIVE',
    name
      .normalize('NFKC')
      .replace(/[\s·•]/gu, '')
      .toLowerCase(),
  );
