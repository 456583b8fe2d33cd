import { describe, expect, it } from 'vitest';
import { RuleDefect } from '../../src/rules/index.ts';
import { node, rule, unknown } from './facts.ts';

type Three = true | false | 'unknown';
const three: readonly Three[] = [true, false, 'unknown'];
const pairs = three.flatMap(a => three.map(b => [a, b] as const));
const fact = (value: Three) => (value === 'unknown' ? unknown : value);
const said = { pass: true, fail: false, unknown: 'unknown', 'not-applicable': undefined } as const;

/** What an expression over two facts and two rows answers. */
function answer(assert: string, a: Three, b: Three, c: Three = true): Three | undefined {
  const facts = node({ eks: fact(a), network: { publicIp: fact(b), publiclyReachable: fact(c) }, volumes: [{ encrypted: fact(a) }, { encrypted: fact(b) }] });
  return said[rule({ assert }).judge(facts).verdict];
}

const A = 'node.eks';
const B = 'node.network.publicIp';
const C = 'node.network.publiclyReachable';

/** Kleene's tables, written out rather than computed the way the code computes them. */
const and = new Map<string, Three>([
  ['true,true', true],
  ['true,false', false],
  ['true,unknown', 'unknown'],
  ['false,true', false],
  ['false,false', false],
  ['false,unknown', false],
  ['unknown,true', 'unknown'],
  ['unknown,false', false],
  ['unknown,unknown', 'unknown'],
]);
const or = new Map<string, Three>([
  ['true,true', true],
  ['true,false', true],
  ['true,unknown', true],
  ['false,true', true],
  ['false,false', false],
  ['false,unknown', 'unknown'],
  ['unknown,true', true],
  ['unknown,false', 'unknown'],
  ['unknown,unknown', 'unknown'],
]);

describe('three values', () => {
  it.each(pairs)('%s && %s', (a, b) => expect(answer(`${A} && ${B}`, a, b)).toBe(and.get(`${a},${b}`)));
  it.each(pairs)('%s || %s', (a, b) => expect(answer(`${A} || ${B}`, a, b)).toBe(or.get(`${a},${b}`)));
  it.each(pairs)('all over [%s, %s]', (a, b) => expect(answer('node.volumes.all(v, v.encrypted)', a, b)).toBe(and.get(`${a},${b}`)));
  it.each(pairs)('exists over [%s, %s]', (a, b) => expect(answer('node.volumes.exists(v, v.encrypted)', a, b)).toBe(or.get(`${a},${b}`)));
  it.each([
    [true, false],
    [false, true],
    ['unknown', 'unknown'],
  ] as const)('!%s', (a, expected) => expect(answer(`!${A}`, a, true)).toBe(expected));
  it.each(pairs.flatMap(([a, b]) => three.map(c => [a, b, c] as const)))('%s ? %s : %s', (a, b, c) => {
    const expected = a === 'unknown' ? 'unknown' : a ? b : c;
    expect(answer(`${A} ? ${B} : ${C}`, a, b, c)).toBe(expected);
  });
  it.each([
    ['all', true],
    ['exists', false],
  ] as const)('%s over an empty list', (name, expected) => {
    expect(said[rule({ assert: `node.volumes.${name}(v, v.encrypted)` }).judge(node({ volumes: [] })).verdict]).toBe(expected);
  });
  it.each([['=='], ['!='], ['<'], ['>=']])('a comparison with %s', operator => {
    expect(rule({ assert: `node.metadata.hopLimit ${operator} 1` }).judge(node({ metadata: { hopLimit: unknown } })).verdict).toBe('unknown');
  });
  it('an Unknown row decides nothing that a known one settles, in any order', () => {
    const { judge } = rule({ assert: 'node.volumes.all(v, v.encrypted)' });
    expect(judge(node({ volumes: [unknown, { encrypted: false }] })).verdict).toBe('fail');
    expect(judge(node({ volumes: [{ encrypted: false }, unknown] })).verdict).toBe('fail');
    expect(judge(node({ volumes: [unknown, { encrypted: true }] })).verdict).toBe('unknown');
  });
});

describe('a defect of the rule', () => {
  it.each([
    ['a text', 'node.name', {}],
    ['a number', 'node.scaling.maxSize', {}],
    ['an error', 'node.scaling.maxSize / node.scaling.minSize > 1', { scaling: { minSize: 0 } }],
    ['an error inside of &&', 'node.eks && node.scaling.maxSize / node.scaling.minSize > 1', { scaling: { minSize: 0 } }],
    ['an error inside of all', 'node.volumes.all(v, v.encrypted && 1 / node.scaling.minSize > 0)', { scaling: { minSize: 0 } }],
    ['a fact that was never computed', 'node.eks', { missing: true }],
  ])('%s', (_, assert, patch) => {
    const facts = 'missing' in patch ? {} : node(patch);
    expect(() => rule({ assert }).judge(facts)).toThrow(RuleDefect);
  });
  it('is no unknown, and names the rule and the expression', () => {
    expect(() => rule({ assert: 'node.name' }).judge(node())).toThrow('rule a-rule: expected true or false, got string in: node.name');
  });
});
