import { covers, type Family, intersection, merged, overlaps, parseCidr, type Range } from './cidr.ts';

/**
 * IPv4 addresses that no host on the internet has (IANA IPv4 Special-Purpose Address Registry, RFC 6890; multicast RFC 5771; the former
 * class E). RFC 1918, carrier-grade NAT (100.64.0.0/10) and link-local are the private ones; a VPC may use the first two.
 */
const notPublicIpv4 = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/3',
];

/** Global unicast, the only IPv6 space that IANA hands out (RFC 4291, 2.4); fc00::/7, fe80::/10 and multicast are outside. */
const publicIpv6 = ['2000::/3'];

/**
 * How many public addresses are "the world". The threshold is ours:
 * - IPv4: as many as a /7. IANA handed out IPv4 in /8 units (RIPE-344), so a /8 may be one organisation's network; two of them are hardly anyone's.
 * - IPv6: as many as a /12, the unit that IANA gives a whole regional registry (ICANN, Global Policy for Allocation of IPv6 Address Space, 2006).
 * It counts addresses of the union, not prefixes, so that 0.0.0.0/1 + 128.0.0.0/1, or a /0 cut into a hundred pieces, is the same as 0.0.0.0/0,
 * and 10.0.0.0/7 (a /8 of private and one of public addresses) is not the world.
 */
const worldSize: Record<Family, bigint> = { ipv4: 1n << 25n, ipv6: 1n << 116n };

let publicRanges: Record<Family, readonly Range[]> | undefined;

/** Addresses that hosts on the internet have. */
export function publicSpace(family: Family): readonly Range[] {
  publicRanges ??= { ipv4: gaps(ranges(notPublicIpv4)), ipv6: ranges(publicIpv6) };
  return publicRanges[family];
}

/** The union lets in so much of the internet that it is open to the world. Private ranges alone never are. */
export function isWorld(allowed: readonly Range[], family: Family): boolean {
  return intersection(allowed, publicSpace(family)).reduce((sum, { first, last }) => sum + last - first + 1n, 0n) >= worldSize[family];
}

/** The union reaches every public address of the family: what a node needs that pulls from anywhere. */
export function coversInternet(allowed: readonly Range[], family: Family): boolean {
  return covers(allowed, publicSpace(family));
}

/** At least one address of the range can be on the internet. */
export function hasPublic(range: Range): boolean {
  return publicSpace(range.family).some(open => overlaps(open, range));
}

function ranges(cidrs: readonly string[]): readonly Range[] {
  return cidrs.flatMap(cidr => parseCidr(cidr) ?? []);
}

function gaps(taken: readonly Range[]): readonly Range[] {
  const free: Range[] = [];
  let first = 0n;
  for (const range of merged(taken)) {
    if (range.first > first) free.push({ family: range.family, first, last: range.first - 1n });
    first = range.last + 1n;
  }
  // 224.0.0.0/3 ends the space, so nothing is free after the last one.
  return free;
}
