import { covers } from './glob.ts';
import { distinct } from './grants.ts';
import { permits, type StatementRef, type Verdict } from './permits.ts';
import { type RolePermissions, seenPolicies } from './role-permissions.ts';

export interface BroadGrant {
  /** In the spelling of an `Action`: `*`, `iam:*`, `iam:PassRole`. */
  readonly grant: string;
  readonly by: readonly StatementRef[];
}

export interface Breadth {
  /** Yes: administrator-like. Unknown: it may be, by a statement with a condition or by a policy that is not seen. */
  readonly verdict: Verdict;
  /** What makes it so, broadest first; only `*` where that is granted. Empty unless the verdict is yes. */
  readonly grants: readonly BroadGrant[];
  /** Broad, but no administrator: worth a remark. Independent of the verdict. */
  readonly notes: readonly BroadGrant[];
  readonly by: readonly StatementRef[];
  /** Why it is not known; a clause. */
  readonly why?: string;
}

interface Asked {
  readonly grant: string;
  readonly on: string;
}

/** Whole services whose every action on everything is administrator-like. A choice of this project, as is the list below. */
const services = ['iam', 'sts', 'ec2', 's3', 'secretsmanager', 'ssm', 'kms', 'eks', 'lambda', 'organizations'];

/**
 * Single actions that are administrator-like on everything. Of Systems Manager's parameters it is `GetParametersByPath`, which
 * lists and reads them all and stands for `ssm:GetParameter*`: AmazonSSMManagedInstanceCore, which eksctl attaches and AWS
 * recommends, grants GetParameter and GetParameters on `*`, and that is a remark.
 */
const actions: readonly Asked[] = [
  { grant: 'iam:PassRole', on: 'arn:aws:iam::*:role/*' },
  { grant: 'sts:AssumeRole', on: 'arn:aws:iam::*:role/*' },
  { grant: 'secretsmanager:GetSecretValue', on: 'arn:aws:secretsmanager:*:*:secret:*' },
  { grant: 'ssm:GetParametersByPath', on: 'arn:aws:ssm:*:*:parameter/*' },
];

const remarkable: readonly Asked[] = [
  { grant: 'ecr:PutImage', on: 'arn:aws:ecr:*:*:repository/*' },
  { grant: 'ssm:GetParameter', on: 'arn:aws:ssm:*:*:parameter/*' },
  { grant: 'ssm:GetParameters', on: 'arn:aws:ssm:*:*:parameter/*' },
];

function everyOf(service: string): string {
  return `arn:aws:${service}:*:*:*`;
}

const administrator: readonly Asked[] = [
  ...services.map(service => ({ grant: `${service}:*`, on: service === 's3' ? 'arn:aws:s3:::*' : everyOf(service) })),
  ...actions,
];

/**
 * How broad a role's permissions are. Only grants on everything count: resources that are narrowed in any way do not. Deny and
 * permissions boundary are counted as {@link permits} does, so that a role is called administrator-like only if it surely is:
 * under a condition (on the Allow, or on a Deny that may take it away), or with a boundary that is not known, it is unknown.
 */
export function administratorLike(role: RolePermissions): Breadth {
  const seen = seenPolicies(role);
  const answer = ({ grant, on }: Asked) => ({ grant, ...permits(seen, { action: grant, on, partly: 'no' }) });
  // `*` as an action, asked in the wider of its two spellings: IAM takes `*:*` too.
  const all = { grant: '*', ...permits(seen, { action: '*:*', on: '*', partly: 'no' }) };
  const answers = all.verdict === 'yes' ? [all] : administrator.map(answer);
  const grants = broadest(answers.filter(one => one.verdict === 'yes'));
  const unsure = answers.find(one => one.verdict === 'unknown' && one.by.length > 0) ?? answers.find(one => one.verdict === 'unknown');
  const verdict: Verdict = grants.length > 0 ? 'yes' : unsure ? 'unknown' : 'no';
  const notes = all.verdict === 'yes' ? [] : [...wholeServices(role), ...remarkable].map(answer).filter(one => one.verdict === 'yes');
  return {
    verdict,
    grants,
    notes: broadest(notes).filter(note => !grants.some(grant => covers(grant.grant, note.grant))),
    by: distinct(verdict === 'yes' ? grants.flatMap(one => one.by) : (unsure?.by ?? [])),
    ...(verdict === 'unknown' && unsure && { why: unsure.by.length > 0 ? `${unsure.grant}: ${unsure.why ?? ''}` : (unsure.why ?? '') }),
  };
}

/** Leaves out what another grant of the list includes: `iam:PassRole` beside `iam:*`. */
function broadest(found: readonly BroadGrant[]): readonly BroadGrant[] {
  return found
    .filter(one => !found.some(other => other.grant !== one.grant && covers(other.grant, one.grant)))
    .map(({ grant, by }) => ({ grant, by }));
}

/** Every `svc:*` a policy of the role spells out, for services not on the list. */
function wholeServices(role: RolePermissions): readonly Asked[] {
  const statements = seenPolicies(role).policies.flatMap(policy => policy.document.statements);
  const spelled = statements
    .filter(({ effect, actions: written }) => effect === 'Allow' && !written.except)
    .flatMap(({ actions: written }) => written.patterns)
    .filter(action => /^[a-z0-9-]+:\*$/.test(action) && !administrator.some(({ grant }) => grant === action));
  return [...new Set(spelled)].map(grant => ({ grant, on: everyOf(grant.slice(0, grant.indexOf(':'))) }));
}
