import type { FactGroup, FactLeaf, FactRows, schemas } from '../nodes/index.ts';

/** Plain values for a schema: what its facts would be if all were known. */
export type FactValues<S> = S extends FactLeaf<infer T>
  ? T extends 'string'
    ? string
    : T extends 'bool'
      ? boolean
      : number
  : S extends FactRows<infer R>
    ? readonly FactValues<R>[]
    : S extends FactGroup
      ? { readonly [K in keyof S]: FactValues<S[K]> }
      : never;

const present = { state: 'present', by: 'user data' } as const;

/** A self-managed node group that no rule finds fault with. Examples are patches on it, so each says only what it is about. */
const node: FactValues<(typeof schemas)['node']> = {
  name: 'workers',
  kind: 'self-managed',
  eks: true,
  replacement: { by: 'auto-scaling-group', suspended: false, suspendedProcesses: 'none', azRebalanceSuspended: false },
  scaling: { switchedOff: false, minSize: 2, maxSize: 6, scaledBy: 'cluster-autoscaler' },
  launch: { from: 'launch-template', version: '$Latest', current: true },
  clusterTag: { value: 'owned', clusterNamed: true, ambiguous: false, names: 'main (tag, user data)' },
  securityGroups: { oneTaggedAtMost: true, tagged: 'sg-nodes' },
  subnets: [{ id: 'subnet-a', route: 'private' }],
  network: { publicIp: false, publiclyReachable: false },
  image: {
    applies: true,
    lineage: 'eks-optimized',
    description: 'EKS-optimized Amazon Linux 2023',
    supported: true,
    supportNote: 'Amazon Linux 2023, Kubernetes 1.34',
    followsControlPlane: false,
    withinSkew: true,
    version: '1.34',
    clusterVersion: '1.34',
  },
  bootstrap: { applies: true, joins: true, problem: 'none' },
  userData: { applies: true, holdsSecret: false, secret: 'none' },
  role: {
    applies: true,
    assumableByEc2: true,
    problem: 'none',
    worker: true,
    workerMissing: 'none',
    cni: true,
    cniMissing: 'none',
    cniRedundant: false,
    ecrPull: true,
    ecrMissing: 'none',
    administratorLike: false,
    broadest: 'AmazonEKSWorkerNodePolicy',
    broad: false,
    broadGrants: 'none',
  },
  reach: {
    kubelet: true,
    kubeletBlockedBy: 'neither',
    controlPlane: true,
    controlPlaneBlockedBy: 'neither',
    egress: true,
    adminPortsOpen: false,
    openAdminPorts: 'none',
    nodePortsOpen: false,
    ssh: false,
  },
  metadata: { tokens: 'required', hopLimit: 1, endpoint: 'enabled' },
  volumes: [{ device: '/dev/xvda', encrypted: true }],
  ssh: { applies: true, keyPair: false },
  hardening: {
    applies: true,
    baseImage: present,
    intrusionPrevention: present,
    fileIntegrity: present,
    antiVirus: present,
    updates: { state: 'rotation', by: 'maximum instance lifetime of 14 days' },
  },
};

/** A cluster that no rule finds fault with. */
const cluster: FactValues<(typeof schemas)['cluster']> = {
  name: 'main',
  hasGroups: true,
  zones: 'several',
  hasSingleZoneGroup: false,
  singleZoneGroups: 'none',
  zoneNames: 'eu-central-1a, eu-central-1b',
  dns: true,
  dnsBlocked: 'none',
};

export const compliant = { node, cluster } as const;

