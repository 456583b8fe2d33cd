import type { DecidedBy, LinkedBy, SourceLocation } from '../inventory/index.ts';
import type { Rule, RuleId, Severity, Verdict } from '../rules/index.ts';

/** What was judged and how it was recognised as a node group. */
export interface Subject {
  readonly kind: 'self-managed' | 'managed' | 'standalone' | 'auto-mode' | 'karpenter' | 'fargate' | 'cluster';
  readonly name: string;
  /** Name of its cluster, where known. */
  readonly cluster?: string;
  /** The source's stable id: a Terraform address, an ARN. */
  readonly ref: string;
  /** The input it stands in. */
  readonly input: string;
  /** What shows that it is a node group, strongest first: "tag kubernetes.io/cluster/main", "user data runs nodeadm". */
  readonly recognisedBy: readonly string[];
  /** `cluster/name`, which joins a plan's subject with the live one. */
  readonly match?: string;
  /** Why there is nothing to judge, where that is so. */
  readonly unjudged?: string;
}

/** A value as reports show it: safe to print, cut at 200 characters, sensitive ones replaced by their type and length. */
export type ShownValue = string | number | boolean | null | readonly ShownValue[] | { readonly [key: string]: ShownValue };

export interface EvidenceItem {
  /** The resource, as its source names it, or a pointer into the policy file. */
  readonly ref: string;
  /** AWS's path into it. */
  readonly path: string;
  /** The source's spelling of that path. */
  readonly attribute?: string;
  /** Absent where `unknown` is there; null where the setting is left out. */
  readonly value?: ShownValue;
  /** Why the value is not known. */
  readonly unknown?: { readonly reason: string; readonly refersTo: string };
  readonly decidedBy: DecidedBy;
  readonly linkedBy: LinkedBy;
  readonly because?: string;
  readonly location?: SourceLocation;
}

/** An exemption from the policy file that covers a finding. */
export interface Waiver {
  readonly reason: string;
  readonly owner: string;
  /** ISO date, the last day on which it holds. */
  readonly until: string;
}

/** One rule's verdict on one subject. */
export interface Finding {
  /** Hash of rule id, subject kind, cluster if known and subject ref: what people refer to, stable through edits. */
  readonly id: string;
  readonly rule: RuleId;
  readonly verdict: Verdict;
  readonly severity: Severity;
  /** Why the severity is lower than the rule's. */
  readonly lowered?: string;
  readonly subject: Subject;
  readonly message: string;
  readonly location?: SourceLocation | undefined;
  /** What decided it, first things first. */
  readonly evidence: readonly EvidenceItem[];
  /** Everything that was read; for `explain`. */
  readonly trail: () => readonly EvidenceItem[];
  readonly relatedLocations?: readonly SourceLocation[] | undefined;
  /** What would make an unknown known. */
  readonly resolveWith?: string | undefined;
  readonly remedy?: { readonly changes: readonly ShownChange[]; readonly proven: boolean; readonly text: string } | undefined;
  readonly waiver?: Waiver;
  /** Found before, in the baseline: reported, and not failed upon. */
  readonly existing?: boolean;
  readonly notes?: readonly string[] | undefined;
  /** Hash of the deciding refs, paths and values: what a baseline and an expiring waiver compare. */
  readonly evidenceHash: string;
}

/** One change of a remedy as reports show it. */
export interface ShownChange {
  readonly action: 'set' | 'tag';
  readonly ref: string;
  readonly path: string;
  readonly attribute?: string;
  readonly from?: ShownValue;
  readonly to: ShownValue;
}

export type { Rule };
