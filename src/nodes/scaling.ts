import { isUnknown, type Leaf, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, given, type Fact, type Trail } from './fact.ts';
import { setting } from './launch.ts';
import { look } from './look.ts';
import { isDefinedVersion } from './launch-version.ts';
import type { NodeFacts } from './schema.ts';
import { textOf } from './text-of.ts';

/** Without these a failed node is not replaced (Auto Scaling User Guide, understand-how-suspending-processes-affects-other-processes). */
const neededForReplacement = ['Launch', 'Terminate', 'HealthCheck', 'ReplaceUnhealthy'];

export function replacementFacts(group: GroupContext): NodeFacts['replacement'] {
  const processes = (trail: Trail): Leaf<readonly unknown[]> => {
    if (group.kind !== 'self-managed') return [];
    const list = trail.look(group.resource, 'SuspendedProcesses');
    if (isUnknown(list)) return list;
    return Array.isArray(list) ? (list as readonly Record<string, unknown>[]).map(process => process['ProcessName']) : [];
  };
  const suspended = (trail: Trail): Leaf<readonly string[]> => {
    const names = processes(trail);
    if (isUnknown(names)) return names;
    const found = names.filter((name): name is string => typeof name === 'string' && neededForReplacement.includes(name));
    return found.length > 0 ? found : (names.find(isUnknown) ?? []);
  };
  return {
    by: derive(trail => {
      trail.note(group.resource, '', undefined, { decidedBy: group.kind === 'self-managed' || group.kind === 'standalone' ? 'set' : 'service' });
      return group.kind === 'self-managed' ? 'auto-scaling-group' : group.kind === 'standalone' ? 'nothing' : 'eks';
    }),
    suspended: derive<boolean>(trail => {
      const found = suspended(trail);
      return isUnknown(found) ? found : found.length > 0;
    }),
    suspendedProcesses: derive<string>(trail => {
      const found = suspended(trail);
      return isUnknown(found) ? found : found.join(', ');
    }),
    azRebalanceSuspended: derive<boolean>(trail => {
      const names = processes(trail);
      return isUnknown(names) ? names : names.includes('AZRebalance') || (names.find(isUnknown) ?? false);
    }),
  };
}

export function scalingFacts(group: GroupContext): NodeFacts['scaling'] {
  const path = (member: string): string => (group.kind === 'managed' ? `scalingConfig.${member.charAt(0).toLowerCase()}${member.slice(1)}` : member);
  const size = (member: 'MinSize' | 'MaxSize'): Fact<number> =>
    derive<number>(trail => {
      if (group.kind !== 'self-managed' && group.kind !== 'managed') return new Unknown('not-in-input', group.resource.ref.id);
      const value = trail.look(group.resource, path(member));
      if (isUnknown(value)) return value;
      const number = Number(textOf(value));
      return value === undefined || textOf(value) === '' || !Number.isInteger(number) ? new Unknown('not-in-input', `${group.resource.ref.id}.${group.resource.attribute(path(member))}`) : number;
    });
  const maxSize = size('MaxSize');
  return {
    switchedOff: derive<boolean>(trail => (group.kind === 'self-managed' || group.kind === 'managed' ? trail.fact(maxSize) === 0 : false)),
    minSize: size('MinSize'),
    maxSize,
    scaledBy: derive<string>(trail => scaledBy(group, trail)),
  };
}

function scaledBy(group: GroupContext, trail: Trail): Leaf<string> {
  if (group.declared(trail, 'scaledBy') !== undefined) return 'declared';
  if (group.kind === 'managed') {
    // EKS tags the groups it makes for the autoscaler's discovery (EKS User Guide, managed-node-groups).
    trail.note(group.resource, '', undefined, { decidedBy: 'service', because: 'EKS tags the group for the Cluster Autoscaler’s discovery' });
    return 'cluster-autoscaler';
  }
  if (group.kind !== 'self-managed') return 'nothing';
  const { resource, inventory } = group;
  const policies = inventory.members('ScalingPolicy', 'AutoScalingGroupName', resource);
  const [policy] = policies.members;
  if (policy) {
    trail.look(policy as Resource, 'AutoScalingGroupName', { linkedBy: 'reference' });
    return 'scaling-policy';
  }
  const tags = trail.look(resource, 'Tags');
  const extra = inventory.members('AutoScalingGroupTag', 'ResourceId', resource);
  const keys = [
    ...(Array.isArray(tags) ? (tags as readonly Record<string, unknown>[]).map(tag => (isUnknown(tag) ? tag : tag['Key'])) : []),
    ...extra.members.map(member => look(member as Resource, 'Tag.Key')),
  ];
  if (keys.some(key => typeof key === 'string' && isDiscovered(key, group.cluster.name))) return 'cluster-autoscaler';
  const unknown = isUnknown(tags) ? tags : (keys.find(isUnknown) ?? policies.open ?? extra.open);
  return unknown ?? 'nothing';
}

/** The autoscaler finds groups by the keys alone; where the cluster's name is not known, any may be it. */
function isDiscovered(key: string, cluster: Leaf<string> | undefined): boolean {
  const [, name] = /^k8s\.io\/cluster-autoscaler\/([^/]+)$/.exec(key) ?? [];
  return name !== undefined && (name === 'enabled' || typeof cluster !== 'string' || name === cluster);
}

export function launchFacts(group: GroupContext): NodeFacts['launch'] {
  const { launch } = group;
  return {
    from: derive(trail => {
      const [layer] = launch.layers;
      if (launch.version) trail.note(launch.version.resource, launch.version.path.replace(/\.[vV]ersion$/, ''), layer?.resource.ref.id ?? launch.unseen?.unknown, { linkedBy: layer?.linkedBy ?? 'reference' });
      else if (layer) trail.note(layer.resource, '', undefined, { linkedBy: layer.linkedBy });
      else trail.note(group.resource, '', undefined);
      // No template, no configuration: what launches the nodes does not stand in the input.
      if (!launch.version && launch.unseen?.path === 'LaunchTemplate') return launch.unseen.unknown;
      return launch.from;
    }),
    version: derive<string>(trail => {
      if (!launch.version) return '';
      const version = trail.look(launch.version.resource, launch.version.path);
      return version === undefined ? '$Default' : isUnknown(version) ? version : textOf(version);
    }),
    current: derive<boolean>(trail => isCurrent(group, trail)),
  };
}

/** Whether the version that the group launches is the one the input defines. What the group asks for is noted last: it is what to change. */
function isCurrent(group: GroupContext, trail: Trail): boolean | Unknown {
  const { version } = group.launch;
  if (!version) return true;
  const answer = compared(group, look(version.resource, version.path), trail);
  trail.look(version.resource, version.path);
  return answer;
}

function compared(group: GroupContext, written: unknown, trail: Trail): boolean | Unknown {
  const { template, unseen } = group.launch;
  return template ? isDefinedVersion(template, written, trail) : (unseen?.unknown ?? new Unknown('not-in-input', group.resource.ref.id));
}

export function sshFacts(group: GroupContext): NodeFacts['ssh'] {
  return {
    applies: given(group.kind !== 'auto-mode' && group.kind !== 'fargate'),
    keyPair: derive<boolean>(trail => {
      if (group.kind === 'managed') {
        const remote = trail.look(group.resource, 'remoteAccess.ec2SshKey');
        if (isUnknown(remote)) return remote;
        if (remote !== undefined) return true;
        if (group.launch.from === 'eks') return false;
      }
      const key = setting(trail, group.launch, 'KeyName').value;
      return isUnknown(key) ? key : key !== undefined;
    }),
  };
}
