import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { rowsOfChunk, type SpooledRow } from '../common/bulk/row-chunks.js';
import type { Ciphers } from '../common/tokens.js';
import { rowsContext } from './screening-contexts.js';

const decompress = promisify(gunzip);
/** A chunk opens to 48 KiB; more than this was not made here. */
const MAX_CHUNK_BYTES = 65_536;

/** The rows of a chunk in the spool. */
export async function openRows(
  { fields }: Pick<Ciphers, 'fields'>,
  screeningId: string,
  { chunkNumber, content }: { readonly chunkNumber: number; readonly content: Buffer },
): Promise<SpooledRow[]> {
  const packed = fields.decryptBytes(content, rowsContext(screeningId, chunkNumber));
  return rowsOfChunk(await decompress(packed, { maxOutputLength: MAX_CHUNK_BYTES }));
}
