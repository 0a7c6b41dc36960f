import fc from 'fast-check';
import { fromBuffers, toBuffers } from './index-snapshot.js';
import { NameIndex, NameIndexBuilder, type NameRow } from './name-index.js';
import { NameSearch, type SearchOptions } from './search.js';

const PLACES = ['杭州', '上海市', '深圳', '义乌市', ''];
const BRANDS = ['华信', '华欣', '腾飞', '阿里山', '东方明珠', '鑫源', '源鑫', '未来', '末来', '好运来'];
const TRADES = ['科技', '贸易', '网络科技', ''];
const FORMS = ['有限公司', '股份有限公司', '商行'];
const PERSONS = ['王小明', '王晓明', '张伟', '张玮', '欧阳修', '单田芳', '李娜'];

const uuid = (number: number) => `01900000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;

const company = fc
  .tuple(fc.constantFrom(...PLACES), fc.constantFrom(...BRANDS), fc.constantFrom(...TRADES), fc.constantFrom(...FORMS))
  .map((parts) => ({ name: parts.join(''), kind: 'MERCHANT' as const }));
const person = fc.constantFrom(...PERSONS).map((name) => ({ name, kind: 'PERSON' as const }));
const rows = fc
  .array(fc.tuple(fc.oneof(company, person), fc.nat(4)), { minLength: 1, maxLength: 60 })
  .map((all) => all.map(([row, group], number): NameRow => ({ ...row, group, entityId: uuid(number) })));
const query = fc.oneof(company, person).map(({ name }) => name);

function built(all: readonly NameRow[]): NameIndex {
  const builder = new NameIndexBuilder();
  for (const row of all) builder.add(row);
  return builder.build();
}

function found(index: NameIndex, text: string, options: SearchOptions = {}) {
  const answer = new NameSearch(index).search(text, { leastScore: 0, ...options });
  return answer.isRefused
    ? answer.refusal
    : {
        isTruncated: answer.isTruncated,
        hits: answer.hits.map(({ entityId, score, parts }) => ({ entityId, score, parts })),
      };
}

describe('scope', () => {
  it('answers as if hidden names did not exist, whether they are in the base or were added later', () => {
    fc.assert(
      fc.property(rows, rows, query, fc.nat(4), (base, later, text, hidden) => {
        const added = later.map((row, number) => ({ ...row, entityId: uuid(1000 + number) }));
        const isSeen = ({ group }: NameRow) => group !== hidden;
        const whole = built(base);
        for (const row of added) whole.add(row);
        const seen = built(base.filter(isSeen));
        for (const row of added.filter(isSeen)) seen.add(row);
        expect(found(whole, text, { allowed: (group) => group !== hidden })).toEqual(found(seen, text));
      }),
      { numRuns: 150 },
    );
  });

  it('is not pushed off the page by any number of hidden names', () => {
    const many = Array.from({ length: 30_000 }, (_, number) => ({
      entityId: uuid(number),
      name: '杭州华信科技有限公司',
      kind: 'MERCHANT' as const,
      group: 1,
    }));
    const index = built([
      ...many,
      { entityId: uuid(99_999), name: '杭州华信科技有限公司', kind: 'MERCHANT', group: 2 },
    ]);
    const answer = found(index, '杭州华信', { allowed: (group) => group === 2, limit: 1 });
    expect(answer).toMatchObject({ isTruncated: false, hits: [{ entityId: uuid(99_999) }] });
  });

  it('asks for each group once', () => {
    const index = built(
      Array.from({ length: 100 }, (_, at) => ({
        entityId: uuid(at),
        name: '华信商行',
        kind: 'SHOP' as const,
        group: at % 3,
      })),
    );
    const asked: number[] = [];
    found(index, '华信', { allowed: (group) => asked.push(group) > 0 });
    expect(asked.sort()).toEqual([0, 1, 2]);
  });

  it('tells more groups apart than 16 bits count, from a snapshot too', () => {
    const groups = 70_000;
    const index = built(
      Array.from({ length: groups }, (_, group) => ({
        entityId: uuid(group),
        name: `${String.fromCharCode(0x4e00 + (group % 300))}${String.fromCharCode(0x5000 + Math.floor(group / 300))}贸易商行`,
        kind: 'MERCHANT' as const,
        group,
      })),
    );
    const loaded = fromBuffers(toBuffers(index));
    if (typeof loaded === 'string') throw new Error(loaded);
    for (const from of [index, loaded]) {
      for (const own of [3, 65_535, 65_536, 69_999]) {
        const name = `${String.fromCharCode(0x4e00 + (own % 300))}${String.fromCharCode(0x5000 + Math.floor(own / 300))}贸易商行`;
        expect(found(from, name, { allowed: (group) => group % 2 === own % 2, leastScore: 0.95 })).toMatchObject({
          hits: [{ entityId: uuid(own) }],
        });
        expect(found(from, name, { allowed: (group) => group % 2 !== own % 2, leastScore: 0.95 })).toMatchObject({
          hits: [],
        });
      }
    }
  });

  it('searches only the kinds asked for', () => {
    const index = built([
      { entityId: uuid(1), name: '张伟', kind: 'PERSON', group: 0 },
      { entityId: uuid(2), name: '张伟', kind: 'SHOP', group: 0 },
    ]);
    expect(found(index, '张伟', { kinds: ['PERSON'] })).toMatchObject({ hits: [{ entityId: uuid(1) }] });
    expect(found(index, '张伟', { kinds: ['SHOP', 'LISTING'] })).toMatchObject({ hits: [{ entityId: uuid(2) }] });
  });
});

describe('NameIndex', () => {
  it('finds every stored name by itself, first or with the same score as the first', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const index = built(all);
        for (const { name, entityId, kind } of all) {
          const answer = new NameSearch(index).search(name, { limit: 100, kinds: [kind] });
          if (answer.isRefused) continue;
          const own = answer.hits.find((hit) => hit.entityId === entityId);
          expect([name, own?.score, own?.decision]).toEqual([name, answer.hits[0]?.score, 'match']);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('finds a name as soon as it is added, and no more once it is removed', () => {
    const index = built([{ entityId: uuid(1), name: '杭州腾飞科技有限公司', kind: 'MERCHANT', group: 0 }]);
    expect(index.add({ entityId: uuid(2), name: '杭州华信科技有限公司', kind: 'MERCHANT', group: 7 })).toBeUndefined();
    expect(found(index, '杭州华信科技有限公司')).toMatchObject({ hits: [{ entityId: uuid(2), score: 1 }] });
    expect(index.remove(uuid(2))).toBe(1);
    expect(index.remove(uuid(2))).toBe(0);
    expect(index.remove(uuid(1))).toBe(1);
    expect(found(index, '杭州华信科技有限公司')).toMatchObject({ hits: [] });
    expect(index.size).toBe(0);
  });

  it('answers the same however its names got there: built, added, compacted, from a snapshot', () => {
    fc.assert(
      fc.property(rows, rows, query, (base, later, text) => {
        const added = later.map((row, number) => ({ ...row, entityId: uuid(1000 + number) }));
        const gone = uuid(0);
        const whole = built([...base, ...added].filter(({ entityId }) => entityId !== gone));
        const grown = built(base);
        for (const row of added) grown.add(row);
        grown.remove(gone);
        const expected = found(whole, text);
        expect(found(grown.compacted(), text)).toEqual(expected);
        const loaded = fromBuffers(toBuffers(grown.compacted()));
        expect(typeof loaded === 'string' ? loaded : found(loaded, text)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps added names, removals and further additions through a snapshot', () => {
    const index = built([{ entityId: uuid(1), name: '杭州腾飞科技有限公司', kind: 'MERCHANT', group: 3 }]);
    index.add({ entityId: uuid(2), name: '杭州华信科技有限公司', kind: 'MERCHANT', group: 4 });
    index.add({ entityId: uuid(3), name: '王小明', kind: 'PERSON', group: 4 });
    index.remove(uuid(1));
    const loaded = fromBuffers(toBuffers(index));
    if (typeof loaded === 'string') throw new Error(loaded);
    loaded.add({ entityId: uuid(4), name: '宁波华信科技有限公司', kind: 'MERCHANT', group: 3 });
    expect(loaded.size).toBe(3);
    expect(found(loaded, '杭州腾飞科技有限公司', { leastScore: 0.9 })).toMatchObject({ hits: [] });
    expect(found(loaded, '宁波华信科技有限公司', { limit: 1 })).toMatchObject({
      hits: [{ entityId: uuid(4), score: 1 }],
    });
    expect(found(loaded, '王小明', { allowed: (group) => group === 3 })).toMatchObject({ hits: [] });
    expect(loaded.remove(uuid(2))).toBe(1);
  });

  it('refuses buffers that are no snapshot, or one of another version', () => {
    expect(fromBuffers([])).toBe('NOT_A_SNAPSHOT');
    expect(fromBuffers([new TextEncoder().encode('{"layout"').buffer as ArrayBuffer])).toBe('NOT_A_SNAPSHOT');
    const buffers = toBuffers(built([{ entityId: uuid(1), name: '华信', kind: 'SHOP', group: 0 }]));
    const head = JSON.parse(new TextDecoder().decode(buffers[0]));
    const other = new TextEncoder().encode(JSON.stringify({ ...head, normaliser: head.normaliser + 1 }));
    expect(fromBuffers([other.buffer as ArrayBuffer, ...buffers.slice(1)])).toBe('OTHER_VERSION');
  });

  test.each([
    [{ entityId: 'x' }, 'ENTITY_ID_NOT_UUID'],
    [{ group: -1 }, 'GROUP_OUT_OF_RANGE'],
    [{ group: 0x100_0000 }, 'GROUP_OUT_OF_RANGE'],
    [{ group: 0.5 }, 'GROUP_OUT_OF_RANGE'],
    [{ kind: 'OTHER' }, 'KIND_UNKNOWN'],
    [{ name: ' …\u200b' }, 'NAME_EMPTY'],
  ])('refuses a row with %j', (wrong, refusal) => {
    const row = { entityId: uuid(1), name: '华信', kind: 'SHOP', group: 0, ...wrong } as NameRow;
    const index = built([]);
    expect(index.add(row)).toBe(refusal);
    expect(index.size).toBe(0);
  });

  it('gives an entity once, by the best of its names', () => {
    const index = built(
      ['腾飞科技有限公司', '杭州华信科技有限公司', '杭州华欣科技有限公司'].map((name) => ({
        entityId: uuid(1),
        name,
        kind: 'MERCHANT' as const,
        group: 0,
      })),
    );
    expect(found(index, '杭州华信科技有限公司')).toMatchObject({ hits: [{ entityId: uuid(1), score: 1 }] });
    expect(index.remove(uuid(1))).toBe(3);
  });
});
