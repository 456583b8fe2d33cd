import { isUnknown, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, given, type Fact, type Trail } from './fact.ts';
import { namedCluster } from './group-user-data.ts';
import { families, type Family } from './image/index.ts';
import type { NodeFacts } from './schema.ts';
import type { Bootstrap, BootstrapBy, UserDataReading } from './user-data/index.ts';

const bootstrapOf: Partial<Record<Family, BootstrapBy>> = { al2: 'bootstrap.sh', ubuntu: 'bootstrap.sh', al2023: 'nodeadm', bottlerocket: 'bottlerocket', windows: 'windows' };

const spoken: Record<BootstrapBy, string> = {
  'bootstrap.sh': '/etc/eks/bootstrap.sh',
  nodeadm: 'a NodeConfig for nodeadm',
  bottlerocket: 'settings.kubernetes of Bottlerocket',
  windows: 'Start-EKSBootstrap.ps1',
};

/** What user data does for joining, by the rules of the image family and of the kind of group. */
export function bootstrapFacts(group: GroupContext): NodeFacts['bootstrap'] {
  let problem = '';
  const joins = derive<boolean>(trail => {
    const answer = judge(group, trail);
    if (answer === true || isUnknown(answer)) return answer;
    problem = answer;
    return false;
  });
  return {
    // EKS writes the user data of managed groups without a template.
    applies: given(group.kind === 'self-managed' || group.kind === 'standalone' || (group.kind === 'managed' && group.launch.from !== 'eks')),
    joins,
    problem: derive(trail => {
      trail.peek(joins);
      return problem;
    }),
  };
}

/** True, the problem, or Unknown. */
function judge(group: GroupContext, trail: Trail): true | string | Unknown {
  const data = group.userData();
  data.note(trail);
  if (data.unknown) return data.unknown;
  const { reading } = data;
  const ownImage = group.ownImage();
  if (group.kind === 'managed' && !ownImage) return reading ? mergedByEks(reading, group.image().identity.family) : true;
  const image = group.image();
  image.note(trail);
  const { family } = image.identity.family === undefined || image.identity.family === 'custom' ? (image.source ?? image.identity) : image.identity;
  if (!reading || reading.isEmpty) {
    // An image of one's own may bootstrap itself; a stock EKS image does not.
    if (image.stock === 'eks') return 'there is no user data, and the image does not join by itself';
    return image.unknown ?? new Unknown('not-in-input', 'what the image does at boot', { resolveWith: 'an image that joins by itself cannot be seen into: waive, or bootstrap in user data' });
  }
  const expected = family === undefined ? undefined : bootstrapOf[family];
  const [bootstrap] = reading.bootstraps.filter(one => expected === undefined || one.by === expected);
  if (!bootstrap) {
    const [other] = reading.bootstraps;
    if (other && expected !== undefined && family !== undefined) return `${families[family].title} joins by ${spoken[expected]}, and the user data uses ${spoken[other.by]}${other.by === 'bootstrap.sh' && family === 'al2023' ? ', which is a stub there that exits with an error' : ''}`;
    if (!reading.fullyKnown) return new Unknown('unreadable', 'what the user data downloads or includes', { resolveWith: 'bootstrap in the user data itself' });
    if (image.stock === 'eks') return expected === undefined ? 'the user data does not register the node with a cluster' : `the user data lacks ${spoken[expected]}`;
    return image.unknown ?? new Unknown('not-in-input', 'what the image does at boot', { resolveWith: 'an image that joins by itself cannot be seen into: bootstrap in user data' });
  }
  return named(group, bootstrap, reading) ?? true;
}

/** A managed group whose template names no image: EKS appends its own part, so the user's must leave the kubelet alone. */
function mergedByEks(reading: UserDataReading, family: Family | undefined): true | string | Unknown {
  if (reading.isEmpty) return true;
  if (reading.startsKubeletOrBootstrap) return 'EKS bootstraps the nodes of this group, and the user data starts or changes the bootstrap or the kubelet as well';
  const isAmazonLinux = family === 'al2' || family === 'al2023';
  if (isAmazonLinux && !reading.isMultipart && !(reading.hasNodeConfig && reading.kinds.every(kind => kind === 'node-config'))) return 'EKS merges user data only from MIME multi-part archives, and this is none';
  if (!reading.fullyKnown) return new Unknown('unreadable', 'what the user data downloads or includes');
  return true;
}

/** Whether the bootstrap names this group's cluster: undefined if it does. */
function named(group: GroupContext, bootstrap: Bootstrap, reading: UserDataReading): string | Unknown | undefined {
  const { clusterName } = bootstrap;
  if (clusterName === undefined) return `${spoken[bootstrap.by]} names no cluster`;
  if (bootstrap.by === 'nodeadm' && !(bootstrap.endpoint && bootstrap.certificateAuthority && bootstrap.cidr)) {
    const missing = [bootstrap.endpoint ? undefined : 'apiServerEndpoint', bootstrap.certificateAuthority ? undefined : 'certificateAuthority', bootstrap.cidr ? undefined : 'cidr'].filter(Boolean);
    if (!reading.fullyKnown) return new Unknown('unreadable', 'the rest of the NodeConfig');
    return `the NodeConfig lacks spec.cluster.${missing.join(', spec.cluster.')}`;
  }
  if (bootstrap.by === 'bottlerocket' && !(bootstrap.endpoint && bootstrap.certificateAuthority)) {
    return `settings.kubernetes lacks ${[bootstrap.endpoint ? undefined : 'api-server', bootstrap.certificateAuthority ? undefined : 'cluster-certificate'].filter(Boolean).join(' and ')}`;
  }
  if (bootstrap.conditional) return new Unknown('unreadable', 'whether the bootstrap runs: it stands under a condition');
  const { name } = group.cluster;
  if (!('known' in clusterName)) {
    const named = namedCluster(clusterName, reading.bootstraps.indexOf(bootstrap));
    // The same reference on both sides is the same cluster.
    return isUnknown(named) && !(name !== undefined && isUnknown(name) && name.symbol === named.symbol) ? named : undefined;
  }
  const tagged = group.tags().clusterNames;
  // Tags of several clusters are for cluster-tag-unambiguous to find; one of them is this one.
  const others = [...(group.kind === 'managed' && name !== undefined ? [name] : []), ...(tagged.includes(clusterName.known) ? [] : tagged)];
  const wrong = others.find(other => typeof other === 'string' && other !== clusterName.known);
  if (wrong !== undefined) return `it joins cluster ${clusterName.known}, and the group belongs to ${String(wrong)}`;
  return group.kind === 'managed' ? others.find(isUnknown) : undefined;
}

export function userDataFacts(group: GroupContext): NodeFacts['userData'] {
  let secret = '';
  const holds: Fact<boolean> = derive<boolean>(trail => {
    const data = group.userData();
    data.note(trail);
    if (data.unknown) return data.unknown;
    const { reading } = data;
    if (!reading) return false;
    const [first, ...more] = reading.secrets;
    if (first) {
      secret = `${first.type.replaceAll('-', ' ')} at line ${first.line}${reading.isMultipart ? ` of part ${first.part + 1}` : ''} (${first.length} characters)${more.length > 0 ? ` and ${more.length} more` : ''}`;
      return true;
    }
    const unseen = reading.blindspots.find(spot => spot.why === 'unreadable' || spot.why === 'unknown-format');
    return unseen ? new Unknown('unreadable', `part ${unseen.part + 1} of the user data`) : false;
  });
  return {
    applies: given(group.kind === 'self-managed' || group.kind === 'standalone' || (group.kind === 'managed' && group.launch.from !== 'eks')),
    holdsSecret: holds,
    secret: derive(trail => {
      trail.peek(holds);
      return secret;
    }),
  };
}
