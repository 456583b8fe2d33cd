import { type Inventory, isUnknown, type Leaf, type LinkedBy, refKey, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import type { Trail } from './fact.ts';
import { look } from './look.ts';
import { subnetsOf } from './network.ts';
import type { Endpoint, FlowRule, GroupSet, Peer, SecurityGroupView } from './reach/index.ts';
import { type CarriedGroup, clusterSecurityGroup, type RulePlace } from './security.ts';
import { once, type Shared } from './shared.ts';
import { textOf } from './text-of.ts';

/** A group with its rules, wherever they are written. */
function viewOf(shared: Shared, resource: Resource<'SecurityGroup'>): SecurityGroupView<RulePlace> {
  return once(shared, resource, 'view', () => {
    const any = resource as Resource;
    const rules: FlowRule<RulePlace>[] = [];
    let open: Unknown | undefined;
    for (const [path, direction] of [
      ['IpPermissions', 'ingress'],
      ['IpPermissionsEgress', 'egress'],
    ] as const) {
      const list = look(any, path);
      if (isUnknown(list)) open ??= list;
      if (!Array.isArray(list)) continue;
      for (const [at, permission] of (list as readonly unknown[]).entries()) {
        const place = { resource: any, path: `${path}[${at}]` };
        if (isUnknown(permission)) open ??= permission;
        else rules.push(...flows(shared.inventory, permission as Record<string, unknown>, direction, place));
      }
    }
    const { members, open: unseen } = shared.inventory.members('SecurityGroupRule', 'GroupId', any);
    for (const member of members) {
      const data = member.data as Record<string, unknown>;
      const place = { resource: member as Resource, path: '' };
      const egress = data['IsEgress'];
      if (isUnknown(egress) || egress === undefined) {
        open ??= isUnknown(egress) ? egress : new Unknown('not-in-input', member.ref.id);
        continue;
      }
      rules.push(...flows(shared.inventory, data, egress === true ? 'egress' : 'ingress', place));
    }
    open ??= unseen;
    return { key: refKey(resource.ref), rules, ...(open ? { open } : {}) };
  });
}

/** One permission as rules with one peer each. */
function flows(inventory: Inventory, data: Record<string, unknown>, direction: 'ingress' | 'egress', place: RulePlace): FlowRule<RulePlace>[] {
  const protocol = data['IpProtocol'];
  const base = {
    id: place,
    direction,
    protocol: isUnknown(protocol) ? protocol : textOf(protocol ?? '-1'),
    fromPort: port(data['FromPort']),
    toPort: port(data['ToPort']),
  };
  const peers: Peer[] = [];
  const each = (value: unknown, make: (item: Leaf<string>) => Peer): void => {
    if (value === undefined || value === null) return;
    if (isUnknown(value)) {
      if (value.targets?.all && value.targets.complete) return;
      peers.push(value);
      return;
    }
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (isUnknown(item)) peers.push(make(item));
      else if (typeof item === 'string') peers.push(make(item));
      else if (item !== null && typeof item === 'object') {
        const [inner] = Object.values(item as Record<string, unknown>);
        if (typeof inner === 'string' || isUnknown(inner)) peers.push(make(inner));
      }
    }
  };
  each(data['IpRanges'] ?? data['CidrIpv4s'] ?? data['CidrIpv4'], cidr => ({ kind: 'cidr', family: 'ipv4', cidr }));
  each(data['Ipv6Ranges'] ?? data['CidrIpv6s'] ?? data['CidrIpv6'], cidr => ({ kind: 'cidr', family: 'ipv6', cidr }));
  each(data['PrefixListIds'] ?? data['PrefixListId'], id => ({ kind: 'prefix-list', id }));
  const groups = data['ReferencedGroupIds'] ?? data['ReferencedGroupId'];
  if (groups !== undefined && groups !== null) peers.push(...groupPeers(inventory, groups));
  const self = data['Self'];
  if (self === true) peers.push({ kind: 'self' });
  else if (isUnknown(self)) peers.push(self);
  return peers.map(peer => ({ ...base, peer }));
}

function groupPeers(inventory: Inventory, leaf: unknown): Peer[] {
  const links = inventory.followAll('SecurityGroup', Array.isArray(leaf) || isUnknown(leaf) ? leaf : [leaf]);
  const peers = links.members.map((member): Peer => ({ kind: 'group', group: member.resource ? refKey(member.resource.ref) : member.id }));
  const doubt = links.open ?? (links.possible.length > 0 ? (isUnknown(leaf) ? leaf : new Unknown('ambiguous', links.possible.map(one => one.ref.id).join(', '))) : undefined);
  return doubt ? [...peers, { kind: 'group', group: doubt }] : peers;
}

function port(value: unknown): Leaf<number> | undefined {
  if (isUnknown(value)) return value;
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(textOf(value) === '' ? Number.NaN : textOf(value));
  return Number.isFinite(number) ? number : undefined;
}

export function isResource(carried: CarriedGroup): carried is CarriedGroup & { readonly resource: Resource<'SecurityGroup'> } {
  return carried.resource !== undefined;
}

function views(shared: Shared, groups: readonly CarriedGroup[]): readonly SecurityGroupView<RulePlace>[] {
  return groups.map(carried =>
    isResource(carried)
      ? viewOf(shared, carried.resource)
      : { key: carried.id, rules: [], open: new Unknown('not-in-input', carried.id, { resolveWith: `the rules of ${carried.id} are not in this input: scan the input that holds it, or the live account` }) },
  );
}

/** The node as one end of a connection. */
export function nodeEnd(group: GroupContext): Endpoint<RulePlace> {
  return once(group.shared, group, 'end', () => {
    const { groups, open } = group.security();
    return { groups: views(group.shared, groups), ...(open ? { openGroups: open } : {}), ...addresses(subnetsOf(group).members, subnetsOf(group).open ?? possibleOpen(subnetsOf(group).possible)) };
  });
}

/** Every interface of the node by itself, as what can be reached on it. */
export function interfacesOf(group: GroupContext): readonly [GroupSet<RulePlace>, ...GroupSet<RulePlace>[]] {
  const further = (group.security().further ?? []).map(({ groups, open }) => ({ groups: views(group.shared, groups), ...(open ? { openGroups: open } : {}) }));
  return [nodeEnd(group), ...further];
}

function possibleOpen(possible: readonly unknown[]): Unknown | undefined {
  return possible.length > 0 ? new Unknown('ambiguous', 'subnets') : undefined;
}

function addresses(members: readonly { readonly resource?: Resource<'Subnet'>; readonly id: string }[], open: Unknown | undefined): { cidrs: readonly Leaf<string>[]; openCidrs?: Unknown } {
  const cidrs = members.map(({ resource, id }): Leaf<string> => {
    const cidr = resource && look(resource as Resource, 'CidrBlock');
    return typeof cidr === 'string' || isUnknown(cidr) ? cidr : new Unknown('not-in-input', `the CIDR of ${id}`);
  });
  return { cidrs, ...(open ? { openCidrs: open } : {}) };
}

export interface ControlPlane extends Endpoint<RulePlace> {
  readonly linkedBy: LinkedBy;
  readonly note: (trail: Trail) => void;
}

/** The control plane's interfaces: the cluster's own group and the extra ones. */
export function controlPlaneEnd(group: GroupContext, trail: Trail): ControlPlane {
  const { inventory, shared } = group;
  const { cluster, linkedBy, name } = group.cluster;
  if (cluster) {
    return once(shared, cluster, 'end', () => {
      const own = clusterSecurityGroup(inventory, cluster);
      const extra = inventory.followAll('SecurityGroup', look(cluster as Resource, 'resourcesVpcConfig.securityGroupIds'));
      const subnets = inventory.followAll('Subnet', look(cluster as Resource, 'resourcesVpcConfig.subnetIds'));
      const carrier = { resource: cluster as Resource, path: 'resourcesVpcConfig.securityGroupIds' };
      const carried: readonly CarriedGroup[] = [
        ...(own ? [{ resource: own, id: own.ref.id, linkedBy: 'value' as const, carrier }] : []),
        ...extra.members.map(member => ({ ...member, carrier })),
      ];
      const openGroups = extra.open ?? possibleOpen(extra.possible);
      return {
        groups: views(shared, carried),
        ...(openGroups ? { openGroups } : {}),
        ...addresses(subnets.members, subnets.open ?? possibleOpen(subnets.possible)),
        linkedBy,
        note: inner => void inner.look(cluster as Resource, 'resourcesVpcConfig.securityGroupIds', { linkedBy }),
      };
    });
  }
  const declared = group.declared(trail, 'controlPlaneSecurityGroups');
  const outbound = [{ id: { resource: group.resource, path: '' }, direction: 'egress' as const, protocol: '-1', peer: { kind: 'cidr' as const, family: 'ipv4' as const, cidr: '0.0.0.0/0' } }];
  if (declared) {
    return {
      groups: declared.map(id => {
        const [resource] = inventory.follow('SecurityGroup', id).resources;
        return resource ? viewOf(shared, resource) : { key: id, rules: outbound, open: new Unknown('not-in-input', id) };
      }),
      linkedBy: 'value',
      note: () => undefined,
    };
  }
  const likely = once(shared, 'security groups', 'of the control plane', () => inventory.of('SecurityGroup').filter(candidate => saysControlPlane(candidate as Resource)));
  const unknown = new Unknown('not-in-input', `the control plane's security group${name === undefined ? '' : ` (cluster ${isUnknown(name) ? name.symbol : name})`}`, {
    resolveWith: 'declare the control plane’s security groups in facts.controlPlaneSecurityGroups, or scan the input that holds the cluster',
  });
  if (likely.length > 0) {
    // A name proves nothing: what such a group allows counts, and what it lacks another one may have.
    return { groups: likely.map(candidate => viewOf(shared, candidate)), openGroups: unknown, openCidrs: unknown, linkedBy: 'inferred', note: inner => likely.forEach(candidate => inner.note(candidate as Resource, 'GroupName', look(candidate as Resource, 'GroupName'), { linkedBy: 'inferred' })) };
  }
  return { groups: [], openGroups: unknown, openCidrs: unknown, linkedBy: 'value', note: () => undefined };
}

/** Its name, tag or description says that it is the control plane's or the cluster's. */
function saysControlPlane(group: Resource): boolean {
  if (group.ref.id.includes('#')) return false;
  const tags = look(group, 'Tags');
  const texts = [look(group, 'GroupName'), look(group, 'Description'), ...(Array.isArray(tags) ? (tags as readonly Record<string, unknown>[]).filter(tag => tag['Key'] === 'Name').map(tag => tag['Value']) : [])];
  return texts.some(text => typeof text === 'string' && /control.?plane|\bcluster\b(?!.*\bnodes?\b)/i.test(text) && !/\bnodes?\b|worker/i.test(text));
}
