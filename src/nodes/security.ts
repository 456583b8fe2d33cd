import { type Inventory, isUnknown, type LinkedBy, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { look } from './look.ts';
import { subnetsOf } from './network.ts';

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

export interface InterfaceGroups {
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

export function clusterSecurityGroup(inventory: Inventory, cluster: Resource<'Cluster'>): Resource<'SecurityGroup'> | undefined {
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
