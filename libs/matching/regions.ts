import { pinyin } from 'pinyin-pro';
import { plainSyllable } from './han-tables.js';
import { initialsOf } from './pinyin.js';
import { type RegionRelation, relateCodes } from './region-codes.js';
import { REGIONS } from './region-table.js';

/** A place that stands in a company's name. An ambiguous name (朝阳, in two provinces) carries every code it may mean. */
export interface Region {
  /** Number within one build of the table; 0 is never used. */
  readonly id: number;
  /** GB/T 2260 codes: two digits for a province, four for a prefecture, six for a county; empty for the whole country. */
  readonly codes: readonly string[];
  /** As people write it: without 省, 市, 自治区. */
  readonly short: string;
}

interface Division {
  code: string;
  name: string;
  short: string;
}

/** Places whose name is first of all another word, and so a brand unless its suffix is written. */
const ORDINARY_WORDS = new Set(
  '阿里 东方 永安 福安 江山 天长 大安 新民 兴平 瑞安 高安 新乐 明光 海城 公安 平安 和平 华容 安达 同江 凤凰'.split(' '),
);
/** Peoples whose name stands between a place and its kind of autonomy (恩施土家族苗族自治州). */
const PEOPLES =
  '蒙古族|蒙古|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|' +
  '拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯|塔吉克|怒族|独龙族|普米族|鄂温克族|' +
  '保安族|裕固族|鄂伦春|各族';
const AUTONOMY = new RegExp(`(?:${PEOPLES})*(?:自治区|自治州|自治县|自治旗)$`);
const SUFFIX = /(?:特别行政区|地区|新区|矿区|林区|省|市|盟|县|区|旗)$/;

function shortName(name: string): string {
  if (name === '内蒙古自治区') return '内蒙古';
  const short = AUTONOMY.test(name) ? name.replace(AUTONOMY, '') : name.replace(SUFFIX, '');
  return short.length >= 2 ? short : name;
}

const divisions: Division[] = [{ code: '', name: '中国', short: '中国' }];
for (const entry of REGIONS.trim().split(/\s+/)) {
  const found = /^(\d+)(.+)$/.exec(entry);
  if (found?.[1] && found[2]) divisions.push({ code: found[1], name: found[2], short: shortName(found[2]) });
}

const regions: Region[] = [{ id: 0, codes: [], short: '' }];
const byCodes = new Map<string, Region>();
const divisionByCode = new Map(divisions.map((division) => [division.code, division]));

function enter(codes: readonly string[]): void {
  const key = codes.join();
  if (byCodes.has(key)) return;
  const region = { id: regions.length, codes: [...codes], short: divisionByCode.get(codes[0] ?? '')?.short ?? '' };
  regions.push(region);
  byCodes.set(key, region);
}

/** Numbers stand in snapshots, so none is given after this module has loaded: an unforeseen set of codes goes by its first. */
function regionOf(codes: readonly string[]): Region {
  const region = byCodes.get(codes.join()) ?? byCodes.get(codes[0] ?? '');
  if (!region) throw new Error(`no region has the code ${codes[0]}`);
  return region;
}

for (const { code } of divisions) enter([code]);

/** Written name → codes; `openly` holds the names that stand for a place without their suffix. */
const named = new Map<string, string[]>();
const openly = new Map<string, string[]>();
const byReading = new Map<string, string[]>();

function note(map: Map<string, string[]>, key: string, code: string): void {
  const codes = map.get(key) ?? [];
  if (!codes.includes(code)) map.set(key, [...codes, code]);
}

/** The Latin spelling of a place, which often differs from the usual readings of its characters (重庆, 厦门). */
function spelled(name: string): string {
  return plainSyllable(pinyin(name, { toneType: 'none', type: 'array' }).join(''));
}

const longestByStart = new Map<string, number>();
for (const { code, name, short } of divisions) {
  const isCity = code.length <= 4 || name.endsWith('市');
  note(named, name, code);
  if (short !== name) note(named, short, code);
  if (isCity && !ORDINARY_WORDS.has(short)) note(openly, short, code);
  note(byReading, spelled(name), code);
  if (isCity) note(byReading, spelled(short), code);
  for (const written of [name, short]) {
    const start = written.slice(0, 2);
    longestByStart.set(start, Math.max(longestByStart.get(start) ?? 0, written.length));
  }
}
const OTHER_SPELLINGS =
  'shaanxi陕西 hongkong香港 xianggang香港 macau澳门 macao澳门 taiwan台湾 tibet西藏 innermongolia内蒙古 china中国 prc中国 peking北京 ' +
  'canton广州 chongqing重庆 xiamen厦门 urumqi乌鲁木齐 lhasa拉萨 harbin哈尔滨 hohhot呼和浩特 changsha长沙 changchun长春 changzhou常州';
for (const entry of OTHER_SPELLINGS.split(' ')) {
  const letters = /^[a-z]+/.exec(entry)?.[0] ?? '';
  byReading.set(letters, named.get(entry.slice(letters.length)) ?? []);
}

for (const map of [named, openly, byReading]) for (const codes of map.values()) if (codes.length > 0) enter(codes);

/** How many numbers are given; the same in every process that loads these tables. */
export const REGION_NUMBERS = regions.length;

/** The region with the number that a stored name carries; undefined for 0 and for numbers of another table. */
export function regionById(id: number): Region | undefined {
  return id > 0 ? regions[id] : undefined;
}

/** The place that is written so, as `杭州`, `杭州市` or `西湖区`; undefined when there is none. */
export function regionNamed(text: string): Region | undefined {
  const codes = named.get(text);
  return codes && regionOf(codes);
}

/** The place whose Latin spelling this is, letters only (`hangzhou`, `shaanxi`); undefined when there is none. */
export function regionSpelled(letters: string): Region | undefined {
  const codes = byReading.get(letters);
  return codes && codes.length > 0 ? regionOf(codes) : undefined;
}

/** The chain of places a text begins with (浙江省杭州市余杭区), as the innermost of them and where it ends. */
export function leadingRegion(text: string): { region: Region; end: number } | undefined {
  let end = 0;
  let codes: readonly string[] | undefined;
  for (let level = 0; level < 4; level++) {
    const next = nextRegion(text, end, codes);
    if (!next) break;
    codes = next.codes;
    end = next.end;
  }
  return codes && { region: regionOf(codes), end };
}

function nextRegion(text: string, from: number, within: readonly string[] | undefined) {
  const longest = longestByStart.get(text.slice(from, from + 2)) ?? 0;
  for (let size = Math.min(longest, text.length - from); size >= 2; size--) {
    const word = text.slice(from, from + size);
    const all = named.get(word);
    if (!all) continue;
    const inside = within ? all.filter((code) => within.some((outer) => code.startsWith(outer) && code !== outer)) : [];
    if (inside.length > 0 && within?.[0] !== '') return { codes: inside, end: from + size };
    if (within && within[0] !== '') continue;
    const codes = isWrittenWhole(word) ? all : openly.get(word);
    if (codes) return { codes, end: from + size };
  }
  return undefined;
}

/** With its suffix and long enough that the suffix is no part of an ordinary word. */
function isWrittenWhole(word: string): boolean {
  return word.length >= 3 ? /[省市县区州盟旗]$/.test(word) : word.endsWith('县');
}

/** The province or city at the very end of a text, as in 华信深圳: a region that was moved behind the brand. */
export function trailingRegion(text: string): { region: Region; start: number } | undefined {
  for (let size = Math.min(7, text.length - 2); size >= 2; size--) {
    const word = text.slice(text.length - size);
    const codes = openly.get(word) ?? (isWrittenWhole(word) ? named.get(word) : undefined);
    if (codes?.some((code) => code.length <= 4)) return { region: regionOf(codes), start: text.length - size };
  }
  return undefined;
}

const spellings: string[][] = [];

/** Ways to write a region before a brand: 杭州, 杭州市, 浙江杭州市, 浙江省杭州市. */
export function spellingsOf(id: number): readonly string[] {
  const known = spellings[id];
  if (known) return known;
  const all: string[] = [];
  for (const code of regions[id]?.codes ?? []) {
    const division = divisionByCode.get(code);
    if (!division) continue;
    all.push(division.short, division.name);
    const outer = code.length > 2 ? divisionByCode.get(code.slice(0, code.length - 2)) : undefined;
    const province = code.length > 2 ? divisionByCode.get(code.slice(0, 2)) : undefined;
    for (const above of [outer, province]) {
      if (above) all.push(above.short + division.name, above.name + division.name, above.short + division.short);
    }
  }
  const unique = [...new Set(all)];
  spellings[id] = unique;
  return unique;
}

const RANK: Record<RegionRelation, number> = { same: 3, near: 2, wide: 1, conflict: 0 };

/** How two regions lie to each other, taking the kindest reading of an ambiguous name. */
export function relateRegions(a: number, b: number): RegionRelation {
  if (a === b) return 'same';
  let best: RegionRelation = 'conflict';
  for (const x of regions[a]?.codes ?? []) {
    for (const y of regions[b]?.codes ?? []) {
      const relation = relateCodes(x, y);
      if (RANK[relation] > RANK[best]) best = relation;
    }
  }
  return best;
}

/** First letters of a region's short name, as used in abbreviations (杭州 → hz). */
export function regionInitials(id: number): string {
  return initialsOf(regions[id]?.short ?? '');
}
