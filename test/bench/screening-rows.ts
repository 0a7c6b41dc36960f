import type { FilledDatabase } from './lookup-rows.js';
import { makeCompany, makePerson, writeCompany } from './matching/corpus.js';
import { COMPANY_GARBLES, PERSON_GARBLES } from './matching/garble.js';
import type { Random } from './matching/random.js';

/** A file to screen. */
export interface ScreeningRows {
  /** NDJSON. */
  readonly body: string;
  /** Different questions in it. */
  readonly distinct: number;
}

type Row = Readonly<Record<string, string>>;

const SHARES: readonly [number, (database: FilledDatabase, random: Random, merchants: number) => Row][] = [
  [0.3, (database, random, merchants) => ({ name: database.name(random.below(merchants)) })],
  [0.5, (database, random, merchants) => ({ name: garbled(database.name(random.below(merchants)), random) })],
  [
    0.65,
    (database, random, merchants) => {
      const number = random.below(merchants);
      return { name: database.name(number), uscc: database.uscc(number), kind: 'MERCHANT' };
    },
  ],
  [0.72, (database, random, merchants) => ({ uscc: database.uscc(random.below(merchants)) })],
  [0.85, (_database, random) => ({ name: strange(random), kind: 'MERCHANT' })],
  [0.92, (_database, random) => ({ name: makePerson(random), kind: 'PERSON' })],
  [1, (_database, random) => ({ name: misspelt(random), kind: 'PERSON' })],
];

/**
 * Mixed rows as a platform would screen them: names of the register as they stand and garbled, some with their USCC, codes
 * alone, companies and persons that are in no register. Every tenth row repeats an earlier one.
 */
export function screeningRows(
  database: FilledDatabase,
  random: Random,
  merchants: number,
  count: number,
): ScreeningRows {
  const lines: string[] = [];
  while (lines.length < count) {
    const isRepeated = lines.length > 10 && random.isTrue(0.1);
    lines.push(isRepeated ? random.pick(lines) : JSON.stringify(rowOf(database, random, merchants)));
  }
  return { body: `${lines.join('\n')}\n`, distinct: new Set(lines).size };
}

function rowOf(database: FilledDatabase, random: Random, merchants: number): Row {
  const at = random.next();
  const make = SHARES.find(([limit]) => at < limit)?.[1];
  if (!make) throw new Error('the shares do not add up to 1');
  return make(database, random, merchants);
}

/** Two neighbours change places, or one character is lost, doubled or followed by a mark that nobody sees. */
function garbled(name: string, random: Random): string {
  const at = 2 + random.below(Math.max(1, name.length - 7));
  const char = name.charAt(at);
  const middle = random.pick([name.charAt(at + 1) + char, name.charAt(at + 1), `${char}${char}${name.charAt(at + 1)}`]);
  return random.isTrue(0.25)
    ? `${name.slice(0, at)}\u200b${name.slice(at)}`
    : name.slice(0, at) + middle + name.slice(at + 2);
}

function strange(random: Random): string {
  const company = makeCompany(random);
  const garble = random.pick([COMPANY_GARBLES.exact, COMPANY_GARBLES.traditional, COMPANY_GARBLES['no form']]);
  return garble?.(company, random) ?? writeCompany(company);
}

function misspelt(random: Random): string {
  const person = makePerson(random);
  return random.pick([PERSON_GARBLES.traditional, PERSON_GARBLES.spaced])?.(person, random) ?? person;
}
