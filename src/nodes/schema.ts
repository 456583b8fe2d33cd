import type { Fact } from './fact.ts';

/** A scalar of the fact schema: its CEL type, what it says, and the values it can have where they are few. */
export interface FactLeaf<T extends ScalarName = ScalarName> {
  readonly type: T;
  readonly doc: string;
  readonly values?: readonly string[];
}

/** A list of rows. A list whose members may be missing ends in one row every fact of which is Unknown. */
export interface FactRows<R extends FactGroup = FactGroup> {
  readonly rows: R;
  readonly doc: string;
}

export interface FactGroup {
  readonly [name: string]: FactLeaf | FactRows | FactGroup;
}

export type ScalarName = 'string' | 'bool' | 'int';

type Scalar<T extends ScalarName> = T extends 'string' ? string : T extends 'bool' ? boolean : number;

/** The facts that a schema describes. */
export type FactsOf<S> = S extends FactLeaf<infer T>
  ? Fact<Scalar<T>>
  : S extends FactRows<infer R>
    ? readonly FactsOf<R>[]
    : { readonly [K in keyof S]: FactsOf<S[K]> };

const text = (doc: string, ...values: string[]) => ({ type: 'string', doc, ...(values.length > 0 ? { values } : {}) }) as const;
const bool = (doc: string) => ({ type: 'bool', doc }) as const;
const int = (doc: string) => ({ type: 'int', doc }) as const;

/** Evidence of one hardening technique, and who or what supplies it. */
const technique = (what: string) => ({
  state: text(`Whether there is evidence of ${what}`, 'present', 'built-in', 'absent', 'not-applicable'),
  by: text('What supplies it, or why what was found does not count'),
});

/** What rules may read of a node group (`node`). Every name is public: users' own rules are written against it. */
export const nodeSchema = {
  name: text('Name of the node group, as its source names it'),
  kind: text('Kind of node group', 'self-managed', 'managed', 'standalone', 'auto-mode', 'karpenter', 'fargate'),
  eks: bool('Something beside the cluster tag shows that this is an EKS node; unknown where only Kubernetes is certain'),
  replacement: {
    by: text('What replaces a failed node', 'auto-scaling-group', 'eks', 'karpenter', 'nothing'),
    suspended: bool('A process that replacement needs is suspended (Launch, Terminate, HealthCheck, ReplaceUnhealthy)'),
    suspendedProcesses: text('The suspended processes that replacement needs, comma-separated'),
    azRebalanceSuspended: bool('AZRebalance is suspended, so instances are not moved between zones'),
  },
  scaling: {
    switchedOff: bool('The group may hold no node (maximum size 0)'),
    minSize: int('Smallest number of nodes'),
    maxSize: int('Largest number of nodes'),
    scaledBy: text('What changes the number of nodes', 'cluster-autoscaler', 'scaling-policy', 'declared', 'nothing'),
  },
  launch: {
    from: text('What a new node is launched from', 'launch-template', 'launch-configuration', 'eks', 'instance', 'karpenter'),
    version: text('The template version that the group launches, as written'),
    current: bool('That version is the one the input defines'),
  },
  clusterTag: {
    value: text('Value of `kubernetes.io/cluster/<name>` on an instance', 'owned', 'shared', 'other', 'absent'),
    clusterNamed: bool('A cluster is named by tag, user data or node group'),
    ambiguous: bool('More than one cluster is named, or tag, user data and node group disagree'),
    names: text('The cluster names found and where'),
  },
  securityGroups: {
    oneTaggedAtMost: bool('At most one security group of the node carries the cluster tag'),
    tagged: text('The security groups that carry the cluster tag'),
  },
  subnets: {
    doc: 'Subnets that nodes may be launched into',
    rows: {
      id: text('Subnet id, or the reference to it'),
      route: text('Whether its route table leads to an internet gateway', 'private', 'internet-gateway'),
    },
  },
  network: {
    publicIp: bool('A node gets a public IPv4 address'),
    publiclyReachable: bool('A node gets a public address in a subnet with a route to an internet gateway'),
  },
  image: {
    applies: bool('The image is the user’s to choose'),
    lineage: text('Where the image comes from', 'eks-optimized', 'partner', 'trusted-owner', 'untrusted'),
    description: text('The image as it was identified'),
    supported: bool('Family and Kubernetes version are still supported and the image is not deprecated'),
    supportNote: text('Why it is or is not supported'),
    followsControlPlane: bool('The image follows the control plane’s version by itself'),
    withinSkew: bool('The kubelet is not newer than the control plane nor too old for it'),
    version: text('Kubernetes version of the image'),
    clusterVersion: text('Kubernetes version of the control plane'),
  },
  bootstrap: {
    applies: bool('User data has to do, or must not do, something for the node to join'),
    joins: bool('User data registers the node with this cluster in the way this image family does it'),
    problem: text('What keeps the node from joining'),
  },
  userData: {
    applies: bool('The user data is the user’s own'),
    holdsSecret: bool('A credential stands in the user data'),
    secret: text('What kind of credential and where, never its value'),
  },
  role: {
    applies: bool('The node has a role of the user’s'),
    assumableByEc2: bool('There is a role, and EC2 may assume it'),
    problem: text('What is wrong with the instance profile or the role'),
    worker: bool('The role may do what a kubelet needs of the EC2 and EKS APIs'),
    workerMissing: text('What is missing for that'),
    cni: bool('The role, or a role bound to aws-node, may do what the VPC CNI needs'),
    cniMissing: text('What is missing for that'),
    cniRedundant: bool('The node role holds the CNI’s permissions although another role is bound to aws-node'),
    ecrPull: bool('The role may pull images from ECR'),
    ecrMissing: text('What is missing for that'),
    administratorLike: bool('The role holds administrator-like permissions'),
    broadest: text('The broadest grant'),
    broad: bool('The role holds grants that are broad and no administrator’s'),
    broadGrants: text('Those grants'),
  },
  reach: {
    kubelet: bool('TCP 10250 is open from the control plane to the node, on both ends'),
    kubeletBlockedBy: text('Which end blocks it'),
    controlPlane: bool('TCP 443 is open from the node to the control plane, on both ends'),
    controlPlaneBlockedBy: text('Which end blocks it'),
    egress: bool('The node can reach what it pulls from on TCP 443'),
    adminPortsOpen: bool('An administrative port is open to the world'),
    openAdminPorts: text('The ports that are open to the world and through what'),
    nodePortsOpen: bool('The NodePort range (30000 to 32767) is open to the world'),
    ssh: bool('SSH is open to something other than the node’s own groups and the control plane’s'),
  },
  metadata: {
    tokens: text('Whether session tokens are required (IMDSv2)', 'required', 'optional'),
    hopLimit: int('How many network hops a token response may travel'),
    endpoint: text('Whether the metadata endpoint is on', 'enabled', 'disabled'),
  },
  volumes: {
    doc: 'EBS volumes a node is launched with',
    rows: {
      device: text('Device name'),
      encrypted: bool('The volume is encrypted'),
    },
  },
  ssh: {
    applies: bool('Somebody could put a key pair on the node'),
    keyPair: bool('The node is launched with a key pair'),
  },
  hardening: {
    applies: bool('Host hardening is the user’s to do'),
    baseImage: technique('a hardened base image (CIS)'),
    intrusionPrevention: technique('intrusion prevention'),
    fileIntegrity: technique('file integrity monitoring'),
    antiVirus: technique('anti-virus or endpoint detection'),
    updates: {
      state: text('How security updates reach the node', 'in-place', 'rotation', 'absent', 'not-applicable'),
      by: text('What supplies them, or why what was found does not count'),
    },
  },
} as const satisfies FactGroup;

/** What rules may read of a cluster (`cluster`). */
export const clusterSchema = {
  name: text('Name of the cluster, or the reference to it'),
  hasGroups: bool('The input holds a node group of this cluster whose subnets matter'),
  zones: text('How many zones the cluster’s nodes span', 'one', 'several'),
  hasSingleZoneGroup: bool('A group of the cluster is in one zone'),
  singleZoneGroups: text('The groups that are in one zone'),
  zoneNames: text('The zones, or the subnets where zones are unknown'),
  dns: bool('DNS is open between the nodes of every two groups, each way'),
  dnsBlocked: text('Between which groups it is blocked'),
} as const satisfies FactGroup;

export type NodeFacts = FactsOf<typeof nodeSchema>;
export type ClusterFacts = FactsOf<typeof clusterSchema>;

/** The subjects a rule may have, and the facts of each. */
export const schemas = { node: nodeSchema, cluster: clusterSchema } as const;
export type SubjectName = keyof typeof schemas;

export function isLeaf(entry: FactLeaf | FactRows | FactGroup): entry is FactLeaf {
  return 'type' in entry && typeof entry.type === 'string';
}

export function isRows(entry: FactLeaf | FactRows | FactGroup): entry is FactRows {
  return 'rows' in entry && typeof entry.rows === 'object' && 'doc' in entry && typeof entry.doc === 'string';
}
