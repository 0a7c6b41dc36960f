/** A typed array that can be made longer. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array;

/** The array itself when it holds `length` entries, else a copy half as long again that does. */
export function withRoom<T extends Numbers>(array: T, length: number): T {
  if (length <= array.length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.max(length, Math.ceil(array.length * 1.5)));
  larger.set(array);
  return larger;
}
