import {
  awsPolicy,
  exist,
  existing,
  goldenPolicy,
  hardenedMetadata,
  type Patch,
  patched,
  selfManaged,
  template,
} from '../../support/fleet.ts';
import { ref } from '../../support/plan.ts';
import { allow, type Attributes, inGroup, inTemplate, lt, own, role, rows, ruleIn } from './situation.ts';

const observedRule = (attributes: Attributes): Attributes => ({
  cidr_blocks: [],
  description: '',
  from_port: 0,
  ipv6_cidr_blocks: [],
  prefix_list_ids: [],
  protocol: '-1',
  security_groups: [],
  self: false,
  to_port: 0,
  ...attributes,
});

rows('a plan that does not tell everything', [
  own(
    'cut by -target: what is missing is not known',
    { 'aws_iam_role_policy_attachment.pull': undefined, 'aws_vpc_security_group_ingress_rule.kubelet': undefined },
    {
      top: { complete: false },
      verdicts: { 'iam-ecr-pull-policy': 'unknown', 'sg-control-plane-to-kubelet': 'unknown', 'iam-worker-node-policy': 'pass' },
      fails: [],
    },
  ),
  own(
    'cut by -target: what is there decides',
    { 'aws_security_group_rule.ssh': ruleIn({ from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0'] }) },
    { top: { complete: false }, fails: ['sg-no-public-admin-ports', 'ssh-access-closed'] },
  ),
  own(
    'an error while planning',
    { 'aws_iam_role_policy_attachment.pull': undefined },
    { top: { errored: true }, verdicts: { 'iam-ecr-pull-policy': 'unknown' }, fails: [] },
  ),
  own('no configuration: omitted and unknown are one', [inTemplate({ metadata_options: undefined, block_device_mappings: undefined })], {
    top: { configuration: undefined },
    fails: [],
  }),
  own('no configuration: what is known decides', inGroup({ max_size: 2 }), { top: { configuration: undefined }, fails: ['asg-can-scale'] }),
]);

rows('what exists and what goes', [
  {
    name: 'all of it exists already',
    resources: exist(patched(selfManaged, { [lt]: existing(template, { default_version: 2, latest_version: 2 }) })),
    policy: goldenPolicy,
    fails: [],
    unknown: [],
  },
  {
    name: 'the same where other states share it: what is there decides, what is missing is not known',
    resources: exist(
      patched(selfManaged, {
        [lt]: existing(template, { default_version: 2, latest_version: 2 }),
        'aws_iam_role_policy_attachment.pull': undefined,
      }),
    ),
    policy: { ...goldenPolicy, plan: 'partial' },
    verdicts: { 'iam-worker-node-policy': 'pass', 'iam-ecr-pull-policy': 'unknown', 'sg-no-public-admin-ports': 'unknown' },
    fails: [],
  },
  own(
    'a policy that is detached counts no more',
    {
      'aws_iam_role_policy_attachment.pull': {
        ...existing({ role: 'main-node', policy_arn: awsPolicy('AmazonEC2ContainerRegistryPullOnly') }),
        deleted: true,
      },
    },
    { fails: ['iam-ecr-pull-policy'] },
  ),
  own(
    'a policy that is detached from a role that lists it',
    [
      {
        'aws_iam_role_policy_attachment.admin': {
          ...existing({ role: 'main-node', policy_arn: awsPolicy('AdministratorAccess') }),
          deleted: true,
        },
      },
      {
        [role]: existing(selfManaged[role]!.attributes, {
          managed_policy_arns: ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AdministratorAccess'].map(awsPolicy),
          inline_policy: [{ name: 'broad', policy: allow('*') }],
        }),
      },
      { 'aws_iam_role_policy.broad': { ...existing({ name: 'broad', role: 'main-node', policy: allow('*') }), deleted: true } },
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'a rule that is deleted from a group that lists it',
    [
      {
        'aws_security_group.node': existing(selfManaged['aws_security_group.node']!.attributes, {
          ingress: [observedRule({ protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0', '10.0.0.0/8'] })],
          egress: [],
        }),
      },
      ...['ssh', 'office'].map((name): Patch => ({
        [`aws_security_group_rule.${name}`]: {
          ...existing({
            type: 'ingress',
            security_group_id: ref('aws_security_group.node.id'),
            protocol: 'tcp',
            from_port: 22,
            to_port: 22,
            cidr_blocks: [name === 'ssh' ? '0.0.0.0/0' : '10.0.0.0/8'],
          }),
          deleted: true,
        },
      })),
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'one of two peers is deleted',
    [
      {
        'aws_security_group.node': existing(selfManaged['aws_security_group.node']!.attributes, {
          ingress: [observedRule({ protocol: 'tcp', from_port: 22, to_port: 22, cidr_blocks: ['0.0.0.0/0', '10.0.0.0/8'] })],
          egress: [],
        }),
      },
      {
        'aws_vpc_security_group_ingress_rule.ssh': {
          ...existing({
            security_group_id: ref('aws_security_group.node.id'),
            ip_protocol: 'tcp',
            from_port: 22,
            to_port: 22,
            cidr_ipv4: '0.0.0.0/0',
          }),
          deleted: true,
        },
      },
    ],
    { fails: ['ssh-access-closed'], unknown: [] },
  ),
  own(
    'a route that is changed from the internet gateway to the NAT gateway',
    [
      {
        'aws_route_table.private': existing(
          { vpc_id: ref('aws_vpc.main.id') },
          { route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-0123456789abcdef0', nat_gateway_id: '' }] },
        ),
      },
      {
        'aws_route.private': {
          ...existing(selfManaged['aws_route.private']!.attributes),
          actions: ['update'],
          before: {
            route_table_id: ref('aws_route_table.private.id'),
            destination_cidr_block: '0.0.0.0/0',
            gateway_id: 'igw-0123456789abcdef0',
            nat_gateway_id: '',
          },
        },
      },
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'the internet gateway is what it was',
    [
      {
        'aws_route_table.private': existing(
          { vpc_id: ref('aws_vpc.main.id') },
          { route: [{ cidr_block: '0.0.0.0/0', gateway_id: 'igw-0123456789abcdef0', nat_gateway_id: '' }] },
        ),
        'aws_route.private': undefined,
      },
    ],
    { fails: ['subnets-private'] },
  ),
  own(
    'a template that is replaced is what it becomes',
    {
      [lt]: {
        ...existing(
          { ...template, metadata_options: { ...hardenedMetadata, http_tokens: 'optional' } },
          { default_version: 1, latest_version: 1 },
        ),
        actions: ['delete', 'create'],
      },
    },
    { fails: ['imdsv2-required'] },
  ),
  own(
    'a deposed object waits for deletion only',
    { 'aws_launch_template.old': { attributes: { name: 'old' }, deposed: '12345678' } },
    { fails: [], unknown: [] },
  ),
]);
