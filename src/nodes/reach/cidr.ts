import ipaddr from 'ipaddr.js';

export type Family = 'ipv4' | 'ipv6';

/** Addresses from `first` to `last`, both included. */
export interface Range {
  readonly family: Family;
  readonly first: bigint;
  readonly last: bigint;
}

export interface Cidr extends Range {
  readonly prefix: number;
}

export const families: readonly Family[] = ['ipv4', 'ipv6'];

const bits: Record<Family, number> = { ipv4: 32, ipv6: 128 };

/** Every address of a family: `0.0.0.0/0` or `::/0`. */
export function everything(family: Family): Cidr {
  return everythingOf[family];
}

const everythingOf: Record<Family, Cidr> = {
  ipv4: { family: 'ipv4', prefix: 0, first: 0n, last: (1n << 32n) - 1n },
  ipv6: { family: 'ipv6', prefix: 0, first: 0n, last: (1n << 128n) - 1n },
};

/**
 * The range that a CIDR means, or undefined for text that is none; it never throws. Host bits may be set and do not count:
 * AWS turns 100.68.0.18/18 into 100.68.0.0/18 (EC2 API Reference, SecurityGroupRuleRequest and CreateRoute, read 2026-11-25).
 * IPv4 takes four decimal parts only (no octal, no `10/8`); the prefix is needed and may have leading zeros, because
 * "0.0.0.0/00" must not slip through as unreadable.
 */
export function parseCidr(text: string): Cidr | undefined {
  if (parsed.has(text)) return parsed.get(text);
  const cidr = read(text);
  if (parsed.size < 10_000) parsed.set(text, cidr);
  return cidr;
}

// One plan repeats few CIDRs in many rules.
const parsed = new Map<string, Cidr | undefined>();

function read(text: string): Cidr | undefined {
  const [, address, length] = /^([0-9a-f.:]{1,45})\/(\d{1,4})$/i.exec(text) ?? [];
  if (address === undefined || length === undefined) return undefined;
  const family = familyOf(address);
  if (family === undefined || Number(length) > bits[family]) return undefined;
  const value = ipaddr.parse(address).toByteArray().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return range(family, value, Number(length));
}

function familyOf(address: string): Family | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(address)) return 'ipv4';
  return ipaddr.IPv6.isValid(address) ? 'ipv6' : undefined;
}

function range(family: Family, address: bigint, prefix: number): Cidr {
  const host = BigInt(bits[family] - prefix);
  const first = (address >> host) << host;
  return { family, prefix, first, last: first + (1n << host) - 1n };
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;
}

export function overlaps(a: Range, b: Range): boolean {
  return a.family === b.family && a.first <= b.last && b.first <= a.last;
}

/** The same addresses as few, disjoint ranges in order; ranges that touch become one. */
export function merged(ranges: readonly Range[]): readonly Range[] {
  const sorted = [...ranges].sort((a, b) => order(a.family, b.family) || order(a.first, b.first));
  const union: Range[] = [];
  for (const next of sorted) {
    const last = union.at(-1);
    if (!last || last.family !== next.family || next.first > last.last + 1n) union.push(next);
    else if (next.last > last.last) union[union.length - 1] = { ...last, last: next.last };
  }
  return union;
}

function order<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Every address of `needed` lies in the union of `allowed`. */
export function covers(allowed: readonly Range[], needed: readonly Range[]): boolean {
  const union = merged(allowed);
  // A needed range may itself be made of touching parts, so both sides are merged before one must contain the other.
  return merged(needed).every(range => union.some(wide => contains(wide, range)));
}

/** The addresses that both unions share. */
export function intersection(a: readonly Range[], b: readonly Range[]): readonly Range[] {
  const right = merged(b);
  return merged(a).flatMap(one =>
    right.filter(other => overlaps(one, other)).map(other => ({
      family: one.family,
      first: one.first > other.first ? one.first : other.first,
      last: one.last < other.last ? one.last : other.last,
    })),
  );
}
