import { type Inventory, isUnknown, type Leaf, type LinkedBy, type Resource, Unknown } from '../inventory/index.ts';
import type { Trail } from './fact.ts';
import { type GroupImage, imageOf } from './group-image.ts';
import type { AccountDefault } from './image/index.ts';
import { type Launch, plainSetting } from './launch.ts';
import { look } from './look.ts';
import type { DeclaredFacts, NodeOptions } from './options.ts';
import { type RoleOfGroup, roleOf } from './role.ts';
import { type GroupSecurity, securityOf } from './security.ts';
import type { Shared } from './shared.ts';
import { type GroupTags, tagsOf } from './tags.ts';
import { type GroupUserData, userDataOf } from './group-user-data.ts';

export type GroupKind = 'self-managed' | 'managed' | 'standalone' | 'auto-mode' | 'fargate';

/** The cluster of a group, as far as the input shows it. */
export interface ClusterLink {
  readonly cluster?: Resource<'Cluster'>;
  /** Its name: known, or a reference; undefined where nothing names a cluster. */
  readonly name?: Leaf<string>;
  readonly linkedBy: LinkedBy;
}

/** One group of nodes with one of its launches: what every topic reads. */
export class GroupContext {
  readonly shared: Shared;
  readonly inventory: Inventory;
  readonly kind: GroupKind;
  readonly resource: Resource;
  readonly launch: Launch;
  /** Follows from user data and tags where nothing else names it, so it is set after them. */
  #cluster: ClusterLink | undefined;
  readonly #made = new Map<string, unknown>();

  constructor(shared: Shared, kind: GroupKind, resource: Resource, launch: Launch, cluster?: ClusterLink) {
    this.shared = shared;
    this.inventory = shared.inventory;
    this.kind = kind;
    this.resource = resource;
    this.launch = launch;
    this.#cluster = cluster;
  }

  get options(): NodeOptions {
    return this.shared.options;
  }

  get cluster(): ClusterLink {
    return (this.#cluster ??= clusterOf(this));
  }

  #once<T>(name: string, make: () => T): T {
    if (!this.#made.has(name)) this.#made.set(name, make());
    return this.#made.get(name) as T;
  }

  image(): GroupImage {
    return this.#once('image', () => imageOf(this));
  }

  userData(): GroupUserData {
    return this.#once('userData', () => userDataOf(this));
  }

  role(): RoleOfGroup {
    return this.#once('role', () => roleOf(this));
  }

  security(): GroupSecurity {
    return this.#once('security', () => securityOf(this));
  }

  tags(): GroupTags {
    return this.#once('tags', () => tagsOf(this));
  }

  /** The group, or its launch, names an image itself; a managed group without one gets EKS's. */
  ownImage(): boolean {
    return this.kind === 'managed' ? plainSetting(this.launch, 'ImageId') !== undefined : this.kind === 'self-managed' || this.kind === 'standalone';
  }

  /** Where a setting stands, or would have to stand: for evidence and for remedies. */
  decidingPlace(name: string): readonly [resource: Resource, path: string, value: unknown] {
    for (const layer of this.launch.layers) {
      const path = layer.pathOf(name);
      if (path !== undefined) return [layer.resource, path, look(layer.resource, path)];
    }
    return [this.resource, this.launch.unseen?.path ?? '', undefined];
  }

  /** A declaration for the group's cluster, noted as evidence; undefined where none is made. */
  declared<K extends keyof DeclaredFacts>(trail: Trail, fact: K): DeclaredFacts[K] | undefined {
    const { name } = this.cluster;
    const { facts, pointer } = this.options.declared(typeof name === 'string' ? name : undefined);
    const value = facts[fact];
    if (value !== undefined) trail.declared(pointer(fact), value);
    return value;
  }

  /** The account's metadata defaults: set in the input, or declared; undefined where neither is. */
  accountMetadataDefaults(trail: Trail): AccountDefault | Unknown | undefined {
    const declared = this.declared(trail, 'instanceMetadataDefaults');
    if (declared) return { tokens: declared.httpTokens, hopLimit: declared.httpPutResponseHopLimit, endpoint: declared.httpEndpoint };
    const [defaults, ...others] = this.inventory.of('InstanceMetadataDefaults');
    if (!defaults) return undefined;
    // Several are several Regions, and which one is the group's does not show.
    if (others.length > 0) return new Unknown('ambiguous', 'aws_ec2_instance_metadata_defaults', { resolveWith: 'declare facts.instanceMetadataDefaults' });
    const tokens = trail.look(defaults as Resource, 'AccountLevel.HttpTokens');
    const hopLimit = trail.look(defaults as Resource, 'AccountLevel.HttpPutResponseHopLimit');
    const endpoint = trail.look(defaults as Resource, 'AccountLevel.HttpEndpoint');
    const unknown = [tokens, hopLimit, endpoint].find(isUnknown);
    return unknown ?? ({ tokens, hopLimit, endpoint } as AccountDefault);
  }
}

/** The cluster that tags or user data name, or the only one of the input. */
function clusterOf(group: GroupContext): ClusterLink {
  const { inventory } = group;
  const names = [...group.tags().clusterNames, ...group.userData().clusterNames];
  // One that is in the input goes first: only of that can anything be said.
  for (const name of names) {
    const link = inventory.follow('Cluster', name);
    const [only] = link.resources;
    if (only && link.resources.length === 1) return { cluster: only, name: clusterName(only), linkedBy: link.linkedBy };
  }
  const written = names.find(name => typeof name === 'string');
  if (written !== undefined) return { name: written, linkedBy: 'value' };
  const clusters = inventory.of('Cluster');
  const [only] = clusters;
  if (only && clusters.length === 1) return { cluster: only, name: clusterName(only), linkedBy: 'inferred' };
  return { linkedBy: 'value' };
}

/** The cluster that a reference names. */
export function clusterNamed(inventory: Inventory, leaf: unknown): ClusterLink {
  const link = inventory.follow('Cluster', leaf);
  const [only] = link.resources;
  if (only && link.resources.length === 1 && !link.open) return { cluster: only, name: clusterName(only), linkedBy: link.linkedBy };
  return { ...(typeof leaf === 'string' || isUnknown(leaf) ? { name: leaf } : {}), linkedBy: link.linkedBy };
}

export function clusterName(cluster: Resource<'Cluster'>): Leaf<string> {
  const name = look(cluster as Resource, 'name');
  return typeof name === 'string' || isUnknown(name) ? name : new Unknown('not-in-input', cluster.ref.id);
}
