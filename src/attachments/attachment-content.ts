import { createSecretKey, type KeyObject } from 'node:crypto';
import { openBox, sealBox } from '../../libs/field-encryption/authenticated-box.js';
import { generateDataKey } from '../../libs/field-encryption/field-cipher.js';
import type { Ciphers } from '../common/tokens.js';

/** Plain bytes per chunk; encrypted it must stay below the 65,535 bytes that the column holds. */
export const CHUNK_BYTES = 60 * 1024;
/** Chunks that are read or written together: at most 1 MiB is held in memory. */
export const CHUNKS_PER_STEP = 16;

const keyContext = (id: string): string => `attachment-key:${id}`;

/** A key of its own for one attachment, as it is stored: encrypted under the data keys. */
export function newWrappedKey(ciphers: Pick<Ciphers, 'fields'>, id: string): string {
  const key = generateDataKey();
  const wrapped = ciphers.fields.encrypt(key.toString('base64'), keyContext(id));
  key.fill(0);
  return wrapped;
}

/** Seals and opens the chunks of one attachment; each is bound to its attachment and its number. */
export class AttachmentContent {
  private readonly key: KeyObject;

  constructor(
    ciphers: Pick<Ciphers, 'fields'>,
    private readonly id: string,
    wrappedKey: string,
  ) {
    this.key = createSecretKey(ciphers.fields.decrypt(wrappedKey, keyContext(id)), 'base64');
  }

  seal(chunkNumber: number, plain: Uint8Array): Buffer {
    return sealBox(this.key, plain, this.placeOf(chunkNumber));
  }

  /** @param length how many bytes it must hold, so that an older, shorter chunk cannot stand in for it. @throws Error */
  open(chunkNumber: number, sealed: Buffer, length: number): Buffer {
    const plain = openBox(this.key, sealed, this.placeOf(chunkNumber));
    if (plain?.length !== length) throw new Error('a chunk of an attachment is not authentic');
    return plain;
  }

  private placeOf(chunkNumber: number): string {
    return `attachment:${this.id}:${chunkNumber}`;
  }
}

/** How many bytes of a content of `length` bytes the chunk holds. */
export const chunkLength = (length: number, chunkNumber: number): number =>
  Math.min(CHUNK_BYTES, length - chunkNumber * CHUNK_BYTES);
