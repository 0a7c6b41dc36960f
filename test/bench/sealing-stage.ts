// One measured stage in a process of its own, so that its peak memory is its own: prints one line of JSON. It runs the
// built program without any loader, as a platform does, so nothing else counts either.
import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { createReadStream, createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** What a stage took. */
export type StageResult = { seconds: number; cpuSeconds: number; peakRssMb: number };

const [, , stage = '', folder = '.', size = '0', dist = ''] = process.argv;
const { FRAME_BYTES } = (await import(
  `${dist}libs/sealing/content-cipher.js`
)) as typeof import('../../libs/sealing/content-cipher.js');
const { openContent } = (await import(
  `${dist}libs/sealing/open-content.js`
)) as typeof import('../../libs/sealing/open-content.js');
const { sealContent } = (await import(
  `${dist}libs/sealing/seal-content.js`
)) as typeof import('../../libs/sealing/seal-content.js');
const plain = join(folder, 'plain');
const place = { packageId: 'bench', file: 1 };
const key = Buffer.alloc(32, 7);
const iv = Buffer.alloc(12, 7);
const framed = { highWaterMark: FRAME_BYTES };

const stages: Record<string, () => Promise<void>> = {
  async 'plain seal'() {
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    await pipeline(createReadStream(plain), cipher, createWriteStream(join(folder, 'gcm')));
    writeFileSync(join(folder, 'tag'), cipher.getAuthTag());
  },
  async 'plain open'() {
    const decipher = createDecipheriv('aes-256-gcm', key, iv).setAuthTag(readFileSync(join(folder, 'tag')));
    await pipeline(createReadStream(join(folder, 'gcm')), decipher, createWriteStream(join(folder, 'opened')));
  },
  async 'plain seal with digests'() {
    const [before, after] = [createHash('sha256'), createHash('sha256')];
    const tap = (hash: typeof before) => new PassThrough().on('data', (bytes) => hash.update(bytes));
    const cipher = createCipheriv('aes-256-gcm', key, iv);
    await pipeline(createReadStream(plain), tap(before), cipher, tap(after), createWriteStream(join(folder, 'gcm')));
    before.digest();
    after.digest();
  },
  async seal() {
    const sink = createWriteStream(join(folder, 'sealed'));
    const content = await sealContent(createReadStream(plain, framed), sink, place, {
      input: plain,
      output: join(folder, 'sealed'),
      bytes: Number(size),
    });
    writeFileSync(join(folder, 'entry'), JSON.stringify({ name: 'plain', mediaType: 'a/b', ...content }));
  },
  async open() {
    await openAs(false);
  },
  async 'open as fetched'() {
    await openAs(true);
  },
};

/** @param isKnown whether the digest of the sealed file was made before, as a download does */
async function openAs(isKnown: boolean): Promise<void> {
  const entry = JSON.parse(readFileSync(join(folder, 'entry'), 'utf8'));
  const files = { input: join(folder, 'sealed'), output: join(folder, 'opened') };
  const source = createReadStream(files.input, framed);
  const known = isKnown ? entry.sealedSha256 : undefined;
  await openContent(source, createWriteStream(files.output), entry, place, files, known);
}

const startMs = performance.now();
const startCpu = process.cpuUsage();
await stages[stage]?.();
const seconds = (performance.now() - startMs) / 1000;
const { user, system } = process.cpuUsage(startCpu);
const result: StageResult = {
  seconds,
  cpuSeconds: (user + system) / 1e6,
  peakRssMb: process.resourceUsage().maxRSS / 1024,
};
console.log(JSON.stringify(result));
