import type { Diagnostic } from '../diagnostics/index.ts';
import type { Rule, RuleId, Severity, Verdict } from '../rules/index.ts';
import type { Finding, Subject } from './finding.ts';

/** One input and how it was read. */
export interface RunInput {
  /** As the user named it; `-` is stdin. */
  readonly path: string;
  readonly kind: string;
  /** What a reader should know: format and tool versions. */
  readonly description?: string;
  readonly read: 'whole' | 'in part' | 'not at all';
  /** Things that look like nodes of another distribution, and are no subjects for that reason. */
  readonly passedOver: readonly { readonly ref: string; readonly because: string }[];
}

export interface Summary {
  readonly subjects: number;
  /** Verdicts, waived ones among them. */
  readonly verdicts: Readonly<Record<Verdict, number>>;
  readonly byRule: Readonly<Record<string, Readonly<Record<Verdict, number>>>>;
  /** Fails that are neither waived nor in the baseline. */
  readonly failsBySeverity: Readonly<Record<Severity, number>>;
  readonly waived: number;
  readonly existing: number;
  readonly notes: number;
  /** False: a part that a rule at or above the threshold needs could not be read, or there was no worker node. */
  readonly established: boolean;
  readonly exitCode: 0 | 1 | 2 | 3;
  /** Why the exit code is what it is; one sentence. */
  readonly exitReason: string;
}

/** Everything a reporter needs; nothing in a reporter computes. */
export interface Run {
  readonly tool: { readonly name: 'eks-audit'; readonly version: string };
  readonly inputs: readonly RunInput[];
  readonly subjects: readonly Subject[];
  /** The rules that were enabled, in the order of the catalogue. */
  readonly rules: ReadonlyMap<RuleId, Rule>;
  /** Every verdict, worst first: fail before unknown, by severity, then by rule and subject. Made when somebody asks. */
  readonly findings: readonly Finding[];
  /** The fails and unknowns, with which `findings` begins: nearly all that reports show, and a small part of all verdicts. */
  readonly open: readonly Finding[];
  readonly summary: Summary;
  readonly diagnostics: readonly Diagnostic[];
  readonly failOn: Severity | 'none';
}
