import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Policy } from '../../findings/index.ts';
import type { Rule, RuleId } from '../../rules/index.ts';
import { type RuleNames, ruleNames } from './rule-names.ts';

export interface SelectedRules {
  /** The rules that judge, in the order of the catalogue, at the policy's severities. */
  readonly rules: readonly Rule[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The rules that policy and command line leave: `only` (`--rule`) narrows, `skip` (`--skip-rule`) takes away and wins. A rule
 * that `only` names in full judges even if the policy has it off, since that was asked for; a pattern switches nothing on.
 */
export function selectRules(
  rules: readonly Rule[],
  policy: Pick<Policy, 'rules' | 'file'>,
  { only, skip }: { readonly only: readonly string[]; readonly skip: readonly string[] },
): SelectedRules {
  const names = ruleNames(rules);
  const wanted = only.map(pattern => resolve(pattern, '--rule', names));
  const unwanted = skip.map(pattern => resolve(pattern, '--skip-rule', names));
  const named = new Set(wanted.filter(({ isPattern }) => !isPattern).flatMap(({ ids }) => ids));
  const kept = new Set(wanted.flatMap(({ ids }) => ids));
  const dropped = new Set(unwanted.flatMap(({ ids }) => ids));

  const selected = rules
    .filter(({ id }) => (only.length === 0 || kept.has(id)) && !dropped.has(id))
    .filter(({ id }) => named.has(id) || (policy.rules.get(id)?.enabled ?? true))
    .map(rule => ({ ...rule, severity: policy.rules.get(rule.id)?.severity ?? rule.severity }));
  const diagnostics = [...wanted, ...unwanted].flatMap(({ problems }) => problems);
  const isNothingLeft = selected.length === 0 && !diagnostics.some(({ severity }) => severity === 'error');
  return { rules: selected, diagnostics: isNothingLeft ? [...diagnostics, nothingLeft(policy, only, skip)] : diagnostics };
}

interface Resolved {
  readonly ids: readonly RuleId[];
  readonly isPattern: boolean;
  readonly problems: readonly Diagnostic[];
}

function resolve(pattern: string, option: string, names: RuleNames): Resolved {
  const isPattern = pattern.includes('*');
  const found = isPattern ? undefined : names.find(pattern);
  const ids = isPattern ? names.matching(pattern) : found ? [found.id] : [];
  return { ids, isPattern, problems: [...unknown(pattern, option, names, ids), ...renamed(pattern, option, found)] };
}

function unknown(pattern: string, option: string, names: RuleNames, ids: readonly RuleId[]): readonly Diagnostic[] {
  if (ids.length > 0) return [];
  return [
    {
      code: 'unknown-rule',
      severity: 'error',
      file: option,
      message: pattern.includes('*') ? `no rule matches ${JSON.stringify(pattern)}` : `there is no rule ${JSON.stringify(pattern)}`,
      why: 'a selection that selects nothing would look like a pass; rules of your own exist only with --rules <folder>',
      fix: names.suggest(pattern),
    },
  ];
}

function renamed(pattern: string, option: string, found: ReturnType<RuleNames['find']>): readonly Diagnostic[] {
  if (!found?.isFormer) return [];
  return [
    {
      code: 'renamed-rule',
      severity: 'warning',
      file: option,
      message: `the rule ${pattern} is called ${found.id} now`,
      why: 'the former name still works, and may not forever',
      fix: `write ${option} ${found.id}`,
    },
  ];
}

function nothingLeft(policy: Pick<Policy, 'file'>, only: readonly string[], skip: readonly string[]): Diagnostic {
  const options = [...only.map(pattern => `--rule ${pattern}`), ...skip.map(pattern => `--skip-rule ${pattern}`)];
  return {
    code: 'no-rule-left',
    severity: 'error',
    file: options[0]?.split(' ')[0] ?? policy.file ?? 'eksnode-policy.json',
    message: options.length > 0 ? `no rule is left by ${options.join(' ')} and the policy` : 'the policy switches every rule off',
    why: 'a scan without rules would look like a pass',
    fix: options.length > 0 ? 'name a rule in full to run it although the policy has it off: --rule <id>' : 'switch a rule on in the policy file, or name one: --rule <id>',
  };
}
