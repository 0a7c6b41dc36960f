import { spawnSync } from 'node:child_process';

/** The benchmarks, each a process of its own so that none warms or fills the next one's memory. */
const BENCHMARKS = [
  'lookup',
  'search',
  'screening',
  'report-ingest',
  'deliveries',
  'delivery-load',
  'subscriptions',
  'sockets',
  'disclosure-inbox',
  'sealing',
  'matching/quality',
  'matching/speed',
];

// `npm run bench -- lookup --rounds 4`: what follows the name of one benchmark is for it.
const given = process.argv.slice(2);
const firstOption = given.findIndex((word) => word.startsWith('--'));
const chosen = firstOption < 0 ? given : given.slice(0, firstOption);
const options = firstOption < 0 ? [] : given.slice(firstOption);
if (options.length > 0 && chosen.length !== 1) {
  process.stderr.write('Options are for one benchmark: name it before them.\n');
  process.exit(2);
}
const unknown = chosen.find((name) => !BENCHMARKS.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no benchmark ${unknown}: choose among ${BENCHMARKS.join(', ')}.\n`);
  process.exit(2);
}
for (const name of chosen.length > 0 ? chosen : BENCHMARKS) {
  process.stdout.write(`\n== ${name} ==\n`);
  const path = `test/bench/${name}.ts`;
  const { status } = spawnSync(
    process.execPath,
    ['--import', './test/harness/typescript-imports.js', path, ...options],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exit(status ?? 1);
}
