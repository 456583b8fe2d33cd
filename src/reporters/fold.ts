import type { Finding, Subject } from '../findings/index.ts';

/** One result that stands for every finding with the same cause: 20 groups on one template are one thing to fix. */
export interface Folded {
  /** The first of them; it speaks for all. */
  readonly first: Finding;
  readonly findings: readonly Finding[];
}

/**
 * Findings of one rule whose verdict, severity, waiver, baseline state and deciding evidence are the same, as one. The order
 * is the run's: a folded result stands where its first finding stood. Nothing is folded without evidence to compare.
 */
export function fold(findings: Iterable<Finding>): readonly Folded[] {
  const folds = new Map<string, { first: Finding; findings: Finding[] }>();
  for (const finding of findings) {
    const key = foldKey(finding);
    const known = folds.get(key);
    if (known) known.findings.push(finding);
    else folds.set(key, { first: finding, findings: [finding] });
  }
  return [...folds.values()];
}

function foldKey(finding: Finding): string {
  const { waiver } = finding;
  return JSON.stringify([
    finding.rule,
    finding.verdict,
    finding.severity,
    waiver ? [waiver.owner, waiver.until, waiver.reason] : null,
    finding.existing ?? false,
    finding.evidence.length > 0 ? finding.evidenceHash : [finding.id, finding.evidenceHash],
  ]);
}

/** "workers", "workers and gpu", "workers, gpu, spot and 17 more", each name as `format` gives it. */
export function subjectNames(subjects: readonly Pick<Subject, 'name'>[], format: (name: string) => string): string {
  const most = 4;
  const named = subjects.length > most ? subjects.slice(0, most - 1) : subjects;
  const names = named.map(subject => format(subject.name));
  if (named.length < subjects.length) names.push(`${subjects.length - named.length} more`);
  const last = names.pop() ?? '';
  return names.length > 0 ? `${names.join(', ')} and ${last}` : last;
}

/** The subjects of a folded result, in the run's order. */
export function subjectsOf(folded: Folded): readonly Subject[] {
  return folded.findings.map(finding => finding.subject);
}
