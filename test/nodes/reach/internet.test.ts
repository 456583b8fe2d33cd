import { describe, expect, it } from 'vitest';
import { coversInternet, isWorld, parseCidr } from '../../../src/nodes/reach/index.ts';
import { hasPublic } from '../../../src/nodes/reach/internet.ts';

const ranges = (texts: readonly string[]) => texts.flatMap(text => parseCidr(text) ?? []);
const halves = (prefix: number) => Array.from({ length: 2 ** prefix }, (_, at) => `${(at * 2 ** (32 - prefix)) / 2 ** 24}.0.0.0/${prefix}`);

describe('isWorld', () => {
  it.each([
    ['everything', ['0.0.0.0/0']],
    ['two halves', ['0.0.0.0/1', '128.0.0.0/1']],
    ['one half', ['128.0.0.0/1']],
    ['256 pieces', halves(8)],
    ['a public /7', ['2.0.0.0/7']],
    ['two public /8', ['3.0.0.0/8', '52.0.0.0/8']],
    ['10.0.0.0/6 reaches three public /8', ['10.0.0.0/6']],
    ['a few wide blocks', ['1.0.0.0/8', '2.0.0.0/7', '4.0.0.0/6']],
    ['IPv6 everything', ['::/0']],
    ['IPv6 global unicast', ['2000::/3']],
    ['IPv6 halves', ['::/1', '8000::/1']],
    ['IPv6 /12, a registry', ['2600::/12']],
  ])('%s is the world', (_, texts) => {
    expect(isWorld(ranges(texts), 'ipv4') || isWorld(ranges(texts), 'ipv6')).toBe(true);
  });

  it.each([
    ['nothing', []],
    ['RFC 1918', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16']],
    ['RFC 1918 and carrier-grade NAT', ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10']],
    ['link-local', ['169.254.0.0/16', 'fe80::/10']],
    ['multicast and reserved', ['224.0.0.0/3']],
    ['one public /8', ['17.0.0.0/8']],
    ['a /7 of which half is private', ['10.0.0.0/7']],
    ['a /8 that is mostly public', ['172.0.0.0/8']],
    ['the same /8 many times', ['17.0.0.0/8', '17.0.0.0/9', '17.128.0.0/9', '17.0.0.0/8']],
    ['an office', ['203.0.113.0/24', '8.8.8.0/24']],
    ['IPv6 unique local', ['fc00::/7']],
    ['IPv6 all that is not global unicast', ['::/3', '4000::/2', '8000::/1']],
    ['an IPv6 /13', ['2600::/13']],
  ])('%s is not', (_, texts) => {
    expect(isWorld(ranges(texts), 'ipv4') || isWorld(ranges(texts), 'ipv6')).toBe(false);
  });

  it('keeps the families apart', () => {
    expect(isWorld(ranges(['::/0']), 'ipv4')).toBe(false);
    expect(isWorld(ranges(['0.0.0.0/0']), 'ipv6')).toBe(false);
  });
});

it.each([
  ['everything', ['0.0.0.0/0'], true],
  ['two halves', ['0.0.0.0/1', '128.0.0.0/1'], true],
  ['half of it', ['0.0.0.0/1'], false],
  ['all but the reserved end', ['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/3'], true],
  ['private', ['10.0.0.0/8'], false],
])('coversInternet: %s', (_, texts, expected) => {
  expect(coversInternet(ranges(texts), 'ipv4')).toBe(expected);
});

it.each([
  ['10.0.0.0/8', false],
  ['100.64.0.0/10', false],
  ['100.0.0.0/8', true],
  ['8.8.8.8/32', true],
  ['fd00::/8', false],
  ['2001:db8::/32', true],
])('hasPublic: %s is %s', (text, expected) => {
  expect(ranges([text]).some(hasPublic)).toBe(expected);
});
