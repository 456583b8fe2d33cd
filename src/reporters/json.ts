import type { Diagnostic } from '../diagnostics/index.ts';
import type { Finding, Run, Subject } from '../findings/index.ts';
import { unreachable } from '../inventory/index.ts';
import { json as stringify } from './escape.ts';
import type { JsonDiagnostic, JsonFinding, JsonFindingSubject, JsonReport } from './json-report.ts';
import type { RenderOptions, Reporter } from './reporter.ts';

/**
 * The contract other tools read: {@link JsonReport}, compact, one finding a line. Never the trail: that is `explain`'s.
 * Names stay whole here, since programs join by them; what would act on a terminal is a JSON escape of the same value.
 */
export const json: Reporter = {
  title: 'JSON, the contract other tools read',
  *render(run, { verdicts }) {
    yield `${stringify(head(run)).slice(0, -1)},"findings":[`;
    let separator = '\n';
    for (const finding of verdicts === 'all' ? run.findings : run.open) {
      if (!isListed(finding, verdicts)) continue;
      yield separator + stringify(findingOf(finding));
      separator = ',\n';
    }
    yield '\n]}\n';
  },
};

function head(run: Run): Omit<JsonReport, 'findings'> {
  return {
    schemaVersion: 1,
    tool: run.tool,
    inputs: run.inputs,
    subjects: run.subjects,
    summary: { ...run.summary, failOn: run.failOn },
    diagnostics: run.diagnostics.map(diagnosticOf),
  };
}

function isListed({ verdict }: Finding, verdicts: RenderOptions['verdicts']): boolean {
  switch (verdicts) {
    case 'all':
      return true;
    case 'default':
      return verdict === 'fail' || verdict === 'unknown';
    case 'fail':
      return verdict === 'fail';
    default:
      return unreachable(verdicts);
  }
}

/** Every member named, as `JSON.stringify` takes it: what is undefined is left out. */
type Written<T> = { readonly [K in keyof Required<T>]: T[K] | undefined };

/** Members are picked one by one, since a run may hold them as getters that look things up only when asked. */
function findingOf(finding: Finding): Written<JsonFinding> {
  return {
    id: finding.id,
    rule: finding.rule,
    verdict: finding.verdict,
    severity: finding.severity,
    lowered: finding.lowered,
    subject: subjectOf(finding.subject) as JsonFindingSubject,
    message: finding.message,
    location: finding.location,
    evidence: finding.evidence,
    relatedLocations: finding.relatedLocations,
    resolveWith: finding.resolveWith,
    remedy: finding.remedy,
    waiver: finding.waiver,
    existing: finding.existing,
    notes: finding.notes,
    evidenceHash: finding.evidenceHash,
  };
}

function subjectOf({ kind, name, cluster, ref, input, match }: Subject): Written<JsonFindingSubject> {
  return { kind, name, cluster, ref, input, match };
}

/** A cause is an error object of ours or Node's; it may hold a machine's paths and says nothing to a program. */
function diagnosticOf({ cause: _cause, ...diagnostic }: Diagnostic): JsonDiagnostic {
  return diagnostic;
}
