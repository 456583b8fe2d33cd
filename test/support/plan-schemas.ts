/** What a provider's schema says about a block: enough to plan it as terraform does. Names are space-separated. */
export interface BlockSchema {
  /** Optional: null where left out. */
  readonly optional?: string;
  /** Optional with a default. */
  readonly defaults?: Readonly<Record<string, unknown>>;
  /** Computed, or optional and computed: unknown where left out. */
  readonly computed?: string;
  readonly blocks?: Readonly<Record<string, NestedBlock>>;
  /** Of older providers: planned only where given. */
  readonly older?: string;
}

export interface NestedBlock extends BlockSchema {
  /** Optional and computed: unknown as a whole where left out. */
  readonly isComputed?: boolean;
  /** `ConfigMode: SchemaConfigModeAttr`: an attribute to terraform, so blocks of it never show in `configuration`. */
  readonly attributeMode?: boolean;
}

const metadataOptions: NestedBlock = {
  isComputed: true,
  computed: 'http_endpoint http_protocol_ipv6 http_put_response_hop_limit http_tokens instance_metadata_tags',
};

/** Rules of `aws_security_group`: what is left out is planned as its empty value. */
const rules: NestedBlock = {
  isComputed: true,
  attributeMode: true,
  defaults: { cidr_blocks: [], description: '', from_port: 0, ipv6_cidr_blocks: [], prefix_list_ids: [], protocol: '-1', security_groups: [], self: false, to_port: 0 },
};

const routes: NestedBlock = {
  isComputed: true,
  attributeMode: true,
  defaults: {
    carrier_gateway_id: '',
    cidr_block: '',
    core_network_arn: '',
    destination_prefix_list_id: '',
    egress_only_gateway_id: '',
    gateway_id: '',
    ipv6_cidr_block: '',
    local_gateway_id: '',
    nat_gateway_id: '',
    network_interface_id: '',
    transit_gateway_id: '',
    vpc_endpoint_id: '',
    vpc_peering_connection_id: '',
  },
};

const securityGroup: BlockSchema = {
  optional: 'tags timeouts',
  defaults: { description: 'Managed by Terraform', revoke_rules_on_delete: false },
  computed: 'arn id name name_prefix owner_id vpc_id tags_all',
  blocks: { ingress: rules, egress: rules },
};

const template: NestedBlock = { computed: 'id name', optional: 'version' };
const specification: NestedBlock = { computed: 'launch_template_id launch_template_name', optional: 'version' };

const vpcRule: BlockSchema = {
  optional: 'cidr_ipv4 cidr_ipv6 description from_port ip_protocol prefix_list_id referenced_security_group_id security_group_id tags to_port',
  computed: 'arn id security_group_rule_id tags_all',
};

const cluster: BlockSchema = {
  optional: 'enabled_cluster_log_types name role_arn tags timeouts',
  defaults: { bootstrap_self_managed_addons: true },
  computed: 'arn certificate_authority cluster_id created_at endpoint id identity platform_version status tags_all version',
  blocks: {
    access_config: { isComputed: true, computed: 'authentication_mode', optional: 'bootstrap_cluster_creator_admin_permissions' },
    compute_config: { optional: 'enabled node_pools node_role_arn' },
    encryption_config: { optional: 'resources' },
    kubernetes_network_config: { isComputed: true, computed: 'ip_family service_ipv4_cidr service_ipv6_cidr' },
    vpc_config: {
      optional: 'security_group_ids subnet_ids',
      defaults: { endpoint_private_access: false, endpoint_public_access: true },
      computed: 'cluster_security_group_id public_access_cidrs vpc_id',
    },
  },
};

/** Read off real plans (fixtures/real) where they hold the type, off the provider's documentation (5.x) otherwise. */
export const schemas: Readonly<Record<string, BlockSchema>> = {
  aws_vpc: {
    optional: 'assign_generated_ipv6_cidr_block ipv4_ipam_pool_id ipv4_netmask_length ipv6_ipam_pool_id ipv6_netmask_length tags',
    defaults: { enable_dns_support: true, instance_tenancy: 'default' },
    computed:
      'arn cidr_block default_network_acl_id default_route_table_id default_security_group_id dhcp_options_id enable_dns_hostnames enable_network_address_usage_metrics id ipv6_association_id ipv6_cidr_block ipv6_cidr_block_network_border_group main_route_table_id owner_id tags_all',
  },
  aws_subnet: {
    optional: 'cidr_block customer_owned_ipv4_pool enable_lni_at_device_index ipv6_cidr_block map_customer_owned_ip_on_launch outpost_arn tags timeouts vpc_id',
    defaults: {
      assign_ipv6_address_on_creation: false,
      enable_dns64: false,
      enable_resource_name_dns_a_record_on_launch: false,
      enable_resource_name_dns_aaaa_record_on_launch: false,
      ipv6_native: false,
      map_public_ip_on_launch: false,
    },
    computed: 'arn availability_zone availability_zone_id id ipv6_cidr_block_association_id owner_id private_dns_hostname_type_on_launch tags_all',
  },
  aws_internet_gateway: { optional: 'tags timeouts', computed: 'arn id owner_id tags_all vpc_id' },
  aws_eip: { optional: 'address associate_with_private_ip customer_owned_ipv4_pool tags timeouts', computed: 'allocation_id arn association_id domain id instance network_border_group network_interface private_ip public_ip public_ipv4_pool tags_all vpc' },
  aws_nat_gateway: { optional: 'allocation_id subnet_id tags timeouts', defaults: { connectivity_type: 'public' }, computed: 'association_id id network_interface_id private_ip public_ip tags_all' },
  aws_route_table: { optional: 'tags timeouts vpc_id', computed: 'arn id owner_id propagating_vgws tags_all', blocks: { route: routes } },
  aws_default_route_table: { optional: 'default_route_table_id propagating_vgws tags timeouts', computed: 'arn id owner_id tags_all vpc_id', blocks: { route: routes } },
  aws_route: {
    optional:
      'carrier_gateway_id core_network_arn destination_cidr_block destination_ipv6_cidr_block destination_prefix_list_id egress_only_gateway_id gateway_id local_gateway_id nat_gateway_id route_table_id timeouts transit_gateway_id vpc_endpoint_id vpc_peering_connection_id',
    computed: 'id instance_id instance_owner_id network_interface_id origin state',
  },
  aws_route_table_association: { optional: 'gateway_id route_table_id subnet_id timeouts', computed: 'id' },
  aws_main_route_table_association: { optional: 'route_table_id timeouts vpc_id', computed: 'id original_route_table_id' },
  aws_security_group: securityGroup,
  aws_default_security_group: securityGroup,
  aws_security_group_rule: {
    optional: 'cidr_blocks description from_port ipv6_cidr_blocks prefix_list_ids protocol security_group_id timeouts to_port type',
    defaults: { self: false },
    computed: 'id security_group_rule_id source_security_group_id',
  },
  aws_vpc_security_group_ingress_rule: vpcRule,
  aws_vpc_security_group_egress_rule: vpcRule,

  aws_eks_cluster: cluster,
  aws_eks_node_group: {
    optional: 'cluster_name force_update_version labels node_role_arn subnet_ids tags timeouts',
    computed: 'ami_type arn capacity_type disk_size id instance_types node_group_name node_group_name_prefix release_version resources status tags_all version',
    blocks: {
      launch_template: template,
      node_repair_config: { isComputed: true, optional: 'enabled' },
      remote_access: { optional: 'ec2_ssh_key source_security_group_ids' },
      scaling_config: { optional: 'desired_size max_size min_size' },
      taint: { optional: 'effect key value' },
      update_config: { isComputed: true, optional: 'max_unavailable max_unavailable_percentage' },
    },
  },
  aws_eks_fargate_profile: { optional: 'cluster_name fargate_profile_name pod_execution_role_arn subnet_ids tags timeouts', computed: 'arn id status tags_all', blocks: { selector: { optional: 'labels namespace' } } },
  aws_eks_addon: {
    optional: 'addon_name cluster_name preserve resolve_conflicts_on_create resolve_conflicts_on_update service_account_role_arn tags timeouts',
    computed: 'addon_version arn configuration_values created_at id modified_at tags_all',
    blocks: { pod_identity_association: { optional: 'role_arn service_account' } },
  },
  aws_eks_pod_identity_association: { optional: 'cluster_name namespace role_arn service_account tags', computed: 'association_arn association_id id tags_all' },
  aws_eks_access_entry: { optional: 'cluster_name principal_arn tags timeouts', defaults: { type: 'STANDARD' }, computed: 'access_entry_arn created_at id kubernetes_groups modified_at tags_all user_name' },

  aws_iam_role: {
    optional: 'assume_role_policy description permissions_boundary tags',
    defaults: { force_detach_policies: false, max_session_duration: 3600, path: '/' },
    computed: 'arn create_date id managed_policy_arns name name_prefix tags_all unique_id',
    blocks: { inline_policy: { isComputed: true, optional: 'name policy' } },
  },
  aws_iam_role_policy_attachment: { optional: 'policy_arn role', computed: 'id' },
  aws_iam_role_policy_attachments_exclusive: { optional: 'policy_arns role_name' },
  aws_iam_policy_attachment: { optional: 'groups name policy_arn roles users', computed: 'id' },
  aws_iam_role_policy: { optional: 'policy role', computed: 'id name name_prefix' },
  aws_iam_policy: { optional: 'description policy tags', defaults: { path: '/' }, computed: 'arn attachment_count id name name_prefix policy_id tags_all' },
  aws_iam_instance_profile: { optional: 'role tags', defaults: { path: '/' }, computed: 'arn create_date id name name_prefix tags_all unique_id' },

  aws_launch_template: {
    optional:
      'description disable_api_stop disable_api_termination ebs_optimized image_id instance_initiated_shutdown_behavior instance_type kernel_id key_name ram_disk_id security_group_names tags update_default_version user_data vpc_security_group_ids',
    computed: 'arn default_version id latest_version name name_prefix tags_all',
    blocks: {
      block_device_mappings: {
        optional: 'device_name no_device virtual_name',
        blocks: { ebs: { optional: 'delete_on_termination encrypted kms_key_id snapshot_id', computed: 'iops throughput volume_size volume_type' } },
      },
      capacity_reservation_specification: {},
      cpu_options: {},
      credit_specification: {},
      elastic_gpu_specifications: {},
      enclave_options: {},
      hibernation_options: {},
      iam_instance_profile: { optional: 'arn name' },
      instance_market_options: {},
      instance_requirements: {},
      license_specification: {},
      maintenance_options: {},
      metadata_options: metadataOptions,
      monitoring: { optional: 'enabled' },
      network_interfaces: {
        optional:
          'associate_carrier_ip_address associate_public_ip_address delete_on_termination description device_index interface_type ipv4_addresses ipv4_prefixes ipv6_addresses ipv6_prefixes network_card_index network_interface_id primary_ipv6 private_ip_address security_groups subnet_id',
        computed: 'ipv4_address_count ipv4_prefix_count ipv6_address_count ipv6_prefix_count',
      },
      placement: {},
      private_dns_name_options: {},
      tag_specifications: { optional: 'resource_type tags' },
    },
  },
  aws_launch_configuration: {
    optional: 'associate_public_ip_address iam_instance_profile image_id instance_type placement_tenancy security_groups spot_price user_data user_data_base64',
    defaults: { enable_monitoring: true },
    computed: 'arn ebs_optimized id key_name name name_prefix',
    blocks: {
      ebs_block_device: { isComputed: true, optional: 'device_name', defaults: { delete_on_termination: true }, computed: 'encrypted iops no_device snapshot_id throughput volume_size volume_type' },
      ephemeral_block_device: {},
      metadata_options: metadataOptions,
      root_block_device: { isComputed: true, defaults: { delete_on_termination: true }, computed: 'encrypted iops throughput volume_size volume_type' },
    },
  },
  aws_autoscaling_group: {
    older: 'tags',
    optional:
      'capacity_rebalance context default_instance_warmup desired_capacity_type enabled_metrics force_delete_warm_pool launch_configuration max_instance_lifetime max_size min_elb_capacity min_size placement_group suspended_processes termination_policies timeouts wait_for_elb_capacity',
    defaults: { force_delete: false, health_check_grace_period: 300, ignore_failed_scaling_activities: false, metrics_granularity: '1Minute', protect_from_scale_in: false, wait_for_capacity_timeout: '10m' },
    computed: 'arn availability_zones default_cooldown desired_capacity health_check_type id load_balancers name name_prefix predicted_capacity service_linked_role_arn target_group_arns vpc_zone_identifier warm_pool_size',
    blocks: {
      initial_lifecycle_hook: {},
      instance_maintenance_policy: {},
      instance_refresh: { optional: 'strategy triggers', blocks: { preferences: { optional: 'min_healthy_percentage' } } },
      launch_template: template,
      mixed_instances_policy: {
        blocks: {
          instances_distribution: { isComputed: true, computed: 'on_demand_allocation_strategy on_demand_base_capacity on_demand_percentage_above_base_capacity spot_allocation_strategy spot_instance_pools spot_max_price' },
          launch_template: {
            blocks: {
              launch_template_specification: specification,
              override: { optional: 'instance_type weighted_capacity', blocks: { instance_requirements: {}, launch_template_specification: specification } },
            },
          },
        },
      },
      tag: { optional: 'key propagate_at_launch value' },
      traffic_source: { isComputed: true },
      warm_pool: {},
    },
  },
  aws_autoscaling_group_tag: { optional: 'autoscaling_group_name', computed: 'id', blocks: { tag: { optional: 'key propagate_at_launch value' } } },
  aws_autoscaling_policy: { optional: 'autoscaling_group_name estimated_instance_warmup name scaling_adjustment', defaults: { enabled: true, policy_type: 'SimpleScaling' }, computed: 'arn id metric_aggregation_type' },
  aws_autoscaling_schedule: { optional: 'autoscaling_group_name scheduled_action_name', computed: 'arn desired_capacity end_time id max_size min_size recurrence start_time time_zone' },
  aws_instance: {
    optional: 'ami hibernation instance_type tags timeouts volume_tags',
    defaults: { get_password_data: false, source_dest_check: true, user_data_replace_on_change: false },
    computed:
      'arn associate_public_ip_address availability_zone disable_api_stop disable_api_termination ebs_optimized host_id host_resource_group_arn iam_instance_profile id instance_initiated_shutdown_behavior instance_lifecycle instance_state ipv6_address_count ipv6_addresses key_name monitoring outpost_arn password_data placement_group placement_partition_number primary_network_interface_id private_dns private_ip public_dns public_ip secondary_private_ips security_groups spot_instance_request_id subnet_id tags_all tenancy user_data user_data_base64 vpc_security_group_ids',
    blocks: {
      capacity_reservation_specification: { isComputed: true },
      cpu_options: { isComputed: true },
      credit_specification: {},
      ebs_block_device: { isComputed: true, optional: 'device_name tags', defaults: { delete_on_termination: true }, computed: 'encrypted iops kms_key_id snapshot_id tags_all throughput volume_id volume_size volume_type' },
      enclave_options: { isComputed: true },
      ephemeral_block_device: { isComputed: true },
      launch_template: template,
      maintenance_options: { isComputed: true },
      metadata_options: metadataOptions,
      network_interface: { isComputed: true },
      private_dns_name_options: { isComputed: true },
      root_block_device: { isComputed: true, optional: 'tags', defaults: { delete_on_termination: true }, computed: 'device_name encrypted iops kms_key_id tags_all throughput volume_id volume_size volume_type' },
    },
  },
  aws_ami_copy: {
    optional: 'description kms_key_id name source_ami_id source_ami_region tags',
    defaults: { encrypted: false },
    computed: 'architecture arn hypervisor id image_location image_owner_alias owner_id platform public root_device_name root_snapshot_id tags_all usage_operation virtualization_type',
    blocks: { ebs_block_device: { isComputed: true }, ephemeral_block_device: { isComputed: true } },
  },
  aws_ec2_instance_metadata_defaults: { defaults: { http_endpoint: 'no-preference', http_put_response_hop_limit: -1, http_tokens: 'no-preference', instance_metadata_tags: 'no-preference' }, computed: 'id' },
  aws_ebs_encryption_by_default: { defaults: { enabled: true }, computed: 'id' },
  time_sleep: { optional: 'create_duration destroy_duration triggers', computed: 'id' },

  'data.aws_ssm_parameter': { optional: 'name', defaults: { with_decryption: true }, computed: 'arn id insecure_value type value version' },
  'data.aws_ami': {
    optional: 'executable_users include_deprecated most_recent name_regex owners timeouts',
    computed: 'architecture arn block_device_mappings boot_mode creation_date deprecation_time description ena_support hypervisor id image_id image_location image_owner_alias image_type imds_support kernel_id name owner_id platform platform_details product_codes public ramdisk_id root_device_name root_device_type root_snapshot_id sriov_net_support state state_reason tags tpm_support usage_operation virtualization_type',
    blocks: { filter: { optional: 'name values' } },
  },
  'data.aws_vpc': { computed: 'arn cidr_block default id main_route_table_id tags', blocks: { filter: { optional: 'name values' } } },
  'data.aws_subnet': { optional: 'vpc_id', computed: 'arn availability_zone cidr_block id map_public_ip_on_launch tags', blocks: { filter: { optional: 'name values' } } },
  'data.aws_eks_cluster': { ...cluster, optional: 'name', defaults: {}, computed: 'access_config arn certificate_authority compute_config endpoint id kubernetes_network_config role_arn status tags version vpc_config', blocks: {} },
  'data.aws_iam_policy_document': { optional: 'override_policy_documents policy_id source_policy_documents version', computed: 'id json minified_json', blocks: { statement: { optional: 'actions effect resources sid', blocks: { principals: { optional: 'identifiers type' } } } } },
  'data.aws_iam_role': { optional: 'name', computed: 'arn assume_role_policy create_date description id path permissions_boundary tags unique_id' },
};

/** Attributes that are sets: one unknown member makes all of the set unknown. */
export const sets = new Set(['vpc_zone_identifier', 'subnet_ids', 'vpc_security_group_ids', 'security_groups', 'security_group_ids', 'source_security_group_ids', 'roles', 'availability_zones', 'managed_policy_arns', 'policy_arns', 'suspended_processes']);

/** Attributes whose values the provider marks as sensitive. */
export const sensitive: Readonly<Record<string, readonly string[]>> = { 'data.aws_ssm_parameter': ['value'] };

/** How an id begins, by type; for resources that exist already. */
export const idPrefix: Readonly<Record<string, string>> = {
  aws_vpc: 'vpc',
  aws_subnet: 'subnet',
  aws_internet_gateway: 'igw',
  aws_eip: 'eipalloc',
  aws_nat_gateway: 'nat',
  aws_route_table: 'rtb',
  aws_default_route_table: 'rtb',
  aws_route_table_association: 'rtbassoc',
  aws_security_group: 'sg',
  aws_default_security_group: 'sg',
  aws_vpc_security_group_ingress_rule: 'sgr',
  aws_vpc_security_group_egress_rule: 'sgr',
  aws_launch_template: 'lt',
  aws_instance: 'i',
  aws_ami_copy: 'ami',
};
