import type { Diagnostic } from '../diagnostics/index.ts';
import type { Finding, Run, RunInput, Subject } from '../findings/index.ts';
import { unreachable } from '../inventory/index.ts';
import { prose, xml } from './escape.ts';
import type { Reporter } from './reporter.ts';
import { evidenceText, fileName, fixOf, kindName, place, readText, sentences, stateOf } from './spell.ts';

/**
 * JUnit XML as Jenkins, GitLab and Azure read it (the xUnit plugin's junit-10.xsd is the narrowest of them): a suite for each
 * subject, a case for each rule. What failed is a failure; unknown, waived and existing are skipped with the reason, since none
 * of them may turn a build red that the exit code leaves green. Not applicable is no case at all: nothing was tested, and
 * hundreds of grey rows would hide the unknown ones. Inputs are a suite of their own, so that one which could not be read is an
 * error here and never looks like a pass. Not folded: every subject keeps its history of each test.
 *
 * Written by hand: six elements, all text and attributes through one escape. The libraries at hand (`junit-xml`, `xml`) pass on
 * control characters, which XML 1.0 cannot hold.
 */
export const junit: Reporter = {
  title: 'JUnit XML, for test reports in CI',
  *render(run) {
    const suites = [inputSuite(run), ...subjectSuites(run)];
    const total = (count: keyof Counts) => suites.reduce((sum, suite) => sum + suite.counts[count], 0);
    yield '<?xml version="1.0" encoding="UTF-8"?>\n';
    yield `<testsuites name="eks-audit" tests="${total('tests')}" failures="${total('failures')}" errors="${total('errors')}">\n`;
    for (const { name, properties, counts, cases } of suites) {
      yield `  <testsuite name="${xml(name)}" tests="${counts.tests}" failures="${counts.failures}" errors="${counts.errors}" skipped="${counts.skipped}">\n`;
      if (properties.length > 0) yield `    <properties>\n${properties.map(property).join('')}    </properties>\n`;
      for (const render of cases) yield render();
      yield '  </testsuite>\n';
    }
    yield '</testsuites>\n';
  },
};

interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Suite {
  readonly name: string;
  readonly properties: readonly (readonly [name: string, value: string])[];
  readonly counts: Counts;
  readonly cases: readonly (() => string)[];
}

function property([name, value]: readonly [string, string]): string {
  return `      <property name="${xml(name)}" value="${xml(value)}"/>\n`;
}

function subjectSuites(run: Run): readonly Suite[] {
  const key = (subject: Subject) => JSON.stringify([subject.input, subject.kind, subject.ref]);
  const bySubject = new Map<string, { readonly subject: Subject; readonly findings: Finding[] }>();
  for (const subject of run.subjects) bySubject.set(key(subject), { subject, findings: [] });
  for (const finding of run.findings) {
    if (finding.verdict === 'not-applicable') continue;
    const known = bySubject.get(key(finding.subject));
    if (known) known.findings.push(finding);
    else bySubject.set(key(finding.subject), { subject: finding.subject, findings: [finding] });
  }
  return [...bySubject.values()].map(({ subject, findings }) => subjectSuite(subject, findings, run));
}

function subjectSuite(subject: Subject, findings: readonly Finding[], run: Run): Suite {
  const states = findings.map(stateOf);
  const failures = states.filter(state => state === 'fail').length;
  return {
    name: subject.match ?? subject.name,
    properties: [
      ['kind', kindName(subject)],
      ...(subject.cluster === undefined ? [] : [['cluster', subject.cluster] as const]),
      ['ref', subject.ref],
      ['input', subject.input],
      ...subject.recognisedBy.map(marker => ['recognisedBy', marker] as const),
      ...(subject.unjudged === undefined ? [] : [['unjudged', subject.unjudged] as const]),
    ],
    counts: { tests: findings.length, failures, errors: 0, skipped: states.filter(state => state !== 'fail' && state !== 'pass').length },
    cases: findings.map(finding => () => findingCase(finding, run)),
  };
}

function findingCase(finding: Finding, run: Run): string {
  return testCase(finding.rule, finding.subject.ref, outcome(finding, run));
}

function outcome(finding: Finding, run: Run): string {
  const state = stateOf(finding);
  switch (state) {
    case 'fail':
      return `<failure type="${finding.severity}" message="${xml(finding.message, 1000)}">${failureText(finding, run)}</failure>`;
    case 'unknown':
      return skipped(`unknown: ${finding.message}`);
    case 'waived': {
      const { owner, until, reason } = finding.waiver ?? { owner: '', until: '', reason: '' };
      return skipped(`${finding.verdict}, waived by ${owner} until ${until}: ${reason}`);
    }
    case 'existing':
      return skipped(`${finding.verdict}, in the baseline: ${finding.message}`);
    case 'pass':
    case 'not-applicable':
      return '';
    default:
      return unreachable(state);
  }
}

function failureText(finding: Finding, run: Run): string {
  const fix = fixOf(finding, run);
  const why = run.rules.get(finding.rule)?.why;
  return [
    ...(finding.location ? [`at: ${xml(place(finding.location))}`] : []),
    ...finding.evidence.slice(0, 20).map(item => `evidence: ${xml(`${item.ref}: ${evidenceText(item)}`, 400)}`),
    ...(why === undefined ? [] : [`why: ${xml(prose(why), 2000)}`]),
    ...(fix === undefined ? [] : [`fix: ${xml(prose(fix), 2000)}`]),
    `id: ${xml(finding.id)}`,
  ].join('\n');
}

function skipped(message: string): string {
  return `<skipped message="${xml(message, 1000)}"/>`;
}

function testCase(name: string, classname: string, inner: string): string {
  const head = `    <testcase name="${xml(name)}" classname="${xml(classname)}"`;
  return inner === '' ? `${head}/>\n` : `${head}>\n      ${inner}\n    </testcase>\n`;
}

/** One case for each input; problems in files that are no input (the policy) have a case each as well. */
function inputSuite(run: Run): Suite {
  const byFile = new Map<string, { readonly input: RunInput | undefined; readonly problems: Diagnostic[] }>();
  for (const input of run.inputs) byFile.set(input.path, { input, problems: [] });
  for (const diagnostic of run.diagnostics) {
    const known = byFile.get(diagnostic.file);
    if (known) known.problems.push(diagnostic);
    else byFile.set(diagnostic.file, { input: undefined, problems: [diagnostic] });
  }
  const cases = [...byFile].map(([file, { input, problems }]) => {
    const errors = problems.filter(problem => problem.severity === 'error');
    const isError = errors.length > 0 || input?.read === 'not at all';
    const isPartial = !isError && (input?.read === 'in part' || problems.some(problem => problem.severity === 'warning'));
    const text = problems.map(problem => sentences(`${problem.severity}[${problem.code}] ${problem.message}`, problem.fix && `Fix: ${problem.fix}`));
    const message = xml(text[0] ?? readText(input?.read ?? 'not at all'), 1000);
    const inner = isError
      ? `<error type="${xml(errors[0]?.code ?? 'unread')}" message="${message}">${text.map(line => xml(line, 2000)).join('\n')}</error>`
      : isPartial
        ? `<skipped message="${message}"/>`
        : '';
    return { isError, isPartial, render: () => testCase(fileName(file), 'eks-audit.inputs', inner) };
  });
  return {
    name: 'inputs',
    properties: [],
    counts: { tests: cases.length, failures: 0, errors: cases.filter(({ isError }) => isError).length, skipped: cases.filter(({ isPartial }) => isPartial).length },
    cases: cases.map(({ render }) => render),
  };
}
