import { createHash } from 'node:crypto';
import type { Invocation, Location, Notification, ReportingDescriptor, Result, Run as SarifRun } from 'sarif';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { Finding, Run } from '../findings/index.ts';
import type { SourceLocation } from '../inventory/index.ts';
import type { Rule, RuleId, Severity } from '../rules/index.ts';
import { cut, json as stringify, markdownText, prose, show } from './escape.ts';
import { fold, type Folded, subjectNames, subjectsOf } from './fold.ts';
import type { Reporter } from './reporter.ts';
import { sarifUri } from './sarif-uri.ts';
import { evidenceText, fixOf, plural, ruleUrl, sentences, severities, unknownReason } from './spell.ts';

/** GitHub shows the first 5,000 results of a run and rejects more than 25,000 (GitHub docs, "SARIF support for code scanning"). */
const mostResults = 5000;
/** Notifications are read by people looking for one thing; a plan where nothing is known would bury it. */
const mostNotifications = 1000;

/**
 * SARIF 2.1.0 with one run. Results are the fails, worst first, folded, waived ones left out; those of the baseline are there,
 * as `unchanged`. An unknown verdict is no result: GitHub opens an alert for every result whatever its `kind` or level, and
 * "could not tell" is nothing to fix in the code. Unknowns are `note` notifications of the invocation, beside the problems
 * with the input.
 */
export const sarif: Reporter = {
  title: 'SARIF 2.1.0, for code scanning',
  *render(run, { category }) {
    const { results, left } = resultsOf(run);
    const indexes = new Map([...run.rules.keys()].map((id, index) => [id, index]));
    const head: Omit<SarifRun, 'results'> = {
      tool: {
        driver: {
          name: run.tool.name,
          semanticVersion: run.tool.version,
          rules: [...run.rules.values()].map(descriptor),
        },
      },
      invocations: [invocation(run, indexes, left)],
      // GitHub tells uploads apart by what stands before the last slash; without one the whole id would be the run's.
      automationDetails: { id: `${show(category).replace(/\/+$/, '')}/` },
      columnKind: 'utf16CodeUnits',
    };
    yield `{"$schema":"https://json.schemastore.org/sarif-2.1.0.json","version":"2.1.0","runs":[${stringify(head).slice(0, -1)},"results":[`;
    const hasBaseline = run.open.some(finding => finding.existing);
    let separator = '\n';
    for (const result of results) {
      yield separator + stringify(resultOf(result, run, indexes, hasBaseline));
      separator = ',\n';
    }
    yield '\n]}]}\n';
  },
  leftOut: run => {
    const { left } = resultsOf(run);
    return left === undefined ? undefined : `SARIF report: ${left}`;
  },
};

function resultsOf(run: Run): { readonly results: readonly Folded[]; readonly left: string | undefined } {
  const all = fold(run.open.filter(finding => finding.verdict === 'fail' && !finding.waiver));
  if (all.length <= mostResults) return { results: all, left: undefined };
  const gone = all.slice(mostResults);
  const bySeverity = severities.flatMap(severity => {
    const count = gone.filter(result => result.first.severity === severity).length;
    return count > 0 ? [`${count} ${severity}`] : [];
  });
  const left = `${plural(gone.length, 'result')} of the lowest severities left out (${bySeverity.join(', ')}): code scanning shows ${mostResults} at most`;
  return { results: all.slice(0, mostResults), left };
}

type Indexes = ReadonlyMap<RuleId, number>;

function resultOf(folded: Folded, run: Run, indexes: Indexes, hasBaseline: boolean): Result {
  const { first, findings } = folded;
  const subjects = subjectsOf(folded);
  const fix = fixOf(first, run);
  const others = subjects.length > 1 ? ` (the same for ${subjectNames(subjects.slice(1), name => cut(name, 200))})` : '';
  const index = indexes.get(first.rule);
  const related = relatedOf(folded);
  return {
    ruleId: show(first.rule),
    ...(index === undefined ? {} : { ruleIndex: index }),
    kind: 'fail',
    level: levels[first.severity],
    message: { text: message(`${cut(first.message, 1000)}${others}`, fix && `Fix: ${fix}`) },
    locations: [locationOf(first.location ?? { file: first.subject.input, line: 1, column: 1, address: first.subject.ref })],
    ...(related.length > 0 ? { relatedLocations: related.map((location, id) => ({ id: id + 1, ...locationOf(location) })) } : {}),
    partialFingerprints: { 'eksAuditFinding/v1': fingerprint(folded) },
    // SARIF 3.27.24: either every result of a run says how it compares with the baseline, or none.
    ...(hasBaseline ? { baselineState: first.existing ? 'unchanged' : 'new' } : {}),
    properties: {
      verdict: first.verdict,
      severity: first.severity,
      ...(first.lowered === undefined ? {} : { severityLowered: prose(first.lowered) }),
      findings: findings.slice(0, 100).map(finding => ({ id: show(finding.id), subject: show(finding.subject.ref), kind: finding.subject.kind })),
      findingCount: findings.length,
      evidence: first.evidence.slice(0, 20).map(item => show(`${item.ref}: ${evidenceText(item)}`, 400)),
      ...(first.remedy ? { remedyProven: first.remedy.proven } : {}),
    },
  };
}

/**
 * What a consumer tells results apart by. One finding: its id. Several folded: rule, severity and where the deciding evidence
 * stands, but neither its values nor the groups, so that a group added to or taken from the fold leaves the alert what it was.
 * (A second group on a template that had one does make a new alert, once: the id of a single finding survives changes of what
 * decides it, and that happens more often.) Under a key of our own: GitHub's upload action computes `primaryLocationLineHash`
 * from the file itself, and warns of one that differs.
 */
function fingerprint({ first, findings }: Folded): string {
  if (findings.length === 1) return show(first.id);
  const stands = first.evidence.map(item => [item.ref, item.path]);
  return createHash('sha256').update(JSON.stringify([first.rule, first.severity, stands])).digest('hex').slice(0, 32);
}

/** Places the finding names beside its own, and those of the other findings of a fold where they differ; each once. */
function relatedOf({ first, findings }: Folded): readonly SourceLocation[] {
  const key = (location: SourceLocation) => JSON.stringify([location.file, location.line, location.column, location.address]);
  const found = new Map<string, SourceLocation>();
  for (const finding of findings) {
    for (const location of [...(finding.relatedLocations ?? []), ...(finding.location ? [finding.location] : [])]) found.set(key(location), location);
    if (found.size > 20) break;
  }
  if (first.location) found.delete(key(first.location));
  return [...found.values()].slice(0, 20);
}

function locationOf(location: SourceLocation): Location {
  const line = atLeast(1, location.line);
  const column = atLeast(1, location.column);
  const endLine = location.endLine === undefined ? undefined : atLeast(line, location.endLine);
  return {
    physicalLocation: {
      artifactLocation: { uri: sarifUri(location.file) },
      region: {
        startLine: line,
        startColumn: column,
        ...(endLine === undefined ? {} : { endLine }),
        ...(location.endColumn === undefined ? {} : { endColumn: atLeast(endLine === undefined || endLine === line ? column : 1, location.endColumn) }),
      },
    },
    ...(location.address === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: show(location.address, 1000), kind: 'resource' }] }),
  };
}

function atLeast(min: number, value: number): number {
  return Number.isSafeInteger(value) && value >= min ? value : min;
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { critical: 'error', high: 'error', medium: 'warning', low: 'note' };
const problemSeverities: Readonly<Record<Severity, string>> = { critical: 'error', high: 'error', medium: 'warning', low: 'recommendation' };
/** GitHub reads a string, and shows ≥ 9.0 as critical, ≥ 7.0 as high, ≥ 4.0 as medium, the rest as low. */
const securitySeverities: Readonly<Record<Severity, string>> = { critical: '9.5', high: '8.0', medium: '5.5', low: '3.0' };

function descriptor(rule: Rule): ReportingDescriptor {
  const url = ruleUrl(rule.references);
  const why = prose(rule.why);
  const fix = prose(rule.fix);
  const references = rule.references.map(reference => prose(reference, 500));
  return {
    id: show(rule.id),
    name: pascalCase(show(rule.id)),
    // GitHub cuts both descriptions at 1,024 characters.
    shortDescription: { text: prose(rule.title, 1000) },
    fullDescription: { text: prose(`${rule.title}. ${rule.why}`, 1000) },
    ...(url === undefined ? {} : { helpUri: url }),
    help: {
      text: [why, `Fix: ${fix}`, ...references].join('\n'),
      markdown: [`**Why:** ${markdownText(why)}`, `**Fix:** ${markdownText(fix)}`, ...(references.length > 0 ? [references.map(markdownReference).join('\n')] : [])].join('\n\n'),
    },
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      tags: tagsOf(rule),
      'security-severity': securitySeverities[rule.severity],
      precision: 'high',
      problem: { severity: problemSeverities[rule.severity] },
    },
  };
}

function markdownReference(reference: string): string {
  return ruleUrl([reference]) === undefined ? `- ${markdownText(reference)}` : `- <${reference}>`;
}

/** `security` makes GitHub read `security-severity`; it takes no more than ten tags that are of use to a filter. */
function tagsOf(rule: Rule): string[] {
  const controls = Object.entries(rule.frameworks).flatMap(([framework, ids]) => ids.map(id => `${framework}/${id}`));
  return [...new Set(['security', 'eks', rule.topic, ...controls].map(tag => show(tag, 80)))].slice(0, 10);
}

function invocation(run: Run, indexes: Indexes, left: string | undefined): Invocation {
  const unknowns = fold(run.open.filter(finding => finding.verdict === 'unknown' && !finding.waiver));
  const more = unknowns.length - mostNotifications;
  return {
    executionSuccessful: run.summary.exitCode !== 2,
    exitCode: run.summary.exitCode,
    exitCodeDescription: prose(run.summary.exitReason),
    toolExecutionNotifications: [
      ...(left === undefined ? [] : [{ level: 'warning', descriptor: { id: 'results-left-out' }, message: { text: `${left}.` } } as const]),
      ...run.diagnostics.slice(0, mostNotifications).map(diagnosticNotification),
      ...unknowns.slice(0, mostNotifications).map(result => unknownNotification(result, indexes)),
      ...(more > 0 ? [{ level: 'note', descriptor: { id: 'notifications-left-out' }, message: { text: `${more} more unknown verdicts; the JSON report lists them.` } } as const] : []),
    ],
  };
}

function unknownNotification(folded: Folded, indexes: Indexes): Notification {
  const { first } = folded;
  const index = indexes.get(first.rule);
  const names = subjectNames(subjectsOf(folded), name => show(name));
  return {
    level: 'note',
    descriptor: { id: 'verdict-unknown' },
    associatedRule: { id: show(first.rule), ...(index === undefined ? {} : { index }) },
    message: { text: message(`${names}: ${cut(unknownReason(first), 1000)}`, first.resolveWith && `To know: ${first.resolveWith}`) },
    locations: [locationOf(first.location ?? locationOfSubject(first))],
    properties: { severity: first.severity, findings: folded.findings.slice(0, 100).map(finding => show(finding.id)) },
  };
}

function locationOfSubject({ subject }: Finding): SourceLocation {
  return { file: subject.input, line: 1, column: 1, address: subject.ref };
}

function diagnosticNotification(diagnostic: Diagnostic): Notification {
  return {
    level: diagnostic.severity,
    descriptor: { id: show(diagnostic.code, 80) },
    message: { text: message(cut(diagnostic.message, 1000), diagnostic.why, diagnostic.fix && `Fix: ${diagnostic.fix}`) },
    locations: [locationOf({ file: diagnostic.file, line: diagnostic.position?.line ?? 1, column: diagnostic.position?.column ?? 1 })],
  };
}

/** `[text](target)` in a message is a link to its viewers (SARIF 3.11.6); in a name out of a plan it is not meant as one. */
function message(...parts: readonly (string | undefined)[]): string {
  return show(sentences(...parts), 4000).replaceAll('](', '] (');
}

function pascalCase(id: string): string {
  return id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
