import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Run } from '../../src/findings/index.ts';
import { scanPlan } from '../support/scan-plan.ts';

const plans = new URL('../../fixtures/real/tfplan/', import.meta.url);
const expectations = new URL('../../fixtures/real/expected/', import.meta.url);
const names = readdirSync(plans).map(file => file.replace(/\.json$/, ''));

/** What somebody who read the plan expects of it. */
interface Expectation {
  /** What is in the plan, and why that is what is to be found. */
  readonly why: string;
  readonly exitCode: number;
  readonly diagnostics: readonly string[];
  readonly passedOver: readonly string[];
  readonly subjects: Readonly<Record<string, { readonly recognisedBy: readonly string[]; readonly fail: readonly string[]; readonly unknown: readonly string[] }>>;
}

function seen(run: Run): Omit<Expectation, 'why'> {
  const rules = (ref: string, verdict: string): readonly string[] => run.findings.filter(finding => finding.subject.ref === ref && finding.verdict === verdict).map(({ rule }) => rule).sort();
  return {
    exitCode: run.summary.exitCode,
    diagnostics: run.diagnostics.map(({ severity, code }) => `${severity} ${code}`),
    passedOver: run.inputs.flatMap(({ passedOver }) => passedOver.map(({ ref }) => ref)),
    subjects: Object.fromEntries(run.subjects.map(({ ref, recognisedBy }) => [ref, { recognisedBy, fail: rules(ref, 'fail'), unknown: rules(ref, 'unknown') }])),
  };
}

describe('real plans', () => {
  it.each(names)('%s', async name => {
    const expected = JSON.parse(readFileSync(new URL(`${name}.json`, expectations), 'utf8')) as Expectation;
    const run = await scanPlan(readFileSync(new URL(`${name}.json`, plans)), { file: `${name}.json` });
    const { why, ...rest } = expected;
    expect(seen(run)).toEqual(rest);
    expect(why.length).toBeGreaterThan(20);
  });

  it('every expectation has its plan', () => {
    expect(existsSync(expectations)).toBe(true);
    expect(readdirSync(expectations).sort()).toEqual(names.map(name => `${name}.json`).sort());
  });

  it.each(names)('%s: partial, with the order of its resources reversed, tells no other fail', async name => {
    const text = readFileSync(new URL(`${name}.json`, plans));
    let plan: { resource_changes?: unknown[] };
    try {
      plan = JSON.parse(new TextDecoder(text[0] === 0xff ? 'utf-16le' : 'utf-8').decode(text)) as { resource_changes?: unknown[] };
    } catch {
      return;
    }
    const reversed = { ...plan, ...(Array.isArray(plan.resource_changes) ? { resource_changes: [...plan.resource_changes].reverse() } : {}) };
    const fails = (run: Run): readonly string[] => run.findings.filter(({ verdict }) => verdict === 'fail').map(({ rule, subject }) => `${rule} ${subject.ref}`).sort();
    expect(fails(await scanPlan(reversed))).toEqual(fails(await scanPlan(text)));
  });
});
