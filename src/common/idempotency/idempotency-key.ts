import { z } from 'zod';

const RULE = 'An idempotency key has 1 to 128 visible ASCII characters.';

/** The `idempotencyKey` of an input. Databases do not agree on spaces at the end nor on null bytes, so neither is taken. */
export const IDEMPOTENCY_KEY = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/, RULE)
  .nullish();
