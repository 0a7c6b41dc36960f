import { generateSigningKey } from '../signing/keys.js';
import { packageDigests, signReceipt, verifyReceipt } from './receipt.js';
import { sealManifest } from './sealed-manifest.js';
import { agencyKey, label, listed, manifest, platformKey, refusal } from './sealing.fixture.js';
import { signTyped } from './typed-signature.js';

const agency = await generateSigningKey('EdDSA', 'agency-sig');
const keys = { platformKey: platformKey.privateJwk, recipients: [agencyKey.publicJwk] };
const sealed = await sealManifest(manifest, keys);
const about = packageDigests(sealed);
const openedAt = new Date('2026-03-02T09:30:00Z');
const receipt = await signReceipt(sealed, { agencyKey: agency.privateJwk, openedAt });
const verify = (text: string, change = {}) =>
  verifyReceipt(text, { about: { ...about, ...change }, agencyKeys: [agency.publicJwk] });

test('a receipt says who opened which bytes and when, to anyone with the agency’s public key', async () => {
  expect(await verify(receipt)).toEqual({
    packageId: label.packageId,
    requestId: label.requestId,
    platform: label.platform,
    agency: label.agency,
    manifestSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    filesSha256: [listed.sealedSha256],
    openedAt: '2026-03-02T09:30:00.000Z',
  });
});

test('a receipt tells nothing of the content', () => {
  const payload = Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString();
  for (const secret of [listed.name, listed.sha256, listed.contentKey]) expect(payload).not.toContain(secret);
});

test.each([
  ['packageId', 'x'],
  ['requestId', 'x'],
  ['platform', 'x'],
  ['agency', 'x'],
  ['manifestSha256', 'x'],
  ['filesSha256', []],
  ['filesSha256', ['c'.repeat(64)]],
  ['filesSha256', [listed.sealedSha256, listed.sealedSha256]],
])('is no receipt for a package with another %s', async (member, value) => {
  expect(await refusal(verify(receipt, { [member]: value }))).toBe('RECEIPT_MISMATCH');
});

test('is no receipt for another sealing of the same manifest', async () => {
  const again = await sealManifest(manifest, keys);
  expect(await refusal(verify(receipt, packageDigests(again)))).toBe('RECEIPT_MISMATCH');
});

test('refuses what the agency did not sign as a receipt', async () => {
  const [header, payload = '', signature] = receipt.split('.');
  const later = Buffer.from(payload, 'base64url').toString().replace('2026-03-02', '2026-02-02');
  const forged = [header, Buffer.from(later).toString('base64url'), signature].join('.');
  expect(await refusal(verify(forged))).toBe('BAD_SIGNATURE');
  expect(await refusal(verify('not a receipt'))).toBe('RECEIPT_MALFORMED');

  const stranger = await generateSigningKey('EdDSA', 'stranger');
  expect(await refusal(verify(await signReceipt(sealed, { agencyKey: stranger.privateJwk, openedAt })))).toBe(
    'UNKNOWN_SIGNER',
  );
  const namesake = await generateSigningKey('ES256', 'agency-sig');
  expect(await refusal(verify(await signReceipt(sealed, { agencyKey: namesake.privateJwk, openedAt })))).toBe(
    'BAD_SIGNATURE',
  );

  const text = JSON.stringify({ format: 'liaison-receipt/1', ...about, openedAt });
  expect(await refusal(verify(await signTyped(text, 'agency+jwt', agency.privateJwk)))).toBe('RECEIPT_MALFORMED');
  const vague = await signTyped(JSON.stringify(about), 'liaison-receipt+jws', agency.privateJwk);
  expect(await refusal(verify(vague))).toBe('RECEIPT_MALFORMED');
});
