import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/findings/index.ts';
import type { Verdict } from '../../src/rules/index.ts';
import {
  awsPolicy,
  base64,
  changed,
  clusterExists,
  clusterTag,
  controlPlane,
  data,
  eksParameter,
  exist,
  existing,
  goldenImage,
  goldenPolicy,
  group,
  hardenedMetadata,
  managed,
  network,
  nodeConfig,
  nodeProfile,
  nodeRole,
  nodeSecurity,
  parameterImage,
  type Patch,
  patched,
  privateSubnets,
  r,
  rendered,
  type Resources,
  selfManaged,
  standing,
  tag,
  template,
  trust,
} from '../support/fleet.ts';
import { afterApply, call, dynamic, given, type Json, planJson, ref, type Value } from '../support/plan.ts';
import { scanPlan } from '../support/scan-plan.ts';

type Attributes = Readonly<Record<string, Value>>;

interface Row {
  readonly name: string;
  readonly resources: Resources;
  readonly policy?: unknown;
  /** Top-level members of the plan that are otherwise. */
  readonly top?: Json;
  /** The subject; a group `workers` where left out. */
  readonly of?: string;
  readonly verdicts?: Readonly<Record<string, Verdict>>;
  /** All that fails. */
  readonly fails?: readonly string[];
  /** All that is unknown. */
  readonly unknown?: readonly string[];
  /** Refs of all subjects. */
  readonly subjects?: readonly string[];
}

const asg = 'aws_autoscaling_group.workers';
const mng = 'aws_eks_node_group.workers';
const lt = 'aws_launch_template.workers';

const own = (name: string, patch: Patch | readonly Patch[], rest: Omit<Row, 'name' | 'resources'>): Row => ({
  name,
  resources: patched(selfManaged, ...[patch].flat()),
  policy: goldenPolicy,
  of: asg,
  ...rest,
});
const eks = (name: string, patch: Patch | readonly Patch[], rest: Omit<Row, 'name' | 'resources'>): Row => ({
  name,
  resources: patched(managed, ...[patch].flat()),
  of: mng,
  ...rest,
});
const inTemplate = (attributes: Attributes): Patch => changed(selfManaged, lt, attributes);
const inGroup = (attributes: Attributes): Patch => changed(selfManaged, asg, attributes);
const inManaged = (attributes: Attributes): Patch => changed(managed, mng, attributes);
const elsewhere = (output: string): Value => afterApply(`data.terraform_remote_state.platform.outputs.${output}`);
const clusterGroup = ref('aws_eks_cluster.main.vpc_config[0].cluster_security_group_id');
const nodeGroup = ref('aws_security_group.node.id');

function check(run: Run, { of = asg, verdicts, fails, unknown, subjects }: Row): void {
  const of_ = run.findings.filter(finding => finding.subject.ref === of);
  const having = (verdict: Verdict): string[] =>
    of_
      .filter(finding => finding.verdict === verdict)
      .map(({ rule }) => String(rule))
      .sort();
  if (subjects) expect(run.subjects.map(({ ref: subject }) => subject).sort()).toEqual([...subjects].sort());
  if (verdicts)
    expect(Object.fromEntries(of_.filter(({ rule }) => rule in verdicts).map(({ rule, verdict }) => [rule, verdict]))).toEqual(verdicts);
  if (fails) expect(having('fail')).toEqual([...fails].sort());
  if (unknown) expect(having('unknown')).toEqual([...unknown].sort());
}

function rows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    it.each(table.map(row => [row.name, row] as const))('%s', async (_, row) => {
      check(await scanPlan(planJson({ resources: row.resources }, row.top ? { top: row.top } : {}), { policy: row.policy }), row);
    });
  });
}

const plainManaged = inManaged({ launch_template: [] });

rows('managed groups', [
  eks("tag, replacement and template are the service's", [{ [lt]: undefined }, plainManaged], {
    verdicts: {
      'cluster-tag-owned': 'pass',
      'asg-backed': 'pass',
      'launch-template-used': 'pass',
      'launch-template-current': 'not-applicable',
      'bootstrap-joins-cluster': 'not-applicable',
      'user-data-no-secrets': 'not-applicable',
      'imdsv2-required': 'pass',
    },
    fails: ['imds-hop-limit', 'volumes-encrypted'],
  }),
  eks('Amazon Linux 2023 without template', [{ [lt]: undefined }, inManaged({ launch_template: [], ami_type: 'AL2023_x86_64_STANDARD' })], {
    verdicts: { 'imdsv2-required': 'pass', 'imds-hop-limit': 'pass', 'volumes-encrypted': 'fail', 'hardened-base-image': 'fail' },
  }),
  eks('the account encrypts by default', [{ [lt]: undefined, 'aws_ebs_encryption_by_default.this': r({}) }, plainManaged], {
    verdicts: { 'volumes-encrypted': 'pass' },
  }),
  eks(
    'a template without metadata options: what EKS fills in is not established',
    {
      [lt]: r({ name_prefix: 'w', update_default_version: true, block_device_mappings: managed[lt]!.attributes['block_device_mappings'] }),
    },
    {
      fails: [],
      unknown: ['automatic-security-updates', 'imds-hop-limit', 'imdsv2-required'],
    },
  ),
  eks(
    'a key without source groups opens SSH to the world',
    [{ [lt]: undefined }, inManaged({ launch_template: [], remote_access: { ec2_ssh_key: 'ops' } })],
    { verdicts: { 'sg-no-public-admin-ports': 'fail', 'ssh-access-closed': 'fail' } },
  ),
  eks(
    'a key with source groups does not',
    [
      { [lt]: undefined, 'aws_security_group.bastion': r({ name: 'bastion', vpc_id: ref('aws_vpc.main.id') }) },
      inManaged({
        launch_template: [],
        remote_access: { ec2_ssh_key: 'ops', source_security_group_ids: [ref('aws_security_group.bastion.id')] },
      }),
    ],
    {
      verdicts: { 'sg-no-public-admin-ports': 'pass', 'ssh-access-closed': 'fail' },
    },
  ),
  eks(
    'source groups of another state',
    [
      { [lt]: undefined },
      inManaged({ launch_template: [], remote_access: { ec2_ssh_key: 'ops', source_security_group_ids: elsewhere('sources') } }),
    ],
    { verdicts: { 'sg-no-public-admin-ports': 'unknown' } },
  ),
  eks('the same size at most as at least', inManaged({ scaling_config: { desired_size: 2, min_size: 2, max_size: 2 } }), {
    fails: ['asg-can-scale'],
  }),
  eks('switched off', inManaged({ scaling_config: { desired_size: 0, min_size: 0, max_size: 0 } }), {
    verdicts: { 'asg-can-scale': 'not-applicable' },
    fails: [],
  }),
  eks('a version older than the control plane may have', inManaged({ version: '1.30' }), { verdicts: { 'ami-version-skew': 'fail' } }),
  eks('the version of the control plane by reference', inManaged({ version: ref('aws_eks_cluster.main.version') }), {
    verdicts: { 'ami-version-skew': 'pass' },
  }),
  eks(
    'a version that follows an unwritten one',
    [changed(managed, 'aws_eks_cluster.main', { version: undefined }), inManaged({ version: ref('aws_eks_cluster.main.version') })],
    { verdicts: { 'ami-version-skew': 'pass' } },
  ),
  eks(
    'shell user data that EKS cannot merge',
    [{ ...changed(managed, lt, { user_data: base64('#!/bin/bash\necho hello\n') }) }, inManaged({ ami_type: 'AL2023_x86_64_STANDARD' })],
    { verdicts: { 'bootstrap-joins-cluster': 'fail' } },
  ),
  eks(
    'declared to be rolled',
    {},
    { policy: { facts: { securityUpdates: 'Renovate bumps the release every week' } }, fails: [], unknown: [] },
  ),
  eks('subnets that give public addresses', changed(managed, 'aws_subnet.private_a', { map_public_ip_on_launch: true }), {
    fails: ['no-public-ip'],
  }),
  {
    name: 'security groups of its own: EKS adds none',
    resources: patched({ ...managed, ...nodeSecurity }, changed(managed, lt, { vpc_security_group_ids: [nodeGroup] })),
    of: mng,
    fails: [],
    unknown: ['automatic-security-updates'],
  },
  {
    name: 'security groups of its own that let nothing in',
    resources: patched({ ...managed, ...nodeSecurity }, changed(managed, lt, { vpc_security_group_ids: [nodeGroup] }), {
      'aws_vpc_security_group_ingress_rule.kubelet': undefined,
    }),
    of: mng,
    fails: ['sg-control-plane-to-kubelet'],
  },
]);

rows('launches of a self-managed group', [
  own(
    'a mixed policy: the template of an override counts too',
    [
      {
        'aws_launch_template.spot': r({ ...template, metadata_options: { ...hardenedMetadata, http_tokens: 'optional' } }),
      },
      inGroup({
        launch_template: undefined,
        mixed_instances_policy: {
          launch_template: {
            launch_template_specification: { launch_template_id: ref('aws_launch_template.workers.id'), version: '$Latest' },
            override: [
              { instance_type: 'm6i.large' },
              {
                instance_type: 'm7i.large',
                launch_template_specification: { launch_template_id: ref('aws_launch_template.spot.id'), version: '$Latest' },
              },
            ],
          },
        },
      }),
    ],
    { fails: ['imdsv2-required'] },
  ),
  own(
    'a mixed policy with nothing wrong',
    inGroup({
      launch_template: undefined,
      mixed_instances_policy: {
        instances_distribution: { on_demand_base_capacity: 1 },
        launch_template: {
          launch_template_specification: { launch_template_id: ref('aws_launch_template.workers.id'), version: '$Latest' },
          override: [{ instance_type: 'm6i.large' }, { instance_type: 'm7i.large' }],
        },
      },
    }),
    { fails: [], unknown: [] },
  ),
  own('a template in another state', [{ [lt]: undefined }, inGroup({ launch_template: { id: 'lt-0123456789abcdef0', version: '3' } })], {
    verdicts: {
      'imdsv2-required': 'unknown',
      'volumes-encrypted': 'unknown',
      'launch-template-used': 'pass',
      'iam-instance-profile': 'unknown',
      'subnets-private': 'pass',
      'asg-backed': 'pass',
    },
    fails: [],
  }),
  own('nothing in the plan says what launches it', [{ [lt]: undefined }, inGroup({ launch_template: undefined })], {
    verdicts: { 'launch-template-used': 'unknown', 'imdsv2-required': 'unknown' },
    fails: [],
  }),
  own(
    'named rather than referred to by id',
    inGroup({ launch_template: { name: ref('aws_launch_template.workers.name'), version: '$Latest' } }),
    { fails: [], unknown: [] },
  ),
  own(
    'written by a dynamic block: the only template of the module',
    inGroup({ launch_template: dynamic({ id: ref('aws_launch_template.workers.id'), version: '$Latest' }) }),
    { fails: [], unknown: [] },
  ),
  own(
    'the default version of a template that is created',
    [inTemplate({ update_default_version: undefined }), inGroup({ launch_template: { id: ref('aws_launch_template.workers.id') } })],
    { fails: [], unknown: [] },
  ),
  own(
    'the default version follows',
    [
      { [lt]: { ...existing(template, { default_version: afterApply(), latest_version: afterApply() }), actions: ['update'] } },
      inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: '$Default' } }),
    ],
    { verdicts: { 'launch-template-current': 'pass' } },
  ),
  own(
    'the default version is the latest',
    [
      { [lt]: existing({ ...template, update_default_version: null }, { default_version: 4, latest_version: 4 }) },
      inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: '$Default' } }),
    ],
    { verdicts: { 'launch-template-current': 'pass' } },
  ),
  own(
    'a default version left behind',
    [
      { [lt]: existing({ ...template, update_default_version: null }, { default_version: 3, latest_version: 4 }) },
      inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: '$Default' } }),
    ],
    { fails: ['launch-template-current'] },
  ),
  own(
    'a number left behind',
    [
      { [lt]: existing(template, { default_version: 4, latest_version: 4 }) },
      inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: '3' } }),
    ],
    { fails: ['launch-template-current'] },
  ),
  own(
    'tokens optional with one hop: the limit alone passes',
    inTemplate({ metadata_options: { ...hardenedMetadata, http_tokens: 'optional' } }),
    { fails: ['imdsv2-required'], verdicts: { 'imds-hop-limit': 'pass' } },
  ),
  own('metadata options left out on an image that declares v2.0', inTemplate({ metadata_options: undefined }), {
    fails: ['imds-hop-limit'],
  }),
  own(
    'metadata options left out on an image that declares nothing',
    [
      inTemplate({ metadata_options: undefined }),
      {
        'data.aws_ami.node': {
          ...goldenImage['data.aws_ami.node']!,
          read: { ...goldenImage['data.aws_ami.node']!.read, imds_support: '' },
        },
      },
    ],
    { fails: ['imdsv2-required'] },
  ),
  own(
    'the account requires tokens and one hop',
    [
      inTemplate({ metadata_options: undefined }),
      { 'aws_ec2_instance_metadata_defaults.this': r({ http_tokens: 'required', http_put_response_hop_limit: 1 }) },
    ],
    { fails: [], unknown: [] },
  ),
  own(
    'two mappings of which neither device is known',
    inTemplate({
      block_device_mappings: [
        { device_name: elsewhere('root'), ebs: { encrypted: 'true' } },
        { device_name: elsewhere('data'), ebs: { encrypted: 'false' } },
      ],
    }),
    { fails: ['volumes-encrypted'] },
  ),
  own(
    'a further volume does not take the encryption of the image',
    inTemplate({ block_device_mappings: [{ device_name: '/dev/sdf', ebs: { volume_size: 100 } }] }),
    { fails: ['volumes-encrypted'] },
  ),
  own('the snapshot of the image is encrypted', inTemplate({ block_device_mappings: undefined }), {
    verdicts: { 'volumes-encrypted': 'pass' },
  }),
  own('nodes live 40 days', inGroup({ max_instance_lifetime: 3_456_000 }), { unknown: ['automatic-security-updates'] }),
  own(
    'a pinned image',
    {
      'data.aws_ami.node': undefined,
      ...parameterImage(
        '/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/amazon-eks-node-al2023-x86_64-standard-1.34-v20261012/image_id',
      ),
      ...inTemplate({ image_id: ref('data.aws_ssm_parameter.node.value') }),
    },
    {
      fails: ['automatic-security-updates', 'hardened-base-image'],
      unknown: [],
    },
  ),
  own(
    'a copy of the golden image',
    [
      {
        'aws_ami_copy.node': r({
          name: 'workers',
          source_ami_id: ref('data.aws_ami.node.id'),
          source_ami_region: 'eu-central-1',
          encrypted: true,
        }),
      },
      inTemplate({ image_id: ref('aws_ami_copy.node.id') }),
    ],
    {
      verdicts: { 'ami-trusted-lineage': 'pass', 'ami-supported': 'pass', 'volumes-encrypted': 'pass' },
      fails: [],
      unknown: ['automatic-security-updates', 'hardened-base-image'],
    },
  ),
  own('an image id and nothing more', [{ 'data.aws_ami.node': undefined }, inTemplate({ image_id: 'ami-0123456789abcdef0' })], {
    verdicts: {
      'ami-trusted-lineage': 'unknown',
      'ami-supported': 'unknown',
      'hardened-base-image': 'unknown',
      'bootstrap-joins-cluster': 'pass',
    },
    fails: [],
  }),
  own(
    "only Bottlerocket's system volume is encrypted",
    [
      { 'data.aws_ami.node': undefined, ...parameterImage('/aws/service/bottlerocket/aws-k8s-1.34/x86_64/latest/image_id') },
      inTemplate({
        image_id: ref('data.aws_ssm_parameter.node.value'),
        user_data: rendered(
          (name, server, ca) =>
            `[settings.kubernetes]\ncluster-name = "${name}"\napi-server = "${server}"\ncluster-certificate = "${ca}"\n`,
        ),
      }),
    ],
    { fails: ['volumes-encrypted'] },
  ),
  own(
    'a bootstrap that names no address',
    inTemplate({ user_data: rendered((name, server, ca) => nodeConfig(name, server, ca).replace(/ {4}apiServerEndpoint.*\n/, '')) }),
    { verdicts: { 'bootstrap-joins-cluster': 'fail' } },
  ),
  own(
    'no user data',
    [
      { 'data.aws_ami.node': undefined, ...parameterImage() },
      inTemplate({ user_data: undefined, image_id: ref('data.aws_ssm_parameter.node.value') }),
    ],
    { verdicts: { 'bootstrap-joins-cluster': 'fail', 'user-data-no-secrets': 'pass' } },
  ),
  own("no user data and an image of one's own", inTemplate({ user_data: undefined }), {
    verdicts: { 'bootstrap-joins-cluster': 'unknown' },
    fails: [],
  }),
  own(
    'extended support does not count',
    [
      changed(selfManaged, 'aws_eks_cluster.main', {}),
      {
        'data.aws_ami.node': {
          ...goldenImage['data.aws_ami.node']!,
          read: {
            ...goldenImage['data.aws_ami.node']!.read,
            tags: {
              kubernetes: '1.33.5/2026-10-12/bin/linux/x86_64',
              source_ami_name: 'amazon-eks-node-al2023-x86_64-standard-1.33-v20261012',
            },
          },
        },
      },
    ],
    {
      policy: { parameters: { ...goldenPolicy.parameters, extendedSupportCounts: false } },
      fails: ['ami-supported'],
    },
  ),
]);

rows('tags and scaling', [
  own(
    'the legacy list of maps',
    inGroup({
      tag: [],
      tags: [
        { key: clusterTag, value: 'owned', propagate_at_launch: 'true' },
        { key: 'k8s.io/cluster-autoscaler/enabled', value: 'true', propagate_at_launch: 'false' },
      ],
    }),
    { fails: [], unknown: [] },
  ),
  own(
    'tags of the template',
    [
      inGroup({ tag: [tag('k8s.io/cluster-autoscaler/enabled', 'true')] }),
      inTemplate({
        tag_specifications: [
          { resource_type: 'volume', tags: {} },
          { resource_type: 'instance', tags: { [clusterTag]: 'owned' } },
        ],
      }),
    ],
    { fails: [], unknown: [] },
  ),
  own(
    "the group's tag wins over the template's",
    inTemplate({ tag_specifications: { resource_type: 'instance', tags: { [clusterTag]: 'shared' } } }),
    { fails: [] },
  ),
  own(
    'tags of the template itself do not count',
    [inGroup({ tag: [tag('k8s.io/cluster-autoscaler/enabled', 'true')] }), inTemplate({ tags: { [clusterTag]: 'owned' } })],
    { fails: ['cluster-tag-owned'] },
  ),
  own(
    'tags set from outside the group',
    [
      inGroup({ tag: [] }),
      {
        'aws_autoscaling_group_tag.cluster': r({
          autoscaling_group_name: ref('aws_autoscaling_group.workers.name'),
          tag: tag(clusterTag, 'owned'),
        }),
        'aws_autoscaling_group_tag.scaler': r({
          autoscaling_group_name: ref('aws_autoscaling_group.workers.name'),
          tag: tag('k8s.io/cluster-autoscaler/enabled', 'true', false),
        }),
      },
    ],
    { fails: [], unknown: [] },
  ),
  own('another value', inGroup({ tag: [tag(clusterTag, 'yes'), tag('k8s.io/cluster-autoscaler/enabled', 'true')] }), {
    fails: ['cluster-tag-owned'],
  }),
  own(
    'a scaling policy',
    [
      inGroup({ tag: [tag(clusterTag, 'owned')] }),
      { 'aws_autoscaling_policy.cpu': r({ name: 'cpu', autoscaling_group_name: ref('aws_autoscaling_group.workers.name') }) },
    ],
    { fails: [] },
  ),
  own(
    'a schedule',
    [
      inGroup({ tag: [tag(clusterTag, 'owned')] }),
      {
        'aws_autoscaling_schedule.night': r({
          scheduled_action_name: 'night',
          autoscaling_group_name: ref('aws_autoscaling_group.workers.name'),
        }),
      },
    ],
    { fails: [] },
  ),
  own("Karpenter's discovery tag scales nothing", inGroup({ tag: [tag(clusterTag, 'owned'), tag('karpenter.sh/discovery', 'main')] }), {
    fails: ['asg-can-scale'],
  }),
  own('an autoscaler with static groups, declared', inGroup({ tag: [tag(clusterTag, 'owned')] }), {
    policy: { ...goldenPolicy, facts: { scaledBy: 'cluster autoscaler with static groups' } },
    fails: [],
  }),
  own('switched off', inGroup({ min_size: 0, max_size: 0 }), { verdicts: { 'asg-can-scale': 'not-applicable' }, fails: [] }),
  own('AZRebalance suspended', inGroup({ suspended_processes: ['AZRebalance'] }), { fails: [] }),
  own('one zone, and another is declared', inGroup({ vpc_zone_identifier: [ref('aws_subnet.private_a.id')] }), {
    of: 'aws_eks_cluster.main',
    policy: { ...goldenPolicy, facts: { otherZones: ['eu-central-1b'] } },
    verdicts: { 'asg-multi-az': 'pass' },
  }),
  own(
    'two groups, a zone each',
    [
      inGroup({ vpc_zone_identifier: [ref('aws_subnet.private_a.id')] }),
      {
        'aws_autoscaling_group.other': {
          attributes: { ...selfManaged[asg]!.attributes, name: 'other', vpc_zone_identifier: [ref('aws_subnet.private_b.id')] },
        },
      },
    ],
    { of: 'aws_eks_cluster.main', fails: [], subjects: [asg, 'aws_autoscaling_group.other', 'aws_eks_cluster.main'] },
  ),
]);

rows('network', [
  own(
    'no association: the main route table, private',
    { 'aws_route_table_association.private_b': undefined },
    { fails: [], unknown: ['subnets-private'] },
  ),
  {
    name: 'no association in a VPC that is created: its main route table has no way out',
    resources: patched(managed, { 'aws_route_table_association.private_b': undefined }),
    of: mng,
    verdicts: { 'subnets-private': 'pass' },
  },
  {
    name: 'the default route table leads out',
    resources: patched(managed, {
      'aws_route_table_association.private_b': undefined,
      'aws_default_route_table.main': r({
        default_route_table_id: ref('aws_vpc.main.default_route_table_id'),
        route: { cidr_block: '0.0.0.0/0', gateway_id: ref('aws_internet_gateway.main.id') },
      }),
    }),
    of: mng,
    verdicts: { 'subnets-private': 'fail' },
  },
  {
    name: 'the main route table is replaced by the public one',
    resources: patched(managed, {
      'aws_route_table_association.private_b': undefined,
      'aws_main_route_table_association.main': r({ vpc_id: ref('aws_vpc.main.id'), route_table_id: ref('aws_route_table.public.id') }),
    }),
    of: mng,
    verdicts: { 'subnets-private': 'fail' },
  },
  {
    name: 'the main route table is replaced by the private one',
    resources: patched(managed, {
      'aws_route_table_association.private_b': undefined,
      'aws_main_route_table_association.main': r({ vpc_id: ref('aws_vpc.main.id'), route_table_id: ref('aws_route_table.private.id') }),
    }),
    of: mng,
    verdicts: { 'subnets-private': 'pass' },
  },
  eks(
    'a route by IPv6',
    {
      'aws_route.v6': r({
        route_table_id: ref('aws_route_table.private.id'),
        destination_ipv6_cidr_block: '::/0',
        gateway_id: ref('aws_internet_gateway.main.id'),
      }),
    },
    { fails: ['subnets-private'] },
  ),
  eks(
    'inline routes',
    [
      { 'aws_route.private': undefined },
      changed(managed, 'aws_route_table.private', { route: { cidr_block: '0.0.0.0/0', gateway_id: ref('aws_internet_gateway.main.id') } }),
    ],
    { fails: ['subnets-private'] },
  ),
  own('an empty list of subnets names none', inGroup({ vpc_zone_identifier: [], availability_zones: ['eu-central-1a', 'eu-central-1b'] }), {
    verdicts: { 'subnets-private': 'unknown', 'no-public-ip': 'unknown' },
    fails: [],
  }),
  eks('subnets of another state', inManaged({ subnet_ids: ['subnet-0123', 'subnet-4567'] }), {
    verdicts: { 'subnets-private': 'unknown', 'no-public-ip': 'unknown' },
    fails: [],
  }),
  eks('a list that ends in a local', inManaged({ subnet_ids: given(['subnet-0123'], 'local.subnets') }), {
    verdicts: { 'subnets-private': 'unknown' },
    fails: [],
  }),
  own(
    'a public address in a private subnet',
    inTemplate({
      vpc_security_group_ids: undefined,
      network_interfaces: { associate_public_ip_address: 'true', security_groups: [nodeGroup] },
    }),
    { fails: ['no-public-ip'], verdicts: { 'subnets-private': 'pass' } },
  ),
  own(
    'two interfaces in a subnet that gives public addresses',
    [
      inTemplate({
        vpc_security_group_ids: undefined,
        network_interfaces: [
          { device_index: 0, security_groups: [nodeGroup] },
          { device_index: 1, security_groups: [nodeGroup] },
        ],
      }),
      changed(selfManaged, 'aws_subnet.private_a', { map_public_ip_on_launch: true }),
    ],
    { fails: [] },
  ),
  own(
    'the template names another subnet than the group',
    inTemplate({
      vpc_security_group_ids: undefined,
      network_interfaces: {
        device_index: 0,
        associate_public_ip_address: 'false',
        subnet_id: ref('aws_subnet.public.id'),
        security_groups: [nodeGroup],
      },
    }),
    { verdicts: { 'subnets-private': 'unknown' }, fails: [] },
  ),
]);

const ruleIn = (attributes: Attributes): Resources[string] =>
  r({ security_group_id: nodeGroup, type: 'ingress', protocol: 'tcp', ...attributes });
const oneGroup = (attributes: Attributes): Patch => ({
  'aws_vpc_security_group_egress_rule.node': undefined,
  'aws_vpc_security_group_ingress_rule.node_self': undefined,
  'aws_vpc_security_group_ingress_rule.kubelet': undefined,
  ...changed(selfManaged, 'aws_security_group.node', attributes),
});

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
]);

function nodeSecurityGone(): Patch {
  return Object.fromEntries(Object.keys(nodeSecurity).map(key => [key, undefined]));
}

const role = 'aws_iam_role.node';
const allow = (action: string | readonly string[], more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*', ...more }] });
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
