import type { EvidenceItem, Finding, Run } from '../../src/findings/index.ts';

/** `expected.json` of a fixture: every fail and unknown, by subject and rule, with what decided it. Whatever is not named passes or does not apply. */
export interface Expected {
  readonly shows: string;
  readonly exitCode: number;
  /** Subject refs; those with nothing to report are there too. */
  readonly subjects: Readonly<Record<string, { readonly fail?: Readonly<Record<string, ExpectedFinding>>; readonly unknown?: Readonly<Record<string, ExpectedFinding>> }>>;
}

export interface ExpectedFinding {
  /** Of a fail. */
  readonly severity?: string;
  /** The resource a report points at. */
  readonly at: string;
  /** Ref, AWS's path, value or reason of an unknown, decidedBy and linkedBy, in the order of the report. */
  readonly evidence: readonly string[];
  /** Why a compliant fixture cannot know; for readers. */
  readonly because?: string;
}

/** What a run found, in the form of `expected.json`. */
export function found(run: Run): Omit<Expected, 'shows'> {
  const subjects = run.subjects.map(({ ref }) => {
    const of = (verdict: Finding['verdict']): Readonly<Record<string, ExpectedFinding>> | undefined => {
      const findings = run.findings.filter(finding => finding.subject.ref === ref && finding.verdict === verdict);
      if (findings.length === 0) return undefined;
      return Object.fromEntries([...findings].sort((a, b) => (a.rule < b.rule ? -1 : 1)).map(finding => [finding.rule, spelled(finding)]));
    };
    const fail = of('fail');
    const unknown = of('unknown');
    return [ref, { ...(fail ? { fail } : {}), ...(unknown ? { unknown } : {}) }] as const;
  });
  return { exitCode: run.summary.exitCode, subjects: Object.fromEntries(subjects) };
}

function spelled(finding: Finding): ExpectedFinding {
  return {
    ...(finding.verdict === 'fail' ? { severity: finding.severity } : {}),
    at: finding.location?.address ?? '',
    evidence: finding.evidence.map(evidenceText),
  };
}

function evidenceText({ ref, path, value, unknown, decidedBy, linkedBy }: EvidenceItem): string {
  const seen = unknown ? `<${unknown.reason}>` : value === null || value === undefined ? 'left out' : typeof value === 'object' ? (Array.isArray(value) ? 'a list' : 'an object') : JSON.stringify(value);
  return `${ref} ${path === '' ? '(itself)' : path} = ${path === '' && !unknown ? 'there' : seen}, ${decidedBy}, ${linkedBy}`;
}
