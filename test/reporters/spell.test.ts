import { describe, expect, it } from 'vitest';
import { place, problemPlace, readText, ruleUrl, sentences, stateOf, unknownReason } from '../../src/reporters/spell.ts';
import type { Finding } from '../../src/findings/index.ts';
import { finding, imdsv2, subject } from '../support/run.ts';

const waiver = { reason: 'r', owner: 'o', until: '2030-01-01' };

describe('stateOf', () => {
  it.each<[Partial<Finding>, string]>([
    [{}, 'fail'],
    [{ verdict: 'unknown' }, 'unknown'],
    [{ verdict: 'unknown', waiver }, 'waived'],
    [{ existing: true }, 'existing'],
    [{ existing: true, waiver }, 'waived'],
    [{ existing: false }, 'fail'],
    [{ verdict: 'pass', waiver, existing: true }, 'pass'],
    [{ verdict: 'not-applicable', waiver }, 'not-applicable'],
  ])('%j is %s', (more, expected) => {
    expect(stateOf(finding(imdsv2, subject('a'), more))).toBe(expected);
  });
});

describe('ruleUrl', () => {
  it.each([
    [['EKS User Guide', 'https://docs.aws.amazon.com/x'], 'https://docs.aws.amazon.com/x'],
    [['javascript:alert(1)'], undefined],
    [['javascript://x/%0aalert(1)'], undefined],
    [['https://[x'], undefined],
    [['https://x.example/" onclick="'], undefined],
    [[], undefined],
  ])('%j', (references, expected) => {
    expect(ruleUrl(references)).toBe(expected);
  });
});

describe('sentences', () => {
  it.each([
    [['one.', 'two'], 'one. two'],
    [['one', undefined, '', 'two.'], 'one. two'],
    [['fix: a\n  b\n'], 'fix: a; b'],
  ])('%j', (parts, expected) => {
    expect(sentences(...parts)).toBe(expected);
  });
});

describe('places', () => {
  it('spells standard input and what is known of a problem', () => {
    expect(place({ file: '-', line: 2, column: 3 })).toBe('stdin:2:3');
    expect(problemPlace({ file: 'a.json' })).toBe('a.json');
    expect(problemPlace({ file: 'a.json', position: { line: 2, column: 3 } })).toBe('a.json:2:3');
    expect([readText('whole'), readText('in part'), readText('not at all')]).toEqual(['read whole', 'read in part', 'not read']);
  });
});

describe('unknownReason', () => {
  it.each([
    ['x is y; scan more', 'scan more', 'x is y'],
    ['x is y', 'scan more', 'x is y'],
  ])('%s', (message, resolveWith, expected) => {
    expect(unknownReason(finding(imdsv2, subject('a'), { verdict: 'unknown', message, resolveWith }))).toBe(expected);
  });
});
