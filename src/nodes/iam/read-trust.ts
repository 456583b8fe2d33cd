import { covers } from './glob.ts';
import { type Condition, parsePolicyDocument, type Principals, type Statement } from './parse-policy-document.ts';
import type { Verdict } from './permits.ts';

/** Who may take on a role, as far as EKS is concerned. */
export interface Trust {
  /** EC2, for instances: what a node role needs. */
  readonly ec2: Verdict;
  /** The control plane: the mark of a cluster role. */
  readonly eks: Verdict;
  /** Fargate's pod execution role. */
  readonly fargate: Verdict;
  /** EKS Pod Identity, whichever service account an association then binds. */
  readonly podIdentity: Verdict;
  /**
   * The trust is written for the service account `aws-node` of `kube-system`, through the cluster's OIDC provider or Pod
   * Identity's session tags. Evidence that the CNI uses the role, not proof: the binding itself is made in the cluster.
   * Unknown where the trust admits it among others.
   */
  readonly awsNode: Verdict;
  /** Why nothing could be read; completes "the trust policy …". */
  readonly problem?: string;
}

/** DNS suffixes of the partitions: AWS SDK for JavaScript v3, @aws-sdk/core 3.981.1, util-endpoints/lib/aws/partitions. */
const suffixes = ['amazonaws.com', 'amazonaws.com.cn', 'amazonaws.eu', 'c2s.ic.gov', 'sc2s.sgov.gov', 'cloud.adc-e.uk', 'csp.hci.ic.gov'];

/**
 * Reads a role's trust policy. Which partition's service principal is written does not matter: in China both
 * `ec2.amazonaws.com` and `ec2.amazonaws.com.cn` are in use (AWS's own AmazonEKSComputePolicy lists both). A condition makes
 * the answer unknown.
 */
export function readTrust(assumeRolePolicyDocument: string): Trust {
  const document = parsePolicyDocument(assumeRolePolicyDocument);
  if ('problem' in document) {
    return { ec2: 'unknown', eks: 'unknown', fargate: 'unknown', podIdentity: 'unknown', awsNode: 'unknown', problem: document.problem };
  }
  const { statements } = document;
  return {
    ec2: mayAssume(statements, 'ec2'),
    eks: mayAssume(statements, 'eks'),
    fargate: mayAssume(statements, 'eks-fargate-pods'),
    podIdentity: mayAssume(statements, 'pods.eks'),
    awsNode: writtenForAwsNode(statements),
  };
}

function mayAssume(statements: readonly Statement[], service: string): Verdict {
  const found = { Allow: new Set<Verdict>(), Deny: new Set<Verdict>() };
  for (const { effect, actions, principals, conditions } of statements) {
    if (!allowsAction(actions, 'sts:assumerole')) continue;
    const named = names(principals, service);
    found[effect].add(named === 'yes' && conditions ? 'unknown' : named);
  }
  if (found.Deny.has('yes')) return 'no';
  if (found.Allow.has('yes')) return found.Deny.has('unknown') ? 'unknown' : 'yes';
  return found.Allow.has('unknown') ? 'unknown' : 'no';
}

function allowsAction({ except, patterns }: Statement['actions'], action: string): boolean {
  return patterns.some(pattern => covers(pattern, action)) !== except;
}

/** Whether `"*"` and `NotPrincipal` take in services is not established, so they settle nothing. */
function names(principals: Principals | undefined, service: string): Verdict {
  if (!principals || principals.anyone || principals.except) return 'unknown';
  const each = principals.services.map(principal => isService(principal, service));
  return each.includes('yes') ? 'yes' : each.includes('unknown') ? 'unknown' : 'no';
}

function isService(principal: string, service: string): Verdict {
  const written = principal.toLowerCase();
  if (written === '*' || written.startsWith('${')) return 'unknown';
  if (!written.startsWith(`${service}.`)) return 'no';
  const suffix = written.slice(service.length + 1);
  // `ec2.${AWS::URLSuffix}` says that it is the partition's own.
  if (suffixes.includes(suffix) || /^\$\{[^}]*\}$/.test(suffix)) return 'yes';
  // A service of its own (ec2.application-autoscaling.amazonaws.com), unless a region stands there or the suffix is not known.
  return suffix.endsWith('.amazonaws.com') && !/^[a-z]{2}(?:-[a-z]+)+-\d\./.test(suffix) ? 'no' : 'unknown';
}

function writtenForAwsNode(statements: readonly Statement[]): Verdict {
  const of = (effect: Statement['effect']): readonly Verdict[] => statements.filter(one => one.effect === effect).map(namesAwsNode);
  const allowed = of('Allow');
  if (allowed.includes('yes')) return of('Deny').every(denied => denied === 'no') ? 'yes' : 'unknown';
  return allowed.includes('unknown') ? 'unknown' : 'no';
}

function namesAwsNode({ actions, principals, conditions = [] }: Statement): Verdict {
  if (!principals) return 'no';
  if (allowsAction(actions, 'sts:assumerolewithwebidentity') && (principals.federated.length > 0 || principals.anyone || principals.except)) {
    const subjects = conditions.filter(({ key }) => key.toLowerCase().endsWith(':sub'));
    if (subjects.length > 0) return weakest(subjects.map(one => admits(one, 'system:serviceaccount:kube-system:aws-node')));
    // Any service account of the cluster may, if the provider is a cluster's; GitHub's and Google's are none.
    return principals.federated.some(provider => provider.includes('oidc.eks') || provider.includes('${')) ? 'unknown' : 'no';
  }
  // EKS User Guide, pod-id-role: the session tags a trust policy can be narrowed by. Without them Pod Identity
  // alone says nothing about aws-node: its associations are resources of their own.
  const tag = (name: string) => conditions.filter(({ key }) => key.toLowerCase() === `aws:requesttag/kubernetes-${name}`);
  const accounts = tag('service-account').map(one => admits(one, 'aws-node'));
  if (accounts.length === 0 || !allowsAction(actions, 'sts:assumerole') || names(principals, 'pods.eks') === 'no') return 'no';
  return weakest([...accounts, ...tag('namespace').map(one => admits(one, 'kube-system'))]);
}

function weakest(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('no') ? 'no' : verdicts.includes('unknown') ? 'unknown' : 'yes';
}

/** Is `value` what the condition asks for by name (yes), one of those a pattern takes in (unknown), or not it? */
function admits({ operator, values }: Condition, value: string): Verdict {
  const test = operator.toLowerCase().replace(/^for(?:any|all)values?:/, '').replace(/ifexists$/, '');
  if (test !== 'stringequals' && test !== 'stringlike' && test !== 'stringequalsignorecase') return 'unknown';
  if (values.includes(value)) return 'yes';
  const open = values.map(written => (test === 'stringlike' ? written : written.replaceAll(/[*?]/g, '\0')).replaceAll(/\$\{[^}]*\}/g, '*'));
  return values.length === 0 || open.some(pattern => covers(pattern, value)) ? 'unknown' : 'no';
}
