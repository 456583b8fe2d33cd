import {
  base64,
  certificate,
  changed,
  endpoint,
  existing,
  goldenImage,
  goldenPolicy,
  hardenedMetadata,
  nodeConfig,
  parameterImage,
  r,
  rendered,
  selfManaged,
  template,
} from '../../support/fleet.ts';
import { afterApply, dynamic, ref } from '../../support/plan.ts';
import { elsewhere, inGroup, inTemplate, lt, own, rows } from './situation.ts';

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
    'hardened now, while the default version stays what it was: that is what is launched',
    [
      {
        [lt]: {
          ...existing({ ...template, update_default_version: null }, { default_version: 1, latest_version: afterApply() }),
          actions: ['update'],
          before: { latest_version: 1, metadata_options: [{ ...hardenedMetadata, http_tokens: 'optional' }] },
        },
      },
      inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: '$Default' } }),
    ],
    { verdicts: { 'launch-template-current': 'fail', 'imdsv2-required': 'fail' } },
  ),
  own(
    'hardened now, while a version is launched that nobody shows',
    [
      {
        [lt]: {
          ...existing({ ...template, update_default_version: null }, { default_version: 1, latest_version: afterApply() }),
          actions: ['update'],
          before: { latest_version: 3 },
        },
      },
      inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: '$Default' } }),
    ],
    { verdicts: { 'launch-template-current': 'fail', 'imdsv2-required': 'unknown' } },
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
  own(
    'a cluster name that a shell works out, and a cluster whose name is not known',
    [
      inTemplate({ user_data: base64(nodeConfig('$CLUSTER', endpoint, certificate)) }),
      { 'aws_eks_cluster.main': r({ ...selfManaged['aws_eks_cluster.main']!.attributes, name: afterApply('random_pet.cluster.id') }) },
    ],
    { verdicts: { 'bootstrap-joins-cluster': 'unknown' } },
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
