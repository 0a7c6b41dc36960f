import { LOWER_CASE, readTrimmed, SPACING } from './input-habits.js';
import {
  accept,
  type Correction,
  FULLY_MASKED,
  type IdentifierProblem,
  type IdentifierResult,
  type ParseContext,
  refuse,
  refuseUnreadable,
} from './result.js';

export type PlatformIdType = 'SHOP_ID' | 'LISTING_ID' | 'ACCOUNT_ID';

const PLATFORM = /^[a-z0-9-]{2,32}$/;
/** Nothing that is white space, invisible, unassigned or half a character. */
const UNPRINTABLE = /[\p{Z}\p{C}]/u;
const MAX_ID_LENGTH = 128;
const COLON = ':';

/**
 * Shop, listing and account ids mean something on one platform only, so the canonical form is `<platform>:<id>`. A platform
 * named in the value goes before that of the context: one platform may report what it saw on another. An id that itself
 * begins like `name:` must therefore be written with its platform. Letter case of the id is kept: platforms differ in it.
 */
export function parsePlatformId(type: PlatformIdType, raw: string, context: ParseContext = {}): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const { text, corrections } = readTrimmed(raw);
  if (text === '') return refuse('EMPTY', 'The value is empty.');
  const { owner, id } = splitOwner(text, context.platform, corrections);
  const problem = problemOf(owner, id);
  if (problem) return { ok: false, problem };
  const canonical = `${owner}:${id}`;
  const masked = type === 'ACCOUNT_ID' ? maskAccountId(canonical) : canonical;
  return accept(type, canonical, masked, corrections, { platform: owner });
}

function splitOwner(
  text: string,
  fallback: string | undefined,
  corrections: Correction[],
): { owner: string; id: string } {
  const colon = text.indexOf(COLON);
  const written = text.slice(0, Math.max(colon, 0)).trim();
  const owner = written.toLowerCase();
  if (!PLATFORM.test(owner)) return { owner: fallback?.toLowerCase() ?? '', id: text };
  if (owner !== written) corrections.push(LOWER_CASE);
  const id = text.slice(colon + 1).trim();
  if (owner.length + 1 + id.length !== text.length) corrections.push(SPACING);
  return { owner, id };
}

function problemOf(owner: string, id: string): IdentifierProblem | undefined {
  if (id.startsWith('//')) return { reason: 'FORMAT', message: 'A web address is no id; write platform:id.' };
  if (!PLATFORM.test(owner)) {
    return {
      reason: 'PLATFORM',
      message: 'The platform is missing; write platform:id with 2 to 32 of a-z, 0-9 and -.',
    };
  }
  if (id === '') return { reason: 'EMPTY', message: 'There is no id after the platform.' };
  return idProblem(id);
}

/** What is wrong with the part after the colon, if anything. */
export function idProblem(id: string): IdentifierProblem | undefined {
  if (id.length > MAX_ID_LENGTH) return { reason: 'LENGTH', message: `An id has at most ${MAX_ID_LENGTH} characters.` };
  if (UNPRINTABLE.test(id))
    return { reason: 'ALPHABET', message: 'An id has printable characters only, and no spaces.' };
  return undefined;
}

/** `platform:a***`; an id of up to three characters is hidden whole. */
export function maskAccountId(canonical: string): string {
  const colon = canonical.indexOf(COLON);
  if (colon < 0) return FULLY_MASKED;
  const [first = '', ...rest] = canonical.slice(colon + 1);
  return `${canonical.slice(0, colon)}:${rest.length > 2 ? first : ''}***`;
}
