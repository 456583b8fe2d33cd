import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { covers, overlaps } from '../../../src/nodes/iam/glob.ts';

const glob = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 8 });
const plain = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 8 });

function asRegExp(pattern: string): RegExp {
  return new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}

describe('covers', () => {
  it.each([
    ['*', '', true],
    ['ec2:describe*', 'ec2:describeinstances', true],
    ['ec2:describe?', 'ec2:describe', false],
    ['*:*instances', 'ec2:describeinstances', true],
    ['arn:aws:ec2:*', 'arn:aws:ec2:*:*:network-interface/*', true],
    ['arn:aws:ec2:us-east-1:*', 'arn:aws:ec2:*:*:network-interface/*', false],
    ['?', '*', false],
    ['?', '?', true],
    ['a.c', 'abc', false],
  ])('%s over %s: %s', (pattern, text, expected) => expect(covers(pattern, text)).toBe(expected));

  it('matches plain text as the regular expression would', () => {
    fc.assert(fc.property(glob, plain, (pattern, text) => covers(pattern, text) === asRegExp(pattern).test(text)), { numRuns: 1000 });
  });

  it('covers nothing that the pattern does not match', () => {
    fc.assert(
      fc.property(glob, glob, plain, (pattern, text, sample) => !covers(pattern, text) || !asRegExp(text).test(sample) || asRegExp(pattern).test(sample)),
      { numRuns: 3000 },
    );
  });

  it('is not stalled by many stars', () => {
    expect(covers(`${'*a'.repeat(500)}b`, 'a'.repeat(3000))).toBe(false);
  });
});

describe('overlaps', () => {
  it.each([
    ['ec2:*', '*:describeinstances', true],
    ['ec2:create*', 'ec2:describe*', false],
    ['a?', '?b', true],
    ['', '*', true],
    ['', '?', false],
  ])('%s and %s: %s', (a, b, expected) => expect(overlaps(a, b)).toBe(expected));

  it('is symmetric, and true whenever one text is matched by both', () => {
    fc.assert(
      fc.property(glob, glob, plain, (a, b, sample) => {
        expect(overlaps(a, b)).toBe(overlaps(b, a));
        if (asRegExp(a).test(sample) && asRegExp(b).test(sample)) expect(overlaps(a, b)).toBe(true);
        expect(overlaps(a, sample)).toBe(asRegExp(a).test(sample));
      }),
      { numRuns: 3000 },
    );
  });
});
