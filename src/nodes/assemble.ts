import { type Inventory, isUnknown, type Leaf, type Resource, Unknown } from '../inventory/index.ts';
import { bootstrapFacts, userDataFacts } from './bootstrap.ts';
import { type ClusterLink, clusterName, clusterNamed, GroupContext, type GroupKind } from './context.ts';
import { derive, type Fact, given, type Trail } from './fact.ts';
import { hardeningFacts } from './hardening.ts';
import { imageFacts } from './image-facts.ts';
import { type Alternatives, type Launch, launchesOfGroup, launchesOfInstance, launchesOfNodegroup } from './launch.ts';
import { look } from './look.ts';
import { metadataFacts } from './metadata.ts';
import { networkFacts, subnetFacts, subnetsOf } from './network.ts';
import type { NodeOptions } from './options.ts';
import { dnsBetween, reachFacts, taggedGroupFacts } from './reach-facts.ts';
import { recognise } from './recognise.ts';
import { roleFacts } from './role.ts';
import { launchFacts, replacementFacts, scalingFacts, sshFacts } from './scaling.ts';
import type { ClusterFacts, NodeFacts } from './schema.ts';
import { nodeEnd } from './security-ends.ts';
import type { Shared } from './shared.ts';
import { clusterTagFacts } from './tags.ts';
import { textOf } from './text-of.ts';
import { volumeFacts } from './volumes.ts';

/** One launch variant of a group. Several alternatives: one of them is meant, and it is not known which. */
export interface Variant {
  readonly name?: string;
  readonly alternatives: readonly NodeFacts[];
}

/** A node group with everything rules may read of it. */
export interface NodeGroup {
  readonly kind: GroupKind;
  readonly name: string;
  readonly cluster: ClusterLink;
  readonly resource: Resource;
  /** What shows that it is a node group, strongest first. */
  readonly recognisedBy: readonly string[];
  readonly variants: readonly Variant[];
  /** The launches, in the order of the variants and their alternatives: what a remedy changes. */
  readonly launches: readonly Alternatives[];
  /** The same group in a changed inventory (`Inventory.overlaid`); what the change does not touch is not worked out again. */
  readonly again: (inventory: Inventory) => NodeGroup | undefined;
}

/** A cluster as the subject of rules about several groups. */
export interface AssembledCluster {
  readonly name: string;
  readonly link: ClusterLink;
  readonly resource: Resource | undefined;
  /** The ref the subject is known by: the cluster's, or its name where the input does not hold it. */
  readonly ref: string;
  readonly facts: ClusterFacts;
  /** Why there is nothing to judge. */
  readonly unjudged?: string;
}

export interface Assembled {
  readonly groups: readonly NodeGroup[];
  readonly clusters: readonly AssembledCluster[];
  /** Groups of another distribution, and why they are no subjects. */
  readonly passedOver: readonly { readonly ref: string; readonly because: string }[];
}

/** Puts the resources of an inventory together into worker nodes with their effective settings. */
export function assemble(inventory: Inventory, options: NodeOptions): Assembled {
  const shared: Shared = { inventory, options, memo: new Map() };
  const found = candidatesOf(inventory).flatMap(candidate => {
    const made = groupOf(shared, candidate);
    return made ? [made] : [];
  });
  const groups = found.flatMap(made => ('group' in made ? [made] : []));
  const passedOver = found.flatMap(made => ('because' in made ? [made] : []));
  return { groups: groups.map(({ group }) => group), clusters: clustersOf(shared, groups), passedOver };
}

/** Something that may be a node group. */
interface Candidate {
  readonly kind: GroupKind;
  readonly resource: Resource;
  readonly launches: (inventory: Inventory, resource: Resource) => readonly Alternatives[];
  readonly cluster?: (inventory: Inventory, resource: Resource) => ClusterLink;
}

function candidatesOf(inventory: Inventory): readonly Candidate[] {
  const named = (from: Inventory, resource: Resource): ClusterLink => clusterNamed(from, look(resource, 'clusterName'));
  const itself = (_: Inventory, resource: Resource): ClusterLink => {
    const cluster = resource as Resource<'Cluster'>;
    return { cluster, name: clusterName(cluster), linkedBy: 'value' };
  };
  const candidates: readonly Candidate[] = [
    ...inventory.of('AutoScalingGroup').map(group => ({
      kind: 'self-managed' as const,
      resource: group as Resource,
      launches: (from: Inventory, resource: Resource) => launchesOfGroup(from, resource as Resource<'AutoScalingGroup'>),
    })),
    ...inventory.of('Nodegroup').map(group => ({
      kind: 'managed' as const,
      resource: group as Resource,
      launches: (from: Inventory, resource: Resource) => [launchesOfNodegroup(from, resource as Resource<'Nodegroup'>)],
      cluster: named,
    })),
    ...inventory.of('Instance').map(instance => ({
      kind: 'standalone' as const,
      resource: instance as Resource,
      launches: (from: Inventory, resource: Resource) => [launchesOfInstance(from, resource as Resource<'Instance'>)],
    })),
    ...inventory.of('FargateProfile').map(profile => ({ kind: 'fargate' as const, resource: profile as Resource, launches: () => [[service]], cluster: named })),
    ...inventory
      .of('Cluster')
      .filter(cluster => look(cluster as Resource, 'computeConfig.enabled') === true && !hasNoNodePools(cluster))
      .map(cluster => ({ kind: 'auto-mode' as const, resource: cluster as Resource, launches: () => [[service]], cluster: itself })),
  ];
  // What is only read here is judged where it is made.
  return candidates.filter(({ resource }) => resource.existence !== 'elsewhere');
}

type Made = { readonly group: NodeGroup; readonly contexts: readonly GroupContext[] };

function groupOf(shared: Shared, candidate: Candidate): Made | { readonly ref: string; readonly because: string } | undefined {
  const { kind, resource } = candidate;
  const launches = candidate.launches(shared.inventory, resource);
  const cluster = candidate.cluster?.(shared.inventory, resource);
  const contexts = launches.map(alternatives => alternatives.map(launch => new GroupContext(shared, kind, resource, launch, cluster)));
  const [first] = contexts[0] ?? [];
  if (!first) return undefined;
  const recognised = recognise(first);
  if (recognised.verdict === 'other') return { ref: resource.ref.id, because: recognised.because };
  if (recognised.verdict !== 'node') return undefined;
  const { eks } = recognised;
  const group: NodeGroup = {
    kind,
    name: nameOf(resource),
    cluster: first.cluster,
    resource,
    recognisedBy: recognised.by,
    launches,
    variants: contexts.map((alternatives, at) => {
      const name = launches[at]?.[0]?.variant;
      return { ...(name === undefined ? {} : { name }), alternatives: alternatives.map(context => nodeFacts(context, eks)) };
    }),
    again: inventory => {
      const changed = inventory.get(resource.ref) ?? resource;
      const made = groupOf({ ...shared, inventory }, { ...candidate, resource: changed });
      return made && 'group' in made ? made.group : undefined;
    },
  };
  return { group, contexts: contexts.flat() };
}

const service: Launch = { from: 'eks', layers: [] };

function nameOf(resource: Resource): string {
  for (const path of ['nodegroupName', 'fargateProfileName', 'AutoScalingGroupName', 'name']) {
    const name = look(resource, path);
    if (typeof name === 'string' && name !== '' && !resource.isSensitive(path)) return name;
  }
  return resource.ref.id;
}

/** How each topic's facts are made. */
const topics: { readonly [K in keyof NodeFacts]: (group: GroupContext, eks: Leaf<boolean>) => NodeFacts[K] } = {
  name: group => given(nameOf(group.resource)),
  kind: group => given(group.kind),
  eks: (group, eks) => given(eks, { ref: group.resource.ref, resource: group.resource, path: '', value: eks, decidedBy: 'set', linkedBy: 'value' }),
  replacement: replacementFacts,
  scaling: scalingFacts,
  launch: launchFacts,
  clusterTag: clusterTagFacts,
  securityGroups: taggedGroupFacts,
  subnets: subnetFacts,
  network: networkFacts,
  image: imageFacts,
  bootstrap: bootstrapFacts,
  userData: userDataFacts,
  role: roleFacts,
  reach: reachFacts,
  metadata: metadataFacts,
  volumes: volumeFacts,
  ssh: sshFacts,
  hardening: hardeningFacts,
};

/** The facts of a group, a topic at a time as they are read. */
class TopicFacts {
  declare readonly group: GroupContext;
  declare readonly isEks: Leaf<boolean>;
  declare readonly made: Record<string, unknown>;

  constructor(group: GroupContext, isEks: Leaf<boolean>) {
    this.group = group;
    this.isEks = isEks;
    this.made = {};
  }
}

for (const topic of Object.keys(topics) as (keyof NodeFacts)[]) {
  Object.defineProperty(TopicFacts.prototype, topic, {
    enumerable: true,
    get(this: TopicFacts) {
      return (this.made[topic] ??= topics[topic](this.group, this.isEks));
    },
  });
}

function nodeFacts(group: GroupContext, eks: Leaf<boolean>): NodeFacts {
  return new TopicFacts(group, eks) as unknown as NodeFacts;
}

function clustersOf(shared: Shared, groups: readonly Made[]): readonly AssembledCluster[] {
  const byCluster = new Map<string, { link: ClusterLink; contexts: GroupContext[] }>();
  for (const { group, contexts } of groups) {
    const { cluster, name } = group.cluster;
    const key = cluster?.ref.id ?? (isUnknown(name) ? `<${name.symbol}>` : name);
    if (key === undefined) continue;
    const entry = byCluster.get(key);
    if (entry) entry.contexts.push(...contexts);
    else byCluster.set(key, { link: group.cluster, contexts: [...contexts] });
  }
  const found: AssembledCluster[] = [];
  for (const [key, { link, contexts }] of byCluster) {
    const resource = link.cluster as Resource | undefined;
    const name = resource ? clusterText(link) : key;
    found.push({ name, link, resource, ref: resource?.ref.id ?? key, facts: clusterFacts(name, contexts) });
  }
  for (const cluster of shared.inventory.of('Cluster')) {
    if (byCluster.has(cluster.ref.id) || cluster.existence === 'elsewhere') continue;
    const why = nodesElsewhere(shared.inventory, cluster);
    if (why === undefined) continue;
    const link: ClusterLink = { cluster, name: clusterName(cluster), linkedBy: 'value' };
    found.push({ name: clusterText(link), link, resource: cluster as Resource, ref: cluster.ref.id, facts: clusterFacts(clusterText(link), []), unjudged: why });
  }
  return found;
}

function clusterText({ name, cluster }: ClusterLink): string {
  return typeof name === 'string' ? name : (cluster?.ref.id ?? '');
}

/** EKS Auto Mode without a node pool of EKS's own: its nodes come of pools and classes inside the cluster, with roles and subnets of theirs. */
function hasNoNodePools(cluster: Resource<'Cluster'>): boolean {
  const pools = look(cluster as Resource, 'computeConfig.nodePools');
  return pools === undefined || (Array.isArray(pools) && pools.length === 0);
}

/** Evidence that a cluster without groups in the input has its nodes made by something else. */
function nodesElsewhere(inventory: Inventory, cluster: Resource<'Cluster'>): string | undefined {
  const compute = look(cluster as Resource, 'computeConfig');
  const isEnabled = look(cluster as Resource, 'computeConfig.enabled');
  if (isEnabled === true) return 'EKS Auto Mode is enabled without node pools of EKS’s own: its NodePools and NodeClasses are not in this input';
  if (compute !== undefined && isEnabled !== false) return 'its nodes are planned by EKS Auto Mode, whose settings are known only after apply';
  const entry = inventory
    .members('AccessEntry', 'clusterName', cluster as Resource)
    .members.find(member => ['EC2_LINUX', 'EC2_WINDOWS', 'EC2', 'HYBRID_LINUX', 'HYPERPOD_LINUX'].includes(textOf(look(member as Resource, 'type'))));
  if (entry) return `its nodes are made elsewhere: access entry ${entry.ref.id} lets nodes join`;
  const karpenter = [...inventory.of('Role'), ...inventory.of('InstanceProfile')].find(candidate => {
    const name = look(candidate as Resource, candidate.ref.kind === 'Role' ? 'RoleName' : 'InstanceProfileName');
    return /karpenter/i.test(typeof name === 'string' ? name : candidate.ref.id);
  });
  return karpenter ? `its nodes are made by Karpenter, to judge by from ${karpenter.ref.id}: their NodePool and EC2NodeClass are not in this input` : undefined;
}

function clusterFacts(name: string, contexts: readonly GroupContext[]): ClusterFacts {
  const nodes = contexts.filter(context => context.kind !== 'fargate');
  const zones = zoneFacts(nodes);
  const dns = dnsFacts(nodes.filter(context => context.kind !== 'auto-mode'));
  const groups = nodes.filter(context => context.kind !== 'standalone');
  const inOneZone = (): readonly string[] => [...new Set(groups.filter(context => zoneFacts([context], false).spread.value === 'one').map(context => nameOf(context.resource)))];
  return {
    name: given(name),
    hasGroups: given(nodes.length > 0),
    zones: zones.spread,
    // A remark only: where it is not known, nothing is remarked.
    hasSingleZoneGroup: derive(() => inOneZone().length > 0),
    singleZoneGroups: derive(() => inOneZone().join(', ')),
    zoneNames: zones.names,
    dns: dns.open,
    dnsBlocked: dns.blocked,
  };
}

/** The zones of all groups together; a subnet is one zone even where its name is not known. */
function zoneFacts(contexts: readonly GroupContext[], withDeclared = true): { spread: Fact<string>; names: Fact<string> } {
  const gather = (trail: Trail): { zones: Set<string>; unknownSubnets: Set<string>; open: Unknown | undefined } => {
    const zones = new Set<string>();
    const unknownSubnets = new Set<string>();
    let open: Unknown | undefined;
    for (const context of contexts) {
      if (withDeclared) for (const zone of context.declared(trail, 'otherZones') ?? []) zones.add(zone);
      const subnets = subnetsOf(context);
      const listed = look(context.resource, 'AvailabilityZones');
      if (context.kind === 'self-managed' && subnets.members.length === 0 && Array.isArray(listed) && listed.length > 0) {
        trail.look(context.resource, 'AvailabilityZones');
        for (const zone of listed as readonly unknown[]) if (typeof zone === 'string') zones.add(zone);
        continue;
      }
      open ??= subnets.open ?? (subnets.possible.length > 1 ? new Unknown('ambiguous', subnets.path) : undefined);
      for (const { resource, id } of subnets.members) {
        const zone = resource && trail.look(resource as Resource, 'AvailabilityZone', { linkedBy: 'reference' });
        if (typeof zone === 'string') zones.add(zone);
        else unknownSubnets.add(isUnknown(zone) ? zone.symbol : id);
      }
      // What a user has to change is which subnets the group takes, so that comes last.
      trail.note(subnets.carrier, subnets.path, look(subnets.carrier, subnets.path));
    }
    return { zones, unknownSubnets, open };
  };
  return {
    spread: derive<string>(trail => {
      const { zones, unknownSubnets, open } = gather(trail);
      if (zones.size > 1) return 'several';
      if (open) return open;
      if (zones.size + unknownSubnets.size > 1) return new Unknown('not-in-input', 'the zones of the subnets', { resolveWith: 'set availability_zone on the subnets, or scan the live account' });
      return 'one';
    }),
    names: derive(trail => {
      const { zones, unknownSubnets } = gather(trail);
      return [...zones, ...unknownSubnets].join(', ');
    }),
  };
}

function dnsFacts(contexts: readonly GroupContext[]): { open: Fact<boolean>; blocked: Fact<string> } {
  let blocked = '';
  const open = derive<boolean>(trail => {
    // Groups with the same security groups and addresses are one end: twenty on one template are one.
    const ends = new Map<string, GroupContext>();
    for (const context of contexts) {
      const { groups, openGroups, cidrs, openCidrs } = nodeEnd(context);
      const text = (leaf: Leaf<string>): string => (isUnknown(leaf) ? `<${leaf.symbol}>` : leaf);
      const key = [groups.map(group => text(group.key)), [openGroups?.symbol], (cidrs ?? []).map(text), [openCidrs?.symbol]].map(part => part.toSorted().join(' ')).join('\n');
      if (!ends.has(key)) ends.set(key, context);
    }
    let unknown: Unknown | undefined;
    for (const context of ends.values()) {
      const { groups, place } = context.security();
      trail.note(place.resource, place.path, groups.map(group => group.id).join(', ') || undefined, { linkedBy: 'reference' });
    }
    for (const from of ends.values()) {
      for (const to of ends.values()) {
        const answer = dnsBetween(from, to, trail);
        if (answer.verdict === 'no') {
          blocked = from === to ? `between the nodes of ${nameOf(from.resource)}` : `from ${nameOf(from.resource)} to ${nameOf(to.resource)}`;
          return false;
        }
        if (answer.verdict === 'unknown') unknown ??= answer.unknown;
      }
    }
    return unknown ?? true;
  });
  return {
    open,
    blocked: derive(trail => {
      trail.peek(open);
      return blocked;
    }),
  };
}

