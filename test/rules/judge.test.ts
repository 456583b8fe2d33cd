import { describe, expect, it } from 'vitest';
import { node, rule, unknown } from './facts.ts';

const paths = (reads: readonly { readonly path: string }[]) => reads.map(read => read.path);

describe('what decided', () => {
  it.each([
    ['the only fact', 'node.eks', { eks: false }, ['node.eks']],
    ['every operand that alone would change it', 'node.eks && node.metadata.endpoint == "enabled"', { eks: true, metadata: { endpoint: 'disabled' } }, ['node.metadata.endpoint']],
    ['both of ||', 'node.ssh.keyPair || node.reach.ssh', {}, ['node.ssh.keyPair', 'node.reach.ssh']],
    ['the known offender, not the Unknown before it', 'node.volumes.all(v, v.encrypted)', { volumes: [unknown, { encrypted: false }] }, ['node.volumes[1].encrypted']],
    ['the last known fact where none does alone', '!node.eks && node.ssh.keyPair', {}, ['node.eks']],
  ])('a fail: %s', (_, assert, patch, expected) => {
    const judgement = rule({ assert }).judge(node(patch));
    expect(judgement.verdict).toBe('fail');
    expect(paths(judgement.deciding())).toEqual(expected);
  });
  it('an unknown: the Unknowns that were read, whatever else was', () => {
    const judgement = rule({ assert: 'node.eks && node.reach.ssh && node.network.publicIp' }).judge(node({ reach: { ssh: unknown }, network: { publicIp: unknown } }));
    expect(judgement.verdict).toBe('unknown');
    expect(paths(judgement.deciding())).toEqual(['node.reach.ssh', 'node.network.publicIp']);
    expect(paths(judgement.trail())).toEqual(['node.eks', 'node.reach.ssh', 'node.network.publicIp']);
  });
  it('an unknown `when`: what it read is what would settle it', () => {
    const judgement = rule({ when: 'node.eks', assert: 'node.bootstrap.joins' }).judge(node({ eks: unknown, bootstrap: { joins: false } }));
    expect(paths(judgement.deciding())).toEqual(['node.eks']);
  });
});

describe('when', () => {
  it.each([
    [true, true, 'pass'],
    [true, false, 'fail'],
    [true, unknown, 'unknown'],
    [false, true, 'not-applicable'],
    [false, false, 'not-applicable'],
    [false, unknown, 'not-applicable'],
    [unknown, true, 'pass'],
    [unknown, false, 'unknown'],
    [unknown, unknown, 'unknown'],
  ])('%s and assert %s', (when, assert, expected) => {
    const facts = node({ eks: when, bootstrap: { joins: assert } });
    expect(rule({ when: 'node.eks', assert: 'node.bootstrap.joins' }).judge(facts).verdict).toBe(expected);
  });
});

describe('lower', () => {
  const { judge } = rule({
    assert: 'node.eks',
    lower: [
      { to: 'medium', when: 'node.ssh.keyPair', because: 'first' },
      { to: 'low', when: '!node.network.publicIp', because: 'second' },
    ],
  });
  it.each([
    ['none is true', { network: { publicIp: true } }, 'high', undefined],
    ['the first that is true wins', { ssh: { keyPair: true } }, 'medium', 'first'],
    ['the second alone', {}, 'low', 'second'],
    ['an unknown one does not lower, the next may', { ssh: { keyPair: unknown } }, 'low', 'second'],
    ['unknown only', { ssh: { keyPair: unknown }, network: { publicIp: unknown } }, 'high', undefined],
  ])('%s', (_, patch, severity, lowered) => {
    expect(judge(node({ ...patch, eks: false }))).toMatchObject({ verdict: 'fail', severity, ...(lowered && { lowered }) });
  });
  it('leaves other verdicts alone', () => expect(judge(node())).toMatchObject({ verdict: 'pass', severity: 'high' }));
});

describe('texts', () => {
  it.each([
    ['{node}', 'workers'],
    ['{node.metadata.hopLimit} hops', '1 hops'],
    ['{node.clusterTag.value}', 'owned'],
    ['{node.eks}', '<not-in-input>'],
    ['{node.volumes.device}', '/dev/b, /dev/c'],
    ['{node.subnets.id}', 'subnet-a'],
    ['{node.no.such}', '<node.no.such?>'],
    ['{ no placeholder }', '{ no placeholder }'],
  ])('%s', (message, expected) => {
    const facts = node({
      eks: unknown,
      volumes: [{ device: '/dev/a' }, { device: '/dev/b', encrypted: false }, { device: '/dev/c', encrypted: false }, { device: '/dev/b', encrypted: false }, unknown],
    });
    const judgement = rule({ assert: 'node.volumes.all(v, v.encrypted)', message }).judge(facts);
    expect(judgement.verdict).toBe('fail');
    expect(judgement.message()).toBe(expected);
  });
  it('notes are for a pass whose `when` is true', () => {
    const { judge } = rule({ assert: 'node.metadata.hopLimit == 1', notes: [{ when: 'node.metadata.tokens == "optional"', text: 'tokens are {node.metadata.tokens}' }] });
    expect(judge(node()).notes()).toEqual([]);
    expect(judge(node({ metadata: { tokens: unknown } })).notes()).toEqual([]);
    expect(judge(node({ metadata: { tokens: 'optional' } })).notes()).toEqual(['tokens are optional']);
    expect(judge(node({ metadata: { tokens: 'optional', hopLimit: 2 } })).notes()).toEqual([]);
  });
});
