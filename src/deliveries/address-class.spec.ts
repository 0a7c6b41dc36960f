import { ADDRESS_CLASSES, type AddressClass, addressClass, isPublicAddress } from './address-class.js';

const EXAMPLES: [string, AddressClass][] = [
  ['8.8.8.8', 'PUBLIC'],
  ['203.0.112.9', 'PUBLIC'],
  ['2606:4700:4700::1111', 'PUBLIC'],
  ['2400:3200::1', 'PUBLIC'],
  ['127.0.0.1', 'LOOPBACK'],
  ['127.255.255.254', 'LOOPBACK'],
  ['::1', 'LOOPBACK'],
  ['0.0.0.0', 'UNSPECIFIED'],
  ['0.1.2.3', 'UNSPECIFIED'],
  ['::', 'UNSPECIFIED'],
  ['10.0.0.1', 'PRIVATE'],
  ['172.16.0.1', 'PRIVATE'],
  ['172.31.255.255', 'PRIVATE'],
  ['192.168.1.1', 'PRIVATE'],
  ['fc00::1', 'UNIQUE_LOCAL'],
  ['fdff::1', 'UNIQUE_LOCAL'],
  ['169.254.1.1', 'LINK_LOCAL'],
  ['fe80::1', 'LINK_LOCAL'],
  ['100.64.0.1', 'CARRIER_NAT'],
  ['100.127.255.255', 'CARRIER_NAT'],
  ['169.254.169.254', 'METADATA'],
  ['168.63.129.16', 'METADATA'],
  ['100.100.100.200', 'METADATA'],
  ['192.0.0.192', 'METADATA'],
  ['fd00:ec2::254', 'METADATA'],
  ['224.0.0.1', 'MULTICAST'],
  ['239.255.255.255', 'MULTICAST'],
  ['ff02::1', 'MULTICAST'],
  ['255.255.255.255', 'BROADCAST'],
  ['::ffff:8.8.8.8', 'IPV4_MAPPED'],
  ['::ffff:127.0.0.1', 'IPV4_MAPPED'],
  ['::ffff:7f00:1', 'IPV4_MAPPED'],
  ['::ffff:0:127.0.0.1', 'IPV4_TRANSLATED'],
  ['64:ff9b::7f00:1', 'NAT64'],
  ['64:ff9b::808:808', 'NAT64'],
  ['64:ff9b:1::1', 'NAT64'],
  ['2002:7f00:1::', 'SIX_TO_FOUR'],
  ['2002:808:808::1', 'SIX_TO_FOUR'],
  ['2001::1', 'TEREDO'],
  ['2001:2::1', 'BENCHMARKING'],
  ['100::1', 'DISCARD'],
  ['192.0.2.1', 'RESERVED'],
  ['198.18.0.1', 'RESERVED'],
  ['198.51.100.1', 'RESERVED'],
  ['203.0.113.1', 'RESERVED'],
  ['240.0.0.1', 'RESERVED'],
  ['2001:db8::1', 'RESERVED'],
  ['::127.0.0.1', 'IPV4_MAPPED'],
  ['4000::1', 'OUTSIDE_UNICAST'],
  ['64:ff9b:2::1', 'OUTSIDE_UNICAST'],
  ['100:0:0:1::1', 'OUTSIDE_UNICAST'],
  ['3fff::1', 'RESERVED'],
  ['fec0::1', 'RESERVED'],
  ['2001:10::1', 'RESERVED'],
  ['2001:20::1', 'RESERVED'],
  ['192.88.99.1', 'RESERVED'],
  ['192.175.48.1', 'RESERVED'],
  ['not an address', 'MALFORMED'],
  ['', 'MALFORMED'],
];

describe('the class of an address', () => {
  it.each(EXAMPLES)('%s: %s', (address, expected) => {
    expect(addressClass(address)).toBe(expected);
    expect(isPublicAddress(address)).toBe(expected === 'PUBLIC');
  });

  it('has an example here for each that there is', () => {
    expect(new Set(EXAMPLES.map(([, named]) => named))).toEqual(new Set(Object.keys(ADDRESS_CLASSES)));
  });
});
