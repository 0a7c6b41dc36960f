import fc from 'fast-check';
import { CompactSign, GeneralEncrypt, importJWK } from 'jose';
import { generateSigningKey, SIGNING_ALGORITHMS } from '../signing/keys.js';
import { ENCRYPTION_CURVES, generateEncryptionKey, importEncryptionKey } from './encryption-keys.js';
import { envelopeOf } from './manifest.js';
import { openManifest, readEnvelope, sealManifest } from './sealed-manifest.js';
import { agencyKey, expected, label, listed, manifest, otherKey, platformKey, refusal } from './sealing.fixture.js';
import { SealingError } from './sealing-error.js';

const keys = { platformKey: platformKey.privateJwk, recipients: [agencyKey.publicJwk] };
const sealed = await sealManifest(manifest, keys);
const whole = { ...manifest, recipients: [agencyKey.publicJwk.kid] };
const open = (text: string, change = {}) => openManifest(text, [agencyKey.privateJwk], { ...expected, ...change });
const changed = (change: (jwe: ReturnType<typeof JSON.parse>) => void) => {
  const jwe = JSON.parse(sealed);
  change(jwe);
  return JSON.stringify(jwe);
};
const b64 = (text: string) => Buffer.from(text).toString('base64url');
const aad = JSON.stringify(envelopeOf(whole));

/** Seals what the library itself would not. */
async function sealAnything(
  payload: unknown,
  { typ = 'liaison-manifest+jws', enc = 'A256GCM', key = platformKey.privateJwk, open: openPart = aad } = {},
) {
  const signed = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: key.alg, typ, kid: key.kid })
    .sign(await importJWK(key, key.alg));
  const header = { alg: 'ECDH-ES+A256KW', kid: agencyKey.publicJwk.kid };
  const jwe = new GeneralEncrypt(Buffer.from(signed))
    .setProtectedHeader({ enc })
    .setAdditionalAuthenticatedData(Buffer.from(openPart));
  jwe.addRecipient(await importEncryptionKey(agencyKey.publicJwk)).setUnprotectedHeader(header);
  return JSON.stringify(await jwe.encrypt());
}

describe('a sealed manifest', () => {
  test.each(SIGNING_ALGORITHMS)('signed with %s opens to what was sealed', async (alg) => {
    const key = await generateSigningKey(alg);
    const text = await sealManifest(manifest, { ...keys, platformKey: key.privateJwk });
    expect(await open(text, { platformKeys: [platformKey.publicJwk, key.publicJwk] })).toEqual(whole);
  });

  test.each(ENCRYPTION_CURVES)('opens with an agency key on %s', async (crv) => {
    const key = await generateEncryptionKey(crv);
    const text = await sealManifest(manifest, { ...keys, recipients: [key.publicJwk] });
    expect((await openManifest(text, [key.privateJwk], expected)).files).toEqual([listed]);
  });

  test('opens for each of several recipients, whichever of their keys they try', async () => {
    const text = await sealManifest(manifest, { ...keys, recipients: [agencyKey.publicJwk, otherKey.publicJwk] });
    const spare = await generateEncryptionKey('P-256');
    for (const key of [agencyKey, otherKey]) {
      const opened = await openManifest(text, [spare.privateJwk, key.privateJwk], expected);
      expect(opened.recipients).toEqual([agencyKey.publicJwk.kid, otherKey.publicJwk.kid]);
    }
  });

  test('shows the operator label, sizes and sealed digests, and nothing else', () => {
    expect(readEnvelope(sealed)).toEqual({
      format: 'liaison-package/1',
      ...label,
      files: [{ sealedSize: 500, sealedSha256: listed.sealedSha256 }],
    });
    const readable = Object.values(JSON.parse(sealed))
      .map((part) => (typeof part === 'string' ? Buffer.from(part, 'base64url').toString() : JSON.stringify(part)))
      .join();
    for (const secret of [listed.name, listed.mediaType, listed.sha256, listed.contentKey]) {
      expect(readable).not.toContain(secret);
    }
  });
});

describe('openManifest refuses', () => {
  const tampered: [name: string, code: string, text: () => string | Promise<string>][] = [
    ['text that is no JSON', 'MANIFEST_MALFORMED', () => 'x'],
    ['JSON null', 'MANIFEST_MALFORMED', () => 'null'],
    ['a JWE without its open part', 'MANIFEST_MALFORMED', () => changed((jwe) => delete jwe.aad)],
    ['a JWE with a shared header', 'MANIFEST_MALFORMED', () => changed((jwe) => (jwe.unprotected = { zip: 'DEF' }))],
    ['no recipients', 'MANIFEST_MALFORMED', () => changed((jwe) => (jwe.recipients = []))],
    ['a null recipient', 'MANIFEST_MALFORMED', () => changed((jwe) => (jwe.recipients = [null]))],
    ['a recipient without header', 'MANIFEST_MALFORMED', () => changed((jwe) => delete jwe.recipients[0].header)],
    ['over-long text', 'MANIFEST_MALFORMED', () => sealed + ' '.repeat(9 * 2 ** 20)],
    ['another key wrap', 'MANIFEST_MALFORMED', () => changed((jwe) => (jwe.recipients[0].header.alg = 'ECDH-ES'))],
    ['another cipher', 'MANIFEST_MALFORMED', () => sealAnything(whole, { enc: 'A128GCM' })],
    ['another open part', 'MANIFEST_ALTERED', () => changed((jwe) => (jwe.aad = b64(aad.replace('EVIDENCE', 'NONE'))))],
    [
      'another ciphertext',
      'MANIFEST_ALTERED',
      () => changed((jwe) => (jwe.ciphertext = `AAAA${jwe.ciphertext.slice(4)}`)),
    ],
    ['another tag', 'MANIFEST_ALTERED', () => changed((jwe) => (jwe.tag = b64('0123456789abcdef')))],
    ['another recipient only', 'NOT_A_RECIPIENT', () => changed((jwe) => (jwe.recipients[0].header.kid = 'x'))],
    [
      'a recipient whom the platform did not name',
      'NOT_A_RECIPIENT',
      () => sealAnything({ ...whole, recipients: [otherKey.publicJwk.kid] }),
    ],
    [
      'an open part that the signed one contradicts',
      'MANIFEST_ALTERED',
      () => sealAnything(whole, { open: aad.replace('2026-09-01', '2099-09-01') }),
    ],
    ['a signed receipt', 'MANIFEST_MALFORMED', () => sealAnything(whole, { typ: 'liaison-receipt+jws' })],
    ['a member too many', 'MANIFEST_MALFORMED', () => sealAnything({ ...whole, note: 1 })],
    ['another format', 'MANIFEST_MALFORMED', () => sealAnything({ ...whole, format: 'liaison-package/2' })],
    ['no files', 'MANIFEST_MALFORMED', () => sealAnything({ ...whole, files: [] })],
    [
      'a sealed size far above the plain one',
      'MANIFEST_MALFORMED',
      () => sealAnything({ ...whole, files: [{ ...listed, sealedSize: 2 ** 20 }] }),
    ],
  ];
  test.each(tampered)('%s', async (_name, code, text) => {
    expect(await refusal(open(await text()))).toBe(code);
  });

  test('a signature by a key that is not the platform’s', async () => {
    const stranger = await generateSigningKey('ES256', 'stranger');
    const text = await sealManifest(manifest, { ...keys, platformKey: stranger.privateJwk });
    expect(await refusal(open(text))).toBe('UNKNOWN_SIGNER');
  });

  test('a stranger’s signature under the name of the platform’s key', async () => {
    const forged = await generateSigningKey('ES256', platformKey.publicJwk.kid);
    const otherAlgorithm = await generateSigningKey('EdDSA', platformKey.publicJwk.kid);
    for (const { privateJwk } of [forged, otherAlgorithm]) {
      const text = await sealManifest(manifest, { ...keys, platformKey: privateJwk });
      expect(await refusal(open(text))).toBe('BAD_SIGNATURE');
    }
  });

  test.each([
    ['packageId', 'WRONG_PACKAGE'],
    ['requestId', 'WRONG_REQUEST'],
    ['platform', 'WRONG_PLATFORM'],
    ['agency', 'WRONG_AGENCY'],
  ])('a genuine manifest of another %s', async (member, code) => {
    expect(await refusal(open(sealed, { [member]: 'other' }))).toBe(code);
    expect(await open(sealed, { [member]: whole[member as 'agency'] })).toEqual(whole);
  });

  test('any single changed character, or opens to the very same manifest', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(sealed.length - 1), fc.constantFrom('A', 'b', '0', '_', '"', '{'), async (at, letter) => {
        const text = sealed.slice(0, at) + letter + sealed.slice(at + 1);
        const outcome = await open(text).catch((failure: unknown) => failure);
        // Base64url leaves bits over in a part's last character, and members may be spelt in JSON as one likes.
        if (!(outcome instanceof SealingError)) expect(outcome).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});

test('sealManifest refuses a label that breaks the form', async () => {
  for (const bad of [{ retainUntil: 'soon' }, { createdAt: '2026-03-01' }, { packageId: 'a b' }, { handling: 'X' }]) {
    expect(await refusal(sealManifest({ ...manifest, ...bad } as never, keys))).toBe('MANIFEST_MALFORMED');
  }
});
