import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { loadRules, type RuleFile } from '../src/rules/load.ts';
import { renderDiagnostics } from '../src/rules/render-diagnostics.ts';

const modules = {
  /** What a scan needs: the rules as plain data. */
  'virtual:eks-audit-rules': (folder: string) => `export const rules = ${JSON.stringify(built(folder).rules)};`,
  /** What `test`, `explain` and the documentation need: id → the file, so that only they load it. */
  'virtual:eks-audit-rule-files': (folder: string) => `export const ruleFiles = ${JSON.stringify(built(folder).files)};`,
} as const;

/** Rollup's plugin interface, as far as it is used; Rolldown and Vite both take it. */
interface Plugin {
  readonly name: string;
  readonly resolveId: (id: string) => string | undefined;
  readonly load: (this: { addWatchFile: (file: string) => void }, id: string) => string | undefined;
}

/** Turns `rules/` into modules while building, so that no YAML is read when eks-audit runs. A rule with an error fails the build. */
export function rulesPlugin(folder = resolve('rules')): Plugin {
  return {
    name: 'eks-audit-rules',
    resolveId: id => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load(id) {
      const name = id.slice(1);
      if (!id.startsWith('\0') || !Object.hasOwn(modules, name)) return undefined;
      for (const { file } of filesIn(folder)) this.addWatchFile(resolve(folder, '..', file));
      return modules[name as keyof typeof modules](folder);
    },
  };
}

function built(folder: string) {
  const files = filesIn(folder);
  const { rules, diagnostics } = loadRules(files);
  if (diagnostics.length > 0) throw new Error(`the built-in rules have errors\n\n${renderDiagnostics(diagnostics).join('\n')}`);
  return { rules: rules.map(loaded => loaded.rule), files: Object.fromEntries(rules.map(({ rule, file, text }) => [rule.id, { file, text }])) };
}

function filesIn(folder: string): readonly RuleFile[] {
  const entries: readonly Dirent[] = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() && /\.ya?ml$/.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
    .map(path => ({ file: `rules/${relative(folder, path).replaceAll('\\', '/')}`, text: readFileSync(path, 'utf8') }));
}
