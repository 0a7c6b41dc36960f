import { alignTexts, type Edit, type EditKind } from './alignment.js';
import { formById, formDistance } from './company-forms.js';
import { brandPenalty, commonPenalty, latinPenalty } from './edit-penalties.js';
import type { NameRecord } from './name-record.js';
import { regionById, relateRegions, spellingsOf } from './regions.js';
import { BELOW_MATCH, type PartScore, type Score, scoreOf, type Verdict } from './score.js';

const REGION_PENALTY = { same: 0, near: 0.1, wide: 0.16, conflict: 0.35 } as const;
const REGION_MISSING = 0.04;
const TRADE_MISSING = 0.08;
/** Two words of business that differ by more than a slip part two companies of one brand. */
const TRADE_DIFFERENT = 0.16;
const TRADE_MOST = 0.32;
/** One wrong character in a word of business, or in a place written in full, that is no other word or place. */
const MISREAD = 0.1;
const FORM_WEIGHT = 0.2;
const BRANCH_CAP = 0.8;

/** A company's name that is asked for, with its region as it was typed. */
export type CompanyQuery = NameRecord & { readonly regionText: string };

/** A pair that is this far apart is not looked at again. */
const HOPELESS = 2;

/** How many names of the searched scope carry a brand; 0 or 1 for a rare one. */
export type BrandCount = (brand: string) => number;

/** Compares two names of companies that are written in one script. */
export function scoreCompany(query: CompanyQuery, candidate: NameRecord, brandCount: BrandCount): Score {
  const body = bestBody(query, candidate);
  const parts = [...body, formPart(query, candidate)];
  if (query.branch !== candidate.branch) parts.push(branchPart(query, candidate));
  const common = commonnessPart(body, query, candidate, brandCount);
  if (common) parts.push(common);
  return scoreOf(parts);
}

function penaltyOf(parts: readonly PartScore[]): number {
  return parts.reduce((sum, part) => sum + part.penalty, 0);
}

/** Region, brand and trade under the kindest reading: a garbled place or trade may hide in what was taken for the brand. */
function bestBody(query: CompanyQuery, candidate: NameRecord): PartScore[] {
  let best = cutAsGiven(query, candidate);
  let least = penaltyOf(best);
  if (least === 0 || least > HOPELESS) return best;
  const isTradeOpen = !query.trade !== !candidate.trade;
  const readings = isTradeOpen ? [withoutTrade(query, candidate)] : [];
  if (isBeginning(query, candidate)) readings.push(asBeginning(query, candidate));
  if (isBilingual(query.brand) !== isBilingual(candidate.brand)) readings.push(...withoutAlias(query, candidate));
  if (mayHideRegion(query, candidate, best)) {
    const surplus = query.regionText.length + query.brand.length - candidate.brand.length;
    for (const spelling of candidate.region ? spellingsOf(candidate.region) : ['']) {
      if (Math.abs(spelling.length - surplus) > 1) continue;
      readings.push(withRegionSpelled(query, candidate, spelling, true));
      if (isTradeOpen) readings.push(withRegionSpelled(query, candidate, spelling, false));
    }
  }
  for (const reading of readings) {
    const penalty = penaltyOf(reading);
    if (penalty >= least) continue;
    best = reading;
    least = penalty;
  }
  return best;
}

/** Two places that are both understood and conflict are two places, however alike they are written (江苏, 江西). */
function mayHideRegion(query: CompanyQuery, candidate: NameRecord, parts: readonly PartScore[]): boolean {
  if (query.region === 0 && candidate.region === 0) return false;
  if (parts[0]?.verdict === 'different' || penaltyOf(parts.slice(0, 2)) === 0) return false;
  return query.region === 0 || candidate.region === 0 || query.brand.charAt(0) !== candidate.brand.charAt(0);
}

function cutAsGiven(query: CompanyQuery, candidate: NameRecord): PartScore[] {
  const edits = alignTexts(query.brand + query.trade, candidate.brand + candidate.trade);
  return [regionPart(query, candidate), ...bodyParts(query, candidate, edits, 0, 0)];
}

/** One side leaves its trade out altogether. */
function withoutTrade(query: CompanyQuery, candidate: NameRecord): PartScore[] {
  const edits = alignTexts(query.brand, candidate.brand);
  const [brand] = bodyParts(query, candidate, edits, 0, 0);
  return brand ? [regionPart(query, candidate), brand, missingTrade(query, candidate)] : [];
}

/** One brand begins with the other: what follows may be words of business that no list has (腾讯, 腾讯计算机系统). */
function isBeginning({ brand: a }: CompanyQuery, { brand: b }: NameRecord): boolean {
  return (
    Math.min(a.length, b.length) >= 2 && Math.abs(a.length - b.length) >= 2 && (a.startsWith(b) || b.startsWith(a))
  );
}

function asBeginning(query: CompanyQuery, candidate: NameRecord): PartScore[] {
  const brand: PartScore = {
    part: 'brand',
    verdict: 'similar',
    penalty: 0,
    query: query.brand,
    candidate: candidate.brand,
  };
  return [regionPart(query, candidate), brand, { ...missingTrade(query, candidate), penalty: TRADE_DIFFERENT }];
}

/** A brand that is written in both scripts, as shops do: 耐克nike, nike耐克. */
const BILINGUAL = /^(?:([\u3400-\u9fff]{2,})([a-z]{2,}[a-z ]*)|([a-z]{2,}[a-z ]*)([\u3400-\u9fff]{2,}))$/;
const ALIAS_LEFT_OUT = 0.05;

function isBilingual(brand: string): boolean {
  return BILINGUAL.test(brand);
}

/** One side writes its brand in two scripts, the other in one of them. */
function withoutAlias(query: CompanyQuery, candidate: NameRecord): PartScore[][] {
  return halves(query.brand).flatMap((asked) =>
    halves(candidate.brand).map((known) => {
      const [brand, trade] = cutAsGiven({ ...query, brand: asked }, { ...candidate, brand: known }).slice(1);
      if (!brand || !trade) return [];
      const texts = { query: query.brand, candidate: candidate.brand };
      const own: PartScore = { ...brand, ...texts, verdict: 'similar', penalty: brand.penalty + ALIAS_LEFT_OUT };
      return [regionPart(query, candidate), own, trade];
    }),
  );
}

function halves(brand: string): string[] {
  const parts = BILINGUAL.exec(brand)
    ?.slice(1)
    .filter((part) => part !== undefined);
  return parts?.map((part) => part.trim()) ?? [brand];
}

/** A name that has its form is written in full, and then its lack of a trade tells it from the other. */
function missingTrade(query: CompanyQuery, candidate: NameRecord): PartScore {
  const penalty = query.form > 0 && candidate.form > 0 ? TRADE_DIFFERENT : TRADE_MISSING;
  return { part: 'trade', verdict: 'missing', penalty, query: query.trade, candidate: candidate.trade };
}

/** The region written out and compared as characters, on the query's side as it was typed. */
function withRegionSpelled(
  query: CompanyQuery,
  candidate: NameRecord,
  spelling: string,
  withTrade: boolean,
): PartScore[] {
  const typed = query.regionText;
  const trade = (record: NameRecord) => (withTrade ? record.trade : '');
  const edits = alignTexts(typed + query.brand + trade(query), spelling + candidate.brand + trade(candidate));
  const inRegion = edits.filter((edit) => isInRegion(edit, typed.length, spelling.length));
  const rest = edits.filter((edit) => !inRegion.includes(edit));
  const unlike = inRegion.filter(({ kind }) => kind === 'other' || kind === 'missing').length;
  const isOther = unlike >= Math.max(typed.length, spelling.length);
  const region: PartScore = {
    part: 'region',
    verdict: inRegion.length === 0 ? 'same' : isOther ? 'different' : 'similar',
    penalty: isOther
      ? REGION_PENALTY.conflict
      : isMisreadPlace(query, spelling, inRegion)
        ? MISREAD
        : Math.min(REGION_PENALTY.conflict, commonPenalty(inRegion)),
    query: typed,
    candidate: spelling,
    edits: kindsOf(inRegion),
  };
  const parts = bodyParts(query, candidate, rest, typed.length, spelling.length);
  return withTrade ? [region, ...parts] : [region, ...parts.slice(0, 1), missingTrade(query, candidate)];
}

/** One character is wrong in a place of three or more that is otherwise complete: 嘉兴市, 喜兴市. */
function isMisreadPlace(query: CompanyQuery, spelling: string, edits: readonly Edit[]): boolean {
  return query.region === 0 && spelling.length >= 3 && edits.length === 1 && edits[0]?.kind === 'other';
}

function isInRegion(edit: Edit, queryLength: number, candidateLength: number): boolean {
  return candidateLength > 0 ? edit.candidate < candidateLength : edit.query < queryLength;
}

function regionPart(query: CompanyQuery, candidate: NameRecord): PartScore {
  const texts = { query: regionById(query.region)?.short ?? '', candidate: regionById(candidate.region)?.short ?? '' };
  if (query.region === 0 || candidate.region === 0) {
    const isMissing = query.region !== candidate.region;
    return {
      part: 'region',
      verdict: isMissing ? 'missing' : 'same',
      penalty: isMissing ? REGION_MISSING : 0,
      ...texts,
    };
  }
  const relation = relateRegions(query.region, candidate.region);
  const verdict: Verdict = relation === 'conflict' ? 'different' : relation === 'same' ? 'same' : 'similar';
  return { part: 'region', verdict, penalty: REGION_PENALTY[relation], ...texts };
}

/** Splits edits between brand and trade, by the candidate's cut where it has the character and by the query's otherwise. */
function bodyParts(
  query: CompanyQuery,
  candidate: NameRecord,
  edits: readonly Edit[],
  queryStart: number,
  candidateStart: number,
): [PartScore, PartScore] {
  const inBrand: Edit[] = [];
  const inTrade: Edit[] = [];
  const candidateEnd = candidateStart + candidate.brand.length;
  const queryEnd = queryStart + query.brand.length;
  for (const edit of edits) {
    const isBrand =
      edit.kind === 'extra'
        ? edit.candidate < candidateEnd ||
          (edit.candidate === candidateEnd && edit.query < queryEnd && !isTradeSlip(query, candidate))
        : edit.candidate < candidateEnd;
    (isBrand ? inBrand : inTrade).push(edit);
  }
  const isRead = query.trade !== '' && candidate.trade !== '';
  const isUnread = (edit: Edit) => !isRead && edit.query < queryEnd !== edit.candidate < candidateEnd;
  return [brandPart(query, candidate, inBrand, candidateStart), tradePart(query, candidate, inTrade, isUnread)];
}

/** The query's trade was not understood and so counts as brand, though the candidate shows where the brand ends. */
function isTradeSlip(query: CompanyQuery, candidate: NameRecord): boolean {
  return query.trade === '' && candidate.trade !== '';
}

function brandPart(query: CompanyQuery, candidate: NameRecord, edits: readonly Edit[], start: number): PartScore {
  const penalty = query.isLatin
    ? latinPenalty(candidate.brand, edits)
    : brandPenalty(brandLength(query, candidate), edits, start);
  return {
    part: 'brand',
    verdict: edits.length === 0 ? 'same' : penalty < 0.3 ? 'similar' : 'different',
    penalty,
    query: query.brand,
    candidate: candidate.brand,
    edits: kindsOf(edits),
  };
}

/** The longer brand counts, unless one side's holds more than a brand because its place or trade was not understood. */
function brandLength(query: CompanyQuery, candidate: NameRecord): number {
  if (query.region === 0 && candidate.region > 0) return candidate.brand.length;
  return query.trade || !candidate.trade
    ? Math.max(query.brand.length, candidate.brand.length)
    : candidate.brand.length;
}

/**
 * `isUnread` tells an edit in what one side could not read as words of business: no other trade then, but a wrong character (电飞 for 电气).
 */
function tradePart(
  query: CompanyQuery,
  candidate: NameRecord,
  edits: readonly Edit[],
  isUnread: (edit: Edit) => boolean,
): PartScore {
  const texts = { query: query.trade, candidate: candidate.trade };
  if (edits.length === 0) return { part: 'trade', verdict: 'same', penalty: 0, ...texts };
  const whole = edits.filter(({ kind }) => kind === 'other' || kind === 'missing' || kind === 'extra').length;
  const isSlip = whole === 0 || (whole === 1 && edits.length <= 2);
  const [only] = edits;
  const isMisread = edits.length === 1 && only?.kind === 'other' && isUnread(only);
  const sum = isMisread ? MISREAD : commonPenalty(edits);
  const penalty = Math.min(TRADE_MOST, isSlip ? sum : Math.max(TRADE_DIFFERENT, sum));
  return { part: 'trade', verdict: isSlip ? 'similar' : 'different', penalty, ...texts, edits: kindsOf(edits) };
}

function formPart(query: CompanyQuery, candidate: NameRecord): PartScore {
  const a = formById(query.form);
  const b = formById(candidate.form);
  const distance = formDistance(a, b);
  const verdict: Verdict = distance === 0 ? 'same' : !a || !b ? 'missing' : distance < 0.6 ? 'similar' : 'different';
  return { part: 'form', verdict, penalty: distance * FORM_WEIGHT, query: a?.text ?? '', candidate: b?.text ?? '' };
}

/** A branch and its company, or two branches, are related, not one. */
function branchPart(query: CompanyQuery, candidate: NameRecord): PartScore {
  const texts = { query: query.branch, candidate: candidate.branch };
  if (!query.branch || !candidate.branch) {
    return { part: 'branch', verdict: 'missing', penalty: 0.05, cap: BRANCH_CAP, ...texts };
  }
  const edits = alignTexts(query.branch, candidate.branch);
  const isSlip = edits.every(
    ({ kind }) => kind !== 'other' && kind !== 'number' && kind !== 'missing' && kind !== 'extra',
  );
  const cap = isSlip ? undefined : BRANCH_CAP;
  const part = { part: 'branch', penalty: isSlip ? 0.05 : 0.15, ...texts, edits: kindsOf(edits) } as const;
  return cap === undefined ? { ...part, verdict: 'similar' } : { ...part, verdict: 'different', cap };
}

/** Bits by which a brand, a region and a trade narrow down who is meant, and how many are enough to link. */
const BITS_PER_CHARACTER = 6;
const MOST_BRAND_BITS = 26;
const REGION_BITS = 7;
const TRADE_BITS = 4;
const ENOUGH_BITS = 18;

/** A common or short brand is not enough when region or trade is left out on one side. */
function commonnessPart(
  body: readonly PartScore[],
  query: CompanyQuery,
  candidate: NameRecord,
  brandCount: BrandCount,
): PartScore | undefined {
  const isLeftOut = (part: string) => body.some((one) => one.part === part && one.verdict === 'missing');
  if (!isLeftOut('region') && !isLeftOut('trade')) return undefined;
  const length = query.isLatin ? candidate.brand.length / 3 : candidate.brand.length;
  const rarity =
    Math.min(MOST_BRAND_BITS, length * BITS_PER_CHARACTER) - Math.log2(Math.max(1, brandCount(candidate.brand)));
  const region = query.region && candidate.region && !isLeftOut('region') ? REGION_BITS : 0;
  const trade = query.trade && candidate.trade && !isLeftOut('trade') ? TRADE_BITS : 0;
  if (rarity + region + trade >= ENOUGH_BITS) return undefined;
  return { part: 'commonness', verdict: 'similar', penalty: 0.03, cap: Math.min(BELOW_MATCH, 0.8) };
}

function kindsOf(edits: readonly Edit[]): EditKind[] {
  return edits.map(({ kind }) => kind);
}
