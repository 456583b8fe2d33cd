import { type Held, isUnknown, type Leaf, type Shapes, Unknown } from '../../inventory/index.ts';
import { type Cidr, parseCidr } from './cidr.ts';
import { hasPublic, isWorld } from './internet.ts';

export type Route = Exclude<Held<Shapes['Route']>, Unknown>;

/**
 * - `internet-gateway`: all or much of the internet through an internet gateway; the subnet is public.
 * - `partial-internet-gateway`: some of it; public all the same.
 * - `egress`: the internet through something that lets nobody in by itself (NAT, egress-only or transit gateway, appliance, …).
 * - `local`: inside the VPC.
 * - `none`: no effect on either (blackhole, gateway endpoint, a way to a few addresses elsewhere).
 */
export type RouteClass = 'internet-gateway' | 'partial-internet-gateway' | 'egress' | 'local' | 'none';

export interface RouteContext {
  /** CIDRs of the VPC, to tell what is wider. Without them: wider than the largest that a VPC can have. */
  readonly vpcCidrs?: readonly string[] | undefined;
  /** Entries of a prefix list, all of them, or undefined where it could not be read. */
  readonly prefixList?: ((id: string) => readonly string[] | undefined) | undefined;
}

/** What one route means for a subnet. A route in code has no `State` and counts as active. */
export function routeClass(route: Route | Unknown, context: RouteContext = {}): Leaf<RouteClass> {
  if (isUnknown(route)) return route;
  if (route.State === 'blackhole' || route.State === 'filtered') return 'none';
  const found = active(route, context);
  // Whatever the state is, these have no effect.
  if (found === 'local' || found === 'none') return found;
  return isUnknown(route.State) ? route.State : found;
}

/**
 * Whether the route makes its subnet public. Surer than its class: a route to an internet gateway does, wherever to
 * ("a public subnet has a route to an internet gateway": EKS User Guide, network-reqs).
 */
export function leadsToInternetGateway(route: Route | Unknown, context: RouteContext = {}): Leaf<boolean> {
  const found = routeClass(route, context);
  if (!isUnknown(found)) return found === 'internet-gateway' || found === 'partial-internet-gateway';
  if (isUnknown(route)) return route;
  const target = targetOf(route);
  if (isUnknown(target)) return target;
  if (target !== 'internet-gateway') return false;
  return isUnknown(route.State) || destination(route, context).kind !== 'cidr' ? found : true;
}

/** Whether the route leads to the internet by something else than an internet gateway. */
export function leadsOut(route: Route | Unknown, context: RouteContext = {}): Leaf<boolean> {
  const found = routeClass(route, context);
  if (!isUnknown(found)) return found === 'egress';
  if (!isUnknown(route) && targetOf(route) === 'internet-gateway') return false;
  return found;
}

function active(route: Route, context: RouteContext): Leaf<RouteClass> {
  const target = targetOf(route);
  if (target === 'local') return 'local';
  const to = destination(route, context);
  // A gateway endpoint (S3, DynamoDB) is a prefix list that leads to vpce-*; to a CIDR, vpce-* is a Gateway Load Balancer's.
  if (target === 'endpoint' && to.kind === 'prefix-list') return 'none';
  if (target === 'internet-gateway') {
    if (isUnknown(to.ranges)) return to.ranges;
    if (to.kind === 'prefix-list' && !to.ranges.some(hasPublic)) return 'none';
    return isWide(to.ranges, context) ? 'internet-gateway' : 'partial-internet-gateway';
  }
  if (!isUnknown(to.ranges) && !leavesForInternet(to.ranges)) return isUnknown(target) ? target : 'none';
  if (isUnknown(target)) return target;
  return isUnknown(to.ranges) ? to.ranges : 'egress';
}

type Target = 'internet-gateway' | 'local' | 'endpoint' | 'beyond';

/** Targets that are no internet gateway whatever their value is. A carrier gateway leads to a carrier's network, not to the internet's gateway. */
const beyond = [
  'NatGatewayId', 'EgressOnlyInternetGatewayId', 'TransitGatewayId', 'VpcPeeringConnectionId', 'NetworkInterfaceId', 'InstanceId',
  'CarrierGatewayId', 'LocalGatewayId', 'CoreNetworkArn', 'OdbNetworkArn',
] as const;

/** A route has one target, so what is known or followed decides, and attributes that are only computed later do not count beside it. */
function targetOf(route: Route): Leaf<Target> {
  const gateway = has(route.GatewayId) ? gatewayOf(route.GatewayId) : undefined;
  const others = beyond.map(name => route[name]).filter(has);
  if (gateway !== undefined && !isUnknown(gateway)) return gateway;
  if (others.some(isSettled)) return 'beyond';
  if (gateway) return gateway;
  return others.length > 0 ? 'beyond' : new Unknown('unreadable', 'the target of a route');
}

function gatewayOf(id: Leaf<string>): Leaf<Target> {
  if (isUnknown(id)) return followed(id);
  if (id === 'local') return 'local';
  if (id.startsWith('igw-')) return 'internet-gateway';
  if (id.startsWith('vpce-')) return 'endpoint';
  return id.startsWith('vgw-') ? 'beyond' : new Unknown('unreadable', `gateway ${id}`);
}

/** A reference to a gateway, by what it may lead to. */
function followed(id: Unknown): Leaf<Target> {
  const { refs = [], complete = false } = id.targets ?? {};
  if (!complete || refs.length === 0) return id;
  const internet = refs.filter(ref => ref.kind === 'InternetGateway').length;
  if (internet === refs.length) return 'internet-gateway';
  return internet === 0 ? 'beyond' : id;
}

function isSettled(value: Leaf<string>): boolean {
  return !isUnknown(value) || (value.targets?.refs.length ?? 0) > 0;
}

/** Terraform's inline routes hold an empty string where an attribute is left out. */
function has(value: Leaf<string> | undefined): value is Leaf<string> {
  return value !== undefined && value !== '';
}

interface Destination {
  readonly kind: 'cidr' | 'prefix-list' | 'missing';
  readonly ranges: Leaf<readonly Cidr[]>;
}

function destination(route: Route, context: RouteContext): Destination {
  const attributes = [
    { kind: 'cidr', value: route.DestinationCidrBlock },
    { kind: 'cidr', value: route.DestinationIpv6CidrBlock },
    { kind: 'prefix-list', value: route.DestinationPrefixListId },
  ] as const;
  const given = attributes.filter(({ value }) => has(value));
  const { kind, value } = given.find(one => !isUnknown(one.value)) ?? given[0] ?? { kind: 'missing' as const, value: undefined };
  if (isUnknown(value)) return { kind, ranges: value };
  const texts = value === undefined ? undefined : kind === 'cidr' ? [value] : context.prefixList?.(value);
  const missing = value === undefined ? 'the destination of a route' : `the entries of prefix list ${value}`;
  if (!texts) return { kind, ranges: new Unknown('not-in-input', missing) };
  const ranges = texts.flatMap(text => parseCidr(text) ?? []);
  return { kind, ranges: ranges.length < texts.length ? new Unknown('unreadable', `the destination ${String(value)}`) : ranges };
}

/** VPC CIDRs are /16 at most (VPC User Guide, vpc-cidr-blocks), so a shorter prefix is wider than any. */
function isWide(ranges: readonly Cidr[], { vpcCidrs = [] }: RouteContext): boolean {
  const vpc = vpcCidrs.flatMap(text => parseCidr(text) ?? []).filter(({ family }) => family === 'ipv4');
  const widest = vpc.length > 0 ? Math.min(...vpc.map(({ prefix }) => prefix)) : 16;
  return leavesForInternet(ranges) || ranges.some(({ family, prefix }) => family === 'ipv4' && prefix < widest);
}

function leavesForInternet(ranges: readonly Cidr[]): boolean {
  return isWorld(ranges, 'ipv4') || isWorld(ranges, 'ipv6');
}
