import fc from 'fast-check';
import { describe, it } from 'vitest';
import { Unknown } from '../../src/inventory/index.ts';
import { type FactGroup, type FactLeaf, given, isLeaf, isRows, schemas, type SubjectName } from '../../src/nodes/index.ts';
import { builtinRules } from '../../src/rules/builtin.ts';
import { compileRule, type FactTree, type Verdict } from '../../src/rules/index.ts';

/** The facts before and after something was learned: what was known stays as it is, some of the rest becomes known. */
interface Learning {
  readonly before: FactTree;
  readonly after: FactTree;
}

const unknown = given(new Unknown('not-in-input', 'a test'));

function values(leaf: FactLeaf): fc.Arbitrary<string | number | boolean> {
  if (leaf.type === 'bool') return fc.boolean();
  return leaf.type === 'int' ? fc.integer({ min: 0, max: 3 }) : fc.constantFrom(...(leaf.values ?? ['a', 'b']));
}

function learning(group: FactGroup): fc.Arbitrary<Learning> {
  const members = Object.entries(group).map(([name, entry]): fc.Arbitrary<readonly [string, unknown, unknown]> => {
    if (isLeaf(entry)) {
      return fc.tuple(values(entry).map(value => given(value)), fc.constantFrom('known', 'known', 'learned', 'unknown')).map(([fact, state]) => [
        name,
        state === 'known' ? fact : unknown,
        state === 'unknown' ? unknown : fact,
      ]);
    }
    if (!isRows(entry)) return learning(entry).map(({ before, after }) => [name, before, after]);
    return fc.array(learning(entry.rows), { maxLength: 3 }).map(rows => [name, rows.map(row => row.before), rows.map(row => row.after)]);
  });
  return fc.tuple(...members).map(read => ({
    before: Object.fromEntries(read.map(([name, before]) => [name, before])) as FactTree,
    after: Object.fromEntries(read.map(([name, , after]) => [name, after])) as FactTree,
  }));
}

/** Pass and not-applicable are one side: both say that there is nothing to do. */
const side = (verdict: Verdict) => (verdict === 'not-applicable' ? 'pass' : verdict);

describe('learning a fact never flips a settled verdict', () => {
  it.each(Object.keys(schemas) as SubjectName[])('of any rule about a %s', subject => {
    const rules = builtinRules.filter(rule => rule.subject === subject).map(compileRule);
    fc.assert(
      fc.property(learning(schemas[subject]), ({ before, after }) => {
        for (const { rule, judge } of rules) {
          const then = side(judge(before).verdict);
          const now = side(judge(after).verdict);
          if (then !== 'unknown' && now !== then) throw new Error(`${rule.id} went from ${then} to ${now}`);
        }
      }),
      { numRuns: 300 },
    );
  });
});
