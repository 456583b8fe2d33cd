import type { Diagnostic } from '../../diagnostics/index.ts';
import { builtinRules } from '../../rules/builtin.ts';
import type { Console } from '../console.ts';
import { rulesFolderUnreadable } from '../rules-folder.ts';
import { say } from './scan.ts';

/** Runs the examples of the built-in rules, or of the rules in a folder. */
export async function testCommand(folders: readonly string[], console: Console): Promise<number> {
  const { loadRules, readRuleFiles, renderExamples, runExamples } = await import('../../rules/files.ts');
  const files = [];
  const problems: Diagnostic[] = [];
  if (folders.length === 0) files.push(...Object.values((await import('virtual:eks-audit-rule-files')).ruleFiles));
  for (const folder of folders) {
    try {
      const found = await readRuleFiles(folder);
      if (found.length === 0) problems.push({ code: 'rules-folder-empty', severity: 'error', file: folder, message: `${folder} holds no rule files (.yaml)`, why: 'a test of nothing would look like a pass' });
      files.push(...found);
    } catch (cause) {
      problems.push(rulesFolderUnreadable(folder, cause, 'give a folder of rule files, or nothing for the built-in rules'));
    }
  }
  const taken = new Map<string, string>(folders.length === 0 ? [] : builtinRules.map(rule => [rule.id, 'the built-in rules']));
  const { rules, diagnostics } = loadRules(files, taken);
  await say([...problems, ...diagnostics], console);
  const results = runExamples(rules);
  if (results.length > 0) for (const line of renderExamples(results)) console.out(`${line}\n`);
  if ([...problems, ...diagnostics].some(({ severity }) => severity === 'error')) return 2;
  return results.every(({ holds }) => holds) ? 0 : 1;
}
