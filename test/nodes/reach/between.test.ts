import { describe, expect, it } from 'vitest';
import { between, both, either, type Endpoint, type FlowRule, type Verdict } from '../../../src/nodes/reach/index.ts';
import { cidr, group, ref, rule, self, view } from './build.ts';

const end = (key: string, rules: readonly FlowRule<string>[], more: Partial<Endpoint<string>> = {}): Endpoint<string> => ({ groups: [view(key, rules)], ...more });

// What EKS gives a cluster security group: all from itself, all out (EKS User Guide, sec-group-reqs).
const clusterRules = [rule('in', 'ingress -1', self), rule('out4', 'egress -1', cidr('0.0.0.0/0')), rule('out6', 'egress -1', cidr('::/0')), rule('efa', 'egress -1', self)];
const cluster = end('sg-cluster', clusterRules);

// The shape of terraform-aws-eks: one group a side, rules by reference.
const plane = end('sg-plane', [rule('p-in', 'ingress tcp 443', group('sg-node')), rule('p-out', 'egress tcp 10250', group('sg-node'))]);
const node = end('sg-node', [
  rule('kubelet', 'ingress tcp 10250', group('sg-plane')),
  rule('webhooks', 'ingress tcp 443', group('sg-plane')),
  rule('dns-tcp', 'ingress tcp 53', self),
  rule('dns-udp', 'ingress udp 53', self),
  rule('n-out', 'egress -1', cidr('0.0.0.0/0')),
]);
const plain = end('sg-plain', [rule('all-out', 'egress -1', cidr('0.0.0.0/0'))]);

describe('what EKS needs (domain: security groups, minimum)', () => {
  it.each<[string, Endpoint<string>, Endpoint<string>, 'tcp' | 'udp', number, Verdict]>([
    ['1 kubelet, cluster group on both', cluster, cluster, 'tcp', 10250, 'yes'],
    ['2 API server, cluster group on both', cluster, cluster, 'tcp', 443, 'yes'],
    ['4 DNS, cluster group on both', cluster, cluster, 'udp', 53, 'yes'],
    ['1 kubelet', plane, node, 'tcp', 10250, 'yes'],
    ['2 API server', node, plane, 'tcp', 443, 'yes'],
    ['3 webhooks on 443: the plane may not send', plane, node, 'tcp', 443, 'no'],
    ['4 DNS by TCP', node, node, 'tcp', 53, 'yes'],
    ['4 DNS by UDP', node, node, 'udp', 53, 'yes'],
    ['4 DNS to nodes that allow none', node, plain, 'udp', 53, 'no'],
    ['1 kubelet of nodes that allow nothing in', plane, plain, 'tcp', 10250, 'no'],
    ['2 API server that allows other nodes', plain, plane, 'tcp', 443, 'no'],
    ['1 kubelet from a plane that is not known', { groups: [], openGroups: ref('cluster sg') }, node, 'tcp', 10250, 'unknown'],
    ['1 kubelet to closed nodes from a plane that is not known', { groups: [], openGroups: ref('cluster sg') }, plain, 'tcp', 10250, 'no'],
    ['8 IPv6 needs its own rule', node, end('sg-six', [rule('six', 'ingress tcp 443', cidr('::/0'))]), 'tcp', 443, 'no'],
  ])('%s', (_, from, to, protocol, port, verdict) => {
    expect(between(from, to, { protocol, port }).verdict).toBe(verdict);
  });

  it('judges by the addresses of both ends', () => {
    const api = end('sg-api', [rule('vpc', 'ingress tcp 443', cidr('10.0.0.0/16'))]);
    const at = (text: string): Endpoint<string> => ({ ...plain, cidrs: [text] });
    expect(between(at('10.0.3.0/24'), api, { protocol: 'tcp', port: 443 }).verdict).toBe('yes');
    expect(between(at('10.1.3.0/24'), api, { protocol: 'tcp', port: 443 }).verdict).toBe('no');
    expect(between(plain, api, { protocol: 'tcp', port: 443 }).verdict).toBe('unknown');
  });

  it('judges the family it is asked for', () => {
    const six = end('sg-six', [rule('six', 'ingress tcp 443', cidr('::/0'))]);
    expect(between(cluster, six, { protocol: 'tcp', port: 443, family: 'ipv6' }).verdict).toBe('yes');
    expect(between(node, six, { protocol: 'tcp', port: 443, family: 'ipv6' })).toMatchObject({ egress: { verdict: 'no' }, ingress: { verdict: 'yes' } });
  });

  it('says which rules decide at each end', () => {
    expect(between(plane, node, { protocol: 'tcp', port: 10250 })).toEqual({
      verdict: 'yes',
      egress: { verdict: 'yes', rules: ['p-out'] },
      ingress: { verdict: 'yes', rules: ['kubelet'] },
    });
  });
});

it.each<[Verdict, Verdict, Verdict, Verdict]>([
  ['yes', 'yes', 'yes', 'yes'],
  ['yes', 'no', 'no', 'yes'],
  ['yes', 'unknown', 'unknown', 'yes'],
  ['no', 'no', 'no', 'no'],
  ['no', 'unknown', 'no', 'unknown'],
  ['unknown', 'unknown', 'unknown', 'unknown'],
])('%s with %s: both %s, either %s', (a, b, and, or) => {
  expect([both(a, b), both(b, a), either(a, b), either(b, a)]).toEqual([and, and, or, or]);
});
