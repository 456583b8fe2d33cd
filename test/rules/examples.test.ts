import { describe, expect, it } from 'vitest';
import { isUnknown, Unknown } from '../../src/inventory/index.ts';
import { type FactGroup, isLeaf, isRows, schemas, type SubjectName } from '../../src/nodes/index.ts';
import { compliant } from '../../src/rules/compliant.ts';
import { exampleFacts } from '../../src/rules/example-facts.ts';
import { loadRules, renderExamples, runExamples } from '../../src/rules/files.ts';

const file = (assert: string, examples: string) => ({
  file: 'own/my-rule.yaml',
  text: `id: my-rule
title: Something holds
severity: high
lower: [{ to: low, when: node.ssh.keyPair, because: a cause }]
subject: node
assert: ${assert}
message: "{node} has {node.metadata.tokens}"
why: a reason
fix: a fix
examples:
${examples}
`,
});

const run = (assert: string, examples: string) => runExamples(loadRules([file(assert, examples)]).rules);

describe('the compliant subjects', () => {
  const disagreements = (group: FactGroup, values: unknown, path: string): readonly string[] =>
    [...new Set([...Object.keys(group), ...Object.keys(values as object)])].flatMap(name => {
      const entry = group[name];
      const value = (values as Record<string, unknown>)[name];
      const at = `${path}.${name}`;
      if (entry === undefined || value === undefined) return [at];
      if (isRows(entry)) return (value as unknown[]).length === 0 ? [at] : (value as unknown[]).flatMap(row => disagreements(entry.rows, row, at));
      if (!isLeaf(entry)) return disagreements(entry, value, at);
      const isRight = typeof value === { string: 'string', bool: 'boolean', int: 'number' }[entry.type];
      return isRight && (entry.values?.includes(value as string) ?? true) ? [] : [at];
    });
  it.each(Object.keys(schemas) as SubjectName[])('%s has every fact of the schema, of its type and values', subject => {
    expect(disagreements(schemas[subject], compliant[subject], subject)).toEqual([]);
  });
});

describe('a patch', () => {
  const u = new Unknown('denied', 'x');
  const value = (facts: unknown, ...path: (string | number)[]) => path.reduce<unknown>((at, step) => (at as Record<string | number, unknown>)[step], facts);
  it('changes what it names and nothing else', () => {
    const facts = exampleFacts('node', { metadata: { tokens: 'optional' } });
    expect(value(facts, 'metadata', 'tokens', 'value')).toBe('optional');
    expect(value(facts, 'metadata', 'hopLimit', 'value')).toBe(1);
  });
  it('lays a row over a compliant row', () => {
    const facts = exampleFacts('node', { volumes: [{ encrypted: false }, u] });
    expect(value(facts, 'volumes', 0, 'device', 'value')).toBe('/dev/xvda');
    expect(value(facts, 'volumes', 0, 'encrypted', 'value')).toBe(false);
    expect(value(facts, 'volumes', 1, 'device', 'value')).toBe(u);
    expect(value(facts, 'volumes', 'length')).toBe(2);
  });
  it('makes a whole group Unknown, and a list one row of Unknowns', () => {
    const facts = exampleFacts('node', { hardening: u, subnets: u });
    expect(value(facts, 'hardening', 'updates', 'state', 'value')).toBe(u);
    expect(value(facts, 'subnets', 'length')).toBe(1);
    expect(isUnknown(value(facts, 'subnets', 0, 'route', 'value'))).toBe(true);
  });
});

describe('running examples', () => {
  const assert = 'node.metadata.tokens == "required"';
  it.each([
    ['holds', '  - { name: a, expect: pass }', true, 'pass'],
    ['wrong verdict', '  - { name: a, expect: fail }', false, 'pass'],
    ['severity holds', '  - { name: a, node: { metadata: { tokens: optional }, ssh: { keyPair: true } }, expect: fail, severity: low }', true, 'fail'],
    ['wrong severity', '  - { name: a, node: { metadata: { tokens: optional } }, expect: fail, severity: low }', false, 'fail'],
    ['unknown', '  - { name: a, node: { metadata: { tokens: !unknown denied } }, expect: unknown }', true, 'unknown'],
  ])('%s', (_, example, holds, got) => {
    expect(run(assert, example)).toMatchObject([{ rule: 'my-rule', file: 'own/my-rule.yaml', position: { line: 11, column: 5 }, holds, got }]);
  });
  it('a defect fails every expectation', () => {
    const [result] = run('node.scaling.maxSize / node.scaling.minSize > 1', '  - { name: a, node: { scaling: { minSize: 0 } }, expect: unknown }');
    expect(result).toMatchObject({ got: 'defect', holds: false, message: expect.stringContaining('rule my-rule') as string });
  });
  it('is shown in lines', () => {
    const results = run(assert, '  - { name: good, expect: pass }\n  - { name: bad, node: { metadata: { tokens: optional } }, expect: fail, severity: low }');
    expect(renderExamples(results)).toEqual([
      'FAIL  my-rule  "bad": expected fail at low, got fail at high\n      own/my-rule.yaml:12:5\n      workers has optional',
      '',
      '1 rule, 2 examples, 1 failed',
    ]);
    expect(renderExamples(results.slice(0, 1))).toEqual(['ok    my-rule  1 example', '', '1 rule, 1 example: all hold']);
    expect(renderExamples([])).toEqual(['', '0 rules, 0 examples: all hold']);
  });
});
