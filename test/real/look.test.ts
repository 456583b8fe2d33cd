import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { test } from 'vitest';
import { scanPlan } from '../support/scan-plan.ts';
const dir = process.env['DIR'] ?? 'fixtures/real/tfplan/';
test('look', async () => {
  let out = '';
  for (const f of readdirSync(dir)) {
    if (process.env['SHOW'] && !f.includes(process.env['SHOW'])) continue;
    const t = performance.now();
    const run = await scanPlan(readFileSync(dir + f), { file: f });
    out += `\n${f} ${(performance.now() - t).toFixed(0)}ms exit ${run.summary.exitCode} ${JSON.stringify(run.summary.verdicts)}\n`;
    for (const s of run.subjects) out += `  subject ${s.ref} ${JSON.stringify(s)}\n`;
    for (const d of run.diagnostics) out += `  diag ${d.severity} ${d.code} ${d.message}\n`;
    for (const x of run.findings) if (x.verdict === 'fail' || x.verdict === 'unknown') out += `  ${x.verdict} ${x.rule} ${x.subject.ref} :: ${x.message}${process.env['SHOW'] ? '\n' + x.evidence.map(e => '        ' + e.ref + ' ' + e.path + ' ' + JSON.stringify('value' in e ? e.value : e.unknown) + ' ' + e.decidedBy + ' ' + e.linkedBy).join('\n') : ''}\n`;
  }
  writeFileSync('/tmp/look.txt', out);
}, 60000);
