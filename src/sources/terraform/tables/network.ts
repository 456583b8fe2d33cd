import { type AttributeField, blocks, computed, inferable, link, links, nonEmpty, own, ownTags, type BlockField, type Fields, type ResourceTable } from '../fields.ts';

const vpc: ResourceTable = {
  kind: 'Vpc',
  fields: {
    VpcId: own('id'),
    CidrBlock: 'cidr_block',
    MainRouteTableId: own('main_route_table_id'),
    DefaultSecurityGroupId: own('default_security_group_id'),
    Tags: ownTags,
  },
  makes: {
    main_route_table_id: { kind: 'RouteTable', role: 'main-route-table' },
    default_route_table_id: { kind: 'RouteTable', role: 'main-route-table' },
    default_security_group_id: { kind: 'SecurityGroup', role: 'default-security-group' },
  },
};

const subnet: ResourceTable = {
  kind: 'Subnet',
  fields: {
    SubnetId: own('id'),
    VpcId: link('vpc_id', 'Vpc'),
    AvailabilityZone: nonEmpty('availability_zone'),
    AvailabilityZoneId: nonEmpty('availability_zone_id'),
    CidrBlock: nonEmpty('cidr_block'),
    MapPublicIpOnLaunch: 'map_public_ip_on_launch',
    AssignIpv6AddressOnCreation: 'assign_ipv6_address_on_creation',
    Tags: ownTags,
  },
};

/** Where a route leads; `GatewayId` holds internet, virtual private and Gateway Load Balancer endpoints alike. */
const routeTarget: Fields = {
  // Inline routes are never in `configuration` when they are written as blocks.
  GatewayId: { ...inferable('gateway_id', 'InternetGateway'), rivals: ['aws_vpn_gateway', 'aws_vpn_gateway_attachment'] },
  NatGatewayId: nonEmpty('nat_gateway_id'),
  EgressOnlyInternetGatewayId: nonEmpty('egress_only_gateway_id'),
  TransitGatewayId: nonEmpty('transit_gateway_id'),
  VpcPeeringConnectionId: nonEmpty('vpc_peering_connection_id'),
  NetworkInterfaceId: nonEmpty('network_interface_id'),
  InstanceId: nonEmpty('instance_id'),
  CarrierGatewayId: nonEmpty('carrier_gateway_id'),
  LocalGatewayId: nonEmpty('local_gateway_id'),
  CoreNetworkArn: nonEmpty('core_network_arn'),
  VpcEndpointId: nonEmpty('vpc_endpoint_id'),
};

const inlineRoutes: BlockField = computed(
  blocks('route', {
    DestinationCidrBlock: nonEmpty('cidr_block'),
    DestinationIpv6CidrBlock: nonEmpty('ipv6_cidr_block'),
    DestinationPrefixListId: nonEmpty('destination_prefix_list_id'),
    ...routeTarget,
  }),
);

const routeTable: ResourceTable = {
  kind: 'RouteTable',
  fields: { RouteTableId: own('id'), VpcId: link('vpc_id', 'Vpc'), Routes: inlineRoutes, Tags: ownTags },
};

const cidrRanges = (attribute: string, member: string): AttributeField => ({
  attribute,
  as: value => (Array.isArray(value) ? value.map(cidr => ({ [member]: cidr as unknown })) : undefined),
});

/** The provider's inline rules: one block is one permission with many peers. */
const permissions = (name: string): BlockField =>
  computed(
    blocks(name, {
      IpProtocol: 'protocol',
      FromPort: 'from_port',
      ToPort: 'to_port',
      IpRanges: cidrRanges('cidr_blocks', 'CidrIp'),
      Ipv6Ranges: cidrRanges('ipv6_cidr_blocks', 'CidrIpv6'),
      PrefixListIds: cidrRanges('prefix_list_ids', 'PrefixListId'),
      ReferencedGroupIds: links('security_groups', 'SecurityGroup'),
      Self: 'self',
    }),
  );

/**
 * No egress written is no egress: Terraform removes the allow-all rule that AWS makes (provider documentation 6.68, aws_security_group,
 * "NOTE on Egress rules", read 2026-11-25).
 */
const securityGroup: ResourceTable = {
  kind: 'SecurityGroup',
  fields: {
    GroupId: own('id'),
    GroupName: own('name'),
    Description: 'description',
    VpcId: link('vpc_id', 'Vpc'),
    IpPermissions: permissions('ingress'),
    IpPermissionsEgress: permissions('egress'),
    Tags: ownTags,
  },
};

const securityGroupRule: ResourceTable = {
  kind: 'SecurityGroupRule',
  fields: {
    SecurityGroupRuleId: own('id'),
    GroupId: link('security_group_id', 'SecurityGroup'),
    IsEgress: { attribute: 'type', as: value => (value === 'egress' ? true : value === 'ingress' ? false : undefined) },
    IpProtocol: 'protocol',
    FromPort: 'from_port',
    ToPort: 'to_port',
    CidrIpv4s: { attribute: 'cidr_blocks' },
    CidrIpv6s: { attribute: 'ipv6_cidr_blocks' },
    PrefixListIds: { attribute: 'prefix_list_ids' },
    ReferencedGroupId: link('source_security_group_id', 'SecurityGroup'),
    Self: 'self',
    Description: 'description',
  },
};

const vpcRule = (egress: boolean): ResourceTable => ({
  kind: 'SecurityGroupRule',
  fields: {
    SecurityGroupRuleId: own('id'),
    GroupId: link('security_group_id', 'SecurityGroup'),
    // The direction is in the resource's type; `security_group_id` is always there to carry it.
    IsEgress: { attribute: '#type', as: () => egress },
    IpProtocol: 'ip_protocol',
    FromPort: 'from_port',
    ToPort: 'to_port',
    CidrIpv4: nonEmpty('cidr_ipv4'),
    CidrIpv6: nonEmpty('cidr_ipv6'),
    PrefixListId: nonEmpty('prefix_list_id'),
    ReferencedGroupId: link('referenced_security_group_id', 'SecurityGroup'),
    Description: 'description',
  },
});

export const networkTables = {
  aws_vpc: vpc,
  aws_default_vpc: vpc,
  'data.aws_vpc': vpc,
  aws_subnet: subnet,
  aws_default_subnet: subnet,
  'data.aws_subnet': subnet,
  aws_route_table: routeTable,
  aws_default_route_table: { kind: 'RouteTable', fields: { ...routeTable.fields, DefaultRouteTableId: link('default_route_table_id', 'RouteTable') } },
  'data.aws_route_table': {
    kind: 'RouteTable',
    fields: { RouteTableId: { attribute: 'route_table_id', or: ['id'], own: true }, VpcId: link('vpc_id', 'Vpc'), Routes: { ...inlineRoutes, block: 'routes' }, Tags: ownTags },
  },
  aws_route: {
    kind: 'Route',
    fields: {
      RouteTableId: link('route_table_id', 'RouteTable'),
      DestinationCidrBlock: nonEmpty('destination_cidr_block'),
      DestinationIpv6CidrBlock: nonEmpty('destination_ipv6_cidr_block'),
      DestinationPrefixListId: nonEmpty('destination_prefix_list_id'),
      ...routeTarget,
    },
  },
  aws_route_table_association: {
    kind: 'RouteTableAssociation',
    fields: { SubnetId: link('subnet_id', 'Subnet'), RouteTableId: link('route_table_id', 'RouteTable') },
  },
  aws_main_route_table_association: {
    kind: 'RouteTableAssociation',
    fields: { VpcId: link('vpc_id', 'Vpc'), RouteTableId: link('route_table_id', 'RouteTable'), Main: { attribute: '#type', as: () => true } },
  },
  aws_internet_gateway: { kind: 'InternetGateway', fields: { InternetGatewayId: own('id'), VpcId: link('vpc_id', 'Vpc') } },
  'data.aws_internet_gateway': { kind: 'InternetGateway', fields: { InternetGatewayId: { attribute: 'internet_gateway_id', or: ['id'], own: true } } },
  aws_security_group: securityGroup,
  'data.aws_security_group': securityGroup,
  aws_default_security_group: securityGroup,
  aws_security_group_rule: securityGroupRule,
  aws_vpc_security_group_ingress_rule: vpcRule(false),
  aws_vpc_security_group_egress_rule: vpcRule(true),
} as const satisfies Record<string, ResourceTable>;
