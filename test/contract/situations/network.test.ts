import { changed, managed, patched, r, selfManaged } from '../../support/fleet.ts';
import { given, ref } from '../../support/plan.ts';
import { eks, inGroup, inManaged, inTemplate, mng, nodeGroup, own, rows } from './situation.ts';

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
