import type { BlindIndex } from '../../libs/field-encryption/blind-index.js';
import type { FieldCipher } from '../../libs/field-encryption/field-cipher.js';
import type { CursorSealer } from '../../libs/field-encryption/opaque-cursor.js';

/** Injection token of the settings. */
export const SETTINGS = Symbol('Settings');
/** Injection token of the ciphers. */
export const CIPHERS = Symbol('Ciphers');

/** Everything that is made from the data keys. */
export interface Ciphers {
  readonly fields: FieldCipher;
  readonly index: BlindIndex;
  readonly pseudonyms: BlindIndex;
  /** Of what is asked under an idempotency key. */
  readonly inputs: BlindIndex;
  readonly cursors: CursorSealer;
}

/** The queues outside the process, for a dashboard to show; null where there are none. A function, since they open later. */
export const BULL_QUEUES = Symbol('BULL_QUEUES');
