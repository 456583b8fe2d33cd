import {
  al2023UserData,
  awsPolicy,
  changed,
  clusterExists,
  clusterTag,
  controlPlane,
  existing,
  goldenImage,
  goldenPolicy,
  group,
  hardenedMetadata,
  hardeningScript,
  managed,
  managedInModules,
  mime,
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
  selfManagedInModules,
  tag,
  template,
  trust,
} from '../support/fleet.ts';
import { afterApply, call, type ModuleSpec, ref, type Value } from '../support/plan.ts';

/** What is written to `fixtures/terraform/<name>`: the plan, the policy beside it, and what it shows. */
export interface FixtureCase {
  readonly shows: string;
  readonly plan: ModuleSpec;
  readonly policy?: unknown;
}

const launchTemplate = 'aws_launch_template.workers';
const scalingGroup = 'aws_autoscaling_group.workers';

/** The compliant self-managed group with something changed. */
const withGolden = (shows: string, ...patches: readonly Patch[]): FixtureCase => ({
  shows,
  plan: { resources: patched(selfManaged, ...patches) },
  policy: goldenPolicy,
});
const inTemplate = (attributes: Readonly<Record<string, Value>>): Patch => changed(selfManaged, launchTemplate, attributes);
const inGroup = (attributes: Readonly<Record<string, Value>>): Patch => changed(selfManaged, scalingGroup, attributes);
const inImage = (read: Readonly<Record<string, Value>>): Patch => {
  const image = goldenImage['data.aws_ami.node']!;
  return { 'data.aws_ami.node': { ...image, read: { ...image.read, ...read } } };
};
const inCluster = (attributes: Readonly<Record<string, Value>>, exists: Readonly<Record<string, Value>> = {}): Patch => ({
  'aws_eks_cluster.main': existing({ ...controlPlane['aws_eks_cluster.main']!.attributes, ...attributes }, { ...clusterExists, ...exists }),
});

/** EKS's own image, taken by its public parameter: looked into, it holds nothing that user data does not install. */
const stock: Patch = {
  'data.aws_ami.node': undefined,
  ...parameterImage(),
  ...inTemplate({ image_id: ref('data.aws_ssm_parameter.node.value') }),
};
const stockWith = (attributes: Readonly<Record<string, Value>>): Patch => ({
  ...stock,
  ...inTemplate({ image_id: ref('data.aws_ssm_parameter.node.value'), ...attributes }),
});
const script = (text: string): Value =>
  rendered((name, server, ca) =>
    mime(['application/node.eks.aws', nodeConfig(name, server, ca)], ['text/x-shellscript; charset="us-ascii"', text]),
  );
const without = (tool: RegExp): Value =>
  script(
    hardeningScript
      .split('\n')
      .filter(line => !(/systemctl|--init/.test(line) && tool.test(line)))
      .join('\n')
      .replace(tool, ''),
  );

const mappings = (encrypted: Value): Patch => inTemplate({ block_device_mappings: [{ device_name: '/dev/xvda', ebs: { encrypted } }] });
const metadata = (options: Readonly<Record<string, Value>>): Patch => inTemplate({ metadata_options: { ...hardenedMetadata, ...options } });
const tags = group['tag'] as readonly Readonly<Record<string, Value>>[];
const elsewhere = (output: string): Value => afterApply(`data.terraform_remote_state.platform.outputs.${output}`);

const nodeRule = (attributes: Readonly<Record<string, Value>>): Resources[string] =>
  r({ security_group_id: ref('aws_security_group.node.id'), ...attributes });

const configuration: Readonly<Record<string, Value>> = {
  name_prefix: 'main-workers-',
  image_id: ref('data.aws_ami.node.id'),
  instance_type: 'm6i.large',
  user_data_base64: al2023UserData,
  security_groups: [ref('aws_security_group.node.id')],
  iam_instance_profile: ref('aws_iam_instance_profile.node.name'),
  associate_public_ip_address: false,
  metadata_options: hardenedMetadata,
  root_block_device: { encrypted: true, volume_size: 50 },
};

const instance: Readonly<Record<string, Value>> = {
  ami: ref('data.aws_ami.node.id'),
  instance_type: 'm6i.large',
  iam_instance_profile: ref('aws_iam_instance_profile.node.name'),
  vpc_security_group_ids: [ref('aws_security_group.node.id')],
  user_data_base64: al2023UserData,
  associate_public_ip_address: false,
  metadata_options: hardenedMetadata,
  root_block_device: { encrypted: true },
  tags: { [clusterTag]: 'owned', Name: 'worker' },
};

export const compliant: Readonly<Record<string, FixtureCase>> = {
  'compliant-self-managed': withGolden('Amazon Linux 2023 nodes of an image built in-house, added to a cluster that stands'),
  'compliant-self-managed-modules': {
    shows: 'Bottlerocket nodes; network, cluster and nodes in modules, created together',
    plan: selfManagedInModules,
  },
  'compliant-managed': {
    shows: 'a managed Bottlerocket group with a launch template, created with its cluster',
    plan: { resources: managed },
  },
  'compliant-managed-modules': { shows: 'the same in modules', plan: managedInModules },
  'compliant-managed-own-image': {
    shows: 'a managed group whose template brings image, user data and security group',
    plan: {
      resources: patched(selfManaged, {
        [scalingGroup]: undefined,
        'aws_iam_instance_profile.node': undefined,
        ...inTemplate({ iam_instance_profile: undefined }),
        'aws_eks_node_group.workers': r({
          cluster_name: ref('aws_eks_cluster.main.name'),
          node_group_name: 'workers',
          node_role_arn: ref('aws_iam_role.node.arn'),
          subnet_ids: privateSubnets,
          launch_template: { id: ref('aws_launch_template.workers.id'), version: ref('aws_launch_template.workers.latest_version') },
          scaling_config: { desired_size: 2, min_size: 2, max_size: 6 },
        }),
      }),
    },
    policy: { ...goldenPolicy, facts: { securityUpdates: 'a pipeline rolls the group to a new image every week' } },
  },
  'compliant-self-managed-first-apply': {
    shows: 'the compliant self-managed group in the plan that creates its cluster: its user data is known only after apply',
    plan: {
      resources: patched(
        { ...network, ...controlPlane, ...nodeRole, ...nodeProfile, ...nodeSecurity, ...goldenImage },
        { [launchTemplate]: r(template), [scalingGroup]: selfManaged[scalingGroup] },
      ),
    },
    policy: goldenPolicy,
  },
};

/** One thing wrong, named after the rule that finds it. */
export const failing: Readonly<Record<string, FixtureCase>> = {
  'asg-backed-fail': withGolden('instances by themselves, one in each zone', {
    [launchTemplate]: undefined,
    [scalingGroup]: undefined,
    'aws_instance.worker': {
      attributes: instance,
      instances: new Map([
        [0, { subnet_id: ref('aws_subnet.private_a.id') }],
        [1, { subnet_id: ref('aws_subnet.private_b.id') }],
      ]),
    },
  }),
  'asg-replaces-failed-nodes-fail': withGolden('Terminate is suspended', inGroup({ suspended_processes: ['AZRebalance', 'Terminate'] })),
  'asg-can-scale-fail': withGolden('as many nodes at most as at least', inGroup({ max_size: 2 })),
  'asg-can-scale-fail-unscaled': withGolden(
    'room to grow, and nothing that makes it grow',
    inGroup({ tag: tags.filter(one => !String(one['key']).startsWith('k8s.io/')) }),
  ),
  'asg-multi-az-fail': withGolden('both subnets are one', inGroup({ vpc_zone_identifier: [ref('aws_subnet.private_a.id')] })),
  'launch-template-used-fail': withGolden('a launch configuration', {
    [launchTemplate]: undefined,
    'aws_launch_configuration.workers': r(configuration),
    ...inGroup({ launch_template: undefined, launch_configuration: ref('aws_launch_configuration.workers.name') }),
  }),
  'launch-template-current-fail': withGolden('the template gets a new version, and the group launches the default one, which stays', {
    [launchTemplate]: {
      ...existing({ ...template, update_default_version: null }, { default_version: 1, latest_version: afterApply() }),
      actions: ['update'],
      before: { latest_version: 1, vpc_security_group_ids: ['sg-0fedcba9876543210'] },
    },
    ...inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: '$Default' } }),
  }),
  'cluster-tag-owned-fail': withGolden('no cluster tag', inGroup({ tag: tags.filter(one => one['key'] !== clusterTag) })),
  'cluster-tag-owned-fail-shared': withGolden(
    'the cluster tag says shared',
    inGroup({ tag: [tag(clusterTag, 'shared'), ...tags.slice(1)] }),
  ),
  'cluster-tag-owned-fail-not-propagated': withGolden(
    'the cluster tag stays on the group',
    inGroup({ tag: [tag(clusterTag, 'owned', false), ...tags.slice(1)] }),
  ),
  'cluster-tag-unambiguous-fail': withGolden(
    'tags of two clusters',
    inGroup({ tag: [...tags, tag('kubernetes.io/cluster/staging', 'owned')] }),
  ),
  'sg-cluster-tag-unique-fail': withGolden(
    'the nodes carry the cluster security group and a tagged one of their own',
    inTemplate({
      vpc_security_group_ids: [ref('aws_security_group.node.id'), ref('aws_eks_cluster.main.vpc_config[0].cluster_security_group_id')],
    }),
  ),
  'subnets-private-fail': withGolden(
    'one of the subnets leads to the internet gateway',
    inGroup({ vpc_zone_identifier: [ref('aws_subnet.public.id'), ref('aws_subnet.private_b.id')] }),
  ),
  'no-public-ip-fail': withGolden(
    'the network interface asks for a public address',
    inTemplate({
      vpc_security_group_ids: undefined,
      network_interfaces: { device_index: 0, associate_public_ip_address: 'true', security_groups: [ref('aws_security_group.node.id')] },
    }),
  ),
  'ami-trusted-lineage-fail': {
    ...withGolden(
      'a plain system image that somebody put node software on',
      inImage({ name: 'al2023-ami-2023.9.20261020-workers', description: 'workers' }),
    ),
    policy: { parameters: { hardenedImageNames: ['al2023-ami-*-workers'] } },
  },
  'ami-supported-fail': withGolden(
    'Kubernetes 1.30, out of extended support',
    inImage({
      tags: { kubernetes: '1.30.14/2026-05-12/bin/linux/x86_64', source_ami_name: 'amazon-eks-node-al2023-x86_64-standard-1.30-v20260512' },
    }),
    inCluster({ version: '1.30' }, { version: '1.30' }),
  ),
  'ami-version-skew-fail': withGolden(
    'nodes are newer than the control plane',
    inImage({
      tags: { kubernetes: '1.35.1/2026-10-12/bin/linux/x86_64', source_ami_name: 'amazon-eks-node-al2023-x86_64-standard-1.35-v20261012' },
    }),
  ),
  'bootstrap-joins-cluster-fail': withGolden(
    'bootstrap.sh on Amazon Linux 2023',
    inTemplate({
      user_data: rendered(
        (name, server, ca) => `${hardeningScript}/etc/eks/bootstrap.sh ${name} --b64-cluster-ca ${ca} --apiserver-endpoint ${server}\n`,
      ),
    }),
  ),
  'bootstrap-joins-cluster-fail-other': withGolden(
    'user data joins another cluster than the tag names',
    inTemplate({
      user_data: rendered((_, server, ca) =>
        mime(['application/node.eks.aws', nodeConfig('staging', server, ca)], ['text/x-shellscript', hardeningScript]),
      ),
    }),
  ),
  // Invented, and put together so that scanners of this repository do not find it here.
  'user-data-no-secrets-fail': withGolden(
    'an access key in the shell part',
    inTemplate({
      user_data: script(
        `${hardeningScript}export AWS_ACCESS_KEY_ID=${'AKIA'}IOSFODNN7WORKER1\nexport AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/${'bPxRfiCY'}zzQ1W2E3R4\n`,
      ),
    }),
  ),
  'iam-instance-profile-fail': withGolden(
    'the role trusts another service',
    changed(selfManaged, 'aws_iam_role.node', { assume_role_policy: trust('lambda.amazonaws.com') }),
  ),
  'iam-instance-profile-fail-none': withGolden('no instance profile', inTemplate({ iam_instance_profile: undefined })),
  'iam-worker-node-policy-fail': withGolden('no worker policy', { 'aws_iam_role_policy_attachment.worker': undefined }),
  'iam-cni-policy-fail': withGolden('the CNI role is bound to nothing', { 'aws_eks_pod_identity_association.cni': undefined }),
  'iam-ecr-pull-policy-fail': withGolden('no pull policy', { 'aws_iam_role_policy_attachment.pull': undefined }),
  'iam-least-privilege-fail': withGolden('AdministratorAccess on the node role', {
    'aws_iam_role_policy_attachment.admin': r({ role: ref('aws_iam_role.node.name'), policy_arn: awsPolicy('AdministratorAccess') }),
  }),
  'sg-control-plane-to-kubelet-fail': withGolden('no rule for the kubelet', { 'aws_vpc_security_group_ingress_rule.kubelet': undefined }),
  'sg-node-to-control-plane-fail': withGolden('no rule into the cluster security group', {
    'aws_vpc_security_group_ingress_rule.api': undefined,
  }),
  'sg-node-to-node-dns-fail': withGolden('no rule between nodes', { 'aws_vpc_security_group_ingress_rule.node_self': undefined }),
  'sg-node-egress-fail': withGolden('nothing but DNS gets out, to the control plane neither', {
    'aws_vpc_security_group_egress_rule.node': nodeRule({ ip_protocol: 'tcp', from_port: 53, to_port: 53, cidr_ipv4: '0.0.0.0/0' }),
    'aws_vpc_security_group_egress_rule.udp': nodeRule({ ip_protocol: 'udp', from_port: 53, to_port: 53, cidr_ipv4: '0.0.0.0/0' }),
  }),
  'sg-no-public-admin-ports-fail': withGolden('the kubelet is open to the world', {
    'aws_vpc_security_group_ingress_rule.world': nodeRule({ ip_protocol: 'tcp', from_port: 10250, to_port: 10250, cidr_ipv4: '0.0.0.0/0' }),
  }),
  'sg-no-public-admin-ports-fail-reachable': withGolden(
    'SSH is open to the world on nodes with public addresses',
    {
      'aws_security_group_rule.ssh': nodeRule({ type: 'ingress', protocol: 'tcp', from_port: 20, to_port: 25, ipv6_cidr_blocks: ['::/0'] }),
    },
    inGroup({ vpc_zone_identifier: [ref('aws_subnet.public.id'), ref('aws_subnet.private_b.id')] }),
    inTemplate({
      vpc_security_group_ids: undefined,
      network_interfaces: { associate_public_ip_address: 'true', security_groups: [ref('aws_security_group.node.id')] },
    }),
  ),
  'imdsv2-required-fail': withGolden('session tokens are optional', metadata({ http_tokens: 'optional' })),
  'imds-hop-limit-fail': withGolden('two hops', metadata({ http_put_response_hop_limit: 2 })),
  'imds-endpoint-enabled-fail': withGolden('the endpoint is off', metadata({ http_endpoint: 'disabled' })),
  'hardened-base-image-fail': withGolden("EKS's own image", stock),
  'intrusion-prevention-fail': withGolden(
    "EKS's own image, and user data installs no intrusion prevention",
    stockWith({ user_data: without(/fail2ban ?/) }),
  ),
  'file-integrity-monitoring-fail': withGolden(
    "EKS's own image, and AIDE is installed and never started",
    stockWith({
      user_data: script(
        hardeningScript
          .split('\n')
          .filter(line => !/aide (-|check)|aide-check/.test(line))
          .join('\n'),
      ),
    }),
  ),
  'anti-virus-fail': withGolden(
    "EKS's own image, and user data installs no anti-virus",
    stockWith({ user_data: without(/clamav clamd|clamd@scan/) }),
  ),
  'automatic-security-updates-fail': withGolden(
    "EKS's own image, and nodes live for ever",
    stock,
    inGroup({ max_instance_lifetime: undefined }),
  ),
  'volumes-encrypted-fail': withGolden('the root volume is not encrypted', mappings('false')),
  'volumes-encrypted-fail-left-out': withGolden(
    "EKS's own image, and no volume is mapped",
    stockWith({ block_device_mappings: undefined }),
  ),
  'ssh-access-closed-fail': withGolden('a key pair', inTemplate({ key_name: 'operations' })),
};

/** One thing not known, named after the rule that cannot tell. */
export const unsettled: Readonly<Record<string, FixtureCase>> = {
  'asg-replaces-failed-nodes-unknown': withGolden(
    'what is suspended stands in another state',
    inGroup({ suspended_processes: elsewhere('suspended') }),
  ),
  'asg-can-scale-unknown': withGolden('the largest size stands in another state', inGroup({ max_size: elsewhere('max_size') })),
  'asg-multi-az-unknown': withGolden(
    'AWS picks the zones of the subnets',
    ...['private_a', 'private_b'].map((name): Patch => ({
      [`aws_subnet.${name}`]: r({ vpc_id: ref('aws_vpc.main.id'), cidr_block: name === 'private_a' ? '10.0.10.0/24' : '10.0.11.0/24' }),
    })),
  ),
  'launch-template-current-unknown': withGolden('the version stands in another state', {
    [launchTemplate]: existing({ ...template, update_default_version: null }, { default_version: 3, latest_version: 4 }),
    ...inGroup({ launch_template: { id: ref('aws_launch_template.workers.id'), version: elsewhere('template_version') } }),
  }),
  'cluster-tag-owned-unknown': withGolden(
    'the value of the tag stands in another state',
    inGroup({ tag: [{ ...tags[0], value: elsewhere('tag_value') }, ...tags.slice(1)] }),
  ),
  'cluster-tag-unambiguous-unknown': withGolden(
    'a tag key stands in another state',
    inGroup({ tag: [...tags, { key: elsewhere('tag_key'), value: 'owned', propagate_at_launch: true }] }),
  ),
  'sg-cluster-tag-unique-unknown': withGolden(
    'a second group takes its tags from another state',
    { 'aws_security_group.extra': r({ name: 'extra', vpc_id: ref('aws_vpc.main.id'), tags: elsewhere('tags') }) },
    inTemplate({ vpc_security_group_ids: [ref('aws_security_group.node.id'), ref('aws_security_group.extra.id')] }),
  ),
  'subnets-private-unknown': withGolden(
    'the route table of a subnet stands in another state',
    changed(selfManaged, 'aws_route_table_association.private_b', { route_table_id: 'rtb-0e15e0e15e0e15e0e' }),
  ),
  'no-public-ip-unknown': withGolden(
    'whether the interface gets a public address stands in another state',
    inTemplate({
      vpc_security_group_ids: undefined,
      network_interfaces: {
        device_index: 0,
        associate_public_ip_address: elsewhere('public'),
        security_groups: [ref('aws_security_group.node.id')],
      },
    }),
  ),
  'ami-trusted-lineage-unknown': {
    ...withGolden('an image of an account that the policy does not know'),
    policy: { parameters: { hardenedImageNames: ['golden-eks-*'] } },
  },
  'ami-supported-unknown': withGolden(
    'the Kubernetes version of the image does not show',
    inImage({ tags: { source_ami_name: 'amazon-eks-node-al2023-x86_64-standard-*' } }),
  ),
  'ami-version-skew-unknown': withGolden('the version of the control plane stands in another state', {
    'aws_eks_cluster.main': {
      ...existing(
        { ...controlPlane['aws_eks_cluster.main']!.attributes, version: elsewhere('version') },
        { ...clusterExists, version: elsewhere('version') },
      ),
      actions: ['update'],
    },
  }),
  'bootstrap-joins-cluster-unknown': withGolden(
    'user data runs a script that it downloads',
    inTemplate({
      user_data: call(() =>
        Buffer.from(`${hardeningScript}aws s3 cp s3://boot/join.sh /tmp/join.sh\nbash /tmp/join.sh\n`).toString('base64'),
      ),
    }),
  ),
  'user-data-no-secrets-unknown': withGolden('user data is known only after apply', inTemplate({ user_data: elsewhere('user_data') })),
  'iam-instance-profile-unknown': withGolden(
    'the trust policy stands in another state',
    changed(selfManaged, 'aws_iam_role.node', { assume_role_policy: elsewhere('trust') }),
  ),
  'iam-worker-node-policy-unknown': withGolden(
    'a policy of another state in place of the worker policy',
    changed(selfManaged, 'aws_iam_role_policy_attachment.worker', { policy_arn: elsewhere('worker_policy') }),
  ),
  'iam-cni-policy-unknown': withGolden(
    'the CNI role stands in another state',
    changed(selfManaged, 'aws_eks_pod_identity_association.cni', { role_arn: elsewhere('cni_role') }),
  ),
  'iam-ecr-pull-policy-unknown': withGolden(
    'a policy of another state in place of the pull policy',
    changed(selfManaged, 'aws_iam_role_policy_attachment.pull', { policy_arn: elsewhere('pull_policy') }),
  ),
  'iam-least-privilege-unknown': withGolden('a policy of the account that is not in the plan', {
    'aws_iam_role_policy_attachment.extra': r({
      role: ref('aws_iam_role.node.name'),
      policy_arn: 'arn:aws:iam::111122223333:policy/extra',
    }),
  }),
  'sg-control-plane-to-kubelet-unknown': withGolden(
    'the source of the kubelet rule stands in another state',
    changed(selfManaged, 'aws_vpc_security_group_ingress_rule.kubelet', { referenced_security_group_id: elsewhere('control_plane') }),
  ),
  'sg-node-to-control-plane-unknown': withGolden(
    'the source of the rule into the control plane stands in another state',
    changed(selfManaged, 'aws_vpc_security_group_ingress_rule.api', { referenced_security_group_id: elsewhere('nodes') }),
  ),
  'sg-node-to-node-dns-unknown': withGolden(
    'the protocol between nodes stands in another state',
    changed(selfManaged, 'aws_vpc_security_group_ingress_rule.node_self', { ip_protocol: elsewhere('protocol') }),
  ),
  'sg-node-egress-unknown': withGolden('out to the control plane, between nodes and to a prefix list', {
    'aws_vpc_security_group_egress_rule.node': nodeRule({
      ip_protocol: '-1',
      referenced_security_group_id: ref('aws_security_group.node.id'),
    }),
    'aws_vpc_security_group_egress_rule.api': nodeRule({
      ip_protocol: 'tcp',
      from_port: 443,
      to_port: 443,
      referenced_security_group_id: ref('aws_eks_cluster.main.vpc_config[0].cluster_security_group_id'),
    }),
    'aws_vpc_security_group_egress_rule.list': nodeRule({
      ip_protocol: 'tcp',
      from_port: 443,
      to_port: 443,
      prefix_list_id: 'pl-0a1b2c3d4e5f60718',
    }),
  }),
  'sg-no-public-admin-ports-unknown': withGolden('who may reach the kubelet stands in another state', {
    'aws_vpc_security_group_ingress_rule.monitoring': nodeRule({
      ip_protocol: 'tcp',
      from_port: 10250,
      to_port: 10250,
      cidr_ipv4: elsewhere('monitoring_cidr'),
    }),
  }),
  'imdsv2-required-unknown': withGolden('tokens stand in another state', metadata({ http_tokens: elsewhere('tokens') })),
  'imds-hop-limit-unknown': withGolden(
    'the hop limit stands in another state',
    metadata({ http_put_response_hop_limit: elsewhere('hops') }),
  ),
  'imds-endpoint-enabled-unknown': withGolden('the endpoint stands in another state', metadata({ http_endpoint: elsewhere('endpoint') })),
  'hardened-base-image-unknown': {
    ...withGolden('an image that nobody says is hardened'),
    policy: { parameters: { trustedImageOwners: ['444455556666'] } },
  },
  'intrusion-prevention-unknown': withGolden('the image may hold it, user data does not', inTemplate({ user_data: without(/fail2ban ?/) })),
  'file-integrity-monitoring-unknown': withGolden(
    'the image may hold it, user data does not',
    inTemplate({ user_data: without(/aide ?/) }),
  ),
  'anti-virus-unknown': withGolden(
    'the image may hold it, user data does not',
    inTemplate({ user_data: without(/clamav clamd|clamd@scan/) }),
  ),
  'automatic-security-updates-unknown': withGolden(
    'the image may update itself, and nodes live for ever',
    inGroup({ max_instance_lifetime: undefined }),
  ),
  'volumes-encrypted-unknown': withGolden('encryption stands in another state', mappings(elsewhere('encrypted'))),
  'ssh-access-closed-unknown': withGolden('the key pair stands in another state', inTemplate({ key_name: elsewhere('key') })),
};
