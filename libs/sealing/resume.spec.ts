import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadResumePoint, uploadResumePoint } from './resume.js';
import { someBytes } from './sealing.fixture.js';

const bytes = someBytes(100_000);
const sha256 = (part: Uint8Array) => createHash('sha256').update(part).digest('hex');
const listed = { sealedSize: bytes.length, sealedSha256: sha256(bytes) };
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'resume-'));
  path = join(folder, '0001.sealed');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test.each([
  ['is missing', undefined, { offset: 0, isComplete: false }],
  ['is empty', Buffer.alloc(0), { offset: 0, isComplete: false }],
  ['is partial', bytes.subarray(0, 70_000), { offset: 70_000, isComplete: false }],
  ['is whole', bytes, { offset: 100_000, isComplete: true }],
  ['is as long but other', someBytes(100_001).subarray(1), { offset: 0, isComplete: false }],
  ['is too long', someBytes(100_001), { offset: 0, isComplete: false }],
])('a download whose file %s', async (_name, there, point) => {
  if (there !== undefined) await writeFile(path, there);
  expect(await downloadResumePoint(path, listed)).toEqual(point);
});

test.each([
  ['nothing', { size: 0, sha256: sha256(Buffer.alloc(0)) }, { offset: 0, isComplete: false }],
  ['the beginning', { size: 65_537, sha256: sha256(bytes.subarray(0, 65_537)) }, { offset: 65_537, isComplete: false }],
  ['another beginning', { size: 65_537, sha256: sha256(bytes.subarray(1, 65_538)) }, { offset: 0, isComplete: false }],
  ['all', { size: 100_000, sha256: listed.sealedSha256 }, { offset: 100_000, isComplete: true }],
  ['more than all', { size: 100_001, sha256: sha256(someBytes(100_001)) }, { offset: 0, isComplete: false }],
])('an upload of which the other side holds %s', async (_name, stored, point) => {
  await writeFile(path, bytes);
  expect(await uploadResumePoint(path, stored)).toEqual(point);
});

test('an upload of a file that is gone fails instead of starting over', async () => {
  await expect(uploadResumePoint(path, { size: 0, sha256: '' })).rejects.toThrow('ENOENT');
});
