import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesGlob } from '../../src/findings/glob.ts';

describe('matchesGlob', () => {
  it.each([
    ['workers', 'workers', true],
    ['workers', 'workers-2', false],
    ['workers', 'Workers', false],
    ['', '', true],
    ['', 'a', false],
    ['*', '', true],
    ['*', 'module.eks.aws_autoscaling_group.this["a*b"]', true],
    ['main/*', 'main/workers', true],
    ['main/*', 'domain/workers', false],
    ['*-policy', 'iam-cni-policy', true],
    ['iam-*-policy', 'iam-cni-policy', true],
    ['iam-*-policy', 'iam-policy', false],
    ['ab*ba', 'aba', false],
    ['a*b*c', 'a-c-b-c', true],
    ['a*c*b', 'a-b-c', false],
    ['a**b', 'ab', true],
    ['aws_x.this["a"]', 'aws_x.this["a"]', true],
    ['a.c', 'abc', false],
    ['a?c', 'abc', false],
  ])('%s on %s: %s', (pattern, text, expected) => {
    expect(matchesGlob(pattern, text)).toBe(expected);
  });

  it('is what a regular expression of it would say', () => {
    const letters = (unit: string) => fc.string({ unit: fc.constantFrom(...unit), maxLength: 8 });
    fc.assert(
      fc.property(letters('ab*'), letters('ab'), (pattern, text) => {
        expect(matchesGlob(pattern, text)).toBe(new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(text));
      }),
      { numRuns: 1000 },
    );
  });
});
