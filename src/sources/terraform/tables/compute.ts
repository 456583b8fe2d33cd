import { isUnknown } from '../../../inventory/index.ts';
import { type AttributeField, block, blocks, computed, inferable, link, links, nonEmpty, nullableBoolean, own, ownTags, type ResourceTable, tags } from '../fields.ts';

const metadataOptions = computed(
  block('metadata_options', {
    HttpTokens: nonEmpty('http_tokens'),
    HttpEndpoint: nonEmpty('http_endpoint'),
    HttpPutResponseHopLimit: { attribute: 'http_put_response_hop_limit', as: value => (value === 0 ? undefined : value) },
    HttpProtocolIpv6: nonEmpty('http_protocol_ipv6'),
    InstanceMetadataTags: nonEmpty('instance_metadata_tags'),
  }),
);

/** User data is base64 in a template; `plain` attributes are text. A state from before provider 4 holds a SHA-1. */
const launchTemplate: ResourceTable = {
  kind: 'LaunchTemplate',
  fields: {
    LaunchTemplateId: own('id'),
    LaunchTemplateName: own('name'),
    DefaultVersionNumber: own('default_version'),
    LatestVersionNumber: own('latest_version'),
    UpdateDefaultVersion: 'update_default_version',
    LaunchTemplateData: {
      ImageId: link('image_id', 'Image', 'Parameter'),
      UserData: nonEmpty('user_data'),
      KeyName: nonEmpty('key_name'),
      IamInstanceProfile: block('iam_instance_profile', {
        Arn: inferable('arn', 'InstanceProfile'),
        Name: inferable('name', 'InstanceProfile'),
      }),
      SecurityGroupIds: links('vpc_security_group_ids', 'SecurityGroup'),
      SecurityGroups: links('security_group_names', 'SecurityGroup'),
      NetworkInterfaces: blocks('network_interfaces', {
        DeviceIndex: 'device_index',
        InterfaceType: nonEmpty('interface_type'),
        AssociatePublicIpAddress: nullableBoolean('associate_public_ip_address'),
        Groups: links('security_groups', 'SecurityGroup'),
        SubnetId: link('subnet_id', 'Subnet'),
      }),
      MetadataOptions: metadataOptions,
      BlockDeviceMappings: blocks('block_device_mappings', {
        DeviceName: 'device_name',
        NoDevice: nonEmpty('no_device'),
        VirtualName: nonEmpty('virtual_name'),
        Ebs: block('ebs', {
          Encrypted: nullableBoolean('encrypted'),
          KmsKeyId: nonEmpty('kms_key_id'),
          SnapshotId: nonEmpty('snapshot_id'),
        }),
      }),
      Monitoring: block('monitoring', { Enabled: 'enabled' }),
      TagSpecifications: blocks('tag_specifications', { ResourceType: 'resource_type', Tags: tags('tags') }),
    },
  },
};

const launchConfiguration: ResourceTable = {
  kind: 'LaunchConfiguration',
  fields: {
    LaunchConfigurationName: own('name'),
    LaunchConfigurationARN: own('arn'),
    ImageId: link('image_id', 'Image', 'Parameter'),
    UserData: nonEmpty('user_data', 'user_data_base64'),
    KeyName: nonEmpty('key_name'),
    IamInstanceProfile: inferable('iam_instance_profile', 'InstanceProfile'),
    SecurityGroups: links('security_groups', 'SecurityGroup'),
    AssociatePublicIpAddress: 'associate_public_ip_address',
    MetadataOptions: metadataOptions,
    RootBlockDevice: computed(block('root_block_device', { Encrypted: 'encrypted' })),
    BlockDeviceMappings: computed(
      blocks('ebs_block_device', {
        DeviceName: 'device_name',
        Ebs: { Encrypted: 'encrypted', SnapshotId: nonEmpty('snapshot_id') },
      }),
    ),
  },
};

const launchTemplateSpecification = {
  LaunchTemplateId: inferable('launch_template_id', 'LaunchTemplate'),
  LaunchTemplateName: inferable('launch_template_name', 'LaunchTemplate'),
  Version: { attribute: 'version', link: ['LaunchTemplate'], as: (value: unknown) => (value === '' ? undefined : value) },
} as const;

/** The legacy `tags` list of maps: every value is a string, `propagate_at_launch` too. */
const legacyTags: AttributeField = {
  attribute: 'tags',
  list: true,
  as: value =>
    Array.isArray(value)
      ? (value as readonly unknown[]).flatMap((tag): unknown[] => {
          if (tag === null || typeof tag !== 'object' || isUnknown(tag)) return isUnknown(tag) ? [tag] : [];
          const { key: Key, value: Value, propagate_at_launch: propagate } = tag as Record<string, unknown>;
          return [{ Key, Value, PropagateAtLaunch: isUnknown(propagate) ? propagate : ['true', '1'].includes(String(propagate)) }];
        })
      : undefined,
};

const autoScalingGroup: ResourceTable = {
  kind: 'AutoScalingGroup',
  fields: {
    AutoScalingGroupName: { attribute: 'name', own: true },
    AutoScalingGroupARN: own('arn'),
    LaunchConfigurationName: link('launch_configuration', 'LaunchConfiguration'),
    LaunchTemplate: block('launch_template', {
      LaunchTemplateId: inferable('id', 'LaunchTemplate'),
      LaunchTemplateName: inferable('name', 'LaunchTemplate'),
      Version: launchTemplateSpecification.Version,
    }),
    MixedInstancesPolicy: block('mixed_instances_policy', {
      LaunchTemplate: block('launch_template', {
        LaunchTemplateSpecification: block('launch_template_specification', launchTemplateSpecification),
        Overrides: blocks('override', {
          InstanceType: nonEmpty('instance_type'),
          ImageId: link('image_id', 'Image', 'Parameter'),
          LaunchTemplateSpecification: block('launch_template_specification', launchTemplateSpecification),
        }),
      }),
    }),
    VPCZoneIdentifier: links('vpc_zone_identifier', 'Subnet'),
    AvailabilityZones: 'availability_zones',
    MinSize: 'min_size',
    MaxSize: 'max_size',
    DesiredCapacity: 'desired_capacity',
    HealthCheckType: 'health_check_type',
    MaxInstanceLifetime: { attribute: 'max_instance_lifetime', as: value => (value === 0 ? undefined : value) },
    NewInstancesProtectedFromScaleIn: 'protect_from_scale_in',
    SuspendedProcesses: {
      attribute: 'suspended_processes',
      as: value => (Array.isArray(value) ? value.map(ProcessName => ({ ProcessName: ProcessName as string })) : undefined),
    },
    Tags: { ...blocks('tag', { Key: 'key', Value: 'value', PropagateAtLaunch: 'propagate_at_launch' }), also: legacyTags },
  },
};

const autoScalingGroupTag: ResourceTable = {
  kind: 'AutoScalingGroupTag',
  fields: {
    ResourceId: link('autoscaling_group_name', 'AutoScalingGroup'),
    // The `tag` block's members are spelled on the carrier's own level in AWS's TagDescription.
    Tag: block('tag', { Key: 'key', Value: 'value', PropagateAtLaunch: 'propagate_at_launch' }),
  },
};

const scalingPolicy: ResourceTable = {
  kind: 'ScalingPolicy',
  fields: { AutoScalingGroupName: link('autoscaling_group_name', 'AutoScalingGroup'), PolicyName: 'name', Enabled: 'enabled' },
};

const scheduledAction: ResourceTable = {
  kind: 'ScalingPolicy',
  fields: { AutoScalingGroupName: link('autoscaling_group_name', 'AutoScalingGroup'), PolicyName: 'scheduled_action_name' },
};

const instance: ResourceTable = {
  kind: 'Instance',
  fields: {
    InstanceId: own('id'),
    ImageId: link('ami', 'Image', 'Parameter'),
    UserData: nonEmpty('user_data', 'user_data_base64'),
    KeyName: nonEmpty('key_name'),
    IamInstanceProfile: { Name: inferable('iam_instance_profile', 'InstanceProfile') },
    SubnetId: link('subnet_id', 'Subnet'),
    SecurityGroupIds: links('vpc_security_group_ids', 'SecurityGroup'),
    SecurityGroups: links('security_groups', 'SecurityGroup'),
    AssociatePublicIpAddress: 'associate_public_ip_address',
    MetadataOptions: metadataOptions,
    RootBlockDevice: computed(block('root_block_device', { Encrypted: 'encrypted', KmsKeyId: nonEmpty('kms_key_id') })),
    EbsBlockDevices: computed(blocks('ebs_block_device', { DeviceName: 'device_name', Encrypted: 'encrypted', SnapshotId: nonEmpty('snapshot_id') })),
    LaunchTemplate: block('launch_template', {
      LaunchTemplateId: inferable('id', 'LaunchTemplate'),
      LaunchTemplateName: inferable('name', 'LaunchTemplate'),
      Version: launchTemplateSpecification.Version,
    }),
    Tags: ownTags,
  },
};

/** The data source's `ebs` is a map of strings. */
const ebsEncrypted: AttributeField = { attribute: 'ebs', as: value => (value !== null && typeof value === 'object' ? nullableBoolean('encrypted').as?.((value as Record<string, unknown>)['encrypted']) : undefined) };

/** What was read of an image: `data.aws_ami` in `prior_state`. */
const imageData: ResourceTable = {
  kind: 'Image',
  fields: {
    ImageId: own('id'),
    Name: 'name',
    OwnerId: nonEmpty('owner_id'),
    ImageOwnerAlias: nonEmpty('image_owner_alias'),
    ImdsSupport: 'imds_support',
    DeprecationTime: nonEmpty('deprecation_time'),
    CreationDate: nonEmpty('creation_date'),
    Description: nonEmpty('description'),
    PlatformDetails: nonEmpty('platform_details'),
    ProductCodes: blocks('product_codes', { ProductCodeId: 'product_code_id', ProductCodeType: 'product_code_type' }),
    BlockDeviceMappings: blocks('block_device_mappings', { DeviceName: 'device_name', Ebs: { Encrypted: ebsEncrypted } }),
    Tags: tags(),
    MostRecent: 'most_recent',
    Owners: 'owners',
    Filters: blocks('filter', { Name: 'name', Values: 'values' }),
  },
};

const image: ResourceTable = { kind: 'Image', fields: { ImageId: own('id'), Name: 'name', ImdsSupport: nonEmpty('imds_support'), Tags: ownTags } };

const imageCopy: ResourceTable = {
  kind: 'Image',
  fields: { ImageId: own('id'), Name: 'name', SourceImageId: link('source_ami_id', 'Image', 'Parameter'), SourceImageRegion: 'source_ami_region', Encrypted: 'encrypted', Tags: ownTags },
};

const imageFromInstance: ResourceTable = { kind: 'Image', fields: { ImageId: own('id'), Name: 'name', SourceInstanceId: 'source_instance_id', Tags: ownTags } };

/** The value is sensitive in the provider's schema; an AMI id is not a secret, and is shown by its parameter's name. */
const parameter: ResourceTable = { kind: 'Parameter', fields: { Name: 'name', Value: { attribute: 'value', or: ['insecure_value'], own: true } } };

export const computeTables = {
  aws_launch_template: launchTemplate,
  aws_launch_configuration: launchConfiguration,
  aws_autoscaling_group: autoScalingGroup,
  aws_autoscaling_group_tag: autoScalingGroupTag,
  aws_autoscaling_policy: scalingPolicy,
  aws_autoscaling_schedule: scheduledAction,
  aws_instance: instance,
  aws_ami: image,
  aws_ami_copy: imageCopy,
  aws_ami_from_instance: imageFromInstance,
  aws_ssm_parameter: parameter,
  'data.aws_ami': imageData,
  'data.aws_launch_template': launchTemplate,
  'data.aws_launch_configuration': launchConfiguration,
  'data.aws_ssm_parameter': parameter,
  aws_ec2_instance_metadata_defaults: {
    kind: 'InstanceMetadataDefaults',
    fields: {
      AccountLevel: {
        HttpTokens: 'http_tokens',
        HttpPutResponseHopLimit: { attribute: 'http_put_response_hop_limit', as: value => (value === -1 ? undefined : value) },
        HttpEndpoint: 'http_endpoint',
        InstanceMetadataTags: 'instance_metadata_tags',
      },
    },
  },
  aws_ebs_encryption_by_default: { kind: 'EbsEncryptionByDefault', fields: { EbsEncryptionByDefault: 'enabled' } },
  'data.aws_ebs_encryption_by_default': { kind: 'EbsEncryptionByDefault', fields: { EbsEncryptionByDefault: 'enabled' } },
} as const satisfies Record<string, ResourceTable>;
