import type { DisclosureCatalogue } from '../../config/disclosure-catalogue.js';
import type { TenantKind } from '../common/context/tenant-context.js';
import type { Ask, Handling, Urgency } from './disclosure-vocabulary.js';

/** What a request says, as far as its drafters have come. Days are ISO 8601 dates, both ends included. */
export interface RequestContent {
  readonly hasPlatform: boolean;
  readonly subjectCount: number;
  readonly items: readonly string[];
  readonly periodFrom: string | null;
  readonly periodTo: string | null;
  readonly purpose: string | null;
  readonly legalBasis: readonly string[];
  readonly caseNumber: string | null;
  readonly authorisingOfficer: string | null;
  readonly urgency: Urgency;
  readonly dangerToLife: string | null;
  readonly asks: Ask;
  readonly handling: Handling;
  readonly confidentialUntil: string | null;
  /** Legal instruments attached. */
  readonly instrumentCount: number;
}

/** Something that a request lacks, or that does not fit, before it can be sent. */
export interface Gap {
  /** Field of the draft. */
  readonly field: string;
  readonly code: string;
  readonly message: string;
}

const gap = (field: string, message: string, code = 'MISSING'): Gap => ({ field, code, message });

/** Everything that stands between a draft and its being sent, in the order of the form. @param today ISO 8601 date */
export function gapsIn(
  content: RequestContent,
  agencyKind: TenantKind,
  catalogue: DisclosureCatalogue,
  today: string,
): Gap[] {
  return [
    ...(content.hasPlatform ? [] : [gap('platform', 'Name the platform.')]),
    ...(content.subjectCount > 0 ? [] : [gap('subjects', 'Name at least one subject.')]),
    ...(content.items.length > 0 ? [] : [gap('items', 'Name at least one data item.')]),
    ...periodGaps(content, today),
    ...(content.purpose ? [] : [gap('purpose', 'State the purpose.')]),
    ...basisGaps(content.legalBasis, agencyKind, catalogue),
    ...instrumentGaps(content, catalogue),
    ...(content.authorisingOfficer ? [] : [gap('authorisingOfficer', 'Name the authorising officer.')]),
    ...dangerGaps(content),
    ...confidentialityGaps(content, today),
  ];
}

function periodGaps({ periodFrom, periodTo }: RequestContent, today: string): Gap[] {
  const gaps: Gap[] = [];
  if (!periodFrom) gaps.push(gap('periodFrom', 'Give the first day of the period.'));
  if (!periodTo) gaps.push(gap('periodTo', 'Give the last day of the period.'));
  if (periodFrom && periodTo && periodTo < periodFrom) {
    gaps.push(gap('periodTo', 'The period ends before it begins.', 'PERIOD'));
  }
  if (periodFrom && periodFrom > today) gaps.push(gap('periodFrom', 'The period has not begun yet.', 'PERIOD'));
  return gaps;
}

function basisGaps(codes: readonly string[], agencyKind: TenantKind, { statutes }: DisclosureCatalogue): Gap[] {
  if (codes.length === 0) return [gap('legalBasis', 'Name the legal basis.')];
  const usable = (code: string) =>
    statutes.some((statute) => statute.code === code && (statute.agencies as readonly string[]).includes(agencyKind));
  return codes
    .filter((code) => !usable(code))
    .map((code) => gap('legalBasis', `Your kind of agency cannot rely on ${code}.`, 'NOT_YOURS'));
}

/** Danger to life does not wait for the paper, which follows. */
function instrumentGaps(content: RequestContent, catalogue: DisclosureCatalogue): Gap[] {
  if (content.urgency === 'EMERGENCY' || !lacksInstrument(content, catalogue)) return [];
  return [gap('instruments', 'Attach the legal instrument that the legal basis needs.')];
}

const lacksInstrument = (
  { legalBasis, instrumentCount }: Pick<RequestContent, 'legalBasis' | 'instrumentCount'>,
  { statutes }: DisclosureCatalogue,
): boolean =>
  instrumentCount === 0 && statutes.some(({ code, needsInstrument }) => needsInstrument && legalBasis.includes(code));

function dangerGaps({ urgency, dangerToLife }: RequestContent): Gap[] {
  const isEmergency = urgency === 'EMERGENCY';
  if (isEmergency && !dangerToLife) return [gap('dangerToLife', 'An emergency states the danger to life.')];
  if (!isEmergency && dangerToLife) {
    return [gap('dangerToLife', 'Danger to life makes the request an EMERGENCY.', 'NOT_AN_EMERGENCY')];
  }
  return [];
}

function confidentialityGaps({ confidentialUntil }: RequestContent, today: string): Gap[] {
  if (confidentialUntil === null || confidentialUntil > today) return [];
  return [gap('confidentialUntil', 'The confidentiality would be over already.', 'PAST')];
}

/** Something that makes a request look larger than the duty needs (PIPL art. 34): a hint, not a refusal. */
export const PROPORTIONALITY_HINTS = [
  'PERIOD_OVER_ONE_YEAR',
  'BULK_SUBJECTS',
  'NO_CASE_NUMBER',
  'NO_INSTRUMENT',
] as const;
export type ProportionalityHint = (typeof PROPORTIONALITY_HINTS)[number];

/** What both sides are told about the size of a request. @param bulkAbove more subjects than this are many */
export function hintsFor(
  content: RequestContent,
  bulkAbove: number,
  catalogue: DisclosureCatalogue,
): ProportionalityHint[] {
  const hints: ProportionalityHint[] = [];
  const { periodFrom, periodTo } = content;
  if (periodFrom && periodTo && periodTo >= aYearAfter(periodFrom)) hints.push('PERIOD_OVER_ONE_YEAR');
  if (content.subjectCount > bulkAbove) hints.push('BULK_SUBJECTS');
  if (!content.caseNumber) hints.push('NO_CASE_NUMBER');
  if (lacksInstrument(content, catalogue)) hints.push('NO_INSTRUMENT');
  return hints;
}

/** The same day of the next year; 29 February gives a day that no calendar has, which compares as it should. */
const aYearAfter = (day: string): string => `${String(Number(day.slice(0, 4)) + 1).padStart(4, '0')}${day.slice(4)}`;
