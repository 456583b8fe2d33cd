import { type Inventory, isUnknown, lazily, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, type Evidence, type Fact, given, type Trail } from './fact.ts';
import { autoModeWorkerNeed, type BroadGrant, cniIpv4Need, cniIpv6Need, ecrPullNeed, type Joining, type Judgement, managedPolicy, type Need, readTrust, type RolePermissions, workerNeed } from './iam/index.ts';
import { plainSetting, setting } from './launch.ts';
import { look } from './look.ts';
import { breadthOf as breadthOfRole, judgeNeedOf } from './role-judgement.ts';
import type { NodeFacts } from './schema.ts';
import { once } from './shared.ts';
import { textOf } from './text-of.ts';

/** The role of a group's nodes and how it was reached. */
export interface RoleOfGroup {
  readonly role?: Resource<'Role'>;
  /** The role is named and not in the input, or may be one of several. */
  readonly unknown?: Unknown;
  /** There surely is none, and why. */
  readonly missing?: string;
  readonly evidence: readonly Evidence[];
}

export function roleOf(group: GroupContext): RoleOfGroup {
  const found = derive<Omit<RoleOfGroup, 'evidence'>>(trail => {
    if (group.kind === 'managed') return followRole(group, trail.look(group.resource, 'nodeRole'), 'the node group names no role');
    if (group.kind === 'auto-mode') return followRole(group, trail.look(group.resource, 'computeConfig.nodeRoleArn'), 'the cluster names no node role');
    const named = setting(trail, group.launch, plainSetting(group.launch, 'IamInstanceProfile.Arn') !== undefined && !group.launch.unseen ? 'IamInstanceProfile.Arn' : 'IamInstanceProfile.Name');
    if (named.value === undefined) return { missing: 'no instance profile' };
    const link = group.inventory.follow('InstanceProfile', named.value);
    const [profile] = link.resources;
    if (!profile || link.resources.length > 1 || link.open) {
      return { unknown: link.open ?? new Unknown('ambiguous', isUnknown(named.value) ? named.value.symbol : textOf(named.value)) };
    }
    return followRole(group, trail.look(profile as Resource, 'RoleName', { linkedBy: link.linkedBy }), `instance profile ${profile.ref.id} has no role`);
  });
  return {
    ...(found.value as Omit<RoleOfGroup, 'evidence'>),
    get evidence() {
      return found.evidence;
    },
  };
}

function followRole(group: GroupContext, leaf: unknown, missing: string): Omit<RoleOfGroup, 'evidence'> {
  if (leaf === undefined) return { missing };
  const link = group.inventory.follow('Role', leaf);
  const [role] = link.resources;
  if (role && link.resources.length === 1 && !link.open) return { role };
  return { unknown: link.open ?? new Unknown('ambiguous', isUnknown(leaf) ? leaf.symbol : textOf(leaf)) };
}

/** A role with its policies as the judgement of IAM takes them, and why there may be others. */
export interface RoleWithPolicies {
  readonly permissions: RolePermissions;
  readonly open?: Unknown;
  readonly evidence: readonly Evidence[];
  /** Evidence of policies of which the input does not show what they allow, and their ARNs. */
  readonly unseen: ReadonlyMap<Evidence, string | undefined>;
}

export function policiesOf(group: GroupContext, role: Resource<'Role'>): RoleWithPolicies {
  return once(group.shared, role, 'policies', () => readPolicies(group.inventory, role));
}

function readPolicies(inventory: Inventory, role: Resource<'Role'>): RoleWithPolicies {
  const any = role as Resource;
  const arns: string[] = [];
  const documents: { name: string; text: string }[] = [];
  const evidence: Evidence[] = [];
  let open: Unknown | undefined;
  const unseen = new Map<Evidence, string | undefined>();
  const note = (resource: Resource, path: string, value: unknown): Evidence => {
    const item: Evidence = { ref: resource.ref, resource, path, value, decidedBy: isUnknown(value) ? 'set' : resource.decidedBy(path), linkedBy: 'reference' };
    evidence.push(item);
    if (isUnknown(value)) unseen.set(item, undefined);
    return item;
  };
  const attach = (resource: Resource, path: string, leaf: unknown): void => {
    const item = note(resource, path, leaf);
    const policy = inventory.follow('Policy', leaf);
    if (policy.resources.length === 1 && !isUnknown(look(policy.resources[0] as Resource, 'PolicyDocument')) && !(policy.open && isUnknown(leaf))) {
      const [only] = policy.resources;
      const text = look(only as Resource, 'PolicyDocument');
      const arn = look(only as Resource, 'Arn');
      if (typeof text === 'string') unseen.delete(item);
      if (typeof text === 'string') documents.push({ name: typeof leaf === 'string' ? leaf : typeof arn === 'string' ? arn : only!.ref.id, text });
      else if (typeof leaf === 'string') arns.push(leaf);
      else open ??= new Unknown('not-in-input', only!.ref.id);
      if (typeof leaf === 'string' && managedPolicy(leaf)) arns.push(leaf);
    } else if (typeof leaf === 'string') {
      arns.push(leaf);
      if (!managedPolicy(leaf)?.document) unseen.set(item, leaf);
    } else open ??= isUnknown(leaf) ? leaf : new Unknown('not-in-input', resource.ref.id);
  };
  const list = (resource: Resource, path: string): void => {
    const value = look(resource, path);
    if (isUnknown(value)) {
      const members = inventory.followAll('Policy', value);
      if (members.open || members.possible.length > 0) open ??= value;
      for (const { resource: policy, id } of members.members) attach(resource, path, policy ? policyLeaf(policy) : id);
    } else if (Array.isArray(value)) value.forEach((leaf, at) => attach(resource, `${path}[${at}]`, leaf));
  };
  list(any, 'ManagedPolicyArns');
  for (const carrier of ['RoleName', 'RoleNames']) {
    const { members, open: unseen } = inventory.members('RolePolicyAttachment', carrier, any);
    for (const member of members as readonly Resource[]) {
      if (look(member, 'PolicyArn') !== undefined) attach(member, 'PolicyArn', look(member, 'PolicyArn'));
      list(member, 'PolicyArns');
    }
    open ??= unseen;
  }
  const inline = look(any, 'Policies');
  if (isUnknown(inline)) open ??= inline;
  else if (Array.isArray(inline)) {
    for (const [at, policy] of (inline as readonly Record<string, unknown>[]).entries()) {
      const text = policy['PolicyDocument'];
      if (text === undefined) continue;
      note(any, `Policies[${at}].PolicyDocument`, text);
      if (typeof text === 'string') documents.push({ name: `inline policy ${isUnknown(policy['PolicyName']) ? '' : textOf(policy['PolicyName'] ?? at)}`.trim(), text });
      else if (isUnknown(text)) open ??= text;
    }
  }
  const inlines = inventory.members('RolePolicy', 'RoleName', any);
  for (const member of inlines.members as readonly Resource[]) {
    const text = look(member, 'PolicyDocument');
    note(member, 'PolicyDocument', text);
    if (typeof text === 'string') documents.push({ name: member.ref.id, text });
    else open ??= isUnknown(text) ? text : new Unknown('not-in-input', member.ref.id);
  }
  open ??= inlines.open;
  const boundary = look(any, 'PermissionsBoundaryArn');
  let limit: RolePermissions['boundary'];
  if (boundary !== undefined) {
    note(any, 'PermissionsBoundaryArn', boundary);
    const [policy] = inventory.follow('Policy', boundary).resources;
    const text = policy && look(policy as Resource, 'PolicyDocument');
    limit = typeof text === 'string' ? { text } : typeof boundary === 'string' ? { arn: boundary } : 'unknown';
  }
  return {
    permissions: { managedPolicyArns: arns, documents, open: open !== undefined, ...(limit === undefined ? {} : { boundary: limit }) },
    ...(open ? { open } : {}),
    evidence,
    unseen,
  };
}

function policyLeaf(policy: Resource): unknown {
  return look(policy, 'Arn') ?? policy.ref.id;
}

export function roleFacts(group: GroupContext): NodeFacts['role'] {
  const applies = group.kind !== 'fargate';
  const trust = trustFact(group);
  const worker = group.kind === 'auto-mode' ? autoModeWorkerNeed : workerNeed(joiningOf(group));
  const needs = { worker: needFact(group, worker), ecr: needFact(group, ecrPullNeed), cni: cniOfFamily(group) };
  const breadth = lazily(() => breadthOf(group));
  return {
    applies: given(applies),
    assumableByEc2: trust.holds,
    problem: trust.problem,
    worker: needs.worker.holds,
    workerMissing: needs.worker.missing,
    cni: needs.cni.holds,
    cniMissing: needs.cni.missing,
    ecrPull: needs.ecr.holds,
    ecrMissing: needs.ecr.missing,
    cniRedundant: derive(trail => [cniIpv4Need, cniIpv6Need].some(need => trail.peek(needFact(group, need).holds) === true && boundCniRole(group, trail, need) === true)),
    administratorLike: derive(trail => trail.fact(breadth().broad)),
    broadest: derive(trail => trail.fact(breadth().text)),
    broad: derive(() => breadth().remarks !== ''),
    broadGrants: derive(() => breadth().remarks),
  };
}

/** What the bootstrap needs of the API depends on what user data already tells it. */
function joiningOf(group: GroupContext): Joining {
  if (group.kind === 'managed' && !group.ownImage()) return { looksUpCluster: false };
  const reading = group.userData().reading;
  const [bootstrap] = reading?.bootstraps ?? [];
  if (!reading || !bootstrap) return {};
  return {
    looksUpCluster: bootstrap.by === 'bootstrap.sh' && !(bootstrap.endpoint && bootstrap.certificateAuthority),
    namedByInstanceId: reading.featureGates['InstanceIdNodeName'] === true,
  };
}

function trustFact(group: GroupContext): { holds: Fact<boolean>; problem: Fact<string> } {
  const found = group.role();
  const { role, unknown, missing } = found;
  let problem = '';
  const holds = derive<boolean>(trail => {
    trail.add(found);
    if (missing !== undefined) {
      problem = missing;
      return false;
    }
    if (unknown || !role) return unknown ?? new Unknown('not-in-input', group.resource.ref.id);
    const document = trail.look(role as Resource, 'AssumeRolePolicyDocument');
    if (isUnknown(document)) return document;
    if (typeof document !== 'string') return new Unknown('not-in-input', `the trust policy of ${role.ref.id}`);
    const trust = readTrust(document);
    if (trust.ec2 === 'unknown') return new Unknown('unreadable', `the trust policy of ${role.ref.id}`, { resolveWith: trust.problem ?? 'let ec2.amazonaws.com assume the role without a condition' });
    problem = trust.ec2 === 'yes' ? '' : `the trust policy of ${role.ref.id} does not let ec2.amazonaws.com assume it`;
    return trust.ec2 === 'yes';
  });
  return {
    holds,
    problem: derive(trail => {
      trail.peek(holds);
      return problem;
    }),
  };
}

interface NeedFacts {
  readonly holds: Fact<boolean>;
  readonly missing: Fact<string>;
}

function needFact(group: GroupContext, need: Need): NeedFacts {
  const judged = lazily(() => judgeNeed(group, need));
  return {
    holds: derive(trail => trail.fact(judged().fact)),
    missing: derive(() => judged().missing),
  };
}

function judgeNeed(group: GroupContext, need: Need): { fact: Fact<boolean>; missing: string } {
  const found = group.role();
  const { role, unknown, missing } = found;
  if (missing !== undefined) {
    return { fact: given(false, ...found.evidence), missing: `${missing}, so nothing is allowed` };
  }
  if (!role || unknown) return { fact: given<boolean>(unknown ?? new Unknown('not-in-input', group.resource.ref.id), ...found.evidence), missing: '' };
  const policies = policiesOf(group, role);
  const judgement = judgeNeedOf(group.shared, policies.permissions, need);
  return {
    fact: derive(trail => {
      trail.add(found);
      noteRole(trail, role, policies, judgement.verdict === 'yes' ? judgement.by : undefined);
      return verdictLeaf(judgement, policies, role);
    }),
    missing: missingText(judgement),
  };
}

/** Notes the policies that decided, or all of the role's and the role itself where something is missing from it. */
function noteRole(trail: Trail, role: Resource<'Role'>, policies: RoleWithPolicies, by: readonly { readonly policy: string }[] | undefined): void {
  if (trail.isQuiet) return;
  const noteItself = (): void => trail.note(role as Resource, 'RoleName', look(role as Resource, 'RoleName'), { decidedBy: 'set', linkedBy: 'reference' });
  if (by !== undefined) {
    noteItself();
    trail.add({ evidence: policies.evidence.filter(item => by.some(({ policy }) => item.value === policy || item.ref.id === policy || (policy.startsWith('inline policy') && item.path.startsWith('Policies[')))) });
    return;
  }
  // What is missing has to be added to the role, and what is not known has to be shown: they come last.
  trail.add({ evidence: policies.evidence.filter(item => !policies.unseen.has(item)) });
  noteItself();
  trail.add({ evidence: [...policies.unseen.keys()] });
}

function verdictLeaf(judgement: Judgement, policies: RoleWithPolicies, role: Resource<'Role'>): boolean | Unknown {
  if (judgement.verdict !== 'unknown') return judgement.verdict === 'yes';
  return unsettled(policies, role, judgement.why ?? judgement.unsure.join(', '));
}

/** Why it is not known what a role may do: what is not seen of it, or a condition. */
function unsettled(policies: RoleWithPolicies, role: Resource<'Role'>, why: string): Unknown {
  const { open, unseen } = policies;
  if (open) return new Unknown(open.reason, open.symbol, { resolveWith: open.resolveWith ?? `show every policy of ${role.ref.id}` });
  const arn = [...unseen.values()].find(value => value !== undefined);
  if (arn !== undefined) return new Unknown('not-in-input', `what ${arn} allows`, { resolveWith: `add ${arn} to this input, by data "aws_iam_policy" for example, or scan the live account` });
  return new Unknown('unresolved-reference', why, { resolveWith: `allow it in ${role.ref.id} without a condition, or scan the live account` });
}

function missingText(judgement: Judgement): string {
  const { missing, why } = judgement;
  if (missing.length === 0) return why ?? '';
  return missing.length > 3 ? `${missing.slice(0, 3).join(', ')} and ${missing.length - 3} more` : missing.join(', ');
}

/** IPv6 needs other permissions than IPv4. Where the family is not known, both answers have to agree. */
function cniOfFamily(group: GroupContext): NeedFacts {
  const { cluster } = group.cluster;
  const family = cluster && look(cluster as Resource, 'kubernetesNetworkConfig.ipFamily');
  if (!isUnknown(family)) return cniFact(group, family === 'ipv6' ? cniIpv6Need : cniIpv4Need);
  const [four, six] = [cniFact(group, cniIpv4Need), cniFact(group, cniIpv6Need)];
  return {
    missing: four.missing,
    holds: derive<boolean>(trail => {
      const [one, other] = [trail.fact(four.holds), trail.fact(six.holds)];
      if (one === other) return one;
      trail.look(cluster as Resource, 'kubernetesNetworkConfig.ipFamily');
      return family;
    }),
  };
}

/** The CNI's permissions may be on the node role, or on a role bound to `kube-system/aws-node`. */
function cniFact(group: GroupContext, need: Need): NeedFacts {
  const onRole = needFact(group, need);
  const holds = derive<boolean>(trail => {
    const own = trail.peek(onRole.holds);
    if (own === true) return true;
    const bound = boundCniRole(group, trail, need);
    if (bound === true) return true;
    if (isUnknown(own)) return own;
    if (isUnknown(bound)) return bound;
    return false;
  });
  return { holds, missing: onRole.missing };
}

/** Whether a role that is bound to aws-node meets the need; the same for all groups of a cluster, so it is worked out once. */
function boundCniRole(group: GroupContext, trail: Trail, need: Need): boolean | Unknown {
  const { cluster } = group.cluster;
  if (!cluster || !trail.isQuiet) return findCniRole(group, trail, need);
  return once(group.shared, cluster, `CNI role for ${need.name}`, () => findCniRole(group, trail, need));
}

function findCniRole(group: GroupContext, trail: Trail, need: Need): boolean | Unknown {
  if (group.declared(trail, 'cniRoleBound') === true) return true;
  const { inventory } = group;
  const { cluster } = group.cluster;
  if (!cluster) return new Unknown('not-in-input', 'the cluster and its vpc-cni add-on', { resolveWith: 'scan the input that holds the cluster together with this one, or declare facts.cniRoleBound' });
  let unknown: Unknown | undefined;
  const use = (carrier: Resource, path: string): boolean => {
    const leaf = look(carrier, path);
    if (leaf === undefined) return false;
    trail.look(carrier, path);
    const link = inventory.follow('Role', leaf);
    const [role] = link.resources;
    if (!role || link.resources.length > 1) {
      unknown ??= link.open ?? new Unknown('not-in-input', carrier.ref.id);
      return false;
    }
    const judgement = judgeNeedOf(group.shared, policiesOf(group, role).permissions, need);
    if (judgement.verdict === 'unknown') unknown ??= policiesOf(group, role).open ?? new Unknown('not-in-input', role.ref.id);
    return judgement.verdict === 'yes';
  };
  const addons = inventory.members('Addon', 'clusterName', cluster as Resource);
  const associations = inventory.members('PodIdentityAssociation', 'clusterName', cluster as Resource);
  for (const addon of addons.members as readonly Resource[]) {
    const name = look(addon, 'addonName');
    if (isUnknown(name)) unknown ??= name;
    if (name !== 'vpc-cni') continue;
    if (use(addon, 'serviceAccountRoleArn')) return true;
    const pods = look(addon, 'podIdentityAssociations');
    if (isUnknown(pods)) unknown ??= pods;
    else if (Array.isArray(pods)) for (let at = 0; at < pods.length; at++) if (use(addon, `podIdentityAssociations[${at}].roleArn`)) return true;
  }
  for (const association of associations.members as readonly Resource[]) {
    const account = look(association, 'serviceAccount');
    const namespace = look(association, 'namespace');
    const other = [account, namespace].find(isUnknown);
    if (other) unknown ??= other;
    if (account === 'aws-node' && namespace === 'kube-system' && use(association, 'roleArn')) return true;
  }
  // A role written for aws-node's service account: the binding itself is made inside the cluster.
  for (const role of rolesForCni(group)) {
    const { verdict } = judgeNeedOf(group.shared, policiesOf(group, role).permissions, need);
    if (verdict === 'no') continue;
    trail.note(role as Resource, 'AssumeRolePolicyDocument', look(role as Resource, 'AssumeRolePolicyDocument'), { decidedBy: 'set', because: 'its trust is written for kube-system/aws-node' });
    if (verdict === 'yes') return true;
    unknown ??= policiesOf(group, role).open ?? new Unknown('not-in-input', `what ${role.ref.id} allows`, { resolveWith: `show every policy of ${role.ref.id}` });
  }
  return unknown ?? addons.open ?? associations.open ?? false;
}

/** Roles whose trust is written for the CNI's service account. */
function rolesForCni({ shared, inventory }: GroupContext): readonly Resource<'Role'>[] {
  return once(shared, 'roles', 'for the CNI', () =>
    inventory.of('Role').filter(role => {
      const document = look(role as Resource, 'AssumeRolePolicyDocument');
      return typeof document === 'string' && document.includes('aws-node') && readTrust(document).awsNode === 'yes';
    }),
  );
}

function breadthOf(group: GroupContext): { broad: Fact<boolean>; text: Fact<string>; remarks: string } {
  const found = group.role();
  const { role, unknown, missing } = found;
  if (missing !== undefined) return { broad: given(false, ...found.evidence), text: given(''), remarks: '' };
  if (!role || unknown) {
    const leaf = unknown ?? new Unknown('not-in-input', group.resource.ref.id);
    return { broad: given<boolean>(leaf, ...found.evidence), text: given<string>(leaf), remarks: '' };
  }
  const policies = policiesOf(group, role);
  const breadth = breadthOfRole(group.shared, policies.permissions);
  return {
    broad: derive<boolean>(trail => {
      trail.add(found);
      noteRole(trail, role, policies, breadth.verdict === 'yes' ? breadth.by : undefined);
      if (breadth.verdict !== 'unknown') return breadth.verdict === 'yes';
      return unsettled(policies, role, breadth.why ?? '');
    }),
    text: given(grantsText(breadth.grants)),
    remarks: grantsText(breadth.notes),
  };
}

function grantsText(grants: readonly BroadGrant[]): string {
  return grants.map(({ grant, by }) => `${grant} by ${by.map(one => one.policy).join(', ')}`).join('; ');
}
