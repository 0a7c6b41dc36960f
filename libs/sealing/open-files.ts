import { createReadStream, createWriteStream } from 'node:fs';
import { access, link, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FRAME_BYTES } from './content-cipher.js';
import type { PrivateEncryptionJwk } from './encryption-keys.js';
import { safeFileNames } from './file-names.js';
import type { Manifest } from './manifest.js';
import { openContent } from './open-content.js';
import { checkFolder, MANIFEST_NAME, sealedPath } from './package-folder.js';
import { type ExpectedPackage, openManifest } from './sealed-manifest.js';
import { SealingError } from './sealing-error.js';

/** Which package to open, with what, and where to. */
export type OpeningOrder = {
  /** The package folder: manifest and sealed files. */
  folder: string;
  /** Takes the plain files; made when missing. */
  target: string;
  agencyKeys: readonly PrivateEncryptionJwk[];
  expected: ExpectedPackage;
  /** Digests of the sealed files in their order, when the caller has just made them: they are not made once more. */
  sealedSha256?: readonly string[];
};

/** An opened package: what the platform signed, where the files lie now (in its order), and the manifest's text. */
export type OpenedPackage = { manifest: Manifest; paths: string[]; sealedManifest: string };

/**
 * Opens a package folder. The files take their names only when the whole package has proven genuine, each at once and
 * whole; before that they grow in a hidden folder that only this user can read, which is removed in any case. Names
 * are made safe first, and nothing that exists is overwritten.
 *
 * @throws SealingError every code that openManifest and openContent have, FILE_MISSING, FILE_UNEXPECTED, TARGET_EXISTS
 */
export async function openFiles(order: OpeningOrder): Promise<OpenedPackage> {
  const { folder, target, agencyKeys, expected, sealedSha256 } = order;
  const sealedManifest = await readManifest(folder);
  const manifest = await openManifest(sealedManifest, agencyKeys, expected);
  await checkFolder(folder, manifest.files.length);

  await mkdir(target, { recursive: true });
  const paths = safeFileNames(manifest.files.map(({ name }) => name)).map((name) => join(target, name));
  for (const [index, path] of paths.entries()) {
    if (await exists(path)) throw alreadyThere(index + 1);
  }

  // In the target itself, so that giving the names crosses no file system.
  const hidden = await mkdtemp(join(target, '.opening-'));
  try {
    for (const [index, sealed] of manifest.files.entries()) {
      const place = { packageId: manifest.packageId, file: index + 1 };
      const files = { input: sealedPath(folder, place.file), output: join(hidden, String(place.file)) };
      const source = createReadStream(files.input, { highWaterMark: FRAME_BYTES });
      // Flushed, so that a name never outlives its content in a power cut.
      const options = { flags: 'wx', mode: 0o600, flush: true };
      await openContent(source, createWriteStream(files.output, options), sealed, place, files, sealedSha256?.[index]);
    }
    await giveNames(hidden, paths);
  } finally {
    await rm(hidden, { recursive: true, force: true });
  }
  return { manifest, paths, sealedManifest };
}

async function readManifest(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, MANIFEST_NAME), 'utf8');
  } catch (failure) {
    if (isSystemError(failure, 'ENOENT')) throw new SealingError('FILE_MISSING', 'The package has no manifest.');
    throw failure;
  }
}

/** A hard link fails where the name is taken, which a rename would overwrite. All names are given, or none. */
async function giveNames(hidden: string, paths: readonly string[]): Promise<void> {
  const given: string[] = [];
  try {
    for (const [index, path] of paths.entries()) {
      await link(join(hidden, String(index + 1)), path).catch((failure: unknown) => {
        throw isSystemError(failure, 'EEXIST') ? alreadyThere(index + 1) : failure;
      });
      given.push(path);
    }
  } catch (failure) {
    await Promise.all(given.map((path) => rm(path, { force: true })));
    throw failure;
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function alreadyThere(file: number): SealingError {
  return new SealingError('TARGET_EXISTS', 'A file of that name is there already; nothing was overwritten.', file);
}

function isSystemError(failure: unknown, code: string): boolean {
  return typeof failure === 'object' && failure !== null && 'code' in failure && failure.code === code;
}
