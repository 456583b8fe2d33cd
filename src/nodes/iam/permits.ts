import { covers, overlaps } from './glob.ts';
import type { Patterns, Statement } from './parse-policy-document.ts';
import type { Policy, SeenPolicies } from './role-permissions.ts';

export type Verdict = 'yes' | 'no' | 'unknown';

/** One statement of one policy; `statement` counts from 0, as in `Statement[0]`. */
export interface StatementRef {
  /** The name or ARN of the policy. */
  readonly policy: string;
  readonly statement: number;
}

/** May the role do `action` on all of `on`? */
export interface Question {
  /** `ec2:DescribeInstances`, or for a whole service `ec2:*`. */
  readonly action: string;
  /** An ARN pattern written with the partition `aws`, standing for every partition; `*` for actions without a resource type. */
  readonly on: string;
  /** What an Allow counts for that grants only a part: a narrower action than asked, or narrower resources. */
  readonly partly: 'maybe' | 'no';
}

export interface Answer {
  readonly verdict: Verdict;
  readonly by: readonly StatementRef[];
  /** Why it is not a plain yes; a clause. */
  readonly why?: string;
}

/**
 * Weighs a role's policies and its permissions boundary as IAM does: an explicit Deny beats every Allow, and where there is a
 * boundary both must allow. Conditions are not evaluated: an Allow or a Deny that has one makes the answer unknown, as does
 * one on other resources than asked that may include them. What unseen policies allow may turn a no into unknown; that they
 * deny something is not assumed. Outside the question, and so not judged: service and resource control policies, session
 * policies, resource policies.
 */
export function permits(seen: SeenPolicies, question: Question): Answer {
  const identity = weigh(seen.policies, seen.unseen, question);
  if (identity.verdict === 'no' || !seen.boundary) return identity;
  if ('unseen' in seen.boundary) return identity.verdict === 'unknown' ? identity : { verdict: 'unknown', by: identity.by, why: seen.boundary.unseen };
  const boundary = weigh([seen.boundary], [], question);
  if (boundary.verdict === 'yes') return identity;
  const why = `the permissions boundary limits it: ${boundary.why ?? ''}`;
  return boundary.verdict === 'unknown' && identity.verdict === 'unknown' ? identity : { verdict: boundary.verdict, by: boundary.by, why };
}

function weigh(policies: readonly Policy[], unseen: readonly string[], question: Question): Answer {
  const found: Record<'Allow' | 'Deny', { yes: StatementRef[]; maybe: StatementRef[] }> = {
    Allow: { yes: [], maybe: [] },
    Deny: { yes: [], maybe: [] },
  };
  for (const policy of policies) {
    for (const [index, statement] of policy.document.statements.entries()) {
      const applies = bearing(statement, question);
      if (applies !== 'no') found[statement.effect][applies].push({ policy: policy.name, statement: index });
    }
  }
  const { Allow, Deny } = found;
  if (Deny.yes[0]) return { verdict: 'no', by: Deny.yes, why: `${name(Deny.yes[0])} denies it` };
  if (Allow.yes.length === 0 && Allow.maybe.length === 0) {
    const [reason] = unseen;
    return reason === undefined ? { verdict: 'no', by: [], why: 'no policy allows it' } : { verdict: 'unknown', by: [], why: reason };
  }
  if (Deny.maybe[0]) return { verdict: 'unknown', by: Deny.maybe, why: `${name(Deny.maybe[0])} denies it under a condition or on some resources` };
  if (Allow.maybe[0] && Allow.yes.length === 0) {
    return { verdict: 'unknown', by: Allow.maybe, why: `${name(Allow.maybe[0])} allows it only under a condition or on some resources` };
  }
  return { verdict: 'yes', by: Allow.yes.slice(0, 1) };
}

/** Does the statement apply to all that is asked, to none of it, or perhaps to some? */
function bearing(statement: Statement, question: Question): 'yes' | 'maybe' | 'no' {
  const action = actionsReach(statement.actions, question.action.toLowerCase());
  if (action === 'none') return 'no';
  const resource = resourcesReach(statement.resources, question);
  if (resource === 'none') return 'no';
  const whole = action === 'all' && resource === 'all';
  if (!whole && statement.effect === 'Allow' && question.partly === 'no') return 'no';
  return whole && !statement.conditions ? 'yes' : 'maybe';
}

type Reach = 'all' | 'some' | 'none';

function actionsReach(actions: Patterns, asked: string): Reach {
  return reach(actions, pattern => (covers(pattern, asked) ? 'all' : overlaps(pattern, asked) ? 'some' : 'none'));
}

function resourcesReach(resources: Patterns | undefined, { action, on }: Question): Reach {
  if (!resources) return 'some';
  return reach(resources, written => {
    const pattern = inAnyPartition(written);
    if (covers(pattern, on)) return 'all';
    // What is no ARN (a placeholder, a typing error) is not read as excluding anything.
    if (!pattern.startsWith('arn:')) return 'some';
    const [service = '', ...named] = action.split(':');
    const within = on === '*' && named.length > 0 ? `arn:aws:${service}:*` : on;
    return mayName(pattern.replace(/\$\{[^}]*\}/g, '*'), within) ? 'some' : 'none';
  });
}

/** May an ARN pattern name something of the kind `on`? */
function mayName(pattern: string, on: string): boolean {
  // `type/id` has no colon, nor has a region or an account: field by field, or `instance/*` would seem to name network interfaces.
  const fields = pattern.split(':');
  if (fields.length < 6 || !on.includes('/')) return overlaps(pattern, on);
  const asked = on.split(':');
  return asked.every((field, at) => overlaps(at === 5 ? fields.slice(5).join(':') : (fields[at] ?? ''), field));
}

function reach({ except, patterns }: Patterns, of: (pattern: string) => Reach): Reach {
  const each = new Set(patterns.map(of));
  const listed = each.has('all') ? 'all' : each.has('some') ? 'some' : 'none';
  if (!except || listed === 'some') return listed;
  return listed === 'all' ? 'none' : 'all';
}

/** A role lives in one partition and IAM takes no ARN of another, so which one is written makes no difference. */
function inAnyPartition(resource: string): string {
  return resource.replace(/^arn:(?:aws-[a-z-]+|\$\{[^}]*\}):/, 'arn:aws:');
}

function name({ policy, statement }: StatementRef): string {
  return `${policy} Statement[${statement}]`;
}
