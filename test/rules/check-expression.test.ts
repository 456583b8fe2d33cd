import { describe, expect, it } from 'vitest';
import { checkExpression } from '../../src/rules/check-expression.ts';
import { checkTemplate } from '../../src/rules/check-template.ts';

/** The faults as the characters they point at, the message and the fix. */
function faults(text: string, subject: 'node' | 'cluster' = 'node') {
  return checkExpression(subject, text).map(({ start, end, message, fix }) => [text.slice(start, end), `${message}${fix === undefined ? '' : `; ${fix}`}`]);
}

describe('an expression that is refused', () => {
  it.each([
    ['a misspelt fact', 'node.metadata.tokns == "required"', 'tokns', /node\.metadata\.tokns is no fact; did you mean tokens\?/],
    ['a fact of another group', 'node.metadata.egress', 'egress', /is no fact; (did you mean|node.metadata has: tokens, hopLimit, endpoint)/],
    ['a misspelt fact of a row', 'node.volumes.all(v, v.encryptd)', 'encryptd', /node\.volumes\.encryptd is no fact; did you mean encrypted\?/],
    ['another subject', 'cluster.dns', 'cluster', /unknown variable: cluster/],
    ['a value the fact never has', 'node.metadata.tokens == "requierd"', '"requierd"', /node\.metadata\.tokens is never "requierd"; did you mean "required"\?/],
    ['such a value on the left', '"requierd" != node.metadata.tokens', '"requierd"', /is never/],
    ['such a value in a list', 'node.kind in ["managed", "asg"]', '"asg"', /node\.kind is never "asg"; it is one of: self-managed/],
    ['types that do not fit', 'node.metadata.hopLimit == "1"', 'node.metadata.hopLimit == "1"', /no such overload: int == string/],
    ['no true or false', 'node.metadata.tokens', 'node.metadata.tokens', /answers string, and has to answer true or false/],
    ['one = too few', 'node.metadata.tokens = "required"', '=', /unexpected character: =/],
    ['an end too early', 'node.eks &&', '', /unexpected token: EOF/],
    ['a group as a value', 'node.metadata == node.metadata', 'node.metadata', /node\.metadata is a group of facts, not a value; name one of its facts: tokens/],
    ['a row as a value', 'node.volumes.all(v, v == v)', 'v', /node\.volumes is a group of facts/],
    ['size as a method', 'node.volumes.size() > 0', 'node.volumes', /read with `all` and `exists` only; read with `size`, one unknown member would swallow a sure answer/],
    ['size as a function', 'size(node.volumes) > 0', 'node.volumes', /read with `size`/],
    ['filter', 'node.volumes.filter(v, v.encrypted) == []', 'node.volumes', /read with `filter`/],
    ['map', 'node.volumes.map(v, v.encrypted) == [true]', 'node.volumes', /read with `map`/],
    ['exists_one', 'node.volumes.exists_one(v, v.encrypted)', 'node.volumes', /read with `exists_one`/],
    ['in', '"a" in node.volumes', 'node.volumes', /read with `in`/],
    ['an index', 'node.volumes[0].encrypted', 'node.volumes', /indexed/],
    ['a comparison of lists', 'node.volumes == node.volumes', 'node.volumes', /compared/],
    ['a list by another name', 'cel.bind(x, node.volumes, x.all(v, v.encrypted))', 'node.volumes', /read with `bind`/],
    ['a list inside of an inner all', 'node.subnets.all(s, size(node.volumes) > 1)', 'node.volumes', /read with `size`/],
    ['a list chosen by a condition', '(node.eks ? node.volumes : node.volumes).all(v, v.encrypted)', 'node.volumes', /list/],
    ['a fact by a computed name', 'node[node.name] == "x"', 'node', /node is a group of facts/],
    ['has', 'has(node.metadata.tokens)', 'has(node.metadata.tokens)', /always true/],
  ])('%s', (_, text, at, message) => {
    const [first] = faults(text);
    expect(first?.[0]).toBe(at);
    expect(first?.[1]).toMatch(message);
  });
  it('every fault is found, not the first alone', () => {
    expect(faults('node.metadata.tokns == "a" || size(node.volumes) == 1 || node.metadata.tokens == "b"')).toHaveLength(3);
  });
});

describe('an expression that is taken', () => {
  it.each([
    'node.metadata.tokens == "required"',
    'node.metadata.hopLimit <= 2 && node.eks',
    'node.kind in ["managed", "self-managed"]',
    'node.volumes.all(v, v.encrypted) && node.subnets.exists(s, s.route == "private")',
    'node.subnets.all(s, node.volumes.exists(v, v.device == s.id))',
    'node.name.startsWith("a") || size(node.name) > 3',
    '["a", "b"].exists(x, node.name == x)',
    'node.volumes.all(node, node.encrypted)',
    'cel.bind(k, node.kind, k == "managed" || k == "karpenter")',
    'node.eks ? node.reach.ssh : true',
  ])('%s', text => expect(faults(text)).toEqual([]));
  it('of a cluster', () => expect(faults('cluster.zones == "several"', 'cluster')).toEqual([]));
});

describe('placeholders', () => {
  it.each([
    ['{node} has {node.volumes.device} and {node.metadata.tokens}', []],
    ['{node.metadata}', ['{node.metadata}']],
    ['{cluster}', ['{cluster}']],
    ['{} and {node.tokens}', ['{}', '{node.tokens}']],
  ])('%s', (text, refused) => {
    expect(checkTemplate('node', text).map(fault => text.slice(fault.start, fault.end))).toEqual(refused);
  });
});
