import { isUnknown, type Leaf, Unknown } from '../../inventory/index.ts';
import type { FlowRule, Transport } from './rules.ts';

export type Flow = Pick<FlowRule<unknown>, 'protocol' | 'fromPort' | 'toPort'>;

/** Whether the rule is about this protocol and port, whoever its peer is. `all` asks for every port from 1 to 65535. */
export function carries(rule: Flow, transport: Transport, port: number | 'all'): Leaf<boolean> {
  const protocol = isUnknown(rule.protocol) ? rule.protocol : protocolOf(rule.protocol);
  if (isUnknown(protocol)) return protocol;
  if (protocol === 'all') return true;
  return protocol === transport && within(rule.fromPort, rule.toPort, port);
}

const protocols = new Map<string, Transport | 'icmp' | 'all'>([
  ['-1', 'all'],
  ['all', 'all'],
  ['tcp', 'tcp'],
  ['6', 'tcp'],
  ['udp', 'udp'],
  ['17', 'udp'],
  ['icmp', 'icmp'],
  ['1', 'icmp'],
  ['icmpv6', 'icmp'],
  ['58', 'icmp'],
]);

function protocolOf(text: string): Transport | 'icmp' | 'all' | Unknown {
  // "-1 or a protocol number other than tcp, udp, icmp, or icmpv6 allows traffic on all ports, regardless of any port range" (EC2 API
  // Reference, IpPermission, read 2026-11-25). The page does not say whether the ports of such a number are also those of TCP, and
  // neither a fail nor a pass may rest on that.
  return protocols.get(String(text).trim().toLowerCase()) ?? new Unknown('unreadable', `what protocol "${text}" carries`);
}

function within(from: Flow['fromPort'], to: Flow['toPort'], port: number | 'all'): Leaf<boolean> {
  const first = portOf(from);
  const last = portOf(to);
  const [low, high] = port === 'all' ? [1, 65_535] : [port, port];
  // One end that is known can settle it.
  if (!isUnknown(first) && first > low) return false;
  if (!isUnknown(last) && last < high) return false;
  if (isUnknown(first)) return first;
  return isUnknown(last) ? last : true;
}

/** TCP and UDP need a port range (same page); without one, or with ICMP's -1, what AWS does is not established. */
function portOf(port: Flow['fromPort']): Leaf<number> {
  if (isUnknown(port)) return port;
  return typeof port === 'number' && Number.isInteger(port) && port >= 0 ? port : new Unknown('unreadable', `port ${String(port)}`);
}
