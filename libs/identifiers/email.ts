import { hostFacts, readHost } from './domain.js';
import { foldCase, LOWER_CASE, readUnspaced } from './input-habits.js';
import { accept, type Correction, FULLY_MASKED, type IdentifierResult, refuse, refuseUnreadable } from './result.js';

/** RFC 5322 §3.2.3 dot-atom, with the letters of RFC 6531; quoted local parts are not in use. */
const ATOM = /^[\p{L}\p{N}\p{M}!#$%&'*+/=?^_`{|}~-]+$/u;
const MAX_LOCAL_OCTETS = 64;
const MAX_OCTETS = 254;
const MAILTO = /^mailto:/i;
const SCHEME_REMOVED: Correction = { code: 'PREFIX', message: 'The leading mailto: was removed.' };

/**
 * The whole address is folded to lower case. RFC 5321 §2.4 leaves the local part to its host, but none in use tells two
 * mailboxes apart by case, and a person must be found however the address was typed.
 */
export function parseEmail(raw: string): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const { text, corrections } = readUnspaced(raw);
  if (text === '') return refuse('EMPTY', 'The value is empty.');
  const address = foldCase(text.replace(MAILTO, ''));
  if (MAILTO.test(text)) corrections.push(SCHEME_REMOVED);
  if (address !== text.replace(MAILTO, '')) corrections.push(LOWER_CASE);
  return judge(address, corrections);
}

function judge(address: string, corrections: Correction[]): IdentifierResult {
  const at = address.indexOf('@');
  if (at < 1 || at !== address.lastIndexOf('@')) {
    return refuse('FORMAT', 'An e-mail address has one @ between the mailbox and the domain.');
  }
  const local = address.slice(0, at);
  if (octets(local) > MAX_LOCAL_OCTETS) return refuse('LENGTH', 'The part before the @ is longer than 64 octets.');
  if (!local.split('.').every((atom) => ATOM.test(atom))) {
    return refuse('FORMAT', 'The part before the @ has a character or a dot where none may stand.');
  }
  const host = readHost(address.slice(at + 1), corrections);
  if ('reason' in host) return { ok: false, problem: host };
  const canonical = `${local}@${host.ascii}`;
  if (octets(canonical) > MAX_OCTETS) return refuse('LENGTH', 'An e-mail address has at most 254 octets.');
  return accept('EMAIL', canonical, maskEmail(canonical), corrections, hostFacts(host));
}

function octets(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

/** First character and domain; a mailbox of one or two characters is hidden whole. */
export function maskEmail(canonical: string): string {
  const at = canonical.lastIndexOf('@');
  if (at < 1) return FULLY_MASKED;
  const [first = '', ...rest] = canonical.slice(0, at);
  return `${rest.length > 1 ? first : ''}***${canonical.slice(at)}`;
}
