import type { AutoScalingGroup as AsgShape, LaunchConfiguration as LcShape, ScalingPolicy as ScalingPolicyShape } from '@aws-sdk/client-auto-scaling';
import type {
  Image as ImageShape,
  Instance as InstanceShape,
  IpPermission,
  LaunchTemplate as LtShape,
  ResponseLaunchTemplateData,
  Route as RouteShape,
  RouteTable as RouteTableShape,
  SecurityGroup as SecurityGroupShape,
  SecurityGroupRule as SecurityGroupRuleShape,
  Subnet as SubnetShape,
  Vpc as VpcShape,
  InstanceMetadataDefaultsResponse,
} from '@aws-sdk/client-ec2';
import type {
  AccessEntry as AccessEntryShape,
  Addon as AddonShape,
  Cluster as ClusterShape,
  FargateProfile as FargateProfileShape,
  Nodegroup as NodegroupShape,
  PodIdentityAssociation as PodIdentityShape,
} from '@aws-sdk/client-eks';
import type { InstanceProfile as ProfileShape, Policy as PolicyShape, Role as RoleShape } from '@aws-sdk/client-iam';

/**
 * The resources of an inventory in the shapes AWS's own Describe, Get and List calls answer with. Where AWS needs several
 * calls for one thing (a template and its version, a policy and its document), the shape joins them under the API's names.
 */
export interface Shapes {
  LaunchTemplate: Pick<LtShape, 'LaunchTemplateId' | 'LaunchTemplateName' | 'DefaultVersionNumber' | 'LatestVersionNumber'> & {
    LaunchTemplateData?: ResponseLaunchTemplateData;
    /** Terraform only: what this change does to the default version; see `launch-template-current`. */
    UpdateDefaultVersion?: boolean;
  };
  /** A template as it was before this input changes it: what `$Default` goes on launching. Same ref id as the template. */
  LaunchTemplateVersion: Shapes['LaunchTemplate'];
  LaunchConfiguration: LcShape & { RootBlockDevice?: BlockDevice };
  AutoScalingGroup: AsgShape;
  /** `aws_autoscaling_group_tag` and its kin: one tag set from outside the group. */
  AutoScalingGroupTag: { ResourceId?: string; Tag?: { Key?: string; Value?: string; PropagateAtLaunch?: boolean } };
  /** A scaling policy or a scheduled action: either changes the number of nodes. */
  ScalingPolicy: ScalingPolicyShape;
  Instance: InstanceShape & { UserData?: string; DisableApiTermination?: boolean; AssociatePublicIpAddress?: boolean; LaunchTemplate?: { LaunchTemplateId?: string; LaunchTemplateName?: string; Version?: string }; RootBlockDevice?: BlockDevice; EbsBlockDevices?: BlockDevice[] };
  Image: ImageShape & {
    /** `CopyImage` was asked to encrypt. */
    Encrypted?: boolean;
    /** How it was looked up: by these owners and filters, and whether the newest match is meant. */
    Owners?: string[];
    Filters?: { Name?: string; Values?: string[] }[];
    MostRecent?: boolean;
  };
  /** A public or own SSM parameter; `Value` is usually an image id, `Name` tells family and version. */
  Parameter: { Name?: string; Value?: string };
  Nodegroup: NodegroupShape;
  Cluster: ClusterShape;
  Addon: AddonShape;
  PodIdentityAssociation: PodIdentityShape;
  AccessEntry: AccessEntryShape;
  FargateProfile: FargateProfileShape;
  Role: Omit<RoleShape, 'PermissionsBoundary'> & { PermissionsBoundaryArn?: string; ManagedPolicyArns?: string[]; Policies?: InlinePolicy[] };
  /** One attachment of a managed policy to roles; `Exclusive` sets are the whole truth about the role or the policy. */
  RolePolicyAttachment: { RoleName?: string; RoleNames?: string[]; PolicyArn?: string; PolicyArns?: string[]; Exclusive?: boolean };
  RolePolicy: { RoleName?: string; PolicyName?: string; PolicyDocument?: string };
  InstanceProfile: Omit<ProfileShape, 'Roles'> & { RoleName?: string };
  Policy: PolicyShape & { PolicyDocument?: string };
  SecurityGroup: Omit<SecurityGroupShape, 'IpPermissions' | 'IpPermissionsEgress'> & {
    IpPermissions?: Permission[];
    IpPermissionsEgress?: Permission[];
  };
  /** One rule, in the shape `DescribeSecurityGroupRules` answers with; several peers are several rules. */
  SecurityGroupRule: SecurityGroupRuleShape & { ReferencedGroupId?: string; Self?: boolean; CidrIpv4s?: string[]; CidrIpv6s?: string[]; PrefixListIds?: string[] };
  Vpc: VpcShape & { MainRouteTableId?: string; DefaultSecurityGroupId?: string };
  Subnet: SubnetShape;
  RouteTable: Pick<RouteTableShape, 'RouteTableId' | 'VpcId' | 'Tags'> & { Routes?: RouteTarget[]; Main?: boolean; DefaultRouteTableId?: string };
  Route: RouteTarget & { RouteTableId?: string };
  RouteTableAssociation: { SubnetId?: string; RouteTableId?: string; VpcId?: string; Main?: boolean };
  InternetGateway: { InternetGatewayId?: string; VpcId?: string };
  InstanceMetadataDefaults: InstanceMetadataDefaultsResponse;
  EbsEncryptionByDefault: { EbsEncryptionByDefault?: boolean };
}

export interface InlinePolicy {
  PolicyName?: string;
  PolicyDocument?: string;
}

export interface BlockDevice {
  DeviceName?: string;
  Encrypted?: boolean;
  KmsKeyId?: string;
  SnapshotId?: string;
}

/** A route; a Gateway Load Balancer endpoint is told apart from the gateways where the source does. */
export type RouteTarget = RouteShape & { VpcEndpointId?: string };

/** Several rules in one: each peer with each port range. Referenced groups are plain ids, `Self` is the group itself. */
export type Permission = Omit<IpPermission, 'UserIdGroupPairs'> & { ReferencedGroupIds?: string[]; Self?: boolean };

export type Kind = keyof Shapes;
