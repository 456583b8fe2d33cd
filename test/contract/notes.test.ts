import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { scanPlan } from '../support/scan-plan.ts';

const plan = (name: string): string => readFileSync(`fixtures/terraform/${name}/plan.json`, 'utf8');

/** Remarks on passes: what is worth knowing and no fault (EKS knows good reasons for each). */
describe('notes on a pass', () => {
  it.each([
    ['AZRebalance suspended', 'compliant-self-managed', (text: string) => text.replaceAll('"suspended_processes":null', '"suspended_processes":["AZRebalance"]'), 'asg-replaces-failed-nodes', /AZRebalance/],
    ['nothing suspended', 'compliant-self-managed', (text: string) => text, 'asg-replaces-failed-nodes', undefined],
    ['the CNI bound elsewhere as well', 'iam-least-privilege-fail', (text: string) => text, 'iam-cni-policy', /another role is bound/],
    ['a hop limit without required tokens', 'imdsv2-required-fail', (text: string) => text, 'imds-hop-limit', /protects nothing/],
  ])('%s', async (_, name, change, rule, note) => {
    const run = await scanPlan(Buffer.from(change(plan(name))));
    const found = run.findings.filter(finding => finding.rule === rule);
    expect(found.map(({ verdict }) => verdict)).toEqual(['pass']);
    expect(found[0]?.notes?.join() ?? '').toMatch(note ?? /^$/);
  });
});
