#!/usr/bin/env node
// Starts the command line under the Node that the package pins, whatever Node the machine has. In a fresh clone it
// builds the program first. Plain JavaScript, since it must run before anything is built.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const program = join(root, 'dist', 'src', 'cli.js');

function fail(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** The Node of the `node` package that npm installed beside us. */
function pinnedNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'));
    const name = readdirSync(join(folder, 'bin')).find((file) => /^node(\.exe)?$/.test(file));
    return name && join(folder, 'bin', name);
  } catch {
    return undefined;
  }
}

const node = pinnedNode();
if (!node) fail('The packages are not installed: run `npm ci` in the folder of Liaison first.');

if (!existsSync(program)) {
  const built = spawnSync('npm', ['run', '-s', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (built.status !== 0) fail('Liaison is not built, and building it failed: run `npm run build` in its folder.');
}

const { status, signal, error } = spawnSync(node, ['--enable-source-maps', program, ...process.argv.slice(2)], {
  stdio: 'inherit',
});
if (error) fail(`The pinned Node did not start: ${error.message}`);
process.exit(signal ? 1 : (status ?? 1));
