import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distinctReferences, parseAddress, pathOf } from '../../../src/sources/terraform/addresses.ts';

describe('addresses', () => {
  // As Terraform 1.11 prints these keys.
  it.each<[address: string, steps: readonly (string | [string | number])[]]>([
    ['aws_subnet.a', ['aws_subnet', 'a']],
    ['aws_subnet.a[0].id', ['aws_subnet', 'a', [0], 'id']],
    ['module.m["a.b"].aws_subnet.s', ['module', 'm', ['a.b'], 'aws_subnet', 's']],
    ['aws_x.k["q\\"x"].id', ['aws_x', 'k', ['q"x'], 'id']],
    ['aws_x.k["br[0]"]', ['aws_x', 'k', ['br[0]']]],
    ['aws_x.k["é😀"]', ['aws_x', 'k', ['é😀']]],
    ['aws_x.k["d$${x}"]', ['aws_x', 'k', ['d${x}']]],
    ['aws_x.k["p%%{x}"]', ['aws_x', 'k', ['p%{x}']]],
    ['aws_x.k["back\\\\s"]', ['aws_x', 'k', ['back\\s']]],
    ['aws_x.k["nl\\nx"]', ['aws_x', 'k', ['nl\nx']]],
    ['aws_x.k["\\u001b[31m"]', ['aws_x', 'k', ['\u001b[31m']]],
    ['aws_x.k["\\U0001F600"]', ['aws_x', 'k', ['😀']]],
    ['aws_x.k["\\\\U0001F600"]', ['aws_x', 'k', ['\\U0001F600']]],
    ['aws_x.k["__proto__"]', ['aws_x', 'k', ['__proto__']]],
    ['aws_x.ñame-x_1', ['aws_x', 'ñame-x_1']],
    ['data.aws_ami.x[each.key].id', ['data', 'aws_ami', 'x', 'id']],
  ])('%s', (address, steps) => {
    expect(parseAddress(address)).toEqual(steps.map(step => (typeof step === 'string' ? { name: step } : { key: step[0] })));
  });

  it('come back as attribute paths', () => {
    for (const path of ['id', 'vpc_config[0].cluster_security_group_id', 'triggers["a.b"]']) expect(pathOf(parseAddress(path))).toBe(path);
  });

  it('never throw, and a quoted key is one step whatever is in it', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), text => void parseAddress(text)), { numRuns: 500 });
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), key => {
        const quoted = JSON.stringify(key).replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{');
        expect(parseAddress(`aws_x.y[${quoted}].id`)).toEqual([{ name: 'aws_x' }, { name: 'y' }, { key }, { name: 'id' }]);
      }),
      { numRuns: 500 },
    );
  });
});

it.each<[situation: string, references: readonly string[], distinct: readonly string[]]>([
  ['prefixes belong to what stands before them', ['a.b[0].id', 'a.b[0]', 'a.b', 'c.d.id', 'c.d'], ['a.b[0].id', 'c.d.id']],
  ['a prefix that stands there once more is a splat', ['a.b[0].id', 'a.b[0]', 'a.b', 'a.b'], ['a.b[0].id', 'a.b']],
  ['the same one twice', ['a.b.id', 'a.b', 'a.b.id', 'a.b'], ['a.b.id']],
  ['a name that begins like another is no prefix', ['a.bc.id', 'a.bc', 'a.b.id', 'a.b'], ['a.bc.id', 'a.b.id']],
  ['a name that the other begins with is no prefix', ['a.bc', 'a.b'], ['a.bc', 'a.b']],
  ['each.value and its members', ['each.value.x.y', 'each.value.x', 'each.value', 'each.key'], ['each.value.x.y', 'each.key']],
  ['none', [], []],
])('distinct references: %s', (_, references, distinct) => {
  expect(distinctReferences(references)).toEqual(distinct);
});
