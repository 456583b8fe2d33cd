import type { Diagnostic } from '../../diagnostics/index.ts';
import type { EvidenceItem, Finding, Run } from '../../findings/index.ts';
import { guard, prose, show } from '../../reporters/escape.ts';
import { builtinRules } from '../../rules/builtin.ts';
import type { Rule } from '../../rules/index.ts';
import type { Console } from '../console.ts';
import { setUp, type JudgingOptions } from '../setup.ts';
import { judge, say } from './scan.ts';

export type ExplainOptions = JudgingOptions;

/** A rule's reasons, references and examples; or, with inputs, the evidence trail of a finding. */
export async function explainCommand(what: string, paths: readonly string[], options: ExplainOptions, console: Console): Promise<number> {
  const setup = await setUp(options, console, new Date());
  const rule = setup.known.find(candidate => candidate.id === what || candidate.aliases?.includes(what));
  if (rule && paths.length === 0) {
    await say(setup.diagnostics, console);
    await printRule(rule, console);
    return hasError(setup.diagnostics) ? 2 : 0;
  }
  if (!rule && !/^[0-9a-f]{4,16}$/.test(what)) {
    const { nearest } = await import('../../diagnostics/index.ts');
    const close = nearest(
      what,
      setup.known.map(candidate => candidate.id),
    );
    await say([{ code: 'rule-unknown', severity: 'error', file: what, message: `there is no rule ${what}, and an id of a finding is 4 to 16 digits 0-9 a-f`, fix: close === undefined ? 'list the rules with: eks-audit rules' : `did you mean: eks-audit explain ${close}` }], console);
    return 2;
  }
  if (paths.length === 0) {
    await say([{ code: 'finding-without-input', severity: 'error', file: what, message: 'a finding is explained from the input it was found in', fix: `name it: eks-audit explain ${what} plan.json` }], console);
    return 2;
  }
  const run = await judge(paths, options, console, () => undefined);
  await say(
    run.diagnostics.filter(({ severity }) => severity === 'error'),
    console,
  );
  const found = run.findings.filter(finding => (rule ? finding.rule === rule.id : finding.id.startsWith(what)));
  if (found.length === 0) {
    await say([{ code: 'finding-unknown', severity: 'error', file: paths.join(' '), message: rule ? `${rule.id} judged nothing in this input` : `there is no finding ${what} in this input`, fix: 'take an id from: eks-audit scan … --format json --verdict all' }], console);
    return 2;
  }
  for (const finding of found) printFinding(finding, run, console);
  return hasError(run.diagnostics) ? 2 : 0;
}

function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

async function printRule(rule: Rule, console: Console): Promise<void> {
  const { Chalk } = await import('chalk');
  const chalk = new Chalk({ level: console.color ? 1 : 0 });
  const { out } = console;
  out(`${chalk.bold(rule.id)}  ${rule.severity}\n${rule.title}\n\n`);
  out(`${chalk.bold('why')}    ${rule.why}\n${chalk.bold('fix')}    ${rule.fix}\n\n`);
  if (rule.when !== undefined) out(`${chalk.bold('when')}   ${rule.when}\n`);
  out(`${chalk.bold('holds')}  ${rule.assert}\n`);
  for (const { to, when, because } of rule.lower ?? []) out(`${chalk.bold('lower')}  ${to} when ${when}: ${because}\n`);
  for (const note of rule.notes ?? []) out(`${chalk.bold('note')}   when ${note.when}: ${note.text}\n`);
  const examples = builtinRules.includes(rule) || builtinRules.some(({ id }) => id === rule.id) ? await examplesOf(rule.id) : [];
  if (examples.length > 0) out(`\n${chalk.bold('examples')}\n${examples.map(({ name, expect }) => `  ${expect.padEnd(14)}  ${name}`).join('\n')}\n`);
  const frameworks = Object.entries(rule.frameworks);
  if (frameworks.length > 0) out(`\n${chalk.bold('related controls')} (related, not equivalent)\n${frameworks.map(([name, ids]) => `  ${name}: ${ids.join(', ')}`).join('\n')}\n`);
  if (rule.references.length > 0) out(`\n${chalk.bold('references')}\n${rule.references.map(url => `  ${url}`).join('\n')}\n`);
}

async function examplesOf(id: string): Promise<readonly { readonly name: string; readonly expect: string }[]> {
  const [{ ruleFiles }, { loadRules }] = await Promise.all([import('virtual:eks-audit-rule-files'), import('../../rules/files.ts')]);
  const file = Object.hasOwn(ruleFiles, id) ? ruleFiles[id] : undefined;
  return file ? (loadRules([file]).rules[0]?.examples ?? []) : [];
}

function printFinding(finding: Finding, run: Run, console: Console): void {
  // Names and values come from the input; what would act on a terminal or a CI runner is shown instead. One call, one line.
  const out = (line: string): void => console.out(`${guard(show(line, 1000))}\n`);
  const rule = run.rules.get(finding.rule);
  out(`${finding.verdict}  ${finding.rule}  ${finding.severity}  ${finding.subject.name}`);
  out(`  id: ${finding.id}`);
  out(`  ${finding.verdict === 'pass' || finding.verdict === 'not-applicable' ? (rule?.title ?? '') : finding.message}`);
  if (finding.location) out(`  at: ${finding.location.file}:${finding.location.line}:${finding.location.column}${finding.location.address === undefined ? '' : `  ${finding.location.address}`}`);
  if (finding.lowered !== undefined) out(`  severity lowered: ${finding.lowered}`);
  if (finding.waiver) out(`  waived until ${finding.waiver.until} by ${finding.waiver.owner}: ${finding.waiver.reason}`);
  if (rule) out(`  why: ${prose(rule.why)}`);
  for (const note of finding.notes ?? []) out(`  note: ${note}`);
  if (finding.resolveWith !== undefined) out(`  to resolve: ${finding.resolveWith}`);
  const deciding = new Set(finding.evidence.map(key));
  out('  evidence, in the order it was read (* decided it):');
  for (const item of unique(finding.trail())) out(`  ${deciding.has(key(item)) && finding.verdict !== 'pass' ? '*' : ' '} ${evidenceLine(item)}`);
  if (finding.remedy) {
    out(`  fix: ${prose(finding.remedy.text)}`);
    for (const change of finding.remedy.changes) out(`    ${change.ref}: ${change.attribute ?? change.path} = ${JSON.stringify(change.to)}`);
    if (finding.remedy.changes.length > 0) out(`    ${finding.remedy.proven ? 'proven: with this the rule passes and nothing else gets worse' : 'not proven'}`);
  }
  out('');
}

function key(item: EvidenceItem): string {
  return `${item.ref}\u0000${item.path}`;
}

function unique(items: readonly EvidenceItem[]): readonly EvidenceItem[] {
  return [...new Map(items.map(item => [key(item), item])).values()];
}

function evidenceLine(item: EvidenceItem): string {
  const place = `${item.ref}${item.attribute === undefined || item.attribute === '' ? '' : `.${item.attribute}`}`;
  const value = item.unknown ? `unknown, ${item.unknown.reason} (${item.unknown.refersTo})` : item.value === null ? 'left out' : JSON.stringify(item.value);
  return `${item.path === '' && item.value === null && !item.unknown ? place : `${place} = ${value}`}  [${item.decidedBy}, by ${item.linkedBy}]${item.because === undefined ? '' : ` ${item.because}`}`;
}
