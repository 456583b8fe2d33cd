import { isUnknown, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, type Fact, type Trail } from './fact.ts';
import { look } from './look.ts';
import { between, type Blocker, type Connection, nodeEgress, openToWorld, type Reach, sshOpenTo } from './reach/index.ts';
import type { NodeFacts } from './schema.ts';
import type { RulePlace } from './security.ts';
import { controlPlaneEnd, type ControlPlane, interfacesOf, isResource, nodeEnd } from './security-ends.ts';

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
