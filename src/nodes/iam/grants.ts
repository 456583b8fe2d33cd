import type { Need } from './needs.ts';
import { permits, type StatementRef, type Verdict } from './permits.ts';
import { type RolePermissions, seenPolicies } from './role-permissions.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** The statements that decided: those that allow for a yes, those that deny or allow only in part otherwise. Each once. */
  readonly by: readonly StatementRef[];
  /** Needed actions that no policy seen allows, or that one denies. */
  readonly missing: readonly string[];
  /** Needed actions that are allowed or denied only under a condition or on some resources, or that a boundary may take away. */
  readonly unsure: readonly string[];
  /** Why it is not a plain yes; a clause about the first action that decides. */
  readonly why?: string;
}

/**
 * Does the role meet the need? Judged by what its policies allow, whatever they are called. No only if an action is surely not
 * allowed: denied without condition, kept out by the boundary, or in no policy while all policies are known.
 */
export function grants(role: RolePermissions, need: Need): Judgement {
  const seen = seenPolicies(role);
  const answers = need.actions.map(({ action, on, unsure = false }) => {
    const answer = permits(seen, { action, on, partly: 'maybe' });
    const missing = answer.verdict === 'no' || (answer.verdict === 'unknown' && answer.by.length === 0);
    const verdict: Verdict = answer.verdict === 'no' && unsure ? 'unknown' : answer.verdict;
    return { action, verdict, missing, by: answer.by, why: `${action}: ${answer.why ?? ''}` };
  });
  const verdict: Verdict = answers.some(one => one.verdict === 'no') ? 'no' : answers.some(one => one.verdict === 'unknown') ? 'unknown' : 'yes';
  const deciding = answers.filter(one => one.verdict === verdict);
  const because = verdict === 'yes' ? undefined : deciding[0]?.why;
  return {
    verdict,
    by: distinct(deciding.flatMap(one => one.by)),
    missing: answers.filter(one => one.missing).map(one => one.action),
    unsure: answers.filter(one => !one.missing && one.verdict === 'unknown').map(one => one.action),
    ...(because !== undefined && { why: because }),
  };
}

/** The same refs, each once, in order. */
export function distinct(refs: readonly StatementRef[]): readonly StatementRef[] {
  return refs.filter((ref, index) => refs.findIndex(other => other.policy === ref.policy && other.statement === ref.statement) === index);
}
