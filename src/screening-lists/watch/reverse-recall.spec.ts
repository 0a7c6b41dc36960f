import { NameIndexBuilder } from '../../../libs/matching/name-index.js';
import { NameSearch } from '../../../libs/matching/search.js';
import { idOf, makeCompany, makePerson, writeCompany } from '../../../test/bench/matching/corpus.js';
import { COMPANY_GARBLES, PERSON_GARBLES } from '../../../test/bench/matching/garble.js';
import { Random } from '../../../test/bench/matching/random.js';
import { REVERSE_LIMITS } from '../../search/index-protocol.js';
import { LEAST_SCORES } from '../../search/search-vocabulary.js';
import { LEAST_SCORE, ReverseIndex } from './reverse-index.js';

const MERCHANTS = 4_000;
const PERSONS = 2_000;

type Named = { readonly id: string; readonly name: string };

/** Names, and what becomes of them on somebody's list. */
function made(): { kind: 'MERCHANT' | 'PERSON'; entities: Named[]; items: Named[] }[] {
  const random = new Random(20_261_128);
  const companies = { kind: 'MERCHANT' as const, entities: [] as Named[], items: [] as Named[] };
  const garbles = Object.values(COMPANY_GARBLES);
  for (let n = 0; n < MERCHANTS; n++) {
    const company = makeCompany(random);
    companies.entities.push({ id: idOf(n), name: writeCompany(company) });
    const garbled = garbles[n % garbles.length]?.(company, random);
    if (garbled) companies.items.push({ id: idOf(n), name: garbled });
  }
  const persons = { kind: 'PERSON' as const, entities: [] as Named[], items: [] as Named[] };
  const slips = Object.values(PERSON_GARBLES);
  for (let n = 0; n < PERSONS; n++) {
    const name = makePerson(random);
    persons.entities.push({ id: idOf(n), name });
    const garbled = slips[n % slips.length]?.(name, random);
    if (garbled) persons.items.push({ id: idOf(n), name: garbled });
  }
  return [companies, persons];
}

const searchOf = (names: readonly Named[], kind: 'MERCHANT' | 'PERSON') => {
  const builder = new NameIndexBuilder();
  for (const { id, name } of names) builder.add({ entityId: id, name, kind, group: 0 });
  return new NameSearch(builder.build());
};

/** Whatever a screening of an item finds among the entities, the entity's name must find among the items. */
it('an entity finds in reverse nearly every item that would find it', () => {
  for (const { kind, entities, items } of made()) {
    const forward = searchOf(entities, kind);
    const reverse = searchOf(items, kind);
    const nameOf = new Map(entities.map(({ id, name }) => [id, name]));
    const leading = new Map<string, Set<string>>();
    const itemsOf = (entityId: string): Set<string> => {
      const known = leading.get(entityId);
      if (known) return known;
      const options = {
        kinds: [kind],
        leastScore: LEAST_SCORE,
        limit: REVERSE_LIMITS.candidates,
        limits: REVERSE_LIMITS,
      };
      const answer = reverse.search(nameOf.get(entityId) ?? '', options);
      const found = new Set(answer.isRefused ? [] : answer.hits.map((hit) => hit.entityId));
      leading.set(entityId, found);
      return found;
    };
    let missed = 0;
    let wanted = 0;
    for (const { id, name } of items) {
      const answer = forward.search(name, { kinds: [kind], leastScore: LEAST_SCORES.REVIEW, limit: 20 });
      for (const hit of answer.isRefused ? [] : answer.hits) {
        wanted += 1;
        if (!itemsOf(hit.entityId).has(id)) missed += 1;
      }
    }
    expect(wanted).toBeGreaterThan(items.length / 2);
    expect(missed / wanted).toBeLessThan(0.005);
  }
});

it('an index that has grown to twice its size asks to be opened anew, a small one does not', async () => {
  const namesOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => ({
      ...{ key: idOf(from + at), reading: 'COMPANY' as const, name: `第${from + at}号商行` },
    }));
  async function* pages() {
    yield namesOf(0, 6_000);
  }
  const index = await ReverseIndex.open(pages(), () => undefined);
  try {
    await index.add(namesOf(3_000, 12_000));
    expect([index.size, index.isOutgrown]).toEqual([12_000, false]);
    await index.add(namesOf(12_000, 12_001));
    expect([index.size, index.isOutgrown]).toEqual([12_001, true]);
  } finally {
    await index.close();
  }
});
