import type { Rule } from '../../rules/index.ts';
import type { ReadPolicy } from './read-policy.ts';

export { defaultPolicy } from './default-policy.ts';
export { findPolicyFile, policyFileName } from './find-policy-file.ts';
export { initialPolicy } from './initial-policy.ts';
export { readBaseline, type ReadBaseline } from './read-baseline.ts';
export type { ReadPolicy } from './read-policy.ts';
export { selectRules, type SelectedRules } from './select-rules.ts';

/** As `readPolicy` of read-policy.ts, whose parser loads only now: a run without a policy file does not pay for it. */
export async function readPolicy(text: string, file: string, rules: readonly Rule[], now: Date): Promise<ReadPolicy> {
  const reader = await import('./read-policy.ts');
  return reader.readPolicy(text, file, rules, now);
}
