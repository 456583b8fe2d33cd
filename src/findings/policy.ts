import type { DeclaredFacts, NodeParameters } from '../nodes/index.ts';
import type { RuleId, Severity } from '../rules/index.ts';
import type { Waiver } from './finding.ts';

/** What a user wants: `eksnode-policy.json` and the command line together. */
export interface Policy {
  /** Path of the file it was read from, as shown to the user; undefined where there is none. */
  readonly file?: string;
  readonly failOn: Severity | 'none';
  /** `fail`: an unknown at or above the threshold is exit 3. */
  readonly unknown: 'report' | 'fail';
  /** Whether one plan is the whole truth about what exists already. */
  readonly plan: 'complete' | 'partial';
  /** Settings of single rules; a rule that is not listed is on, at its own severity. */
  readonly rules: ReadonlyMap<RuleId, RuleSetting>;
  readonly parameters: NodeParameters;
  readonly facts: DeclaredFacts;
  /** Declarations for single clusters, over the general ones. */
  readonly clusters: ReadonlyMap<string, DeclaredFacts>;
  readonly waivers: readonly PolicyWaiver[];
}

export interface RuleSetting {
  readonly enabled: boolean;
  readonly severity?: Severity;
}

/** A waiver as written, with where it stands, so that an expired or unused one can be reported. */
export interface PolicyWaiver extends Waiver {
  /** A rule id, or a pattern with `*`. */
  readonly rule: string;
  /** A pattern with `*` over a subject's name, ref, or `cluster/name`. */
  readonly subject: string;
  /** Waives only as long as the evidence is the same. */
  readonly evidenceHash?: string;
  readonly position?: { readonly line: number; readonly column: number };
}

/** What an earlier run found: by finding id, the hash of its evidence. */
export type Baseline = ReadonlyMap<string, string>;
