import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planJson } from '../support/plan.ts';
import { compliant, failing, unsettled } from './cases.ts';

const cases = { ...compliant, ...failing, ...unsettled };
const folder = new URL('../../fixtures/terraform/', import.meta.url);

/** The committed plans are what the builder writes: a change there shows in them. `vitest -u` writes them anew. */
describe('fixtures/terraform', () => {
  it.each(Object.entries(cases))('%s holds its plan', async (name, { plan, policy }) => {
    await expect(`${JSON.stringify(planJson(plan))}\n`).toMatchFileSnapshot(new URL(`${name}/plan.json`, folder).pathname);
    if (policy !== undefined) await expect(`${JSON.stringify(policy, undefined, 2)}\n`).toMatchFileSnapshot(new URL(`${name}/eksnode-policy.json`, folder).pathname);
  });

  it('holds nothing else', () => {
    expect(readdirSync(folder).sort()).toEqual(Object.keys(cases).sort());
  });
});
