import { describe, expect, it } from 'vitest';
import { isUnknown, type ResourceRef, Unknown } from '../../../src/inventory/index.ts';
import { type Route, routeClass, routeTableClass } from '../../../src/nodes/reach/index.ts';
import { ref } from './build.ts';

const gateway = (complete: boolean, ...kinds: ResourceRef['kind'][]) =>
  new Unknown('known-after-apply', 'gateway', { targets: { refs: kinds.map((kind, at) => ({ kind, id: String(at) })), complete, linkedBy: 'reference', all: false } });
const igw = gateway(true, 'InternetGateway');
const context = { vpcCidrs: ['10.0.0.0/16'], prefixList: (id: string) => ({ 'pl-all': ['0.0.0.0/0'], 'pl-office': ['8.8.8.0/24'], 'pl-private': ['10.0.0.0/8'], 'pl-odd': ['?'] })[id] };

const v4 = { DestinationCidrBlock: '0.0.0.0/0' };
const v6 = { DestinationIpv6CidrBlock: '::/0' };

describe('routeClass', () => {
  it.each<[string, Route, string]>([
    ['default to an internet gateway', { ...v4, GatewayId: 'igw-1', State: 'active' }, 'internet-gateway'],
    ['in code, without state', { ...v4, GatewayId: 'igw-1' }, 'internet-gateway'],
    ['wider than the VPC', { DestinationCidrBlock: '128.0.0.0/1', GatewayId: 'igw-1' }, 'internet-gateway'],
    ['just wider than the VPC', { DestinationCidrBlock: '52.94.0.0/15', GatewayId: 'igw-1' }, 'internet-gateway'],
    ['narrower', { DestinationCidrBlock: '203.0.113.0/24', GatewayId: 'igw-1' }, 'partial-internet-gateway'],
    ['default IPv6', { ...v6, GatewayId: 'igw-1' }, 'internet-gateway'],
    ['global unicast IPv6', { DestinationIpv6CidrBlock: '2000::/3', GatewayId: 'igw-1' }, 'internet-gateway'],
    ['narrower IPv6', { DestinationIpv6CidrBlock: '2001:db8::/32', GatewayId: 'igw-1' }, 'partial-internet-gateway'],
    ['a reference to an internet gateway', { ...v4, GatewayId: igw }, 'internet-gateway'],
    ['a reference, and targets that are computed later', { ...v4, GatewayId: igw, NetworkInterfaceId: ref('eni'), InstanceId: ref('instance') }, 'internet-gateway'],
    ['inline in Terraform: empty strings', { ...v4, DestinationIpv6CidrBlock: '', GatewayId: 'igw-1', NatGatewayId: '', State: 'active' }, 'internet-gateway'],
    ['inline in Terraform: IPv6', { ...v6, DestinationCidrBlock: '', GatewayId: 'igw-1' }, 'internet-gateway'],
    ['egress-only', { ...v6, EgressOnlyInternetGatewayId: 'eigw-1' }, 'egress'],
    ['NAT', { ...v4, NatGatewayId: 'nat-1' }, 'egress'],
    ['NAT by reference', { ...v4, NatGatewayId: ref('nat') }, 'egress'],
    ['NAT, the gateway left to be computed', { ...v4, GatewayId: ref('gw'), NatGatewayId: 'nat-1' }, 'egress'],
    ['NAT instance', { ...v4, InstanceId: 'i-1', NetworkInterfaceId: 'eni-1' }, 'egress'],
    ['transit gateway', { ...v4, TransitGatewayId: 'tgw-1' }, 'egress'],
    ['core network', { ...v4, CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/x' }, 'egress'],
    ['peering', { ...v4, VpcPeeringConnectionId: 'pcx-1' }, 'egress'],
    ['VPN gateway', { ...v4, GatewayId: 'vgw-1' }, 'egress'],
    ['firewall endpoint', { ...v4, GatewayId: 'vpce-1' }, 'egress'],
    ['local gateway', { ...v4, LocalGatewayId: 'lgw-1' }, 'egress'],
    ['carrier gateway', { ...v4, CarrierGatewayId: 'cagw-1' }, 'egress'],
    ['a reference to no internet gateway', { ...v4, GatewayId: gateway(true, 'NetworkInterface' as ResourceRef['kind']) }, 'egress'],
    ['peering to a few addresses', { DestinationCidrBlock: '10.1.0.0/16', VpcPeeringConnectionId: 'pcx-1' }, 'none'],
    ['local', { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' }, 'local'],
    ['local, destination not known', { DestinationCidrBlock: ref('cidr'), GatewayId: 'local' }, 'local'],
    ['gateway endpoint', { DestinationPrefixListId: 'pl-s3', GatewayId: 'vpce-1' }, 'none'],
    ['a prefix list of everything to an internet gateway', { DestinationPrefixListId: 'pl-all', GatewayId: 'igw-1' }, 'internet-gateway'],
    ['a prefix list with public ranges', { DestinationPrefixListId: 'pl-office', GatewayId: 'igw-1' }, 'partial-internet-gateway'],
    ['a prefix list without public ranges', { DestinationPrefixListId: 'pl-private', GatewayId: 'igw-1' }, 'none'],
    ['a prefix list of everything to NAT', { DestinationPrefixListId: 'pl-all', NatGatewayId: 'nat-1' }, 'egress'],
    ['blackhole', { ...v4, GatewayId: 'igw-1', State: 'blackhole' }, 'none'],
    ['filtered', { ...v4, GatewayId: 'igw-1', State: 'filtered' }, 'none'],
    ['local, state not known', { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local', State: ref('state') }, 'local'],
  ])('%s', (_, route, expected) => {
    expect(routeClass(route, context)).toBe(expected);
  });

  it.each<[string, Route | Unknown]>([
    ['a route that is not known', ref('route')],
    ['a gateway that is not known', { ...v4, GatewayId: ref('var.gateway') }],
    ['a gateway that may be one of two kinds', { ...v4, GatewayId: gateway(true, 'InternetGateway', 'Vpc') }],
    ['a gateway that may be another too', { ...v4, GatewayId: gateway(false, 'InternetGateway') }],
    ['a gateway that is not known, beside targets that are computed later', { ...v4, GatewayId: ref('gw'), NetworkInterfaceId: ref('eni') }],
    ['a gateway of an unheard-of kind', { ...v4, GatewayId: 'xgw-1' }],
    ['a prefix list that was not read', { DestinationPrefixListId: 'pl-unread', GatewayId: 'igw-1' }],
    ['a prefix list with an odd entry', { DestinationPrefixListId: 'pl-odd', GatewayId: 'igw-1' }],
    ['a destination that is not known', { DestinationCidrBlock: ref('cidr'), GatewayId: 'igw-1' }],
    ['a destination that cannot be read', { DestinationCidrBlock: 'anywhere', GatewayId: 'igw-1' }],
    ['no destination', { GatewayId: 'igw-1' }],
    ['no target', v4],
    ['a state that is not known', { ...v4, GatewayId: 'igw-1', State: ref('state') }],
  ])('is unknown for %s', (_, route) => {
    expect(isUnknown(routeClass(route, context))).toBe(true);
  });

  it('takes a /15 for wide and a /16 for narrow where the VPC is not known', () => {
    expect(routeClass({ DestinationCidrBlock: '52.94.0.0/15', GatewayId: 'igw-1' })).toBe('internet-gateway');
    expect(routeClass({ DestinationCidrBlock: '52.94.0.0/16', GatewayId: 'igw-1' })).toBe('partial-internet-gateway');
    expect(routeClass({ DestinationCidrBlock: '52.94.0.0/16', GatewayId: 'igw-1' }, { vpcCidrs: ['10.0.0.0/20', 'fd00::/8'] })).toBe('internet-gateway');
  });
});

describe('routeTableClass', () => {
  const local: Route = { DestinationCidrBlock: '10.0.0.0/16', GatewayId: 'local' };
  const toInternet: Route = { ...v4, GatewayId: 'igw-1' };
  const toOffice: Route = { DestinationCidrBlock: '8.8.8.0/24', GatewayId: 'igw-1' };
  const nat: Route = { ...v4, NatGatewayId: 'nat-1' };
  const no = { verdict: 'no' };

  it.each<[string, (Route | Unknown)[], Unknown | undefined, object, object]>([
    ['nothing', [], undefined, no, no],
    ['local only', [local], undefined, no, no],
    ['public', [local, toInternet], undefined, { verdict: 'yes', route: 1, class: 'internet-gateway' }, no],
    ['public to the office only', [local, toOffice], undefined, { verdict: 'yes', route: 1, class: 'partial-internet-gateway' }, no],
    ['public, the wider route named', [toOffice, toInternet], undefined, { verdict: 'yes', route: 1, class: 'internet-gateway' }, no],
    ['private with NAT', [local, nat], undefined, no, { verdict: 'yes', route: 1, class: 'egress' }],
    ['IPv4 by NAT, IPv6 public', [nat, { ...v6, GatewayId: igw }], undefined, { verdict: 'yes', route: 1, class: 'internet-gateway' }, { verdict: 'yes', route: 0, class: 'egress' }],
    ['routes may be missing', [local], ref('routes'), { verdict: 'unknown', unknown: ref('routes') }, { verdict: 'unknown', unknown: ref('routes') }],
    ['public, whatever is missing', [toInternet], ref('routes'), { verdict: 'yes', route: 0, class: 'internet-gateway' }, { verdict: 'unknown', unknown: ref('routes') }],
    ['a gateway that is not known', [{ ...v4, GatewayId: ref('gw') }], undefined, { verdict: 'unknown', unknown: ref('gw'), route: 0 }, { verdict: 'unknown', unknown: ref('gw'), route: 0 }],
    ['public, to a destination that is not known', [{ DestinationCidrBlock: ref('c'), GatewayId: igw }], undefined, { verdict: 'yes', route: 0, class: ref('c') }, no],
    ['an unread prefix list', [{ DestinationPrefixListId: ref('pl'), GatewayId: igw }], undefined, { verdict: 'unknown', unknown: ref('pl'), route: 0 }, no],
    ['NAT to a destination that is not known', [{ DestinationCidrBlock: ref('c'), NatGatewayId: 'nat-1' }], undefined, no, { verdict: 'unknown', unknown: ref('c'), route: 0 }],
    ['a state that is not known', [{ ...toInternet, State: ref('s') }], undefined, { verdict: 'unknown', unknown: ref('s'), route: 0 }, no],
    ['a blackhole', [{ ...toInternet, State: 'blackhole' }], undefined, no, no],
  ])('%s', (_, routes, open, toInternetGateway, egress) => {
    expect(routeTableClass(routes, open, context)).toEqual({ toInternetGateway, egress });
  });
});
