/** How two places lie to each other; `wide` and `near` both mean that one holds the other (province/city, city/county). */
export type RegionRelation = 'same' | 'near' | 'wide' | 'conflict';

const MUNICIPALITIES = new Set(['11', '12', '31', '50', '81', '82']);

/** How two places lie to each other, by GB/T 2260 codes of two, four or six digits (trailing zeros removed). */
export function relateCodes(a: string, b: string): RegionRelation {
  if (a === b) return 'same';
  const [outer, inner] = a.length < b.length ? [a, b] : [b, a];
  if (!inner.startsWith(outer)) return 'conflict';
  return outer.length === 4 || MUNICIPALITIES.has(outer) ? 'near' : 'wide';
}
