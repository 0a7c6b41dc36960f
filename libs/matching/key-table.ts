/** Where the table's search for a key begins: as many upper bits as the table's size takes. */
export const homeOf = (key: number, mask: number): number => key >>> Math.clz32(mask);

/** An open-addressing table of twice the size, its keys placed by their lower bits. */
export function rehashed(oldKeys: Uint32Array, oldRows: Uint32Array): { keys: Uint32Array; rows: Uint32Array } {
  const keys = new Uint32Array(oldKeys.length * 2);
  const rows = new Uint32Array(keys.length);
  const mask = keys.length - 1;
  for (let i = 0; i < oldKeys.length; i++) {
    const key = oldKeys[i] ?? 0;
    if (key === 0) continue;
    let at = key & mask;
    while (keys[at] !== 0) at = (at + 1) & mask;
    keys[at] = key;
    rows[at] = oldRows[i] ?? 0;
  }
  return { keys, rows };
}
