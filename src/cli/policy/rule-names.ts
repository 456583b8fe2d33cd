import { nearest } from '../../diagnostics/index.ts';
import { matchesGlob } from '../../findings/index.ts';
import type { Rule, RuleId } from '../../rules/index.ts';

/** The rules by what a user may call them: an id, a former id, a pattern with `*` over ids. */
export interface RuleNames {
  /** The rule of that id, or that once had it. */
  readonly find: (name: string) => { readonly id: RuleId; readonly isFormer: boolean } | undefined;
  /** The ids that a pattern matches, in the order of the catalogue. */
  readonly matching: (pattern: string) => readonly RuleId[];
  /** What to do about a name that is none: the one that was meant, or where to look. */
  readonly suggest: (name: string) => string;
}

export function ruleNames(rules: readonly Rule[]): RuleNames {
  const former = new Map(rules.flatMap(rule => (rule.aliases ?? []).map(alias => [alias, rule.id] as const)));
  const current = new Map<string, RuleId>(rules.map(rule => [rule.id, rule.id]));
  return {
    find(name) {
      const id = current.get(name) ?? former.get(name);
      return id && { id, isFormer: !current.has(name) };
    },
    matching: pattern => rules.filter(rule => matchesGlob(pattern, rule.id)).map(rule => rule.id),
    suggest(name) {
      const meant = nearest(name.replaceAll('*', ''), current.keys());
      return meant === undefined ? 'take an id from: eks-audit rules' : `did you mean "${meant}"?`;
    },
  };
}
