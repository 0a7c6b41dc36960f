import { type CandidateLimits, CandidateSearch } from './candidates.js';
import { isSameEntity } from './entity-ids.js';
import type { NameIndex, ResolvedScope, SearchScope } from './name-index.js';
import { Channel, textKey } from './name-keys.js';
import { NAME_KINDS, type NameKind, type NameRecord, recordText } from './name-record.js';
import { NORMALISER_VERSION } from './normalise.js';
import { readLatinPerson } from './person-name.js';
import { companyKeys, latinCompanyKeys, latinPersonKeys, personKeys, QueryKeys } from './query-keys.js';
import { BELOW_MATCH, type Decision, decisionOf, MATCH, type PartScore, type Score } from './score.js';
import { type CompanyQuery, scoreCompany } from './score-company.js';
import { scoreLatinPersons, scorePerson, scorePersonAcrossScripts } from './score-person.js';
import { asLatinCompany, scoreAcrossScripts } from './score-pinyin.js';
import { type QueryRefusal, type SearchQuery, understand } from './search-query.js';

export interface SearchOptions extends SearchScope {
  /** Most hits to return, 1 to 5,000; 10 when absent. */
  readonly limit?: number;
  /** Lowest score to return; 0.35 when absent. */
  readonly leastScore?: number;
  readonly limits?: CandidateLimits;
  /** The scope as this index resolved it since it last changed, in place of kinds' and groups' own resolution. */
  readonly resolved?: ResolvedScope;
}

/** An entity that was found, by the one of its names that fits best. */
export interface SearchHit {
  readonly entityId: string;
  readonly kind: NameKind;
  readonly group: number;
  /** The name as the index knows it: normalised, region first. Not for display. */
  readonly name: string;
  readonly score: number;
  readonly decision: Decision;
  readonly parts: readonly PartScore[];
}

export type SearchAnswer =
  | {
      readonly isRefused: false;
      readonly hits: readonly SearchHit[];
      /** Whether more names share as much with the query than were compared. */
      readonly isTruncated: boolean;
      /** Whether even the last names that were compared fit, so that names beyond them are likely to. */
      readonly isOpenEnded: boolean;
      readonly normaliserVersion: number;
    }
  | { readonly isRefused: true; readonly refusal: QueryRefusal };

const DEFAULT_LIMIT = 10;
const MOST_HITS = 5_000;
const DEFAULT_LEAST_SCORE = 0.35;
/** From here on a name is the query itself but for its form. */
const UNDOUBTED = 0.97;
/** One in so many of the names that were compared, the least likely ones, shows whether more would fit. */
const LAST_SHARE = 10;
/** Two entities as near as this cannot be told apart by their names. */
const TOO_NEAR = 0.02;

/** Finds entities by name. One instance per index; searches run one at a time. */
export class NameSearch {
  readonly #index: NameIndex;
  readonly #candidates: CandidateSearch;

  constructor(index: NameIndex) {
    this.#index = index;
    this.#candidates = new CandidateSearch(index);
  }

  /** Ranks the entities whose names are most like the text, best first, each with its score and what made it. */
  search(text: string, options: SearchOptions = {}): SearchAnswer {
    const kinds = options.kinds ?? NAME_KINDS;
    const persons = kinds.includes('PERSON');
    const companies = kinds.some((kind) => kind !== 'PERSON');
    const query = understand(text, { companies, persons, personsOnly: !companies });
    if (typeof query === 'string') return { isRefused: true, refusal: query };
    const scope = options.resolved ?? this.#index.resolve(options);
    const limits = options.limits ?? defaultLimits(scope.size);
    const found = this.#candidates.find(keysOf(query), scope, query.text.length, limits);
    const scorer = new Scorer(query, (brand) => this.#candidates.count(textKey(Channel.Whole, brand), scope));
    const limit = Math.max(1, Math.min(MOST_HITS, options.limit ?? DEFAULT_LIMIT));
    const scored = this.#scored(found.names, scorer, options.leastScore ?? DEFAULT_LEAST_SCORE);
    const last = new Set(found.names.slice(-Math.ceil(limits.candidates / LAST_SHARE)));
    const isOpenEnded = found.names.length >= limits.candidates && scored.some(({ name }) => last.has(name));
    // A doubted hit may fall behind one that was just short of a match.
    const ranked = withDoubt(this.#oneOfEach(scored)).sort((a, b) => b.score.value - a.score.value);
    const hits = ranked.slice(0, limit).map((hit) => this.#hit(hit));
    const { isTruncated } = found;
    return { isRefused: false, hits, isTruncated, isOpenEnded, normaliserVersion: NORMALISER_VERSION };
  }

  /** Scored names, best first. */
  #scored(names: readonly number[], scorer: Scorer, least: number): RankedName[] {
    const scored: RankedName[] = [];
    for (const name of names) {
      const record = this.#index.store.record(name);
      const score = scorer.score(record);
      if (score && score.value >= least) scored.push({ name, record, score });
    }
    return scored.sort((a, b) => b.score.value - a.score.value || a.name - b.name);
  }

  /** Of each entity only its best name. */
  #oneOfEach(scored: readonly RankedName[]): RankedName[] {
    const { ids } = this.#index.store;
    const seen = new Map<number, number[]>();
    return scored.filter(({ name }) => {
      const last = ids[name * 4 + 3] ?? 0;
      const others = seen.get(last);
      if (others?.some((other) => isSameEntity(ids, other, name))) return false;
      if (others) others.push(name);
      else seen.set(last, [name]);
      return true;
    });
  }

  #hit({ name, record, score }: RankedName): SearchHit {
    const value = Math.round(score.value * 1e4) / 1e4;
    const row = this.#index.rowOf(name);
    return { ...row, name: recordText(record), score: value, decision: decisionOf(value), parts: score.parts };
  }
}

interface RankedName {
  readonly name: number;
  readonly record: NameRecord;
  readonly score: Score;
}

/** Work grows with the names that may be seen, but only as far as a search stays quick. */
function defaultLimits(size: number): CandidateLimits {
  return { candidates: 64, postings: Math.max(20_000, Math.min(200_000, Math.round(size / 25))) };
}

function keysOf(query: SearchQuery) {
  const keys = new QueryKeys();
  if (query.company) companyKeys(keys, query.company);
  if (query.latinCompany) latinCompanyKeys(keys, query.latinCompany);
  if (query.person) personKeys(keys, query.person);
  if (query.latinPerson) {
    latinPersonKeys(keys, query.latinPerson.words, query.latinPerson.readings, query.latinPerson.initials);
  }
  return keys.list();
}

/**
 * Looks at the hits side by side. An entity of exactly this name explains the query, so a merely similar one is no match; and when
 * a garbled query fits two entities alike, neither is: a person has to choose.
 */
function withDoubt(ranked: RankedName[]): RankedName[] {
  const [first, second] = ranked;
  if (!first || !second || second.score.value < MATCH) return ranked;
  if (first.score.value >= UNDOUBTED) return ranked.map((hit) => (hit.score.value >= UNDOUBTED ? hit : doubted(hit)));
  const limit = first.score.value - TOO_NEAR;
  // Two entities of one name are no doubt about the name.
  if (recordText(second.record) === recordText(first.record)) return ranked;
  // When neither of the two best is a match, nothing behind them is.
  return second.score.value < limit ? ranked : ranked.map(doubted);
}

function doubted(hit: RankedName): RankedName {
  const doubt: PartScore = { part: 'ambiguity', verdict: 'similar', penalty: 0, cap: BELOW_MATCH };
  const { value, parts } = hit.score;
  return value < MATCH ? hit : { ...hit, score: { value: Math.min(BELOW_MATCH, value), parts: [...parts, doubt] } };
}

/** Compares one query with many names. */
class Scorer {
  readonly #query: SearchQuery;
  readonly #counts = new Map<string, number>();
  readonly #brandCount: (brand: string) => number;

  constructor(query: SearchQuery, countBrand: (brand: string) => number) {
    this.#query = query;
    this.#brandCount = (brand) => {
      const known = this.#counts.get(brand) ?? countBrand(brand);
      this.#counts.set(brand, known);
      return known;
    };
  }

  score(record: NameRecord): Score | undefined {
    return record.isPerson ? this.#scorePerson(record) : this.#scoreCompany(record);
  }

  #scoreCompany(record: NameRecord): Score | undefined {
    const { company, latinCompany } = this.#query;
    if (company) {
      if (record.isLatin) return scoreAcrossScripts(asLatinCompany(record), company);
      const written = scoreCompany(company, record, this.#brandCount);
      const spoken = latinCompany && scoreAcrossScripts(latinCompany, record);
      return spoken && spoken.value > written.value ? spoken : written;
    }
    if (!latinCompany) return undefined;
    if (!record.isLatin) return scoreAcrossScripts(latinCompany, record);
    const query: CompanyQuery = {
      regionText: latinCompany.region?.short ?? '',
      isPerson: false,
      isLatin: true,
      region: latinCompany.region?.id ?? 0,
      form: latinCompany.form?.id ?? 0,
      brand: latinCompany.words.join(' '),
      trade: latinCompany.trade,
      branch: '',
    };
    return scoreCompany(query, record, this.#brandCount);
  }

  #scorePerson(record: NameRecord): Score | undefined {
    const { person, latinPerson } = this.#query;
    if (person) {
      if (!record.isLatin) return scorePerson(person, record);
      const stored = personWords(record);
      return scorePersonAcrossScripts(stored.words, stored.readings, '', person);
    }
    if (!latinPerson) return undefined;
    if (record.isLatin) return scoreLatinPersons(latinPerson.words, record.brand);
    return scorePersonAcrossScripts(latinPerson.words, latinPerson.readings, latinPerson.initials, record);
  }
}

function personWords(record: NameRecord) {
  const words = record.brand.split(' ');
  return { words, readings: readLatinPerson(words) };
}
