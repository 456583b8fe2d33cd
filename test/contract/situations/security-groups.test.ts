import {
  base64,
  certificate,
  changed,
  clusterTag,
  endpoint,
  existing,
  group,
  nodeConfig,
  nodeSecurity,
  type Patch,
  privateSubnets,
  r,
  selfManaged,
  tag,
  template,
} from '../../support/fleet.ts';
import { given, ref } from '../../support/plan.ts';
import { asg, type Attributes, clusterGroup, elsewhere, inGroup, inTemplate, nodeGroup, own, rows, ruleIn } from './situation.ts';

const oneGroup = (attributes: Attributes): Patch => ({
  'aws_vpc_security_group_egress_rule.node': undefined,
  'aws_vpc_security_group_ingress_rule.node_self': undefined,
  'aws_vpc_security_group_ingress_rule.kubelet': undefined,
  ...changed(selfManaged, 'aws_security_group.node', attributes),
});

function nodeSecurityGone(): Patch {
  return Object.fromEntries(Object.keys(nodeSecurity).map(key => [key, undefined]));
}

rows('security groups', [
  own(
    'inline rules',
    oneGroup({
      ingress: [
        { protocol: '-1', self: true },
        { protocol: 'tcp', from_port: 10250, to_port: 10250, cidr_blocks: ['10.0.0.0/16'] },
      ],
      egress: { protocol: '-1', cidr_blocks: ['0.0.0.0/0'] },
    }),
    { fails: [], verdicts: { 'sg-control-plane-to-kubelet': 'pass', 'sg-node-egress': 'pass', 'ssh-access-closed': 'pass' } },
  ),
  own(
    'inline rules in attribute syntax',
    oneGroup({
      ingress: given([
        { protocol: '-1', self: true },
        { protocol: 'tcp', from_port: 10250, to_port: 10250, cidr_blocks: ['10.0.0.0/16'] },
      ]),
      egress: given([{ protocol: '-1', cidr_blocks: ['0.0.0.0/0'] }]),
    }),
    { fails: [] },
  ),
  own(
    'inline rules that open SSH',
    {
      'aws_vpc_security_group_ingress_rule.kubelet': undefined,
      ...changed(selfManaged, 'aws_security_group.node', {
        ingress: [{ protocol: 'tcp', from_port: 0, to_port: 65535, cidr_blocks: ['0.0.0.0/0'] }],
      }),
    },
    { fails: ['sg-no-public-admin-ports', 'ssh-access-closed'] },
  ),
  own(
    'a group without any egress: Terraform removes the default rule',
    { 'aws_vpc_security_group_egress_rule.node': undefined },
    { fails: ['sg-node-egress', 'sg-node-to-control-plane'] },
  ),
  own(
    'aws_security_group_rule',
    [
      oneGroup({}),
      {
        'aws_security_group_rule.self': ruleIn({ protocol: '-1', from_port: 0, to_port: 0, self: true }),
        'aws_security_group_rule.kubelet': ruleIn({ from_port: 10250, to_port: 10250, source_security_group_id: clusterGroup }),
        'aws_security_group_rule.out': r({
          security_group_id: nodeGroup,
          type: 'egress',
          protocol: '-1',
          from_port: 0,
          to_port: 0,
          cidr_blocks: ['0.0.0.0/0'],
        }),
      },
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'two halves of the world',
    { 'aws_security_group_rule.half': ruleIn({ from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/1', '128.0.0.0/1'] }) },
    { fails: ['sg-no-public-admin-ports', 'ssh-access-closed'] },
  ),
  own(
    'SSH from the VPC',
    { 'aws_security_group_rule.ssh': ruleIn({ from_port: 22, to_port: 22, cidr_blocks: ['10.0.0.0/16'] }) },
    { fails: ['ssh-access-closed'] },
  ),
  own(
    'SSH from the control plane and among nodes',
    { 'aws_security_group_rule.ssh': ruleIn({ from_port: 22, to_port: 22, source_security_group_id: clusterGroup }) },
    { fails: [] },
  ),
  own(
    'no groups named: the default group of the VPC',
    [
      inTemplate({ vpc_security_group_ids: undefined }),
      { 'aws_default_security_group.main': existing({ vpc_id: ref('aws_vpc.main.id'), ingress: [], egress: [] }) },
    ],
    { verdicts: { 'sg-control-plane-to-kubelet': 'fail', 'sg-node-egress': 'fail' } },
  ),
  own('groups of another state', inTemplate({ vpc_security_group_ids: [elsewhere('node_group')] }), {
    verdicts: { 'sg-control-plane-to-kubelet': 'unknown', 'sg-no-public-admin-ports': 'unknown', 'ssh-access-closed': 'unknown' },
    fails: [],
  }),
  own('the cluster group on the nodes', [nodeSecurityGone(), inTemplate({ vpc_security_group_ids: [clusterGroup] })], {
    fails: [],
    unknown: [],
  }),
  own(
    'the same group of another state at both ends',
    [
      changed(selfManaged, 'aws_vpc_security_group_ingress_rule.kubelet', { referenced_security_group_id: elsewhere('control_plane') }),
      {
        'aws_eks_cluster.main': {
          ...selfManaged['aws_eks_cluster.main']!,
          attributes: {
            ...selfManaged['aws_eks_cluster.main']!.attributes,
            vpc_config: { subnet_ids: privateSubnets, security_group_ids: [elsewhere('control_plane')], endpoint_private_access: true },
          },
        },
      },
    ],
    { verdicts: { 'sg-control-plane-to-kubelet': 'unknown' }, fails: [] },
  ),
  own(
    'a second group that carries the tag of another cluster',
    [
      {
        'aws_security_group.extra': r({
          name: 'extra',
          vpc_id: ref('aws_vpc.main.id'),
          tags: { 'kubernetes.io/cluster/staging': 'owned' },
        }),
      },
      inTemplate({ vpc_security_group_ids: [nodeGroup, ref('aws_security_group.extra.id')] }),
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'a second group that carries the same tag',
    [
      { 'aws_security_group.extra': r({ name: 'extra', vpc_id: ref('aws_vpc.main.id'), tags: { [clusterTag]: 'shared' } }) },
      inTemplate({ vpc_security_group_ids: [nodeGroup, ref('aws_security_group.extra.id')] }),
    ],
    { fails: ['sg-cluster-tag-unique'] },
  ),
  own(
    'two groups that are cut off from one another',
    [
      {
        'aws_security_group.other': r({ name: 'other', vpc_id: ref('aws_vpc.main.id') }),
        'aws_vpc_security_group_egress_rule.other': r({
          security_group_id: ref('aws_security_group.other.id'),
          ip_protocol: '-1',
          cidr_ipv4: '0.0.0.0/0',
        }),
        'aws_vpc_security_group_ingress_rule.other': r({
          security_group_id: ref('aws_security_group.other.id'),
          ip_protocol: '-1',
          referenced_security_group_id: ref('aws_security_group.other.id'),
        }),
        'aws_launch_template.other': r({ ...template, vpc_security_group_ids: [ref('aws_security_group.other.id')] }),
        'aws_autoscaling_group.other': r({
          ...group,
          name: 'other',
          launch_template: { id: ref('aws_launch_template.other.id'), version: '$Latest' },
        }),
      },
    ],
    { of: 'aws_eks_cluster.main', fails: ['sg-node-to-node-dns'] },
  ),
  own(
    'two groups with one security group that lets in the subnet of one of them',
    [
      { 'aws_vpc_security_group_ingress_rule.node_self': undefined },
      Object.fromEntries(
        ['tcp', 'udp'].map(protocol => [
          `aws_security_group_rule.${protocol}`,
          ruleIn({ protocol, from_port: 53, to_port: 53, cidr_blocks: ['10.0.10.0/24'] }),
        ]),
      ),
      inGroup({ vpc_zone_identifier: [ref('aws_subnet.private_a.id')] }),
      {
        'aws_autoscaling_group.zone_b': {
          attributes: { ...selfManaged[asg]!.attributes, name: 'zone-b', vpc_zone_identifier: [ref('aws_subnet.private_b.id')] },
        },
      },
    ],
    { of: 'aws_eks_cluster.main', fails: ['sg-node-to-node-dns'] },
  ),
  own(
    'SSH open to the world on a second interface',
    [
      inTemplate({
        vpc_security_group_ids: undefined,
        network_interfaces: [
          { device_index: 0, security_groups: [nodeGroup] },
          { device_index: 1, security_groups: [ref('aws_security_group.second.id')] },
        ],
      }),
      {
        'aws_security_group.second': r({
          name: 'second',
          vpc_id: ref('aws_vpc.main.id'),
          ingress: { protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'] },
        }),
      },
    ],
    { fails: ['sg-no-public-admin-ports', 'ssh-access-closed'], unknown: [] },
  ),
  own(
    'a group whose name says cluster, where the cluster is in another state: what it lacks another may have',
    [
      Object.fromEntries(
        Object.keys(selfManaged)
          .filter(key => key.startsWith('aws_eks') || key.includes('.cluster') || key.endsWith('_ingress_rule.kubelet') || key.endsWith('_ingress_rule.api'))
          .map(key => [key, undefined]),
      ),
      inTemplate({ user_data: base64(nodeConfig('main', endpoint, certificate)) }),
      inGroup({ tag: [tag(clusterTag, 'owned'), tag('k8s.io/cluster-autoscaler/enabled', 'true')] }),
      {
        'aws_security_group.redis': r({ name: 'redis-cluster', vpc_id: ref('aws_vpc.main.id') }),
        'aws_security_group_rule.kubelet': ruleIn({ from_port: 10250, to_port: 10250, source_security_group_id: 'sg-0c1a57e4c1a57e4c1' }),
      },
    ],
    { verdicts: { 'sg-control-plane-to-kubelet': 'unknown', 'sg-node-to-control-plane': 'unknown' } },
  ),
]);
