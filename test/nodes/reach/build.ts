import { Unknown } from '../../../src/inventory/index.ts';
import type { FlowRule, GroupKey, GroupSet, Peer, SecurityGroupView } from '../../../src/nodes/reach/index.ts';

/** An unresolved reference. */
export function ref(symbol: string): Unknown {
  return new Unknown('unresolved-reference', symbol);
}

/** A rule in one line: `rule('a', 'ingress tcp 22', cidr('0.0.0.0/0'))`; ports are left out for -1. */
export function rule(id: string, flow: string, peer: Peer): FlowRule<string> {
  const [direction, protocol = '-1', ports] = flow.split(' ');
  const [fromPort, toPort = fromPort] = ports?.split('..').map(Number) ?? [];
  return { id, direction: direction === 'egress' ? 'egress' : 'ingress', protocol, fromPort, toPort, peer };
}

export function cidr(text: string | Unknown, family: 'ipv4' | 'ipv6' = 'ipv4'): Peer {
  return { kind: 'cidr', family: typeof text === 'string' && text.includes(':') ? 'ipv6' : family, cidr: text };
}

export function group(key: GroupKey): Peer {
  return { kind: 'group', group: key };
}

export const self: Peer = { kind: 'self' };

export function list(id: string, entries?: readonly string[]): Peer {
  return { kind: 'prefix-list', id, entries };
}

export function view(key: GroupKey, rules: readonly FlowRule<string>[], open?: Unknown): SecurityGroupView<string> {
  return { key, rules, open };
}

/** A network interface with one group `sg-node`. */
export function nic(rules: readonly FlowRule<string>[], open?: Unknown): GroupSet<string> {
  return { groups: [view('sg-node', rules, open)] };
}
