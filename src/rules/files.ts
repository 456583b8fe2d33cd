/**
 * What the commands that read rule files need, and nothing else does: YAML is parsed here, so this is imported dynamically
 * and is no part of the folder's `index.ts`.
 */
export { type ExampleResult, renderExamples, runExamples } from './examples.ts';
export { type FactPath, factPaths } from './fact-paths.ts';
export { type Example, type LoadedRule, type LoadedRules, loadRules, type RuleFile } from './load.ts';
export { readRuleFiles } from './read-rule-files.ts';
export { renderDiagnostics } from './render-diagnostics.ts';
