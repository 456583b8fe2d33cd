import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyWaiver } from '../../src/findings/index.ts';
import { matchWaivers, type Waivable } from '../../src/findings/index.ts';
import type { RuleId } from '../../src/rules/index.ts';

const now = new Date('2026-06-01T12:00:00Z');
const ran = ['imdsv2-required', 'imds-hop-limit', 'asg-can-scale'];
const position = { line: 7, column: 5 };

const waiver = (more: Partial<PolicyWaiver> = {}): PolicyWaiver => ({
  rule: 'imdsv2-required',
  subject: 'main/workers',
  reason: 'moves in spring',
  owner: 'platform',
  until: '2026-12-31',
  position,
  ...more,
});

const finding = (more: Partial<Waivable> = {}): Waivable => ({
  rule: 'imdsv2-required' as RuleId,
  verdict: 'fail',
  evidenceHash: 'h1',
  subject: { name: 'workers', cluster: 'main', ref: 'module.eks.aws_autoscaling_group.this["workers"]' },
  ...more,
});

const match = (waivers: readonly PolicyWaiver[], day = now, rules: readonly string[] = ran) => matchWaivers({ waivers, file: 'eksnode-policy.json' }, day, rules);

describe('what a waiver covers', () => {
  it.each<[string, Partial<PolicyWaiver>, boolean]>([
    ['cluster/name', { subject: 'main/workers' }, true],
    ['the name', { subject: 'workers' }, true],
    ['the ref', { subject: 'module.eks.aws_autoscaling_group.this["workers"]' }, true],
    ['a pattern over the ref', { subject: 'module.eks.*' }, true],
    ['a pattern over cluster/name', { subject: 'main/*' }, true],
    ['everything', { rule: '*', subject: '*' }, true],
    ['a pattern over the rule', { rule: 'imds*' }, true],
    ['another case of the name', { subject: 'Workers' }, false],
    ['another case of the rule', { rule: 'IMDSv2-required' }, false],
    ['another cluster', { subject: 'test/workers' }, false],
    ['a part of the name', { subject: 'worker' }, false],
    ['the cluster alone', { subject: 'main' }, false],
    ['another rule', { rule: 'imds-hop-limit' }, false],
    ['the same evidence', { evidenceHash: 'h1' }, true],
    ['other evidence', { evidenceHash: 'h2' }, false],
    ['an end in the past', { until: '2026-05-31' }, false],
    ['an end that is no date', { until: 'whenever' }, false],
  ])('%s', (_, more, isCovered) => {
    expect(match([waiver(more)]).waiverFor(finding())).toEqual(isCovered ? { reason: 'moves in spring', owner: 'platform', until: more.until ?? '2026-12-31' } : undefined);
  });

  it.each([
    ['fail', true],
    ['unknown', true],
    ['pass', false],
    ['not-applicable', false],
  ] as const)('a %s: %s', (verdict, isCovered) => {
    expect(match([waiver()]).waiverFor(finding({ verdict })) !== undefined).toBe(isCovered);
  });

  it('knows no cluster/name where the cluster is not known', () => {
    expect(match([waiver({ subject: 'undefined/workers' })]).waiverFor(finding({ subject: { name: 'workers', ref: 'x' } }))).toBeUndefined();
  });

  it('takes the first that holds', () => {
    const waivers = [waiver({ owner: 'a', until: '2026-01-01' }), waiver({ owner: 'b' }), waiver({ owner: 'c', rule: '*' })];
    expect(match(waivers).waiverFor(finding())?.owner).toBe('b');
  });

  it('holds through its last day, in UTC', () => {
    const last = waiver({ until: '2026-06-01' });
    expect(match([last], new Date('2026-06-01T23:59:59.999Z')).waiverFor(finding())).toBeDefined();
    expect(match([last], new Date('2026-06-02T00:00:00.000Z')).waiverFor(finding())).toBeUndefined();
    fc.assert(
      fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), fc.date({ min: new Date('2000-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), (day, end) => {
        const until = end.toISOString().slice(0, 10);
        expect(match([waiver({ until })], day).waiverFor(finding()) !== undefined).toBe(day.toISOString().slice(0, 10) <= until);
      }),
    );
  });
});

describe('what is said about waivers', () => {
  const said = (waivers: readonly PolicyWaiver[], findings: readonly Waivable[], rules = ran) => {
    const { waiverFor, diagnostics } = match(waivers, now, rules);
    findings.forEach(waiverFor);
    return diagnostics();
  };

  it('is nothing about one that covers a finding for long', () => {
    expect(said([waiver()], [finding()])).toEqual([]);
  });

  it.each([
    ['expired, and naming what it covered', waiver({ until: '2026-05-31' }), [finding()], 'warning', 'waiver-expired', 'the waiver of imdsv2-required for main/workers ended on 2026-05-31 and no longer covers imdsv2-required on workers', 'have platform decide'],
    ['expired, with nothing to cover', waiver({ until: '2026-05-31' }), [], 'warning', 'waiver-expired', 'ended on 2026-05-31, and there is nothing it would cover', 'remove it'],
    ['unused', waiver(), [], 'warning', 'waiver-unused', 'the waiver of imdsv2-required for main/workers covers nothing', 'remove it, or correct'],
    ['unused, for a pass needs no waiver', waiver(), [finding({ verdict: 'pass' })], 'warning', 'waiver-unused', 'covers nothing', 'remove it'],
    ['overtaken', waiver({ evidenceHash: 'h0' }), [finding()], 'warning', 'waiver-evidence-changed', 'does not cover imdsv2-required on workers: the evidence is another', 'have platform look again'],
    ['ending today', waiver({ until: '2026-06-01' }), [finding()], 'note', 'waiver-ends-soon', 'ends today, on 2026-06-01; it covers imdsv2-required on workers', 'later "until"'],
    ['ending tomorrow', waiver({ until: '2026-06-02' }), [finding()], 'note', 'waiver-ends-soon', 'ends tomorrow', 'later "until"'],
    ['ending in 14 days', waiver({ until: '2026-06-15' }), [finding()], 'note', 'waiver-ends-soon', 'ends in 14 days, on 2026-06-15', 'later "until"'],
  ] as const)('%s', (_, written, findings, severity, code, message, fix) => {
    expect(said([written], findings)).toEqual([
      { code, severity, file: 'eksnode-policy.json', position, message: expect.stringContaining(message), why: expect.stringMatching(/\S/), fix: expect.stringContaining(fix) },
    ]);
  });

  it('says why it was granted', () => {
    expect(said([waiver({ until: '2026-05-31' })], [finding()])[0]?.why).toBe('platform granted it: moves in spring');
  });

  it('is nothing about the end in 15 days', () => {
    expect(said([waiver({ until: '2026-06-16' })], [finding()])).toEqual([]);
  });

  it('calls none unused whose rules did not run', () => {
    expect(said([waiver()], [], ['asg-can-scale'])).toEqual([]);
    expect(said([waiver({ rule: 'imds*' })], [], ['imds-hop-limit'])).toHaveLength(1);
  });

  it('calls none unused that another makes needless', () => {
    expect(said([waiver(), waiver({ rule: '*', subject: '*' })], [finding()])).toEqual([]);
  });

  it('names five of many', () => {
    const findings = Array.from({ length: 8 }, (_, index) => finding({ subject: { name: `w${index}`, cluster: 'main', ref: `r${index}` } }));
    expect(said([waiver({ subject: 'main/*', until: '2026-05-31' })], findings)[0]?.message).toMatch(/on w0, .* on w4 and 3 more$/);
  });

  it('does without a place', () => {
    const { position: _, ...placeless } = waiver();
    expect(matchWaivers({ waivers: [placeless] }, now, ran).diagnostics()).toEqual([expect.objectContaining({ file: 'eksnode-policy.json' })]);
    expect(matchWaivers({ waivers: [placeless] }, now, ran).diagnostics()[0]).not.toHaveProperty('position');
  });
});
