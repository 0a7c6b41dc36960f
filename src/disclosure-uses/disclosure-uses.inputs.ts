import { z } from 'zod';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';
import { DISCLOSURE_USES } from '../disclosures/disclosure.policy.js';

const id = z.string().max(64, 'An id has 36 characters.');
const words = (what: string, maximum: number) =>
  z.string().trim().min(1, `${what} is missing.`).max(maximum, `${what} has at most ${maximum} characters.`);

export const DECLARATION = z
  .object({
    requestId: id,
    kind: z.enum(DISCLOSURE_USES),
    purpose: words('The purpose', 4_000),
    recipient: words('The recipient', 200).nullish(),
    idempotencyKey: IDEMPOTENCY_KEY,
  })
  .refine(({ kind, recipient }) => kind !== 'ONWARD_SHARING' || recipient, {
    path: ['recipient'],
    message: 'Say to whom it is passed on.',
  })
  .refine(({ kind, recipient }) => kind === 'ONWARD_SHARING' || !recipient, {
    path: ['recipient'],
    message: 'Only what is passed on has a recipient.',
  });

export const CONSENT = z.object({
  id,
  version: z.int().min(1, 'A version is 1 or more.'),
  isConsented: z.boolean(),
  reason: words('The reason', 4_000),
  idempotencyKey: IDEMPOTENCY_KEY,
});
