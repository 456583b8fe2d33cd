import { describe, expect, it } from 'vitest';
import type { Finding } from '../../src/findings/index.ts';
import { junit } from '../../src/reporters/junit.ts';
import { hostile } from '../support/arbitrary-run.ts';
import { type Element, junitErrors, junitTree } from '../support/junit-errors.ts';
import { finding, imdsv2, rendered, run, subject, telling } from '../support/run.ts';

const a = subject('a');
const suite = (tree: Element, name: string) => tree.children.find(({ attributes }) => attributes['name'] === name);
const caseOf = (more: Partial<Finding>) => suite(junitTree(rendered(junit, run([finding(imdsv2, a, more)]))), 'main/a')?.children.find(({ name }) => name === 'testcase');

describe('junit', () => {
  it('has the shape JUnit’s readers know, and the check is awake', () => {
    expect(junitErrors(rendered(junit, telling()))).toEqual([]);
    expect(junitErrors('<testsuites><testsuite name="a" tests="1"><testcase/></testsuite></testsuites>')).toEqual(
      expect.arrayContaining(['testsuite lacks failures', 'testcase lacks name', 'failures is undefined, counted 0']),
    );
    expect(junitErrors('<testsuites name="\u0008"/>')).toEqual(['a character that XML 1.0 does not allow']);
    expect(junitErrors('<testsuites name="a"b"/>')).not.toEqual([]);
  });

  it.each<[Partial<Finding>, string | undefined]>([
    [{ verdict: 'fail' }, 'failure'],
    [{ verdict: 'unknown' }, 'skipped'],
    [{ verdict: 'pass' }, undefined],
    [{ waiver: { reason: 'r', owner: 'o', until: '2030-01-01' } }, 'skipped'],
    [{ existing: true }, 'skipped'],
  ])('%j', (more, expected) => {
    const found = caseOf(more);
    expect(found?.attributes['name']).toBe('imdsv2-required');
    expect(found?.children.map(({ name }) => name)).toEqual(expected === undefined ? [] : [expected]);
  });

  it('has no case for what does not apply', () => {
    expect(caseOf({ verdict: 'not-applicable' })).toBeUndefined();
  });

  it('never lets an input that was not read look like a pass', () => {
    const inputs = suite(junitTree(rendered(junit, telling())), 'inputs');
    expect(inputs?.children.map(({ attributes, children }) => [attributes['name'], children.map(({ name }) => name)])).toEqual([
      ['plan.json', ['skipped']],
      ['plan.bin', ['error']],
    ]);
  });

  it('keeps a suite for a subject with nothing to judge', () => {
    expect(suite(junitTree(rendered(junit, telling())), 'away')?.attributes['tests']).toBe('0');
  });

  it('takes an input that was not read for an error even where nothing says why', () => {
    const inputs = [{ path: '-', kind: 'unknown', read: 'not at all', passedOver: [] }] as const;
    const [found] = suite(junitTree(rendered(junit, run([], { inputs }))), 'inputs')?.children ?? [];
    expect([found?.attributes['name'], found?.children[0]?.name, found?.children[0]?.attributes['message']]).toEqual(['stdin', 'error', 'not read']);
  });

  it('tells subjects of one address in two inputs apart', () => {
    const here = subject('a', { input: 'other.json' });
    expect(junitTree(rendered(junit, run([finding(imdsv2, a), finding(imdsv2, here)]))).children).toHaveLength(3);
  });

  it.each(hostile)('survives %j as every name', text => {
    const named = subject(text, { ref: text, recognisedBy: [text], match: text });
    expect(junitErrors(rendered(junit, run([finding(imdsv2, named, { message: text })])))).toEqual([]);
  });
});
