import { z } from 'zod';
import { MAX_FILES } from '../../libs/sealing/manifest.js';

const id = z.string().max(36, 'An id has 36 characters.');
const idempotencyKey = z.string().min(1).max(128, 'Takes at most 128 characters.').nullish();

/** Characters of the largest receipt: a thousand digests, signed. */
const MAX_RECEIPT_CHARACTERS = 60_000 * 3;

export const DELIVERY = z.object({
  requestId: id,
  manifestId: id,
  files: z
    .array(z.object({ attachmentId: id, item: z.string().max(64, 'Takes at most 64 characters.') }))
    .min(1, 'A package has at least one file.')
    .max(MAX_FILES, `A package has at most ${MAX_FILES} files.`),
  idempotencyKey,
});
export type DeliveryInput = z.output<typeof DELIVERY>;

export const CONFIRMATION = z.object({
  packageId: id,
  receipt: z.string().max(MAX_RECEIPT_CHARACTERS, 'The receipt is too long.'),
  idempotencyKey,
});
