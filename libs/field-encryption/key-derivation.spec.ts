import { deriveKey } from './key-derivation.js';

const master = Buffer.from(Array.from({ length: 32 }, (_, index) => 255 - index));

describe('deriveKey', () => {
  test('gives each purpose its own key, the same every time', () => {
    expect(deriveKey(master, 'a')).toHaveLength(32);
    expect(deriveKey(master, 'a', 64)).toHaveLength(64);
    expect(deriveKey(master, 'a')).toEqual(deriveKey(master, 'a'));
    expect(deriveKey(master, 'a')).not.toEqual(deriveKey(master, 'b'));
    expect(deriveKey(master, 'a')).not.toEqual(deriveKey(Buffer.from(master).reverse(), 'a'));
  });

  test('is HKDF-SHA-256: stored values depend on it staying so', async () => {
    const imported = await crypto.subtle.importKey('raw', master, 'HKDF', false, ['deriveBits']);
    const params = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: Buffer.from('blind-index') };
    expect(deriveKey(master, 'blind-index')).toEqual(
      Buffer.from(await crypto.subtle.deriveBits(params, imported, 256)),
    );
  });

  test.each([
    ['a short master key', () => deriveKey(master.subarray(1), 'a')],
    ['no purpose', () => deriveKey(master, '')],
    ['15 bytes', () => deriveKey(master, 'a', 15)],
    ['65 bytes', () => deriveKey(master, 'a', 65)],
    ['half a byte', () => deriveKey(master, 'a', 16.5)],
  ])('refuses %s', (_name, derive) => {
    expect(derive).toThrow(expect.objectContaining({ code: 'INVALID_KEY' }));
  });
});
