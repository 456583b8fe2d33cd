/** What a node must be allowed to do for one purpose: all of the actions. */
export interface Need {
  readonly name: string;
  readonly actions: readonly NeededAction[];
}

export interface NeededAction {
  readonly action: string;
  /** The resources it is needed on, as an ARN pattern; `*` where the action knows none or several kinds. */
  readonly on: string;
  /** Whether it is needed is not established: without it the need is not failed, but unknown. */
  readonly unsure?: true;
}

// Which actions know resource types: Service Authorization Reference, lists for EC2, EKS and ECR.
const anything = '*';
const clusters = 'arn:aws:eks:*:*:cluster/*';
const repositories = 'arn:aws:ecr:*:*:repository/*';
const networkInterfaces = 'arn:aws:ec2:*:*:network-interface/*';

/** What decides which calls a node makes while it joins; what is left out is not known. */
export interface Joining {
  /** The bootstrap script looks the cluster up itself: AL2's `bootstrap.sh` without endpoint and certificate authority does. */
  readonly looksUpCluster?: boolean;
  /** nodeadm's feature gate `InstanceIdNodeName`, with which it no longer asks EC2 for the node's name. */
  readonly namedByInstanceId?: boolean;
}

/**
 * The core of AmazonEKSWorkerNodePolicy. The policy lists more (DescribeVolumes, DescribeVpcs, …), but the exact minimum is not
 * published, so nothing beyond the core is demanded. EKS User Guide, create-node-role; awslabs/amazon-eks-ami, nodeadm examples.
 */
export function workerNeed({ looksUpCluster, namedByInstanceId = false }: Joining = {}): Need {
  return {
    name: 'worker',
    actions: [
      ...(namedByInstanceId ? [] : [{ action: 'ec2:DescribeInstances', on: anything }]),
      { action: 'ec2:DescribeInstanceTypes', on: anything },
      ...(looksUpCluster === false ? [] : [{ action: 'eks:DescribeCluster', on: clusters, ...(looksUpCluster === undefined && { unsure: true as const }) }]),
    ],
  };
}

/** Nodes of EKS Auto Mode: AmazonEKSWorkerNodeMinimalPolicy. EKS User Guide, auto-create-node-role. */
export const autoModeWorkerNeed: Need = {
  name: 'worker',
  actions: [{ action: 'eks-auth:AssumeRoleForPodIdentity', on: clusters }],
};

/** What AmazonEC2ContainerRegistryPullOnly and …ReadOnly have in common. EKS User Guide, create-node-role. */
export const ecrPullNeed: Need = {
  name: 'image pull',
  actions: [
    { action: 'ecr:GetAuthorizationToken', on: anything },
    { action: 'ecr:BatchGetImage', on: repositories },
    { action: 'ecr:GetDownloadUrlForLayer', on: repositories },
  ],
};

/**
 * AmazonEKS_CNI_Policy without DescribeSubnets and DescribeSecurityGroups, which newer versions added (v6 of 2026-03-04 has
 * them): older copies of the policy work.
 */
export const cniIpv4Need: Need = {
  name: 'CNI',
  actions: [
    ...[
      'ec2:AssignPrivateIpAddresses',
      'ec2:AttachNetworkInterface',
      'ec2:CreateNetworkInterface',
      'ec2:DeleteNetworkInterface',
      'ec2:DescribeInstances',
      'ec2:DescribeTags',
      'ec2:DescribeNetworkInterfaces',
      'ec2:DescribeInstanceTypes',
      'ec2:DetachNetworkInterface',
      'ec2:ModifyNetworkInterfaceAttribute',
      'ec2:UnassignPrivateIpAddresses',
    ].map(action => ({ action, on: anything })),
    { action: 'ec2:CreateTags', on: networkInterfaces },
  ],
};

/** The policy users write for IPv6 clusters; there is no AWS managed one. VPC CNI documentation, docs/iam-policy.md; EKS User Guide. */
export const cniIpv6Need: Need = {
  name: 'CNI (IPv6)',
  actions: [
    ...['ec2:AssignIpv6Addresses', 'ec2:DescribeInstances', 'ec2:DescribeTags', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeInstanceTypes'].map(action => ({
      action,
      on: anything,
    })),
    { action: 'ec2:CreateTags', on: networkInterfaces },
  ],
};
