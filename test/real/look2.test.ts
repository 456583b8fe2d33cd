import { writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { moduleFleet } from '../support/module-fleet.ts';
import { planJson } from '../support/plan.ts';
import { scanPlan } from '../support/scan-plan.ts';
test('look', async () => {
  let out = '';
  for (const [name, spec] of Object.entries({ managed: moduleFleet('managed'), manstand: moduleFleet('managed', { standing: true }), self: moduleFleet('self_managed', { standing: true }), selfnew: moduleFleet('self_managed', {oneNatGateway:false}) })) {
    const plan = planJson(spec);
    writeFileSync(`/tmp/plan-${name}.json`, JSON.stringify(plan, null, 1));
    const run = await scanPlan(plan, { file: name });
    out += `\n${name} exit ${run.summary.exitCode} ${JSON.stringify(run.summary.verdicts)}\n`;
    for (const s of run.subjects) out += `  subject ${s.ref} ${JSON.stringify(s)}\n`;
    for (const d of run.diagnostics) out += `  diag ${d.severity} ${d.code} ${d.message}\n`;
    for (const x of run.findings) if (x.verdict === 'fail' || x.verdict === 'unknown') out += `  ${x.verdict} ${x.rule} ${x.subject.ref.slice(-60)} :: ${x.message.slice(0,260)} | ${(x.resolveWith ?? '').slice(0,160)}\n`;
  }
  writeFileSync('/tmp/look2.txt', out);
}, 60000);
