import { describe, expect, it } from 'vitest';
import { type Leaf, Unknown } from '../../../src/inventory/index.ts';
import { allows, type FlowRule, type GroupSet, type PeerQuery } from '../../../src/nodes/reach/index.ts';
import { cidr, group, list, nic, ref, rule, self, view } from './build.ts';

const kubelet = { direction: 'ingress', protocol: 'tcp', port: 10250 } as const;
const subnets = ['10.0.1.0/24', '10.0.2.0/24'];
const controlPlane: PeerQuery = { groups: ['sg-cp'], cidrs: subnets };
const ask = (set: GroupSet<string>, peer: PeerQuery | 'world' = controlPlane, query: { direction: 'ingress' | 'egress'; protocol: 'tcp' | 'udp'; port: number } = kubelet) =>
  allows(set, { ...query, peer });

describe('protocols and ports (domain: effective rules)', () => {
  const protocol = (name: Leaf<string>, fromPort?: Leaf<number>, toPort?: Leaf<number>): FlowRule<string> => ({ id: 'a', direction: 'ingress', protocol: name, fromPort, toPort, peer: group('sg-cp') });

  it.each<[string, FlowRule<string>, string]>([
    ['-1 without ports', protocol('-1'), 'yes'],
    ['-1 with 0/0', protocol('-1', 0, 0), 'yes'],
    ['-1 with another port', protocol('-1', 80, 80), 'yes'],
    ['all', protocol('ALL', 0, 0), 'yes'],
    ['tcp by name', protocol('tcp', 10250, 10250), 'yes'],
    ['TCP in capitals', protocol('TCP', 10250, 10250), 'yes'],
    ['tcp by number', protocol('6', 10250, 10250), 'yes'],
    ['a range', protocol('tcp', 1025, 65535), 'yes'],
    ['a range that ends before', protocol('tcp', 0, 10249), 'no'],
    ['a range that begins after', protocol('tcp', 10251, 65535), 'no'],
    ['tcp 0/0 is port 0', protocol('tcp', 0, 0), 'no'],
    ['udp', protocol('udp', 0, 65535), 'no'],
    ['udp by number', protocol('17', 0, 65535), 'no'],
    ['icmp: type and code are no ports', protocol('icmp', 10250, 10250), 'no'],
    ['icmp by number', protocol('1', -1, -1), 'no'],
    ['icmpv6', protocol('icmpv6', -1, -1), 'no'],
    ['icmpv6 by number', protocol('58'), 'no'],
    ['another protocol: all ports, and whether of TCP is not said', protocol('50', 80, 80), 'unknown'],
    ['no protocol', protocol('banana', 10250, 10250), 'unknown'],
    ['unknown protocol', protocol(ref('var.protocol'), 10250, 10250), 'unknown'],
    ['unknown protocol, other port: may be -1', protocol(ref('var.protocol'), 80, 80), 'unknown'],
    ['unknown first port', protocol('tcp', ref('var.from'), 65535), 'unknown'],
    ['unknown first port, last before', protocol('tcp', ref('var.from'), 1024), 'no'],
    ['unknown last port', protocol('tcp', 0, ref('var.to')), 'unknown'],
    ['unknown last port, first after', protocol('tcp', 30000, ref('var.to')), 'no'],
    ['tcp without ports', protocol('tcp'), 'unknown'],
    ['tcp with -1', protocol('tcp', -1, -1), 'unknown'],
    ['no number', protocol('tcp', Number.NaN, 65535), 'unknown'],
    ['the other direction', { ...protocol('-1'), direction: 'egress' }, 'no'],
  ])('%s', (_, one, verdict) => {
    expect(ask(nic([one]))).toMatchObject({ verdict });
  });
});

describe('peers', () => {
  const from = (peer: FlowRule<string>['peer']) => [rule('a', 'ingress tcp 10250', peer)];

  it.each<[string, FlowRule<string>[], PeerQuery, string]>([
    ['its group', from(group('sg-cp')), controlPlane, 'yes'],
    ['its group in another account', from(group('123456789012/sg-cp')), controlPlane, 'yes'],
    ['another group', from(group('sg-other')), controlPlane, 'no'],
    ['another group, not all of its groups seen', from(group('sg-other')), { ...controlPlane, openGroups: ref('var.sgs') }, 'unknown'],
    ['a group, its groups not known', from(group('sg-cp')), { cidrs: subnets }, 'unknown'],
    ['the same reference', from(group(ref('var.sg'))), { groups: [ref('var.sg')] }, 'yes'],
    ['different references', from(group(ref('var.a'))), { groups: [ref('var.b')] }, 'unknown'],
    ['a reference and an id', from(group(ref('var.a'))), controlPlane, 'unknown'],
    ['an id and a reference', from(group('sg-cp')), { groups: [ref('var.a')] }, 'unknown'],
    ['a symbol that is spelled as an id', from(group(ref('sg-cp'))), controlPlane, 'unknown'],
    ['a peer of unknown kind, the same reference', from(ref('var.sg')), { groups: [ref('var.sg')] }, 'yes'],
    ['a peer of unknown kind', from(ref('var.peer')), controlPlane, 'unknown'],
    ['self, which it carries', from(self), { groups: ['sg-node'] }, 'yes'],
    ['self, which it does not', from(self), controlPlane, 'no'],
    ['a CIDR around all subnets', from(cidr('10.0.0.0/16')), controlPlane, 'yes'],
    ['a CIDR around one of two subnets', from(cidr('10.0.1.0/24')), controlPlane, 'unknown'],
    ['a part of a subnet', from(cidr('10.0.1.7/32')), controlPlane, 'unknown'],
    ['another CIDR', from(cidr('192.168.0.0/16')), controlPlane, 'no'],
    ['one CIDR a subnet', [...from(cidr('10.0.1.0/24')), ...from(cidr('10.0.2.0/24'))], controlPlane, 'yes'],
    ['halves', [...from(cidr('0.0.0.0/1')), ...from(cidr('128.0.0.0/1'))], controlPlane, 'yes'],
    ['everything', from(cidr('0.0.0.0/0')), { groups: ['sg-cp'] }, 'yes'],
    ['everything by IPv6 only', from(cidr('::/0')), controlPlane, 'no'],
    ['everything by IPv6, for IPv6', from(cidr('::/0')), { ...controlPlane, family: 'ipv6' }, 'yes'],
    ['everything by IPv4, for an unknown family', from(cidr('0.0.0.0/0')), { ...controlPlane, family: ref('ip_family') }, 'unknown'],
    ['everything by both, for an unknown family', [...from(cidr('0.0.0.0/0')), ...from(cidr('::/0'))], { ...controlPlane, family: ref('ip_family') }, 'yes'],
    ['a CIDR, its addresses not known', from(cidr('10.0.0.0/16')), { groups: ['sg-cp'] }, 'unknown'],
    ['a CIDR, not all of its subnets known', from(cidr('10.0.0.0/16')), { ...controlPlane, openCidrs: ref('var.subnets') }, 'unknown'],
    ['a CIDR, a subnet that cannot be read', from(cidr('10.0.0.0/16')), { cidrs: ['10.0.1.0/24', 'x'], groups: [] }, 'unknown'],
    ['the same reference as CIDR', from(cidr(ref('aws_vpc.main.cidr_block'))), { groups: [], cidrs: [ref('aws_vpc.main.cidr_block')] }, 'yes'],
    ['the same reference, which may be a CIDR of another family', from(ref('vpc')), { groups: [], cidrs: [ref('vpc')] }, 'unknown'],
    ['the same reference, for an unknown family', from(cidr(ref('vpc'))), { groups: [], cidrs: [ref('vpc')], family: ref('ip_family') }, 'unknown'],
    ['a CIDR that is the same reference as a group', from(cidr(ref('x'))), { groups: [ref('x')], cidrs: subnets }, 'unknown'],
    ['an unknown port from all subnets', [{ ...rule('a', 'ingress tcp 1..1', cidr('10.0.0.0/8')), toPort: ref('to') }], controlPlane, 'unknown'],
    ['an unknown port from elsewhere', [{ ...rule('a', 'ingress tcp 1..1', cidr('192.168.0.0/16')), toPort: ref('to') }], controlPlane, 'no'],
    ['the same reference and a CIDR elsewhere', from(cidr(ref('vpc'))), { groups: [], cidrs: [ref('vpc'), '192.168.0.0/24'] }, 'unknown'],
    ['an unknown CIDR', from(cidr(ref('var.cidr'))), controlPlane, 'unknown'],
    ['an unknown CIDR of the other family', from(cidr(ref('var.cidr'), 'ipv6')), controlPlane, 'no'],
    ['a CIDR against an unknown subnet', from(cidr('192.168.0.0/16')), { groups: [], cidrs: [ref('subnet')] }, 'unknown'],
    ['everything against an unknown subnet', from(cidr('0.0.0.0/0')), { groups: [], cidrs: [ref('subnet')] }, 'yes'],
    ['a CIDR that cannot be read', from(cidr('10.0.0.0')), controlPlane, 'unknown'],
    ['IPv6 where IPv4 belongs', from({ kind: 'cidr', family: 'ipv4', cidr: '::/0' }), controlPlane, 'unknown'],
    ['a prefix list around the subnets', from(list('pl-1', ['10.0.1.0/24', '10.0.2.0/24'])), controlPlane, 'yes'],
    ['a prefix list around others', from(list('pl-1', ['192.168.0.0/16', '2001:db8::/32'])), controlPlane, 'no'],
    ['a prefix list that was not read', from(list('pl-1')), controlPlane, 'unknown'],
    ['a prefix list with an odd entry', from(list('pl-1', ['192.168.0.0/16', '?'])), controlPlane, 'unknown'],
    ['an empty prefix list', from(list('pl-1', [])), controlPlane, 'no'],
  ])('%s', (_, rules, peer, verdict) => {
    expect(ask(nic(rules), peer)).toMatchObject({ verdict });
  });
});

describe('unions of groups', () => {
  const need = rule('need', 'ingress tcp 10250', group('sg-cp'));
  const other = rule('other', 'ingress tcp 443', group('sg-cp'));

  it.each<[string, GroupSet<string>, object]>([
    ['no group', { groups: [] }, { verdict: 'no' }],
    ['groups that were not seen', { groups: [], openGroups: ref('var.sgs') }, { verdict: 'unknown', blockers: [{ kind: 'open-groups', unknown: ref('var.sgs') }] }],
    ['the second group allows', { groups: [view('a', [other]), view('b', [need])] }, { verdict: 'yes', rules: ['need'] }],
    ['an open group beside it changes nothing', { groups: [view('a', [other], ref('rules')), view('b', [need])], openGroups: ref('var.sgs') }, { verdict: 'yes', rules: ['need'] }],
    ['closed groups without it', { groups: [view('a', [other]), view('b', [])] }, { verdict: 'no' }],
    [
      'one of them open',
      { groups: [view('a', [other]), view('b', [], ref('rules'))] },
      { verdict: 'unknown', blockers: [{ kind: 'open-rules', group: 'b', unknown: ref('rules') }] },
    ],
  ])('%s', (_, set, expected) => {
    expect(ask(set)).toEqual(expected);
  });

  it('names the rules that decide, and those only', () => {
    const halves = [rule('low', 'ingress tcp 10250', cidr('10.0.1.0/24')), rule('high', 'ingress tcp 10250', cidr('10.0.2.0/24'))];
    const elsewhere = rule('elsewhere', 'ingress -1', cidr('192.168.0.0/16'));
    expect(ask(nic([elsewhere, ...halves]))).toEqual({ verdict: 'yes', rules: ['low', 'high'] });
    expect(ask(nic([...halves, rule('wide', 'ingress -1', cidr('10.0.0.0/8'))]))).toEqual({ verdict: 'yes', rules: ['wide'] });
    expect(ask(nic([...halves, need]))).toEqual({ verdict: 'yes', rules: ['need', 'low', 'high'] });
    expect(ask(nic([elsewhere, rule('ref', 'ingress -1', cidr(ref('vpc')))]), { groups: [], cidrs: [ref('vpc')] })).toEqual({ verdict: 'yes', rules: ['ref'] });
  });

  it('names the rule that blocks', () => {
    const unknown = new Unknown('known-after-apply', 'aws_security_group.x.id');
    expect(ask(nic([other, rule('doubtful', 'ingress tcp 10250', group(unknown))]))).toEqual({ verdict: 'unknown', blockers: [{ kind: 'rule', rule: 'doubtful', unknown }] });
  });
});

describe('the world', () => {
  const http = { protocol: 'tcp', port: 443 } as const;
  it.each([
    ['ingress', ['0.0.0.0/0'], 'yes'],
    ['ingress', ['::/0'], 'yes'],
    ['ingress', ['128.0.0.0/1'], 'yes'],
    ['ingress', ['10.0.0.0/8', '100.64.0.0/10'], 'no'],
    ['egress', ['0.0.0.0/0'], 'yes'],
    ['egress', ['::/0'], 'yes'],
    ['egress', ['0.0.0.0/1', '128.0.0.0/1'], 'yes'],
    ['egress', ['128.0.0.0/1'], 'no'],
  ] as const)('%s with %j: %s', (direction, texts, verdict) => {
    const rules = texts.map(text => rule(text, `${direction} tcp 443`, cidr(text)));
    expect(ask(nic(rules), 'world', { direction, ...http })).toMatchObject({ verdict });
  });
});
