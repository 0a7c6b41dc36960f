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

const chosen = process.argv.slice(2);
const unknown = chosen.find((name) => !BENCHMARKS.includes(name));
if (unknown !== undefined) {
  process.stderr.write(`There is no benchmark ${unknown}: choose among ${BENCHMARKS.join(', ')}.\n`);
  process.exit(2);
}
for (const name of chosen.length > 0 ? chosen : BENCHMARKS) {
  process.stdout.write(`\n== ${name} ==\n`);
  const path = `test/bench/${name}.ts`;
  const { status } = spawnSync(process.execPath, ['--import', './test/harness/typescript-imports.js', path], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
