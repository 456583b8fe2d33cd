import { Chalk, type ChalkInstance } from 'chalk';
import type { Finding, Run, Subject } from '../findings/index.ts';
import { unreachable } from '../inventory/index.ts';
import type { Severity } from '../rules/index.ts';
import { guard, prose, show } from './escape.ts';
import { fold, type Folded, subjectNames, subjectsOf } from './fold.ts';
import type { Reporter, RenderOptions } from './reporter.ts';
import { address, counts, evidenceText, fileName, fixOf, kindName, place, plural, readText, stateOf, unknownReason } from './spell.ts';
import { label } from './text.ts';
import { wrap } from './wrap.ts';

/**
 * For a person at a terminal or reading a build log: what failed by node group, what could not be known by what would resolve
 * it, then what was set aside, and the summary as the last line. A clean run is that line alone. Problems with the input are
 * not here: `cli/` says them on stderr (`renderDiagnostic`), where a redirected report does not swallow them.
 */
export const terminal: Reporter = {
  title: 'Text for a terminal, grouped by node group',
  *render(run, options) {
    const pen: Pen = { chalk: new Chalk({ level: options.color ? 1 : 0 }), width: usable(options.width) };
    const of = (state: ReturnType<typeof stateOf>) => fold(run.open.filter(finding => stateOf(finding) === state));
    for (const section of [fails(of('fail'), run, pen), unknowns(of('unknown'), pen), waived(of('waived'), pen), inputs(run, pen)]) {
      for (const block of section) yield `${block.map(guard).join('\n')}\n\n`;
    }
    yield `${guard(summaryLine(run, pen))}\n`;
  },
};

interface Pen {
  readonly chalk: ChalkInstance;
  readonly width: number;
}

type Block = readonly string[];

function usable(width: RenderOptions['width']): number {
  return Number.isFinite(width) && width > 0 ? Math.max(40, Math.floor(width)) : 100;
}

/** Results that concern the same node groups share a heading; headings stand in the order of their worst result. */
function* fails(results: readonly Folded[], run: Run, pen: Pen): Iterable<Block> {
  const groups = new Map<string, { readonly subjects: readonly Subject[]; readonly results: Folded[] }>();
  for (const result of results) {
    const subjects = subjectsOf(result);
    const key = JSON.stringify(subjects.map(subject => [subject.input, subject.kind, subject.ref]));
    const group = groups.get(key);
    if (group) group.results.push(result);
    else groups.set(key, { subjects, results: [result] });
  }
  for (const group of groups.values()) {
    yield heading(group.subjects, pen);
    for (const result of group.results) yield failed(result.first, run, pen);
  }
}

function heading(subjects: readonly Subject[], { chalk, width }: Pen): Block {
  const [only] = subjects;
  const clusters = [...new Set(subjects.map(subject => subject.cluster))];
  const cluster = clusters.length === 1 && clusters[0] !== undefined ? ` of cluster ${show(clusters[0])}` : '';
  const names = subjectNames(subjects, name => show(name));
  if (subjects.length > 1 || !only) {
    const areClusters = subjects.some(subject => subject.kind === 'cluster');
    return [`${chalk.bold.underline(names)}  ${subjects.length} ${areClusters ? 'clusters' : `node groups${cluster}`}`];
  }
  const what = `${kindName(only)}${only.kind === 'cluster' || only.kind === 'auto-mode' ? '' : cluster}, ${show(only.ref)}`;
  const by = only.recognisedBy.map(marker => show(marker)).join(', ');
  return [`${chalk.bold.underline(names)}  ${what}`, ...(by === '' ? [] : label('recognised by', by, width, '').map(line => chalk.dim(line)))];
}

function failed(finding: Finding, run: Run, pen: Pen): Block {
  const { chalk, width } = pen;
  const rule = run.rules.get(finding.rule);
  const fix = fixOf(finding, run);
  const about = address(finding);
  const evidence = finding.evidence.slice(0, 3).flatMap(item => {
    const owner = item.ref === about ? '' : `${item.ref}: `;
    return wrap(show(owner + evidenceText(item), 400), width, '  ', '    ');
  });
  const more = finding.evidence.length - 3;
  const where = finding.location ? `${show(place(finding.location))}  ` : '';
  return [
    [chalk.red.bold('fail'), chalk.bold(show(finding.rule, 80)), severityText(finding.severity, chalk), show(about)].join('  '),
    ...wrap(show(finding.message, 1000), width, '  '),
    `  ${chalk.cyan(where)}${chalk.dim(`id ${show(finding.id, 80)}`)}`,
    ...evidence,
    ...(more > 0 ? [`  and ${plural(more, 'more setting')}`] : []),
    ...(finding.lowered === undefined ? [] : label('severity lowered', prose(finding.lowered), width)),
    ...(rule ? label('why', prose(rule.why), width) : []),
    ...(fix === undefined ? [] : label(finding.remedy?.proven ? 'fix (proven)' : 'fix', prose(fix), width)),
  ];
}

/** One block for each thing that would resolve something, in the order of the worst unknown it resolves. */
function* unknowns(results: readonly Folded[], { chalk, width }: Pen): Iterable<Block> {
  const byAdvice = new Map<string, Folded[]>();
  for (const result of results) {
    const advice = result.first.resolveWith ?? '';
    const same = byAdvice.get(advice);
    if (same) same.push(result);
    else byAdvice.set(advice, [result]);
  }
  for (const [advice, same] of byAdvice) {
    yield [
      ...same.flatMap(result => {
        const { first } = result;
        const head = ['unknown', show(first.rule, 80), first.severity, subjectNames(subjectsOf(result), name => show(name))].join('  ');
        const [line = head, ...rest] = wrap(show(unknownReason(first), 1000), width, `${head}: `, '  ');
        return [chalk.yellow('unknown') + line.slice('unknown'.length), ...rest];
      }),
      ...(advice === '' ? [] : label('to know', prose(advice), width)),
    ];
  }
}

function* waived(results: readonly Folded[], { chalk, width }: Pen): Iterable<Block> {
  if (results.length === 0) return;
  yield results.flatMap(result => {
    const { rule, severity, waiver, verdict } = result.first;
    const names = subjectNames(subjectsOf(result), name => show(name));
    const head = `waived  ${show(rule, 80)}  ${severity}  ${names}: `;
    const text = `${verdict}, waived by ${show(waiver?.owner ?? '')} until ${show(waiver?.until ?? '', 40)}: ${prose(waiver?.reason ?? '', 400)}`;
    return wrap(text, width, head, '  ').map(line => chalk.dim(line));
  });
}

/** What a reader must know of the inputs: parts not read, things passed over, subjects with nothing to judge. */
function* inputs(run: Run, { chalk, width }: Pen): Iterable<Block> {
  const lines = [
    ...run.inputs.flatMap(input => {
      const what = [show(input.kind), ...(input.description === undefined ? [] : [show(input.description)])].join(', ');
      return [
        ...(input.read === 'whole' ? [] : wrap(`${what}: ${readText(input.read)}`, width, `${show(fileName(input.path))}  `, '  ')),
        ...input.passedOver.flatMap(over => wrap(prose(over.because, 400), width, `passed over  ${show(over.ref)}: `, '  ')),
      ];
    }),
    ...run.subjects.flatMap(subject =>
      subject.unjudged === undefined ? [] : wrap(prose(subject.unjudged, 400), width, `nothing to judge  ${show(subject.name)} (${kindName(subject)}): `, '  '),
    ),
  ];
  if (lines.length > 0) yield lines.map(line => chalk.dim(line));
}

function summaryLine(run: Run, { chalk }: Pen): string {
  const { summary } = run;
  const of = (severity: 'error' | 'warning'): number => run.diagnostics.filter(diagnostic => diagnostic.severity === severity).length;
  const problems = [...(of('error') > 0 ? [plural(of('error'), 'error')] : []), ...(of('warning') > 0 ? [plural(of('warning'), 'warning')] : [])];
  const text = [`${counts(summary)} on ${plural(summary.subjects, 'subject')}`, ...problems].join(', ');
  const paint = summary.exitCode === 0 ? chalk.green : summary.exitCode === 3 ? chalk.yellow : chalk.red;
  return `${paint.bold(text)}: ${prose(summary.exitReason)} (exit ${summary.exitCode})`;
}

function severityText(severity: Severity, chalk: ChalkInstance): string {
  switch (severity) {
    case 'critical':
      return chalk.red.bold(severity);
    case 'high':
      return chalk.red(severity);
    case 'medium':
      return chalk.yellow(severity);
    case 'low':
      return chalk.blue(severity);
    default:
      return unreachable(severity);
  }
}
