import type { Resource } from './resource.ts';
import { refKey, type RefKey, type ResourceRef } from './refs.ts';
import type { Kind } from './shapes.ts';
import { valueAt } from './resource.ts';
import { isUnknown, type LinkedBy, type Targets, Unknown } from './unknown.ts';

/** The paths by which other resources refer to one of a kind. */
const identities: Partial<Record<Kind, readonly string[]>> = {
  LaunchTemplate: ['LaunchTemplateId', 'LaunchTemplateName'],
  LaunchConfiguration: ['LaunchConfigurationName'],
  AutoScalingGroup: ['AutoScalingGroupName'],
  Image: ['ImageId'],
  Parameter: ['Value'],
  Cluster: ['name', 'arn'],
  Role: ['Arn', 'RoleName'],
  InstanceProfile: ['Arn', 'InstanceProfileName'],
  Policy: ['Arn'],
  SecurityGroup: ['GroupId', 'GroupName'],
  Vpc: ['VpcId'],
  Subnet: ['SubnetId'],
  RouteTable: ['RouteTableId'],
  InternetGateway: ['InternetGatewayId'],
};

/** Where one reference leads. */
export interface Link<K extends Kind> {
  /** The resources it may mean; one, if it is settled. */
  readonly resources: readonly Resource<K>[];
  readonly linkedBy: LinkedBy;
  /** Something else, not in this input, may be meant as well (or, without resources, is). */
  readonly open?: Unknown;
}

/** One member of a list of references: a resource of the input, or a known id of one that is not in it. */
export interface Member<K extends Kind> {
  readonly resource?: Resource<K>;
  readonly id: string;
  readonly linkedBy: LinkedBy;
}

/** The members of a list of references. */
export interface Links<K extends Kind> {
  /** Resources that are members, and known ids of members that are not in the input. */
  readonly members: readonly Member<K>[];
  /** Resources of which at least one is a member, where it is not known which. */
  readonly possible: readonly Resource<K>[];
  /** There may be members that are not listed here. */
  readonly open?: Unknown;
}

/** The carriers of a reverse link (routes of a table, rules of a group) that belong to one owner. */
export interface Members<K extends Kind> {
  readonly members: readonly Resource<K>[];
  /** Set where the owner may have members that are not seen, with the reason. */
  readonly open?: Unknown;
}

/** How far the input is the whole truth about what exists already. */
export interface Completeness {
  /** `partial`: other inputs (states) may hold members of what exists. */
  readonly plan: 'complete' | 'partial';
  /** The input was cut (`-target`, `complete: false`): every reverse set is open. */
  readonly cut?: Unknown;
}

interface CarrierIndex {
  readonly byOwner: Map<RefKey, Resource[]>;
  readonly possibleByOwner: Map<RefKey, Unknown>;
  readonly openForAll: Unknown | undefined;
}

/** Everything a source found, with links followed by value or by reference. Immutable: changes make a new one. */
export class Inventory {
  readonly completeness: Completeness;
  #byRef: ReadonlyMap<RefKey, Resource>;
  #byKind = new Map<Kind, Resource[]>();
  #byIdentity = new Map<Kind, Map<string, Resource[]>>();
  #carriers = new Map<string, CarrierIndex>();

  /** Set for an overlay: resources that stand in for those of the inventory it was made from. */
  #changed: ReadonlyMap<RefKey, Resource> | undefined;

  constructor(resources: Iterable<Resource>, completeness: Completeness) {
    this.completeness = completeness;
    const byRef = new Map<RefKey, Resource>();
    for (const resource of resources) byRef.set(refKey(resource.ref), resource);
    this.#byRef = byRef;
    for (const resource of byRef.values()) {
      const list = this.#byKind.get(resource.ref.kind);
      if (list) list.push(resource);
      else this.#byKind.set(resource.ref.kind, [resource]);
    }
  }

  all(): readonly Resource[] {
    return this.#current([...this.#byRef.values()]);
  }

  of<K extends Kind>(kind: K): readonly Resource<K>[] {
    return this.#current((this.#byKind.get(kind) ?? []) as unknown as readonly Resource<K>[]);
  }

  get<K extends Kind>(ref: ResourceRef & { readonly kind: K }): Resource<K> | undefined {
    const key = refKey(ref);
    return (this.#changed?.get(key) ?? this.#byRef.get(key)) as Resource<K> | undefined;
  }

  /** The same inventory with some resources replaced; links are followed anew. */
  with(...changed: readonly Resource[]): Inventory {
    const byRef = new Map(this.#byRef);
    for (const resource of changed) byRef.set(refKey(resource.ref), resource);
    return new Inventory(byRef.values(), this.completeness);
  }

  /**
   * As {@link with}, for changes that touch no identity and no link: the indexes are shared, so it costs nothing in a large
   * inventory. Remedies are proven on it.
   */
  overlaid(...changed: readonly Resource[]): Inventory {
    const overlay = new Inventory([], this.completeness);
    overlay.#byRef = this.#byRef;
    overlay.#byKind = this.#byKind;
    overlay.#byIdentity = this.#byIdentity;
    overlay.#carriers = this.#carriers;
    overlay.#changed = new Map([...(this.#changed ?? []), ...changed.map(resource => [refKey(resource.ref), resource] as const)]);
    return overlay;
  }

  #current<K extends Kind>(resources: readonly Resource<K>[]): readonly Resource<K>[] {
    const changed = this.#changed;
    return changed ? resources.map(resource => (changed.get(refKey(resource.ref)) as Resource<K> | undefined) ?? resource) : resources;
  }

  /** Follows a single-valued reference. Undefined in, nothing out: the setting is left out. */
  follow<K extends Kind>(kind: K, leaf: unknown): Link<K> {
    if (isUnknown(leaf)) {
      const targets = leaf.targets;
      if (!targets) return { resources: [], linkedBy: 'reference', open: leaf };
      const resources = this.#resourcesOf(kind, targets);
      const byValue = (targets.values ?? []).flatMap(value => this.#identified(kind, value));
      const found = unique([...resources, ...byValue]);
      const unseen = (targets.values ?? []).some(value => this.#identified(kind, value).length === 0);
      return { resources: found, linkedBy: targets.linkedBy, ...(targets.complete && found.length > 0 && !unseen ? {} : { open: leaf }) };
    }
    if (typeof leaf !== 'string' || leaf === '') return { resources: [], linkedBy: 'value' };
    const resources = this.#identified(kind, leaf);
    return resources.length > 0
      ? { resources, linkedBy: 'value' }
      : { resources, linkedBy: 'value', open: new Unknown('not-in-input', leaf, { resolveWith: `scan the input that holds ${leaf} together with this one, or the live account` }) };
  }

  /** Follows a list of references; each member is named once. */
  followAll<K extends Kind>(kind: K, leaf: unknown): Links<K> {
    const members = new Map<string, Member<K>>();
    const possible = new Set<Resource<K>>();
    const followed = new Set<Unknown>();
    let open: Unknown | undefined;
    for (const item of Array.isArray(leaf) ? (leaf as readonly unknown[]) : isUnknown(leaf) ? [leaf] : []) {
      if (typeof item === 'string' && item !== '') for (const member of this.#member(kind, item)) members.set(memberKey(member), member);
      // What is not known of a list is one Unknown in each of its places.
      if (!isUnknown(item) || followed.has(item)) continue;
      followed.add(item);
      const { targets } = item;
      if (!targets?.complete) open ??= item;
      if (!targets) continue;
      const named = this.#resourcesOf(kind, targets).map((resource): Member<K> => ({ resource, id: resource.ref.id, linkedBy: targets.linkedBy }));
      const found = [...named, ...(targets.values ?? []).flatMap(value => this.#member(kind, value))];
      if (targets.all) {
        for (const member of found) members.set(memberKey(member), member);
        continue;
      }
      for (const { resource } of found) {
        if (resource) possible.add(resource);
        else open ??= item;
      }
    }
    return { members: [...members.values()], possible: [...possible], ...(open ? { open } : {}) };
  }

  /** The carriers of `kind` whose `path` names `owner`, and whether there may be others. */
  members<K extends Kind>(kind: K, path: string, owner: Resource): Members<K> {
    const index = this.#carrierIndex(kind, path, owner.ref.kind);
    const key = refKey(owner.ref);
    const open =
      this.completeness.cut ??
      (owner.existence === 'elsewhere'
        ? new Unknown('not-in-input', owner.ref.id, { resolveWith: `add the input that manages ${owner.ref.id}` })
        : owner.existence === 'existing' && this.completeness.plan === 'partial'
          ? new Unknown('not-in-input', owner.ref.id, { resolveWith: 'several states share it ("plan": "partial"): judge their plans as well' })
          : (index.openForAll ?? index.possibleByOwner.get(key)));
    return { members: this.#current((index.byOwner.get(key) ?? []) as unknown as readonly Resource<K>[]), ...(open ? { open } : {}) };
  }

  #carrierIndex(kind: Kind, path: string, ownerKind: Kind): CarrierIndex {
    const name = `${kind} ${path} ${ownerKind}`;
    let index = this.#carriers.get(name);
    if (index) return index;
    const byOwner = new Map<RefKey, Resource[]>();
    const possibleByOwner = new Map<RefKey, Unknown>();
    let openForAll: Unknown | undefined;
    // The index is shared with overlays, so it is made of the resources below them.
    for (const carrier of this.#byKind.get(kind) ?? []) {
      const leaf: unknown = valueAt(carrier, path);
      for (const item of Array.isArray(leaf) ? (leaf as readonly unknown[]) : [leaf]) {
        const owners = this.#owners(ownerKind, item);
        if (!owners) openForAll ??= carrierUnknown(carrier, item);
        else if (owners.all) {
          for (const owner of owners.keys) {
            const list = byOwner.get(owner);
            if (!list) byOwner.set(owner, [carrier]);
            else if (list.at(-1) !== carrier) list.push(carrier);
          }
        } else for (const owner of owners.keys) if (!possibleByOwner.has(owner)) possibleByOwner.set(owner, carrierUnknown(carrier, item));
      }
    }
    index = { byOwner, possibleByOwner, openForAll };
    this.#carriers.set(name, index);
    return index;
  }

  /** Whom one reference of a carrier may mean in this input; undefined if that may be anyone. */
  #owners(kind: Kind, leaf: unknown): { readonly keys: readonly RefKey[]; readonly all: boolean } | undefined {
    if (!isUnknown(leaf)) {
      // A known id that is not in the input belongs to nothing in the input.
      const keys = typeof leaf === 'string' && leaf !== '' ? this.#identified(kind, leaf).map(({ ref }) => refKey(ref)) : [];
      return { keys, all: keys.length === 1 };
    }
    const { targets } = leaf;
    if (!targets?.complete) return undefined;
    const found = [...this.#resourcesOf(kind, targets), ...(targets.values ?? []).flatMap(value => this.#identified(kind, value))];
    const keys = [...new Set(found.map(({ ref }) => refKey(ref)))];
    return { keys, all: targets.all || targets.refs.length + (targets.values?.length ?? 0) === 1 };
  }

  #member<K extends Kind>(kind: K, id: string): readonly Member<K>[] {
    const found = this.#identified(kind, id);
    return found.length > 0 ? found.map(resource => ({ resource, id, linkedBy: 'value' as const })) : [{ id, linkedBy: 'value' }];
  }

  #resourcesOf<K extends Kind>(kind: K, targets: Targets): readonly Resource<K>[] {
    return targets.refs.filter(ref => ref.kind === kind).flatMap(ref => this.get({ kind, id: ref.id }) ?? []);
  }

  #identified<K extends Kind>(kind: K, value: string): readonly Resource<K>[] {
    let index = this.#byIdentity.get(kind);
    if (!index) {
      index = new Map();
      for (const resource of this.#byKind.get(kind) ?? []) {
        for (const path of identities[kind] ?? []) {
          const id: unknown = valueAt(resource, path);
          if (typeof id !== 'string' || id === '') continue;
          const list = index.get(id);
          if (!list) index.set(id, [resource]);
          else if (list.at(-1) !== resource) list.push(resource);
        }
      }
      this.#byIdentity.set(kind, index);
    }
    const found = index.get(value) ?? byNameInArn(index, kind, value);
    return this.#current(distinct(found) as unknown as readonly Resource<K>[]);
  }
}

/** A role or profile named by its ARN is found by its name as well: in a plan the name is known before the ARN. */
function byNameInArn(index: ReadonlyMap<string, readonly Resource[]>, kind: Kind, value: string): readonly Resource[] {
  if (kind !== 'Role' && kind !== 'InstanceProfile') return [];
  const name = /^arn:[^:]+:iam::\d*:(?:role|instance-profile)\/(?:.*\/)?([^/]+)$/.exec(value)?.[1];
  return (name === undefined ? undefined : index.get(name)) ?? [];
}

/** What is only read here is another's view of the same thing: one id does not make it ambiguous. */
function distinct(found: readonly Resource[]): readonly Resource[] {
  if (found.length < 2) return found;
  const managed = found.filter(({ existence }) => existence !== 'elsewhere');
  return managed.length > 0 ? managed : found.slice(0, 1);
}

function carrierUnknown(carrier: Resource, leaf: unknown): Unknown {
  const symbol = isUnknown(leaf) ? leaf.symbol : carrier.ref.id;
  return new Unknown('unresolved-reference', symbol, {
    resolveWith: `${carrier.ref.id} could belong here: what it refers to (${symbol}) cannot be followed in this input`,
  });
}

function memberKey(member: Member<Kind>): string {
  return member.resource ? refKey(member.resource.ref) : member.id;
}

function unique<T>(items: readonly T[]): readonly T[] {
  return items.length < 2 ? items : [...new Set(items)];
}
