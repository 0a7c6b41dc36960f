import { type IdentifierType, isPersonalIdentifier } from '../../libs/identifiers/identifier.js';
import { InvalidInput } from '../common/graphql/user-error.graphql.js';

export const MAX_PURPOSE = 500;
export const MAX_CASE_REF = 100;

/** Why a query is made, as far as the caller said. */
export interface StatedPurpose {
  readonly purpose: string | null;
  readonly caseRef: string | null;
}

type Given = { readonly purpose?: string | null; readonly caseRef?: string | null };

const LONE_SURROGATE = /\p{Surrogate}/u;

/** Reads purpose and case; blank text counts as none. @param root path of the input that holds them */
export function readPurpose(given: Given, root: string): StatedPurpose | InvalidInput {
  const purpose = given.purpose?.trim() || null;
  const caseRef = given.caseRef?.trim() || null;
  return (
    problemOf(purpose, MAX_PURPOSE, `${root}purpose`) ??
    problemOf(caseRef, MAX_CASE_REF, `${root}caseRef`) ?? { purpose, caseRef }
  );
}

function problemOf(text: string | null, maximum: number, field: string): InvalidInput | undefined {
  if (text === null) return undefined;
  if (text.length > maximum) return InvalidInput.at(field, `This has at most ${maximum} characters.`, 'TOO_LONG');
  if (LONE_SURROGATE.test(text)) return InvalidInput.at(field, 'This holds half a character.', 'FORMAT');
  return undefined;
}

/**
 * What is missing before an identifier of this type may be looked up. Decided from the input alone, so that the refusal
 * tells nothing of what exists (PIPL art. 34: within what the duty needs).
 */
export function missingFor(type: IdentifierType, stated: StatedPurpose): 'purpose' | 'caseRef' | undefined {
  return isPersonalIdentifier(type) ? missingIn(stated) : undefined;
}

/** Whether an answer may hold natural persons: only when purpose and case were given. */
export const mayHoldPersons = (stated: StatedPurpose): boolean => missingIn(stated) === undefined;

function missingIn({ purpose, caseRef }: StatedPurpose): 'purpose' | 'caseRef' | undefined {
  if (purpose === null) return 'purpose';
  return caseRef === null ? 'caseRef' : undefined;
}
