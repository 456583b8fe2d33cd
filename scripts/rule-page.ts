import { isUnknown } from '../src/inventory/index.ts';
import type { Example, LoadedRule } from '../src/rules/files.ts';
import { bullets, code, fenced, prose, table } from './markdown.ts';

/** The documentation page of one rule. */
export function rulePage({ rule, examples, file }: LoadedRule): string {
  return [
    `# ${prose(rule.title)}`,
    `${code(rule.id)} · severity **${rule.severity}** · subject ${code(rule.subject)} · topic ${rule.topic}`,
    prose(rule.why),
    '## Rule',
    ...(rule.when === undefined ? [] : ['Applies when', fenced(rule.when, 'cel')]),
    'Passes when',
    fenced(rule.assert, 'cel'),
    `A fail says: ${code(rule.message)}`,
    ...(rule.lower ?? []).map(({ to, when, because }) => `Severity is **${to}** when ${code(when)}, because ${prose(because)}.`),
    '## Fix',
    prose(rule.fix),
    ...(rule.remedy ? ['As changes to AWS resources, which eks-audit applies in memory to prove the fix:', bullets(rule.remedy.map(change))] : []),
    ...(rule.notes ? ['## Notes on a pass', bullets(rule.notes.map(({ when, text }) => `${prose(text)} (when ${code(when)})`))] : []),
    '## Examples',
    `Each is a compliant ${rule.subject} but for what it says.`,
    table(['situation', 'facts', 'verdict'], examples.map(example => row(rule.subject, example))),
    ...(Object.keys(rule.frameworks).length > 0
      ? ['## Related controls', table(['framework', 'controls'], Object.entries(rule.frameworks).map(([name, ids]) => [name, ids.join(', ')]))]
      : []),
    ...(rule.references.length > 0 ? ['## References', bullets(rule.references.map(url => `<${url}>`))] : []),
    `<!-- Written by npm run docs from ${file}. -->`,
  ].join('\n\n').concat('\n');
}

function change(step: NonNullable<LoadedRule['rule']['remedy']>[number]): string {
  return 'set' in step ? `set ${code(step.set)} to ${code(String(step.to))}` : `tag the ${step.tag} ${code(`${step.key} = ${step.value}`)}`;
}

function row(subject: string, { name, patch, expect, severity }: Example): readonly string[] {
  const facts = patch === undefined ? [] : changed(patch, subject);
  return [prose(name), facts.map(code).join('<br>') || '—', severity === undefined ? expect : `${expect}, ${severity}`];
}

/** A patch as one line a fact: `node.metadata.tokens = "optional"`. */
function changed(patch: NonNullable<Example['patch']>, path: string): readonly string[] {
  if (isUnknown(patch)) return [`${path} unknown: ${patch.reason}`];
  if (Array.isArray(patch)) return (patch as readonly typeof patch[]).flatMap((one, index) => changed(one, `${path}[${index}]`));
  if (typeof patch !== 'object') return [`${path} = ${JSON.stringify(patch)}`];
  const entries = Object.entries(patch);
  return entries.length === 0 ? [path] : entries.flatMap(([name, value]) => changed(value, `${path}.${name}`));
}
