import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { someBytes } from './sealing.fixture.js';
import { startDigests } from './stream-digests.js';

const bytes = someBytes(3_000_000);
const hex = (part: Uint8Array) => createHash('sha256').update(part).digest('hex');
/** As large as a thread is worth. */
const LARGE = 2 ** 30;

describe('digests made beside the streams', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-digests-'));
  let files = { input: '', output: '', bytes: LARGE };
  let made = 0;

  beforeEach(() => {
    made += 1;
    files = { ...files, input: join(folder, `in-${made}`), output: join(folder, `out-${made}`) };
    writeFileSync(files.input, bytes);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('follow a file that is there and one that appears later and grows in pieces', async () => {
    const digests = startDigests(files);
    for (let at = 0; at < bytes.length; at += 70_001) {
      const piece = bytes.subarray(at, at + 70_001);
      digests.update(0, piece);
      digests.update(1, piece);
      await new Promise(setImmediate);
      // Taken before they are written, as a stream does.
      appendFileSync(files.output, piece);
    }
    expect(await digests.finish()).toEqual([hex(bytes), hex(bytes)]);
    await digests.stop();
  });

  test('count what is withheld, and wait for what is taken but not written yet', async () => {
    const digests = startDigests(files);
    digests.update(0, bytes.subarray(0, 10));
    digests.update(1, bytes.subarray(0, 1_000));
    digests.update(1, bytes.subarray(1_000));
    const finished = digests.finish(bytes.subarray(1_000));
    writeFileSync(files.output, bytes.subarray(0, 600));
    await new Promise((resolve) => setTimeout(resolve, 30));
    appendFileSync(files.output, bytes.subarray(600, 1_000));
    expect(await finished).toEqual([hex(bytes.subarray(0, 10)), hex(bytes)]);
    await digests.stop();
  });

  test('are those of nothing for two empty streams', async () => {
    const digests = startDigests(files);
    expect(await digests.finish()).toEqual([hex(Buffer.alloc(0)), hex(Buffer.alloc(0))]);
    await digests.stop();
  });

  test('fail whoever waits for them when they are stopped, or a file cannot be read', async () => {
    const stopped = startDigests(files);
    await stopped.stop();
    await expect(stopped.finish()).rejects.toThrow('ended early');
    const unreadable = startDigests({ ...files, input: folder });
    unreadable.update(0, bytes);
    await expect(unreadable.finish()).rejects.toThrow('EISDIR');
    await unreadable.stop();
  });
});

test('digests made here are those of each lane, whatever the pieces', async () => {
  const digests = startDigests(undefined);
  for (const piece of [bytes.subarray(0, 1), bytes.subarray(1, 1), bytes.subarray(1)]) digests.update(1, piece);
  expect(await digests.finish(bytes.subarray(1))).toEqual([hex(Buffer.alloc(0)), hex(bytes)]);
  await digests.stop();
});
