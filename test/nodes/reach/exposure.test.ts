import { describe, expect, it } from 'vitest';
import { type FlowRule, nodeEgress, openToWorld, sshOpenTo } from '../../../src/nodes/reach/index.ts';
import { cidr, group, list, nic, ref, rule, self, view } from './build.ts';

const admin = [22, 3389, 10250, 10255];
const anywhere = cidr('0.0.0.0/0');

describe('openToWorld', () => {
  const open = (port: number | 'all', family: string, ...rules: string[]) => ({ port, family, rules });

  it.each<[string, FlowRule<string>[], unknown[]]>([
    ['SSH', [rule('a', 'ingress tcp 22', anywhere)], [open(22, 'ipv4', 'a')]],
    ['SSH by IPv6', [rule('a', 'ingress tcp 22', cidr('::/0'))], [open(22, 'ipv6', 'a')]],
    ['RDP and kubelet in one range', [rule('a', 'ingress tcp 3389..10250', anywhere)], [open(3389, 'ipv4', 'a'), open(10250, 'ipv4', 'a')]],
    ['everything', [rule('a', 'ingress -1', anywhere)], [open('all', 'ipv4', 'a')]],
    ['every TCP port', [rule('a', 'ingress tcp 0..65535', anywhere)], [open('all', 'ipv4', 'a')]],
    ['every TCP port but 0', [rule('a', 'ingress tcp 1..65535', anywhere)], [open('all', 'ipv4', 'a')]],
    ['everything, and SSH again', [rule('a', 'ingress -1', anywhere), rule('b', 'ingress tcp 22', anywhere)], [open('all', 'ipv4', 'a'), open(22, 'ipv4', 'b')]],
    ['two halves', [rule('a', 'ingress tcp 22', cidr('0.0.0.0/1')), rule('b', 'ingress tcp 22', cidr('128.0.0.0/1'))], [open(22, 'ipv4', 'a', 'b')]],
    [
      'two pieces that are the world only together',
      [rule('a', 'ingress tcp 22', cidr('17.0.0.0/8')), rule('b', 'ingress -1', cidr('19.0.0.0/8')), rule('c', 'ingress tcp 22', cidr('10.0.0.0/8'))],
      [open(22, 'ipv4', 'a', 'b')],
    ],
    ['a prefix list of everything', [rule('a', 'ingress tcp 22', list('pl-1', ['0.0.0.0/0']))], [open(22, 'ipv4', 'a')]],
  ])('finds %s', (_, rules, expected) => {
    expect(openToWorld(nic(rules), admin)).toEqual({ verdict: 'yes', open: expected, unsure: [] });
  });

  it.each<[string, FlowRule<string>[]]>([
    ['no rules', []],
    ['HTTPS', [rule('a', 'ingress tcp 443', anywhere)]],
    ['NodePorts', [rule('a', 'ingress tcp 30000..32767', anywhere)]],
    ['UDP', [rule('a', 'ingress udp 0..65535', anywhere)]],
    ['ping', [rule('a', 'ingress icmp -1', anywhere)]],
    ['egress', [rule('a', 'egress -1', anywhere)]],
    ['private networks', [rule('a', 'ingress -1', cidr('10.0.0.0/8')), rule('b', 'ingress -1', cidr('fc00::/7'))]],
    ['an office', [rule('a', 'ingress tcp 22', cidr('203.0.113.0/24')), rule('b', 'ingress tcp 22', cidr('8.8.8.0/24'))]],
    ['a group, itself, one that is not known', [rule('a', 'ingress -1', group('sg-x')), rule('b', 'ingress -1', self), rule('c', 'ingress -1', group(ref('var.sg')))]],
  ])('finds nothing in %s', (_, rules) => {
    expect(openToWorld(nic(rules), admin)).toEqual({ verdict: 'no', open: [], unsure: [] });
  });

  it.each<[string, FlowRule<string>, number[]]>([
    ['an unknown CIDR', rule('a', 'ingress tcp 22', cidr(ref('var.cidr'))), [22]],
    ['an unknown CIDR on another port', rule('a', 'ingress tcp 443', cidr(ref('var.cidr'))), []],
    ['an unknown peer', rule('a', 'ingress tcp 22', ref('var.peer')), [22]],
    ['an unread prefix list', rule('a', 'ingress -1', list('pl-1')), admin],
    ['an unknown protocol', { ...rule('a', 'ingress x 22', anywhere), protocol: ref('var.protocol') }, admin],
    ['a prefix list with an odd entry', rule('a', 'ingress tcp 22', list('pl-1', ['10.0.0.0/8', '?'])), [22]],
    ['an unknown protocol from private networks', { ...rule('a', 'ingress x 22', cidr('10.0.0.0/8')), protocol: ref('var.protocol') }, []],
    ['an unknown port', { ...rule('a', 'ingress tcp', anywhere), fromPort: 22, toPort: ref('var.to') }, admin],
    ['an unknown last port after RDP', { ...rule('a', 'ingress tcp', anywhere), fromPort: 3390, toPort: ref('var.to') }, [10250, 10255]],
  ])('is not sure about %s', (_, one, ports) => {
    const found = openToWorld(nic([one]), admin);
    expect(found.verdict).toBe(ports.length > 0 ? 'unknown' : 'no');
    expect(found.unsure.map(({ port }) => port)).toEqual(ports);
    for (const { blockers } of found.unsure) expect(blockers).toEqual([expect.objectContaining({ kind: 'rule', rule: 'a' })]);
  });

  it('is not sure where rules may be missing, and still finds what is open', () => {
    const found = openToWorld(nic([rule('a', 'ingress tcp 22', anywhere)], ref('rules')), [22, 3389]);
    expect(found).toMatchObject({ verdict: 'yes', open: [{ port: 22 }], unsure: [{ port: 3389, blockers: [{ kind: 'open-rules', group: 'sg-node' }] }] });
  });
});

it('openToWorld needs no missing rule where everything is open', () => {
  expect(openToWorld(nic([rule('a', 'ingress -1', anywhere)], ref('rules')), admin).unsure).toEqual([]);
});

it('openToWorld blames no rule of a family in which nothing is unknown', () => {
  const narrow = { ...rule('b', 'ingress tcp', cidr('2001:db8::/32')), fromPort: 22, toPort: ref('to') };
  const { unsure } = openToWorld(nic([rule('a', 'ingress tcp 22', cidr(ref('var.cidr'))), narrow]), [22]);
  expect(unsure).toEqual([{ port: 22, blockers: [{ kind: 'rule', rule: 'a', unknown: ref('var.cidr') }] }]);
});

describe('sshOpenTo', () => {
  const own = { groups: ['sg-plane'] };

  it.each<[string, FlowRule<string>[], string]>([
    ['no rules', [], 'no'],
    ['the control plane', [rule('a', 'ingress tcp 22', group('sg-plane'))], 'no'],
    ['itself', [rule('a', 'ingress -1', self)], 'no'],
    ['its own group by id', [rule('a', 'ingress -1', group('sg-node'))], 'no'],
    ['a bastion', [rule('a', 'ingress tcp 22', group('sg-bastion'))], 'yes'],
    ['a private CIDR', [rule('a', 'ingress tcp 22', cidr('10.0.0.0/16'))], 'yes'],
    ['the world', [rule('a', 'ingress -1', cidr('::/0'))], 'yes'],
    ['another port', [rule('a', 'ingress tcp 443', cidr('0.0.0.0/0'))], 'no'],
    ['a group that is not known', [rule('a', 'ingress tcp 22', group(ref('var.sg')))], 'unknown'],
    ['a CIDR that is not known (it may be an empty list)', [rule('a', 'ingress tcp 22', cidr(ref('var.cidrs')))], 'unknown'],
    ['a prefix list', [rule('a', 'ingress tcp 22', list('pl-1', ['10.0.0.0/8']))], 'yes'],
    ['an empty prefix list', [rule('a', 'ingress tcp 22', list('pl-1', []))], 'no'],
    ['an unread prefix list', [rule('a', 'ingress tcp 22', list('pl-1'))], 'unknown'],
    ['a port that is not known', [{ ...rule('a', 'ingress tcp', cidr('10.0.0.0/8')), fromPort: ref('from'), toPort: 80 }], 'unknown'],
    ['a port that is not known, from itself', [{ ...rule('a', 'ingress tcp', self), fromPort: ref('from'), toPort: 80 }], 'no'],
  ])('%s', (_, rules, verdict) => {
    expect(sshOpenTo(nic(rules), own).verdict).toBe(verdict);
  });

  it.each<[string, Parameters<typeof sshOpenTo<string>>, string]>([
    ['an open set', [nic([], ref('rules')), own], 'unknown'],
    ['a bastion, the control plane not known', [nic([rule('a', 'ingress tcp 22', group('sg-x'))]), { groups: [], openGroups: ref('cluster sg') }], 'unknown'],
    ['a bastion, the control plane a reference', [nic([rule('a', 'ingress tcp 22', group('sg-x'))]), { groups: [ref('var.cp')] }], 'unknown'],
    ['the same reference', [nic([rule('a', 'ingress tcp 22', group(ref('var.cp')))]), { groups: [ref('var.cp')] }], 'no'],
    ['the same reference, kind not known', [nic([rule('a', 'ingress tcp 22', ref('var.cp'))]), { groups: [ref('var.cp')] }], 'no'],
    ['a group that may be one of its own', [{ groups: [view('a', [rule('a', 'ingress tcp 22', group('sg-x'))])], openGroups: ref('sgs') }, own], 'unknown'],
    ['a CIDR, groups not all seen', [{ groups: [view('a', [rule('a', 'ingress tcp 22', cidr('10.0.0.0/8'))])], openGroups: ref('sgs') }, own], 'yes'],
  ])('%s', (_, [set, groups], verdict) => {
    expect(sshOpenTo(set, groups).verdict).toBe(verdict);
  });
});

describe('nodeEgress', () => {
  it.each<[string, FlowRule<string>[], string]>([
    ['no rules', [], 'no'],
    ['everything', [rule('a', 'egress -1', anywhere)], 'yes'],
    ['HTTPS to everywhere', [rule('a', 'egress tcp 443', anywhere)], 'yes'],
    ['HTTPS to everywhere by IPv6', [rule('a', 'egress tcp 443', cidr('::/0'))], 'yes'],
    ['halves', [rule('a', 'egress tcp 443', cidr('0.0.0.0/1')), rule('b', 'egress tcp 443', cidr('128.0.0.0/1'))], 'yes'],
    ['half of the internet', [rule('a', 'egress tcp 443', cidr('0.0.0.0/1'))], 'unknown'],
    ['the VPC', [rule('a', 'egress tcp 443', cidr('10.0.0.0/16'))], 'unknown'],
    ['endpoints', [rule('a', 'egress tcp 443', group('sg-endpoints')), rule('b', 'egress tcp 443', list('pl-s3'))], 'unknown'],
    ['another port', [rule('a', 'egress tcp 80', anywhere)], 'no'],
    ['UDP', [rule('a', 'egress udp 443', anywhere)], 'no'],
    ['ingress', [rule('a', 'ingress -1', anywhere)], 'no'],
    ['an unknown CIDR', [rule('a', 'egress tcp 443', cidr(ref('var.cidr')))], 'unknown'],
  ])('%s', (_, rules, verdict) => {
    expect(nodeEgress(nic(rules)).verdict).toBe(verdict);
  });

  it('is unknown where rules may be missing', () => {
    expect(nodeEgress(nic([], ref('rules'))).verdict).toBe('unknown');
  });

  it('names the narrower way', () => {
    expect(nodeEgress(nic([rule('a', 'egress tcp 443', group('sg-endpoints'))]))).toMatchObject({ blockers: [{ kind: 'rule', rule: 'a', unknown: { reason: 'not-in-input' } }] });
  });
});
