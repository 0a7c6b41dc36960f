import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const BRAND_FILE = join('config', 'demo', 'brands.txt');

/**
 * Looks for the file upwards from here: the sources lie two folders below the project root, the compiled files three.
 * @throws Error when no folder above has it
 */
function findBrandFile(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const candidate = join(folder, BRAND_FILE);
    if (existsSync(candidate)) return candidate;
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`The demo data needs ${BRAND_FILE} at the project root.`);
    folder = parent;
  }
}

let loaded: readonly string[] | undefined;

/** Brand names (字号) for demo merchants, those made of the commonest characters first; read once, on first use. */
export function brandNames(): readonly string[] {
  loaded ??= readFileSync(findBrandFile(), 'utf8').split('\n').filter(Boolean);
  return loaded;
}
