import { defaultPolicy } from '../../src/cli/policy/default-policy.ts';
import { assess } from '../../src/findings/index.ts';
import type { Inventory } from '../../src/inventory/index.ts';
import { assemble, type DeclaredFacts, defaultParameters, type NodeOptions } from '../../src/nodes/index.ts';
import { builtinRules } from '../../src/rules/builtin.ts';
import { compileRule, type Verdict } from '../../src/rules/index.ts';
import { readPlan } from '../../src/sources/terraform/plan.ts';

export const compiledRules = builtinRules.map(compileRule);

/** The day is fixed, so that support dates do not change what a test expects. */
export function testOptions(facts: DeclaredFacts = {}): NodeOptions {
  return { now: new Date('2026-11-25T00:00:00Z'), parameters: defaultParameters, declared: () => ({ facts, pointer: fact => `eksnode-policy.json#/facts/${fact}` }) };
}

/** The inventory of a plan that must be readable. */
export function inventoryOf(text: string, plan: 'complete' | 'partial' = 'complete'): Inventory {
  const read = readPlan(Buffer.from(text), 'plan.json', { plan });
  if (!read.plan) throw new Error(`the plan cannot be read: ${read.diagnostics.map(({ message }) => message).join('; ')}`);
  return read.plan.inventory;
}

/** Every verdict by `rule subject`. */
export function verdictsOf(inventory: Inventory, facts: DeclaredFacts = {}): ReadonlyMap<string, Verdict> {
  const assembled = assemble(inventory, testOptions(facts));
  const run = assess({
    version: '0',
    inputs: [{ input: { path: 'plan.json', kind: 'Terraform plan', read: 'whole', passedOver: assembled.passedOver }, inventory, assembled }],
    rules: compiledRules,
    policy: defaultPolicy,
    waivers: { waiverFor: () => undefined, diagnostics: () => [] },
    allowEmpty: true,
    diagnostics: [],
  });
  return new Map(run.findings.map(finding => [`${finding.rule} ${finding.subject.kind === 'cluster' ? 'cluster ' : ''}${finding.subject.ref}`, finding.verdict]));
}
