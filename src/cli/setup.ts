import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Policy } from '../findings/index.ts';
import type { DeclaredFacts, NodeOptions } from '../nodes/index.ts';
import { builtinRules } from '../rules/builtin.ts';
import type { Rule } from '../rules/index.ts';
import type { Console } from './console.ts';
import { fileProblem } from './file-problem.ts';
import { defaultPolicy } from './policy/default-policy.ts';
import { selectRules } from './policy/select-rules.ts';
import { rulesFolderUnreadable } from './rules-folder.ts';

/** What every judging command takes. */
export interface JudgingOptions {
  /** A path, or false for --no-policy. */
  readonly policy?: string | boolean;
  readonly rules?: readonly string[];
  readonly rule?: readonly string[];
  readonly skipRule?: readonly string[];
  readonly failOn?: Policy['failOn'];
  readonly unknown?: Policy['unknown'];
}

/** Rules and policy as they hold for one run. */
export interface Setup {
  readonly policy: Policy;
  /** Enabled rules, with the policy's severities. */
  readonly rules: readonly Rule[];
  /** All that exist, the user's own among them. */
  readonly known: readonly Rule[];
  readonly options: NodeOptions;
  readonly diagnostics: readonly Diagnostic[];
}

/** Loads the policy file and the user's own rules, and selects what is to be judged. An error in either is in the diagnostics. */
export async function setUp(wish: JudgingOptions, { cwd }: Console, now: Date): Promise<Setup> {
  const diagnostics: Diagnostic[] = [];
  const own = wish.rules && wish.rules.length > 0 ? await loadOwnRules(wish.rules, diagnostics) : [];
  const known = [...builtinRules, ...own];
  const read = wish.policy === false ? defaultPolicy : await loadPolicy(typeof wish.policy === 'string' ? wish.policy : undefined, cwd, known, now, diagnostics);
  const policy: Policy = { ...read, ...(wish.failOn === undefined ? {} : { failOn: wish.failOn }), ...(wish.unknown === undefined ? {} : { unknown: wish.unknown }) };
  const selected = selectRules(known, policy, { only: wish.rule ?? [], skip: wish.skipRule ?? [] });
  diagnostics.push(...selected.diagnostics);
  return { policy, rules: selected.rules, known, options: nodeOptions(policy, now), diagnostics };
}

async function loadOwnRules(folders: readonly string[], diagnostics: Diagnostic[]): Promise<readonly Rule[]> {
  const { loadRules, readRuleFiles } = await import('../rules/files.ts');
  const rules: Rule[] = [];
  const taken = new Map<string, string>(builtinRules.map(rule => [rule.id, 'the built-in rules']));
  for (const folder of folders) {
    try {
      const files = await readRuleFiles(folder);
      if (files.length === 0) diagnostics.push({ code: 'rules-folder-empty', severity: 'warning', file: folder, message: `${folder} holds no rule files (.yaml)` });
      const loaded = loadRules(files, taken);
      diagnostics.push(...loaded.diagnostics);
      for (const { rule, file } of loaded.rules) {
        taken.set(rule.id, file);
        rules.push(rule);
      }
    } catch (cause) {
      diagnostics.push(rulesFolderUnreadable(folder, cause, 'give --rules an existing folder of rule files'));
    }
  }
  return rules;
}

async function loadPolicy(named: string | undefined, cwd: string, rules: readonly Rule[], now: Date, diagnostics: Diagnostic[]): Promise<Policy> {
  const { findPolicyFile } = await import('./policy/find-policy-file.ts');
  const path = named ?? findPolicyFile(cwd);
  if (path === undefined) return defaultPolicy;
  const shown = named ?? (relative(cwd, path) || path);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    diagnostics.push({
      code: 'policy-unreadable',
      severity: 'error',
      file: shown,
      message: `the policy file ${shown} cannot be read: ${fileProblem(cause)}`,
      fix: 'check the path given to --policy, or write a policy file with: eks-audit init',
      cause,
    });
    return defaultPolicy;
  }
  const { readPolicy } = await import('./policy/read-policy.ts');
  const result = readPolicy(text, shown, rules, now);
  diagnostics.push(...result.diagnostics);
  return result.policy ?? defaultPolicy;
}

function nodeOptions(policy: Policy, now: Date): NodeOptions {
  const file = policy.file ?? 'eksnode-policy.json';
  return {
    now,
    parameters: policy.parameters,
    declared: cluster => {
      const own = cluster === undefined ? undefined : policy.clusters.get(cluster);
      const facts: DeclaredFacts = own ? { ...policy.facts, ...own } : policy.facts;
      return { facts, pointer: fact => (own && fact in own ? `${file}#/clusters/${cluster}/facts/${fact}` : `${file}#/facts/${fact}`) };
    },
  };
}
