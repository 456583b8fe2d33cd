import { isUnknown, type Resource, valueAt } from '../inventory/index.ts';
import type { Launch, Layer, NodeGroup } from '../nodes/index.ts';
import type { RemedyStep, Rule } from '../rules/index.ts';
import type { Change } from './change.ts';

/**
 * A rule's remedy as changes to the resources of one group; undefined where it cannot be said as changes: a template
 * that is not in the input, a managed group without one, a tag whose key is not known.
 */
export function planRemedy(rule: Rule, group: NodeGroup): readonly Change[] | undefined {
  if (!rule.remedy) return undefined;
  const changes: Change[] = [];
  for (const step of rule.remedy) {
    const found = 'set' in step ? setOnLaunches(step, group) : tagInstances(step, group);
    if (!found) return undefined;
    changes.push(...found);
  }
  return changes.length > 0 ? changes : undefined;
}

function setOnLaunches(step: Extract<RemedyStep, { set: string }>, group: NodeGroup): readonly Change[] | undefined {
  const [root, ...rest] = step.set.split('.');
  if (root !== 'launch') return undefined;
  const setting = rest.join('.');
  const changes = new Map<string, Change>();
  for (const launch of group.launches.flat()) {
    // The layer that the settings stand in: the template, the configuration, or the instance itself.
    const layer = launch.layers.find(candidate => candidate.resource.ref.kind !== 'AutoScalingGroup');
    // An older version cannot be changed; the group has to launch a newer one first.
    if (!layer || layer.resource.ref.kind === 'LaunchTemplateVersion') return undefined;
    const found = onLayer(layer, launch, setting, step.to);
    if (!found) return undefined;
    for (const change of found) changes.set(`${change.resource.ref.id} ${change.path}`, change);
  }
  return [...changes.values()];
}

function onLayer(layer: Layer, launch: Launch, setting: string, to: unknown): readonly Change[] | undefined {
  const { resource } = layer;
  if (setting === 'BlockDeviceMappings[*].Ebs.Encrypted') return encrypted(resource, to);
  if (setting === 'NetworkInterfaces[*].AssociatePublicIpAddress') return publicAddress(resource, launch, to);
  const path = layer.pathOf(setting);
  if (path === undefined) return undefined;
  return at(resource, path) === to ? [] : [{ action: 'set', resource, path, to }];
}

function encrypted(resource: Resource, to: unknown): readonly Change[] | undefined {
  switch (resource.ref.kind) {
    case 'LaunchTemplate':
      return onMappings(resource, 'LaunchTemplateData.BlockDeviceMappings', 'Ebs.Encrypted', to);
    case 'LaunchConfiguration':
    case 'Instance': {
      const list = resource.ref.kind === 'Instance' ? 'EbsBlockDevices' : 'BlockDeviceMappings';
      const member = resource.ref.kind === 'Instance' ? 'Encrypted' : 'Ebs.Encrypted';
      const others = Array.isArray(at(resource, list)) ? onMappings(resource, list, member, to) : [];
      return others && [{ action: 'set', resource, path: 'RootBlockDevice.Encrypted', to }, ...others];
    }
    default:
      return undefined;
  }
}

function onMappings(resource: Resource, list: string, member: string, to: unknown): readonly Change[] | undefined {
  const mappings = at(resource, list);
  if (!Array.isArray(mappings)) return isUnknown(mappings) ? undefined : [];
  return (mappings as readonly Record<string, unknown>[]).flatMap((mapping, index): Change[] => {
    const path = `${list}[${index}].${member}`;
    return mapping['NoDevice'] !== undefined || mapping['VirtualName'] !== undefined || at(resource, path) === to ? [] : [{ action: 'set', resource, path, to }];
  });
}

/** The setting stands on the first interface; a template without one names its groups there from now on. */
function publicAddress(resource: Resource, launch: Launch, to: unknown): readonly Change[] | undefined {
  if (resource.ref.kind !== 'LaunchTemplate') return [{ action: 'set', resource, path: 'AssociatePublicIpAddress', to }];
  const path = 'LaunchTemplateData.NetworkInterfaces';
  const interfaces = at(resource, path);
  if (isUnknown(interfaces) || launch.from === 'instance') return undefined;
  if (Array.isArray(interfaces) && interfaces.length > 0) {
    const first = Math.max(0, (interfaces as readonly Record<string, unknown>[]).findIndex(one => one['DeviceIndex'] === 0));
    return [{ action: 'set', resource, path: `${path}[${first}].AssociatePublicIpAddress`, to }];
  }
  const groups = at(resource, 'LaunchTemplateData.SecurityGroupIds');
  return [
    { action: 'set', resource, path, to: [{ DeviceIndex: 0, AssociatePublicIpAddress: to, ...(groups === undefined ? {} : { Groups: groups }) }] },
    ...(groups === undefined ? [] : [{ action: 'set' as const, resource, path: 'LaunchTemplateData.SecurityGroupIds', to: undefined }]),
  ];
}

function tagInstances(step: Extract<RemedyStep, { tag: string }>, group: NodeGroup): readonly Change[] | undefined {
  const { name } = group.cluster;
  if (typeof name !== 'string') return undefined;
  const { resource } = group;
  if (resource.ref.kind !== 'AutoScalingGroup' && resource.ref.kind !== 'Instance') return undefined;
  const Key = step.key.replace('{cluster}', name);
  const tags = at(resource, 'Tags');
  if (isUnknown(tags)) return undefined;
  const kept = Array.isArray(tags) ? (tags as readonly Record<string, unknown>[]).filter(tag => tag['Key'] !== Key) : [];
  const tag = { Key, Value: step.value, ...(resource.ref.kind === 'AutoScalingGroup' ? { PropagateAtLaunch: true } : {}) };
  return [{ action: 'tag', resource, path: 'Tags', to: [...kept, tag] }];
}

function at(resource: Resource, path: string): unknown {
  return valueAt(resource, path as never);
}
