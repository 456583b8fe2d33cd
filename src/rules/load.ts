import type { Diagnostic } from '../diagnostics/index.ts';
import { type LoadedRule, readRuleFile } from './rule-file.ts';

export type { Example, LoadedRule } from './rule-file.ts';

/** A rule file before it is read. */
export interface RuleFile {
  /** As the user should see it; the folder it stands in is the rule's topic. */
  readonly file: string;
  readonly text: string;
}

export interface LoadedRules {
  /** The rules that nothing is wrong with. */
  readonly rules: readonly LoadedRule[];
  /** Everything that is wrong with the others, and warnings. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads rule files; one that has an error is left out and reported with everything that is wrong with it.
 * `taken` holds ids that are in use already: the built-in ones, when a user's own rules are loaded.
 */
export function loadRules(files: readonly RuleFile[], taken: ReadonlyMap<string, string> = new Map()): LoadedRules {
  const rules: LoadedRule[] = [];
  const diagnostics: Diagnostic[] = [];
  const owners = new Map(taken);
  for (const { file, text } of files) {
    const read = readRuleFile(file, text);
    diagnostics.push(...read.diagnostics);
    if (!read.loaded) continue;
    const names = [read.loaded.rule.id, ...(read.loaded.rule.aliases ?? [])];
    const clash = names.find(name => owners.has(name));
    if (clash === undefined) {
      rules.push(read.loaded);
      for (const name of names) owners.set(name, file);
    } else {
      diagnostics.push({ code: 'rule-duplicate-id', severity: 'error', file, position: { line: 1, column: 1 }, message: `the id ${clash} is taken by ${owners.get(clash) ?? ''}`, fix: 'give the rule another id and file name' });
    }
  }
  return { rules, diagnostics };
}
