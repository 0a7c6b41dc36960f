import fc from 'fast-check';
import { PostingBuilder } from './posting-builder.js';
import type { PostingLists } from './posting-lists.js';

/** Keys of which many share their upper or their lower bits. */
const key = fc
  .tuple(fc.constantFrom(0, 1, 0x7f, 0xff), fc.integer({ min: 1, max: 40 }))
  .map(([part, low]) => ((part << 24) | low) >>> 0);
/** Names with their keys, and how many names without any come before them. */
const names = fc.array(
  fc.record({ gap: fc.constantFrom(0, 1, 253, 254, 255, 256, 70_000), keys: fc.array(key, { maxLength: 8 }) }),
  { maxLength: 30 },
);

function built(given: readonly { gap: number; keys: readonly number[] }[], order: 'same' | 'reversed') {
  const builder = new PostingBuilder();
  const expected = new Map<number, number[]>();
  const total = given.reduce((sum, { gap }) => sum + gap + 1, 0);
  const slotOf = (name: number) => (order === 'same' ? name : total - 1 - name);
  let name = 0;
  for (const { gap, keys } of given) {
    for (let n = 0; n < gap; n++, name++) builder.add(new Uint32Array(0), 0);
    builder.add(Uint32Array.from(keys), keys.length);
    for (const each of new Set(keys)) expected.set(each, [...(expected.get(each) ?? []), slotOf(name)]);
    name++;
  }
  const lists = builder.build(Uint32Array.from({ length: total }, (_, slot) => slotOf(slot)));
  return { lists, expected: new Map([...expected].map(([each, slots]) => [each, slots.sort((a, b) => a - b)])) };
}

const listOf = (lists: PostingLists, row: number) => [
  ...lists.slots.subarray(lists.starts[row], lists.starts[row + 1]),
];

it.each(['same', 'reversed'] as const)(
  'lays out each key’s slots, ascending (%s order of slots and names)',
  (order) => {
    fc.assert(
      fc.property(names, (given) => {
        const { lists, expected } = built(given, order);
        for (const [each, slots] of expected) expect(listOf(lists, lists.row(each))).toEqual(slots);
        expect(lists.starts.at(-1)).toBe([...expected.values()].flat().length);
        expect(lists.row(0x55000001)).toBe(-1);
      }),
      { numRuns: 150 },
    );
  },
);

it('makes room for more keys than any table begins with', () => {
  const given = Array.from({ length: 20_000 }, (_, n) => ({ gap: 0, keys: [Math.imul(n + 1, 0x9e3779b1) >>> 0, 7] }));
  const { lists, expected } = built(given, 'same');
  for (const [each, slots] of expected) expect(listOf(lists, lists.row(each))).toEqual(slots);
});
