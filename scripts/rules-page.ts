import type { LoadedRule } from '../src/rules/files.ts';
import { code, prose, table } from './markdown.ts';

/** The table of all rules. */
export function rulesPage(rules: readonly LoadedRule[]): string {
  const rows = rules.map(({ rule }) => [`[${code(rule.id)}](${rule.id}.md)`, rule.severity, rule.topic, prose(rule.title)]);
  return [
    '# Rules',
    `The ${rules.length} built-in rules. Rules of your own have the same format: start one with the examples here, read the facts they may use in [facts.md](../facts.md), and run them with ${code('--rules <folder>')}.`,
    table(['rule', 'severity', 'topic', 'holds when'], rows),
    '<!-- Written by npm run docs. -->',
  ].join('\n\n').concat('\n');
}
