import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/index.ts';
import { fold, subjectNames } from '../../src/reporters/fold.ts';
import { evidence, finding, hopLimit, imdsv2, subject } from '../support/run.ts';

const [a, b] = [subject('a'), subject('b')];
const waiver = { reason: 'r', owner: 'o', until: '2030-01-01' };

describe('fold', () => {
  it.each<[name: string, first: Partial<Finding>, second: Partial<Finding>, results: number]>([
    ['one cause', {}, {}, 1],
    ['other evidence', {}, { evidence: [evidence({ value: 'other' })] }, 2],
    ['other verdict', {}, { verdict: 'unknown' }, 2],
    ['other severity', {}, { severity: 'low' }, 2],
    ['other rule', {}, { rule: hopLimit.id }, 2],
    ['one of them waived', {}, { waiver }, 2],
    ['waived alike', { waiver }, { waiver }, 1],
    ['waived by two waivers', { waiver }, { waiver: { ...waiver, owner: 'p' } }, 2],
    ['one of them in the baseline', {}, { existing: true }, 2],
    ['no evidence to compare', { evidence: [] }, { evidence: [] }, 2],
  ])('%s', (_, first, second, results) => {
    expect(fold([finding(imdsv2, a, first), finding(imdsv2, b, second)])).toHaveLength(results);
  });

  it('stands where the first one stood', () => {
    const findings = [finding(imdsv2, a), finding(hopLimit, a), finding(imdsv2, b)];
    expect(fold(findings).map(({ findings }) => findings.map(each => [each.rule, each.subject.name]))).toEqual([
      [
        ['imdsv2-required', 'a'],
        ['imdsv2-required', 'b'],
      ],
      [['imds-hop-limit', 'a']],
    ]);
  });
});

describe('subjectNames', () => {
  it.each([
    [1, '0'],
    [2, '0 and 1'],
    [4, '0, 1, 2 and 3'],
    [5, '0, 1, 2 and 2 more'],
    [21, '0, 1, 2 and 18 more'],
  ])('%i', (count, expected) => {
    expect(subjectNames(Array.from({ length: count }, (_, index) => subject(String(index))), name => name)).toBe(expected);
  });
});
