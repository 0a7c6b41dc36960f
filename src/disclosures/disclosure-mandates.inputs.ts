import { z } from 'zod';
import { IDEMPOTENCY_KEY } from '../common/idempotency/idempotency-key.js';

const person = z.string().trim().min(1, 'The person is missing.').max(128, 'A name has at most 128 characters.');
const LONGEST_DELEGATION_MS = 366 * 86_400_000;

export const APPROVER = z.object({ actor: person, idempotencyKey: IDEMPOTENCY_KEY });

export const DELEGATION = z
  .object({
    absent: person,
    delegate: person,
    from: z.date('This is no moment.'),
    until: z.date('This is no moment.'),
    reason: z.string().trim().min(1, 'The reason is missing.').max(500, 'The reason has at most 500 characters.'),
    idempotencyKey: IDEMPOTENCY_KEY,
  })
  .refine(({ absent, delegate }) => absent !== delegate, {
    path: ['delegate'],
    message: 'Nobody stands in for himself.',
  })
  .refine(({ from, until }) => from < until, { path: ['until'], message: 'It ends before it begins.' })
  .refine(({ from, until }) => until.getTime() - from.getTime() <= LONGEST_DELEGATION_MS, {
    path: ['until'],
    message: 'A delegation lasts a year at most.',
  });

export const DELEGATION_END = z.object({
  id: z.string().max(64, 'An id has 36 characters.'),
  version: z.int().min(1, 'A version is 1 or more.'),
  idempotencyKey: IDEMPOTENCY_KEY,
});
