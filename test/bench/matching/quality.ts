/**
 * Quality of name search on generated names: recall among the first ten, and precision, recall and F1 of what is called a match.
 *
 *     node --import ./test/bench/typescript-imports.mjs test/bench/matching/quality.ts [seed] [names]
 *
 * The seed 20260701 is held out: thresholds and weights were never changed after looking at it, only after looking at others.
 */
import { NameIndexBuilder } from '../../../libs/matching/name-index.js';
import { NameSearch, type SearchHit } from '../../../libs/matching/search.js';
import { idOf, type MadeCompany, makeCompany, makePerson, writeCompany } from './corpus.js';
import {
  COMPANY_GARBLES,
  COMPANY_SOUNDS,
  type Garble,
  learnHomophones,
  PERSON_GARBLES,
  PERSON_REVIEWS,
} from './garble.js';
import { Random } from './random.js';

const seed = Number(process.argv[2] ?? 20260701);
const size = Number(process.argv[3] ?? 300_000);
const PER_KIND = Number(process.argv[4] ?? 400);
const verbose = process.argv.includes('--misses');

const random = new Random(seed);
const companies: MadeCompany[] = [];
const persons: string[] = [];
const holders = new Map<string, Set<string>>();
const builder = new NameIndexBuilder();

function note(name: string, entityId: string): void {
  const known = holders.get(name) ?? new Set<string>();
  known.add(entityId);
  holders.set(name, known);
}

/** What the register itself would call one name: 有限责任公司 is 有限公司, 市 may be left out. */
function canonical(company: MadeCompany): string {
  return writeCompany({
    ...company,
    region: company.region.replace(/市$/, ''),
    form: company.form.replace('有限责任', '有限'),
  });
}

for (let number = 0; number < size; number++) {
  const entityId = idOf(number);
  if (number % 3 < 2) {
    const company = makeCompany(random);
    companies.push(company);
    note(canonical(company), entityId);
    builder.add({ entityId, name: writeCompany(company, random.isTrue(0.08)), kind: 'MERCHANT', group: 0 });
  } else {
    const person = makePerson(random);
    persons.push(person);
    note(person, entityId);
    builder.add({ entityId, name: person, kind: 'PERSON', group: 0 });
  }
}
learnHomophones([...companies.slice(0, 20_000).map(({ brand }) => brand), ...persons.slice(0, 20_000)]);
const search = new NameSearch(builder.build());

interface Tally {
  asked: number;
  found: number;
  first: number;
  right: number;
  wrong: number;
}
const total = new Map<string, Tally>();

function tallyOf(name: string): Tally {
  const known = total.get(name) ?? { asked: 0, found: 0, first: 0, right: 0, wrong: 0 };
  total.set(name, known);
  return known;
}

function ask(
  query: string,
  truth: ReadonlySet<string>,
  kind: 'MERCHANT' | 'PERSON',
  tallies: readonly Tally[],
  label: string,
  meant = '',
): void {
  const answer = search.search(query, { kinds: [kind], limit: 10 });
  const hits: readonly SearchHit[] = answer.isRefused ? [] : answer.hits;
  const matches = hits.filter(({ decision }) => decision === 'match');
  const right = matches.filter(({ entityId }) => truth.has(entityId)).length > 0 ? 1 : 0;
  const wrong = matches.filter(({ entityId }) => !truth.has(entityId)).length;
  for (const tally of tallies) {
    if (truth.size > 0) {
      tally.asked++;
      tally.found += hits.some(({ entityId }) => truth.has(entityId)) ? 1 : 0;
      tally.first += truth.has(hits[0]?.entityId ?? '') ? 1 : 0;
    }
    tally.right += right;
    tally.wrong += wrong;
  }
  if (verbose && (wrong > 0 || (truth.size > 0 && right === 0))) {
    console.log(
      label,
      query,
      meant,
      [...truth].length,
      hits
        .slice(0, 3)
        .map(({ name, score }) => `${name} ${score}`)
        .join(' | '),
    );
  }
}

function askAll<T>(
  garbles: Record<string, Garble<T>>,
  items: readonly T[],
  nameOf: (item: T) => string,
  kind: 'MERCHANT' | 'PERSON',
  sum: string,
) {
  for (const [label, garble] of Object.entries(garbles)) {
    for (let count = 0, tries = 0; count < PER_KIND && tries < PER_KIND * 30; tries++) {
      const item = random.pick(items);
      const query = garble(item, random);
      if (query === undefined) continue;
      count++;
      // A garbled name that happens to be another entity's own name belongs to that one.
      const truth = holders.get(query) ?? holders.get(nameOf(item)) ?? new Set<string>();
      ask(query, truth, kind, [tallyOf(`${kind} ${label}`), tallyOf(sum)], label, nameOf(item));
    }
  }
}

/** Names that are in no register, most of them near to one that is; nothing may match. */
const STRANGERS: Record<string, (company: MadeCompany) => MadeCompany> = {
  'another company': () => makeCompany(random),
  'another brand': (company) => ({ ...company, brand: makeCompany(random).brand }),
  'another region': (company) => ({ ...company, region: makeCompany(random).region }),
  'another trade': (company) => ({ ...company, trade: makeCompany(random).trade }),
  'one other character': (company) => {
    const at = random.below(company.brand.length);
    return {
      ...company,
      brand: company.brand.slice(0, at) + random.pick(makeCompany(random).brand) + company.brand.slice(at + 1),
    };
  },
  branch: (company) => ({ ...company, form: `${company.form}${random.pick(['杭州', '上海', '第二'])}分公司` }),
};

askAll(COMPANY_GARBLES, companies, canonical, 'MERCHANT', 'COMPANIES');
for (const [label, change] of Object.entries(STRANGERS)) {
  for (let count = 0; count < PER_KIND; ) {
    const stranger = change(random.pick(companies));
    if (holders.has(canonical(stranger))) continue;
    count++;
    ask(writeCompany(stranger), new Set(), 'MERCHANT', [tallyOf(`MERCHANT not ${label}`), tallyOf('COMPANIES')], label);
  }
}
askAll(COMPANY_SOUNDS, companies, canonical, 'MERCHANT', 'COMPANIES by sound');
askAll(PERSON_GARBLES, persons, (name) => name, 'PERSON', 'PERSONS');
for (let count = 0; count < PER_KIND * 3; ) {
  const stranger = makePerson(random);
  if (holders.has(stranger)) continue;
  count++;
  ask(stranger, new Set(), 'PERSON', [tallyOf('PERSON not another person'), tallyOf('PERSONS')], 'stranger');
}
askAll(PERSON_REVIEWS, persons, (name) => name, 'PERSON', 'PERSONS for review');

const percent = (value: number) => (Number.isFinite(value) ? value.toFixed(4) : '-').padStart(8);
console.log(`seed ${seed}, ${size} names, Node ${process.version}`);
console.log(`${'set'.padEnd(34)}  asked  rec@10   rec@1    precis.  recall   F1`);
for (const [name, { asked, found, first, right, wrong }] of total) {
  const precision = right / (right + wrong);
  const recall = right / asked;
  const f1 = (2 * precision * recall) / (precision + recall);
  console.log(
    name.padEnd(34),
    String(asked).padStart(6),
    percent(found / asked),
    percent(first / asked),
    percent(precision),
    percent(recall),
    percent(f1),
    wrong,
  );
}
