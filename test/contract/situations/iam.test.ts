import { awsPolicy, changed, clusterExists, data, goldenPolicy, type Patch, r, selfManaged, trust } from '../../support/fleet.ts';
import { ref } from '../../support/plan.ts';
import { allow, elsewhere, inTemplate, own, role, rows } from './situation.ts';

const worker = ['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes', 'eks:DescribeCluster'];

const noWorker: Patch = { 'aws_iam_role_policy_attachment.worker': undefined };

const irsa = (subject: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-central-1.amazonaws.com/id/0A1B' },
        Action: 'sts:AssumeRoleWithWebIdentity',
        Condition: {
          StringEquals: {
            'oidc.eks.eu-central-1.amazonaws.com/id/0A1B:sub': subject,
            'oidc.eks.eu-central-1.amazonaws.com/id/0A1B:aud': 'sts.amazonaws.com',
          },
        },
      },
    ],
  });

rows('IAM', [
  own(
    'aws_iam_policy_attachment',
    [
      noWorker,
      {
        'aws_iam_policy_attachment.worker': r({
          name: 'worker',
          roles: [ref('aws_iam_role.node.name')],
          policy_arn: awsPolicy('AmazonEKSWorkerNodePolicy'),
        }),
      },
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'managed_policy_arns',
    [
      { ...noWorker, 'aws_iam_role_policy_attachment.pull': undefined },
      changed(selfManaged, role, {
        managed_policy_arns: [awsPolicy('AmazonEKSWorkerNodePolicy'), awsPolicy('AmazonEC2ContainerRegistryReadOnly')],
      }),
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'an exclusive list',
    [
      { ...noWorker, 'aws_iam_role_policy_attachment.pull': undefined },
      {
        'aws_iam_role_policy_attachments_exclusive.node': r({
          role_name: ref('aws_iam_role.node.name'),
          policy_arns: [awsPolicy('AmazonEKSWorkerNodePolicy'), awsPolicy('AmazonEC2ContainerRegistryPullOnly')],
        }),
      },
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'aws_iam_role_policy with equal actions',
    [noWorker, { 'aws_iam_role_policy.worker': r({ name: 'worker', role: ref('aws_iam_role.node.id'), policy: allow(worker) }) }],
    { fails: [], unknown: [] },
  ),
  own(
    'inline_policy with wildcards',
    [noWorker, changed(selfManaged, role, { inline_policy: { name: 'worker', policy: allow(['ec2:Describe*', 'eks:DescribeCluster']) } })],
    { fails: [], unknown: [] },
  ),
  own(
    "a policy of one's own",
    [
      noWorker,
      {
        'aws_iam_policy.worker': r({ name: 'worker', policy: allow(worker) }),
        'aws_iam_role_policy_attachment.own': r({ role: ref('aws_iam_role.node.name'), policy_arn: ref('aws_iam_policy.worker.arn') }),
      },
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'a policy that only has the name',
    [
      noWorker,
      {
        'aws_iam_policy.worker': r({ name: 'AmazonEKSWorkerNodePolicy', policy: allow('s3:GetObject') }),
        'aws_iam_role_policy_attachment.own': r({ role: ref('aws_iam_role.node.name'), policy_arn: ref('aws_iam_policy.worker.arn') }),
      },
    ],
    { fails: ['iam-worker-node-policy'] },
  ),
  own(
    'a Deny beside the policy',
    {
      'aws_iam_role_policy.deny': r({
        name: 'deny',
        role: ref('aws_iam_role.node.id'),
        policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'ec2:Describe*', Resource: '*' }] }),
      }),
    },
    { fails: ['iam-worker-node-policy'] },
  ),
  own(
    'a boundary that leaves it out',
    [
      { 'aws_iam_policy.boundary': r({ name: 'boundary', policy: allow(['ecr:*', 's3:GetObject']) }) },
      changed(selfManaged, role, { permissions_boundary: ref('aws_iam_policy.boundary.arn') }),
    ],
    { verdicts: { 'iam-worker-node-policy': 'fail', 'iam-ecr-pull-policy': 'pass' } },
  ),
  own('a boundary of another state', changed(selfManaged, role, { permissions_boundary: elsewhere('boundary') }), {
    verdicts: { 'iam-worker-node-policy': 'unknown', 'iam-ecr-pull-policy': 'unknown' },
    fails: [],
  }),
  own(
    'a condition',
    [
      noWorker,
      {
        'aws_iam_role_policy.worker': r({
          name: 'worker',
          role: ref('aws_iam_role.node.id'),
          policy: allow(worker, { Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } } }),
        }),
      },
    ],
    { verdicts: { 'iam-worker-node-policy': 'unknown' }, fails: [] },
  ),
  own(
    'everything of a service that matters',
    { 'aws_iam_role_policy.broad': r({ name: 'broad', role: ref('aws_iam_role.node.id'), policy: allow('s3:*') }) },
    { fails: ['iam-least-privilege'] },
  ),
  own(
    'everything of ECR is no administrator',
    { 'aws_iam_role_policy.broad': r({ name: 'broad', role: ref('aws_iam_role.node.id'), policy: allow('ecr:*') }) },
    { fails: [] },
  ),
  own(
    'the CNI policy on the node role',
    [
      {
        'aws_eks_pod_identity_association.cni': undefined,
        'aws_iam_role_policy_attachment.cni_node': r({
          role: ref('aws_iam_role.node.name'),
          policy_arn: awsPolicy('AmazonEKS_CNI_Policy'),
        }),
      },
    ],
    { fails: [] },
  ),
  own(
    'the CNI role on the add-on',
    [
      {
        'aws_eks_pod_identity_association.cni': undefined,
        'aws_eks_addon.cni': r({
          addon_name: 'vpc-cni',
          cluster_name: ref('aws_eks_cluster.main.name'),
          service_account_role_arn: ref('aws_iam_role.cni.arn'),
        }),
      },
    ],
    { fails: [] },
  ),
  own(
    'the CNI role declared',
    { 'aws_eks_pod_identity_association.cni': undefined },
    { policy: { ...goldenPolicy, facts: { cniRoleBound: true } }, fails: [] },
  ),
  own(
    'an add-on without a role binds nothing',
    [
      {
        'aws_eks_pod_identity_association.cni': undefined,
        'aws_eks_addon.cni': r({ addon_name: 'vpc-cni', cluster_name: ref('aws_eks_cluster.main.name') }),
      },
    ],
    { fails: ['iam-cni-policy'] },
  ),
  own(
    'a role written for aws-node, bound inside the cluster',
    [
      { 'aws_eks_pod_identity_association.cni': undefined },
      changed(selfManaged, 'aws_iam_role.cni', { assume_role_policy: irsa('system:serviceaccount:kube-system:aws-node') }),
    ],
    { fails: [] },
  ),
  own(
    'a role written for another account',
    [
      { 'aws_eks_pod_identity_association.cni': undefined },
      changed(selfManaged, 'aws_iam_role.cni', { assume_role_policy: irsa('system:serviceaccount:kube-system:aws-node-termination') }),
    ],
    { fails: ['iam-cni-policy'] },
  ),
  own(
    'a role written for aws-node whose policy is not seen',
    [
      {
        'aws_eks_pod_identity_association.cni': undefined,
        'aws_iam_role_policy_attachment.cni': r({ role: ref('aws_iam_role.cni.name'), policy_arn: elsewhere('cni_policy') }),
      },
      changed(selfManaged, 'aws_iam_role.cni', { assume_role_policy: irsa('system:serviceaccount:kube-system:aws-node') }),
    ],
    { verdicts: { 'iam-cni-policy': 'unknown' }, fails: [] },
  ),
  own(
    'a profile that is only named',
    [{ 'aws_iam_instance_profile.node': undefined }, inTemplate({ iam_instance_profile: { name: 'made-elsewhere' } })],
    { verdicts: { 'iam-instance-profile': 'unknown', 'iam-worker-node-policy': 'unknown', 'iam-least-privilege': 'unknown' }, fails: [] },
  ),
  own('a role that is only named', changed(selfManaged, 'aws_iam_instance_profile.node', { role: 'made-elsewhere' }), {
    verdicts: { 'iam-instance-profile': 'unknown' },
    fails: [],
  }),
  own(
    'a role that is read here',
    [
      {
        [role]: undefined,
        'data.aws_iam_role.node': data(
          { name: 'main-node' },
          { arn: 'arn:aws:iam::111122223333:role/main-node', assume_role_policy: trust('ec2.amazonaws.com') },
        ),
        ...changed(selfManaged, 'aws_iam_instance_profile.node', { role: ref('data.aws_iam_role.node.name') }),
      },
      ...['worker', 'pull'].map(name =>
        changed(selfManaged, `aws_iam_role_policy_attachment.${name}`, { role: ref('data.aws_iam_role.node.name') }),
      ),
    ],
    {
      verdicts: { 'iam-instance-profile': 'pass', 'iam-worker-node-policy': 'pass', 'iam-least-privilege': 'unknown' },
      fails: [],
    },
  ),
  own(
    'IPv6 permissions of the CNI, and it is not known which family the cluster has',
    [
      { 'aws_eks_pod_identity_association.cni': undefined },
      {
        'aws_iam_role_policy.cni': r({
          role: ref('aws_iam_role.node.name'),
          policy: allow(['ec2:AssignIpv6Addresses', 'ec2:DescribeInstances', 'ec2:DescribeTags', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeInstanceTypes', 'ec2:CreateTags']),
        }),
      },
      {
        'aws_eks_cluster.main': {
          ...selfManaged['aws_eks_cluster.main']!,
          attributes: { ...selfManaged['aws_eks_cluster.main']!.attributes, kubernetes_network_config: { ip_family: elsewhere('ip_family') } },
          exists: Object.fromEntries(Object.entries(clusterExists).filter(([name]) => name !== 'kubernetes_network_config')),
        },
      },
    ],
    { verdicts: { 'iam-cni-policy': 'unknown' }, fails: [] },
  ),
  own(
    'a trust policy from a document',
    [
      {
        'data.aws_iam_policy_document.trust': data(
          { statement: { actions: ['sts:AssumeRole'], principals: { type: 'Service', identifiers: ['ec2.amazonaws.com'] } } },
          { json: trust('ec2.amazonaws.com') },
        ),
      },
      changed(selfManaged, role, { assume_role_policy: ref('data.aws_iam_policy_document.trust.json') }),
    ],
    { fails: [], unknown: [] },
  ),
]);
