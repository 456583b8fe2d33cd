import { describe, expect, it } from 'vitest';
import { selectRules } from '../../../src/cli/policy/index.ts';
import type { RuleSetting } from '../../../src/findings/index.ts';
import type { RuleId } from '../../../src/rules/index.ts';
import { rules } from './rules.ts';

const select = (settings: Readonly<Record<string, RuleSetting>>, only: readonly string[] = [], skip: readonly string[] = []) =>
  selectRules(rules, { rules: new Map(Object.entries(settings).map(([id, setting]) => [id as RuleId, setting])), file: 'eksnode-policy.json' }, { only, skip });
const ids = (selected: ReturnType<typeof select>) => selected.rules.map(({ id }) => id);

describe('selectRules', () => {
  it.each([
    ['all', {}, [], [], ['imds-hop-limit', 'imdsv2-required', 'asg-can-scale', 'ssh-access-closed']],
    ['without one that is off', { 'imdsv2-required': { enabled: false } }, [], [], ['imds-hop-limit', 'asg-can-scale', 'ssh-access-closed']],
    ['one', {}, ['asg-can-scale'], [], ['asg-can-scale']],
    ['several, in the order of the catalogue', {}, ['ssh*', 'imds*'], [], ['imds-hop-limit', 'imdsv2-required', 'ssh-access-closed']],
    ['all but a pattern', {}, [], ['imds*'], ['asg-can-scale', 'ssh-access-closed']],
    ['skip wins', {}, ['imds*'], ['imds-hop-limit'], ['imdsv2-required']],
    ['named in full although it is off', { 'asg-can-scale': { enabled: false } }, ['asg-can-scale'], [], ['asg-can-scale']],
    ['a pattern switches nothing on', { 'imds-hop-limit': { enabled: false } }, ['imds*'], [], ['imdsv2-required']],
  ])('%s', (_, settings, only, skip, expected) => {
    const selected = select(settings, only, skip);
    expect(ids(selected)).toEqual(expected);
    expect(selected.diagnostics).toEqual([]);
  });

  it("puts the policy's severity in place of the rule's, and keeps the rest", () => {
    const [hops, tokens] = select({ 'imds-hop-limit': { enabled: true, severity: 'critical' } }).rules;
    expect(hops).toEqual({ ...rules[0], severity: 'critical' });
    expect(hops?.lower).toEqual(rules[0]?.lower);
    expect(tokens).toEqual(rules[1]);
    expect(rules[0]?.severity).toBe('medium');
  });

  it('takes a former id and says so', () => {
    const selected = select({}, ['imds-hops']);
    expect(ids(selected)).toEqual(['imds-hop-limit']);
    expect(selected.diagnostics).toEqual([expect.objectContaining({ code: 'renamed-rule', severity: 'warning', file: '--rule', fix: 'write --rule imds-hop-limit' })]);
  });

  it.each([
    ['misspelt', ['imdsv2-require'], [], '--rule', 'there is no rule "imdsv2-require"', 'did you mean "imdsv2-required"?'],
    ['misspelt, to skip', [], ['asg-can-scal'], '--skip-rule', 'there is no rule "asg-can-scal"', 'did you mean "asg-can-scale"?'],
    ['like none', ['pods'], [], '--rule', 'there is no rule "pods"', 'eks-audit rules'],
    ['a pattern that matches none', ['imdsv3*'], [], '--rule', 'no rule matches "imdsv3*"', 'eks-audit rules'],
    ['a misspelt pattern', ['asg-can-scael*'], [], '--rule', 'no rule matches "asg-can-scael*"', 'did you mean "asg-can-scale"?'],
    ['in another case', ['IMDSv2-required'], [], '--rule', 'there is no rule', 'did you mean "imdsv2-required"?'],
    ['__proto__', ['__proto__'], [], '--rule', 'there is no rule "__proto__"', 'eks-audit rules'],
  ])('tells a name that is %s', (_, only, skip, file, message, fix) => {
    expect(select({}, only, skip).diagnostics).toEqual([{ code: 'unknown-rule', severity: 'error', file, message: expect.stringContaining(message), why: expect.stringMatching(/\S/), fix: expect.stringContaining(fix) }]);
  });

  it('tells all of them', () => {
    expect(select({}, ['pods', 'imds*'], ['nodes']).diagnostics.map(({ file }) => file)).toEqual(['--rule', '--skip-rule']);
  });

  it.each([
    ['by the policy', Object.fromEntries(rules.map(({ id }) => [id, { enabled: false }])), [], [], 'eksnode-policy.json', 'the policy switches every rule off'],
    ['by the command line', {}, ['imds*'], ['imds*'], '--rule', 'no rule is left by --rule imds* --skip-rule imds* and the policy'],
    ['by both', { 'asg-can-scale': { enabled: false } }, ['asg*'], [], '--rule', 'no rule is left by --rule asg* and the policy'],
  ])('tells that no rule is left %s', (_, settings, only, skip, file, message) => {
    const selected = select(settings, only, skip);
    expect(selected.rules).toEqual([]);
    expect(selected.diagnostics).toEqual([expect.objectContaining({ code: 'no-rule-left', severity: 'error', file, message })]);
  });
});
