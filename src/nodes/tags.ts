import { isUnknown, type Leaf, type Resource, type Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, type Fact, given, type Trail } from './fact.ts';
import { look } from './look.ts';
import type { NodeFacts } from './schema.ts';
import { textOf } from './text-of.ts';

const prefix = 'kubernetes.io/cluster/';

/** One tag that reaches an instance, and where it stands. */
export interface InstanceTag {
  readonly key: Leaf<string>;
  readonly value: Leaf<string>;
  readonly resource: Resource;
  readonly path: string;
}

/** The tags that instances of a group get. */
export interface GroupTags {
  readonly tags: readonly InstanceTag[];
  /** There may be others. */
  readonly open?: { readonly unknown: Unknown; readonly resource: Resource; readonly path: string };
  /** Where tags would stand, if there is none. */
  readonly place: { readonly resource: Resource; readonly path: string };
  /** Clusters named by `kubernetes.io/cluster/<name>` keys; unknown keys are left out. */
  readonly clusterNames: readonly Leaf<string>[];
}

/**
 * Instance tags of the template, overlaid by the group's propagated tags, which win on the same key (Auto Scaling API,
 * CreateAutoScalingGroup.Tags). Tags of the template itself and of a managed group do not reach instances.
 */
export function tagsOf(group: GroupContext): GroupTags {
  const tags: InstanceTag[] = [];
  let open: GroupTags['open'];
  const take = (resource: Resource, path: string, list: unknown, propagated: boolean): void => {
    if (isUnknown(list)) open ??= { unknown: list, resource, path };
    if (!Array.isArray(list)) return;
    for (const [at, item] of (list as readonly unknown[]).entries()) {
      const where = `${path}[${at}]`;
      if (isUnknown(item)) {
        open ??= { unknown: item, resource, path: where };
        continue;
      }
      const { Key, Value, PropagateAtLaunch } = item as Record<string, unknown>;
      if (propagated && (PropagateAtLaunch === false || PropagateAtLaunch === undefined)) continue;
      if (isUnknown(Key)) open ??= { unknown: Key, resource, path: where };
      if (propagated && isUnknown(PropagateAtLaunch)) open ??= { unknown: PropagateAtLaunch, resource, path: where };
      else if (typeof Key === 'string') {
        const same = tags.findIndex(tag => tag.key === Key);
        if (same >= 0) tags.splice(same, 1);
        tags.push({ key: Key, value: isUnknown(Value) ? Value : textOf(Value), resource, path: where });
      }
    }
  };
  for (const layer of [...group.launch.layers].reverse()) {
    const at = layer.pathOf('TagSpecifications');
    if (at === undefined) continue;
    const specifications = look(layer.resource, at);
    if (isUnknown(specifications)) open ??= { unknown: specifications, resource: layer.resource, path: at };
    if (!Array.isArray(specifications)) continue;
    for (const [index, specification] of (specifications as readonly Record<string, unknown>[]).entries()) {
      const type = specification['ResourceType'];
      if (type === 'instance') take(layer.resource, `${at}[${index}].Tags`, specification['Tags'], false);
      else if (isUnknown(type)) open ??= { unknown: type, resource: layer.resource, path: `${at}[${index}]` };
    }
  }
  if (group.launch.unseen) open ??= group.launch.unseen;
  take(group.resource, 'Tags', look(group.resource, 'Tags'), group.kind === 'self-managed');
  if (group.kind === 'self-managed') {
    const { members, open: unseen } = group.inventory.members('AutoScalingGroupTag', 'ResourceId', group.resource);
    for (const member of members) take(member as Resource, 'Tag', [look(member as Resource, 'Tag')].filter(tag => tag !== undefined), true);
    if (unseen) open ??= { unknown: unseen, resource: group.resource, path: 'Tags' };
  }
  const clusterNames = tags.flatMap(tag => (typeof tag.key === 'string' && tag.key.startsWith(prefix) && tag.key.length > prefix.length ? [tag.key.slice(prefix.length)] : []));
  return { tags, ...(open ? { open } : {}), place: { resource: group.resource, path: 'Tags' }, clusterNames };
}

export function clusterTagFacts(group: GroupContext): NodeFacts['clusterTag'] {
  const names = namesFact(group);
  return {
    value: valueFact(group),
    clusterNamed: names.named,
    ambiguous: names.ambiguous,
    names: names.text,
  };
}

function valueFact(group: GroupContext): Fact<string> {
  if (group.kind === 'managed' || group.kind === 'auto-mode') return serviceTag(group);
  return derive(trail => {
    const { tags, open, place } = group.tags();
    const found = tags.filter(tag => typeof tag.key === 'string' && tag.key.startsWith(prefix));
    if (found.length === 0) {
      if (open) {
        trail.note(open.resource, open.path, open.unknown);
        return open.unknown;
      }
      trail.note(place.resource, place.path, look(place.resource, place.path) ?? undefined, { because: 'no tag kubernetes.io/cluster/<name> reaches the instances' });
      return 'absent';
    }
    for (const tag of found) trail.noteSet(tag.resource, `${tag.path}.Value`, tag.value);
    const values = found.map(tag => tag.value);
    const odd = values.find(value => !isUnknown(value) && value !== 'owned' && value !== 'shared');
    if (odd !== undefined) return 'other';
    return values.find(isUnknown) ?? (values.includes('shared') ? 'shared' : 'owned');
  });
}

/** EKS tags the instances of managed groups and of Auto Mode itself. */
function serviceTag(group: GroupContext): Fact<string> {
  return given('owned', {
    ref: group.resource.ref,
    resource: group.resource,
    path: '',
    value: 'owned',
    decidedBy: 'service',
    linkedBy: 'value',
    because: 'EKS puts kubernetes.io/cluster/<name> = owned on the instances it launches',
  });
}

interface NamedBy {
  readonly name: Leaf<string>;
  readonly by: string;
  readonly note: (trail: Trail) => void;
}

function namesFact(group: GroupContext): { named: Fact<boolean>; ambiguous: Fact<boolean>; text: Fact<string> } {
  const named = (): readonly NamedBy[] => {
    const byTag = group.tags().tags.flatMap((tag): NamedBy[] =>
      typeof tag.key === 'string' && tag.key.startsWith(prefix)
        ? [{ name: tag.key.slice(prefix.length), by: 'the tag', note: trail => trail.noteSet(tag.resource, `${tag.path}.Key`, tag.key) }]
        : [],
    );
    const data = group.userData();
    const byData = data.clusterNames.map((name): NamedBy => ({ name, by: 'user data', note: trail => data.note(trail) }));
    const { name, linkedBy, cluster } = group.cluster;
    const byGroup =
      group.kind === 'managed' && name !== undefined
        ? [{ name, by: 'the node group', note: (trail: Trail) => void trail.look(group.resource, 'clusterName', { linkedBy }) }]
        : group.kind === 'auto-mode' && name !== undefined && cluster
          ? [{ name, by: 'the cluster', note: (trail: Trail) => void trail.look(cluster as Resource, 'name') }]
          : [];
    // Tags come last: they are what a user has to change, unless the user data of a managed group is.
    return group.kind === 'managed' ? [...byGroup, ...byTag, ...byData] : [...byGroup, ...byData, ...byTag];
  };
  return {
    named: derive(trail => {
      const all = named();
      if (all.length > 0) return true;
      const { open } = group.tags();
      if (open) {
        trail.note(open.resource, open.path, open.unknown);
        return open.unknown;
      }
      return group.userData().unknown ?? false;
    }),
    ambiguous: derive(trail => {
      const all = named();
      for (const one of all) one.note(trail);
      const known = new Set(all.flatMap(one => (isUnknown(one.name) ? [] : [one.name])));
      if (known.size > 1) return true;
      const unknown = all.map(one => one.name).filter(isUnknown);
      const symbols = new Set(unknown.map(name => name.symbol));
      const [first] = unknown;
      if (first && (known.size > 0 || symbols.size > 1)) return first;
      const { open } = group.tags();
      if (open && group.kind !== 'managed') {
        trail.note(open.resource, open.path, open.unknown);
        return open.unknown;
      }
      return false;
    }),
    text: derive(() =>
      named()
        .map(one => `${isUnknown(one.name) ? `<${one.name.reason}>` : one.name} (${one.by})`)
        .join(', '),
    ),
  };
}
