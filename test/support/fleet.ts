import { call, type ModuleSpec, ref, type ResourceSpec, splat, type Value } from './plan.ts';

/** Node groups that no rule finds fault with, as users write them: what fixtures and tests are patches of. */

export type Resources = Readonly<Record<string, ResourceSpec>>;
type Attributes = Readonly<Record<string, Value>>;

/** A planned resource. */
export const r = (attributes: Attributes): ResourceSpec => ({ attributes });

/** One that exists already, with what the provider read. */
export const existing = (attributes: Attributes, exists: Attributes = {}): ResourceSpec => ({ attributes, exists });

/** A data source that was read. */
export const data = (attributes: Attributes, read: Attributes): ResourceSpec => ({ attributes, read });

export const endpoint = 'https://0A1B2C3D4E5F60718293.gr7.eu-central-1.eks.amazonaws.com';
// Invented; only its shape counts.
export const certificate = Buffer.from(
  '-----BEGIN CERTIFICATE-----\nTk90IGEgY2VydGlmaWNhdGUsIG9ubHkgdGhlIHNoYXBlIG9mIG9uZS4gTm90IGEgY2VydGlmaWNhdGUu\n-----END CERTIFICATE-----\n',
).toString('base64');

const cluster = 'main';
export const clusterTag = `kubernetes.io/cluster/${cluster}`;
const everywhere = ['0.0.0.0/0'];

export const trust = (service: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] });
export const awsPolicy = (name: string): string => `arn:aws:iam::aws:policy/${name}`;

/** A VPC with a public subnet for the NAT gateway and private ones in two zones. */
export const network: Resources = {
  'aws_vpc.main': r({ cidr_block: '10.0.0.0/16', enable_dns_hostnames: true, tags: { Name: 'main' } }),
  'aws_internet_gateway.main': r({ vpc_id: ref('aws_vpc.main.id') }),
  'aws_subnet.public': r({ vpc_id: ref('aws_vpc.main.id'), cidr_block: '10.0.0.0/24', availability_zone: 'eu-central-1a' }),
  'aws_subnet.private_a': r({
    vpc_id: ref('aws_vpc.main.id'),
    cidr_block: '10.0.10.0/24',
    availability_zone: 'eu-central-1a',
    tags: { 'kubernetes.io/role/internal-elb': '1' },
  }),
  'aws_subnet.private_b': r({
    vpc_id: ref('aws_vpc.main.id'),
    cidr_block: '10.0.11.0/24',
    availability_zone: 'eu-central-1b',
    tags: { 'kubernetes.io/role/internal-elb': '1' },
  }),
  'aws_eip.nat': r({ domain: 'vpc' }),
  'aws_nat_gateway.main': r({ allocation_id: ref('aws_eip.nat.id'), subnet_id: ref('aws_subnet.public.id') }),
  'aws_route_table.public': r({ vpc_id: ref('aws_vpc.main.id') }),
  'aws_route.public': r({
    route_table_id: ref('aws_route_table.public.id'),
    destination_cidr_block: '0.0.0.0/0',
    gateway_id: ref('aws_internet_gateway.main.id'),
  }),
  'aws_route_table_association.public': r({ subnet_id: ref('aws_subnet.public.id'), route_table_id: ref('aws_route_table.public.id') }),
  'aws_route_table.private': r({ vpc_id: ref('aws_vpc.main.id') }),
  'aws_route.private': r({
    route_table_id: ref('aws_route_table.private.id'),
    destination_cidr_block: '0.0.0.0/0',
    nat_gateway_id: ref('aws_nat_gateway.main.id'),
  }),
  'aws_route_table_association.private_a': r({
    subnet_id: ref('aws_subnet.private_a.id'),
    route_table_id: ref('aws_route_table.private.id'),
  }),
  'aws_route_table_association.private_b': r({
    subnet_id: ref('aws_subnet.private_b.id'),
    route_table_id: ref('aws_route_table.private.id'),
  }),
};

export const privateSubnets = [ref('aws_subnet.private_a.id'), ref('aws_subnet.private_b.id')];

export const controlPlane: Resources = {
  'aws_iam_role.cluster': r({ name: 'main-cluster', assume_role_policy: trust('eks.amazonaws.com') }),
  'aws_iam_role_policy_attachment.cluster': r({ role: ref('aws_iam_role.cluster.name'), policy_arn: awsPolicy('AmazonEKSClusterPolicy') }),
  'aws_eks_cluster.main': r({
    name: cluster,
    version: '1.34',
    role_arn: ref('aws_iam_role.cluster.arn'),
    vpc_config: { subnet_ids: privateSubnets, endpoint_private_access: true },
  }),
};

/** What the provider reads of the cluster once it exists. */
export const clusterExists: Attributes = {
  endpoint,
  version: '1.34',
  certificate_authority: [{ data: certificate }],
  kubernetes_network_config: [{ ip_family: 'ipv4', service_ipv4_cidr: '172.20.0.0/16', service_ipv6_cidr: '' }],
  access_config: [{ authentication_mode: 'API_AND_CONFIG_MAP', bootstrap_cluster_creator_admin_permissions: true }],
  vpc_config: [
    {
      cluster_security_group_id: 'sg-0c1a57e4c1a57e4c1',
      endpoint_private_access: true,
      endpoint_public_access: true,
      public_access_cidrs: everywhere,
      security_group_ids: [],
      subnet_ids: privateSubnets,
      vpc_id: ref('aws_vpc.main.id'),
    },
  ],
};

/** The role of the nodes, and the CNI's own. */
export const nodeRole: Resources = {
  'aws_iam_role.node': r({ name: 'main-node', assume_role_policy: trust('ec2.amazonaws.com') }),
  'aws_iam_role_policy_attachment.worker': r({ role: ref('aws_iam_role.node.name'), policy_arn: awsPolicy('AmazonEKSWorkerNodePolicy') }),
  'aws_iam_role_policy_attachment.pull': r({
    role: ref('aws_iam_role.node.name'),
    policy_arn: awsPolicy('AmazonEC2ContainerRegistryPullOnly'),
  }),
  'aws_iam_role.cni': r({
    name: 'main-cni',
    assume_role_policy: JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: 'pods.eks.amazonaws.com' }, Action: ['sts:AssumeRole', 'sts:TagSession'] }],
    }),
  }),
  'aws_iam_role_policy_attachment.cni': r({ role: ref('aws_iam_role.cni.name'), policy_arn: awsPolicy('AmazonEKS_CNI_Policy') }),
  'aws_eks_pod_identity_association.cni': r({
    cluster_name: ref('aws_eks_cluster.main.name'),
    namespace: 'kube-system',
    service_account: 'aws-node',
    role_arn: ref('aws_iam_role.cni.arn'),
  }),
};

export const nodeProfile: Resources = { 'aws_iam_instance_profile.node': r({ name: 'main-node', role: ref('aws_iam_role.node.name') }) };

/** A security group of the nodes' own and what the control plane and they need of each other. */
export const nodeSecurity: Resources = {
  'aws_security_group.node': r({ name: 'main-node', vpc_id: ref('aws_vpc.main.id'), tags: { [clusterTag]: 'owned' } }),
  'aws_vpc_security_group_egress_rule.node': r({
    security_group_id: ref('aws_security_group.node.id'),
    ip_protocol: '-1',
    cidr_ipv4: '0.0.0.0/0',
  }),
  'aws_vpc_security_group_ingress_rule.node_self': r({
    security_group_id: ref('aws_security_group.node.id'),
    ip_protocol: '-1',
    referenced_security_group_id: ref('aws_security_group.node.id'),
  }),
  'aws_vpc_security_group_ingress_rule.kubelet': r({
    security_group_id: ref('aws_security_group.node.id'),
    ip_protocol: 'tcp',
    from_port: 10250,
    to_port: 10250,
    referenced_security_group_id: ref('aws_eks_cluster.main.vpc_config[0].cluster_security_group_id'),
  }),
  'aws_vpc_security_group_ingress_rule.api': r({
    security_group_id: ref('aws_eks_cluster.main.vpc_config[0].cluster_security_group_id'),
    ip_protocol: 'tcp',
    from_port: 443,
    to_port: 443,
    referenced_security_group_id: ref('aws_security_group.node.id'),
  }),
};

/** Installs and starts intrusion prevention, file integrity monitoring and anti-virus. */
export const hardeningScript = `#!/bin/bash
set -euo pipefail
dnf install -y fail2ban aide clamav clamd
aide --init
systemctl enable --now fail2ban
systemctl enable --now aide-check.timer
systemctl enable --now clamd@scan
`;

export const nodeConfig = (name: string, server: string, ca: string, cidr = '172.20.0.0/16'): string => `---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: ${name}
    apiServerEndpoint: ${server}
    certificateAuthority: ${ca}
    cidr: ${cidr}
`;

export function mime(...parts: readonly (readonly [type: string, body: string])[]): string {
  return [
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary="//"',
    '',
    ...parts.flatMap(([type, body]) => ['--//', `Content-Type: ${type}`, '', body]),
    '--//--',
    '',
  ].join('\n');
}

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

/** `base64encode(templatefile(…))` over the cluster's attributes. */
export const rendered = (write: (name: string, server: string, ca: string) => string): Value =>
  call(
    (name: string, server: string, ca: string) => base64(write(name, server, ca)),
    ref('aws_eks_cluster.main.name'),
    ref('aws_eks_cluster.main.endpoint'),
    ref('aws_eks_cluster.main.certificate_authority[0].data'),
  );

export const al2023UserData = rendered((name, server, ca) =>
  mime(['application/node.eks.aws', nodeConfig(name, server, ca)], ['text/x-shellscript; charset="us-ascii"', hardeningScript]),
);

export const bottlerocketUserData = rendered(
  (name, server, ca) => `[settings.kubernetes]
cluster-name = "${name}"
api-server = "${server}"
cluster-certificate = "${ca}"
`,
);

/** The image an own pipeline builds of the EKS one: the policy of the fixture trusts its owner and knows it is hardened. */
export const goldenImage: Resources = {
  'data.aws_ami.node': data(
    { most_recent: true, owners: ['444455556666'], filter: { name: 'name', values: ['golden-eks-al2023-1.34-*'] } },
    {
      id: 'ami-0901de0901de0901d',
      image_id: 'ami-0901de0901de0901d',
      architecture: 'x86_64',
      name: 'golden-eks-al2023-1.34-20261020',
      owner_id: '444455556666',
      image_owner_alias: '',
      imds_support: 'v2.0',
      creation_date: '2026-10-20T06:00:00.000Z',
      deprecation_time: '2028-10-20T06:00:00.000Z',
      description: 'EKS Kubernetes worker node, CIS level 1',
      product_codes: [],
      state: 'available',
      tags: { kubernetes: '1.34.2/2026-10-12/bin/linux/x86_64', source_ami_name: 'amazon-eks-node-al2023-x86_64-standard-1.34-v20261012' },
      block_device_mappings: [
        { device_name: '/dev/xvda', ebs: { encrypted: 'true', snapshot_id: 'snap-0901de0901de0901d' }, no_device: '', virtual_name: '' },
      ],
    },
  ),
};

/** The policy that belongs to {@link goldenImage}. */
export const goldenPolicy = { parameters: { trustedImageOwners: ['444455556666'], hardenedImageNames: ['golden-eks-*'] } };

export const eksParameter = '/aws/service/eks/optimized-ami/1.34/amazon-linux-2023/x86_64/standard/recommended/image_id';

export const parameterImage = (name: string = eksParameter): Resources => ({
  'data.aws_ssm_parameter.node': data(
    { name },
    { value: 'ami-0e0e0e0e0e0e0e0e0', insecure_value: 'ami-0e0e0e0e0e0e0e0e0', type: 'String', version: 12 },
  ),
});

export const hardenedMetadata = { http_endpoint: 'enabled', http_tokens: 'required', http_put_response_hop_limit: 1 };

export const encryptedRoot = (device = '/dev/xvda'): Attributes => ({
  device_name: device,
  ebs: { encrypted: 'true', volume_size: 50, volume_type: 'gp3' },
});

export const template: Attributes = {
  name_prefix: 'main-workers-',
  image_id: ref('data.aws_ami.node.id'),
  instance_type: 'm6i.large',
  update_default_version: true,
  user_data: al2023UserData,
  vpc_security_group_ids: [ref('aws_security_group.node.id')],
  iam_instance_profile: { name: ref('aws_iam_instance_profile.node.name') },
  metadata_options: hardenedMetadata,
  block_device_mappings: [encryptedRoot()],
  monitoring: { enabled: true },
};

export const tag = (key: Value, value: string, propagate = true): Attributes => ({ key, value, propagate_at_launch: propagate });

export const group: Attributes = {
  name: 'workers',
  min_size: 2,
  max_size: 6,
  vpc_zone_identifier: privateSubnets,
  max_instance_lifetime: 1_209_600,
  launch_template: { id: ref('aws_launch_template.workers.id'), version: ref('aws_launch_template.workers.latest_version') },
  tag: [
    tag(clusterTag, 'owned'),
    tag('k8s.io/cluster-autoscaler/enabled', 'true'),
    tag('k8s.io/cluster-autoscaler/main', 'owned'),
    tag('Name', 'workers'),
  ],
};

const tagFirst = (text: string) =>
  text === clusterTag ? call((name: string) => `kubernetes.io/cluster/${name}`, ref('aws_eks_cluster.main.name')) : text;

/** The VPC and the cluster as they are planned once they exist. */
export const standing: Resources = {
  ...exist(network),
  ...exist(controlPlane),
  'aws_vpc.main': existing(network['aws_vpc.main']!.attributes, {
    main_route_table_id: 'rtb-0a11a11a11a11a11a',
    default_route_table_id: 'rtb-0a11a11a11a11a11a',
    default_security_group_id: 'sg-0defa0defa0defa0d',
    tags_all: { Name: 'main' },
  }),
  'aws_eks_cluster.main': existing(controlPlane['aws_eks_cluster.main']!.attributes, clusterExists),
};

/** Planned as no-op. */
export function exist(resources: Resources): Resources {
  return Object.fromEntries(
    Object.entries(resources).map(([key, spec]) => [key, spec.read ? spec : { ...spec, exists: spec.exists ?? {} }]),
  );
}

/** A self-managed group that is added to a cluster which stands already, so that its user data is known. */
export const selfManaged: Resources = {
  ...standing,
  ...nodeRole,
  ...nodeProfile,
  ...nodeSecurity,
  ...goldenImage,
  'aws_launch_template.workers': r(template),
  'aws_autoscaling_group.workers': r({
    ...group,
    tag: (group['tag'] as readonly Attributes[]).map(one => ({ ...one, key: tagFirst(String(one['key'])) })),
  }),
};

/** Bottlerocket in an EKS managed group with a template that hardens it; everything is created. */
export const managed: Resources = {
  ...network,
  ...controlPlane,
  ...nodeRole,
  'aws_launch_template.workers': r({
    name_prefix: 'main-workers-',
    update_default_version: true,
    metadata_options: hardenedMetadata,
    block_device_mappings: [encryptedRoot('/dev/xvda'), encryptedRoot('/dev/xvdb')],
  }),
  'aws_eks_node_group.workers': r({
    cluster_name: ref('aws_eks_cluster.main.name'),
    node_group_name: 'workers',
    node_role_arn: ref('aws_iam_role.node.arn'),
    subnet_ids: privateSubnets,
    ami_type: 'BOTTLEROCKET_x86_64',
    launch_template: { id: ref('aws_launch_template.workers.id'), version: ref('aws_launch_template.workers.latest_version') },
    scaling_config: { desired_size: 2, min_size: 2, max_size: 6 },
  }),
};

/** A patch: resources replaced, added, or (undefined) taken away. */
export type Patch = Readonly<Record<string, ResourceSpec | undefined>>;

export function patched(base: Resources, ...patches: readonly Patch[]): Resources {
  const all = Object.assign({}, base, ...patches) as Record<string, ResourceSpec | undefined>;
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, ResourceSpec] => entry[1] !== undefined));
}

/** The attributes of one resource changed; undefined leaves one out. */
export function changed(base: Resources, key: string, attributes: Readonly<Record<string, Value>>): Patch {
  const spec = base[key];
  if (!spec) throw new Error(`no ${key}`);
  const all = Object.entries({ ...spec.attributes, ...attributes }).filter(([, value]) => value !== undefined);
  return { [key]: { ...spec, attributes: Object.fromEntries(all) } };
}

/** The network as a module of one's own. */
const networkModule: ModuleSpec = {
  variables: { name: {}, cidr: { default: '10.0.0.0/16' }, zones: {} },
  resources: {
    'aws_vpc.this': r({ cidr_block: ref('var.cidr'), tags: { Name: ref('var.name') } }),
    'aws_internet_gateway.this': r({ vpc_id: ref('aws_vpc.this.id') }),
    'aws_subnet.public': r({ vpc_id: ref('aws_vpc.this.id'), cidr_block: '10.0.0.0/24', availability_zone: ref('var.zones[0]') }),
    'aws_subnet.private': {
      attributes: { vpc_id: ref('aws_vpc.this.id') },
      instances: new Map([
        [0, { cidr_block: '10.0.10.0/24', availability_zone: ref('var.zones[0]') }],
        [1, { cidr_block: '10.0.11.0/24', availability_zone: ref('var.zones[1]') }],
      ]),
    },
    'aws_nat_gateway.this': r({ subnet_id: ref('aws_subnet.public.id') }),
    'aws_route_table.public': r({
      vpc_id: ref('aws_vpc.this.id'),
      route: { cidr_block: '0.0.0.0/0', gateway_id: ref('aws_internet_gateway.this.id') },
    }),
    'aws_route_table_association.public': r({ subnet_id: ref('aws_subnet.public.id'), route_table_id: ref('aws_route_table.public.id') }),
    'aws_route_table.private': r({
      vpc_id: ref('aws_vpc.this.id'),
      route: { cidr_block: '0.0.0.0/0', nat_gateway_id: ref('aws_nat_gateway.this.id') },
    }),
    'aws_route_table_association.private': {
      attributes: { route_table_id: ref('aws_route_table.private.id') },
      instances: new Map([
        [0, { subnet_id: ref('aws_subnet.private[0].id') }],
        [1, { subnet_id: ref('aws_subnet.private[1].id') }],
      ]),
    },
  },
  outputs: { vpc_id: ref('aws_vpc.this.id'), private_subnet_ids: splat('aws_subnet.private', 'id') },
};

const clusterModule: ModuleSpec = {
  variables: { name: {}, version: {}, subnet_ids: {} },
  resources: {
    'aws_iam_role.this': r({
      name: call((name: string) => `${name}-cluster`, ref('var.name')),
      assume_role_policy: trust('eks.amazonaws.com'),
    }),
    'aws_eks_cluster.this': r({
      name: ref('var.name'),
      version: ref('var.version'),
      role_arn: ref('aws_iam_role.this.arn'),
      vpc_config: { subnet_ids: ref('var.subnet_ids'), endpoint_private_access: true },
    }),
  },
  outputs: {
    name: ref('aws_eks_cluster.this.name'),
    security_group_id: ref('aws_eks_cluster.this.vpc_config[0].cluster_security_group_id'),
  },
};

const nodesModule: ModuleSpec = {
  variables: { cluster_name: {}, subnet_ids: {} },
  resources: {
    'aws_iam_role.this': r({ name_prefix: 'workers-', assume_role_policy: trust('ec2.amazonaws.com') }),
    'aws_iam_role_policy_attachment.this': {
      attributes: { role: ref('aws_iam_role.this.name') },
      instances: new Map(
        ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy'].map(name => [
          name,
          { policy_arn: awsPolicy(name) },
        ]),
      ),
    },
    'aws_launch_template.this': r({
      name_prefix: 'workers-',
      update_default_version: true,
      metadata_options: hardenedMetadata,
      block_device_mappings: [encryptedRoot('/dev/xvda'), encryptedRoot('/dev/xvdb')],
    }),
    'aws_eks_node_group.this': r({
      cluster_name: ref('var.cluster_name'),
      node_group_name: 'workers',
      node_role_arn: ref('aws_iam_role.this.arn'),
      subnet_ids: ref('var.subnet_ids'),
      ami_type: 'BOTTLEROCKET_x86_64',
      launch_template: { id: ref('aws_launch_template.this.id'), version: ref('aws_launch_template.this.latest_version') },
      scaling_config: { desired_size: 2, min_size: 2, max_size: 6 },
    }),
  },
  outputs: { role_arn: ref('aws_iam_role.this.arn') },
};

const selfManagedModule: ModuleSpec = {
  variables: { cluster_name: {}, cluster_security_group_id: {}, vpc_id: {}, subnet_ids: {}, user_data: {} },
  resources: {
    'aws_iam_role.this': r({ name_prefix: 'workers-', assume_role_policy: trust('ec2.amazonaws.com') }),
    'aws_iam_role_policy_attachment.this': {
      attributes: { role: ref('aws_iam_role.this.name') },
      instances: new Map(
        ['AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryPullOnly', 'AmazonEKS_CNI_Policy'].map(name => [
          name,
          { policy_arn: awsPolicy(name) },
        ]),
      ),
    },
    'aws_iam_instance_profile.this': r({ name_prefix: 'workers-', role: ref('aws_iam_role.this.name') }),
    'aws_security_group.this': r({
      name_prefix: 'workers-',
      vpc_id: ref('var.vpc_id'),
      // Blocks of an attribute-mode list: terraform shows no expression of them.
      egress: { protocol: '-1', cidr_blocks: everywhere },
      ingress: { protocol: '-1', self: true },
    }),
    'aws_security_group_rule.kubelet': r({
      type: 'ingress',
      security_group_id: ref('aws_security_group.this.id'),
      protocol: 'tcp',
      from_port: 10250,
      to_port: 10250,
      source_security_group_id: ref('var.cluster_security_group_id'),
    }),
    'aws_security_group_rule.api': r({
      type: 'ingress',
      security_group_id: ref('var.cluster_security_group_id'),
      protocol: 'tcp',
      from_port: 443,
      to_port: 443,
      source_security_group_id: ref('aws_security_group.this.id'),
    }),
    'data.aws_ssm_parameter.image': data(
      { name: '/aws/service/bottlerocket/aws-k8s-1.34/x86_64/latest/image_id' },
      { value: 'ami-0b0b0b0b0b0b0b0b0', insecure_value: 'ami-0b0b0b0b0b0b0b0b0', type: 'String', version: 7 },
    ),
    'aws_launch_template.this': r({
      name_prefix: 'workers-',
      image_id: ref('data.aws_ssm_parameter.image.value'),
      instance_type: 'm6i.large',
      update_default_version: true,
      user_data: ref('var.user_data'),
      iam_instance_profile: { arn: ref('aws_iam_instance_profile.this.arn') },
      network_interfaces: { associate_public_ip_address: 'false', security_groups: [ref('aws_security_group.this.id')], device_index: 0 },
      metadata_options: hardenedMetadata,
      block_device_mappings: [encryptedRoot('/dev/xvda'), encryptedRoot('/dev/xvdb')],
    }),
    'aws_autoscaling_group.this': r({
      name_prefix: 'workers-',
      min_size: 2,
      max_size: 6,
      max_instance_lifetime: 1_209_600,
      vpc_zone_identifier: ref('var.subnet_ids'),
      launch_template: { id: ref('aws_launch_template.this.id'), version: '$Latest' },
      tag: [
        tag(
          call((name: string) => `kubernetes.io/cluster/${name}`, ref('var.cluster_name')),
          'owned',
        ),
        tag(
          call((name: string) => `k8s.io/cluster-autoscaler/${name}`, ref('var.cluster_name')),
          'owned',
        ),
      ],
    }),
  },
};

const zones = ['eu-central-1a', 'eu-central-1b'];

/** The managed group again, in modules of one's own. */
export const managedInModules: ModuleSpec = {
  modules: {
    network: { source: './modules/network', arguments: { name: 'main', zones }, module: networkModule },
    cluster: {
      source: './modules/cluster',
      arguments: { name: 'main', version: '1.34', subnet_ids: ref('module.network.private_subnet_ids') },
      module: clusterModule,
    },
    nodes: {
      source: './modules/nodes',
      arguments: { cluster_name: ref('module.cluster.name'), subnet_ids: ref('module.network.private_subnet_ids') },
      module: nodesModule,
    },
  },
};

/** A self-managed Bottlerocket group in modules; the cluster's address is told to the nodes by a variable, since it stands in another state. */
export const selfManagedInModules: ModuleSpec = {
  modules: {
    network: { source: './modules/network', arguments: { name: 'main', zones }, module: networkModule },
    cluster: {
      source: './modules/cluster',
      arguments: { name: 'main', version: '1.34', subnet_ids: ref('module.network.private_subnet_ids') },
      module: clusterModule,
    },
    nodes: {
      source: './modules/self-managed-nodes',
      arguments: {
        cluster_name: ref('module.cluster.name'),
        cluster_security_group_id: ref('module.cluster.security_group_id'),
        vpc_id: ref('module.network.vpc_id'),
        subnet_ids: ref('module.network.private_subnet_ids'),
        user_data: call(
          (name: string) =>
            base64(`[settings.kubernetes]\ncluster-name = "${name}"\napi-server = "${endpoint}"\ncluster-certificate = "${certificate}"\n`),
          ref('module.cluster.name'),
        ),
      },
      module: selfManagedModule,
    },
  },
};
