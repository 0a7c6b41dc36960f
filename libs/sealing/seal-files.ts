import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { PrivateSigningJwk } from '../signing/keys.js';
import { FRAME_BYTES } from './content-cipher.js';
import type { PublicEncryptionJwk } from './encryption-keys.js';
import { safeFileNames } from './file-names.js';
import { type Envelope, MANIFEST_FORMAT, type PackageLabel, type SealedFile } from './manifest.js';
import { MANIFEST_NAME, sealedPath } from './package-folder.js';
import { sealContent } from './seal-content.js';
import { readEnvelope, sealManifest } from './sealed-manifest.js';
import { MAX_FILE_BYTES, SealingError } from './sealing-error.js';

/** A plain file to be sealed; the name that the agency will see is the path's own when left out. */
export type PlainFile = { path: string; name?: string; mediaType?: string };

/** What to seal, for whom, and where to. */
export type SealingOrder = {
  label: PackageLabel;
  files: readonly PlainFile[];
  /** Made when missing; must be empty. Takes the sealed files and the manifest. */
  folder: string;
  platformKey: PrivateSigningJwk;
  recipients: readonly PublicEncryptionJwk[];
};

/**
 * Seals files into a package folder. The manifest comes last, by a rename, so a folder that has one is whole; on
 * failure everything written is removed again.
 *
 * @returns the package's open part, for the upload
 * @throws SealingError FILE_TOO_LARGE, TARGET_EXISTS (the folder is not empty), MANIFEST_MALFORMED (the label or a
 *   media type is not acceptable)
 */
export async function sealFiles(order: SealingOrder): Promise<Envelope> {
  const { label, files, folder, platformKey, recipients } = order;
  await checkSizes(files);
  await mkdir(folder, { recursive: true });
  if ((await readdir(folder)).length > 0) throw new SealingError('TARGET_EXISTS', 'The package folder is not empty.');

  const written = files.map((_, index) => sealedPath(folder, index + 1));
  const draft = join(folder, `.${MANIFEST_NAME}`);
  try {
    const sealed = await sealAll(order);
    const keys = { platformKey, recipients };
    const manifest = await sealManifest({ format: MANIFEST_FORMAT, ...label, files: sealed }, keys);
    await writeFile(draft, manifest, { flag: 'wx', flush: true });
    await rename(draft, join(folder, MANIFEST_NAME));
    return readEnvelope(manifest);
  } catch (failure) {
    await Promise.all([draft, ...written].map((path) => rm(path, { force: true })));
    throw failure;
  }
}

async function sealAll({ label: { packageId }, files, folder }: SealingOrder): Promise<SealedFile[]> {
  const names = safeFileNames(files.map(({ path, name }) => name ?? basename(path)));
  const sealed: SealedFile[] = [];
  // One after the other: memory stays that of a single file.
  for (const [index, { path, mediaType = 'application/octet-stream' }] of files.entries()) {
    const place = { packageId, file: index + 1 };
    const { size } = await stat(path);
    const output = sealedPath(folder, place.file);
    const source = createReadStream(path, { highWaterMark: FRAME_BYTES });
    const sink = createWriteStream(output, { flags: 'wx' });
    const content = await sealContent(source, sink, place, { input: path, output, bytes: size });
    sealed.push({ name: names[index] ?? 'file', mediaType, ...content });
  }
  return sealed;
}

/** Before any work: a size that is refused only after 2 GiB were sealed would be a poor answer. */
async function checkSizes(files: readonly PlainFile[]): Promise<void> {
  for (const [index, { path }] of files.entries()) {
    const { size } = await stat(path);
    if (size > MAX_FILE_BYTES) throw new SealingError('FILE_TOO_LARGE', 'A file is at most 2 GiB.', index + 1);
  }
}
