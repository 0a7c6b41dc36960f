/**
 * Point checks for Ed25519 public keys (RFC 8032 §5.1.3).
 *
 * OpenSSL takes any 32 bytes as an Ed25519 key at import. A key that is no point never verifies anything, and a point
 * of small order verifies signatures that nobody made, so its holder could later deny what was signed.
 */

const P = 2n ** 255n - 19n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const SQRT_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** What is wrong with a 32-byte Ed25519 public key, or `undefined` when it is a usable point. */
export function ed25519PointProblem(encoded: Uint8Array): string | undefined {
  if (encoded.length !== 32) return 'must decode to 32 bytes';
  const littleEndian = Buffer.from(encoded).reverse();
  const sign = (littleEndian.readUInt8(0) & 0x80) !== 0;
  littleEndian.writeUInt8(littleEndian.readUInt8(0) & 0x7f, 0);
  const y = BigInt(`0x${littleEndian.toString('hex')}`);
  if (y >= P) return 'is not the canonical encoding of a point';

  const x = recoverX(y);
  if (x === undefined) return 'is not a point on the curve';
  if (x === 0n && sign) return 'is not the canonical encoding of a point';
  // The sign of x does not change the order of the point, so either root serves here.
  return hasSmallOrder(x, y) ? 'is a point of small order' : undefined;
}

function recoverX(y: bigint): bigint | undefined {
  const ySquared = modulo(y * y);
  const xSquared = modulo((ySquared - 1n) * inverse(modulo(D * ySquared + 1n)));
  const root = power(xSquared, (P + 3n) / 8n);
  const candidates = [root, modulo(root * SQRT_MINUS_ONE)];
  return candidates.find((candidate) => modulo(candidate * candidate) === xSquared);
}

function hasSmallOrder(x: bigint, y: bigint): boolean {
  let point = { x, y };
  for (let doubling = 0; doubling < 3; doubling++) point = double(point.x, point.y);
  return point.x === 0n && point.y === 1n;
}

function double(x: bigint, y: bigint): { x: bigint; y: bigint } {
  const cross = modulo(D * modulo(x * x) * modulo(y * y));
  return {
    x: modulo(2n * x * y * inverse(modulo(1n + cross))),
    y: modulo((y * y + x * x) * inverse(modulo(1n - cross))),
  };
}

function inverse(value: bigint): bigint {
  return power(value, P - 2n);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  let square = modulo(base);
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = modulo(result * square);
    square = modulo(square * square);
  }
  return result;
}

function modulo(value: bigint): bigint {
  const rest = value % P;
  return rest < 0n ? rest + P : rest;
}
