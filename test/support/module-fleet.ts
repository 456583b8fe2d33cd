import { awsPolicy, certificate, clusterExists, encryptedRoot, endpoint, hardenedMetadata, tag, trust } from './fleet.ts';
import { afterApply, call, dynamic, given, type ModuleSpec, ref, type ResourceSpec, splat, type Value } from './plan.ts';

/**
 * Plans shaped like those of the public EKS and VPC modules: `count` on everything, `dynamic` blocks and locals that `configuration`
 * does not show, values handed on by `time_sleep`, node groups in sub-modules with `for_each`. Only the shape is theirs.
 */

type Attributes = Readonly<Record<string, Value>>;

/** How the plan differs from one in which everything is created. */
export interface ModuleFleet {
  /** Network and cluster exist already. */
  readonly standing?: boolean;
  /** Changes to the launch template of the node groups. */
  readonly template?: Attributes;
  /** Left out: every subnet gets a route table of its own. */
  readonly oneNatGateway?: boolean;
}

/** `count = var.create ? 1 : 0`, and one instance of it. */
const one = (attributes: Attributes, exists?: Attributes): ResourceSpec => ({ attributes, instances: new Map([[0, {}]]), ...(exists ? { exists } : {}) });

const zones = ['eu-central-1a', 'eu-central-1b', 'eu-central-1c'];
const numbered = (make: (at: number) => Attributes, length = zones.length): ReadonlyMap<number, Attributes> => new Map(Array.from({ length }, (_, at) => [at, make(at)]));

function vpcModule({ standing, oneNatGateway = true }: ModuleFleet): ModuleSpec {
  const exists = standing ? { exists: {} } : {};
  const tables = oneNatGateway ? 1 : zones.length;
  // `element(aws_x.y[*].id, …)`: the list as a whole is what `configuration` shows.
  const element = (type: string, at: number): Value => (standing ? given(ref(`${type}[${at}].id`), type, 'count.index') : afterApply(type, 'count.index'));
  return {
    variables: { name: {}, cidr: { default: '10.0.0.0/16' }, azs: { default: [] }, private_subnets: { default: [] }, public_subnets: { default: [] }, single_nat_gateway: { default: false } },
    resources: {
      'aws_vpc.this': { ...one({ cidr_block: ref('var.cidr'), enable_dns_hostnames: true }, standing ? { main_route_table_id: 'rtb-0a11a11a11a11a11a', default_route_table_id: 'rtb-0a11a11a11a11a11a', default_security_group_id: 'sg-0defa0defa0defa0d' } : undefined) },
      'aws_subnet.public': { attributes: { vpc_id: given(ref('aws_vpc.this[0].id'), 'local.vpc_id'), map_public_ip_on_launch: false }, instances: numbered(at => ({ availability_zone: zones[at], cidr_block: `10.0.${at}.0/24` })), ...exists },
      'aws_subnet.private': { attributes: { vpc_id: given(ref('aws_vpc.this[0].id'), 'local.vpc_id') }, instances: numbered(at => ({ availability_zone: zones[at], cidr_block: `10.0.${10 + at}.0/24` })), ...exists },
      'aws_internet_gateway.this': { ...one({ vpc_id: given(ref('aws_vpc.this[0].id'), 'local.vpc_id') }), ...exists },
      'aws_route_table.public': { ...one({ vpc_id: given(ref('aws_vpc.this[0].id'), 'local.vpc_id') }), ...exists },
      'aws_route.public_internet_gateway': { ...one({ route_table_id: ref('aws_route_table.public[0].id'), destination_cidr_block: '0.0.0.0/0', gateway_id: ref('aws_internet_gateway.this[0].id') }), ...exists },
      'aws_route_table_association.public': {
        attributes: {},
        instances: numbered(at => ({ subnet_id: element('aws_subnet.public', at), route_table_id: ref('aws_route_table.public[0].id') })),
        ...exists,
      },
      'aws_route_table.private': { attributes: { vpc_id: given(ref('aws_vpc.this[0].id'), 'local.vpc_id') }, instances: numbered(() => ({}), tables), ...exists },
      'aws_eip.nat': { attributes: { domain: 'vpc' }, instances: numbered(() => ({}), tables), ...exists },
      'aws_nat_gateway.this': { attributes: {}, instances: numbered(at => ({ allocation_id: element('aws_eip.nat', at), subnet_id: element('aws_subnet.public', at) }), tables), ...exists },
      'aws_route.private_nat_gateway': {
        attributes: { destination_cidr_block: '0.0.0.0/0' },
        instances: numbered(at => ({ route_table_id: element('aws_route_table.private', at), nat_gateway_id: element('aws_nat_gateway.this', at) }), tables),
        ...exists,
      },
      'aws_route_table_association.private': {
        attributes: {},
        instances: numbered(at => ({ subnet_id: element('aws_subnet.private', at), route_table_id: element('aws_route_table.private', oneNatGateway ? 0 : at) })),
        ...exists,
      },
    },
    outputs: { vpc_id: given(ref('aws_vpc.this[0].id'), 'aws_vpc.this[0].id'), private_subnets: splat('aws_subnet.private', 'id'), public_subnets: splat('aws_subnet.public', 'id') },
  };
}

/** Policies by `for_each` over a map that locals make. */
const attachments = (role: string, ...names: readonly string[]): ResourceSpec => ({
  attributes: { role: ref(`${role}.name`) },
  instances: new Map(names.map(name => [name, { policy_arn: given(awsPolicy(name), 'each.value') }])),
  forEach: given({}, 'local.create_iam_role_policies', 'var.iam_role_attach_cni_policy'),
});

/** Rules by `for_each` over locals: each reads its own settings from `each.value`. */
function rules(group: string, all: Readonly<Record<string, Attributes>>): ResourceSpec {
  const each = (name: string, value: Value): Value => (name === 'source_security_group_id' ? given(value, 'each.value.source_cluster_security_group', 'each.value', 'local.cluster_security_group_id') : given(value, `each.value.${name}`, 'each.value'));
  return {
    attributes: { security_group_id: ref(`${group}.id`) },
    instances: new Map(Object.entries(all).map(([key, rule]) => [key, Object.fromEntries(Object.entries(rule).map(([name, value]) => [name, each(name, value)]))])),
    forEach: given({}, 'local.node_security_group_rules', 'var.node_security_group_additional_rules'),
  };
}

const clusterName = ref('var.cluster_name');

const groupVariables = { cluster_name: { default: null }, cluster_version: { default: null }, subnet_ids: { default: null }, vpc_security_group_ids: { default: [] }, create_iam_role: { default: true }, iam_role_arn: { default: null }, network_interfaces: { default: [] } };

/** The launch template of both kinds of group: most of it is written by `dynamic`. */
const launchTemplate = (more: Attributes): ResourceSpec =>
  one({
    name_prefix: call((name: string) => `${name}-`, given('workers', 'local.launch_template_name')),
    update_default_version: true,
    vpc_security_group_ids: given(ref('var.vpc_security_group_ids'), 'var.network_interfaces', 'local.security_group_ids'),
    metadata_options: dynamic(hardenedMetadata),
    monitoring: dynamic({ enabled: true }),
    block_device_mappings: dynamic(encryptedRoot('/dev/xvda'), encryptedRoot('/dev/xvdb')),
    tag_specifications: dynamic({ resource_type: 'instance', tags: { Name: 'workers' } }),
    ...more,
  });

function managedGroupModule({ template = {} }: ModuleFleet): ModuleSpec {
  return {
    variables: groupVariables,
    resources: {
      'aws_iam_role.this': one({ name_prefix: 'workers-', assume_role_policy: given(trust('ec2.amazonaws.com'), 'data.aws_iam_policy_document.assume_role_policy[0].json') }),
      'aws_iam_role_policy_attachment.this': attachments('aws_iam_role.this[0]', 'AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryReadOnly', 'AmazonEKS_CNI_Policy'),
      'aws_launch_template.this': launchTemplate(template),
      'aws_eks_node_group.this': one({
        cluster_name: clusterName,
        node_group_name_prefix: 'workers-',
        node_role_arn: afterApply('var.create_iam_role', 'aws_iam_role.this[0].arn', 'var.iam_role_arn'),
        subnet_ids: ref('var.subnet_ids'),
        ami_type: 'BOTTLEROCKET_x86_64',
        launch_template: dynamic({ id: afterApply('local.launch_template_id'), version: afterApply('local.launch_template_version') }),
        scaling_config: { desired_size: 2, min_size: 2, max_size: 6 },
      }),
    },
    outputs: { iam_role_arn: ref('aws_iam_role.this[0].arn') },
  };
}

function selfManagedGroupModule({ template = {} }: ModuleFleet): ModuleSpec {
  const bottlerocket = (name: string, server: string, ca: string): string =>
    Buffer.from(`[settings.kubernetes]\ncluster-name = "${name}"\napi-server = "${server}"\ncluster-certificate = "${ca}"\n`).toString('base64');
  return {
    variables: { ...groupVariables, cluster_endpoint: { default: '' }, cluster_auth_base64: { default: '' }, create_iam_instance_profile: { default: true }, iam_instance_profile_arn: { default: null }, ami_id: { default: '' } },
    resources: {
      'data.aws_ssm_parameter.ami': { attributes: { name: given('/aws/service/bottlerocket/aws-k8s-1.34/x86_64/latest/image_id', 'local.ssm_ami_type_to_ssm_param') }, instances: new Map([[0, {}]]), read: { value: 'ami-0b0b0b0b0b0b0b0b0', insecure_value: 'ami-0b0b0b0b0b0b0b0b0', type: 'String', version: 7 } },
      'aws_iam_role.this': one({ name_prefix: 'workers-', assume_role_policy: given(trust('ec2.amazonaws.com'), 'data.aws_iam_policy_document.assume_role_policy[0].json') }),
      'aws_iam_role_policy_attachment.this': attachments('aws_iam_role.this[0]', 'AmazonEKSWorkerNodePolicy', 'AmazonEC2ContainerRegistryReadOnly', 'AmazonEKS_CNI_Policy'),
      'aws_iam_instance_profile.this': one({ name_prefix: 'workers-', role: ref('aws_iam_role.this[0].name') }),
      'aws_launch_template.this': launchTemplate({
        image_id: given('ami-0b0b0b0b0b0b0b0b0', 'var.ami_id', 'data.aws_ssm_parameter.ami[0].value'),
        instance_type: 'm6i.large',
        user_data: ref('module.user_data.user_data'),
        iam_instance_profile: { arn: afterApply('var.create_iam_instance_profile', 'aws_iam_instance_profile.this[0].arn', 'var.iam_instance_profile_arn') },
        ...template,
      }),
      'aws_autoscaling_group.this': one({
        name_prefix: 'workers-',
        min_size: 2,
        max_size: 6,
        max_instance_lifetime: 1_209_600,
        vpc_zone_identifier: ref('var.subnet_ids'),
        launch_template: dynamic({ id: afterApply('local.launch_template_id'), version: afterApply('local.launch_template_version') }),
        tag: dynamic(tag(call((name: string) => `kubernetes.io/cluster/${name}`, clusterName), 'owned'), tag(call((name: string) => `k8s.io/cluster/${name}`, clusterName), 'owned'), tag('k8s.io/cluster-autoscaler/enabled', 'true'), tag(call((name: string) => `k8s.io/cluster-autoscaler/${name}`, clusterName), 'owned')),
      }),
      'aws_eks_access_entry.this': one({ cluster_name: clusterName, principal_arn: afterApply('var.create_iam_role', 'aws_iam_role.this[0].arn', 'var.iam_role_arn'), type: 'EC2_LINUX' }),
    },
    modules: {
      user_data: {
        source: '../_user_data',
        arguments: { cluster_name: clusterName, cluster_endpoint: ref('var.cluster_endpoint'), cluster_auth_base64: ref('var.cluster_auth_base64') },
        module: {
          variables: { cluster_name: { default: '' }, cluster_endpoint: { default: '' }, cluster_auth_base64: { default: '' } },
          outputs: { user_data: given(call(bottlerocket, ref('var.cluster_name'), ref('var.cluster_endpoint'), ref('var.cluster_auth_base64')), 'local.user_data') },
        },
      },
    },
    outputs: { autoscaling_group_name: ref('aws_autoscaling_group.this[0].name') },
  };
}

function eksModule(kind: 'managed' | 'self_managed', fleet: ModuleFleet): ModuleSpec {
  const { standing } = fleet;
  const exists = standing ? { exists: {} } : {};
  const cluster = 'aws_eks_cluster.this[0]';
  const nodeGroups = ref('local.node_security_group_id');
  const triggers: Attributes = {
    cluster_name: ref(`${cluster}.id`),
    cluster_endpoint: ref(`${cluster}.endpoint`),
    cluster_version: ref(`${cluster}.version`),
    cluster_certificate_authority_data: ref(`${cluster}.certificate_authority[0].data`),
  };
  const groupArguments: Attributes = {
    cluster_name: ref('time_sleep.this[0].triggers["cluster_name"]'),
    cluster_version: given('1.34', 'each.value.cluster_version', 'each.value', 'time_sleep.this[0].triggers["cluster_version"]'),
    subnet_ids: given(ref('var.subnet_ids'), 'each.value.subnet_ids', 'each.value', 'var.group_defaults.subnet_ids', 'var.group_defaults', 'var.subnet_ids'),
    vpc_security_group_ids: given([nodeGroups], 'local.node_security_group_id', 'each.value.vpc_security_group_ids', 'each.value', 'var.group_defaults.vpc_security_group_ids', 'var.group_defaults'),
    create_iam_role: given(true, 'each.value.create_iam_role', 'each.value', 'var.group_defaults.create_iam_role', 'var.group_defaults'),
    ...(kind === 'managed' ? {} : { cluster_endpoint: ref('time_sleep.this[0].triggers["cluster_endpoint"]'), cluster_auth_base64: ref('time_sleep.this[0].triggers["cluster_certificate_authority_data"]') }),
  };
  return {
    variables: { cluster_name: { default: '' }, cluster_version: { default: null }, vpc_id: { default: null }, subnet_ids: { default: [] }, control_plane_subnet_ids: { default: [] }, group_defaults: { default: {} }, node_groups: { default: {} }, node_security_group_additional_rules: { default: {} } },
    locals: { node_security_group_id: ref('aws_security_group.node[0].id') },
    resources: {
      'aws_iam_role.this': { ...one({ name_prefix: 'main-cluster-', assume_role_policy: given(trust('eks.amazonaws.com'), 'data.aws_iam_policy_document.assume_role_policy[0].json') }), ...exists },
      'aws_iam_role_policy_attachment.this': { ...attachments('aws_iam_role.this[0]', 'AmazonEKSClusterPolicy'), ...exists },
      'aws_eks_cluster.this': one(
        {
          name: clusterName,
          version: ref('var.cluster_version'),
          role_arn: given(ref('aws_iam_role.this[0].arn'), 'local.cluster_role'),
          vpc_config: {
            subnet_ids: given(ref('var.subnet_ids'), 'var.control_plane_subnet_ids', 'var.subnet_ids'),
            security_group_ids: given([ref('aws_security_group.cluster[0].id')], 'var.cluster_additional_security_group_ids', 'local.cluster_security_group_id'),
            endpoint_private_access: true,
          },
        },
        standing
          ? {
              ...clusterExists,
              endpoint,
              certificate_authority: [{ data: certificate }],
              vpc_config: [{ ...(clusterExists['vpc_config'] as readonly Attributes[])[0], subnet_ids: ref('var.subnet_ids'), security_group_ids: [ref('aws_security_group.cluster[0].id')], vpc_id: ref('var.vpc_id') }],
            }
          : undefined,
      ),
      'aws_security_group.cluster': { ...one({ name_prefix: 'main-cluster-', vpc_id: ref('var.vpc_id') }), ...exists },
      'aws_security_group_rule.cluster': { ...rules('aws_security_group.cluster[0]', { ingress_nodes_443: { type: 'ingress', protocol: 'tcp', from_port: 443, to_port: 443, source_security_group_id: nodeGroups } }), ...exists },
      'aws_security_group.node': { ...one({ name_prefix: 'main-node-', vpc_id: ref('var.vpc_id'), tags: call((name: string) => ({ [`kubernetes.io/cluster/${name}`]: 'owned' }), clusterName) }), ...exists },
      'aws_security_group_rule.node': {
        ...rules('aws_security_group.node[0]', {
          egress_all: { type: 'egress', protocol: '-1', from_port: 0, to_port: 0, cidr_blocks: ['0.0.0.0/0'] },
          ingress_cluster_443: { type: 'ingress', protocol: 'tcp', from_port: 443, to_port: 443, source_security_group_id: ref('aws_security_group.cluster[0].id') },
          ingress_cluster_kubelet: { type: 'ingress', protocol: 'tcp', from_port: 10250, to_port: 10250, source_security_group_id: ref('aws_security_group.cluster[0].id') },
          ingress_self_coredns_tcp: { type: 'ingress', protocol: 'tcp', from_port: 53, to_port: 53, self: true },
          ingress_self_coredns_udp: { type: 'ingress', protocol: 'udp', from_port: 53, to_port: 53, self: true },
        }),
        ...exists,
      },
      'time_sleep.this': { ...one({ create_duration: '30s', triggers }), ...exists },
    },
    modules: {
      [`${kind === 'managed' ? 'eks_managed' : 'self_managed'}_node_group`]: {
        source: `./modules/${kind === 'managed' ? 'eks-managed' : 'self-managed'}-node-group`,
        arguments: groupArguments,
        instances: new Map([
          ['workers', {}],
          ['batch', {}],
        ]),
        forEach: given({}, 'var.node_groups', 'local.create'),
        module: kind === 'managed' ? managedGroupModule(fleet) : selfManagedGroupModule(fleet),
      },
    },
    outputs: { cluster_name: given(ref(`${cluster}.name`), `${cluster}.name`), node_security_group_id: ref('aws_security_group.node[0].id') },
  };
}

/** A root module that calls a VPC module and an EKS module, as a project's first page of code does. */
export function moduleFleet(kind: 'managed' | 'self_managed', fleet: ModuleFleet = {}): ModuleSpec {
  return {
    locals: { name: 'main', azs: zones },
    modules: {
      vpc: {
        source: 'registry.example.com/acme/vpc/aws',
        arguments: { name: ref('local.name'), cidr: '10.0.0.0/16', azs: ref('local.azs'), private_subnets: given(['10.0.10.0/24', '10.0.11.0/24', '10.0.12.0/24'], 'local.azs'), public_subnets: given(['10.0.0.0/24', '10.0.1.0/24', '10.0.2.0/24'], 'local.azs'), single_nat_gateway: fleet.oneNatGateway ?? true },
        module: vpcModule(fleet),
      },
      eks: {
        source: 'registry.example.com/acme/eks/aws',
        arguments: { cluster_name: ref('local.name'), cluster_version: '1.34', vpc_id: ref('module.vpc.vpc_id'), subnet_ids: ref('module.vpc.private_subnets'), node_groups: {} },
        module: eksModule(kind, fleet),
      },
    },
  };
}
