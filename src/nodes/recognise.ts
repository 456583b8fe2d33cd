import { isUnknown, type Leaf, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { managedPolicy } from './iam/index.ts';
import { plainSetting } from './launch.ts';
import { look } from './look.ts';
import { policiesOf } from './role.ts';
import { textOf } from './text-of.ts';

/** Whether something is a node group, by what, and whether it is EKS's. */
export type Recognised =
  | { readonly verdict: 'node'; readonly by: readonly string[]; readonly eks: Leaf<boolean> }
  /** Nodes of another distribution. */
  | { readonly verdict: 'other'; readonly because: string }
  | { readonly verdict: 'none' };

const byKind = { managed: 'EKS managed node group', 'auto-mode': 'cluster with EKS Auto Mode enabled', fargate: 'EKS Fargate profile' } as const;

/**
 * The cluster tag alone proves Kubernetes, not EKS: kOps, OpenShift and others use it too. One EKS marker beside it makes it an EKS node;
 * with neither, it is judged and what rests on EKS stays unknown.
 */
export function recognise(group: GroupContext): Recognised {
  if (group.kind !== 'self-managed' && group.kind !== 'standalone') return { verdict: 'node', by: [byKind[group.kind]], eks: true };
  const reading = group.userData().reading;
  const tagNames = group.tags().clusterNames;
  const eks = [...bootstrapMarkers(group), ...imageMarkers(group), ...roleMarkers(group), ...accessMarkers(group), ...clusterMarkers(group)];
  const tags = tagNames.map(name => `tag kubernetes.io/cluster/${isUnknown(name) ? `<${name.symbol}>` : name}`);
  const other = otherDistribution(group);
  if (other !== undefined) return eks.length > 0 && bootstrapMarkers(group).length > 0 ? { verdict: 'node', by: [...eks, ...tags], eks: true } : tags.length > 0 || reading?.otherDistribution !== undefined ? { verdict: 'other', because: other } : { verdict: 'none' };
  if (reading?.ecs === true && tags.length === 0) return { verdict: 'none' };
  if (eks.length > 0 && !(eks.length === clusterMarkers(group).length && tags.length === 0)) return { verdict: 'node', by: [...eks, ...tags], eks: true };
  if (tags.length === 0) return { verdict: 'none' };
  return {
    verdict: 'node',
    by: tags,
    eks: new Unknown('not-in-input', 'EKS not established', {
      resolveWith: 'the cluster tag shows Kubernetes and nothing shows EKS: scan the input that holds the cluster together with this one',
    }),
  };
}

function bootstrapMarkers(group: GroupContext): readonly string[] {
  const spoken = { 'bootstrap.sh': 'runs /etc/eks/bootstrap.sh', nodeadm: 'configures nodeadm', bottlerocket: 'sets settings.kubernetes of Bottlerocket', windows: 'runs Start-EKSBootstrap.ps1' };
  return [...new Set((group.userData().reading?.bootstraps ?? []).map(({ by }) => `user data ${spoken[by]}`))];
}

function imageMarkers(group: GroupContext): readonly string[] {
  if (plainSetting(group.launch, 'ImageId') === undefined) return [];
  const { identity, source } = group.image();
  const found = [identity, source].find(one => one && (one.official === 'yes' || one.purpose === 'eks' || one.purpose === 'eks-recipe'));
  return found ? [`EKS image (${found.why})`] : [];
}

function roleMarkers(group: GroupContext): readonly string[] {
  const { role } = group.role();
  if (!role) return [];
  const { managedPolicyArns } = policiesOf(group, role).permissions;
  const worker = managedPolicyArns.find(arn => {
    const name = managedPolicy(arn)?.name;
    return name === 'AmazonEKSWorkerNodePolicy' || name === 'AmazonEKSWorkerNodeMinimalPolicy';
  });
  return worker === undefined ? [] : [`role with ${managedPolicy(worker)?.name ?? worker}`];
}

function accessMarkers(group: GroupContext): readonly string[] {
  const { role } = group.role();
  if (!role) return [];
  const entry = group.inventory.members('AccessEntry', 'principalArn', role as Resource).members.find(member => textOf(look(member as Resource, 'type')).startsWith('EC2'));
  return entry ? [`access entry ${entry.ref.id}`] : [];
}

/** An EKS cluster of the tag's name in the input. */
function clusterMarkers(group: GroupContext): readonly string[] {
  return group.tags().clusterNames.flatMap(name => group.inventory.follow('Cluster', name).resources.map(cluster => `EKS cluster ${cluster.ref.id} in the input`));
}

/** What says that the nodes are of another distribution: user data, image or tags. */
function otherDistribution(group: GroupContext): string | undefined {
  const distribution = group.userData().reading?.otherDistribution;
  if (distribution !== undefined) return `user data of ${distribution}`;
  const key = group.tags().tags.find(tag => typeof tag.key === 'string' && /^(k8s\.io\/role\/|kops\.k8s\.io\/|openshift_|rke\.cattle\.io\/|sigs\.k8s\.io\/cluster-api-provider-aws\/)/i.test(tag.key))?.key;
  if (typeof key === 'string') return `tag ${key}`;
  const { name } = group.image();
  return name !== undefined && /rhcos|openshift|kops|rancher|rke2|talos|microk8s/i.test(name) ? `image ${name}` : undefined;
}
