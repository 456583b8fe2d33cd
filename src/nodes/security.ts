import { type Inventory, isUnknown, type Leaf, type LinkedBy, refKey, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, type Fact, type Trail } from './fact.ts';
import { look } from './look.ts';
import { subnetsOf } from './network.ts';
import {
  between,
  type Blocker,
  type Connection,
  type Endpoint,
  type FlowRule,
  type GroupSet,
  nodeEgress,
  openToWorld,
  type Peer,
  type Reach,
  type SecurityGroupView,
  sshOpenTo,
} from './reach/index.ts';
import type { NodeFacts } from './schema.ts';
import { once, type Shared } from './shared.ts';
import { textOf } from './text-of.ts';

/** Where a rule stands. */
export interface RulePlace {
  readonly resource: Resource;
  readonly path: string;
}

/** A security group that nodes carry: in the input, or only its id. */
export interface CarriedGroup {
  readonly resource?: Resource<'SecurityGroup'>;
  readonly id: string;
  readonly linkedBy: LinkedBy;
  readonly carrier: RulePlace;
}

/** The security groups on a node's first interface. */
export interface GroupSecurity {
  readonly groups: readonly CarriedGroup[];
  readonly open?: Unknown;
  /** Where the groups are named, or would be. */
  readonly place: RulePlace;
  /** The groups of further interfaces: a port that is open on any of them is open. */
  readonly further?: readonly InterfaceGroups[];
  /** EKS opens SSH on managed groups with a key and no source groups. */
  readonly remoteAccess?: RemoteAccess;
}

interface InterfaceGroups {
  readonly groups: readonly CarriedGroup[];
  readonly open?: Unknown;
  readonly place: RulePlace;
}

interface RemoteAccess {
  readonly place: RulePlace;
  readonly openToWorld: boolean | Unknown;
}

export function securityOf(group: GroupContext): GroupSecurity {
  const { inventory } = group;
  const found = namedGroups(group);
  const remote = remoteAccessOf(group);
  const extra = remote ? { remoteAccess: remote } : {};
  if (found) return { ...found, ...extra };
  const place: RulePlace = { resource: group.resource, path: '' };
  if (group.kind === 'managed' || group.kind === 'auto-mode') {
    // EKS User Guide, launch-templates: without groups of its own in a template, a managed group gets the cluster's.
    const own = group.cluster.cluster && clusterSecurityGroup(inventory, group.cluster.cluster);
    const { cluster, linkedBy, name } = group.cluster;
    if (own) return { groups: [{ resource: own, id: own.ref.id, linkedBy, carrier: { resource: group.resource, path: 'clusterName' } }], place, ...extra };
    return { groups: [], open: new Unknown('not-in-input', `the security group of cluster ${isUnknown(name) ? name.symbol : (name ?? cluster?.ref.id ?? '?')}`, { resolveWith: 'scan the input that holds the cluster together with this one, or the live account' }), place, ...extra };
  }
  // EC2: no group named means the VPC's default group.
  const vpc = vpcOf(group);
  const fallback = vpc && defaultGroup(inventory, vpc);
  if (fallback) return { groups: [{ resource: fallback, id: fallback.ref.id, linkedBy: 'reference', carrier: place }], place, ...extra };
  return {
    groups: [],
    open: new Unknown('not-in-input', `the default security group of the VPC of ${group.resource.ref.id}`, { resolveWith: 'name the node security groups in the launch template' }),
    place,
    ...extra,
  };
}

/** Groups that the launch names, on its first interface or beside it; undefined where it names none. */
function namedGroups(group: GroupContext): Omit<GroupSecurity, 'remoteAccess'> | undefined {
  for (const name of ['NetworkInterfaces', 'SecurityGroupIds', 'SecurityGroups'] as const) {
    for (const layer of group.launch.layers) {
      const base = layer.pathOf(name);
      if (base === undefined) continue;
      const leaf = look(layer.resource, base);
      if (name !== 'NetworkInterfaces' || !Array.isArray(leaf)) {
        const found = groupsAt(group.inventory, layer.resource, base);
        if (found) return found;
        continue;
      }
      const interfaces = leaf as readonly Record<string, unknown>[];
      const first = Math.max(0, interfaces.findIndex(item => item['DeviceIndex'] === 0));
      const found = groupsAt(group.inventory, layer.resource, `${base}[${first}].Groups`);
      if (!found) continue;
      // `efa-only` interfaces carry no IP address.
      const further = interfaces.flatMap((item, at) => (at === first || item['InterfaceType'] === 'efa-only' ? [] : (groupsAt(group.inventory, layer.resource, `${base}[${at}].Groups`) ?? [])));
      return { ...found, ...(further.length > 0 ? { further } : {}) };
    }
  }
  if (group.launch.unseen) return { groups: [], open: group.launch.unseen.unknown, place: { resource: group.launch.unseen.resource, path: group.launch.unseen.path } };
  return undefined;
}

/** The groups that stand at a path; undefined where none does. */
function groupsAt(inventory: Inventory, resource: Resource, path: string): InterfaceGroups | undefined {
  const leaf = look(resource, path);
  if (leaf === undefined || (Array.isArray(leaf) && leaf.length === 0)) return undefined;
  const place: RulePlace = { resource, path };
  const links = inventory.followAll('SecurityGroup', leaf);
  const groups = links.members.map((member, at): CarriedGroup => ({ ...member, carrier: Array.isArray(leaf) ? { ...place, path: `${path}[${at}]` } : place }));
  const open = links.open ?? (links.possible.length > 0 ? (isUnknown(leaf) ? leaf : new Unknown('ambiguous', path)) : undefined);
  return { groups, place, ...(open ? { open } : {}) };
}

function remoteAccessOf(group: GroupContext): RemoteAccess | undefined {
  if (group.kind !== 'managed') return undefined;
  const key = look(group.resource, 'remoteAccess.ec2SshKey');
  if (key === undefined) return undefined;
  const sources = look(group.resource, 'remoteAccess.sourceSecurityGroups');
  const place = { resource: group.resource, path: 'remoteAccess.ec2SshKey' };
  // An empty list equals none: EKS then opens 22 (Windows: 3389) to 0.0.0.0/0 (EKS API, RemoteAccessConfig).
  if (isUnknown(sources)) return { place, openToWorld: sources.targets ? false : sources };
  const open = !Array.isArray(sources) || sources.length === 0;
  return { place, openToWorld: open && isUnknown(key) ? key : open };
}

function clusterSecurityGroup(inventory: Inventory, cluster: Resource<'Cluster'>): Resource<'SecurityGroup'> | undefined {
  return inventory.get({ kind: 'SecurityGroup', id: `${cluster.ref.id}#cluster-security-group` });
}

function vpcOf(group: GroupContext): Resource<'Vpc'> | undefined {
  for (const { resource } of subnetsOf(group).members) {
    if (!resource) continue;
    const [vpc, ...others] = group.inventory.follow('Vpc', look(resource as Resource, 'VpcId')).resources;
    if (vpc && others.length === 0) return vpc;
  }
  return undefined;
}

function defaultGroup(inventory: Inventory, vpc: Resource<'Vpc'>): Resource<'SecurityGroup'> | undefined {
  const adopted = inventory
    .of('SecurityGroup')
    .find(candidate => /(^|\.)aws_default_security_group\./.test(candidate.ref.id) && inventory.follow('Vpc', look(candidate as Resource, 'VpcId')).resources.includes(vpc));
  return adopted ?? inventory.get({ kind: 'SecurityGroup', id: `${vpc.ref.id}#default-security-group` });
}

/** A group with its rules, wherever they are written. */
export function viewOf(shared: Shared, resource: Resource<'SecurityGroup'>): SecurityGroupView<RulePlace> {
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

function isResource(carried: CarriedGroup): carried is CarriedGroup & { readonly resource: Resource<'SecurityGroup'> } {
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
function interfacesOf(group: GroupContext): readonly [GroupSet<RulePlace>, ...GroupSet<RulePlace>[]] {
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

interface ControlPlane extends Endpoint<RulePlace> {
  readonly linkedBy: LinkedBy;
  readonly note: (trail: Trail) => void;
}

/** The control plane's interfaces: the cluster's own group and the extra ones. */
function controlPlaneEnd(group: GroupContext, trail: Trail): ControlPlane {
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

export function reachFacts(group: GroupContext): NodeFacts['reach'] {
  const kubelet = connectionFacts(group, 10250, 'to-node');
  const api = connectionFacts(group, 443, 'to-control-plane');
  const admin = adminFacts(group);
  return {
    kubelet: kubelet.holds,
    kubeletBlockedBy: kubelet.blockedBy,
    controlPlane: api.holds,
    controlPlaneBlockedBy: api.blockedBy,
    egress: derive(trail => {
      noteGroups(group, trail);
      return answer(trail, nodeEgress(nodeEnd(group)), group);
    }),
    adminPortsOpen: admin.open,
    openAdminPorts: admin.text,
    nodePortsOpen: derive(() => interfacesOf(group).some(end => openToWorld(end, nodePorts).open.length > 0)),
    ssh: derive<boolean>(trail => {
      // With a key EKS opens SSH, to the source groups or to the world (EKS API, RemoteAccessConfig).
      const remote = group.security().remoteAccess;
      if (remote) {
        const key = trail.look(remote.place.resource, remote.place.path);
        return isUnknown(key) ? key : true;
      }
      const control = controlPlaneEnd(group, trail);
      noteGroups(group, trail);
      const own = { groups: [...control.groups, ...nodeEnd(group).groups].map(one => one.key), openGroups: control.openGroups };
      const all = interfacesOf(group).map(end => sshOpenTo(end, own));
      return answer(trail, all.find(({ verdict }) => verdict === 'yes') ?? all.find(({ verdict }) => verdict === 'unknown') ?? all[0]!, group);
    }),
  };
}

function noteGroups(group: GroupContext, trail: Trail): void {
  if (trail.isQuiet) return;
  const { groups, place, open } = group.security();
  for (const carried of groups) trail.note(carried.carrier.resource, carried.carrier.path, carried.id, { linkedBy: carried.linkedBy, decidedBy: carried.id.includes('#') ? 'service' : 'set' });
  if (open) trail.note(place.resource, place.path, open);
  for (const carried of groups) if (carried.resource) trail.note(carried.resource as Resource, '', undefined, { linkedBy: carried.linkedBy });
}

function answer(trail: Trail, reach: Reach<RulePlace>, group: GroupContext): boolean | Unknown {
  if (reach.verdict === 'no') return false;
  if (reach.verdict === 'yes') {
    if (!trail.isQuiet) for (const place of reach.rules) trail.note(place.resource, place.path, look(place.resource, place.path), { decidedBy: place.path === '' ? 'set' : place.resource.decidedBy(place.path), linkedBy: 'reference' });
    return true;
  }
  return blockedUnknown(trail, reach.blockers, group);
}

function blockedUnknown(trail: Trail, blockers: readonly Blocker<RulePlace>[], group: GroupContext): Unknown {
  for (const blocker of blockers) if (blocker.kind === 'rule') trail.note(blocker.rule.resource, blocker.rule.path, blocker.unknown, { linkedBy: 'reference' });
  return blockers[0]?.unknown ?? new Unknown('not-in-input', group.resource.ref.id);
}

function connectionFacts(group: GroupContext, port: number, direction: 'to-node' | 'to-control-plane'): { holds: Fact<boolean>; blockedBy: Fact<string> } {
  let made: { connection: Connection<RulePlace>; control: ControlPlane } | undefined;
  const connect = (trail: Trail): { connection: Connection<RulePlace>; control: ControlPlane } => {
    const control = controlPlaneEnd(group, trail);
    const node = nodeEnd(group);
    const family = group.cluster.cluster && look(group.cluster.cluster as Resource, 'kubernetesNetworkConfig.ipFamily') === 'ipv6' ? new Unknown('unresolved-reference', 'IP family between control plane and node') : undefined;
    const [from, to] = direction === 'to-node' ? [control, node] : [node, control];
    made = { connection: between(from, to, { protocol: 'tcp', port, ...(family ? { family } : {}) }), control };
    return made;
  };
  const holds = derive<boolean>(trail => {
    const { connection, control } = connect(trail);
    const { verdict, egress, ingress } = connection;
    // The end that blocks is what has to change, so it comes last.
    if (trail.isQuiet && verdict !== 'unknown') return verdict === 'yes';
    const nodeBlocks = (direction === 'to-node' ? ingress : egress).verdict === 'no';
    const notes = [() => noteGroups(group, trail), () => control.note(trail)];
    for (const note of verdict === 'no' && nodeBlocks ? notes.reverse() : notes) note();
    if (verdict === 'no') return false;
    if (verdict === 'yes') {
      answer(trail, ingress, group);
      answer(trail, egress, group);
      return true;
    }
    const unsure = ingress.verdict === 'unknown' ? ingress : egress;
    return unsure.verdict === 'unknown' ? blockedUnknown(trail, unsure.blockers, group) : new Unknown('not-in-input', group.resource.ref.id);
  });
  return {
    holds,
    blockedBy: derive(trail => {
      trail.peek(holds);
      if (!made) return '';
      const { egress, ingress } = made.connection;
      const node = `the node’s security groups (${group.security().groups.map(one => one.id).join(', ') || 'none'})`;
      const control = 'the control plane’s security groups';
      const [out, into] = direction === 'to-node' ? [control, node] : [node, control];
      return [...(ingress.verdict === 'no' ? [`no rule of ${into} lets it in`] : []), ...(egress.verdict === 'no' ? [`no rule of ${out} lets it out`] : [])].join('; ');
    }),
  };
}

/** Both ends of the default NodePort range; a cluster may be given another (Kubernetes, service-node-port-range). */
const nodePorts = [30_000, 32_767] as const;
const adminPorts = [22, 3389, 10250, 10255] as const;

function adminFacts(group: GroupContext): { open: Fact<boolean>; text: Fact<string> } {
  let text = '';
  const open = derive<boolean>(trail => {
    const { remoteAccess } = group.security();
    if (remoteAccess?.openToWorld === true) {
      trail.look(remoteAccess.place.resource, remoteAccess.place.path);
      text = 'SSH by remote access without source security groups';
      return true;
    }
    noteGroups(group, trail);
    const all = interfacesOf(group).map(end => openToWorld(end, adminPorts));
    const openings = all.flatMap(access => access.open);
    if (openings.length > 0) {
      for (const opening of openings) {
        for (const place of opening.rules) trail.note(place.resource, place.path, look(place.resource, place.path), { decidedBy: place.path === '' ? 'set' : place.resource.decidedBy(place.path), linkedBy: 'reference' });
      }
      text = openings.map(opening => `${opening.port === 'all' ? 'every port' : `TCP ${opening.port}`} (${opening.family === 'ipv4' ? '0.0.0.0/0' : '::/0'}, ${[...new Set(opening.rules.map(place => place.resource.ref.id))].join(', ')})`).join('; ');
      return true;
    }
    const unsure = all.flatMap(access => access.unsure);
    if (unsure.length > 0) return blockedUnknown(trail, unsure.flatMap(one => one.blockers), group);
    if (isUnknown(remoteAccess?.openToWorld)) {
      trail.note(remoteAccess.place.resource, 'remoteAccess.sourceSecurityGroups', remoteAccess.openToWorld);
      return remoteAccess.openToWorld;
    }
    return false;
  });
  return {
    open,
    text: derive(trail => {
      trail.peek(open);
      return text;
    }),
  };
}

/** Whether more than one security group of the node carries the cluster tag. */
export function taggedGroupFacts(group: GroupContext): NodeFacts['securityGroups'] {
  return {
    oneTaggedAtMost: derive<boolean>(trail => {
      const { names, unknown } = taggedGroups(group, trail);
      if (names.length > 1) return false;
      const { groups, open } = group.security();
      // One group alone cannot be two, whatever its tags.
      if (groups.length < 2 && !open) return true;
      return unknown ?? true;
    }),
    tagged: derive(trail => taggedGroups(group, trail).names.join(', ')),
  };
}

/** The groups that carry the tag of the nodes' cluster; a tag of another cluster is in nobody's way. */
function taggedGroups(group: GroupContext, trail: Trail): { readonly names: readonly string[]; readonly unknown: Unknown | undefined } {
  const { groups, open, place } = group.security();
  const { name } = group.cluster;
  const own = typeof name === 'string' ? `kubernetes.io/cluster/${name}` : undefined;
  const byKey = new Map<string, string[]>();
  let unknown = open;
  let isOfCluster: string | undefined;
  if (open) trail.note(place.resource, place.path, open);
  // EKS puts the tag back on the cluster's own group, so it is looked at first and another one is what has to change.
  for (const carried of [...groups].sort((a, b) => Number(b.id.endsWith('#cluster-security-group')) - Number(a.id.endsWith('#cluster-security-group')))) {
    if (!isResource(carried)) {
      unknown ??= new Unknown('not-in-input', carried.id, { resolveWith: `the tags of ${carried.id} are not in this input` });
      continue;
    }
    const tags = trail.look(carried.resource as Resource, 'Tags', { linkedBy: carried.linkedBy });
    if (carried.id.endsWith('#cluster-security-group')) isOfCluster = carried.id;
    else if (isUnknown(tags)) unknown ??= tags;
    else if (Array.isArray(tags)) {
      const keys = (tags as readonly Record<string, unknown>[]).map(tag => tag['Key']);
      const known = keys.filter((key): key is string => typeof key === 'string' && key.startsWith('kubernetes.io/cluster/'));
      if (own === undefined || !known.includes(own)) unknown ??= keys.find(isUnknown);
      for (const key of known) byKey.set(key, [...(byKey.get(key) ?? []), carried.id]);
    }
  }
  const ofCluster = isOfCluster === undefined ? [] : [isOfCluster];
  if (own !== undefined) return { names: [...ofCluster, ...(byKey.get(own) ?? [])], unknown };
  const twice = [...byKey.values()].find(ids => ids.length > 1);
  if (twice) return { names: twice, unknown };
  // Which of the tags is that of the cluster does not show while its name is not known.
  if (ofCluster.length > 0 && byKey.size > 0) unknown ??= isUnknown(name) ? name : new Unknown('not-in-input', 'the name of the cluster');
  return { names: ofCluster, unknown };
}

/** Whether DNS is open from the nodes of one group to those of another. */
export function dnsBetween(from: GroupContext, to: GroupContext, trail: Trail): { verdict: 'yes' | 'no' | 'unknown'; unknown?: Unknown } {
  let unknown: Unknown | undefined;
  for (const protocol of ['tcp', 'udp'] as const) {
    const { verdict, egress, ingress } = between(nodeEnd(from), nodeEnd(to), { protocol, port: 53 });
    if (verdict === 'no') {
      const blocking = egress.verdict === 'no' ? [to, from] : [from, to];
      for (const end of blocking) noteGroups(end, trail);
      return { verdict };
    }
    if (verdict === 'unknown') {
      const blocked = ingress.verdict === 'unknown' ? ingress : egress;
      if (blocked.verdict === 'unknown') unknown ??= blockedUnknown(trail, blocked.blockers, to);
      unknown ??= new Unknown('not-in-input', to.resource.ref.id);
    }
  }
  return unknown ? { verdict: 'unknown', unknown } : { verdict: 'yes' };
}
