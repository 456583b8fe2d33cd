import { ruleFiles } from 'virtual:eks-audit-rule-files';
import { describe, expect, it } from 'vitest';
import { builtinRules } from '../../src/rules/builtin.ts';
import { loadRules, readRuleFiles, renderDiagnostics, renderExamples, runExamples } from '../../src/rules/files.ts';
import type { Severity } from '../../src/rules/index.ts';

const { rules, diagnostics } = loadRules(await readRuleFiles('rules'));
const results = runExamples(rules);

/** Ids, severities and subjects are a contract: other tools name them. */
const catalogue: Readonly<Record<string, Severity>> = {
  'asg-backed': 'high',
  'asg-replaces-failed-nodes': 'medium',
  'asg-can-scale': 'low',
  'asg-multi-az': 'medium',
  'launch-template-used': 'low',
  'launch-template-current': 'medium',
  'cluster-tag-owned': 'high',
  'cluster-tag-unambiguous': 'medium',
  'sg-cluster-tag-unique': 'medium',
  'subnets-private': 'high',
  'no-public-ip': 'high',
  'ami-trusted-lineage': 'high',
  'ami-supported': 'medium',
  'ami-version-skew': 'medium',
  'bootstrap-joins-cluster': 'high',
  'user-data-no-secrets': 'high',
  'iam-instance-profile': 'high',
  'iam-worker-node-policy': 'high',
  'iam-cni-policy': 'high',
  'iam-ecr-pull-policy': 'high',
  'iam-least-privilege': 'high',
  'sg-control-plane-to-kubelet': 'high',
  'sg-node-to-control-plane': 'high',
  'sg-node-to-node-dns': 'medium',
  'sg-node-egress': 'medium',
  'sg-no-public-admin-ports': 'critical',
  'imdsv2-required': 'high',
  'imds-hop-limit': 'medium',
  'imds-endpoint-enabled': 'medium',
  'hardened-base-image': 'low',
  'intrusion-prevention': 'low',
  'file-integrity-monitoring': 'low',
  'anti-virus': 'low',
  'automatic-security-updates': 'medium',
  'volumes-encrypted': 'medium',
  'ssh-access-closed': 'low',
};

describe('the built-in rules', () => {
  it('load without a problem', () => expect(renderDiagnostics(diagnostics)).toEqual([]));
  it('are the catalogue, no more and no less', () => {
    expect(Object.fromEntries(rules.map(({ rule }) => [rule.id, rule.severity]))).toEqual(catalogue);
    expect(rules.filter(({ rule }) => rule.subject === 'cluster').map(({ rule }) => rule.id)).toEqual(['asg-multi-az', 'sg-node-to-node-dns']);
  });
  it('do what their examples say', () => expect(renderExamples(results.filter(result => !result.holds)).slice(0, -2)).toEqual([]));
  it.each(rules.map(loaded => [loaded.rule.id, loaded] as const))('%s is seen passing, failing and unknown', (_, { rule, examples }) => {
    const wanted = ['pass', 'fail', 'unknown', ...(rule.when === undefined || rule.when === '' ? [] : ['not-applicable'])];
    expect(examples.map(example => example.expect)).toEqual(expect.arrayContaining(wanted));
    expect(new Set(examples.map(example => example.name)).size).toBe(examples.length);
  });
  it.each(rules.filter(({ rule }) => rule.lower).map(loaded => [loaded.rule.id, loaded] as const))('%s is seen failing at each severity', (_, { rule, examples }) => {
    const wanted = [rule.severity, ...(rule.lower ?? []).map(exception => exception.to)];
    expect(examples.map(example => example.severity)).toEqual(expect.arrayContaining(wanted));
  });
  it.each(results.filter(result => result.got === 'fail').map(result => [result.rule, result.message ?? '']))('%s: %s', (_, message) => {
    expect(message).not.toMatch(/[<{][\w.-]+\?>|\{/);
  });
  it('are built in as they stand in their files', () => {
    expect(builtinRules).toEqual(rules.map(loaded => loaded.rule));
    expect(builtinRules.some(rule => 'examples' in rule)).toBe(false);
    expect(Object.values(ruleFiles)).toEqual(rules.map(({ file, text }) => ({ file, text })));
  });
});
