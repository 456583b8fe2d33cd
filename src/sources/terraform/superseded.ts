import { type Resource, withValue } from '../../inventory/index.ts';
import type { PlanFile } from './plan-file.ts';
import { isObject, type JsonObject } from './plan-slices.ts';

type Owner = 'Role' | 'RouteTable' | 'SecurityGroup';

/** Members that stand in resources of their own, whose owner lists them as well once it is read from AWS. */
const carriers: Readonly<Record<string, { readonly owner: Owner; readonly by: string }>> = {
  aws_iam_role_policy_attachment: { owner: 'Role', by: 'role' },
  aws_iam_role_policy: { owner: 'Role', by: 'role' },
  aws_route: { owner: 'RouteTable', by: 'route_table_id' },
  aws_security_group_rule: { owner: 'SecurityGroup', by: 'security_group_id' },
  aws_vpc_security_group_ingress_rule: { owner: 'SecurityGroup', by: 'security_group_id' },
  aws_vpc_security_group_egress_rule: { owner: 'SecurityGroup', by: 'security_group_id' },
};

/** What a plan deletes or changes, as it was before, by owner. */
export type Superseded = ReadonlyMap<string, readonly { readonly type: string; readonly before: JsonObject }[]>;

/**
 * A group's rules, a table's routes and a role's policies are computed attributes too: planned unchanged, they still hold what
 * the plan takes away by deleting or changing the resource that made it.
 */
export function supersededBy(plan: PlanFile): Superseded {
  const found = new Map<string, { type: string; before: JsonObject }[]>();
  for (const change of plan.changes) {
    const carrier = carriers[change.type];
    if (!carrier || change.mode === 'data' || change.deposed !== undefined) continue;
    if (change.actions && !change.actions.some(takesAway)) continue;
    const { actions, before } = change.parse()['change'] as JsonObject;
    if (!isObject(before) || !Array.isArray(actions) || !actions.some(takesAway)) continue;
    const key = `${carrier.owner} ${String(before[carrier.by])}`;
    const list = found.get(key);
    if (list) list.push({ type: change.type, before });
    else found.set(key, [{ type: change.type, before }]);
  }
  return found;
}

function takesAway(action: unknown): boolean {
  return action === 'delete' || action === 'update';
}

/** The resource without the members that the plan takes away; the carriers that stay speak for themselves. */
export function withoutSuperseded(resource: Resource, superseded: Superseded): Resource {
  const { kind } = resource.ref;
  if (superseded.size === 0 || resource.existence !== 'existing' || (kind !== 'Role' && kind !== 'RouteTable' && kind !== 'SecurityGroup'))
    return resource;
  const data = resource.data as Record<string, unknown>;
  const id =
    kind === 'Role'
      ? data['RoleName']
      : kind === 'RouteTable'
        ? data['RouteTableId']
        : kind === 'SecurityGroup'
          ? data['GroupId']
          : undefined;
  const gone = superseded.get(`${kind} ${String(id)}`);
  if (!gone) return resource;
  const keep = (
    from: Resource,
    path: string,
    stays: (member: Record<string, unknown>) => Record<string, unknown> | undefined,
  ): Resource => {
    const list = data[path];
    if (!Array.isArray(list) || resource.decidedBy(path) !== 'observed') return from;
    return withValue(
      from,
      path,
      (list as unknown[]).flatMap(member => (isObject(member) ? (stays(member) ?? []) : [member])),
      'observed',
    );
  };
  switch (kind) {
    case 'Role': {
      const arns = new Set(gone.filter(({ type }) => type === 'aws_iam_role_policy_attachment').map(({ before }) => before['policy_arn']));
      const names = new Set(gone.filter(({ type }) => type === 'aws_iam_role_policy').map(({ before }) => before['name']));
      const attached = data['ManagedPolicyArns'];
      const without =
        Array.isArray(attached) && resource.decidedBy('ManagedPolicyArns') === 'observed'
          ? withValue(
              resource,
              'ManagedPolicyArns',
              attached.filter(arn => !arns.has(arn)),
              'observed',
            )
          : resource;
      return keep(without, 'Policies', policy => (names.has(policy['PolicyName']) ? undefined : policy));
    }
    case 'RouteTable': {
      const destinations = gone.map(({ before }) =>
        destination(before, 'destination_cidr_block', 'destination_ipv6_cidr_block', 'destination_prefix_list_id'),
      );
      return keep(resource, 'Routes', route =>
        destinations.includes(destination(route, 'DestinationCidrBlock', 'DestinationIpv6CidrBlock', 'DestinationPrefixListId'))
          ? undefined
          : route,
      );
    }
    case 'SecurityGroup': {
      const rules = gone.map(({ type, before }) => ruleOf(type, before, id));
      const inbound = rules.filter(({ egress }) => !egress);
      const outbound = rules.filter(({ egress }) => egress);
      return keep(
        keep(resource, 'IpPermissions', permission => less(permission, inbound)),
        'IpPermissionsEgress',
        permission => less(permission, outbound),
      );
    }
    default:
      return resource;
  }
}

function destination(route: JsonObject, ...names: readonly string[]): string {
  return names.map(name => (typeof route[name] === 'string' ? route[name] : '')).join(' ');
}

interface Rule {
  readonly egress: boolean;
  readonly flow: string;
  readonly peers: ReadonlySet<unknown>;
  readonly self: boolean;
}

function ruleOf(type: string, before: JsonObject, own: unknown): Rule {
  const listed = ['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids'].flatMap(name =>
    Array.isArray(before[name]) ? (before[name] as unknown[]) : [],
  );
  const single = ['cidr_ipv4', 'cidr_ipv6', 'prefix_list_id', 'referenced_security_group_id', 'source_security_group_id'].map(
    name => before[name],
  );
  const peers = new Set([...listed, ...single].filter(peer => typeof peer === 'string' && peer !== ''));
  return {
    egress: type === 'aws_vpc_security_group_egress_rule' || before['type'] === 'egress',
    flow: flow(before['protocol'] ?? before['ip_protocol'], before['from_port'], before['to_port']),
    peers,
    self: before['self'] === true || peers.has(own),
  };
}

function flow(protocol: unknown, from: unknown, to: unknown): string {
  return String(protocol) === '-1' ? 'all' : `${String(protocol)} ${String(from)} ${String(to)}`;
}

/** A permission without the peers of rules that go; undefined if no peer is left. */
function less(permission: Record<string, unknown>, rules: readonly Rule[]): Record<string, unknown> | undefined {
  const own = flow(permission['IpProtocol'], permission['FromPort'], permission['ToPort']);
  const gone = rules.filter(rule => rule.flow === own);
  if (gone.length === 0) return permission;
  const goes = (peer: unknown): boolean => gone.some(rule => rule.peers.has(peer));
  const left: Record<string, unknown> = { ...permission };
  for (const [name, member] of [
    ['IpRanges', 'CidrIp'],
    ['Ipv6Ranges', 'CidrIpv6'],
    ['PrefixListIds', 'PrefixListId'],
  ] as const) {
    const list = permission[name];
    if (Array.isArray(list)) left[name] = (list as unknown[]).filter(item => !(isObject(item) && goes(item[member])));
  }
  const groups = permission['ReferencedGroupIds'];
  if (Array.isArray(groups)) left['ReferencedGroupIds'] = (groups as unknown[]).filter(group => !goes(group));
  if (permission['Self'] === true && gone.some(rule => rule.self)) left['Self'] = false;
  const isEmpty =
    left['Self'] !== true &&
    ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'ReferencedGroupIds'].every(
      name => left[name] === undefined || (Array.isArray(left[name]) && (left[name] as unknown[]).length === 0),
    );
  return isEmpty ? undefined : left;
}
