import type { Diagnostic } from '../diagnostics/index.ts';
import type { EvidenceItem, Finding, RunInput, ShownChange, ShownValue, Subject, Summary, Waiver } from '../findings/index.ts';
import type { SourceLocation } from '../inventory/index.ts';
import type { Severity, Verdict } from '../rules/index.ts';

/**
 * What `--format json` writes: the contract other tools read. Members are only ever added within a schema version, so a
 * reader must ignore those it does not know.
 */
export interface JsonReport {
  readonly schemaVersion: 1;
  readonly tool: { readonly name: 'eks-audit'; readonly version: string };
  readonly inputs: readonly RunInput[];
  /** Every node group and cluster judged, and how it was recognised. */
  readonly subjects: readonly Subject[];
  /** Counts over every verdict, whatever `findings` lists. */
  readonly summary: JsonSummary;
  /** Problems with the inputs, the policy or the waivers rather than with the nodes. */
  readonly diagnostics: readonly JsonDiagnostic[];
  /** Fail and unknown by default, worst first; `--verdict all` adds pass and not-applicable, `--verdict fail` narrows. */
  readonly findings: readonly JsonFinding[];
}

export interface JsonSummary extends Summary {
  /** The threshold the exit code was decided by. */
  readonly failOn: Severity | 'none';
}

/** One rule's verdict on one subject. */
export interface JsonFinding {
  /** Hash of rule id, subject kind, cluster if known and subject ref: stable through edits. */
  readonly id: string;
  readonly rule: string;
  /** A waived finding keeps its verdict. */
  readonly verdict: Verdict;
  readonly severity: Severity;
  /** Why the severity is lower than the rule's. */
  readonly lowered?: string;
  readonly subject: JsonFindingSubject;
  readonly message: string;
  readonly location?: SourceLocation;
  /** What decided it, first things first. */
  readonly evidence: readonly EvidenceItem[];
  readonly relatedLocations?: readonly SourceLocation[];
  /** What would make an unknown known. */
  readonly resolveWith?: string;
  readonly remedy?: { readonly changes: readonly ShownChange[]; readonly proven: boolean; readonly text: string };
  readonly waiver?: Waiver;
  /** In the baseline already: reported, and not failed upon. */
  readonly existing?: boolean;
  readonly notes?: readonly string[];
  /** Hash of the deciding refs, paths and values: what a baseline and an expiring waiver compare. */
  readonly evidenceHash: string;
}

/** The subject as a finding names it; `subjects` says how it was recognised. */
export type JsonFindingSubject = Pick<Subject, 'kind' | 'name' | 'cluster' | 'ref' | 'input' | 'match'>;

export type JsonDiagnostic = Omit<Diagnostic, 'cause'>;

export type { Finding, ShownValue };
