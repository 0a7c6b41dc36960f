import { readFileSync, writeFileSync } from 'node:fs';
import {
  checkEncryptionJwk,
  importEncryptionKey,
  type PrivateEncryptionJwk,
  type PublicEncryptionJwk,
} from '../../libs/sealing/encryption-keys.js';
import {
  checkPublicJwk,
  isKeyId,
  isSigningAlgorithm,
  type PrivateSigningJwk,
  type PublicSigningJwk,
} from '../../libs/signing/keys.js';
import { CommandRefusal } from './output.js';

/** A private signing key as `keygen` wrote it. @throws CommandRefusal naming the option */
export function readPrivateSigningKey(path: string, option: string): PrivateSigningJwk {
  const jwk = readJson(path) as PrivateSigningJwk | undefined;
  if (isSigningAlgorithm(jwk?.alg) && isKeyId(jwk.kid) && typeof jwk.d === 'string') return jwk;
  throw new CommandRefusal(`The file ${path} holds no private key as \`keygen\` writes it.`, 'INVALID_INPUT', option);
}

/** A private key that disclosures are sealed to, as `keygen --use enc` wrote it. @throws CommandRefusal */
export async function readPrivateEncryptionKey(path: string, option: string): Promise<PrivateEncryptionJwk> {
  const { d, ...publicHalf } = (readJson(path) ?? {}) as Partial<PrivateEncryptionJwk>;
  const checked = await checkEncryptionJwk(publicHalf);
  if (checked.ok && typeof d === 'string') {
    const jwk = { ...checked.jwk, d };
    const isWhole = await importEncryptionKey(jwk).then(
      () => true,
      () => false,
    );
    if (isWhole) return jwk;
  }
  throw new CommandRefusal(
    `The file ${path} holds no private key as \`keygen --use enc\` writes it.`,
    'INVALID_INPUT',
    option,
  );
}

/** A public key to seal to. @throws CommandRefusal */
export async function readPublicEncryptionKey(path: string, option: string): Promise<PublicEncryptionJwk> {
  const checked = await checkEncryptionJwk(readJson(path));
  if (checked.ok) return checked.jwk;
  throw new CommandRefusal(`The file ${path}: ${checked.problem.message}`, 'INVALID_INPUT', option);
}

/** A public key that verifies signatures. @throws CommandRefusal */
export function readPublicSigningKey(path: string, option: string): PublicSigningJwk {
  const checked = checkPublicJwk(readJson(path));
  if (checked.ok) return checked.jwk;
  throw new CommandRefusal(`The file ${path}: ${checked.problem.message}`, 'INVALID_INPUT', option);
}

/** Writes a new file that only its owner can read. @throws CommandRefusal, also when it is there already */
export function writePrivateFile(path: string, content: string, option: string): void {
  try {
    writeFileSync(path, content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    const why = isThere ? 'exists already and is not overwritten' : 'cannot be written';
    throw new CommandRefusal(`The file ${path} ${why}.`, 'INVALID_INPUT', option);
  }
}

/** What a file holds as JSON; undefined when there is no such file, or no JSON in it: the same to who gave its name. */
function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
