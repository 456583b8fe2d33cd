import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { scanPlan } from '../support/scan-plan.ts';
test('x', async () => {
  let out = '';
  const dir = 'fixtures/real/tfplan/';
  for (const f of readdirSync(dir)) {
    const run = await scanPlan(readFileSync(dir + f), { file: f });
    out += `== ${f} exit ${run.summary.exitCode} ${run.subjects.map(s => `${s.kind} ${s.ref} [${s.recognisedBy}]`).join('; ')} ${JSON.stringify(run.summary.verdicts)} passedOver ${JSON.stringify(run.inputs.map(i => i.passedOver))} ${run.diagnostics.map(d => d.code)}\n`;
    for (const x of run.findings) if (x.verdict === 'fail' || x.verdict === 'unknown') out += `${x.verdict} ${x.severity} ${x.rule} @${x.location?.address} | ${x.message} | ${x.resolveWith ?? ''}\n`;
  }
  writeFileSync('/tmp/real.txt', out);
}, 60000);
