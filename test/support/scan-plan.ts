import { defaultPolicy } from '../../src/cli/policy/default-policy.ts';
import { readPolicy } from '../../src/cli/policy/read-policy.ts';
import type { Run } from '../../src/findings/index.ts';
import { builtinRules } from '../../src/rules/builtin.ts';
import { compileRule } from '../../src/rules/index.ts';
import { scan } from '../../src/scan.ts';
import type { Json } from './plan.ts';

const rules = builtinRules.map(compileRule);

/** The day of every fixture, so that support ends and rotation do not depend on the day a test runs. */
export const now = new Date('2026-11-25T00:00:00Z');

/** Scans one plan with the built-in rules, as the command does. */
export async function scanPlan(plan: Json | Uint8Array, settings: { readonly policy?: unknown; readonly file?: string } = {}): Promise<Run> {
  const { policy, diagnostics } = settings.policy === undefined ? { policy: defaultPolicy, diagnostics: [] } : readPolicy(JSON.stringify(settings.policy), 'eksnode-policy.json', builtinRules, now);
  if (!policy) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return scan([{ path: settings.file ?? 'plan.json', bytes: plan instanceof Uint8Array ? plan : Buffer.from(JSON.stringify(plan)), diagnostics: [] }], {
    version: '0.0.0',
    rules,
    policy,
    allowEmpty: false,
    diagnostics: [],
    waivers: { waiverFor: () => undefined, diagnostics: () => [] },
    options: {
      now,
      parameters: policy.parameters,
      declared: cluster => ({ facts: { ...policy.facts, ...(cluster === undefined ? {} : policy.clusters.get(cluster)) }, pointer: fact => `#/facts/${fact}` }),
    },
    source: { plan: policy.plan },
  });
}
