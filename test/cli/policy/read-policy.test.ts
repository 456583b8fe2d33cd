import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../../src/cli/policy/read-policy.ts';
import { defaultPolicy, readPolicy as readPolicyLazily } from '../../../src/cli/policy/index.ts';
import { accepted, rejected, waiver } from './cases.ts';
import { rules } from './rules.ts';

const now = new Date('2026-06-01T12:00:00Z');
const read = (text: string) => readPolicy(text, 'eksnode-policy.json', rules, now);

describe('what is accepted', () => {
  it.each(accepted)('%s', (_, policy) => {
    const { policy: got, diagnostics } = read(JSON.stringify(policy));
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(got).toBeDefined();
  });

  it('fills in the defaults', () => {
    expect(read('{}')).toEqual({ policy: { ...defaultPolicy, file: 'eksnode-policy.json' }, diagnostics: [] });
    expect(read('{ "parameters": { "rotationDays": 7 } }').policy?.parameters).toEqual({ ...defaultPolicy.parameters, rotationDays: 7 });
  });

  it('understands every way to set a rule', () => {
    const text = '{ "rules": { "imds-hops": "off", "ssh-access-closed": "medium", "asg-can-scale": { "severity": "high" }, "imdsv2-required": { "enabled": false } } }';
    expect([...(read(text).policy?.rules ?? [])]).toEqual([
      ['imds-hop-limit', { enabled: false }],
      ['ssh-access-closed', { enabled: true, severity: 'medium' }],
      ['asg-can-scale', { enabled: true, severity: 'high' }],
      ['imdsv2-required', { enabled: false }],
    ]);
  });

  it('keeps facts, of all clusters and of one', () => {
    const { policy } = read('{ "facts": { "region": "eu-west-1" }, "clusters": { "main": { "facts": { "scaledBy": "a job" } }, "constructor": {} } }');
    expect(policy?.facts).toEqual({ region: 'eu-west-1' });
    expect([...(policy?.clusters ?? [])]).toEqual([['main', { scaledBy: 'a job' }], ['constructor', {}]]);
  });

  it('keeps waivers with their place', () => {
    expect(read(`{\n  "waivers": [\n    ${JSON.stringify(waiver)}\n  ]\n}`).policy?.waivers).toEqual([{ ...waiver, position: { line: 3, column: 5 } }]);
  });

  it('allows comments and a byte order mark', () => {
    expect(read('\ufeff// ours\n{ /* strict */ "failOn": "low" } // end').policy?.failOn).toBe('low');
    expect(read('\ufeff{ "failOn": 1 }').diagnostics[0]?.position).toEqual({ line: 1, column: 13 });
  });

  it('takes a former id and says so', () => {
    const { policy, diagnostics } = read(JSON.stringify({ rules: { 'imds-hops': 'off' }, waivers: [{ ...waiver, rule: 'imds-hops' }] }));
    expect(policy?.waivers[0]?.rule).toBe('imds-hop-limit');
    expect(diagnostics.map(({ code, severity, fix }) => [code, severity, fix])).toEqual([
      ['policy-renamed-rule', 'warning', 'write "imds-hop-limit"'],
      ['policy-renamed-rule', 'warning', 'write "imds-hop-limit"'],
    ]);
  });

  it('reads alike through the door', async () => {
    expect(await readPolicyLazily('{ "failOn": "low" }', 'eksnode-policy.json', rules, now)).toEqual(read('{ "failOn": "low" }'));
  });
});

describe('what is rejected', () => {
  it.each(rejected)('%s', (_, { policy, code, message, fix }) => {
    const { policy: got, diagnostics } = read(JSON.stringify(policy));
    expect(got).toBeUndefined();
    expect(diagnostics).toEqual([
      { code, severity: 'error', file: 'eksnode-policy.json', position: { line: 1, column: expect.any(Number) }, message: expect.stringContaining(message), why: expect.stringMatching(/\S/), fix: expect.stringContaining(fix) },
    ]);
  });

  it.each([
    ['a rule that is misspelt', '{ "rules": { "imds-hop-limits": "off" } }', 'policy-unknown-rule', 14, 'there is no rule "imds-hop-limits"', 'did you mean "imds-hop-limit"?'],
    ['a rule that is like none', '{ "rules": { "pods": "off" } }', 'policy-unknown-rule', 14, 'there is no rule "pods"', 'eks-audit rules'],
    ['__proto__ as a rule', '{ "rules": { "__proto__": "off" } }', 'policy-unknown-rule', 14, 'there is no rule "__proto__"', 'eks-audit rules'],
    ['a waiver of a misspelt rule', `{ "waivers": [${JSON.stringify({ ...waiver, rule: 'imdsv2-require' })}] }`, 'policy-unknown-rule', 23, 'there is no rule "imdsv2-require"', 'did you mean "imdsv2-required"?'],
    ['a waiver pattern that matches nothing', `{ "waivers": [${JSON.stringify({ ...waiver, rule: 'imdsv3*' })}] }`, 'policy-unknown-rule', 23, 'waivers[0].rule is "imdsv3*", which matches no rule', 'eks-audit rules'],
    ['a key twice', '{ "failOn": "low", "failOn": "high" }', 'policy-duplicate-key', 20, 'failOn is there twice', 'remove one'],
    ['a rule twice', '{ "rules": { "imdsv2-required": "off", "imdsv2-required": "on" } }', 'policy-duplicate-key', 40, 'rules sets imdsv2-required twice', 'remove one'],
    ['a cluster twice', '{ "clusters": { "main": {}, "main": {} } }', 'policy-duplicate-key', 29, 'clusters sets main twice', 'remove one'],
    ['a trailing comma', '{ "failOn": "low", }', 'policy-not-json', 20, 'a comma is followed by "}"', 'remove the comma'],
    ['a missing comma', '{ "failOn": "low" "plan": "partial" }', 'policy-not-json', 19, 'a comma is expected', 'put a comma'],
    ['single quotes', "{ 'failOn': 1 }", 'policy-not-json', 3, 'no JSON', `write " instead of '`],
    ['a key without quotes', '{ failOn: "low" }', 'policy-not-json', 3, '"failOn"', ''],
    ['an object that is not closed', '{ "failOn": "low"', 'policy-not-json', 18, 'an object is not closed: found the end of the file', 'close it'],
    ['two values', '{} {}', 'policy-not-json', 4, 'the policy ended before this', 'remove'],
    ['nothing', '', 'policy-not-json', 1, 'the policy file is empty', 'eks-audit init'],
    ['only a comment', '// todo', 'policy-not-json', 8, 'a value is expected', ''],
    ['a million levels', '['.repeat(1_000_000), 'policy-not-json', 1, 'nested too deeply', ''],
  ])('%s', (_, text, code, column, message, fix) => {
    const { policy, diagnostics } = read(text);
    expect(policy).toBeUndefined();
    expect(diagnostics).toEqual([
      { code, severity: 'error', file: 'eksnode-policy.json', position: { line: 1, column }, message: expect.stringContaining(message), why: expect.stringMatching(/\S/), fix: expect.stringContaining(fix) },
    ]);
  });

  it('tells a former and the present id of one rule as a key that is there twice', () => {
    const { diagnostics } = read('{ "rules": { "imds-hops": "off", "imds-hop-limit": "on" } }');
    expect(diagnostics.map(({ code }) => code)).toEqual(['policy-renamed-rule', 'policy-duplicate-key']);
  });

  it('tells everything at once, in the order of the text', () => {
    const text = '{\r\n  "failOn": "hihg",\r\n  "rulez": {},\r\n  "waivers": [\r\n    { "rule": "imdsv2-require", "until": "tomorrow" }\r\n  ]\r\n}';
    expect(read(text).diagnostics.map(({ code, position }) => [code, position?.line, position?.column])).toEqual([
      ['policy-wrong-value', 2, 13],
      ['policy-unknown-key', 3, 3],
      ['policy-missing-key', 5, 5],
      ['policy-missing-key', 5, 5],
      ['policy-missing-key', 5, 5],
      ['policy-unknown-rule', 5, 15],
      ['policy-wrong-value', 5, 42],
    ]);
  });

  it('tells of broken lines one by one, ten at most', () => {
    expect(read('{\n  "failOn": ,\n  "plan": ,\n  "unknown": "report"\n}').diagnostics.map(({ position }) => position?.line)).toEqual([2, 3]);
    expect(read(`{${'\n"a": ,'.repeat(50)}`).diagnostics).toHaveLength(10);
  });
});

describe('any text', () => {
  it('never throws, and places every problem within the text', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), broken());
    fc.assert(
      fc.property(text, written => {
        const { policy, diagnostics } = read(written);
        if (!policy) expect(diagnostics.length).toBeGreaterThan(0);
        const lines = written.split(/\r\n|\r|\n/);
        for (const { position } of diagnostics) expect(position && position.column - 1 <= (lines[position.line - 1] ?? '').length).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('is no policy if it is no JSON, comments apart', () => {
    fc.assert(
      fc.property(broken(), written => {
        fc.pre(!/\/[/*]/.test(written));
        if (parses(written)) expect(read(written).diagnostics.map(({ code }) => code)).not.toContain('policy-not-json');
        else expect(read(written).diagnostics.map(({ code }) => code)).toContain('policy-not-json');
      }),
      { numRuns: 500 },
    );
  });
});

/** A policy's text with one piece of it replaced. */
function broken(): fc.Arbitrary<string> {
  const texts = accepted.map(([, policy]) => JSON.stringify(policy));
  const piece = fc.constantFrom('', ',', '"', '{', ']', ':', '\\', '\t', '\n', '0', '01', '-', 'e5', 'true', "'", '\u0000', '/');
  return fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.nat(3), piece).map(([text, at, length, put]) => {
    const from = at % (text.length + 1);
    return text.slice(0, from) + put + text.slice(from + length);
  });
}

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
