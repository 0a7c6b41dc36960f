import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { SealingError } from './sealing-error.js';

/** The manifest's name in a package folder. It is written last: a folder without it is unfinished. */
export const MANIFEST_NAME = 'manifest.jwe.json';

/** The name of the sealed file of a number (from 1): `0001.sealed`. It says nothing of the plain file. */
export function sealedName(file: number): string {
  return `${String(file).padStart(4, '0')}.sealed`;
}

/** Where the sealed file of a number lies in a package folder. */
export function sealedPath(folder: string, file: number): string {
  return join(folder, sealedName(file));
}

/**
 * Checks that a package folder holds the sealed files 1 to `count` and no other; names that begin with a dot are left
 * to the system.
 *
 * @throws SealingError FILE_MISSING, FILE_UNEXPECTED
 */
export async function checkFolder(folder: string, count: number): Promise<void> {
  const found = new Set((await readdir(folder)).filter((name) => !name.startsWith('.') && name !== MANIFEST_NAME));
  for (let file = 1; file <= count; file++) {
    if (!found.delete(sealedName(file))) throw new SealingError('FILE_MISSING', 'A sealed file is missing.', file);
  }
  if (found.size > 0)
    throw new SealingError('FILE_UNEXPECTED', 'The package holds files that its manifest does not list.');
}
