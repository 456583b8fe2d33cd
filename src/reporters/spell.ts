import type { Diagnostic } from '../diagnostics/index.ts';
import type { EvidenceItem, Finding, Run, RunInput, Subject, Summary } from '../findings/index.ts';
import type { SourceLocation } from '../inventory/index.ts';
import type { Severity, Verdict } from '../rules/index.ts';

/** Worst first. Named here, since the catalogue's code, which has them too, loads the CEL engine. */
export const severities = ['critical', 'high', 'medium', 'low'] as const satisfies readonly Severity[];

/** An input as reports name it: the command line's `-` is standard input. */
export function fileName(path: string): string {
  return path === '-' ? 'stdin' : path;
}

/** `plan.json:1:2345`. */
export function place({ file, line, column }: Pick<SourceLocation, 'file' | 'line' | 'column'>): string {
  return `${fileName(file)}:${line}:${column}`;
}

/** The place of a problem, as exactly as it is known. */
export function problemPlace({ file, position }: Pick<Diagnostic, 'file' | 'position'>): string {
  return position ? place({ file, ...position }) : fileName(file);
}

/** How an input was read, as the end of "plan.json was …". */
export function readText(read: RunInput['read']): string {
  return read === 'not at all' ? 'not read' : `read ${read}`;
}

/** Parts as sentences of one line. Advice may hold several commands, one a line; they are parted by semicolons. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .map(part => part?.split(/\s*\n\s*/).filter(line => line !== '').join('; ').trim().replace(/\.$/, ''))
    .filter(part => part !== undefined && part !== '')
    .join('. ');
}

/** The resource that a finding is about: where it was decided, or else its subject. */
export function address(finding: Finding): string {
  return finding.location?.address ?? finding.evidence[0]?.ref ?? finding.subject.ref;
}

const decided = { set: undefined, default: 'AWS default', service: 'done by the service', declared: 'declared in the policy file', observed: 'as AWS has it now' } as const;

/** What stands there, in the source's spelling: `metadata_options[0].http_tokens = "optional"`. */
export function evidenceText(item: EvidenceItem): string {
  const name = item.attribute ?? item.path;
  const how = decided[item.decidedBy];
  const link = item.linkedBy === 'inferred' ? 'link inferred' : undefined;
  const remarks = [how && item.because ? `${how}: ${item.because}` : (how ?? item.because), link].filter(remark => remark !== undefined);
  const remark = remarks.length > 0 ? ` (${remarks.join('; ')})` : '';
  if (item.unknown) return `${name} is ${item.unknown.reason} (${item.unknown.refersTo})`;
  // Without a path it is the resource as a whole: there is no value to be left out.
  if (item.value === undefined || item.value === null) return name === '' ? `${item.ref}${remark}` : `${name} is left out${remark}`;
  const value = JSON.stringify(item.value);
  return name === '' ? `${value}${remark}` : `${name} = ${value}${remark}`;
}

/** What to do about a fail, in words. */
export function fixOf(finding: Finding, run: Run): string | undefined {
  return finding.remedy?.text ?? run.rules.get(finding.rule)?.fix;
}

/** The message of an unknown without the advice that ends it, for reports that say the advice apart. */
export function unknownReason(finding: Finding): string {
  const advice = finding.resolveWith === undefined ? '' : `; ${finding.resolveWith}`;
  return advice !== '' && finding.message.endsWith(advice) ? finding.message.slice(0, -advice.length) : finding.message;
}

const kinds: Readonly<Record<Subject['kind'], string>> = {
  'self-managed': 'self-managed node group',
  managed: 'managed node group',
  standalone: 'standalone instances',
  'auto-mode': 'Auto Mode cluster',
  karpenter: 'Karpenter node pool',
  fargate: 'Fargate profile',
  cluster: 'cluster',
};

export function kindName(subject: Subject): string {
  return kinds[subject.kind];
}

/** "1 fail (1 high), 2 unknown, 40 pass, 1 waived": what was found, every verdict that a reader may act on. */
export function counts(summary: Summary): string {
  const bySeverity = severities.filter(severity => summary.failsBySeverity[severity] > 0).map(severity => `${summary.failsBySeverity[severity]} ${severity}`);
  const fails = severities.reduce((sum, severity) => sum + summary.failsBySeverity[severity], 0);
  return [
    fails > 0 ? `${fails} fail (${bySeverity.join(', ')})` : '0 fail',
    `${summary.verdicts.unknown} unknown`,
    `${summary.verdicts.pass} pass`,
    ...(summary.waived > 0 ? [`${summary.waived} waived`] : []),
    ...(summary.existing > 0 ? [`${summary.existing} existing`] : []),
    ...(summary.notes > 0 ? [plural(summary.notes, 'note')] : []),
  ].join(', ');
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** What a report says of a finding before anything else: `waived` and `existing` ones fail nothing. */
export function stateOf({ verdict, waiver, existing }: Finding): Verdict | 'waived' | 'existing' {
  if (verdict === 'pass' || verdict === 'not-applicable') return verdict;
  if (waiver) return 'waived';
  return existing ? 'existing' : verdict;
}

/** The first of a rule's references that can be opened. */
export function ruleUrl(references: readonly string[]): string | undefined {
  return references.find(reference => /^https?:\/\/[^\s"<>\\^`{|}\p{Cc}\p{Cf}\p{Z}]+$/u.test(reference) && URL.canParse(reference));
}
