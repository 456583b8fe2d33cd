import { rules } from 'virtual:eks-audit-rules';
import type { Rule } from './rule.ts';

/** The built-in rules in the order of the catalogue: by topic, then by id. Compiled from `rules/` when eks-audit is built. */
export const builtinRules: readonly Rule[] = rules;
