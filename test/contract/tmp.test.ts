import { test } from 'vitest';
import { writeFileSync, mkdirSync, existsSync } from 'node:fs';
import { compliant, failing, unsettled } from './cases.ts';
import { planJson } from '../support/plan.ts';
import { scanPlan } from '../support/scan-plan.ts';
import { found } from '../support/expected.ts';
test('x', async () => {
  for (const [name, c] of Object.entries({ ...compliant, ...failing, ...unsettled })) {
    const plan = planJson(c.plan);
    const run = await scanPlan(plan, { policy: c.policy });
    const f = { shows: c.shows, ...found(run) };
    if (name in compliant) for (const s of Object.values(f.subjects)) for (const [rule, x] of Object.entries(s.unknown ?? {})) (x as any).because = rule === 'automatic-security-updates' ? 'what rolls a managed group to new releases is outside of a plan; it can be declared' : 'user data is rendered from the endpoint of a cluster that the same plan creates';
    mkdirSync(`fixtures/terraform/${name}`, { recursive: true });
    const p = `fixtures/terraform/${name}/expected.json`;
    if (!existsSync(p) || process.env['FORCE']?.split(',').includes(name)) writeFileSync(p, JSON.stringify(f, undefined, 2) + '\n');
  }
}, 100000);
