import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '../../src/findings/index.ts';
import { builtinRules } from '../../src/rules/builtin.ts';
import { type Expected, found } from '../support/expected.ts';
import { scanPlan } from '../support/scan-plan.ts';

const folder = new URL('../../fixtures/terraform/', import.meta.url);
const names = readdirSync(folder);

function json(name: string, file: string): unknown {
  const path = new URL(`${name}/${file}`, folder);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

function expectedOf(name: string): Expected {
  return json(name, 'expected.json') as Expected;
}

const runs = new Map<string, Run>();

beforeAll(async () => {
  for (const name of names) runs.set(name, await scanPlan(readFileSync(new URL(`${name}/plan.json`, folder)), { policy: json(name, 'eksnode-policy.json') }));
});

describe('every expected finding appears, and no other', () => {
  it.each(names)('%s', name => {
    const { shows: _shows, ...expected } = withoutReasons(expectedOf(name));
    expect(found(runs.get(name)!)).toEqual(expected);
  });
});

function withoutReasons(expected: Expected): Expected {
  return JSON.parse(JSON.stringify(expected, (key, value: unknown) => (key === 'because' ? undefined : value))) as Expected;
}

/** What stands in every plan: a kind of group, and the kind of launch that is written. */
const neverUnknown = new Set(['asg-backed', 'launch-template-used']);

describe('fixtures show every rule', () => {
  const verdicts = (rule: string): ReadonlySet<string> => new Set([...runs.values()].flatMap(run => run.findings.filter(finding => finding.rule === rule).map(({ verdict }) => verdict)));

  it.each(builtinRules.map(({ id }) => id))('%s', rule => {
    const wanted = ['fail', 'pass', ...(neverUnknown.has(rule) ? [] : ['unknown'])];
    expect([...verdicts(rule)]).toEqual(expect.arrayContaining(wanted));
  });
});

describe('compliant groups', () => {
  it.each(names.filter(name => name.startsWith('compliant-')))('%s has no fail, and a reason for every unknown', name => {
    const { subjects } = expectedOf(name);
    expect(Object.values(subjects).flatMap(({ fail }) => Object.keys(fail ?? {}))).toEqual([]);
    for (const { unknown } of Object.values(subjects)) for (const [rule, { because }] of Object.entries(unknown ?? {})) expect(because, rule).toBeTruthy();
  });
});

describe('findings point at something to change', () => {
  it.each(names)('%s', name => {
    for (const finding of runs.get(name)!.findings.filter(({ verdict }) => verdict === 'fail')) {
      expect(finding.location, finding.rule).toBeDefined();
      expect(finding.evidence.length, finding.rule).toBeGreaterThan(0);
      expect(finding.message, finding.rule).not.toMatch(/undefined|\[object|<[a-z.]+\?>/);
    }
  });
});
