import { describe, expect, it } from 'vitest';
import type { Log } from 'sarif';
import type { Finding, Run } from '../../src/findings/index.ts';
import { sarif } from '../../src/reporters/sarif.ts';
import { sarifUri } from '../../src/reporters/sarif-uri.ts';
import { asgCanScale, evidence, finding, imdsv2, openPorts, rendered, rule, run, subject, telling } from '../support/run.ts';
import { sarifErrors } from '../support/sarif-schema.ts';

const [a, b, c] = [subject('a'), subject('b'), subject('c')];

function only(report: Run, category?: string) {
  const log = JSON.parse(rendered(sarif, report, category === undefined ? {} : { category })) as Log;
  expect(sarifErrors(log)).toEqual([]);
  expect(log.runs).toHaveLength(1);
  const [first] = log.runs;
  if (!first) throw new Error('no run');
  return { ...first, results: first.results ?? [], notifications: first.invocations?.[0]?.toolExecutionNotifications ?? [], rules: first.tool.driver.rules ?? [] };
}

const resultOf = (more: Partial<Finding>) => only(run([finding(imdsv2, a, more)])).results[0];

describe('sarif', () => {
  it('validates, and the validator is awake', () => {
    expect(only(telling()).results.length).toBeGreaterThan(0);
    expect(sarifErrors({ version: '2.1.0', runs: [{ tool: {} }] })).not.toEqual([]);
    // The slip of the published schema, mended: a region needs a place.
    expect(sarifErrors({ version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{ message: { text: 'x' }, locations: [{ physicalLocation: { artifactLocation: { uri: 'x' }, region: {} } }] }] }] })).not.toEqual([]);
  });

  it.each([
    ['eks-audit', 'eks-audit/'],
    ['eks-audit/prod', 'eks-audit/prod/'],
    ['eks-audit/', 'eks-audit/'],
    ['', '/'],
  ])('category %j', (category, expected) => {
    expect(only(run([]), category).automationDetails?.id).toBe(expected);
  });

  it.each([
    ['critical', 'error', '9.5'],
    ['high', 'error', '8.0'],
    ['medium', 'warning', '5.5'],
    ['low', 'note', '3.0'],
  ] as const)('%s is level %s and security-severity %s, a string', (severity, level, score) => {
    const rated = rule('rated', { severity });
    const { results, rules } = only(run([finding(rated, a)], { rules: new Map([[rated.id, rated]]) }));
    expect(results[0]?.level).toBe(level);
    expect(rules[0]?.properties?.['security-severity']).toBe(score);
  });

  it('describes a rule with text and Markdown, and ten tags at most', () => {
    const { rules } = only(run([]));
    const [described] = rules;
    expect(described).toMatchObject({ id: 'imdsv2-required', name: 'Imdsv2Required', shortDescription: { text: imdsv2.title }, helpUri: imdsv2.references[0] });
    expect(described?.help?.markdown).toContain('**Why:**');
    expect(described?.properties?.tags).toHaveLength(10);
    expect(described?.properties?.tags).toContain('security');
  });

  it('points each result at its rule', () => {
    const { results, rules } = only(telling());
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex ?? -1]?.id).toBe(ruleId);
  });

  it('has the fails in the run’s order, folded; no waived one, no unknown, no pass', () => {
    expect(only(telling()).results.map(({ ruleId, kind }) => [ruleId, kind])).toEqual([
      ['sg-no-public-admin-ports', 'fail'],
      ['imdsv2-required', 'fail'],
      ['subnets-private', 'fail'],
      ['asg-can-scale', 'fail'],
    ]);
  });

  it('says which results the baseline knew, where there was one', () => {
    expect(only(telling()).results.map(({ baselineState }) => baselineState)).toEqual(['new', 'new', 'unchanged', 'new']);
    expect(resultOf({})).not.toHaveProperty('baselineState');
  });

  it('makes unknowns and problems with the input notifications', () => {
    expect(only(telling()).notifications.map(({ level, descriptor, associatedRule }) => [level, descriptor?.id, associatedRule?.id])).toEqual([
      ['error', 'plan-is-binary', undefined],
      ['warning', 'plan-incomplete', undefined],
      ['note', 'verdict-unknown', 'subnets-private'],
    ]);
  });

  it('leaves waived unknowns out', () => {
    const waiver = { reason: 'r', owner: 'o', until: '2030-01-01' };
    expect(only(run([finding(imdsv2, a, { verdict: 'unknown', waiver })])).notifications).toEqual([]);
  });

  it('is no success where an input could not be read', () => {
    const executed = (exitCode: 0 | 1 | 2 | 3) => only(run([], { summary: { exitCode } })).invocations?.[0]?.executionSuccessful;
    expect([executed(0), executed(1), executed(2), executed(3)]).toEqual([true, true, false, true]);
  });

  it('names other places once, and not the result’s own', () => {
    const [here, there] = [1, 2].map(line => ({ file: 'plan.json', line, column: 1 })) as [Finding['location'] & object, Finding['location'] & object];
    const related = only(run([finding(imdsv2, a, { location: here, relatedLocations: [here, there] }), finding(imdsv2, b, { location: there })])).results[0]?.relatedLocations;
    expect(related?.map(({ id, physicalLocation }) => [id, physicalLocation?.region?.startLine])).toEqual([[1, 2]]);
  });

  it.each([
    [{ startLine: 3, startColumn: 5 }, { line: 3, column: 5 }],
    [{ startLine: 3, startColumn: 5, endLine: 4, endColumn: 2 }, { line: 3, column: 5, endLine: 4, endColumn: 2 }],
    [{ startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 }, { line: 0, column: -1, endLine: 0, endColumn: 0 }],
  ])('region %j', (region, location) => {
    expect(resultOf({ location: { file: 'plan.json', ...location } })?.locations?.[0]?.physicalLocation?.region).toEqual(region);
  });

  it('falls back on the subject where a finding has no place', () => {
    const { location: _location, ...placeless } = finding(imdsv2, a);
    const [result] = only(run([placeless])).results;
    expect(result?.locations?.[0]).toEqual({
      physicalLocation: { artifactLocation: { uri: 'plan.json' }, region: { startLine: 1, startColumn: 1 } },
      logicalLocations: [{ fullyQualifiedName: 'aws_autoscaling_group.a', kind: 'resource' }],
    });
  });

  it('links nothing that a name spells as a link', () => {
    expect(resultOf({ message: 'see [x](https://evil.example)' })?.message.text).not.toContain('](');
  });

  describe('fingerprint', () => {
    const print = (...findings: readonly Finding[]) => only(run(findings)).results.map(({ partialFingerprints }) => partialFingerprints?.['eksAuditFinding/v1']);
    const on = (where: typeof a, more: Partial<Finding> = {}) => finding(imdsv2, where, more);

    it('is the id of a finding alone', () => {
      expect(print(on(a))).toEqual(['id-imdsv2-required-a']);
    });

    it('stays what it was when a group joins or leaves a fold, and when the value changes', () => {
      const of = (value: string) => ({ evidence: [evidence({ value })] });
      expect(print(on(a), on(b), on(c))).toEqual(print(on(b), on(c)));
      expect(print(on(a, of('x')), on(b, of('x')))).toEqual(print(on(a, of('y')), on(b, of('y'))));
    });

    it('differs between rules, severities and causes', () => {
      const low = { severity: 'low' } as const;
      const other = { evidence: [evidence({ ref: 'aws_launch_template.other' })] };
      const prints = print(finding(openPorts, a), finding(openPorts, b), on(a), on(b), on(a, other), on(b, other), on(a, low), on(b, low));
      expect(new Set(prints).size).toBe(4);
    });
  });

  it('shows 5,000 results at most, cuts the lowest severities, and says so twice', () => {
    const many = (of: typeof imdsv2, count: number) => Array.from({ length: count }, (_, index) => finding(of, a, { evidence: [evidence({ value: index })] }));
    const report = run([...many(imdsv2, 4990), ...many(asgCanScale, 40)]);
    const { results, notifications } = only(report);
    expect(results).toHaveLength(5000);
    expect(results.filter(({ ruleId }) => ruleId === 'imdsv2-required')).toHaveLength(4990);
    expect(notifications[0]?.message.text).toBe('30 results of the lowest severities left out (30 low): code scanning shows 5000 at most.');
    expect(sarif.leftOut?.(report)).toContain('30 results of the lowest severities left out');
    expect(sarif.leftOut?.(run(many(imdsv2, 5000)))).toBeUndefined();
  });
});

describe('sarifUri', () => {
  it.each([
    ['plan.json', 'plan.json'],
    ['./plans/../plan.json', 'plan.json'],
    ['plans/prod plan#1.json', 'plans/prod%20plan%231.json'],
    ['plans\\prod.json', 'plans/prod.json'],
    ['../plans/prod.json', 'plans/prod.json'],
    ['/home/somebody/plan.json', 'plan.json'],
    ['C:\\Users\\somebody\\plan.json', 'plan.json'],
    ['file:///home/somebody/plan.json', 'plan.json'],
    ['-', 'stdin'],
    ['..', 'unnamed'],
    ['', 'unnamed'],
    ['名/\ud800', '%E5%90%8D/%EF%BF%BD'],
  ])('%s', (path, expected) => {
    expect(sarifUri(path)).toBe(expected);
  });
});
