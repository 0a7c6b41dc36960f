import ipaddr from 'ipaddr.js';

/** What an address is for. Webhooks go to PUBLIC ones only. */
export const ADDRESS_CLASSES = {
  PUBLIC: 'public unicast',
  MALFORMED: 'no address',
  UNSPECIFIED: 'this host or network (0.0.0.0/8, ::)',
  LOOPBACK: 'the machine itself (127.0.0.0/8, ::1)',
  PRIVATE: 'private networks (RFC 1918)',
  UNIQUE_LOCAL: 'private networks of IPv6 (fc00::/7)',
  LINK_LOCAL: 'the same link (169.254.0.0/16, fe80::/10)',
  CARRIER_NAT: 'shared by a carrier (100.64.0.0/10)',
  METADATA: "a cloud's metadata, by its known addresses",
  MULTICAST: 'many receivers (224.0.0.0/4, ff00::/8)',
  BROADCAST: 'all receivers (255.255.255.255)',
  IPV4_MAPPED: 'an IPv4 address inside IPv6 (::ffff:0:0/96)',
  IPV4_TRANSLATED: 'an IPv4 address inside IPv6, translated by the host (RFC 6145)',
  NAT64: 'an IPv4 address behind a translator (64:ff9b::/96 and 64:ff9b:1::/48)',
  SIX_TO_FOUR: 'an IPv4 address behind 6to4 (2002::/16)',
  TEREDO: 'an IPv4 address behind Teredo (2001::/32)',
  BENCHMARKING: 'measurements (2001:2::/48)',
  DISCARD: 'nowhere (100::/64)',
  RESERVED: 'reserved, documentation and other special purposes',
  OUTSIDE_UNICAST: 'not given out for the public (outside 2000::/3)',
} as const;
export type AddressClass = keyof typeof ADDRESS_CLASSES;

/** The ranges that ipaddr.js names, by our classes; a range that is not here is RESERVED. */
const RANGES: Readonly<Record<string, AddressClass>> = {
  unicast: 'PUBLIC',
  unspecified: 'UNSPECIFIED',
  loopback: 'LOOPBACK',
  private: 'PRIVATE',
  uniqueLocal: 'UNIQUE_LOCAL',
  linkLocal: 'LINK_LOCAL',
  carrierGradeNat: 'CARRIER_NAT',
  multicast: 'MULTICAST',
  broadcast: 'BROADCAST',
  ipv4Mapped: 'IPV4_MAPPED',
  rfc6145: 'IPV4_TRANSLATED',
  rfc6052: 'NAT64',
  '6to4': 'SIX_TO_FOUR',
  teredo: 'TEREDO',
  benchmarking: 'BENCHMARKING',
  discard: 'DISCARD',
};

/** The part of IPv6 that is given out for the public (RFC 4291 §2.4 and IANA's table of unicast assignments). */
const GLOBAL_UNICAST_V6 = ipaddr.IPv6.parseCIDR('2000::/3');
/** Where clouds answer for a machine's own credentials. One of them, Azure's, lies in a public block. */
const METADATA: ReadonlySet<string> = new Set([
  '169.254.169.254',
  '168.63.129.16',
  '100.100.100.200',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd20:ce::254',
]);

/** Says what an address is for. Takes any text and never throws. */
export function addressClass(text: string): AddressClass {
  if (!ipaddr.isValid(text)) return 'MALFORMED';
  const address = ipaddr.parse(text);
  if (METADATA.has(address.toString())) return 'METADATA';
  const named = RANGES[address.range()] ?? 'RESERVED';
  if (named !== 'PUBLIC' || !(address instanceof ipaddr.IPv6)) return named;
  return address.match(GLOBAL_UNICAST_V6) ? 'PUBLIC' : 'OUTSIDE_UNICAST';
}

/** Whether an address is a public unicast one. */
export const isPublicAddress = (text: string): boolean => addressClass(text) === 'PUBLIC';
