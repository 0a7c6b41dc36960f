import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FRAME_BYTES } from './content-cipher.js';
import { openFiles } from './open-files.js';
import { MANIFEST_NAME } from './package-folder.js';
import { sealContent } from './seal-content.js';
import { sealFiles } from './seal-files.js';
import { sealManifest } from './sealed-manifest.js';
import { agencyKey, cut, expected, label, manifest, platformKey, refusal, someBytes } from './sealing.fixture.js';
import { MAX_FILE_BYTES } from './sealing-error.js';

const plains: Record<string, Buffer> = {
  '流水.csv': someBytes(FRAME_BYTES + 5),
  'empty.txt': Buffer.alloc(0),
  'scan.pdf': someBytes(2 * FRAME_BYTES),
};
const keys = { platformKey: platformKey.privateJwk, recipients: [agencyKey.publicJwk] };
let base: string;
let folder: string;
let target: string;

async function seal(into: string, packageId = label.packageId, from = Object.keys(plains)) {
  const files = from.map((name) => ({ path: join(base, 'plain', name) }));
  return sealFiles({ label: { ...label, packageId }, files, folder: into, ...keys });
}
const open = (change = {}) =>
  openFiles({ folder, target, agencyKeys: [agencyKey.privateJwk], expected: { ...expected, ...change } });
const found = async (path: string) => (await readdir(path).catch(() => [])).sort();

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sealing-'));
  folder = join(base, 'package');
  target = join(base, 'opened');
  await mkdir(join(base, 'plain'));
  for (const [name, bytes] of Object.entries(plains)) await writeFile(join(base, 'plain', name), bytes);
});
afterEach(() => rm(base, { recursive: true, force: true }));

test('a package folder opens to the files that were sealed, and leaves nothing else behind', async () => {
  const envelope = await seal(folder);
  expect(await found(folder)).toEqual(['0001.sealed', '0002.sealed', '0003.sealed', MANIFEST_NAME]);
  const sealed = await readFile(join(folder, '0001.sealed'));
  expect(envelope.files[0]?.sealedSize).toBe(sealed.length);

  const { manifest: opened, paths } = await open();
  expect(opened.files.map(({ name }) => name)).toEqual(Object.keys(plains));
  expect(await found(target)).toEqual(Object.keys(plains).sort());
  for (const [index, bytes] of Object.values(plains).entries()) {
    expect((await readFile(paths[index] ?? '')).equals(bytes)).toBe(true);
  }
});

test('a file so large that its digests are made on a second thread opens to the same, unless it was changed', async () => {
  const bytes = someBytes(33 * 2 ** 20 + 7);
  const path = join(base, 'plain', 'large.bin');
  await writeFile(path, bytes);
  await sealFiles({ label, files: [{ path }], folder, ...keys });
  const { manifest: opened, paths } = await open();
  expect(opened.files[0]?.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
  expect((await readFile(paths[0] ?? '')).equals(bytes)).toBe(true);

  await rm(target, { recursive: true });
  const sealed = await readFile(join(folder, '0001.sealed'));
  sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 1, sealed.length - 1);
  await writeFile(join(folder, '0001.sealed'), sealed);
  expect(await refusal(open())).toBe('FILE_ALTERED');
  expect(await found(target)).toEqual([]);
});

describe('a package is refused, and no file appears,', () => {
  const cases: [name: string, code: string, tamper: () => Promise<unknown>, change?: object][] = [
    ['when files changed places', 'FILE_SWAPPED', () => swap('0001.sealed', '0003.sealed')],
    ['when a file is from another package', 'FILE_SWAPPED', () => borrow('0003.sealed', '0001.sealed')],
    ['when the same place of another package is put in', 'FILE_SWAPPED', () => borrow('0001.sealed', '0001.sealed')],
    [
      'when all is of another package',
      'WRONG_PACKAGE',
      () => borrow(MANIFEST_NAME, MANIFEST_NAME),
      { packageId: label.packageId },
    ],
    ['when the manifest is of another package', 'FILE_SWAPPED', () => borrow(MANIFEST_NAME, MANIFEST_NAME)],
    ['when it answers another request', 'WRONG_REQUEST', async () => {}, { requestId: 'request-2' }],
    ['when a file is cut', 'FILE_TRUNCATED', () => truncate(join(folder, '0003.sealed'), FRAME_BYTES)],
    ['when a file is missing', 'FILE_MISSING', () => rm(join(folder, '0002.sealed'))],
    ['when the manifest is missing', 'FILE_MISSING', () => rm(join(folder, MANIFEST_NAME))],
    [
      'when a file is added',
      'FILE_UNEXPECTED',
      () => copyFile(join(folder, '0001.sealed'), join(folder, '0004.sealed')),
    ],
    ['when a byte is changed in the last file', 'FILE_ALTERED', () => flip('0003.sealed', FRAME_BYTES * 2)],
  ];
  // Rest arguments: Jest takes a parameter that a row leaves out for its callback.
  test.each(cases)('%s', async (...[, code, tamper, change]) => {
    await seal(folder);
    await tamper();
    expect(await refusal(open(change))).toBe(code);
    expect(await found(target)).toEqual([]);
  });

  async function swap(one: string, other: string) {
    // Alike in length, so that only their places differ.
    await rm(folder, { recursive: true });
    await copyFile(join(base, 'plain', 'scan.pdf'), join(base, 'plain', '流水.csv'));
    await seal(folder);
    await rename(join(folder, one), join(folder, 'aside'));
    await rename(join(folder, other), join(folder, one));
    await rename(join(folder, 'aside'), join(folder, other));
  }
  async function borrow(from: string, to: string) {
    const other = join(base, 'other');
    await seal(other, 'package-2');
    await copyFile(join(other, from), join(folder, to));
  }
  async function flip(name: string, at: number) {
    const bytes = await readFile(join(folder, name));
    bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
    await writeFile(join(folder, name), bytes);
  }
});

test('a name that is taken is not overwritten, and the other files do not appear either', async () => {
  await seal(folder);
  await mkdir(target);
  await writeFile(join(target, 'scan.pdf'), 'mine');
  expect(await refusal(open())).toBe('TARGET_EXISTS');
  expect(await found(target)).toEqual(['scan.pdf']);
  expect(await readFile(join(target, 'scan.pdf'), 'utf8')).toBe('mine');
});

test('names that would leave the target are made safe, whatever the platform signed', async () => {
  await mkdir(folder);
  const names = ['../../escape', '/etc/escape', 'a/../../escape', '.hidden'];
  const files = [];
  for (const [index, name] of names.entries()) {
    const sink = createWriteStream(join(folder, `000${index + 1}.sealed`));
    const place = { packageId: label.packageId, file: index + 1 };
    files.push({ name, mediaType: 'text/plain', ...(await sealContent(cut(Buffer.from(name)), sink, place)) });
  }
  await writeFile(join(folder, MANIFEST_NAME), await sealManifest({ ...manifest, files }, keys));
  await open();
  expect(await found(base)).toEqual(['opened', 'package', 'plain']);
  expect(await found(target)).toEqual(['_.._escape', '_etc_escape', 'a_.._.._escape', 'hidden']);
});

describe('sealing', () => {
  test('refuses a folder that is not empty', async () => {
    await seal(folder);
    expect(await refusal(seal(folder))).toBe('TARGET_EXISTS');
  });

  test('refuses a file over 2 GiB before it seals anything', async () => {
    const large = join(base, 'plain', 'scan.pdf');
    await truncate(large, MAX_FILE_BYTES + 1);
    expect(await refusal(seal(folder))).toBe('FILE_TOO_LARGE');
    expect(await found(folder)).toEqual([]);
  });

  test('leaves nothing behind when it fails', async () => {
    await expect(seal(folder, 'not a package id')).rejects.toThrow('packageId');
    expect(await found(folder)).toEqual([]);
    await expect(seal(folder, undefined, ['scan.pdf', 'gone.txt'])).rejects.toThrow('ENOENT');
    expect(await found(folder)).toEqual([]);
  });
});
