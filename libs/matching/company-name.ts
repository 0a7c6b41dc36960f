import { formNamed, type LegalForm, trailingForm } from './company-forms.js';
import { isOnlyTrade, tradeStart } from './company-trades.js';
import { garbledForm } from './garbled-forms.js';
import { leadingRegion, type Region, regionNamed, relateRegions, trailingRegion } from './regions.js';

/** What a stretch of a company's name is. */
export type CompanyPart = 'region' | 'brand' | 'trade' | 'form' | 'branch';

/** A part and where it stands in the normalised name (UTF-16 positions, end exclusive). */
export interface CompanySpan {
  readonly part: CompanyPart;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A company's, shop's or brand's name in Chinese, cut as the rules on enterprise names build it: region, brand, trade, form. */
export interface CompanyName {
  readonly region: Region | undefined;
  /** The distinctive part (字号); never empty unless the name is. A name of region and trade only has its trade here. */
  readonly brand: string;
  readonly trade: string;
  readonly form: LegalForm | undefined;
  /** A branch (杭州分公司): a relation to the company before it, not the company itself. Empty when there is none. */
  readonly branch: string;
  readonly spans: readonly CompanySpan[];
}

interface Draft {
  /** Characters still to be cut up, and where each stood. */
  text: string;
  at: number[] | undefined;
  region: Region | undefined;
  form: LegalForm | undefined;
  branch: string;
  /** Absent when nobody asks where the parts stand. */
  spans: CompanySpan[] | undefined;
}

/** Words in brackets that registers and forms add to a name, and that are no part of it. */
const REMARK =
  /^(?:已?注销|已?吊销|存续|在业|开业|停业|歇业|本级|本部|总部|盖章|公章|(?:曾用名|原名|现名|更名|又名|简称|以下简称|下称).*|原.{3,})$/;

const BRANCH_END =
  /(?:分公司|分店|分行|支行|分部|分厂|分社|分所|分校|分院|分中心|营业部|营业厅|办事处|联络处|项目部|支公司|门店)$/;
const BRANCH_AFTER_FORM = /^(.{2,}(?:(?<![分支])公司|合作社|事务所|银行))(.{2,})$/;

/**
 * Cuts a normalised Chinese name into its parts. Brackets may hold a region, a partnership form, or any other words. Without spans
 * it is quicker.
 */
export function parseCompanyName(normalised: string, withSpans = true): CompanyName {
  const draft: Draft = {
    text: normalised,
    at: undefined,
    region: undefined,
    form: undefined,
    branch: '',
    spans: withSpans ? [] : undefined,
  };
  const qualifier = normalised.includes('(') ? takeBrackets(draft) : '';
  takeBranch(draft);
  takeForm(draft, qualifier);
  takeLeadingRegion(draft);
  const brandEnd = brandEndOf(draft.text);
  let brand = draft.text.slice(0, brandEnd);
  const tradeFrom = brandEnd;
  if (!draft.region && brand.length >= 4) brand = takeTrailingRegion(draft, brand);
  addSpan(draft, 'brand', 0, brand.length);
  addSpan(draft, 'trade', tradeFrom, draft.text.length);
  draft.spans?.sort((a, b) => a.start - b.start);
  return {
    region: draft.region,
    brand,
    trade: draft.text.slice(tradeFrom),
    form: draft.form,
    branch: draft.branch,
    spans: draft.spans ?? [],
  };
}

/** Whether nothing in the name tells one company from another: only a form, a region, or words of business. */
export function isGenericCompanyName({ brand, trade, region, form }: CompanyName): boolean {
  if (brand === '') return true;
  if (formNamed(brand)) return true;
  if (!region && trade === '' && form && regionNamed(brand)) return true;
  return !region && trade === '' && form !== undefined && isOnlyTrade(brand);
}

function addSpan(draft: Draft, part: CompanyPart, start: number, end: number): void {
  if (!draft.spans || end <= start) return;
  const from = draft.at ? (draft.at[start] ?? start) : start;
  const last = draft.at ? (draft.at[end - 1] ?? end - 1) : end - 1;
  draft.spans.push({ part, text: draft.text.slice(start, end), start: from, end: last + 1 });
}

/** Shortens the draft to `[start, end)`, keeping where each character stood. */
function keep(draft: Draft, start: number, end: number): void {
  const at = draft.at ?? (start > 0 && draft.spans ? Array.from(draft.text, (_, index) => index) : undefined);
  draft.at = at?.slice(start, end);
  draft.text = draft.text.slice(start, end);
}

/** Lifts regions out of brackets, removes the brackets, and returns a form that stood in them (集团, 有限合伙). */
function takeBrackets(draft: Draft): string {
  const at: number[] = [];
  let text = '';
  let qualifier = '';
  const source = draft.text;
  for (let i = 0; i < source.length; i++) {
    const char = source.charAt(i);
    if (char === '(') {
      const end = source.indexOf(')', i);
      const inner = end > 0 ? source.slice(i + 1, end) : '';
      if (i > 0 && REMARK.test(inner)) {
        i = end;
        continue;
      }
      const region = draft.region ? undefined : regionNamed(inner);
      if (region && i > 0) {
        draft.region = region;
        draft.spans?.push({ part: 'region', text: inner, start: i + 1, end });
        i = end;
      } else if (i > 0 && /合伙|独资/.test(inner) && formNamed(inner)) {
        qualifier = inner;
        i = end;
      }
      continue;
    }
    if (char === ')') continue;
    at.push(i);
    text += char;
  }
  draft.at = at;
  draft.text = text;
  return qualifier;
}

function takeBranch(draft: Draft): void {
  if (!BRANCH_END.test(draft.text)) return;
  const found = BRANCH_AFTER_FORM.exec(draft.text);
  const start = found?.[1] ? found[1].length : branchWithoutForm(draft.text);
  if (start < 2) return;
  draft.branch = draft.text.slice(start);
  addSpan(draft, 'branch', start, draft.text.length);
  keep(draft, 0, start);
}

/** Where the branch begins when the company's form was left out: at the place that stands before 分公司, or at that word. */
function branchWithoutForm(text: string): number {
  const suffix = BRANCH_END.exec(text)?.[0] ?? '';
  if (!suffix.startsWith('分') && !suffix.startsWith('支')) return -1;
  const before = text.slice(0, text.length - suffix.length);
  return trailingRegion(before)?.start ?? before.length;
}

function takeForm(draft: Draft, qualifier: string): void {
  const { text } = draft;
  const form = trailingForm(text);
  const garbled = garbledForm(text, form);
  // 事务所 and 中心 say more than the kind of partnership beside them, which is often left out.
  const saysEnough = form?.family === 'OFFICE' || form?.family === 'CENTRE';
  draft.form = garbled?.form ?? (saysEnough ? form : (formNamed(qualifier) ?? form));
  if (!form && !garbled) return;
  const start = garbled?.start ?? text.length - (form?.text.length ?? 0);
  addSpan(draft, 'form', start, text.length);
  keep(draft, 0, start);
  if (garbled?.strayed) {
    draft.text += garbled.strayed;
    draft.at?.push(start);
  }
}

function takeLeadingRegion(draft: Draft): void {
  const found = leadingRegion(draft.text);
  if (!found || draft.text.length - found.end < 2 || isBrandOfPlace(draft, found)) return;
  // 中国 before a brand belongs to the national names; a place in brackets is then the narrower one and stays.
  draft.region = draft.region && found.region.codes[0] === '' ? draft.region : found.region;
  addSpan(draft, 'region', 0, found.end);
  keep(draft, found.end, draft.text.length);
}

/** 三河人家（广东）: with its place in brackets, another one at the start is part of the brand unless it says 市 or 县. */
function isBrandOfPlace({ text, region }: Draft, found: { region: Region; end: number }): boolean {
  if (!region || found.region.codes[0] === '' || /[省市县区州盟旗]$/.test(text.slice(0, found.end))) return false;
  return relateRegions(region.id, found.region.id) === 'conflict';
}

/** Where the brand ends: before the words of business at the end, or at the end when nothing else is there. */
function brandEndOf(text: string): number {
  const start = tradeStart(text, 2);
  if (start === 2 && isOnlyTrade(text)) return text.length;
  return start;
}

function takeTrailingRegion(draft: Draft, brand: string): string {
  const found = trailingRegion(brand);
  if (!found) return brand;
  draft.region = found.region;
  addSpan(draft, 'region', found.start, brand.length);
  return brand.slice(0, found.start);
}
