import { Unknown } from '../../src/inventory/index.ts';
import { exampleFacts, type Patch } from '../../src/rules/example-facts.ts';
import { type CompiledRule, compileRule, type FactTree, type Rule, type RuleId } from '../../src/rules/index.ts';

export const unknown = new Unknown('not-in-input', 'a test');

/** A rule with just what a test is about. */
export function rule(about: Partial<Rule> & Pick<Rule, 'assert'>): CompiledRule {
  return compileRule({
    id: 'a-rule' as RuleId,
    topic: 'tests',
    title: 'Something holds',
    severity: 'high',
    subject: 'node',
    message: '{node} fails',
    why: 'a reason',
    fix: 'a fix',
    references: [],
    frameworks: {},
    ...about,
  });
}

/** A compliant node but for the patch. */
export function node(patch: Patch = {}): FactTree {
  return exampleFacts('node', patch);
}
