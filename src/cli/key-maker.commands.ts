import type { Command } from 'commander';
import { generateDataKey } from '../../libs/field-encryption/field-cipher.js';
import { ENCRYPTION_CURVES, generateEncryptionKey } from '../../libs/sealing/encryption-keys.js';
import { MAX_TOKEN_LIFETIME_SECONDS, signAgencyToken } from '../../libs/signing/agency-token.js';
import { generateSigningKey, isKeyId, isSigningAlgorithm, SIGNING_ALGORITHMS } from '../../libs/signing/keys.js';
import { isScope, SCOPES } from '../common/context/scopes.js';
import { readPrivateSigningKey, writePrivateFile } from './key-files.js';
import { CommandRefusal, type Output } from './output.js';

interface KeygenOptions {
  readonly use: string;
  readonly alg?: string;
  readonly curve?: string;
  readonly kid?: string;
  readonly out?: string;
  readonly master?: boolean;
}

interface TokenOptions {
  readonly tenant: string;
  readonly actor: string;
  readonly key: string;
  readonly scope: string[];
  readonly audience?: string;
  readonly lifetime: string;
}

/** `keygen` and `token`: what a tenant does on its own machine, with no database at hand. */
export function addKeyMakerCommands(program: Command, output: () => Output, audience: () => string): void {
  program
    .command('keygen')
    .description('Make a key pair: the private half goes to a file that only you can read, the public one is printed.')
    .option('--use <use>', 'sig to sign with, enc to have disclosures sealed to', 'sig')
    .option('--alg <algorithm>', `of a key to sign with: ${SIGNING_ALGORITHMS.join(', ')} (default: EdDSA)`)
    .option('--curve <curve>', `of a key to seal to: ${ENCRYPTION_CURVES.join(', ')} (default: X25519)`)
    .option('--kid <id>', 'id of a key to sign with (default: its RFC 7638 thumbprint, as always of a key to seal to)')
    .option('--out <file>', 'file for the private half (default: <kid>.private.jwk.json)')
    .option('--master', 'print a new LIAISON_MASTER_KEY instead')
    .action(async (options: KeygenOptions) => {
      if (options.master) return printMasterKey(output());
      await makeKeyPair(options);
    });

  program
    .command('token')
    .description('Sign a tenant token with a private key, and print it.')
    .requiredOption('--tenant <code>', 'the tenant that the token speaks for')
    .requiredOption('--actor <name>', 'the person or system acting')
    .requiredOption('--key <file>', 'the private key, as `keygen` wrote it')
    .requiredOption('--scope <scopes...>', 'what the token is for')
    .option('--audience <name>', "the gateway's LIAISON_AUDIENCE (default: as set here)")
    .option('--lifetime <seconds>', `1 to ${MAX_TOKEN_LIFETIME_SECONDS}`, '120')
    .action(async (options: TokenOptions) => {
      const token = await signToken({ ...options, audience: options.audience ?? audience() });
      output().say(token, { token });
    });
}

function printMasterKey(output: Output): void {
  const masterKey = generateDataKey().toString('base64');
  output.say(masterKey, { masterKey });
}

/** The public half alone goes to standard output, so that it can be sent on: `keygen > public.jwk.json`. */
async function makeKeyPair(options: KeygenOptions): Promise<void> {
  const { privateJwk, publicJwk } = await (options.use === 'enc' ? encryptionPair(options) : signingPair(options));
  const path = options.out ?? `${publicJwk.kid.replace(/[^\w.-]/g, '_')}.private.jwk.json`;
  writePrivateFile(path, `${JSON.stringify(privateJwk)}\n`, '--out');
  process.stdout.write(`${JSON.stringify(publicJwk)}\n`);
  process.stderr.write(`The private key is in ${path}: keep it to yourself. Register the public one, printed above.\n`);
}

function encryptionPair({ curve = 'X25519', alg, kid }: KeygenOptions) {
  if (alg !== undefined)
    throw new CommandRefusal('A key to seal to is chosen by its --curve.', 'INVALID_INPUT', '--alg');
  if (kid !== undefined) {
    throw new CommandRefusal('The id of a key to seal to is its thumbprint.', 'INVALID_INPUT', '--kid');
  }
  const known = ENCRYPTION_CURVES.find((name) => name === curve);
  if (known) return generateEncryptionKey(known);
  throw new CommandRefusal(`The curve is one of ${ENCRYPTION_CURVES.join(', ')}.`, 'INVALID_INPUT', '--curve');
}

function signingPair({ use, alg = 'EdDSA', kid, curve }: KeygenOptions) {
  if (use !== 'sig') throw new CommandRefusal('A key is for sig or for enc.', 'INVALID_INPUT', '--use');
  if (curve !== undefined) {
    throw new CommandRefusal('A key to sign with is chosen by its --alg.', 'INVALID_INPUT', '--curve');
  }
  if (!isSigningAlgorithm(alg)) {
    throw new CommandRefusal(`The algorithm is one of ${SIGNING_ALGORITHMS.join(', ')}.`, 'INVALID_INPUT', '--alg');
  }
  if (kid !== undefined && !isKeyId(kid)) {
    throw new CommandRefusal('A key id is 1 to 128 visible ASCII characters.', 'INVALID_INPUT', '--kid');
  }
  return generateSigningKey(alg, kid);
}

async function signToken(options: TokenOptions & { readonly audience: string }): Promise<string> {
  const { tenant, actor, key, scope, audience, lifetime } = options;
  const scopes = scope.flatMap((text) => text.split(/[\s,]+/)).filter((text) => text !== '');
  const unknown = scopes.find((name) => !isScope(name));
  if (unknown !== undefined) {
    const known = Object.keys(SCOPES).join(', ');
    throw new CommandRefusal(`There is no scope ${unknown}; there are ${known}.`, 'INVALID_INPUT', '--scope');
  }
  const privateJwk = readPrivateSigningKey(key, '--key');
  try {
    return await signAgencyToken({
      privateJwk,
      issuer: tenant,
      subject: actor,
      audience,
      scopes,
      lifetimeSeconds: Number(lifetime),
    });
  } catch (error) {
    if (error instanceof RangeError) throw new CommandRefusal(error.message, 'INVALID_INPUT');
    throw new CommandRefusal(`The file ${key} holds no private key that can sign.`, 'INVALID_INPUT', '--key');
  }
}
