import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { HANDLING_CODES } from '../../libs/sealing/manifest.js';
import { openFiles } from '../../libs/sealing/open-files.js';
import { packageDigests, signReceipt } from '../../libs/sealing/receipt.js';
import { sealFiles } from '../../libs/sealing/seal-files.js';
import { SealingError } from '../../libs/sealing/sealing-error.js';
import { SystemClock } from '../common/clock.js';
import {
  readPrivateEncryptionKey,
  readPrivateSigningKey,
  readPublicEncryptionKey,
  readPublicSigningKey,
  writePrivateFile,
} from './key-files.js';
import { CommandRefusal, type Output } from './output.js';

interface Parties {
  readonly request: string;
  readonly platform: string;
  readonly agency: string;
}

interface SealOptions extends Parties {
  readonly key: string;
  readonly recipient: string[];
  readonly retainUntil: string;
  readonly handling: string;
  readonly out: string;
  readonly package?: string;
  readonly mediaType?: string;
}

interface OpenOptions extends Parties {
  readonly key: string[];
  readonly platformKey: string[];
  readonly package: string;
  readonly out: string;
  readonly receipt?: string;
  readonly signingKey?: string;
}

/** `seal` and `open`: what a platform and an agency do on their own machines, with no gateway at hand. */
export function addPackageCommands(program: Command, output: () => Output): void {
  withParties(program.command('seal'))
    .description("Seal files to an agency's key and sign them, so that nobody on the way can read or change them.")
    .requiredOption('--key <file>', "the platform's private signing key")
    .requiredOption('--recipient <files...>', "the agency's public keys to seal to (`keygen --use enc`)")
    .requiredOption('--retain-until <day>', 'the day from which the package is no longer kept, as in 2027-01-31')
    .option('--handling <code>', HANDLING_CODES.join(', '), 'EVIDENCE')
    .option('--package <id>', 'id of the package (default: a new one)')
    .option('--media-type <type>', 'of all these files (default: application/octet-stream)')
    .requiredOption('--out <folder>', 'takes the package; new or empty')
    .argument('<files...>', 'the files')
    .action(async (files: string[], options: SealOptions) => {
      const envelope = await explained(() => seal(files, options));
      const line = `Package ${envelope.packageId} with ${envelope.files.length} files is in ${options.out}.`;
      output().say(line, { ...envelope, folder: options.out });
    });

  withParties(program.command('open'))
    .description('Open a sealed package: its files appear only when all of it has proven genuine.')
    .requiredOption('--key <files...>', "the agency's private keys (`keygen --use enc`); the one that fits is used")
    .requiredOption('--platform-key <files...>', "the platform's public signing keys")
    .requiredOption('--package <folder>', 'the package')
    .requiredOption('--out <folder>', 'takes the files; nothing is overwritten')
    .option('--receipt <file>', 'where to write a signed receipt for the platform')
    .option('--signing-key <file>', "the agency's private signing key, for the receipt")
    .action(async (options: OpenOptions) => {
      const opened = await explained(() => open(options));
      output().say(`Opened ${opened.files.length} files into ${options.out}.`, opened);
    });
}

const withParties = (command: Command): Command =>
  command
    .requiredOption('--request <id>', 'the disclosure request that the package answers')
    .requiredOption('--platform <code>', 'the tenant that seals')
    .requiredOption('--agency <code>', 'the tenant that it is for');

const now = (): Date => new Date(new SystemClock().now());

async function seal(files: readonly string[], options: SealOptions) {
  const { request, platform, agency, retainUntil } = options;
  const handling = HANDLING_CODES.find((code) => code === options.handling);
  if (!handling) {
    throw new CommandRefusal(`The handling is one of ${HANDLING_CODES.join(', ')}.`, 'INVALID_INPUT', '--handling');
  }
  const { mediaType } = options;
  return sealFiles({
    label: {
      packageId: options.package ?? randomUUID(),
      requestId: request,
      platform,
      agency,
      createdAt: now().toISOString(),
      retainUntil,
      handling,
    },
    files: files.map((path) => (mediaType ? { path, mediaType } : { path })),
    folder: options.out,
    platformKey: readPrivateSigningKey(options.key, '--key'),
    recipients: await Promise.all(options.recipient.map((path) => readPublicEncryptionKey(path, '--recipient'))),
  });
}

async function open(options: OpenOptions) {
  const { request, platform, agency, receipt, signingKey } = options;
  if ((receipt === undefined) !== (signingKey === undefined)) {
    throw new CommandRefusal('A receipt needs --receipt and --signing-key.', 'INVALID_INPUT', '--receipt');
  }
  const signer = signingKey === undefined ? undefined : readPrivateSigningKey(signingKey, '--signing-key');
  const { manifest, paths, sealedManifest } = await openFiles({
    folder: options.package,
    target: options.out,
    agencyKeys: await Promise.all(options.key.map((path) => readPrivateEncryptionKey(path, '--key'))),
    expected: {
      requestId: request,
      platform,
      agency,
      platformKeys: options.platformKey.map((path) => readPublicSigningKey(path, '--platform-key')),
    },
  });
  if (receipt !== undefined && signer) {
    writePrivateFile(
      receipt,
      `${await signReceipt(sealedManifest, { agencyKey: signer, openedAt: now() })}\n`,
      '--receipt',
    );
  }
  const { packageId, handling, retainUntil } = manifest;
  return { packageId, handling, retainUntil, files: paths, digests: packageDigests(sealedManifest) };
}

/** What sealing or opening refused, or a file that is not there, as a sentence. */
async function explained<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SealingError) {
      throw new CommandRefusal(error.message, error.code, error.file === undefined ? null : `file ${error.file}`);
    }
    const { code, path } = error as NodeJS.ErrnoException;
    if (code && path) throw new CommandRefusal(`${path} cannot be used (${code}).`, code);
    throw error;
  }
}
