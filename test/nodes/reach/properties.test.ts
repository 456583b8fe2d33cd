import fc from 'fast-check';
import { describe, it } from 'vitest';
import { isUnknown, type Leaf, Unknown } from '../../../src/inventory/index.ts';
import {
  allows, between, type FlowRule, type GroupSet, nodeEgress, openToWorld, type Peer, type PeerQuery, type Route, routeTableClass, type SecurityGroupView, sshOpenTo, type Verdict,
} from '../../../src/nodes/reach/index.ts';
import { merged, parseCidr, type Family } from '../../../src/nodes/reach/cidr.ts';
import { ref } from './build.ts';

/** What the symbols stand for, and which of them one knows. Drawn small, so that symbols meet. */
interface Knowledge {
  readonly values: Readonly<Record<string, string | number>>;
  readonly known: ReadonlySet<string>;
}

/** A leaf is a value or a symbol, written `{ symbol }`. */
type Sketch<T> = T | { readonly symbol: string };

const groups = ['sg-a', 'sg-b', 'sg-c'];
const v4 = ['0.0.0.0/0', '0.0.0.0/1', '128.0.0.0/1', '10.0.0.0/8', '10.0.0.0/16', '10.0.1.0/24', '10.0.1.128/25', '192.168.0.0/16', '8.0.0.0/7', '17.0.0.0/8', '8.8.8.8/32', '?'];
const v6 = ['::/0', '::/1', '2000::/3', 'fd00::/8', '2001:db8::/32', 'fd00:1::/64'];
const protocols = ['-1', 'tcp', 'TCP', '6', 'udp', '17', 'icmp', '50', 'x'];
const ports = [0, 22, 53, 443, 10250, 65535];

const values: fc.Arbitrary<Knowledge['values']> = fc.record({
  g1: fc.constantFrom(...groups), g2: fc.constantFrom(...groups), c1: fc.constantFrom(...v4), c2: fc.constantFrom(...v4), s1: fc.constantFrom(...v6),
  p1: fc.constantFrom(...protocols), n1: fc.constantFrom(...ports), n2: fc.constantFrom(...ports), f1: fc.constantFrom('ipv4', 'ipv6'),
});
const allSymbols = ['g1', 'g2', 'c1', 'c2', 's1', 'p1', 'n1', 'n2', 'f1', 'lists', 'peers', 'sets'];

const leaf = <T>(of: readonly T[], ...symbols: string[]): fc.Arbitrary<Sketch<T>> =>
  fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...of) }, { weight: 1, arbitrary: fc.constantFrom(...symbols).map(symbol => ({ symbol })) });

const groupKey = leaf(groups, 'g1', 'g2');

type PeerSketch =
  | { kind: 'cidr'; family: Family; cidr: Sketch<string> }
  | { kind: 'group'; group: Sketch<string> }
  | { kind: 'self' }
  | { kind: 'list'; entries: string[]; isRead: boolean }
  /** Not even its kind is seen before `peers` or its symbol is known; the symbol may be that of a group. */
  | { kind: 'hidden'; symbol: 'g1' | 'c1' };

const peer: fc.Arbitrary<PeerSketch> = fc.oneof(
  fc.record({ kind: fc.constant('cidr' as const), family: fc.constant('ipv4' as const), cidr: leaf(v4, 'c1', 'c2') }),
  fc.record({ kind: fc.constant('cidr' as const), family: fc.constant('ipv6' as const), cidr: leaf(v6, 's1') }),
  fc.record({ kind: fc.constant('group' as const), group: groupKey }),
  fc.constant({ kind: 'self' as const }),
  fc.record({ kind: fc.constant('list' as const), entries: fc.array(fc.constantFrom(...v4, ...v6), { maxLength: 3 }), isRead: fc.boolean() }),
  fc.record({ kind: fc.constant('hidden' as const), symbol: fc.constantFrom('g1' as const, 'c1' as const) }),
);

const rule = fc.record({
  direction: fc.constantFrom('ingress' as const, 'egress' as const),
  protocol: leaf(protocols, 'p1'),
  fromPort: fc.option(leaf(ports, 'n1', 'n2'), { nil: undefined, freq: 8 }),
  toPort: fc.option(leaf(ports, 'n1', 'n2'), { nil: undefined, freq: 8 }),
  peer,
});
type RuleSketch = typeof rule extends fc.Arbitrary<infer T> ? T : never;

const view = fc.record({ key: groupKey, rules: fc.array(rule, { maxLength: 3 }), unseen: fc.option(fc.array(rule, { maxLength: 2 }), { nil: undefined }) });
const set = fc.record({ views: fc.array(view, { maxLength: 2 }), unseen: fc.option(fc.array(view, { maxLength: 1 }), { nil: undefined, freq: 2 }) });
type SetSketch = typeof set extends fc.Arbitrary<infer T> ? T : never;

const other = fc.record({
  groups: fc.array(groupKey, { maxLength: 2 }),
  unseenGroups: fc.option(fc.array(groupKey, { maxLength: 2 }), { nil: undefined }),
  cidrs: fc.array(leaf([...v4, ...v6], 'c1', 'c2', 's1'), { maxLength: 3 }),
  family: leaf(['ipv4', 'ipv6'] as const, 'f1'),
});
type OtherSketch = typeof other extends fc.Arbitrary<infer T> ? T : never;

const scene = fc.record({ values, set, second: set, other, port: fc.constantFrom(22, 53, 443, 10250), protocol: fc.constantFrom('tcp' as const, 'udp' as const) });
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

/** The sketch as someone sees it who knows this much. */
function seen({ set, second, other, port, protocol }: Scene, knowledge: Knowledge) {
  const at = <T extends string | number>(sketch: Sketch<T>): Leaf<T> => {
    if (typeof sketch !== 'object') return sketch;
    return knowledge.known.has(sketch.symbol) ? (knowledge.values[sketch.symbol] as T) : ref(sketch.symbol);
  };
  const all = knowledge.known.has('sets') ? undefined : ref('more');

  const peerOf = (sketch: PeerSketch): Peer => {
    if (sketch.kind === 'list') return { kind: 'prefix-list', id: 'pl-1', entries: sketch.isRead || knowledge.known.has('lists') ? sketch.entries : undefined };
    if (sketch.kind === 'cidr') return { ...sketch, cidr: at(sketch.cidr) };
    if (sketch.kind === 'group') return { ...sketch, group: at(sketch.group) };
    if (sketch.kind === 'self') return sketch;
    if (!knowledge.known.has('peers') && !knowledge.known.has(sketch.symbol)) return ref(sketch.symbol);
    return sketch.symbol === 'g1' ? { kind: 'group', group: at<string>(sketch) } : { kind: 'cidr', family: 'ipv4', cidr: at<string>(sketch) };
  };
  const ruleOf = (sketch: RuleSketch, id: string): FlowRule<string> => ({
    id,
    direction: sketch.direction,
    protocol: at(sketch.protocol),
    fromPort: sketch.fromPort === undefined ? undefined : at(sketch.fromPort),
    toPort: sketch.toPort === undefined ? undefined : at(sketch.toPort),
    peer: peerOf(sketch.peer),
  });
  const viewOf = ({ key, rules, unseen }: SetSketch['views'][number], name: string): SecurityGroupView<string> => ({
    key: at(key),
    rules: [...rules, ...(all || !unseen ? [] : unseen)].map((one, index) => ruleOf(one, `${name}.${index}`)),
    open: unseen && all,
  });
  const setOf = ({ views, unseen }: SetSketch, name: string): GroupSet<string> => ({
    groups: [...views, ...(all || !unseen ? [] : unseen)].map((one, index) => viewOf(one, `${name}.${index}`)),
    openGroups: unseen && all,
  });
  const otherOf = (sketch: OtherSketch): PeerQuery => ({
    groups: [...sketch.groups, ...(all || !sketch.unseenGroups ? [] : sketch.unseenGroups)].map(at),
    openGroups: sketch.unseenGroups && all,
    cidrs: sketch.cidrs.map(at),
    family: at(sketch.family),
  });
  return { set: setOf(set, 'a'), second: setOf(second, 'b'), other: otherOf(other), port, protocol };
}
type Seen = ReturnType<typeof seen>;

const questions: Record<string, (scene: Seen) => Verdict> = {
  'allows, ingress': ({ set, other, port, protocol }) => allows(set, { direction: 'ingress', protocol, port, peer: other }).verdict,
  'allows, egress': ({ set, other, port, protocol }) => allows(set, { direction: 'egress', protocol, port, peer: other }).verdict,
  'allows, world': ({ set, port, protocol }) => allows(set, { direction: 'ingress', protocol, port, peer: 'world' }).verdict,
  'allows, to the world': ({ set, port, protocol }) => allows(set, { direction: 'egress', protocol, port, peer: 'world' }).verdict,
  between: ({ set, second, other, port, protocol }) => between(set, { ...second, cidrs: other.cidrs }, { protocol, port, family: other.family }).verdict,
  openToWorld: ({ set }) => openToWorld(set, [22, 10250]).verdict,
  sshOpenTo: ({ set, other }) => sshOpenTo(set, { groups: other.groups ?? [], openGroups: other.openGroups }).verdict,
  nodeEgress: ({ set }) => nodeEgress(set).verdict,
};

const some = fc.subarray(allSymbols).map(known => new Set(known));
const rank: Record<Verdict, number> = { no: 0, unknown: 1, yes: 2 };
const runs = { numRuns: 400 };

describe.each(Object.entries(questions))('%s', (_, ask) => {
  it('does not change a sure answer when more is known', () => {
    fc.assert(
      fc.property(scene, some, some, (sketch, less, more) => {
        const before = ask(seen(sketch, { values: sketch.values, known: less }));
        const after = ask(seen(sketch, { values: sketch.values, known: new Set([...less, ...more]) }));
        return before === 'unknown' || after === before;
      }),
      runs,
    );
  });

  it('knows all when all is known, but for what cannot be read', () => {
    const readable = scene.filter(one => !/"(\?|x|50)"|undefined/.test(JSON.stringify(one, (_key, value: unknown) => (value === undefined ? 'undefined' : value))));
    fc.assert(
      fc.property(readable, sketch => {
        // Partial cover of the other side and a narrow way out stay unknown by design.
        const one = seen({ ...sketch, other: { ...sketch.other, cidrs: ['10.0.1.0/24'], family: 'ipv4' } }, { values: sketch.values, known: new Set(allSymbols) });
        const isNarrow = ask === questions['nodeEgress'] || /10\.0\.1\.128/.test(JSON.stringify(one)) || ask === questions['between'];
        return isNarrow || ask(one) !== 'unknown';
      }),
      { numRuns: 150 },
    );
  });

  it('never falls when a rule is added', () => {
    fc.assert(
      fc.property(scene, some, rule, (sketch, known, extra) => {
        const knowledge = { values: sketch.values, known };
        const [first, ...rest] = sketch.set.views;
        if (!first) return true;
        const added = { ...sketch, set: { ...sketch.set, views: [{ ...first, rules: [...first.rules, extra] }, ...rest] } };
        return rank[ask(seen(added, knowledge))] >= rank[ask(seen(sketch, knowledge))];
      }),
      runs,
    );
  });

  it('does not depend on order', () => {
    fc.assert(
      fc.property(scene, some, (sketch, known) => {
        const one = seen(sketch, { values: sketch.values, known });
        const reversed = (set: GroupSet<string>) => ({ ...set, groups: set.groups.map(group => ({ ...group, rules: [...group.rules].reverse() })).reverse() });
        const turned = { ...one.other, groups: [...(one.other.groups ?? [])].reverse(), cidrs: [...(one.other.cidrs ?? [])].reverse() };
        return ask({ ...one, set: reversed(one.set), second: reversed(one.second), other: turned }) === ask(one);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same for a CIDR and its two halves', () => {
    fc.assert(
      fc.property(scene, some, (sketch, known) => {
        const one = seen(sketch, { values: sketch.values, known });
        const split = (set: GroupSet<string>) => ({ ...set, groups: set.groups.map(group => ({ ...group, rules: group.rules.flatMap(halved) })) });
        return ask({ ...one, set: split(one.set), second: split(one.second) }) === ask(one);
      }),
      runs,
    );
  });

  it('never throws on odd text', () => {
    const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('__proto__', 'constructor', '-1', '0.0.0.0/0', '::/0'));
    fc.assert(
      fc.property(fc.array(odd, { minLength: 6, maxLength: 6 }), fc.double(), ([a = '', b = '', c = '', d = '', e = '', f = ''], port) => {
        const odds: Peer[] = [{ kind: 'cidr', family: 'ipv4', cidr: a }, { kind: 'group', group: b }, { kind: 'prefix-list', id: c, entries: [d] }, { kind: 'self' }];
        const rules = odds.flatMap(peer => (['ingress', 'egress'] as const).map(direction => ({ id: f, direction, protocol: e, fromPort: port, toPort: port, peer })));
        const set = { groups: [{ key: b, rules }] };
        ask({ set, second: set, other: { groups: [b], cidrs: [a, d] }, port: 22, protocol: 'tcp' });
      }),
      { numRuns: 100 },
    );
  });
});

function halved(rule: FlowRule<string>): FlowRule<string>[] {
  const { peer } = rule;
  const cidr = !isUnknown(peer) && peer.kind === 'cidr' && !isUnknown(peer.cidr) ? parseCidr(peer.cidr) : undefined;
  if (!cidr || isUnknown(peer) || peer.kind !== 'cidr' || isUnknown(peer.cidr) || cidr.first === cidr.last) return [rule];
  const middle = cidr.first + (cidr.last - cidr.first + 1n) / 2n;
  const text = (value: bigint) =>
    cidr.family === 'ipv4'
      ? [24n, 16n, 8n, 0n].map(shift => (value >> shift) & 255n).join('.')
      : Array.from({ length: 8 }, (_, at) => ((value >> BigInt(112 - 16 * at)) & 0xffffn).toString(16)).join(':');
  const halves = [cidr.first, middle].map(first => `${text(first)}/${cidr.prefix + 1}`);
  if (merged(halves.flatMap(half => parseCidr(half) ?? [])).length !== 1) throw new Error('not the halves');
  return halves.map((half, at) => ({ ...rule, id: `${rule.id}/${at}`, peer: { ...peer, cidr: half } }));
}

describe('routeTableClass', () => {
  const igw = new Unknown('known-after-apply', 'igw', { targets: { refs: [{ kind: 'InternetGateway', id: 'x' }], complete: true, linkedBy: 'reference', all: false } });
  const target: fc.Arbitrary<readonly [Route, Route]> = fc.constantFrom(
    // As seen before, and with more known. A route has one target.
    [{ GatewayId: ref('gw') }, { GatewayId: 'igw-1' }], [{ GatewayId: ref('gw') }, { GatewayId: 'vgw-1' }], [{ GatewayId: ref('gw') }, { GatewayId: 'local' }], [{ GatewayId: igw }, { GatewayId: 'igw-1' }],
    [{ GatewayId: 'igw-1' }, { GatewayId: 'igw-1' }], [{ NatGatewayId: ref('nat') }, { NatGatewayId: 'nat-1' }], [{ GatewayId: 'vpce-1' }, { GatewayId: 'vpce-1' }], [{}, {}],
  );
  const destination: fc.Arbitrary<readonly [Route, Route]> = fc.oneof(
    fc.constantFrom(...v4).map(text => [{ DestinationCidrBlock: text }, { DestinationCidrBlock: text }] as const),
    fc.constantFrom(...v4).map(text => [{ DestinationCidrBlock: ref('c') }, { DestinationCidrBlock: text }] as const),
    fc.constantFrom(...v6).map(text => [{ DestinationIpv6CidrBlock: ref('c') }, { DestinationIpv6CidrBlock: text }] as const),
    fc.constantFrom('pl-all', 'pl-private').map(id => [{ DestinationPrefixListId: ref('pl') }, { DestinationPrefixListId: id }] as const),
    fc.constantFrom('pl-all', 'pl-private').map(id => [{ DestinationPrefixListId: id }, { DestinationPrefixListId: id }] as const),
  );
  const state: fc.Arbitrary<readonly [Route, Route]> = fc.constantFrom(
    [{}, {}], [{ State: ref('s') }, { State: 'active' }], [{ State: ref('s') }, { State: 'blackhole' }], [{ State: 'active' }, { State: 'active' }],
  );
  const route = fc.tuple(target, destination, state).map(parts => [0, 1].map(at => Object.assign({}, ...parts.map(part => part[at])) as Route));
  const prefixList = (id: string) => (id === 'pl-all' ? ['0.0.0.0/0'] : ['10.0.0.0/8']);

  it('does not change a sure answer when more is known, nor with order', () => {
    fc.assert(
      fc.property(fc.array(route, { maxLength: 4 }), fc.option(fc.array(route, { maxLength: 2 })), fc.boolean(), (routes, unseen, isRead) => {
        const before = routeTableClass(routes.flatMap(([one]) => one ?? []), unseen ? ref('routes') : undefined, isRead ? { prefixList } : {});
        const after = routeTableClass([...(unseen ?? []), ...routes].flatMap(([, one]) => one ?? []), undefined, { prefixList, vpcCidrs: ['10.0.0.0/16'] });
        return (['toInternetGateway', 'egress'] as const).every(key => before[key].verdict === 'unknown' || before[key].verdict === after[key].verdict);
      }),
      runs,
    );
  });
});
