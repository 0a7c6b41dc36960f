import { z } from 'zod';

/** The `idempotencyKey` of an input. */
export const IDEMPOTENCY_KEY = z
  .string()
  .min(1, 'An idempotency key has 1 to 128 characters.')
  .max(128, 'An idempotency key has 1 to 128 characters.')
  .nullish();
