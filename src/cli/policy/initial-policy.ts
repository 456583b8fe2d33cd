import type { Rule } from '../../rules/index.ts';
import { defaultPolicy } from './default-policy.ts';

const installedSchema = './node_modules/eks-audit/schemas/eksnode-policy.schema.json';

/**
 * The text of a new policy file: the defaults, with every rule listed so that there is something to switch off. `on` rather
 * than today's severity, which would hold on to it when the catalogue thinks better.
 */
export function initialPolicy(rules: readonly Rule[], schema = installedSchema): string {
  const { failOn, unknown, plan, parameters } = defaultPolicy;
  const policy = {
    $schema: schema,
    failOn,
    unknown,
    plan,
    rules: Object.fromEntries(rules.map(rule => [rule.id, 'on'])),
    parameters,
    facts: {},
    clusters: {},
    waivers: [],
  };
  return `${JSON.stringify(policy, null, 2)}\n`;
}
