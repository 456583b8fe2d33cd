import { isUnknown, type Leaf, type LinkedBy, type Links, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { agree, derive, type Fact, given, type Trail } from './fact.ts';
import { plainSetting, setting } from './launch.ts';
import { look } from './look.ts';
import { type Route, routeTableClass } from './reach/index.ts';
import type { NodeFacts } from './schema.ts';
import { once, type Shared } from './shared.ts';

/** The subnets nodes may be launched into. */
export interface GroupSubnets {
  readonly members: readonly { readonly resource?: Resource<'Subnet'>; readonly id: string; readonly linkedBy: LinkedBy; readonly path: string }[];
  /** At least one of these, and it is not known which. */
  readonly possible: readonly Resource<'Subnet'>[];
  readonly open?: Unknown;
  readonly carrier: Resource;
  readonly path: string;
}

export function subnetsOf(group: GroupContext): GroupSubnets {
  return once(group.shared, group, 'subnets', () => findSubnets(group));
}

function findSubnets(group: GroupContext): GroupSubnets {
  const { resource, kind, inventory } = group;
  const path = kind === 'self-managed' ? 'VPCZoneIdentifier' : kind === 'standalone' ? 'SubnetId' : kind === 'auto-mode' ? 'resourcesVpcConfig.subnetIds' : 'subnets';
  const leaf = look(resource, path);
  const place = { carrier: resource, path };
  // An empty list names none either.
  if (leaf === undefined || (Array.isArray(leaf) && leaf.length === 0)) {
    const unknown = new Unknown('not-in-input', `the subnets of ${resource.ref.id}`, { resolveWith: `name them in ${resource.attribute(path)}: left out, AWS takes the default VPC's` });
    return { members: [], possible: [], open: unknown, ...place };
  }
  const links = inventory.followAll('Subnet', Array.isArray(leaf) || isUnknown(leaf) ? leaf : [leaf]);
  const other = subnetOfTemplate(group, links);
  if (other) return { members: [], possible: [], open: other, ...place };
  return {
    members: links.members.map((member, at) => ({ ...member, path: Array.isArray(leaf) ? `${path}[${Math.min(at, leaf.length - 1)}]` : path })),
    possible: links.possible,
    ...(links.open ? { open: links.open } : {}),
    ...place,
  };
}

/** A template may name a subnet too. What AWS does where it is none of the group's is not established. */
function subnetOfTemplate(group: GroupContext, links: Links<'Subnet'>): Unknown | undefined {
  if (group.kind !== 'self-managed') return undefined;
  const interfaces = plainSetting(group.launch, 'NetworkInterfaces');
  if (!Array.isArray(interfaces)) return undefined;
  for (const { SubnetId: leaf } of interfaces as readonly Record<string, unknown>[]) {
    if (leaf === undefined) continue;
    const { resources, open } = group.inventory.follow('Subnet', leaf);
    const [subnet] = resources;
    const isSame = subnet && resources.length === 1 && !open ? links.members.length === 1 && links.members[0]?.resource === subnet : links.members.length === 1 && links.members[0]?.id === leaf;
    if (!isSame || links.open || links.possible.length > 0) {
      return new Unknown('ambiguous', `the subnets of ${group.resource.ref.id} and the one its template names`, { resolveWith: 'remove subnet_id from the network interfaces of the launch template' });
    }
  }
  return undefined;
}

export function subnetFacts(group: GroupContext): NodeFacts['subnets'] {
  const subnets = subnetsOf(group);
  const { carrier, path } = subnets;
  const rows: { id: Fact<string>; route: Fact<string> }[] = subnets.members.map(member => ({
    id: given(member.id),
    route: derive<string>(trail => {
      const { resource } = member;
      const note = (): void => trail.note(carrier, member.path, resource ? resource.ref.id : member.id, { linkedBy: member.linkedBy });
      if (resource) {
        const fact = routeFact(group.shared, resource);
        // Of a public subnet the group's choice has to change (other nodes may belong there), of an unknown one what is not known.
        if (isUnknown(fact.value)) note();
        const route = trail.peek(fact);
        note();
        return route;
      }
      note();
      return new Unknown('not-in-input', member.id, { resolveWith: `the route table of ${member.id} is not in this input: scan the input that holds it, or the live account` });
    }),
  }));
  if (subnets.possible.length > 0) {
    const candidates = subnets.possible;
    rows.push({
      id: given(candidates.map(subnet => subnet.ref.id).join(' or ')),
      route: derive<string>(trail => {
        trail.note(carrier, path, look(carrier, path), { linkedBy: 'reference' });
        return trail.fact(agree(candidates.map(subnet => routeFact(group.shared, subnet)), candidates.map(subnet => subnet.ref.id).join(', ')));
      }),
    });
  }
  if (subnets.open) {
    const open = subnets.open;
    const unseen = <T>(): Fact<T> => given<T>(open, { ref: carrier.ref, resource: carrier, path, value: open, decidedBy: 'set', linkedBy: 'reference' });
    rows.push({ id: unseen(), route: unseen() });
  }
  return rows;
}

/** Whether a subnet's route table leads to an internet gateway. */
function routeFact(shared: Shared, subnet: Resource<'Subnet'>): Fact<'private' | 'internet-gateway'> {
  return once(shared, subnet, 'route', () =>
    derive<'private' | 'internet-gateway'>(trail => {
      const table = routeTableOf(shared, subnet, trail);
      if (isUnknown(table)) return table;
      return tableRoute(shared, table, trail);
    }),
  );
}

function routeTableOf(shared: Shared, subnet: Resource<'Subnet'>, trail: Trail): Resource<'RouteTable'> | Unknown {
  const { inventory } = shared;
  const { members, open } = inventory.members('RouteTableAssociation', 'SubnetId', subnet as Resource);
  const [association] = members;
  if (association) return followTable(shared, association as Resource, 'RouteTableId', trail);
  if (open) return open;
  const vpc = inventory.follow('Vpc', look(subnet as Resource, 'VpcId'));
  const [owner] = vpc.resources;
  const unseen = new Unknown('not-in-input', `the route table of ${subnet.ref.id}`, {
    resolveWith: 'it has no association here, so the main route table of its VPC counts: scan the input that holds the VPC, or the live account',
  });
  if (!owner || vpc.resources.length > 1 || owner.existence === 'elsewhere') return unseen;
  trail.note(subnet as Resource, '', undefined, { decidedBy: 'default', because: 'no route table association: the main route table of the VPC counts' });
  const main = inventory.members('RouteTableAssociation', 'VpcId', owner as Resource).members.find(member => look(member as Resource, 'Main') === true);
  if (main) return followTable(shared, main as Resource, 'RouteTableId', trail);
  const adopted = inventory.of('RouteTable').find(table => {
    const leaf = look(table as Resource, 'DefaultRouteTableId');
    return leaf !== undefined && inventory.follow('RouteTable', leaf).resources.some(resource => resource.ref.id === `${owner.ref.id}#main-route-table`);
  });
  if (adopted) return adopted;
  const own = inventory.get({ kind: 'RouteTable', id: `${owner.ref.id}#main-route-table` });
  return own && owner.existence === 'created' ? own : unseen;
}

function followTable(shared: Shared, association: Resource, path: string, trail: Trail): Resource<'RouteTable'> | Unknown {
  const leaf = trail.look(association, path);
  const link = shared.inventory.follow('RouteTable', leaf);
  const [table] = link.resources;
  if (table && link.resources.length === 1 && !link.open) return table;
  if (link.resources.length > 1 && !link.open) {
    // Several tables may be meant; if they all lead the same way it does not matter which.
    const facts = link.resources.map(candidate => derive(inner => tableRoute(shared, candidate, inner)));
    const agreed = agree(facts, association.ref.id);
    if (!isUnknown(agreed.value)) return link.resources[0]!;
  }
  if (link.open?.reason === 'not-in-input') {
    return new Unknown('not-in-input', `the routes of ${link.open.symbol}`, { resolveWith: `scan the input that holds ${link.open.symbol}, or the live account` });
  }
  return link.open ?? new Unknown('ambiguous', isUnknown(leaf) ? leaf.symbol : association.ref.id);
}

function tableRoute(shared: Shared, table: Resource<'RouteTable'>, trail: Trail): Leaf<'private' | 'internet-gateway'> {
  const any = table as Resource;
  const inline = look(any, 'Routes');
  const { members, open } = shared.inventory.members('Route', 'RouteTableId', any);
  const listed = Array.isArray(inline) ? (inline as readonly Route[]) : [];
  const routes: { route: Route; resource: Resource; path: string }[] = [
    ...listed.map((route, at) => ({ route, resource: any, path: `Routes[${at}].GatewayId` })),
    ...members.map(member => ({ route: member.data as Route, resource: member as Resource, path: 'GatewayId' })),
  ];
  const unseen = isUnknown(inline) ? inline : open;
  const answer = routeTableClass(
    routes.map(({ route }) => route),
    unseen,
  ).toInternetGateway;
  if (answer.verdict === 'yes') {
    const decided = routes[answer.route]!;
    trail.noteSet(decided.resource, decided.path, look(decided.resource, decided.path), { linkedBy: 'reference' });
    return 'internet-gateway';
  }
  trail.note(any, routes.length > 0 ? 'Routes' : '', inline);
  for (const { resource } of routes) if (resource !== any) trail.note(resource, '', undefined, { linkedBy: 'reference' });
  return answer.verdict === 'no' ? 'private' : answer.unknown;
}

export function networkFacts(group: GroupContext): NodeFacts['network'] {
  const publicIp = publicIpFact(group);
  return {
    publicIp,
    publiclyReachable: derive<boolean>(trail => {
      const ip = trail.peek(publicIp);
      if (ip === false) return false;
      let unknown: Unknown | undefined = isUnknown(ip) ? ip : undefined;
      let reachable = false;
      for (const row of subnetFacts(group)) {
        const route = trail.peek(row.route);
        if (route === 'internet-gateway') reachable = true;
        else if (isUnknown(route)) unknown ??= route;
      }
      if (unknown) return unknown;
      return reachable;
    }),
  };
}

/** Whether a node gets a public IPv4 address: the interface's own setting, else the subnet's. */
function publicIpFact(group: GroupContext): Fact<boolean> {
  return derive<boolean>(trail => {
    const own = ownPublicAddress(group, trail);
    if (own !== undefined) return own;
    const subnets = subnetsOf(group);
    let unknown: Unknown | undefined;
    let any = false;
    const candidates = [...subnets.members.map(({ resource, id }) => ({ resource, id })), ...subnets.possible.map(resource => ({ resource, id: resource.ref.id }))];
    // The one that gives out addresses is what has to change, so it comes last.
    const givesOut = subnets.members.find(({ resource }) => resource && look(resource as Resource, 'MapPublicIpOnLaunch') === true)?.resource;
    for (const { resource, id } of givesOut ? [...candidates.filter(other => other.resource !== givesOut), { resource: givesOut, id: givesOut.ref.id }] : candidates) {
      if (!resource) {
        unknown ??= new Unknown('not-in-input', id, { resolveWith: `whether ${id} gives out public addresses is not in this input: scan the live account` });
        continue;
      }
      const maps = trail.look(resource as Resource, 'MapPublicIpOnLaunch', { linkedBy: 'reference' });
      if (isUnknown(maps)) unknown ??= maps;
      else if (maps === true) any = true;
    }
    if (subnets.open) {
      trail.note(subnets.carrier, subnets.path, subnets.open);
      unknown ??= subnets.open;
    }
    if (givesOut) return true;
    return unknown ?? (any ? new Unknown('ambiguous', subnets.path) : false);
  });
}

function ownPublicAddress(group: GroupContext, trail: Trail): boolean | Unknown | undefined {
  if (group.kind === 'auto-mode' || group.kind === 'fargate') return undefined;
  const interfaces = setting(trail, group.launch, 'NetworkInterfaces');
  if (isUnknown(interfaces.value)) return interfaces.value;
  if (Array.isArray(interfaces.value) && interfaces.layer && interfaces.path !== undefined) {
    const list = interfaces.value as readonly Record<string, unknown>[];
    // `efa-only` interfaces carry no IP address, so they do not count as a second one.
    const counted = list.filter(item => item['InterfaceType'] !== 'efa-only');
    const first = list.findIndex(item => item['DeviceIndex'] === 0 || item['DeviceIndex'] === undefined);
    if (first >= 0) {
      const value = trail.look(interfaces.layer.resource, `${interfaces.path}[${first}].AssociatePublicIpAddress`);
      if (typeof value === 'boolean' || isUnknown(value)) return value;
    }
    if (counted.length > 1) return false;
  }
  const plain = setting(trail, group.launch, 'AssociatePublicIpAddress');
  if (plain.layer && (typeof plain.value === 'boolean' || isUnknown(plain.value))) return plain.value;
  return undefined;
}
