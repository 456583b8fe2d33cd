import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../../src/cli/policy/default-policy.ts';
import { scan } from '../../src/scan.ts';
import { compiledRules, testOptions } from '../support/judge-plan.ts';

const bytes = readFileSync('fixtures/terraform/imdsv2-required-fail/plan.json');

const run = (paths: readonly string[], change = (text: string): string => text) =>
  scan(
    paths.map(path => ({ path, bytes: Buffer.from(change(bytes.toString())), diagnostics: [] })),
    { version: '0', rules: compiledRules, policy: defaultPolicy, waivers: { waiverFor: () => undefined, diagnostics: () => [] }, allowEmpty: false, diagnostics: [], options: testOptions(), source: { plan: 'complete' } },
  );

describe('what a finding is called', () => {
  test('the same in every run, whatever the input is called', async () => {
    const ids = (await run(['a.json'])).findings.map(({ id }) => id);
    expect((await run(['b/plan.json'])).findings.map(({ id }) => id)).toEqual(ids);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('told apart where two inputs hold the same address', async () => {
    const { findings } = await run(['a.json', 'b.json']);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
  });
});

describe('numbers that are no whole ones', () => {
  test('are unknown, not a defect', async () => {
    const { findings } = await run(['a.json'], text => text.replaceAll(/"http_put_response_hop_limit":\s*\d+/g, '"http_put_response_hop_limit":1.5'));
    expect(findings.find(({ rule }) => rule === 'imds-hop-limit')).toMatchObject({ verdict: 'unknown' });
  });
});
