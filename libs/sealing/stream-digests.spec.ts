import { createHash } from 'node:crypto';
import { someBytes } from './sealing.fixture.js';
import { startDigests } from './stream-digests.js';

const bytes = someBytes(600_000);
const hex = (part: Uint8Array) => createHash('sha256').update(part).digest('hex');

describe.each([
  ['here', 0],
  ['on a thread', undefined],
])('digests made %s', (_where, expectedBytes) => {
  test('are those of each lane, whatever the pieces', async () => {
    const digests = startDigests(2, expectedBytes);
    for (const piece of [bytes.subarray(0, 1), bytes.subarray(1, 1), bytes.subarray(1)]) await digests.update(1, piece);
    expect(await digests.finish()).toEqual([hex(Buffer.alloc(0)), hex(bytes)]);
    await digests.stop();
  });

  test('stay right when the reader keeps catching up with the writers', async () => {
    const digests = startDigests(2, expectedBytes);
    const fill = async (lane: number) => {
      for (let at = 0; at < 200_000; at += 1) await digests.update(lane, bytes.subarray(at, at + 1));
    };
    await Promise.all([fill(0), fill(1)]);
    expect(await digests.finish()).toEqual(Array(2).fill(hex(bytes.subarray(0, 200_000))));
    await digests.stop();
  });
});

test('a thread that is stopped fails whoever still waits for it', async () => {
  const digests = startDigests(1, undefined);
  await digests.stop();
  await expect(digests.finish()).rejects.toThrow('ended early');
});
