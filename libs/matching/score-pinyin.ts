import { alignSyllables, type Edit } from './alignment.js';
import { formById, formDistance } from './company-forms.js';
import { brandPenalty } from './edit-penalties.js';
import type { LatinCompany } from './latin-company.js';
import type { NameRecord } from './name-record.js';
import { initialsOf, type SyllableId, segmentPinyin } from './pinyin.js';
import { regionById, regionInitials, relateRegions } from './regions.js';
import { type PartScore, type Score, scoreOf } from './score.js';

/** What it costs that a brand is known by its sound only, by its length: short ones have many homophones. */
const BY_SOUND_ONLY = [0.3, 0.3, 0.13, 0.11, 0.08];
const LONG_BY_SOUND_ONLY = 0.08;
const ALONE_CAP = 0.8;
const REGION = { same: 0, near: 0.08, wide: 0.12, conflict: 0.35 } as const;

/** Compares a company's name in Latin letters with one in Chinese characters, by sound and by the English words of business. */
export function scoreAcrossScripts(latin: LatinCompany, chinese: NameRecord): Score {
  if (latin.syllables.length === 0) return scoreInitials(latin.initials, chinese);
  let best: Score | undefined;
  for (const syllables of latin.syllables) {
    for (const isWhole of latin.trade || !chinese.trade ? [false] : [true, false]) {
      const score = scoreReading(latin, syllables, chinese, isWhole);
      if (!best || score.value > best.value) best = score;
    }
  }
  return best ?? scoreOf([{ part: 'brand', verdict: 'different', penalty: 1 }]);
}

/** `isWhole`: the syllables spell the words of business as well. */
function scoreReading(
  latin: LatinCompany,
  syllables: readonly SyllableId[],
  chinese: NameRecord,
  isWhole: boolean,
): Score {
  const { brand } = chinese;
  const edits = alignSyllables(syllables, isWhole ? brand + chinese.trade : brand);
  const inBrand = edits.filter((edit) => edit.candidate < brand.length || (!isWhole && edit.kind === 'extra'));
  const brandScore: PartScore = {
    part: 'brand',
    verdict: inBrand.length === 0 ? 'similar' : 'different',
    penalty: (BY_SOUND_ONLY[brand.length] ?? LONG_BY_SOUND_ONLY) + brandPenalty(brand.length, inBrand),
    query: latin.words.join(' '),
    candidate: brand,
    edits: inBrand.map(({ kind }) => kind),
  };
  const inTrade = edits.filter((edit) => !inBrand.includes(edit));
  const trade = isWhole ? spelledTrade(chinese, inTrade) : translatedTrade(latin.trade, chinese.trade);
  const region = regionPart(latin, chinese);
  const form: PartScore = {
    part: 'form',
    verdict: 'similar',
    penalty: Math.min(0.1, formDistance(latin.form, formById(chinese.form)) * 0.1),
    query: latin.form?.text ?? '',
    candidate: formById(chinese.form)?.text ?? '',
  };
  const lacking = [region, trade].filter(({ verdict }) => verdict === 'missing').length;
  const unknown = (chinese.region ? 0 : 1) + (chinese.trade ? 0 : 1);
  // The sound of a short brand needs both region and trade beside it; that of a long one either.
  const isAlone = lacking + unknown > (brand.length <= 2 ? 0 : 1);
  const parts = [region, isAlone ? { ...brandScore, cap: ALONE_CAP } : brandScore, trade, form];
  if (chinese.branch)
    parts.push({ part: 'branch', verdict: 'missing', penalty: 0.05, cap: ALONE_CAP, candidate: chinese.branch });
  return scoreOf(parts);
}

function spelledTrade(chinese: NameRecord, edits: readonly Edit[]): PartScore {
  const penalty = Math.min(0.3, edits.length * 0.08);
  return { part: 'trade', verdict: edits.length === 0 ? 'same' : 'similar', penalty, candidate: chinese.trade };
}

/** English words of business are chosen freely, so a loose agreement is all that can be asked. */
function translatedTrade(query: string, candidate: string): PartScore {
  const texts = { query, candidate };
  if (query === candidate) return { part: 'trade', verdict: 'same', penalty: 0, ...texts };
  if (!query || !candidate) return { part: 'trade', verdict: 'missing', penalty: 0.08, ...texts };
  if (query.includes(candidate) || candidate.includes(query))
    return { part: 'trade', verdict: 'similar', penalty: 0.03, ...texts };
  const shared = [...query].filter((char) => candidate.includes(char)).length;
  const isLoose = shared * 2 >= Math.min(query.length, candidate.length);
  return { part: 'trade', verdict: isLoose ? 'similar' : 'different', penalty: isLoose ? 0.06 : 0.2, ...texts };
}

function regionPart(latin: LatinCompany, chinese: NameRecord): PartScore {
  const texts = { query: latin.region?.short ?? '', candidate: regionById(chinese.region)?.short ?? '' };
  if (!latin.region || !chinese.region) {
    const isMissing = Boolean(latin.region) !== chinese.region > 0;
    return { part: 'region', verdict: isMissing ? 'missing' : 'same', penalty: isMissing ? 0.05 : 0, ...texts };
  }
  const relation = relateRegions(latin.region.id, chinese.region);
  return {
    part: 'region',
    verdict: relation === 'conflict' ? 'different' : 'same',
    penalty: REGION[relation],
    ...texts,
  };
}

/** First letters alone are shared by many names: enough to be shown, never to be linked. */
function scoreInitials(initials: string, chinese: NameRecord): Score {
  const brand = initialsOf(chinese.brand);
  const body = brand + initialsOf(chinese.trade);
  const whole = regionInitials(chinese.region) + body;
  const isFound = initials !== '' && [brand, body, whole].includes(initials);
  const penalty = !isFound ? 1 : initials === whole && initials.length >= 5 ? 0.38 : 0.45;
  return scoreOf([
    { part: 'initials', verdict: isFound ? 'similar' : 'different', penalty, query: initials, candidate: whole },
  ]);
}

/** A stored name in Latin letters as a query would be understood, to compare it with a query in Chinese. */
export function asLatinCompany(record: NameRecord): LatinCompany {
  const words = record.brand.split(' ');
  const cuts = words.map((word) => segmentPinyin(word)[0]);
  return {
    region: regionById(record.region),
    words,
    trade: record.trade,
    form: formById(record.form),
    syllables: cuts.every((cut) => cut !== undefined) ? [cuts.flat()] : [],
    initials: '',
  };
}
