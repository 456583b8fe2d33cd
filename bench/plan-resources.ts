/** A value that is known only after apply. */
export const UNKNOWN = Symbol('known after apply');

/** One resource as the generator knows it, before it is written into the parts of a plan. */
export interface Made {
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly index?: string | number;
  /** What the code sets, and the provider's defaults; nested UNKNOWNs allowed. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What the provider decides: known if the resource exists. */
  readonly computed: Readonly<Record<string, unknown>>;
  /** As in `configuration`. */
  readonly expressions: Readonly<Record<string, unknown>>;
  /** Its `count_expression` or `for_each_expression`. */
  readonly many?: Readonly<Record<string, unknown>>;
}

/** Where a set of resources stands: its names, how its references are spelled, and whether it exists already. */
export interface Place {
  readonly cluster: string;
  readonly group: string;
  readonly exists: boolean;
  /** In a module a resource is `this`; flat in the root module it carries the cluster's and the group's name. */
  readonly name: (short: string) => string;
  /** Reference to something of the cluster from within the group: a variable in a module, the resource itself in flat code. */
  readonly clusterRef: (variable: string, flat: string) => unknown;
  /** A number below `n`, the same at every call with the same `what`. */
  readonly pick: (what: string, n: number) => number;
}

export type Defect = 'imds-v1' | 'imds-omitted' | 'hop-limit' | 'unencrypted' | 'public-ip' | 'no-worker-policy' | 'admin' | 'ssh-open' | 'no-tag' | 'default-version';

export const defects: readonly Defect[] = [
  'imds-v1',
  'imds-omitted',
  'hop-limit',
  'unencrypted',
  'public-ip',
  'no-worker-policy',
  'admin',
  'ssh-open',
  'no-tag',
  'default-version',
];

const account = '123456789012';
const region = 'eu-central-1';
const constant = (value: unknown): unknown => ({ constant_value: value });
const refs = (...references: readonly string[]): unknown => ({ references });
/** A reference to an attribute, spelled as Terraform does: with the attribute, then without. */
const attribute = (address: string, name: string): unknown => refs(`${address}.${name}`, address);

function tags(place: Place, name: string, more: Record<string, string> = {}): { tags: Record<string, string>; tags_all: Record<string, string> } {
  const own = { Name: name, ...more };
  return { tags: own, tags_all: { ...own, CostCenter: `cc-${place.pick('cost', 900) + 100}`, Environment: place.exists ? 'production' : 'staging', ManagedBy: 'terraform', Team: 'platform' } };
}

/** Seventeen hexadecimal digits, as in AWS's ids. */
export function hex(place: Place, what: string): string {
  let digits = '0';
  for (let i = 0; digits.length < 17; i++) digits += place.pick(`${what}/${i}`, 0x10000).toString(16).padStart(4, '0');
  return digits.slice(0, 17);
}

const arn = (service: string, rest: string, inRegion = true): string => `arn:aws:${service}:${inRegion ? region : ''}:${account}:${rest}`;

/** The attribute of a resource as another one gets it. */
function of(place: Place, made: Made, name: string): unknown {
  if (name in made.values) return made.values[name];
  return place.exists ? made.computed[name] : UNKNOWN;
}

const zones = ['a', 'b', 'c'];

/** What the groups of a cluster share. */
export interface ClusterParts {
  readonly vpc: Made;
  readonly privateSubnets: readonly Made[];
  readonly eks: Made;
  readonly clusterGroup: Made;
  readonly ami: Made;
  readonly all: readonly Made[];
}

/** A cluster with its network: VPC, subnets, route tables, control plane. */
export function clusterParts(place: Place, zoneCount: number): ClusterParts {
  const { cluster } = place;
  const octet = place.pick('octet', 250);
  const cidr = `10.${octet}.0.0/16`;
  const name = (short: string): string => place.name(short);
  const byCount = { count_expression: constant(zoneCount) };
  const used = zones.slice(0, zoneCount);

  const vpc = managed('aws_vpc', name('vpc'), {
    values: { assign_generated_ipv6_cidr_block: null, cidr_block: cidr, enable_dns_hostnames: true, enable_dns_support: true, instance_tenancy: 'default', ipv4_ipam_pool_id: null, ...tags(place, cluster) },
    computed: { arn: arn('ec2', `vpc/vpc-${hex(place, 'vpc')}`), default_network_acl_id: `acl-${hex(place, 'acl')}`, default_route_table_id: `rtb-${hex(place, 'main')}`, default_security_group_id: `sg-${hex(place, 'dsg')}`, dhcp_options_id: 'dopt-0a1b2c3d', enable_network_address_usage_metrics: false, id: `vpc-${hex(place, 'vpc')}`, ipv6_association_id: '', main_route_table_id: `rtb-${hex(place, 'main')}`, owner_id: account },
    expressions: { cidr_block: refs('var.cidr'), enable_dns_hostnames: constant(true), tags: refs('var.name') },
  });
  const vpcId = of(place, vpc, 'id');
  const vpcRef = attribute(`aws_vpc.${vpc.name}`, 'id');
  const igw = managed('aws_internet_gateway', name('igw'), {
    values: { timeouts: null, vpc_id: vpcId, ...tags(place, cluster) },
    computed: { arn: arn('ec2', `internet-gateway/igw-${hex(place, 'igw')}`), id: `igw-${hex(place, 'igw')}`, owner_id: account },
    expressions: { vpc_id: vpcRef },
  });
  const subnet = (kind: 'private' | 'public') => (zone: string, i: number): Made =>
    managed('aws_subnet', name(kind), {
      index: i,
      many: byCount,
      values: { assign_ipv6_address_on_creation: false, availability_zone: `${region}${zone}`, cidr_block: `10.${octet}.${(kind === 'private' ? 0 : 100) + i}.0/24`, customer_owned_ipv4_pool: null, enable_dns64: false, enable_resource_name_dns_a_record_on_launch: false, ipv6_cidr_block: null, ipv6_native: false, map_public_ip_on_launch: kind === 'public', outpost_arn: null, timeouts: null, vpc_id: vpcId, ...tags(place, `${cluster}-${kind}-${zone}`, { [`kubernetes.io/cluster/${cluster}`]: 'shared' }) },
      computed: { arn: arn('ec2', `subnet/subnet-${hex(place, kind + i)}`), availability_zone_id: `euc1-az${i + 1}`, id: `subnet-${hex(place, kind + i)}`, ipv6_cidr_block_association_id: '', owner_id: account, private_dns_hostname_type_on_launch: 'ip-name' },
      expressions: { availability_zone: refs('var.zones', 'count.index'), cidr_block: refs('var.cidr', 'count.index'), map_public_ip_on_launch: constant(kind === 'public'), tags: refs('var.name'), vpc_id: vpcRef },
    });
  const privateSubnets = used.map(subnet('private'));
  const publicSubnets = used.map(subnet('public'));
  const eip = managed('aws_eip', name('nat'), {
    values: { address: null, associate_with_private_ip: null, customer_owned_ipv4_pool: null, domain: 'vpc', timeouts: null, ...tags(place, `${cluster}-nat`) },
    computed: { allocation_id: `eipalloc-${hex(place, 'eip')}`, arn: arn('ec2', `elastic-ip/eipalloc-${hex(place, 'eip')}`), association_id: `eipassoc-${hex(place, 'eipa')}`, id: `eipalloc-${hex(place, 'eip')}`, public_ip: `18.196.${octet}.7` },
    expressions: { domain: constant('vpc') },
  });
  const nat = managed('aws_nat_gateway', name('nat'), {
    values: { allocation_id: of(place, eip, 'id'), connectivity_type: 'public', subnet_id: of(place, publicSubnets[0]!, 'id'), timeouts: null, ...tags(place, cluster) },
    computed: { association_id: `eipassoc-${hex(place, 'eipa')}`, id: `nat-${hex(place, 'nat')}`, network_interface_id: `eni-${hex(place, 'neni')}`, private_ip: `10.${octet}.100.5`, public_ip: `18.196.${octet}.7` },
    expressions: { allocation_id: attribute(`aws_eip.${eip.name}`, 'id'), subnet_id: refs(`aws_subnet.${name('public')}[0].id`, `aws_subnet.${name('public')}[0]`, `aws_subnet.${name('public')}`) },
  });
  const table = (kind: 'private' | 'public'): Made =>
    managed('aws_route_table', name(kind), {
      values: { timeouts: null, vpc_id: vpcId, ...tags(place, `${cluster}-${kind}`) },
      computed: { arn: arn('ec2', `route-table/rtb-${hex(place, `rtb${kind}`)}`), id: `rtb-${hex(place, `rtb${kind}`)}`, owner_id: account, propagating_vgws: [], route: [] },
      expressions: { vpc_id: vpcRef },
    });
  const tables = { private: table('private'), public: table('public') };
  const route = (kind: 'private' | 'public', target: Made, targetAttribute: string): Made =>
    managed('aws_route', name(kind), {
      values: { carrier_gateway_id: null, core_network_arn: null, destination_cidr_block: '0.0.0.0/0', destination_ipv6_cidr_block: null, destination_prefix_list_id: null, egress_only_gateway_id: null, gateway_id: null, local_gateway_id: null, nat_gateway_id: null, route_table_id: of(place, tables[kind], 'id'), timeouts: null, transit_gateway_id: null, vpc_endpoint_id: null, vpc_peering_connection_id: null, [targetAttribute]: of(place, target, 'id') },
      computed: { id: `r-rtb-${hex(place, `rtb${kind}`)}1080289494`, instance_id: '', instance_owner_id: '', network_interface_id: '', origin: 'CreateRoute', state: 'active' },
      expressions: { destination_cidr_block: constant('0.0.0.0/0'), route_table_id: attribute(`aws_route_table.${name(kind)}`, 'id'), [targetAttribute]: attribute(`${target.type}.${target.name}`, 'id') },
    });
  const association = (kind: 'private' | 'public', subnets: readonly Made[]): Made[] =>
    subnets.map((one, i) =>
      managed('aws_route_table_association', name(kind), {
        index: i,
        many: byCount,
        values: { gateway_id: null, route_table_id: of(place, tables[kind], 'id'), subnet_id: of(place, one, 'id'), timeouts: null },
        computed: { id: `rtbassoc-${hex(place, `assoc${kind}${i}`)}` },
        expressions: { route_table_id: attribute(`aws_route_table.${name(kind)}`, 'id'), subnet_id: refs(`aws_subnet.${name(kind)}`, 'count.index') },
      }),
    );
  const clusterRole = role(place, name('cluster'), `${cluster}-cluster`, 'eks.amazonaws.com');
  const clusterPolicy = attachment(place, name('cluster'), clusterRole, 'AmazonEKSClusterPolicy');
  const clusterGroup = securityGroup(place, name('cluster'), `${cluster}-cluster`, vpcId, vpcRef);
  const eks = managed('aws_eks_cluster', name('eks'), {
    values: {
      access_config: [{ authentication_mode: 'API', bootstrap_cluster_creator_admin_permissions: false }],
      bootstrap_self_managed_addons: true,
      compute_config: [],
      enabled_cluster_log_types: ['api', 'audit', 'authenticator'],
      encryption_config: [],
      name: cluster,
      outpost_config: [],
      remote_network_config: [],
      role_arn: of(place, clusterRole, 'arn'),
      timeouts: null,
      version: '1.33',
      vpc_config: [{ endpoint_private_access: true, endpoint_public_access: false, public_access_cidrs: [], security_group_ids: [of(place, clusterGroup, 'id')], subnet_ids: privateSubnets.map(one => of(place, one, 'id')), ...(place.exists ? { cluster_security_group_id: `sg-${hex(place, 'eksg')}`, vpc_id: vpcId } : { cluster_security_group_id: UNKNOWN, vpc_id: UNKNOWN }) }],
      zonal_shift_config: [],
      ...tags(place, cluster),
    },
    computed: { arn: arn('eks', `cluster/${cluster}`), certificate_authority: [{ data: authority(place) }], cluster_id: null, created_at: '2025-02-03 10:11:12.131 +0000 UTC', endpoint: endpoint(place), id: cluster, identity: [{ oidc: [{ issuer: `https://oidc.eks.${region}.amazonaws.com/id/${hex(place, 'oidc').toUpperCase()}` }] }], kubernetes_network_config: [{ elastic_load_balancing: [{ enabled: false }], ip_family: 'ipv4', service_ipv4_cidr: '172.20.0.0/16', service_ipv6_cidr: '' }], platform_version: 'eks.9', status: 'ACTIVE', upgrade_policy: [{ support_type: 'STANDARD' }] },
    expressions: { access_config: [{ authentication_mode: constant('API') }], enabled_cluster_log_types: constant(['api', 'audit', 'authenticator']), name: refs('var.name'), role_arn: attribute(`aws_iam_role.${name('cluster')}`, 'arn'), version: constant('1.33'), vpc_config: [{ endpoint_private_access: constant(true), endpoint_public_access: constant(false), security_group_ids: refs(`aws_security_group.${name('cluster')}.id`, `aws_security_group.${name('cluster')}`), subnet_ids: refs(`aws_subnet.${name('private')}`) }] },
  });
  const clusterIngress = rule(place, clusterGroup, { name: name('cluster_api'), type: 'ingress', port: 443, protocol: 'tcp', cidr: [cidr], description: 'Kubernetes API from the nodes', cidrRef: refs('var.cidr') });
  const clusterEgress = rule(place, clusterGroup, { name: name('cluster_kubelet'), type: 'egress', port: 10250, protocol: 'tcp', cidr: [cidr], description: 'Control plane to kubelet', cidrRef: refs('var.cidr') });
  const ami: Made = {
    mode: 'data',
    type: 'aws_ami',
    name: name('eks'),
    values: { architecture: 'x86_64', arn: `arn:aws:ec2:${region}::image/ami-${hex(place, 'ami')}`, creation_date: '2026-10-28T20:10:11.000Z', deprecation_time: '2028-10-28T20:10:11.000Z', description: 'EKS-optimized Kubernetes node based on Amazon Linux 2023, (k8s: 1.33.5, containerd: 2.1.*)', ena_support: true, filter: [{ name: 'name', values: ['amazon-eks-node-al2023-x86_64-standard-1.33-v*'] }], hypervisor: 'xen', id: `ami-${hex(place, 'ami')}`, image_id: `ami-${hex(place, 'ami')}`, image_location: 'amazon/amazon-eks-node-al2023-x86_64-standard-1.33-v20261027', image_owner_alias: 'amazon', image_type: 'machine', imds_support: 'v2.0', most_recent: true, name: 'amazon-eks-node-al2023-x86_64-standard-1.33-v20261027', owner_id: '602401143452', owners: ['amazon'], platform_details: 'Linux/UNIX', public: true, root_device_name: '/dev/xvda', root_device_type: 'ebs', state: 'available', tags: {}, virtualization_type: 'hvm' },
    computed: {},
    expressions: { filter: [{ name: constant('name'), values: constant(['amazon-eks-node-al2023-x86_64-standard-1.33-v*']) }], most_recent: constant(true), owners: constant(['amazon']) },
  };
  const all = [vpc, igw, ...privateSubnets, ...publicSubnets, eip, nat, tables.private, tables.public, route('private', nat, 'nat_gateway_id'), route('public', igw, 'gateway_id'), ...association('private', privateSubnets), ...association('public', publicSubnets), clusterRole, clusterPolicy, clusterGroup, clusterIngress, clusterEgress, eks, ami];
  return { vpc, privateSubnets, eks, clusterGroup, ami, all };
}

/** A node group as a user writes one: template, group, role with its policies, security group with its rules. */
export function groupParts(place: Place, shared: ClusterParts, kind: 'self-managed' | 'managed', wrong: readonly Defect[]): Made[] {
  const has = (defect: Defect): boolean => wrong.includes(defect);
  const { cluster, group } = place;
  const name = (short: string): string => place.name(short);
  const full = `${cluster}-${group}`;
  const vpcId = of(place, shared.vpc, 'id');
  const nodeRole = role(place, name('node'), `${full}-node`, 'ec2.amazonaws.com');
  const policies = [...(has('no-worker-policy') ? [] : ['AmazonEKSWorkerNodePolicy']), 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryPullOnly', ...(has('admin') ? ['AdministratorAccess'] : [])];
  const attachments = policies.map(policy => attachment(place, name('node'), nodeRole, policy, policy));
  const profile = managed('aws_iam_instance_profile', name('node'), {
    values: { name: `${full}-node`, path: '/', role: of(place, nodeRole, 'name'), ...tags(place, `${full}-node`) },
    computed: { arn: arn('iam', `instance-profile/${full}-node`, false), create_date: '2025-02-03T10:11:12Z', id: `${full}-node`, name_prefix: '', unique_id: `AIPA${hex(place, 'aipa').toUpperCase()}` },
    expressions: { name: refs('var.name'), role: attribute(`aws_iam_role.${nodeRole.name}`, 'name') },
  });
  const vpcRef = place.clusterRef('vpc_id', `aws_vpc.${shared.vpc.name}.id`);
  const nodeGroup = securityGroup(place, name('node'), `${full}-node`, vpcId, vpcRef, { [`kubernetes.io/cluster/${cluster}`]: 'owned' });
  const cidr = shared.vpc.values['cidr_block'] as string;
  const cidrRef = place.clusterRef('cidr', `aws_vpc.${shared.vpc.name}.cidr_block`);
  const rules = [
    rule(place, nodeGroup, { name: name('kubelet'), type: 'ingress', port: 10250, protocol: 'tcp', source: of(place, shared.clusterGroup, 'id'), sourceRef: place.clusterRef('cluster_security_group_id', `aws_security_group.${shared.clusterGroup.name}.id`), description: 'Control plane to kubelet' }),
    rule(place, nodeGroup, { name: name('dns_tcp'), type: 'ingress', port: 53, protocol: 'tcp', cidr: [cidr], cidrRef, description: 'CoreDNS' }),
    rule(place, nodeGroup, { name: name('dns_udp'), type: 'ingress', port: 53, protocol: 'udp', cidr: [cidr], cidrRef, description: 'CoreDNS' }),
    rule(place, nodeGroup, { name: name('egress'), type: 'egress', port: 0, protocol: '-1', cidr: ['0.0.0.0/0'], cidrRef: constant(['0.0.0.0/0']), description: 'Everything out' }),
    ...(has('ssh-open') ? [rule(place, nodeGroup, { name: name('ssh'), index: 0, type: 'ingress', port: 22, protocol: 'tcp', cidr: ['0.0.0.0/0'], cidrRef: constant(['0.0.0.0/0']), description: 'SSH' })] : []),
  ];
  const template = launchTemplate(place, shared, { kind, has, profile, nodeGroup });
  const carrier = kind === 'managed' ? managedGroup(place, shared, template, nodeRole) : scalingGroup(place, shared, template, has);
  return [template, carrier, nodeRole, ...attachments, ...(kind === 'managed' ? [] : [profile]), nodeGroup, ...rules];
}

interface TemplateParts {
  readonly kind: 'self-managed' | 'managed';
  readonly has: (defect: Defect) => boolean;
  readonly profile: Made;
  readonly nodeGroup: Made;
}

function launchTemplate(place: Place, shared: ClusterParts, { kind, has, profile, nodeGroup }: TemplateParts): Made {
  const { cluster, group } = place;
  const full = `${cluster}-${group}`;
  const name = place.name('node');
  const groups = [of(place, nodeGroup, 'id')];
  const groupsRef = refs(`aws_security_group.${nodeGroup.name}.id`, `aws_security_group.${nodeGroup.name}`);
  const metadata = { http_endpoint: 'enabled', http_put_response_hop_limit: has('hop-limit') ? 3 : 1, http_tokens: has('imds-v1') ? 'optional' : 'required' };
  const metadataKnown = { ...metadata, http_protocol_ipv6: 'disabled', instance_metadata_tags: 'disabled' };
  const isPublic = has('public-ip');
  const isOwn = kind === 'self-managed';
  const instanceTags = { Name: full, ...(has('no-tag') ? {} : { [`kubernetes.io/cluster/${cluster}`]: 'owned' }) };
  return managed('aws_launch_template', name, {
    values: {
      block_device_mappings: [{ device_name: '/dev/xvda', ebs: [{ delete_on_termination: 'true', encrypted: has('unencrypted') ? 'false' : 'true', iops: place.exists ? 3000 : UNKNOWN, kms_key_id: '', snapshot_id: '', throughput: place.exists ? 125 : UNKNOWN, volume_initialization_rate: null, volume_size: 80, volume_type: 'gp3' }], no_device: '', virtual_name: '' }],
      capacity_reservation_specification: [],
      cpu_options: [],
      credit_specification: [],
      description: `Nodes of ${full}`,
      disable_api_stop: false,
      disable_api_termination: false,
      ebs_optimized: 'true',
      elastic_gpu_specifications: [],
      elastic_inference_accelerator: [],
      enclave_options: [],
      hibernation_options: [],
      iam_instance_profile: isOwn ? [{ arn: of(place, profile, 'arn'), name: '' }] : [],
      image_id: isOwn ? shared.ami.values['id'] : '',
      instance_initiated_shutdown_behavior: '',
      instance_market_options: [],
      instance_requirements: [],
      instance_type: isOwn ? 'm7i.large' : '',
      kernel_id: '',
      key_name: '',
      license_specification: [],
      maintenance_options: [],
      // An omitted block is unknown while planning, and what AWS has afterwards.
      metadata_options: has('imds-omitted') ? (place.exists ? [{ ...metadataKnown, http_tokens: '', http_put_response_hop_limit: 0 }] : UNKNOWN) : [place.exists ? metadataKnown : { ...metadata, http_protocol_ipv6: UNKNOWN, instance_metadata_tags: UNKNOWN }],
      monitoring: [{ enabled: true }],
      network_interfaces: isPublic ? [{ associate_public_ip_address: 'true', delete_on_termination: 'true', description: '', device_index: 0, network_card_index: 0, network_interface_id: '', private_ip_address: '', security_groups: groups, subnet_id: '' }] : [],
      placement: [],
      private_dns_name_options: [],
      ram_disk_id: '',
      security_group_names: [],
      tag_specifications: ['instance', 'volume'].map(type => ({ resource_type: type, tags: instanceTags })),
      update_default_version: has('default-version') ? null : true,
      user_data: isOwn ? (place.exists ? userData(place.cluster, shared.eks) : UNKNOWN) : '',
      vpc_security_group_ids: isPublic ? [] : groups,
      ...tags(place, full),
    },
    computed: { arn: arn('ec2', `launch-template/lt-${hex(place, 'lt')}`), default_version: 3, id: `lt-${hex(place, 'lt')}`, latest_version: 3, name: full, name_prefix: `${full}-` },
    expressions: {
      block_device_mappings: [{ device_name: constant('/dev/xvda'), ebs: [{ delete_on_termination: constant(true), encrypted: isFlat(place) ? constant(!has('unencrypted')) : refs('var.encrypted'), volume_size: constant(80), volume_type: constant('gp3') }] }],
      description: refs('var.name'),
      ...(isOwn ? { iam_instance_profile: [{ arn: attribute(`aws_iam_instance_profile.${profile.name}`, 'arn') }], image_id: place.clusterRef('image_id', `data.aws_ami.${shared.ami.name}.id`), instance_type: constant('m7i.large'), user_data: place.clusterRef('user_data', `aws_eks_cluster.${shared.eks.name}.endpoint`) } : {}),
      // In a module the block is `dynamic`, which configuration never shows.
      ...(isFlat(place) && !has('imds-omitted') ? { metadata_options: [{ http_endpoint: constant('enabled'), http_put_response_hop_limit: constant(metadata.http_put_response_hop_limit), http_tokens: constant(metadata.http_tokens) }] } : {}),
      ...(isFlat(place) && isPublic ? { network_interfaces: [{ associate_public_ip_address: constant(true), security_groups: groupsRef }] } : {}),
      monitoring: [{ enabled: constant(true) }],
      name_prefix: refs('var.name'),
      tag_specifications: ['instance', 'volume'].map(type => ({ resource_type: constant(type), tags: refs('var.cluster_name', 'var.name') })),
      update_default_version: refs('var.update_default_version'),
      ...(isFlat(place) && isPublic ? {} : { vpc_security_group_ids: groupsRef }),
    },
  });
}

function scalingGroup(place: Place, shared: ClusterParts, template: Made, has: (defect: Defect) => boolean): Made {
  const full = `${place.cluster}-${place.group}`;
  const at = `aws_launch_template.${template.name}`;
  const version = has('default-version') ? '$Default' : of(place, template, 'latest_version');
  const tag = [{ key: 'Name', propagate_at_launch: true, value: full }, ...(has('no-tag') ? [] : [{ key: `kubernetes.io/cluster/${place.cluster}`, propagate_at_launch: true, value: 'owned' }]), { key: 'k8s.io/cluster-autoscaler/enabled', propagate_at_launch: false, value: 'true' }];
  return managed('aws_autoscaling_group', place.name('node'), {
    values: { capacity_rebalance: null, context: null, default_instance_warmup: null, desired_capacity: 3, enabled_metrics: null, force_delete: false, force_delete_warm_pool: false, health_check_grace_period: 300, ignore_failed_scaling_activities: false, initial_lifecycle_hook: [], instance_maintenance_policy: [], instance_refresh: [], launch_configuration: null, launch_template: [{ id: of(place, template, 'id'), name: place.exists ? full : UNKNOWN, version: typeof version === 'number' ? String(version) : version }], max_instance_lifetime: 1209600, max_size: 9, metrics_granularity: '1Minute', min_elb_capacity: null, min_size: 3, mixed_instances_policy: [], name_prefix: `${full}-`, placement_group: null, protect_from_scale_in: false, suspended_processes: null, tag, target_group_arns: null, termination_policies: null, timeouts: null, vpc_zone_identifier: shared.privateSubnets.map(one => of(place, one, 'id')), wait_for_capacity_timeout: '10m', wait_for_elb_capacity: null, warm_pool: [] },
    computed: { arn: arn('autoscaling', `autoScalingGroup:${hex(place, 'asg')}:autoScalingGroupName/${full}`), availability_zones: shared.privateSubnets.map(one => one.values['availability_zone']), default_cooldown: 300, health_check_type: 'EC2', id: full, load_balancers: [], name: full, predicted_capacity: 0, service_linked_role_arn: arn('iam', 'role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling', false), traffic_source: [], warm_pool_size: 0 },
    expressions: { desired_capacity: constant(3), launch_template: [{ id: attribute(at, 'id'), version: has('default-version') && isFlat(place) ? constant('$Default') : attribute(at, 'latest_version') }], max_instance_lifetime: constant(1209600), max_size: constant(9), min_size: constant(3), name_prefix: refs('var.name'), ...(isFlat(place) ? { tag: tag.map(({ key, propagate_at_launch: propagates }) => ({ key: constant(key), propagate_at_launch: constant(propagates), value: refs('var.name') })) } : {}), vpc_zone_identifier: place.clusterRef('subnet_ids', `aws_subnet.${shared.privateSubnets[0]!.name}`) },
  });
}

function managedGroup(place: Place, shared: ClusterParts, template: Made, nodeRole: Made): Made {
  const full = `${place.cluster}-${place.group}`;
  const at = `aws_launch_template.${template.name}`;
  const version = of(place, template, 'latest_version');
  return managed('aws_eks_node_group', place.name('node'), {
    values: { ami_type: 'AL2023_x86_64_STANDARD', cluster_name: of(place, shared.eks, 'name'), force_update_version: null, instance_types: ['m7i.large'], labels: { pool: place.group }, launch_template: [{ id: of(place, template, 'id'), name: place.exists ? full : UNKNOWN, version: typeof version === 'number' ? String(version) : version }], node_group_name: place.group, node_role_arn: of(place, nodeRole, 'arn'), remote_access: [], scaling_config: [{ desired_size: 3, max_size: 9, min_size: 3 }], subnet_ids: shared.privateSubnets.map(one => of(place, one, 'id')), taint: [], timeouts: null, update_config: [{ max_unavailable: 1, max_unavailable_percentage: null, update_strategy: 'DEFAULT' }], ...tags(place, full) },
    computed: { arn: arn('eks', `nodegroup/${place.cluster}/${place.group}/${hex(place, 'ng')}`), capacity_type: 'ON_DEMAND', disk_size: 0, id: `${place.cluster}:${place.group}`, node_group_name_prefix: '', node_repair_config: [{ enabled: true }], release_version: '1.33.5-20261027', resources: [{ autoscaling_groups: [{ name: `eks-${place.group}-${hex(place, 'ng')}` }], remote_access_security_group_id: '' }], status: 'ACTIVE', version: '1.33' },
    expressions: { ami_type: constant('AL2023_x86_64_STANDARD'), cluster_name: place.clusterRef('cluster_name', `aws_eks_cluster.${shared.eks.name}.name`), instance_types: constant(['m7i.large']), labels: refs('var.name'), ...(isFlat(place) ? { launch_template: [{ id: attribute(at, 'id'), version: attribute(at, 'latest_version') }] } : {}), node_group_name: refs('var.name'), node_role_arn: attribute(`aws_iam_role.${nodeRole.name}`, 'arn'), scaling_config: [{ desired_size: constant(3), max_size: constant(9), min_size: constant(3) }], subnet_ids: place.clusterRef('subnet_ids', `aws_subnet.${shared.privateSubnets[0]!.name}`) },
  });
}

/** What else a team has: storage, functions, databases, records, their roles and security groups. */
export function teamParts(place: Place): Made[] {
  const team = place.cluster;
  const name = (short: string): string => place.name(short);
  const each = (reference: string): Record<string, unknown> => ({ for_each_expression: refs(reference) });
  const buckets = ['artifacts', 'exports', 'logs', 'media', 'raw', 'reports'].map(kind =>
    managed('aws_s3_bucket', name('bucket'), {
      index: kind,
      many: each('var.buckets'),
      values: { bucket: `${team}-${kind}`, force_destroy: false, object_lock_enabled: false, timeouts: null, ...tags(place, `${team}-${kind}`) },
      computed: { acceleration_status: '', acl: null, arn: `arn:aws:s3:::${team}-${kind}`, bucket_domain_name: `${team}-${kind}.s3.amazonaws.com`, bucket_prefix: '', bucket_regional_domain_name: `${team}-${kind}.s3.${region}.amazonaws.com`, cors_rule: [], grant: [{ id: hex(place, 'owner'), permissions: ['FULL_CONTROL'], type: 'CanonicalUser', uri: '' }], hosted_zone_id: 'Z21DNDUVLTQW6Q', id: `${team}-${kind}`, lifecycle_rule: [], logging: [], object_lock_configuration: [], policy: '', region, replication_configuration: [], request_payer: 'BucketOwner', server_side_encryption_configuration: [{ rule: [{ apply_server_side_encryption_by_default: [{ kms_master_key_id: '', sse_algorithm: 'AES256' }], bucket_key_enabled: false }] }], versioning: [{ enabled: true, mfa_delete: false }], website: [], website_domain: null, website_endpoint: null },
      expressions: { bucket: refs('var.name', 'each.key'), tags: refs('var.name') },
    }),
  );
  const blocks = ['artifacts', 'exports', 'logs', 'media', 'raw', 'reports'].map((kind, i) =>
    managed('aws_s3_bucket_public_access_block', name('bucket'), {
      index: kind,
      many: each('var.buckets'),
      values: { block_public_acls: true, block_public_policy: true, bucket: of(place, buckets[i]!, 'id'), ignore_public_acls: true, restrict_public_buckets: true, skip_destroy: null },
      computed: { id: `${team}-${kind}` },
      expressions: { block_public_acls: constant(true), block_public_policy: constant(true), bucket: refs('aws_s3_bucket.bucket', 'each.key'), ignore_public_acls: constant(true), restrict_public_buckets: constant(true) },
    }),
  );
  const functions = ['api', 'cleanup', 'ingest', 'notify', 'report'];
  const roles = functions.map(kind => role(place, name('lambda'), `${team}-${kind}`, 'lambda.amazonaws.com', kind));
  const basics = functions.map((kind, i) => attachment(place, name('lambda'), roles[i]!, 'service-role/AWSLambdaBasicExecutionRole', kind));
  const lambdas = functions.map((kind, i) =>
    managed('aws_lambda_function', name('lambda'), {
      index: kind,
      many: each('var.functions'),
      values: { architectures: ['arm64'], code_signing_config_arn: '', dead_letter_config: [], description: `${kind} of ${team}`, environment: [{ variables: { LOG_LEVEL: 'info', STAGE: 'production', TEAM: team } }], ephemeral_storage: [{ size: 512 }], file_system_config: [], filename: null, function_name: `${team}-${kind}`, handler: 'index.handler', image_config: [], image_uri: '', kms_key_arn: '', layers: [], logging_config: [{ application_log_level: '', log_format: 'Text', log_group: `/aws/lambda/${team}-${kind}`, system_log_level: '' }], memory_size: 256, package_type: 'Zip', publish: false, replace_security_groups_on_destroy: null, reserved_concurrent_executions: -1, role: of(place, roles[i]!, 'arn'), runtime: 'nodejs20.x', s3_bucket: `${team}-artifacts`, s3_key: `${kind}.zip`, skip_destroy: false, snap_start: [], timeout: 30, timeouts: null, tracing_config: [{ mode: 'PassThrough' }], vpc_config: [], ...tags(place, `${team}-${kind}`) },
      computed: { arn: arn('lambda', `function:${team}-${kind}`), code_sha256: `${hex(place, kind)}${hex(place, kind)}=`, id: `${team}-${kind}`, invoke_arn: `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${arn('lambda', `function:${team}-${kind}`)}/invocations`, last_modified: '2026-03-04T05:06:07.000+0000', qualified_arn: arn('lambda', `function:${team}-${kind}:$LATEST`), signing_job_arn: '', source_code_hash: `${hex(place, kind)}=`, source_code_size: 48211, version: '$LATEST' },
      expressions: { architectures: constant(['arm64']), environment: [{ variables: refs('var.name') }], function_name: refs('var.name', 'each.key'), handler: constant('index.handler'), memory_size: constant(256), role: refs('aws_iam_role.lambda', 'each.key'), runtime: constant('nodejs20.x'), s3_bucket: refs('var.name'), s3_key: refs('each.key'), timeout: constant(30) },
    }),
  );
  const logGroups = functions.map(kind =>
    managed('aws_cloudwatch_log_group', name('lambda'), {
      index: kind,
      many: each('var.functions'),
      values: { kms_key_id: '', name: `/aws/lambda/${team}-${kind}`, retention_in_days: 30, skip_destroy: false, ...tags(place, `${team}-${kind}`) },
      computed: { arn: arn('logs', `log-group:/aws/lambda/${team}-${kind}`), id: `/aws/lambda/${team}-${kind}`, log_group_class: 'STANDARD', name_prefix: '' },
      expressions: { name: refs('var.name', 'each.key'), retention_in_days: constant(30) },
    }),
  );
  const databaseGroup = securityGroup(place, name('database'), `${team}-database`, `vpc-${hex(place, 'shared')}`, refs('var.vpc_id'));
  const databaseRule = rule(place, databaseGroup, { name: name('database'), type: 'ingress', port: 5432, protocol: 'tcp', cidr: ['10.0.0.0/8'], cidrRef: constant(['10.0.0.0/8']), description: 'PostgreSQL' });
  const databases = [0, 1].map(i =>
    managed('aws_db_instance', name('database'), {
      index: i,
      many: { count_expression: constant(2) },
      values: { allocated_storage: 100, allow_major_version_upgrade: null, apply_immediately: null, auto_minor_version_upgrade: true, backup_retention_period: 14, blue_green_update: [], copy_tags_to_snapshot: true, custom_iam_instance_profile: '', customer_owned_ip_enabled: false, dedicated_log_volume: false, delete_automated_backups: true, deletion_protection: true, domain: '', enabled_cloudwatch_logs_exports: ['postgresql'], engine: 'postgres', engine_version: '16.4', final_snapshot_identifier: `${team}-${i}-final`, iam_database_authentication_enabled: true, identifier: `${team}-${i}`, instance_class: 'db.t4g.medium', iops: 0, manage_master_user_password: true, max_allocated_storage: 500, monitoring_interval: 60, multi_az: true, network_type: 'IPV4', parameter_group_name: 'default.postgres16', performance_insights_enabled: true, publicly_accessible: false, skip_final_snapshot: false, storage_encrypted: true, storage_type: 'gp3', timeouts: null, username: 'postgres', vpc_security_group_ids: [of(place, databaseGroup, 'id')], ...tags(place, `${team}-${i}`) },
      computed: { address: `${team}-${i}.${hex(place, 'rds')}.${region}.rds.amazonaws.com`, arn: arn('rds', `db:${team}-${i}`), availability_zone: `${region}a`, backup_target: 'region', backup_window: '03:10-03:40', ca_cert_identifier: 'rds-ca-rsa2048-g1', db_name: 'app', db_subnet_group_name: 'shared', endpoint: `${team}-${i}.${hex(place, 'rds')}.${region}.rds.amazonaws.com:5432`, hosted_zone_id: 'Z1RLNUO7B9Q6NB', id: `db-${hex(place, `db${i}`).toUpperCase()}`, kms_key_id: arn('kms', 'key/11111111-2222-3333-4444-555555555555'), license_model: 'postgresql-license', maintenance_window: 'sun:04:00-sun:04:30', port: 5432, resource_id: `db-${hex(place, `db${i}`).toUpperCase()}`, status: 'available', storage_throughput: 125 },
      expressions: { allocated_storage: constant(100), engine: constant('postgres'), engine_version: constant('16.4'), identifier: refs('var.name', 'count.index'), instance_class: constant('db.t4g.medium'), storage_encrypted: constant(true), vpc_security_group_ids: refs('aws_security_group.database.id', 'aws_security_group.database') },
    }),
  );
  const records = Array.from({ length: 8 }, (_, i) =>
    managed('aws_route53_record', name('record'), {
      index: i,
      many: { count_expression: refs('var.records') },
      values: { alias: [], cidr_routing_policy: [], failover_routing_policy: [], geolocation_routing_policy: [], geoproximity_routing_policy: [], health_check_id: '', latency_routing_policy: [], multivalue_answer_routing_policy: false, name: `s${i}.${team}.example.com`, records: [`${team}.${region}.elb.example.com`], set_identifier: '', timeouts: null, ttl: 60, type: 'CNAME', weighted_routing_policy: [], zone_id: 'Z0123456789ABCDEFGHIJ' },
      computed: { allow_overwrite: null, fqdn: `s${i}.${team}.example.com`, id: `Z0123456789ABCDEFGHIJ_s${i}.${team}.example.com_CNAME` },
      expressions: { name: refs('var.name', 'count.index'), records: refs('var.target'), ttl: constant(60), type: constant('CNAME'), zone_id: refs('var.zone_id') },
    }),
  );
  const queues = ['events', 'events-dead', 'mail'].map(kind =>
    managed('aws_sqs_queue', name('queue'), {
      index: kind,
      many: each('var.queues'),
      values: { content_based_deduplication: false, delay_seconds: 0, fifo_queue: false, kms_master_key_id: '', max_message_size: 262144, message_retention_seconds: 345600, name: `${team}-${kind}`, receive_wait_time_seconds: 20, sqs_managed_sse_enabled: true, timeouts: null, visibility_timeout_seconds: 60, ...tags(place, `${team}-${kind}`) },
      computed: { arn: arn('sqs', `${team}-${kind}`), deduplication_scope: '', fifo_throughput_limit: '', id: `https://sqs.${region}.amazonaws.com/${account}/${team}-${kind}`, kms_data_key_reuse_period_seconds: 300, name_prefix: '', policy: '', redrive_allow_policy: '', redrive_policy: '', url: `https://sqs.${region}.amazonaws.com/${account}/${team}-${kind}` },
      expressions: { name: refs('var.name', 'each.key'), receive_wait_time_seconds: constant(20) },
    }),
  );
  return [...buckets, ...blocks, ...lambdas, ...roles, ...basics, ...logGroups, databaseGroup, databaseRule, ...databases, ...records, ...queues];
}

/** A record of the root module, each with its own code. */
export function flatRecord(i: number): Made {
  return managed('aws_route53_record', `service_${i}`, {
    values: { alias: [], cidr_routing_policy: [], failover_routing_policy: [], geolocation_routing_policy: [], geoproximity_routing_policy: [], health_check_id: '', latency_routing_policy: [], multivalue_answer_routing_policy: false, name: `service-${i}.example.com`, records: [`lb-${i % 7}.${region}.elb.example.com`], set_identifier: '', timeouts: null, ttl: 300, type: 'CNAME', weighted_routing_policy: [], zone_id: 'Z0123456789ABCDEFGHIJ' },
    computed: { allow_overwrite: null, fqdn: `service-${i}.example.com`, id: `Z0123456789ABCDEFGHIJ_service-${i}.example.com_CNAME` },
    expressions: { name: constant(`service-${i}.example.com`), records: refs('local.balancers'), ttl: constant(300), type: constant('CNAME'), zone_id: refs('var.zone_id') },
  });
}

interface Parts {
  readonly index?: string | number;
  readonly many?: Readonly<Record<string, unknown>>;
  readonly values: Readonly<Record<string, unknown>>;
  readonly computed: Readonly<Record<string, unknown>>;
  readonly expressions: Readonly<Record<string, unknown>>;
}

function managed(type: string, name: string, parts: Parts): Made {
  return { mode: 'managed', type, name, ...parts };
}

function role(place: Place, name: string, roleName: string, service: string, index?: string): Made {
  return managed('aws_iam_role', name, {
    ...(index === undefined ? {} : { index, many: { for_each_expression: refs('var.functions') } }),
    values: { assume_role_policy: JSON.stringify({ Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } }], Version: '2012-10-17' }), description: '', force_detach_policies: false, max_session_duration: 3600, name: roleName, path: '/', permissions_boundary: '', ...tags(place, roleName) },
    computed: { arn: arn('iam', `role/${roleName}`, false), create_date: '2025-02-03T10:11:12Z', id: roleName, inline_policy: [], managed_policy_arns: [], name_prefix: '', unique_id: `AROA${hex(place, roleName).toUpperCase()}` },
    expressions: { assume_role_policy: constant(JSON.stringify({ Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: service } }], Version: '2012-10-17' })), name: refs('var.name') },
  });
}

function attachment(place: Place, name: string, to: Made, policy: string, index?: string): Made {
  const policyArn = `arn:aws:iam::aws:policy/${policy}`;
  return managed('aws_iam_role_policy_attachment', name, {
    ...(index === undefined ? {} : { index, many: { for_each_expression: refs('var.policies') } }),
    values: { policy_arn: policyArn, role: of(place, to, 'name') },
    computed: { id: `${String(to.values['name'])}-20250203101112131400000001` },
    expressions: { policy_arn: index === undefined ? constant(policyArn) : refs('each.value'), role: attribute(`aws_iam_role.${to.name}`, 'name') },
  });
}

function securityGroup(place: Place, name: string, groupName: string, vpcId: unknown, vpcRef: unknown, more: Record<string, string> = {}): Made {
  return managed('aws_security_group', name, {
    values: { description: 'Managed by Terraform', name: groupName, revoke_rules_on_delete: false, timeouts: null, vpc_id: vpcId, ...tags(place, groupName, more) },
    computed: { arn: arn('ec2', `security-group/sg-${hex(place, groupName)}`), egress: [], id: `sg-${hex(place, groupName)}`, ingress: [], name_prefix: '', owner_id: account },
    expressions: { name: refs('var.name'), tags: refs('var.cluster_name'), vpc_id: vpcRef },
  });
}

interface RuleParts {
  /** Present for a rule behind a switch (`count = var.ssh ? 1 : 0`). */
  readonly index?: number;
  readonly name: string;
  readonly type: 'ingress' | 'egress';
  readonly port: number;
  readonly protocol: string;
  readonly description: string;
  readonly cidr?: readonly string[];
  readonly cidrRef?: unknown;
  readonly source?: unknown;
  readonly sourceRef?: unknown;
}

function rule(place: Place, group: Made, { name, index, type, port, protocol, description, cidr, cidrRef, source, sourceRef }: RuleParts): Made {
  return managed('aws_security_group_rule', name, {
    ...(index === undefined ? {} : { index, many: { count_expression: refs('var.ssh') } }),
    values: { cidr_blocks: cidr ?? null, description, from_port: port, ipv6_cidr_blocks: null, prefix_list_ids: null, protocol, security_group_id: of(place, group, 'id'), self: false, source_security_group_id: source ?? null, timeouts: null, to_port: port, type },
    computed: { id: `sgrule-${place.pick(`${name}${type}`, 0x7fffffff)}`, security_group_rule_id: `sgr-${hex(place, `${name}${type}`)}` },
    expressions: { ...(cidrRef === undefined ? {} : { cidr_blocks: cidrRef }), description: constant(description), from_port: constant(port), protocol: constant(protocol), security_group_id: attribute(`aws_security_group.${group.name}`, 'id'), ...(sourceRef === undefined ? {} : { source_security_group_id: sourceRef }), to_port: constant(port), type: constant(type) },
  });
}

function isFlat(place: Place): boolean {
  return place.name('x') !== 'x';
}

function endpoint(place: Place): string {
  return `https://${hex(place, 'endpoint').toUpperCase()}.gr7.${region}.eks.amazonaws.com`;
}

/** As long as it looks like a certificate, and none. */
function authority(place: Place): string {
  return Buffer.from(`-----BEGIN CERTIFICATE-----\n${hex(place, 'ca').repeat(12)}\n-----END CERTIFICATE-----\n`).toString('base64');
}

function userData(cluster: string, { computed }: Made): string {
  const [{ data }] = computed['certificate_authority'] as [{ data: string }];
  const lines = ['---', 'apiVersion: node.eks.aws/v1alpha1', 'kind: NodeConfig', 'spec:', '  cluster:', `    name: ${cluster}`, `    apiServerEndpoint: ${String(computed['endpoint'])}`, `    certificateAuthority: ${data}`, '    cidr: 172.20.0.0/16', ''];
  return Buffer.from(lines.join('\n')).toString('base64');
}
