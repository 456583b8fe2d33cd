import type { Finding, Run } from '../findings/index.ts';
import { markdownCode, markdownText, prose } from './escape.ts';
import { fold, type Folded, subjectNames, subjectsOf } from './fold.ts';
import type { Reporter } from './reporter.ts';
import { address, counts, fileName, fixOf, place, plural, problemPlace, readText, ruleUrl, sentences, stateOf, unknownReason } from './spell.ts';

/** GitHub takes 1 MiB of summary a step and drops one that is longer; what a step writes besides needs room too. */
const mostBytes = 900_000;

/** For a job summary or a comment: the counts, a table of fails, and the rest folded away. Cut, and saying so, below 1 MiB. */
export const markdown: Reporter = {
  title: 'Markdown, for a job summary',
  render: run => composed(run).lines,
  leftOut: run => {
    const { leftOut } = composed(run);
    return leftOut > 0 ? `Markdown report: ${plural(leftOut, 'row')} left out: a job summary may hold 1 MiB` : undefined;
  },
};

/** A part of the report: whole lines, of which rows at the end may be left out. */
interface Section {
  readonly before: readonly string[];
  readonly rows: Iterable<string>;
  readonly after: readonly string[];
}

function composed(run: Run): { readonly lines: readonly string[]; readonly leftOut: number } {
  const of = (state: ReturnType<typeof stateOf>) => fold(run.open.filter(finding => stateOf(finding) === state));
  const sections = [headline(run), fails(of('fail'), run), existing(of('existing'), run), unknowns(of('unknown'), run), waived(of('waived'), run), inputs(run)];
  const lines: string[] = [];
  let room = mostBytes;
  let leftOut = 0;
  for (const section of sections) {
    if (!section) continue;
    lines.push(...section.before.map(line => `${line}\n`));
    let here = 0;
    for (const row of section.rows) {
      room -= Buffer.byteLength(row) + 1;
      if (room < 0) here++;
      else lines.push(`${row}\n`);
    }
    if (here > 0) lines.push(`\n**${plural(here, 'more row')} left out:** a job summary may hold 1 MiB. The JSON report lists everything.\n`);
    leftOut += here;
    lines.push(...section.after.map(line => `${line}\n`), '\n');
  }
  return { lines, leftOut };
}

function headline(run: Run): Section {
  const { summary } = run;
  return {
    before: [`## eks-audit: ${counts(summary)}`, '', `${markdownText(prose(summary.exitReason))} (exit ${summary.exitCode}, ${plural(summary.subjects, 'subject')})`],
    rows: [],
    after: [],
  };
}

function fails(results: readonly Folded[], run: Run): Section | undefined {
  return results.length === 0 ? undefined : { before: tableHead(...failColumns), rows: failRows(results, run), after: [] };
}

function existing(results: readonly Folded[], run: Run): Section | undefined {
  return results.length === 0 ? undefined : details(`${plural(results.length, 'existing result')} of the baseline`, failColumns, failRows(results, run));
}

const failColumns = ['Severity', 'Rule', 'Node group', 'What is wrong', 'Where'];

function* failRows(results: readonly Folded[], run: Run): Iterable<string> {
  for (const result of results) {
    const { first } = result;
    const fix = fixOf(first, run);
    const what = [
      markdownText(first.message, 1000),
      ...(fix === undefined ? [] : [`<br>**Fix${first.remedy?.proven ? ' (proven)' : ''}:** ${markdownText(prose(fix))}`]),
    ].join('');
    yield row(first.severity, ruleLink(first, run), names(result), what, where(first));
  }
}

function unknowns(results: readonly Folded[], run: Run): Section | undefined {
  if (results.length === 0) return undefined;
  const rows = results.map(result => {
    const { first } = result;
    return row(first.severity, ruleLink(first, run), names(result), markdownText(unknownReason(first), 1000), markdownText(prose(first.resolveWith ?? '')));
  });
  return details(`${plural(results.length, 'result')} not known`, ['Severity', 'Rule', 'Node group', 'Why', 'To know'], rows);
}

function waived(results: readonly Folded[], run: Run): Section | undefined {
  if (results.length === 0) return undefined;
  const rows = results.map(result => {
    const { first } = result;
    const waiver = first.waiver ?? { owner: '', until: '', reason: '' };
    return `- ${ruleLink(first, run)} (${first.severity}, ${first.verdict}) on ${names(result)}: waived by ${markdownText(waiver.owner)} until ${markdownText(waiver.until)}. ${markdownText(prose(waiver.reason, 400))}`;
  });
  return { before: ['**Waived**', ''], rows, after: [] };
}

/** Problems with the inputs, what was passed over, and subjects with nothing to judge. */
function inputs(run: Run): Section | undefined {
  const rows = [
    ...run.diagnostics.map(diagnostic => {
      const fix = diagnostic.fix === undefined ? '' : ` **Fix:** ${markdownText(sentences(diagnostic.fix), 2000)}`;
      return `- **${diagnostic.severity}** ${markdownCode(diagnostic.code)} in ${markdownCode(problemPlace(diagnostic))}: ${markdownText(diagnostic.message, 1000)}${fix}`;
    }),
    ...run.inputs.filter(input => input.read !== 'whole').map(input => `- ${markdownCode(fileName(input.path))} was ${readText(input.read)}`),
    ...run.inputs.flatMap(input => input.passedOver.map(over => `- Passed over ${markdownCode(over.ref)}: ${markdownText(prose(over.because, 400))}`)),
    ...run.subjects.flatMap(subject => (subject.unjudged === undefined ? [] : [`- Nothing to judge in ${markdownCode(subject.name)}: ${markdownText(prose(subject.unjudged, 400))}`])),
  ];
  return rows.length === 0 ? undefined : { before: ['**Inputs**', ''], rows, after: [] };
}

function details(summary: string, columns: readonly string[], rows: Iterable<string>): Section {
  return { before: ['<details>', `<summary>${summary}</summary>`, '', ...tableHead(...columns)], rows, after: ['', '</details>'] };
}

function tableHead(...columns: readonly string[]): readonly string[] {
  return [row(...columns), row(...columns.map(() => '---'))];
}

function row(...cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

/** The rule, linked to the page that explains it. */
function ruleLink(finding: Finding, run: Run): string {
  const rule = run.rules.get(finding.rule);
  const url = rule && ruleUrl(rule.references);
  const code = markdownCode(finding.rule, 80);
  // A link target ends at the first bracket or parenthesis that is not encoded.
  return url === undefined ? code : `[${code}](${url.replace(/[()[\]]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)})`;
}

function names(result: Folded): string {
  return subjectNames(subjectsOf(result), name => markdownCode(name));
}

function where(finding: Finding): string {
  const named = markdownCode(address(finding));
  return finding.location ? `${named}<br>${markdownCode(place(finding.location))}` : named;
}
