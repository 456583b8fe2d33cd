import { describe, expect, it } from 'vitest';
import { loadRules } from '../../src/rules/load.ts';

const good = `id: my-rule
title: Something holds
severity: high
subject: node
when: node.eks
assert: node.metadata.tokens == "required"
message: "{node} has {node.metadata.tokens}"
why: a reason
fix: a fix
examples:
  - { name: bad, node: { metadata: { tokens: optional } }, expect: fail }
`;

const load = (text: string, file = 'rules/metadata/my-rule.yaml') => loadRules([{ file, text }]);

/** The good file with one line replaced, or with lines added at its end. */
function changed(line: RegExp | undefined, by: string): string {
  if (line === undefined) return good + by;
  expect(good).toMatch(line);
  return good.replace(line, by);
}

describe('a rule file', () => {
  it('is read whole', () => {
    const { rules, diagnostics } = load(good);
    expect(diagnostics).toEqual([]);
    expect(rules[0]?.rule).toEqual({
      id: 'my-rule',
      topic: 'metadata',
      title: 'Something holds',
      severity: 'high',
      subject: 'node',
      when: 'node.eks',
      assert: 'node.metadata.tokens == "required"',
      message: '{node} has {node.metadata.tokens}',
      why: 'a reason',
      fix: 'a fix',
      references: [],
      frameworks: {},
    });
    expect(rules[0]?.examples).toEqual([{ name: 'bad', expect: 'fail', patch: { metadata: { tokens: 'optional' } }, position: { line: 11, column: 5 } }]);
  });

  it('keeps everything that is optional', () => {
    const more = `lower: [{ to: low, when: node.ssh.keyPair, because: a cause }]
notes: [{ when: node.ssh.keyPair, text: "{node} too" }]
remedy: [{ set: "launch.BlockDeviceMappings[*].Ebs.Encrypted", to: true }, { tag: instance, key: "kubernetes.io/cluster/{cluster}", value: owned }]
references: [https://example.com/a]
frameworks: { cis-eks: ["5.4.3"] }
aliases: [old-rule]
`;
    expect(load(good + more).diagnostics).toEqual([]);
    expect(load(good + more).rules[0]?.rule).toMatchObject({
      lower: [{ to: 'low', when: 'node.ssh.keyPair', because: 'a cause' }],
      notes: [{ when: 'node.ssh.keyPair', text: '{node} too' }],
      remedy: [
        { set: 'launch.BlockDeviceMappings[*].Ebs.Encrypted', to: true },
        { tag: 'instance', key: 'kubernetes.io/cluster/{cluster}', value: 'owned' },
      ],
      references: ['https://example.com/a'],
      frameworks: { 'cis-eks': ['5.4.3'] },
      aliases: ['old-rule'],
    });
  });
});

describe('what is wrong, and where', () => {
  it.each<[string, RegExp | undefined, string, string, number, number, RegExp]>([
    ['an unknown key', /^severity/m, 'severty', 'rule-unknown-key', 3, 1, /a rule has no key severty[^]*did you mean severity\?/],
    ['a key of an example', /name: bad/, 'nam: bad', 'rule-unknown-key', 11, 7, /an example has no key nam/],
    ['a missing key', /^why: .*\n/m, '', 'rule-missing-key', 1, 1, /a rule lacks why/],
    ['an empty key', /why: a reason/, 'why:', 'rule-wrong-type', 8, 1, /why is empty/],
    ['a list for a text', /why: a reason/, 'why: [a]', 'rule-wrong-type', 8, 6, /expected a text, got a list/],
    ['a number for a text', /why: a reason/, 'why: 5', 'rule-wrong-type', 8, 6, /expected a text, got 5/],
    ['no such severity', /severity: high/, 'severity: hihg', 'rule-wrong-value', 3, 11, /hihg is none of: critical, high, medium, low[^]*did you mean high\?/],
    ['no such subject', /subject: node/, 'subject: nodes', 'rule-wrong-value', 4, 10, /nodes is none of: node, cluster/],
    ['another id than the file', /id: my-rule/, 'id: my-rules', 'rule-id-mismatch', 1, 5, /the id my-rules is not the file's name/],
    ['a misspelt fact', /tokens == "required"/, 'tokns == "required"', 'rule-expression', 6, 23, /assert: node\.metadata\.tokns is no fact\n {2}6 \| assert: node\.metadata\.tokns == "required"\n {4}\| {23}\^{5}\n/],
    ['a fault in a quoted text', /assert: .*/, "assert: '!node.metadata.tokns'", 'rule-expression', 6, 25, /is no fact/],
    ['a fault behind escapes', /assert: .*/, 'assert: "node.name == \\"x\\" && node.nme == \\"y\\""', 'rule-expression', 6, 37, /node\.nme is no fact/],
    ['a fault in a folded block', /assert: .*/, 'assert: >-\n  node.eks\n  && node.metadata.tokns == "required"', 'rule-expression', 8, 20, /is no fact/],
    ['a fault in a block under a comment', /assert: .*/, 'assert: >- # nodes only\n  nodes.eks', 'rule-expression', 7, 3, /unknown variable: nodes/],
    ['a fault in a literal block', /assert: .*/, 'assert: |\n  node.eks &&\n    node.metadata.tokens == 1', 'rule-expression', 8, 5, /no such overload/],
    ['a fault in when', /when: node.eks/, 'when: node.ek', 'rule-expression', 5, 12, /when: node\.ek is no fact/],
    ['a size of a list', /assert: .*/, 'assert: size(node.volumes) > 0', 'rule-expression', 6, 14, /one unknown member would swallow a sure answer/],
    ['a placeholder', /\{node\.metadata\.tokens\}"/, '{node.metadata.tokn}"', 'rule-placeholder', 7, 22, /message: \{node\.metadata\.tokn\} is no fact[^]*did you mean \{node\.metadata\.tokens\}\?/],
    ['lower that is not lower', undefined, 'lower: [{ to: high, when: node.eks, because: x }]\n', 'rule-wrong-value', 12, 27, /high is not lower than high/],
    ['lower with a fault', undefined, 'lower: [{ to: low, when: node.ek, because: x }]\n', 'rule-expression', 12, 31, /lower: node\.ek is no fact/],
    ['a note with a fault', undefined, 'notes: [{ when: node.eks, text: "{nod}" }]\n', 'rule-placeholder', 12, 34, /note: \{nod\} is no fact/],
    ['a remedy with another root', undefined, 'remedy: [{ set: node.MetadataOptions.HttpTokens, to: required }]\n', 'rule-wrong-value', 12, 17, /no path of a remedy/],
    ['a remedy that tags something else', undefined, 'remedy: [{ tag: volume, key: a, value: b }]\n', 'rule-wrong-value', 12, 17, /volume is none of: instance/],
    ['a remedy with a placeholder', undefined, 'remedy: [{ tag: instance, key: "a/{node.name}", value: b }]\n', 'rule-wrong-value', 12, 32, /\{node\.name\} is nothing that a tag key is filled with/],
    ['a reference that is none', undefined, 'references: [see the guide]\n', 'rule-wrong-value', 12, 14, /no address/],
    ['an example of no fact', /tokens: optional/, 'tokn: optional', 'rule-example', 11, 38, /node\.metadata\.tokn is no fact[^]*did you mean tokens\?/],
    ['an example of another type', /tokens: optional/, 'hopLimit: "1"', 'rule-example', 11, 48, /node\.metadata\.hopLimit is of type int/],
    ['an example of no such value', /tokens: optional/, 'tokens: none', 'rule-example', 11, 46, /node\.metadata\.tokens is never "none"/],
    ['an example with a scalar for a group', /\{ tokens: optional \}/, 'optional', 'rule-example', 11, 36, /node\.metadata is a group of facts/],
    ['an example of no such reason', /tokens: optional/, 'tokens: !unknown because', 'rule-wrong-value', 11, 55, /because is none of: known-after-apply/],
    ['an example for another subject', /node: \{ metadata/, 'cluster: { metadata', 'rule-unknown-key', 11, 18, /an example has no key cluster/],
    ['no such verdict', /expect: fail/, 'expect: failed', 'rule-wrong-value', 11, 68, /failed is none of: pass, fail, unknown, not-applicable/],
    ['broken YAML', /title: .*/, 'title: "open', 'rule-yaml', 2, 13, /no YAML that can be read/],
    ['a key twice', undefined, 'why: again\n', 'rule-yaml', 12, 1, /no YAML that can be read: map keys must be unique/],
    ['no mapping', /[^]*/, '- a\n', 'rule-yaml', 1, 1, /a rule file holds one mapping/],
    ['nothing', /[^]*/, '', 'rule-yaml', 1, 1, /a rule file holds one mapping/],
  ])('%s', (_, line, by, code, row, column, message) => {
    const { rules, diagnostics } = load(changed(line, by));
    expect(rules).toEqual([]);
    const [first] = diagnostics.filter(problem => problem.severity === 'error');
    expect(first).toMatchObject({ code, file: 'rules/metadata/my-rule.yaml', position: { line: row, column } });
    expect(`${first?.message ?? ''}\n${first?.fix ?? ''}`).toMatch(message);
  });

  it('is reported all together', () => {
    const text = changed(/severity: high/, 'severity: hihg').replace('why: a reason\n', '').replace('when: node.eks', 'when: node.ek').replace('tokens: optional', 'tokns: optional');
    expect(load(text).diagnostics.map(problem => problem.code)).toEqual(['rule-wrong-value', 'rule-missing-key', 'rule-expression', 'rule-example']);
  });

  it('a rule without a failing example is taken, with a warning', () => {
    const { rules, diagnostics } = load(changed(/expect: fail/, 'expect: pass'));
    expect(rules).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ code: 'rule-no-failing-example', severity: 'warning', position: { line: 11, column: 3 } }]);
    expect(load(changed(/examples:[^]*/, '')).diagnostics).toMatchObject([{ code: 'rule-no-failing-example' }]);
  });

  it.each([
    ['the id of another file', good, 'b/my-rule.yaml', 'my-rule'],
    ['the id of a built-in rule', good.replace('my-rule', 'taken'), 'b/taken.yaml', 'taken'],
    ['an alias of another file', good.replace('my-rule', 'old'), 'b/old.yaml', 'old'],
  ])('%s is taken', (_, text, file, id) => {
    const files = [
      { file: 'a/my-rule.yaml', text: `${good}aliases: [old]\n` },
      { file, text },
    ];
    const { rules, diagnostics } = loadRules(files, new Map([['taken', 'the built-in rules']]));
    expect(rules.map(loaded => loaded.file)).toEqual(['a/my-rule.yaml']);
    expect(diagnostics).toMatchObject([{ code: 'rule-duplicate-id', file, message: expect.stringContaining(`the id ${id} is taken by`) as string }]);
  });

  it('hostile keys are unknown keys', () => {
    const { diagnostics } = load(`${good}__proto__: { severity: low }\nconstructor: x\n`);
    expect(diagnostics.map(problem => problem.code)).toEqual(['rule-unknown-key', 'rule-unknown-key']);
    expect(load(changed(/tokens: optional/, '__proto__: optional')).diagnostics[0]?.code).toBe('rule-example');
  });
});
