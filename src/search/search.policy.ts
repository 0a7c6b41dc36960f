import { applyQualifiers, type Qualifiers } from '../../libs/matching/qualifiers.js';
import { BELOW_MATCH, MATCH, type PartScore, REVIEW, type Score } from '../../libs/matching/score.js';
import type { QueryRefusal } from '../../libs/matching/search-query.js';
import { InvalidInput, PurposeRequired } from '../common/graphql/user-error.graphql.js';
import { ENTITY_KINDS, type EntityKind } from '../entities/entity-vocabulary.js';
import { mayHoldPersons, type StatedPurpose } from '../query/query.policy.js';
import type { GroupScope } from './index-groups.js';
import { type MatchedPart, matchedPart } from './search-vocabulary.js';

/** The message of each reason why a text is no name that could be looked for. */
export const REFUSALS: Readonly<Record<QueryRefusal, string>> = {
  EMPTY: 'Give a name.',
  TOO_LONG: 'A name has at most 256 characters.',
  NO_LETTERS: 'This holds no letter or character that a name could have.',
  TOO_SHORT: 'One character would find everyone: give at least two.',
  ONLY_GENERIC_WORDS: 'Legal form, trade and place alone would find everyone: give what sets the name apart.',
};

/** The refusal of a text that is no name. */
export const refusedName = (refusal: QueryRefusal, field: string): InvalidInput =>
  InvalidInput.at(field, REFUSALS[refusal], refusal);

/**
 * What a search may meet. Persons, and anything else by the name of a natural person, only for a stated purpose
 * (PIPL art. 34); who asks for persons by kind without one is told so, who asks for everything gets the rest.
 */
export function scopeOf(
  kinds: readonly EntityKind[] | null | undefined,
  stated: StatedPurpose,
): GroupScope | PurposeRequired {
  const withPersons = mayHoldPersons(stated);
  const wanted = kinds?.length ? [...new Set(kinds)].sort() : ENTITY_KINDS;
  if (kinds?.includes('PERSON') && !withPersons) return PurposeRequired.at(stated.purpose ? 'caseRef' : 'purpose');
  return { kinds: wanted.filter((kind) => withPersons || kind !== 'PERSON'), withPersons };
}

/** What made a score, as it is answered. */
export interface Explanation {
  readonly part: MatchedPart;
  readonly verdict: string;
  readonly penalty: number;
  readonly cap: number | null;
  readonly query: string | null;
  readonly candidate: string | null;
  readonly edits: readonly string[];
}

/** A score as it is answered. @param isPersonal the text of a natural person's name is not shown */
export const explained = (parts: readonly PartScore[], isPersonal: boolean): Explanation[] =>
  parts.map(({ part, verdict, penalty, cap, query, candidate, edits }) => ({
    part: matchedPart(part),
    verdict: verdict.toUpperCase(),
    penalty: Math.round(penalty * 1e4) / 1e4,
    cap: cap ?? null,
    query: isPersonal ? null : (query ?? null),
    candidate: isPersonal ? null : (candidate ?? null),
    edits: edits ?? [],
  }));

export interface ScoredHit {
  readonly score: number;
  readonly parts: readonly Explanation[];
}

/** What the caller knows, and what is known of the entity, beside the names. */
export interface Evidence {
  readonly query: Qualifiers;
  readonly candidate: Qualifiers;
  /** What of the caller's leads to the entity without naming it: its phone, or an account, address or linked id. */
  readonly sameContact: 'PHONE' | 'IDENTIFIER' | undefined;
}

/** Phones are shared and sold on, and so is what else is not one thing's own: alone it is worth a look, never a match. */
const PHONE_BONUS = 0.1;

/** Weighs identifiers, birth date, place and contacts into the score of the names. */
export function weighed(names: Score, isPersonal: boolean, { query, candidate, sameContact }: Evidence): ScoredHit {
  const { value, parts } = applyQualifiers(names, query, candidate);
  const explanation = explained(parts, isPersonal);
  if (!sameContact) return { score: rounded(value), parts: explanation };
  const lifted = value >= MATCH ? value : Math.min(BELOW_MATCH, Math.max(REVIEW, value + PHONE_BONUS));
  const penalty = rounded(value - lifted);
  const contact = {
    part: sameContact,
    verdict: 'SAME',
    penalty,
    cap: null,
    query: null,
    candidate: null,
    edits: [],
  };
  return { score: rounded(lifted), parts: [...explanation, contact] };
}

const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;
