import type { LookupAddress, LookupOptions } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isPublicAddress } from './address-class.js';

/** Why an endpoint is refused, each with a sentence that quotes nothing of it. */
export const ENDPOINT_REFUSALS = {
  MALFORMED: 'The URL cannot be read.',
  TOO_LONG: 'The URL has more than 2,000 characters.',
  NOT_HTTPS: 'The URL must start with https://.',
  CREDENTIALS: 'The URL must not hold a user name or password.',
  FRAGMENT: 'The URL must not have a fragment.',
  NOT_PUBLIC: 'The host must have public addresses only.',
  UNRESOLVABLE: 'The host has no address.',
  NOT_PROVEN: 'The endpoint did not prove that it receives for this tenant: see docs/webhooks.md.',
} as const;
export type EndpointRefusal = keyof typeof ENDPOINT_REFUSALS;

/** The endpoint is not one that the gateway calls. `code` is a key of {@link ENDPOINT_REFUSALS}. */
export class EndpointRefusedError extends Error {
  override readonly name = 'EndpointRefusedError';

  constructor(readonly code: EndpointRefusal) {
    super(ENDPOINT_REFUSALS[code]);
  }
}

/** All addresses of a host; DNS in the program, a table in tests. */
export type ResolveHost = (hostname: string) => Promise<readonly LookupAddress[]>;

const resolveByDns: ResolveHost = (hostname) => lookup(hostname, { all: true });

const MAX_URL_LENGTH = 2_000;

/** The host of a URL when it is an address: brackets of IPv6 taken off. */
function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(host) ? host : undefined;
}

/**
 * Keeps webhooks from being used to reach what only the gateway can reach (SSRF): once at registration, and again for
 * each connection, since the name may resolve to something else by then.
 */
export class EndpointGuard {
  /** @param allowsPrivate lets http and any address through, for development */
  constructor(
    private readonly allowsPrivate: boolean,
    private readonly resolve: ResolveHost = resolveByDns,
  ) {}

  /** Reads a URL and checks what can be checked without asking anybody. @throws EndpointRefusedError */
  read(text: string): URL {
    if (text.length > MAX_URL_LENGTH) throw new EndpointRefusedError('TOO_LONG');
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) throw new EndpointRefusedError('MALFORMED');
    if (url.username !== '' || url.password !== '') throw new EndpointRefusedError('CREDENTIALS');
    if (url.hash !== '') throw new EndpointRefusedError('FRAGMENT');
    if (this.allowsPrivate) return url;
    if (url.protocol !== 'https:') throw new EndpointRefusedError('NOT_HTTPS');
    // A literal address never comes by `lookup`. The URL parser has turned odd spellings (0x7f.1) into dotted ones.
    const literal = literalAddress(url);
    if (literal !== undefined && !isPublicAddress(literal)) throw new EndpointRefusedError('NOT_PUBLIC');
    return url;
  }

  /** Reads a URL and looks its host up. @throws EndpointRefusedError */
  async check(text: string): Promise<URL> {
    const url = this.read(text);
    if (literalAddress(url) === undefined) await this.addressesOf(url.hostname);
    return url;
  }

  /**
   * For `net.connect`: resolves, checks every address, and gives only those that were checked, so that the connection
   * goes where the check looked. One address that is not public refuses them all.
   */
  readonly lookup: LookupFunction = (hostname, options: LookupOptions, callback) => {
    this.addressesOf(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (options.all) callback(null, [...addresses]);
        else callback(null, first?.address ?? '', first?.family);
      },
      (error: Error) => callback(error, ''),
    );
  };

  private async addressesOf(hostname: string): Promise<readonly LookupAddress[]> {
    const addresses = await this.resolve(hostname).catch(() => []);
    if (addresses.length === 0) throw new EndpointRefusedError('UNRESOLVABLE');
    if (!this.allowsPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
      throw new EndpointRefusedError('NOT_PUBLIC');
    }
    return addresses;
  }
}
