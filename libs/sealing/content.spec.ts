import { Readable } from 'node:stream';
import fc from 'fast-check';
import { FRAME_BYTES, maxSealedBytes } from './content-cipher.js';
import { openContent } from './open-content.js';
import { sealContent } from './seal-content.js';
import { Collector, cut, label, refusal, sealBytes, someBytes } from './sealing.fixture.js';
import { SealingError } from './sealing-error.js';

const place = { packageId: label.packageId, file: 1 };
const plain = someBytes(3 * FRAME_BYTES + 1000);
const { sealed, entry } = await sealBytes(plain);
// Frame: number (4), IV (12), content, tag (16). The last one: mark (4), number, IV, length (4), content, tag.
const FRAME = FRAME_BYTES + 32;
const HEADER = sealed.length - 3 * FRAME - (1000 + 40);
const frame = (number: number) => sealed.subarray(HEADER + number * FRAME, HEADER + (number + 1) * FRAME);

async function opened(bytes: Uint8Array, change: Partial<typeof entry> = {}, at = place, lengths?: number[]) {
  const sink = new Collector();
  await openContent(cut(bytes, lengths), sink, { ...entry, ...change }, at);
  return sink;
}

/** The code, after making sure that the sink did not get the whole file nor anything false. */
async function refused(bytes: Uint8Array, change: Partial<typeof entry> = {}, at = place) {
  const sink = new Collector();
  const code = await refusal(openContent(cut(bytes), sink, { ...entry, ...change }, at));
  expect(sink.isWhole).toBe(false);
  expect(sink.destroyed).toBe(true);
  expect(sink.bytes.length).toBeLessThan(plain.length);
  expect(plain.subarray(0, sink.bytes.length).equals(sink.bytes)).toBe(true);
  return code;
}

const altered = (change: (bytes: Buffer) => void) => {
  const bytes = Buffer.from(sealed);
  change(bytes);
  return bytes;
};

describe('sealing and opening', () => {
  const sizes = [0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 4 * FRAME_BYTES + 17];
  test.each(sizes)('gives %i bytes back, and lists sizes truly', async (size) => {
    const bytes = someBytes(size);
    const result = await sealBytes(bytes);
    expect(result.entry).toMatchObject({ size, sealedSize: result.sealed.length });
    expect(result.sealed.length).toBeLessThanOrEqual(maxSealedBytes(size));
    const sink = new Collector();
    await openContent(cut(result.sealed), sink, result.entry, place);
    expect(sink.isWhole).toBe(true);
    expect(sink.bytes.equals(bytes)).toBe(true);
  });

  test('does so however the streams are cut', async () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 600_000 }), lengths, lengths, async (size, before, after) => {
        // Pieces of a byte or two only make this slow.
        fc.pre(Math.max(...before) > 2000 && Math.max(...after) > 2000);
        const bytes = someBytes(size);
        const [sealing, opening] = [new Collector(), new Collector()];
        const content = await sealContent(cut(bytes, before), sealing, place);
        const listed = { name: 'x', mediaType: 'a/b', ...content };
        await openContent(cut(sealing.bytes, after), opening, listed, place);
        expect(opening.bytes.equals(bytes)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('does so when the header comes byte by byte', async () => {
    expect((await opened(sealed, {}, place, [...Array(500).fill(1), 200_000])).bytes.equals(plain)).toBe(true);
  });

  test('never seals twice alike', async () => {
    const again = await sealBytes(plain);
    expect(again.entry.contentKey).not.toBe(entry.contentKey);
    expect(again.sealed.subarray(-2000).equals(sealed.subarray(-2000))).toBe(false);
  });
});

describe('opening refuses', () => {
  const swap = () =>
    Buffer.concat([sealed.subarray(0, HEADER), frame(1), frame(0), sealed.subarray(HEADER + 2 * FRAME)]);
  const twice = () =>
    Buffer.concat([sealed.subarray(0, HEADER), frame(0), frame(0), sealed.subarray(HEADER + 2 * FRAME)]);
  const without = () => Buffer.concat([sealed.subarray(0, HEADER + FRAME), sealed.subarray(HEADER + 2 * FRAME)]);
  const cases: [name: string, code: string, bytes: () => Uint8Array | Promise<Uint8Array>][] = [
    ['nothing', 'FILE_TRUNCATED', () => Buffer.alloc(0)],
    ['half a header', 'FILE_TRUNCATED', () => sealed.subarray(0, 50)],
    ['a file that lacks its last byte', 'FILE_TRUNCATED', () => sealed.subarray(0, -1)],
    ['a file cut between frames', 'FILE_TRUNCATED', () => sealed.subarray(0, HEADER + 2 * FRAME)],
    ['a file that lacks a frame', 'FILE_ALTERED', without],
    ['a byte at the end', 'FILE_EXTRA_BYTES', () => Buffer.concat([sealed, Buffer.from([0])])],
    ['the file twice', 'FILE_EXTRA_BYTES', () => Buffer.concat([sealed, sealed])],
    ['frames in another order', 'FILE_ALTERED', swap],
    ['a frame repeated', 'FILE_ALTERED', twice],
    ['other bytes of that length', 'FILE_ALTERED', () => someBytes(sealed.length)],
    ['zeros', 'FILE_ALTERED', () => Buffer.alloc(sealed.length)],
    ['the second file of the package', 'FILE_SWAPPED', async () => (await sealBytes(plain, 2)).sealed],
    ['the first file of another package', 'FILE_SWAPPED', async () => (await sealBytes(plain, 1, 'package-2')).sealed],
    ['another sealing of the same place', 'FILE_ALTERED', async () => (await sealBytes(plain)).sealed],
  ];
  test.each(cases)('%s', async (_name, code, bytes) => {
    expect(await refused(await bytes())).toBe(code);
  });

  test('a place that the caller did not ask for', async () => {
    expect(await refused(sealed, {}, { ...place, file: 2 })).toBe('FILE_SWAPPED');
    expect(await refused(sealed, {}, { ...place, packageId: 'package-10' })).toBe('FILE_SWAPPED');
  });

  test.each([
    ['header', 0, HEADER],
    ['first frame', HEADER, HEADER + FRAME],
    ['last frame', HEADER + 3 * FRAME, sealed.length],
  ])('any changed byte of the %s', async (_part, from, to) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: from, max: to - 1 }), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
        const code = await refused(altered((bytes) => bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at)));
        expect(['FILE_ALTERED', 'FILE_SWAPPED']).toContain(code);
      }),
      { numRuns: 60 },
    );
  });

  test('any changed byte by its frame alone, when the digest of the file was made before', async () => {
    const known = entry.sealedSha256;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: sealed.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, mask) => {
          const changed = altered((bytes) => bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at));
          const sink = new Collector();
          const code = await refusal(openContent(cut(changed), sink, entry, place, undefined, known));
          expect(['FILE_ALTERED', 'FILE_SWAPPED']).toContain(code);
          expect(sink.isWhole).toBe(false);
        },
      ),
      { numRuns: 120 },
    );
    const whole = new Collector();
    await openContent(cut(sealed), whole, entry, place, undefined, known);
    expect(whole.bytes.equals(plain)).toBe(true);
    const wrong = new Collector();
    expect(await refusal(openContent(cut(sealed), wrong, entry, place, undefined, 'f'.repeat(64)))).toBe(
      'FILE_ALTERED',
    );
    expect([wrong.destroyed, wrong.bytes.length]).toEqual([true, 0]);
  });

  test('a manifest that lists other digests or sizes, before the last byte', async () => {
    const other = 'f'.repeat(64);
    expect(await refused(sealed, { sealedSha256: other })).toBe('FILE_ALTERED');
    expect(await refused(sealed, { sha256: other })).toBe('CONTENT_MISMATCH');
    expect(await refused(sealed, { size: plain.length + 1 })).toBe('CONTENT_MISMATCH');
    expect(await refused(sealed, { sealedSize: sealed.length + 1 })).toBe('FILE_TRUNCATED');
  });

  test('another content key', async () => {
    const { contentKey } = (await sealBytes(plain)).entry;
    expect(await refused(sealed, { contentKey })).toBe('FILE_ALTERED');
  });
});

describe('a failing neighbour', () => {
  const failing = () =>
    Readable.from(
      (async function* () {
        yield sealed.subarray(0, HEADER + FRAME);
        throw new Error('disk gone');
      })(),
    );

  test('is reported as what it is, not as tampering', async () => {
    await expect(openContent(failing(), new Collector(), entry, place)).rejects.toThrow('disk gone');
    await expect(sealContent(failing(), new Collector(), place)).rejects.toThrow('disk gone');
    for (const work of [
      (sink: Collector) => openContent(cut(sealed), sink, entry, place),
      (sink: Collector) => sealContent(cut(plain), sink, place),
    ]) {
      const full = new Collector();
      full._write = (_piece, _encoding, done: (failure?: Error) => void) => done(new Error('disk full'));
      const outcome = await work(full).catch((failure: unknown) => failure);
      expect(outcome).not.toBeInstanceOf(SealingError);
      expect(outcome).toMatchObject({ message: 'disk full' });
    }
  });
});
