import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const optionAt = process.argv.indexOf('--dist');

/** Folder of the built program; `--dist` names another than `dist`. */
export const DIST = new URL(
  `${optionAt > 0 ? process.argv[optionAt + 1] : 'dist'}/`,
  new URL('../../', import.meta.url),
);

/**
 * A module of the built program: benchmarks run without a compile step of their own, and Node does not strip decorators.
 * @param path below the root of the sources, such as `src/common/ids.js`
 */
export async function built<Module>(path: string): Promise<Module> {
  const url = new URL(path, DIST);
  if (!existsSync(fileURLToPath(url))) throw new Error(`${path} is not built: run \`npm run build\` first.`);
  return (await import(url.href)) as Module;
}
