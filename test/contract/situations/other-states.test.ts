import {
  changed,
  clusterExists,
  data,
  eksParameter,
  managed,
  nodeRole,
  nodeSecurity,
  patched,
  r,
  type Resources,
  standing,
} from '../../support/fleet.ts';
import { ref } from '../../support/plan.ts';
import { inTemplate, lt, mng, nodeGroup, own, rows } from './situation.ts';

const readCluster: Resources = {
  ...Object.fromEntries(Object.entries(standing).filter(([key]) => !key.startsWith('aws_eks_cluster') && !key.includes('.cluster'))),
  'data.aws_eks_cluster.main': data(
    { name: 'main' },
    { ...clusterExists, id: 'main', arn: 'arn:aws:eks:eu-central-1:111122223333:cluster/main', status: 'ACTIVE' },
  ),
};

const readGroup = ref('data.aws_eks_cluster.main.vpc_config[0].cluster_security_group_id');

const inReadCluster: Resources = {
  ...readCluster,
  ...nodeRole,
  'aws_eks_pod_identity_association.cni': r({
    cluster_name: ref('data.aws_eks_cluster.main.name'),
    namespace: 'kube-system',
    service_account: 'aws-node',
    role_arn: ref('aws_iam_role.cni.arn'),
  }),
  ...nodeSecurity,
  'aws_vpc_security_group_ingress_rule.kubelet': r({
    security_group_id: nodeGroup,
    ip_protocol: 'tcp',
    from_port: 10250,
    to_port: 10250,
    referenced_security_group_id: readGroup,
  }),
  'aws_vpc_security_group_ingress_rule.api': r({
    security_group_id: readGroup,
    ip_protocol: 'tcp',
    from_port: 443,
    to_port: 443,
    referenced_security_group_id: nodeGroup,
  }),
  [lt]: r({ ...managed[lt]!.attributes, vpc_security_group_ids: [nodeGroup] }),
  [mng]: r({ ...managed[mng]!.attributes, cluster_name: ref('data.aws_eks_cluster.main.name') }),
};

rows('a cluster of another state', [
  { name: 'read here: what is there decides', resources: inReadCluster, of: mng, fails: [], unknown: ['automatic-security-updates'] },
  {
    name: 'its security group may have rules that are not seen',
    resources: patched(inReadCluster, { 'aws_vpc_security_group_ingress_rule.api': undefined }),
    of: mng,
    fails: [],
    unknown: ['automatic-security-updates', 'sg-node-to-control-plane'],
  },
  {
    name: 'the rule on the group of the nodes is seen to be missing',
    resources: patched(inReadCluster, { 'aws_vpc_security_group_ingress_rule.kubelet': undefined }),
    of: mng,
    fails: ['sg-control-plane-to-kubelet'],
  },
  {
    name: 'the CNI may be bound there',
    resources: patched(inReadCluster, { 'aws_eks_pod_identity_association.cni': undefined }),
    of: mng,
    verdicts: { 'iam-cni-policy': 'unknown' },
    fails: [],
  },
  {
    name: 'nodes carry its security group',
    resources: patched(inReadCluster, changed(inReadCluster, lt, { vpc_security_group_ids: undefined })),
    of: mng,
    verdicts: {
      'sg-control-plane-to-kubelet': 'pass',
      'sg-node-to-control-plane': 'pass',
      'sg-node-egress': 'pass',
      'sg-no-public-admin-ports': 'unknown',
    },
    fails: [],
  },
  {
    name: "only named: its control plane's groups are not in the plan",
    resources: patched(
      {
        ...inReadCluster,
        'data.aws_eks_cluster.main': undefined as never,
        'aws_vpc_security_group_ingress_rule.api': undefined as never,
        'aws_eks_pod_identity_association.cni': undefined as never,
      },
      {
        'data.aws_eks_cluster.main': undefined,
        ...changed(inReadCluster, mng, { cluster_name: 'main' }),
        'aws_vpc_security_group_ingress_rule.kubelet': r({
          security_group_id: nodeGroup,
          ip_protocol: 'tcp',
          from_port: 10250,
          to_port: 10250,
          referenced_security_group_id: 'sg-0c1a57e4c1a57e4c1',
        }),
      },
    ),
    of: mng,
    verdicts: {
      'sg-control-plane-to-kubelet': 'unknown',
      'sg-node-to-control-plane': 'unknown',
      'iam-cni-policy': 'unknown',
      'ami-version-skew': 'pass',
    },
    fails: [],
  },
  {
    name: 'only named, and its groups declared',
    resources: patched(
      {
        ...inReadCluster,
        'data.aws_eks_cluster.main': undefined as never,
        'aws_vpc_security_group_ingress_rule.api': undefined as never,
        'aws_eks_pod_identity_association.cni': undefined as never,
      },
      {
        'data.aws_eks_cluster.main': undefined,
        ...changed(inReadCluster, mng, { cluster_name: 'main' }),
        'aws_vpc_security_group_ingress_rule.kubelet': r({
          security_group_id: nodeGroup,
          ip_protocol: 'tcp',
          from_port: 10250,
          to_port: 10250,
          referenced_security_group_id: 'sg-0c1a57e4c1a57e4c1',
        }),
      },
    ),
    policy: { facts: { controlPlaneSecurityGroups: ['sg-0c1a57e4c1a57e4c1'] } },
    of: mng,
    verdicts: { 'sg-control-plane-to-kubelet': 'pass', 'sg-node-to-control-plane': 'unknown' },
    fails: [],
  },
]);

rows('data sources that are read on apply', [
  own(
    'an EKS image by its name pattern and owner',
    {
      'data.aws_ami.node': {
        attributes: {
          most_recent: true,
          owners: ['amazon'],
          filter: { name: 'name', values: ['amazon-eks-node-al2023-x86_64-standard-1.34-v*'] },
        },
        deferred: true,
      },
    },
    {
      verdicts: {
        'ami-trusted-lineage': 'pass',
        'ami-supported': 'pass',
        'ami-version-skew': 'pass',
        'automatic-security-updates': 'pass',
      },
    },
  ),
  own(
    'an EKS image by its parameter',
    [
      { 'data.aws_ami.node': undefined, 'data.aws_ssm_parameter.node': { attributes: { name: eksParameter }, deferred: true } },
      inTemplate({ image_id: ref('data.aws_ssm_parameter.node.value') }),
    ],
    { verdicts: { 'ami-trusted-lineage': 'pass', 'ami-supported': 'pass' }, fails: ['hardened-base-image'] },
  ),
  own(
    'a name pattern without an owner',
    {
      'data.aws_ami.node': {
        attributes: { most_recent: true, filter: { name: 'name', values: ['amazon-eks-node-al2023-x86_64-standard-1.34-v*'] } },
        deferred: true,
      },
    },
    { verdicts: { 'ami-trusted-lineage': 'unknown' }, fails: [] },
  ),
]);
