import {
  awsPolicy,
  base64,
  changed,
  clusterTag,
  controlPlane,
  data,
  hardenedMetadata,
  network,
  nodeConfig,
  nodeProfile,
  nodeRole,
  nodeSecurity,
  parameterImage,
  patched,
  privateSubnets,
  r,
  type Resources,
  selfManaged,
  standing,
  tag,
  trust,
} from '../../support/fleet.ts';
import { call, ref } from '../../support/plan.ts';
import { asg, type Attributes, inGroup, inTemplate, lt, nodeGroup, rows } from './situation.ts';

const karpenter: Resources = {
  ...network,
  ...controlPlane,
  'aws_iam_role.karpenter_node': r({ name: 'KarpenterNodeRole-main', assume_role_policy: trust('ec2.amazonaws.com') }),
};

const kops: Attributes = {
  name: 'nodes.k8s.example.com',
  min_size: 2,
  max_size: 2,
  vpc_zone_identifier: privateSubnets,
  launch_template: { id: ref('aws_launch_template.workers.id'), version: '$Latest' },
};

const bare: Resources = {
  ...network,
  [lt]: r({ name_prefix: 'w', image_id: 'ami-0123456789abcdef0', vpc_security_group_ids: [ref('aws_security_group.node.id')] }),
  'aws_security_group.node': r({ name: 'node', vpc_id: ref('aws_vpc.main.id') }),
};

rows('what is a subject', [
  {
    name: 'Fargate: its subnets only',
    resources: {
      ...network,
      ...controlPlane,
      'aws_eks_fargate_profile.apps': r({
        cluster_name: ref('aws_eks_cluster.main.name'),
        fargate_profile_name: 'apps',
        subnet_ids: [ref('aws_subnet.public.id')],
        selector: { namespace: 'apps' },
      }),
    },
    of: 'aws_eks_fargate_profile.apps',
    fails: ['subnets-private'],
    unknown: [],
  },
  {
    name: 'Auto Mode',
    resources: patched(
      { ...network, ...controlPlane },
      changed(controlPlane, 'aws_eks_cluster.main', {
        compute_config: { enabled: true, node_pools: ['general-purpose'], node_role_arn: ref('aws_iam_role.auto.arn') },
      }),
      {
        'aws_iam_role.auto': r({ name: 'auto', assume_role_policy: trust('ec2.amazonaws.com') }),
        ...Object.fromEntries(
          ['AmazonEKSWorkerNodeMinimalPolicy', 'AmazonEC2ContainerRegistryPullOnly'].map(name => [
            `aws_iam_role_policy_attachment.${name}`,
            r({ role: ref('aws_iam_role.auto.name'), policy_arn: awsPolicy(name) }),
          ]),
        ),
      },
    ),
    of: 'aws_eks_cluster.main',
    fails: [],
    unknown: [],
    verdicts: {
      'imdsv2-required': 'not-applicable',
      'asg-backed': 'pass',
      'cluster-tag-owned': 'pass',
      'iam-worker-node-policy': 'pass',
      'subnets-private': 'pass',
      'asg-multi-az': 'pass',
      'volumes-encrypted': 'not-applicable',
    },
  },
  {
    name: "Auto Mode without node pools of EKS's own has nothing to judge",
    resources: patched({ ...network, ...controlPlane }, changed(controlPlane, 'aws_eks_cluster.main', { compute_config: { enabled: true } })),
    subjects: ['aws_eks_cluster.main'],
    of: 'aws_eks_cluster.main',
    verdicts: {},
    fails: [],
    unknown: [],
  },
  {
    name: 'a cluster whose nodes Karpenter makes has nothing to judge',
    resources: karpenter,
    subjects: ['aws_eks_cluster.main'],
    of: 'aws_eks_cluster.main',
    fails: [],
    unknown: [],
    verdicts: {},
  },
  { name: 'a cluster alone is none', resources: { ...network, ...controlPlane }, subjects: [] },
  {
    name: 'a plain instance is none',
    resources: {
      ...network,
      'aws_instance.web': r({ ami: 'ami-0123456789abcdef0', instance_type: 't3.micro', subnet_id: ref('aws_subnet.public.id') }),
    },
    subjects: [],
  },
  {
    name: 'an ECS group is none',
    resources: {
      ...bare,
      ...changed(bare, lt, { user_data: base64('#!/bin/bash\necho ECS_CLUSTER=web >> /etc/ecs/ecs.config\n') }),
      [asg]: r({ ...kops, name: 'ecs' }),
    },
    subjects: [],
  },
  {
    name: 'kOps is passed over',
    resources: {
      ...bare,
      [asg]: r({
        ...kops,
        tag: [
          tag('kubernetes.io/cluster/k8s.example.com', 'owned'),
          tag('k8s.io/role/node', '1'),
          tag('kops.k8s.io/instancegroup', 'nodes'),
        ],
      }),
    },
    subjects: [],
  },
  {
    name: 'OpenShift is passed over',
    resources: {
      ...patched(bare, changed(bare, lt, { image_id: ref('data.aws_ami.rhcos.id') })),
      'data.aws_ami.rhcos': data(
        { owners: ['531415883065'] },
        { id: 'ami-0ccccccccccccccccc', name: 'rhcos-416.94.202410211619-0-x86_64', owner_id: '531415883065' },
      ),
      [asg]: r({ ...kops, tag: [tag('kubernetes.io/cluster/ocp-x7x2k', 'owned')] }),
    },
    subjects: [],
  },
  {
    name: 'the tag alone proves Kubernetes, not EKS',
    resources: patched(selfManaged, {
      ...Object.fromEntries(
        Object.keys(selfManaged)
          .filter(
            key =>
              key.startsWith('aws_eks') ||
              key.includes('.cluster') ||
              key === 'aws_vpc_security_group_ingress_rule.kubelet' ||
              key === 'aws_vpc_security_group_ingress_rule.api',
          )
          .map(key => [key, undefined]),
      ),
      'aws_iam_role_policy_attachment.worker': undefined,
      ...inTemplate({ user_data: base64('#!/bin/bash\necho hello\n') }),
      ...inGroup({ tag: [tag(clusterTag, 'owned')] }),
      'data.aws_ami.node': undefined,
      ...parameterImage('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'),
      ...changed(selfManaged, lt, { user_data: base64('#!/bin/bash\necho hello\n'), image_id: ref('data.aws_ssm_parameter.node.value') }),
    }),
    policy: undefined,
    verdicts: {
      'bootstrap-joins-cluster': 'unknown',
      'ami-trusted-lineage': 'unknown',
      'iam-worker-node-policy': 'unknown',
      'iam-cni-policy': 'unknown',
      'cluster-tag-owned': 'pass',
      'imdsv2-required': 'pass',
      'sg-control-plane-to-kubelet': 'unknown',
    },
  },
  {
    name: "an instance's root volume counts before its template's",
    resources: {
      ...standing,
      'aws_launch_template.node': r({ name_prefix: 'node', block_device_mappings: { device_name: '/dev/xvda', ebs: { encrypted: 'false' } } }),
      'aws_instance.node': r({
        launch_template: { id: ref('aws_launch_template.node.id'), version: '$Latest' },
        subnet_id: ref('aws_subnet.private_a.id'),
        root_block_device: { encrypted: true },
        tags: { [clusterTag]: 'owned' },
      }),
    },
    of: 'aws_instance.node',
    verdicts: { 'volumes-encrypted': 'pass' },
  },
  {
    name: 'an instance with a bootstrap',
    resources: {
      ...standing,
      ...nodeRole,
      ...nodeProfile,
      ...nodeSecurity,
      ...parameterImage(),
      'aws_instance.node': r({
        ami: ref('data.aws_ssm_parameter.node.value'),
        subnet_id: ref('aws_subnet.private_a.id'),
        vpc_security_group_ids: [nodeGroup],
        iam_instance_profile: ref('aws_iam_instance_profile.node.name'),
        user_data: call(
          (name: string, server: string, ca: string) => nodeConfig(name, server, ca),
          ref('aws_eks_cluster.main.name'),
          ref('aws_eks_cluster.main.endpoint'),
          ref('aws_eks_cluster.main.certificate_authority[0].data'),
        ),
        tags: { [clusterTag]: 'owned' },
        root_block_device: { encrypted: true },
        metadata_options: hardenedMetadata,
      }),
    },
    of: 'aws_instance.node',
    fails: [
      'anti-virus',
      'asg-backed',
      'automatic-security-updates',
      'file-integrity-monitoring',
      'hardened-base-image',
      'intrusion-prevention',
    ],
    unknown: [],
  },
]);
