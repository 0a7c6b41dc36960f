import { generateKeyPairSync } from 'node:crypto';
import { ed25519PointProblem } from './ed25519-point.js';

const bytes = (hex: string) => Buffer.from(hex, 'hex');
const zeros = '00'.repeat(31);

test('accepts the keys that OpenSSL makes', () => {
  for (let round = 0; round < 50; round++) {
    const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' });
    expect(ed25519PointProblem(Buffer.from(String(x), 'base64url'))).toBeUndefined();
  }
});

test.each([
  ['the base point', `58${'66'.repeat(31)}`, undefined],
  ['the neutral element', `01${zeros}`, 'is a point of small order'],
  ['order 2', `ec${'ff'.repeat(30)}7f`, 'is a point of small order'],
  ['order 4', `00${zeros}`, 'is a point of small order'],
  ['order 4, other sign', `${zeros}80`, 'is a point of small order'],
  ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', 'is a point of small order'],
  ['order 8, other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa', 'is a point of small order'],
  ['no square root', `02${zeros}`, 'is not a point on the curve'],
  ['y equal to the prime', `ed${'ff'.repeat(30)}7f`, 'is not the canonical encoding of a point'],
  ['minus zero', `01${'00'.repeat(30)}80`, 'is not the canonical encoding of a point'],
  ['31 bytes', zeros, 'must decode to 32 bytes'],
])('%s', (_name, hex, expected) => {
  expect(ed25519PointProblem(bytes(hex))).toBe(expected);
});
