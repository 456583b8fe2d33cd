import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBaseline } from '../../../src/cli/policy/index.ts';

const report = (findings: unknown, more: object = {}) => JSON.stringify({ schemaVersion: 1, findings, ...more });
const golden = readFileSync(new URL('../../golden/report-all.json', import.meta.url), 'utf8');

describe('readBaseline', () => {
  it('takes fails and unknowns that no waiver covered', () => {
    const { baseline, diagnostics } = readBaseline(
      report([
        { id: 'a', evidenceHash: '1', verdict: 'fail' },
        { id: 'b', evidenceHash: '2', verdict: 'unknown' },
        { id: 'c', evidenceHash: '3', verdict: 'pass' },
        { id: 'd', evidenceHash: '4', verdict: 'fail', waiver: { reason: 'x', owner: 'y', until: '2026-01-01' } },
        { id: 'e', evidenceHash: '5', verdict: 'fail', existing: true },
        { id: '__proto__', evidenceHash: '6', verdict: 'fail' },
      ]),
      'baseline.json',
    );
    expect(diagnostics).toEqual([]);
    expect([...(baseline ?? [])]).toEqual([['a', '1'], ['b', '2'], ['e', '5'], ['__proto__', '6']]);
  });

  it('takes what the JSON reporter writes', () => {
    const { baseline, diagnostics } = readBaseline(golden, 'baseline.json');
    expect(diagnostics).toEqual([]);
    expect(baseline?.size).toBeGreaterThan(3);
  });

  it('takes a report without findings, and one with a byte order mark', () => {
    expect(readBaseline(`\ufeff${report([])}`, 'baseline.json')).toEqual({ baseline: new Map(), diagnostics: [] });
  });

  it.each([
    ['no JSON', 'fail  imdsv2-required', 'baseline-is-no-report', 'the baseline is no JSON'],
    ['nothing', '', 'baseline-is-no-report', 'no JSON'],
    ['a list', '[]', 'baseline-is-no-report', 'a list, not a report'],
    ['null', 'null', 'baseline-is-no-report', 'null, not a report'],
    ['SARIF', '{ "version": "2.1.0", "runs": [] }', 'baseline-is-no-report', 'a SARIF file'],
    ['a plan', '{ "format_version": "1.2", "resource_changes": [] }', 'baseline-is-no-report', 'a Terraform plan'],
    ['a policy', '{ "failOn": "low" }', 'baseline-is-no-report', 'a policy file'],
    ['other JSON', '{ "a": 1 }', 'baseline-is-no-report', 'another kind'],
    ['a later version', report([], { schemaVersion: 2 }), 'baseline-version', 'has schemaVersion 2, and this eks-audit reads 1'],
    ['no list', report({}), 'baseline-is-no-report', 'no list of findings'],
    ['a finding without a hash', report([{ id: 'a', verdict: 'fail' }]), 'baseline-damaged', 'findings[0] of the baseline has no evidenceHash'],
    ['a finding that is none', report([{ id: 'a', evidenceHash: 'b' }, 7]), 'baseline-damaged', 'findings[1] of the baseline has no id'],
    ['a million levels', '['.repeat(1_000_000), 'baseline-is-no-report', 'no JSON'],
  ])('tells what is no report: %s', (_, text, code, message) => {
    expect(readBaseline(text, 'baseline.json')).toEqual({
      diagnostics: [{ code, severity: 'error', file: 'baseline.json', message: expect.stringContaining(message), why: expect.stringMatching(/\S/), fix: expect.stringContaining('eks-audit scan plan.json --format json') }],
    });
  });

  it('never throws', () => {
    const findings = fc.array(fc.oneof(fc.jsonValue({ maxDepth: 1 }), fc.record({ id: fc.oneof(fc.string(), fc.integer()), evidenceHash: fc.string(), verdict: fc.constantFrom('fail', 'pass', 1) }, { requiredKeys: [] })));
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), findings.map(list => report(list))), text => {
        const { baseline, diagnostics } = readBaseline(text, 'baseline.json');
        expect(baseline === undefined).toBe(diagnostics.length === 1);
      }),
    );
  });
});
