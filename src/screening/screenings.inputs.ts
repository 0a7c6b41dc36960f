import { z } from 'zod';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';

export const SCREENING_BY_ID = z.object({
  id: z.string().max(64, 'An id has 36 characters.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});
