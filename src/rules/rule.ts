import type { SubjectName } from '../nodes/index.ts';

export const severities = ['critical', 'high', 'medium', 'low'] as const;
export type Severity = (typeof severities)[number];

export type RuleId = string & { readonly __brand: 'RuleId' };

/** One rule as `rules/` or a user's own folder holds it, with its expressions as text. */
export interface Rule {
  readonly id: RuleId;
  /** The folder the file stands in: `metadata`, `network`, … */
  readonly topic: string;
  /** The requirement as a claim: "Worker nodes accept only IMDSv2 requests". */
  readonly title: string;
  readonly severity: Severity;
  /** Exceptions to the severity; the first whose `when` is true wins. */
  readonly lower?: readonly { readonly to: Severity; readonly when: string; readonly because: string }[];
  readonly subject: SubjectName;
  /** False: not applicable. */
  readonly when?: string;
  readonly assert: string;
  /** What a fail says; `{node.metadata.tokens}` is replaced by the fact. */
  readonly message: string;
  readonly why: string;
  /** What to do about a fail, in words. */
  readonly fix: string;
  /** The fix as changes that can be proven; absent where only words will do. */
  readonly remedy?: readonly RemedyStep[];
  /** Remarks on a pass. */
  readonly notes?: readonly { readonly when: string; readonly text: string }[];
  readonly references: readonly string[];
  /** Control ids by framework; a mapping says "related", not "equivalent". */
  readonly frameworks: Readonly<Record<string, readonly string[]>>;
  /** Former ids. */
  readonly aliases?: readonly string[];
}

/** One step of a remedy; paths are AWS's own, rooted at a role in the group. */
export type RemedyStep =
  | { readonly set: string; readonly to: string | number | boolean }
  | { readonly tag: 'instance'; readonly key: string; readonly value: string };
