import { relateCodes } from './region-codes.js';
import { BELOW_MATCH, MATCH, type PartScore, type Score } from './score.js';

/** What may be known of an entity beside its name. Identifiers are canonical (see libs/identifiers) or keyed hashes of that. */
export interface Qualifiers {
  /** Unified social credit code, 18 characters (GB 32100-2015). */
  readonly uscc?: string;
  readonly residentId?: string;
  /** `YYYY-MM-DD`, or the year alone. */
  readonly birthDate?: string;
  /** GB/T 2260 division code of two, four or six digits. */
  readonly regionCode?: string;
  /** Any other identifier that names one thing, such as a shop's id or a domain. Agreement counts, another one does not. */
  readonly identityKey?: string;
}

const SAME_IDENTIFIER = 0.97;
/** The identifier agrees but the names share nothing: renamed, or mistyped onto another's number. */
const SAME_IDENTIFIER_OTHER_NAME = 0.9;
const NAME_SHARES_SOMETHING = 0.3;
const USCC_CONFLICT_CAP = 0.7;
const RESIDENT_ID_CONFLICT_CAP = 0.5;
const BIRTH_DATE_CONFLICT = 0.3;
const BIRTH_DATE_BONUS = 0.04;
const REGION_CONFLICT = 0.1;
const REGION_BONUS = 0.02;

/**
 * Weighs what else is known of both sides into a score of their names. An agreeing identifier settles the matter, a conflicting
 * one caps the score below `MATCH`; birth date and region shift it, but never lift a name over `MATCH` by themselves.
 */
export function applyQualifiers(score: Score, query: Qualifiers, candidate: Qualifiers): Score {
  const parts: PartScore[] = [];
  const identifier = identifierPart(score.value, query, candidate);
  let value = score.value;
  if (identifier) {
    parts.push(identifier);
    if (identifier.verdict === 'same') return { value: value - identifier.penalty, parts: [...score.parts, ...parts] };
    value = Math.min(value, identifier.cap ?? 1);
  }
  for (const part of [birthDatePart(query, candidate), placePart(query, candidate)]) {
    if (!part) continue;
    parts.push(part);
    const limit = score.value >= MATCH && value >= MATCH ? 1 : Math.max(value, BELOW_MATCH);
    value = part.penalty < 0 ? Math.min(value - part.penalty, limit, identifier?.cap ?? 1) : value - part.penalty;
  }
  return { value: Math.max(0, Math.min(1, value)), parts: [...score.parts, ...parts] };
}

function identifierPart(value: number, query: Qualifiers, candidate: Qualifiers): PartScore | undefined {
  const uscc = agreement(query.uscc, candidate.uscc, isSameOrganisation);
  const residentId = agreement(query.residentId, candidate.residentId, isEqual);
  const isOtherwiseSame =
    uscc !== false && residentId !== false && agreement(query.identityKey, candidate.identityKey, isEqual) === true;
  if (uscc === true || residentId === true || isOtherwiseSame) {
    const settled = value >= NAME_SHARES_SOMETHING ? SAME_IDENTIFIER : SAME_IDENTIFIER_OTHER_NAME;
    return { part: 'identifier', verdict: 'same', penalty: Math.min(0, value - settled) };
  }
  if (residentId === false)
    return { part: 'identifier', verdict: 'different', penalty: 0, cap: RESIDENT_ID_CONFLICT_CAP };
  if (uscc === false) return { part: 'identifier', verdict: 'different', penalty: 0, cap: USCC_CONFLICT_CAP };
  return undefined;
}

const isEqual = (a: string, b: string): boolean => a === b;

function agreement(
  a: string | undefined,
  b: string | undefined,
  isSame: (a: string, b: string) => boolean,
): boolean | undefined {
  return a && b ? isSame(a.toUpperCase(), b.toUpperCase()) : undefined;
}

/** The organisation code (places 9 to 17) stays when the registering office or its kind changes. */
function isSameOrganisation(a: string, b: string): boolean {
  return a === b || (a.length === 18 && b.length === 18 && a.slice(8, 17) === b.slice(8, 17));
}

function birthDatePart(query: Qualifiers, candidate: Qualifiers): PartScore | undefined {
  const { birthDate: a } = query;
  const { birthDate: b } = candidate;
  if (!a || !b) return undefined;
  const isSame = a.startsWith(b) || b.startsWith(a);
  const penalty = isSame ? -BIRTH_DATE_BONUS : BIRTH_DATE_CONFLICT;
  return { part: 'birthDate', verdict: isSame ? 'same' : 'different', penalty };
}

function placePart(query: Qualifiers, candidate: Qualifiers): PartScore | undefined {
  if (!query.regionCode || !candidate.regionCode) return undefined;
  const relation = relateCodes(shortCode(query.regionCode), shortCode(candidate.regionCode));
  const penalty = relation === 'conflict' ? REGION_CONFLICT : -REGION_BONUS;
  return { part: 'place', verdict: relation === 'conflict' ? 'different' : 'same', penalty };
}

/** 330100 → 3301, 330000 → 33. */
function shortCode(code: string): string {
  return code.replace(/(?:00){1,2}$/, '');
}
