// Sealing and opening one large file against plain AES-256-GCM streaming of the same file, in alternating rounds:
//   npm run build && node --import ./test/harness/typescript-imports.js test/bench/sealing.ts
import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { DIST } from './built.js';
import type { StageResult } from './sealing-stage.js';
import { printed, spreadOf } from './statistics.js';

const { values: options } = parseArgs({
  options: {
    mebibytes: { type: 'string', default: '1024' },
    rounds: { type: 'string', default: '5' },
    folder: { type: 'string', default: tmpdir() },
    dist: { type: 'string' },
  },
});
const BYTES = Number(options.mebibytes) * 2 ** 20;
const ROUNDS = Number(options.rounds);
const STAGES = ['plain seal', 'seal', 'plain open', 'open', 'open as fetched', 'plain seal with digests'] as const;

const run = promisify(execFile);
const script = fileURLToPath(new URL('sealing-stage.ts', import.meta.url));

async function measured(stage: string, folder: string): Promise<StageResult> {
  const { stdout } = await run(process.execPath, ['--no-warnings', script, stage, folder, `${BYTES}`, DIST.href]);
  return JSON.parse(stdout) as StageResult;
}

/** Random, so that nothing on the way can store less than it is given. */
async function fill(path: string): Promise<void> {
  const file = await open(path, 'wx');
  const block = Buffer.alloc(4 * 2 ** 20);
  for (let at = 0; at < BYTES; at += block.length) {
    await file.write(randomFillSync(block), 0, Math.min(block.length, BYTES - at));
  }
  await file.close();
}

const folder = await mkdtemp(join(options.folder, 'liaison-sealing-'));
const results = new Map<string, StageResult[]>(STAGES.map((stage) => [stage, []]));
const loads: number[] = [];
try {
  await fill(join(folder, 'plain'));
  for (let round = 0; round < ROUNDS; round++) {
    loads.push(loadavg()[0] ?? Number.NaN);
    for (const stage of STAGES) results.get(stage)?.push(await measured(stage, folder));
    for (const left of ['gcm', 'sealed', 'opened']) rmSync(join(folder, left), { force: true });
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

const spread = (stage: string, member: keyof StageResult) =>
  spreadOf(results.get(stage)?.map((result) => result[member]) ?? []);
const rows = STAGES.map((stage) => {
  const seconds = spread(stage, 'seconds');
  const cpuSeconds = spread(stage, 'cpuSeconds');
  const peakRssMb = spread(stage, 'peakRssMb');
  return { stage, mebibytesPerSecond: BYTES / 2 ** 20 / seconds.median, seconds, cpuSeconds, peakRssMb };
});
/** Round by round, since neighbours in time share what else the machine was doing. */
const ratio = (plain: string, ours: string, member: 'seconds' | 'cpuSeconds') =>
  spreadOf(
    (results.get(plain) ?? []).map((one, at) => one[member] / (results.get(ours)?.[at]?.[member] ?? Number.NaN)),
  );
const ratios = {
  seal: ratio('plain seal', 'seal', 'seconds'),
  open: ratio('plain open', 'open', 'seconds'),
  openAsFetched: ratio('plain open', 'open as fetched', 'seconds'),
  sealCpu: ratio('plain seal', 'seal', 'cpuSeconds'),
  openCpu: ratio('plain open', 'open', 'cpuSeconds'),
  openAsFetchedCpu: ratio('plain open', 'open as fetched', 'cpuSeconds'),
  sealAgainstPlainWithDigests: ratio('plain seal with digests', 'seal', 'seconds'),
};
const peakRssMb = Math.max(
  ...rows.filter(({ stage }) => ['seal', 'open', 'open as fetched'].includes(stage)).map((row) => row.peakRssMb.high),
);

console.log(
  `\nmedian (lowest–highest) of ${ROUNDS} rounds, ${options.mebibytes} MiB, load ${loads.map((load) => load.toFixed(1))}\n`,
);
console.table(
  Object.fromEntries(
    rows.map((row) => [
      row.stage,
      {
        'MiB/s': row.mebibytesPerSecond.toFixed(0),
        s: printed(row.seconds, 2),
        'CPU s': printed(row.cpuSeconds, 2),
        'peak MB': printed(row.peakRssMb),
      },
    ]),
  ),
);
console.table(Object.fromEntries(Object.entries(ratios).map(([name, value]) => [name, printed(value, 2)])));
console.log(`peak memory ${peakRssMb.toFixed(0)} MB (goal 200), goal of the ratios seal and open: 0.70`);
const machine = {
  cpu: cpus()[0]?.model,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
};
mkdirSync('bench-results', { recursive: true });
writeFileSync(
  'bench-results/sealing.json',
  `${JSON.stringify({ at: new Date(), machine, loads, options, ratios, peakRssMb, rows }, null, 2)}\n`,
);
