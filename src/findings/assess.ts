import type { Diagnostic } from '../diagnostics/index.ts';
import { isUnknown, type Inventory } from '../inventory/index.ts';
import type { Assembled, AssembledCluster, NodeGroup } from '../nodes/index.ts';
import { prover } from '../remedies/index.ts';
import { type CompiledRule, type FactTree, judgeGroup, type RuleId, severities, type Severity, type Verdict } from '../rules/index.ts';
import type { Finding, Subject, Waiver } from './finding.ts';
import type { Baseline, Policy } from './policy.ts';
import type { Run, RunInput, Summary } from './run.ts';
import { type Judged, SubjectFinding } from './subject-finding.ts';

/** One input after it was read and assembled; without an inventory it could not be read. */
export interface AssessedInput {
  readonly input: RunInput;
  readonly inventory?: Inventory;
  readonly assembled?: Assembled;
}

export interface Assessment {
  readonly version: string;
  readonly inputs: readonly AssessedInput[];
  readonly rules: readonly CompiledRule[];
  readonly policy: Policy;
  readonly baseline?: Baseline;
  /** Finds the waiver that covers a finding, and afterwards tells which were expired or not used. */
  readonly waivers: { readonly waiverFor: (finding: Finding) => Waiver | undefined; readonly diagnostics: () => readonly Diagnostic[] };
  readonly allowEmpty: boolean;
  readonly diagnostics: readonly Diagnostic[];
}

/** Judges every subject by every rule, applies waivers and baseline, and settles the exit code. */
export function assess(assessment: Assessment): Run {
  const { waivers, baseline, policy } = assessment;
  const judged = judgeAll(assessment);
  for (const finding of judged.findings) {
    const waiver = policy.waivers.length > 0 ? waivers.waiverFor(finding) : undefined;
    if (waiver) finding.waiver = waiver;
    const before = baseline?.get(finding.id);
    if (before !== undefined && before === finding.evidenceHash) finding.existing = true;
  }
  const diagnostics = [...assessment.diagnostics, ...waivers.diagnostics()];
  const rules = new Map<RuleId, CompiledRule['rule']>(assessment.rules.map(({ rule }) => [rule.id, rule]));
  const sortedOpen = sorted(judged.findings, [...rules.keys()]);
  let all: readonly Finding[] | undefined;
  return {
    tool: { name: 'eks-audit', version: assessment.version },
    inputs: assessment.inputs.map(({ input }) => input),
    subjects: judged.subjects,
    rules,
    open: sortedOpen,
    get findings() {
      return (all ??= [...sortedOpen, ...sorted(judgeAll(assessment, 'settled').findings, [...rules.keys()])]);
    },
    summary: summarise(judged, { ...assessment, diagnostics }),
    diagnostics,
    failOn: policy.failOn,
  };
}

interface JudgedAll {
  readonly subjects: readonly Subject[];
  readonly findings: readonly SubjectFinding[];
  readonly counts: Readonly<Record<string, Record<Verdict, number>>>;
  /** Passes with a remark. */
  readonly notes: number;
}

/**
 * One verdict for each subject and rule. Most are passes, which are counted and let go: `settled` asks for those instead, and
 * judges again from facts that are known by then.
 */
function judgeAll({ inputs, rules }: Assessment, which: 'open' | 'settled' = 'open'): JudgedAll {
  const findings: SubjectFinding[] = [];
  const subjects: Subject[] = [];
  const counts = Object.create(null) as Record<string, Record<Verdict, number>>;
  for (const { rule } of rules) counts[rule.id] = none();
  let notes = 0;
  const take = (judged: Judged): void => {
    const { verdict } = judged;
    counts[judged.rule.rule.id]![verdict]++;
    const open = verdict === 'fail' || verdict === 'unknown';
    if (open === (which === 'open')) findings.push(new SubjectFinding(judged));
    if (verdict === 'pass' && judged.rule.rule.notes && judged.judgement.notes().length > 0) notes++;
  };
  const forNodes = rules.filter(({ rule }) => rule.subject === 'node');
  const forClusters = rules.filter(({ rule }) => rule.subject === 'cluster');
  const seen = new Map<string, number>();
  const key = ({ kind, cluster, ref }: Subject): string => JSON.stringify([kind, cluster, ref]);
  if (inputs.length > 1) for (const one of subjectsOf(inputs)) seen.set(key(one), (seen.get(key(one)) ?? 0) + 1);
  const named = (subject: Subject): { isAmbiguous?: boolean } => (seen.size > 0 && (seen.get(key(subject)) ?? 0) > 1 ? { isAmbiguous: true } : {});
  for (const { input, inventory, assembled } of inputs) {
    if (!inventory || !assembled) continue;
    const proofs = prover(inventory, assembled.groups, forNodes);
    for (const group of assembled.groups) {
      const subject = groupSubject(group, input.path);
      subjects.push(subject);
      const about = { subject, group, prover: proofs, ...named(subject) };
      for (const rule of forNodes) take({ rule, ...judgeGroup(rule, group), ...about });
    }
    for (const cluster of assembled.clusters) {
      const subject = clusterSubject(cluster, input.path);
      subjects.push(subject);
      if (cluster.unjudged !== undefined) continue;
      const about = { subject, ...named(subject) };
      for (const rule of forClusters) {
        const judgement = rule.judge(cluster.facts as unknown as FactTree);
        take({ rule, judgement, verdict: judgement.verdict, ...about });
      }
    }
  }
  return { subjects, findings, counts, notes };
}

function subjectsOf(inputs: readonly AssessedInput[]): readonly Subject[] {
  return inputs.flatMap(({ input, assembled }) =>
    assembled ? [...assembled.groups.map(group => groupSubject(group, input.path)), ...assembled.clusters.map(cluster => clusterSubject(cluster, input.path))] : [],
  );
}

function groupSubject(group: NodeGroup, input: string): Subject {
  const { name } = group.cluster;
  const cluster = typeof name === 'string' ? name : undefined;
  return {
    kind: group.kind,
    name: group.name,
    ...(cluster === undefined ? {} : { cluster, match: `${cluster}/${group.name}` }),
    ref: group.resource.ref.id,
    input,
    recognisedBy: group.recognisedBy,
  };
}

function clusterSubject({ name, link, ref, unjudged }: AssembledCluster, input: string): Subject {
  const cluster = isUnknown(link.name) ? undefined : link.name;
  return {
    kind: 'cluster',
    name: cluster ?? name,
    ...(cluster === undefined ? {} : { cluster }),
    ref,
    input,
    recognisedBy: ['cluster of the node groups above'],
    ...(unjudged === undefined ? {} : { unjudged, recognisedBy: ['EKS cluster'] }),
  };
}

const verdictOrder: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not-applicable'];

function sorted(findings: readonly SubjectFinding[], rules: readonly RuleId[]): readonly Finding[] {
  const position = new Map(rules.map((rule, at) => [rule, at]));
  const ranked = findings.map(finding => ({
    finding,
    rank: verdictOrder.indexOf(finding.verdict) * 1e6 + severities.indexOf(finding.severity) * 1e4 + (position.get(finding.rule) ?? 0),
  }));
  return ranked.sort((a, b) => a.rank - b.rank || compare(a.finding.subject.input, b.finding.subject.input) || compare(a.finding.subject.ref, b.finding.subject.ref)).map(({ finding }) => finding);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const none = (): Record<Verdict, number> => ({ pass: 0, fail: 0, unknown: 0, 'not-applicable': 0 });

function summarise({ subjects, findings, counts, notes }: JudgedAll, assessment: Assessment): Summary {
  const verdicts = none();
  for (const count of Object.values(counts)) for (const verdict of verdictOrder) verdicts[verdict] += count[verdict];
  const failsBySeverity: Record<Severity, number> = { critical: 0, high: 0, medium: 0, low: 0 };
  let waived = 0;
  let existing = 0;
  let unknownAtThreshold = 0;
  let cutAtThreshold = 0;
  const { failOn } = assessment.policy;
  const atThreshold = (severity: Severity): boolean => failOn !== 'none' && severities.indexOf(severity) <= severities.indexOf(failOn);
  for (const finding of findings) {
    if (finding.waiver) waived++;
    else if (finding.existing === true) existing++;
    else if (finding.verdict === 'fail') failsBySeverity[finding.severity]++;
    else if (atThreshold(finding.severity)) {
      unknownAtThreshold++;
      if (finding.restsOnMissingInput) cutAtThreshold++;
    }
  }
  const fails = severities.filter(atThreshold).reduce((sum, severity) => sum + failsBySeverity[severity], 0);
  const { exitCode, exitReason, established } = exit({ fails, subjects: subjects.length, unknownAtThreshold, cutAtThreshold, assessment });
  return { subjects: subjects.length, verdicts, byRule: counts, failsBySeverity, waived, existing, notes, established, exitCode, exitReason };
}

interface Outcome {
  readonly fails: number;
  readonly subjects: number;
  readonly unknownAtThreshold: number;
  /** Those of them that rest on a part of the input that was denied or is missing. */
  readonly cutAtThreshold: number;
  readonly assessment: Assessment;
}

/** Precedence: an input that cannot be read, then fails, then what could not be established. */
function exit({ fails, subjects, unknownAtThreshold, cutAtThreshold, assessment }: Outcome): Pick<Summary, 'exitCode' | 'exitReason' | 'established'> {
  const { policy, inputs, allowEmpty, diagnostics } = assessment;
  const unread = inputs.filter(({ input }) => input.read === 'not at all').length;
  const isEmpty = subjects === 0 && !allowEmpty && unread < inputs.length;
  const notEstablished = policy.unknown === 'fail' && unknownAtThreshold > 0;
  const established = unread === 0 && !isEmpty && !notEstablished && cutAtThreshold === 0;
  if (unread > 0 || diagnostics.some(({ severity }) => severity === 'error')) {
    return { exitCode: 2, exitReason: unread > 0 ? `${unread} of ${inputs.length} inputs could not be read` : 'policy or rules are wrong', established };
  }
  if (fails > 0) return { exitCode: 1, exitReason: `${fails} failed at or above ${policy.failOn}`, established };
  if (isEmpty) return { exitCode: 3, exitReason: 'no worker node was found in any input (--allow-empty accepts that)', established };
  if (cutAtThreshold > 0) return { exitCode: 3, exitReason: `${cutAtThreshold} unknown at or above ${policy.failOn} because a part of the input is missing or was denied`, established };
  if (notEstablished) return { exitCode: 3, exitReason: `${unknownAtThreshold} unknown at or above ${policy.failOn}, and unknown counts as not established`, established };
  return { exitCode: 0, exitReason: policy.failOn === 'none' ? 'nothing can fail with --fail-on none' : `nothing failed at or above ${policy.failOn}`, established };
}
