import { domainToASCII, domainToUnicode } from 'node:url';
import { parse as parseHost } from 'tldts';
import { LOWER_CASE, readUnspaced } from './input-habits.js';
import {
  accept,
  type Correction,
  type DerivedFacts,
  type IdentifierProblem,
  type IdentifierResult,
  refuse,
  refuseUnreadable,
} from './result.js';

const SCHEME = /^[a-z][a-z0-9+.-]{0,20}:\/\//;
const PORT = /:\d{0,5}$/;
/** IDNA treats the ideographic full stop as a dot (UTS 46 §4). */
const IDEOGRAPHIC_DOT = /\u3002/g;
/** Keeps out what a URL host parser would decode or cut off, such as % and /. */
const HOST_CHARACTERS = /^[\p{L}\p{N}\p{M}._-]+$/u;
/** RFC 1123 §2.1; the underscore is no host name character, but sites below a registered name do carry it. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
const NUMERIC = /^\d+$/;
const MAX_HOST_LENGTH = 253;
/** RFC 2606 §2: kept free for examples and tests, which run through the same code as the real thing. */
const RESERVED_FOR_EXAMPLES: ReadonlySet<string> = new Set(['example', 'test']);

const SCHEME_REMOVED: Correction = { code: 'PREFIX', message: 'The scheme before the host name was removed.' };
const WWW_REMOVED: Correction = { code: 'PREFIX', message: 'The leading www was removed.' };
const TAIL_REMOVED: Correction = {
  code: 'SUFFIX',
  message: 'Port, path or final dot after the host name were removed.',
};
const DOT: Correction = { code: 'PUNCTUATION', message: 'Chinese full stops were read as dots.' };

export interface Host {
  readonly ascii: string;
  readonly registrableDomain: string;
}

/** A host name or web address; the canonical form is the host in lower-case ASCII (RFC 5891) without `www`. */
export function parseDomain(raw: string): IdentifierResult {
  const unreadable = refuseUnreadable(raw);
  if (unreadable) return unreadable;
  const { text, corrections } = readUnspaced(raw);
  if (text === '') return refuse('EMPTY', 'The value is empty.');
  const host = readHost(hostOfAddress(text, corrections), corrections);
  if ('reason' in host) return { ok: false, problem: host };
  const canonical = withoutWww(host, corrections);
  return accept('DOMAIN', canonical, canonical, corrections, hostFacts({ ...host, ascii: canonical }));
}

function hostOfAddress(text: string, corrections: Correction[]): string {
  const folded = text.toLowerCase();
  const schemeless = folded.replace(SCHEME, '');
  if (folded !== text) corrections.push(LOWER_CASE);
  if (schemeless !== folded) corrections.push(SCHEME_REMOVED);
  const end = schemeless.search(/[/?#]/);
  const authority = end < 0 ? schemeless : schemeless.slice(0, end);
  const host = authority.replace(PORT, '');
  if (host !== schemeless) corrections.push(TAIL_REMOVED);
  return host;
}

function withoutWww(host: Host, corrections: Correction[]): string {
  let name = host.ascii;
  while (name.startsWith('www.') && name !== host.registrableDomain) name = name.slice(4);
  if (name !== host.ascii) corrections.push(WWW_REMOVED);
  return name;
}

/** Reads a host name that can be registered: internationalised to ASCII, below a public suffix that exists. */
export function readHost(text: string, corrections: Correction[]): Host | IdentifierProblem {
  const dotted = text.replace(IDEOGRAPHIC_DOT, '.');
  if (dotted !== text) corrections.push(DOT);
  const undotted = dotted.endsWith('.') ? dotted.slice(0, -1) : dotted;
  if (undotted !== dotted) corrections.push(TAIL_REMOVED);
  if (!HOST_CHARACTERS.test(undotted)) {
    return { reason: 'ALPHABET', message: 'A domain has letters, digits, hyphens and dots only.' };
  }
  const labels = undotted.split('.');
  if (NUMERIC.test(labels.at(-1) ?? '')) {
    return { reason: 'FORMAT', message: 'A network address or number is no domain.' };
  }
  const ascii = domainToASCII(undotted);
  if (!ascii.split('.').every((label) => LABEL.test(label)) || !isDecodable(ascii)) {
    return { reason: 'FORMAT', message: 'The domain is not well formed: a part is empty, too long or badly encoded.' };
  }
  if (ascii.length > MAX_HOST_LENGTH) return { reason: 'LENGTH', message: 'A domain has at most 253 characters.' };
  return registeredHost(ascii);
}

/** Some versions of Node pass labels in ASCII through unread, so an encoded one is decoded and encoded again. */
function isDecodable(ascii: string): boolean {
  if (!ascii.includes('xn--')) return true;
  const unicode = domainToUnicode(ascii);
  return !unicode.split('.').some((label) => label.startsWith('xn--')) && domainToASCII(unicode) === ascii;
}

function registeredHost(ascii: string): Host | IdentifierProblem {
  const { domain, isIcann, isIp, publicSuffix } = parseHost(ascii);
  if (isIp) return { reason: 'FORMAT', message: 'A network address or number is no domain.' };
  if (!isIcann && !RESERVED_FOR_EXAMPLES.has(publicSuffix ?? '')) {
    return { reason: 'REGION', message: 'The domain ends in no top-level domain that exists.' };
  }
  if (!domain) return { reason: 'FORMAT', message: 'The domain names a registry, and nothing registered in it.' };
  if (domain.includes('_')) return { reason: 'ALPHABET', message: 'A registered domain has no underscore.' };
  return { ascii, registrableDomain: domain };
}

export function hostFacts({ ascii, registrableDomain }: Host): DerivedFacts {
  const unicodeDomain = domainToUnicode(ascii);
  const isInternational = unicodeDomain !== '' && unicodeDomain !== ascii;
  return { registrableDomain, ...(isInternational && { unicodeDomain }) };
}
