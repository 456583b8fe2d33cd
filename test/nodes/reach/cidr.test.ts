import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { describe, expect, it } from 'vitest';
import { contains, covers, overlaps, parseCidr } from '../../../src/nodes/reach/index.ts';
import { intersection, merged } from '../../../src/nodes/reach/cidr.ts';

const parsed = (text: string) => {
  const cidr = parseCidr(text);
  if (!cidr) throw new Error(`test CIDR ${text}`);
  return cidr;
};

describe('parseCidr', () => {
  it.each([
    ['10.0.0.0/8', 'ipv4', 0x0a000000n, 0x0affffffn],
    ['100.68.0.18/18', 'ipv4', 0x64440000n, 0x64443fffn],
    ['0.0.0.0/0', 'ipv4', 0n, 0xffffffffn],
    ['0.0.0.0/00', 'ipv4', 0n, 0xffffffffn],
    ['1.2.3.4/32', 'ipv4', 0x01020304n, 0x01020304n],
    ['::/0', 'ipv6', 0n, (1n << 128n) - 1n],
    ['FD00::/8', 'ipv6', 0xfdn << 120n, (0xfen << 120n) - 1n],
    ['2001:db8::1/127', 'ipv6', 0x20010db8n << 96n, (0x20010db8n << 96n) + 1n],
  ])('%s', (text, family, first, last) => {
    expect(parsed(text)).toMatchObject({ family, first, last });
  });

  it.each([
    '', '10.0.0.0', '10/8', '010.0.0.0/8', '0x0a.0.0.0/8', '10.0.0.0/33', '10.0.0.256/8', '10.0.0.0/-1', '10.0.0.0/8/8', ' 10.0.0.0/8',
    '10.0.0.0/8\n', '::/129', '::1%eth0/64', ':::/0', 'fe80::', 'var.cidr', 'pl-123', '0.0.0.0/0,::/0', '__proto__', '0.0.0.0/0000000',
  ])('reads nothing from %j', text => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it('never throws', () => {
    const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[0-9a-f:.]{0,20}\/\d{0,5}$/), fc.ipV4Extended(), fc.ipV6());
    fc.assert(fc.property(odd, text => void parseCidr(text)));
  });

  it('agrees with ipaddr.js on which address is inside', () => {
    const address = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })).map(([ip, prefix]) => ({ ip, prefix, bits: 32 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })).map(([ip, prefix]) => ({ ip, prefix, bits: 128 })),
    );
    fc.assert(
      fc.property(address, address, (a, b) => {
        const near = a.bits === b.bits ? parsed(`${b.ip}/${b.bits}`) : undefined;
        if (!near) return;
        const inside = ipaddr.parse(b.ip).match(ipaddr.parseCIDR(`${a.ip}/${a.prefix}`));
        expect(contains(parsed(`${a.ip}/${a.prefix}`), near)).toBe(inside);
        expect(overlaps(parsed(`${a.ip}/${a.prefix}`), near)).toBe(inside);
      }),
    );
  });
});

describe('unions', () => {
  it.each([
    ['the same', ['10.0.0.0/16'], ['10.0.0.0/16'], true],
    ['wider', ['10.0.0.0/8'], ['10.1.0.0/16', '10.2.0.0/16'], true],
    ['two halves', ['10.0.0.0/25', '10.0.0.128/25'], ['10.0.0.0/24'], true],
    ['halves of everything', ['128.0.0.0/1', '0.0.0.0/1'], ['0.0.0.0/0'], true],
    ['a gap of one address', ['10.0.0.0/25', '10.0.0.129/32'], ['10.0.0.0/24'], false],
    ['one of two', ['10.1.0.0/16'], ['10.1.0.0/16', '10.2.0.0/16'], false],
    ['the other family', ['0.0.0.0/0'], ['::/0'], false],
    ['IPv6 halves', ['::/1', '8000::/1'], ['::/0'], true],
    ['nothing', [], ['10.0.0.0/16'], false],
    ['nothing needed', [], [], true],
  ])('%s', (_, allowed, needed, expected) => {
    expect(covers(allowed.map(parsed), needed.map(parsed))).toBe(expected);
  });

  // Sixteen addresses can be counted one by one.
  const small = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 32 })).map(([host, prefix]) => parsed(`10.0.0.${host}/${prefix}`)),
    { maxLength: 5 },
  );
  const count = (ranges: readonly { first: bigint; last: bigint }[]) =>
    Array.from({ length: 16 }, (_, at) => 0x0a000000n + BigInt(at)).map(ip => ranges.some(({ first, last }) => first <= ip && ip <= last));

  it('agrees with counting addresses', () => {
    fc.assert(
      fc.property(small, small, (a, b) => {
        const [inA, inB] = [count(a), count(b)];
        expect(covers(a, b)).toBe(inB.every((has, at) => !has || inA[at]));
        expect(count(merged(a))).toEqual(inA);
        expect(count(intersection(a, b))).toEqual(inA.map((has, at) => has && inB[at]));
      }),
    );
  });
});
