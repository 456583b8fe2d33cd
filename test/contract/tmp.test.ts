import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { compliant, failing, unsettled } from './cases.ts';
import { planJson } from '../support/plan.ts';
import { scanPlan } from '../support/scan-plan.ts';
test('x', async () => {
  let out = ''; let total = 0;
  for (const [name, c] of Object.entries({ ...compliant, ...failing, ...unsettled })) {
    try {
    const plan = planJson(c.plan);
    total += JSON.stringify(plan).length;
    const run = await scanPlan(plan, { policy: c.policy });
    const [rule] = /^(.*?)(-fail|-unknown|$)/.exec(name)!.slice(1);
    const want = /-fail/.test(name) ? 'fail' : 'unknown';
    const bad = run.findings.filter(f => f.verdict === 'fail' || f.verdict === 'unknown');
    const ok = name.startsWith('compliant') ? bad.every(f => f.verdict === 'unknown') : bad.some(f => f.rule === rule && f.verdict === want);
    out += `\n${ok ? 'ok  ' : 'BAD '} ${name}: ${run.subjects.map(s => s.ref).join(' ')} ${JSON.stringify(run.summary.verdicts)} ${run.diagnostics.map(d => d.message)}\n`;
    for (const x of bad) out += `  ${x.rule === rule && x.verdict === want ? '*' : ' '} ${x.verdict} ${x.severity} ${x.rule} @${x.location?.address} | ${x.message} | ${x.resolveWith ?? ''}\n${x.evidence.map(e => `          ${e.ref} .${e.path} = ${JSON.stringify(e.value ?? e.unknown)} ${e.decidedBy}/${e.linkedBy} ${e.because ?? ''}\n`).join('')}`;
    } catch (e) { out += `\nBAD ${name} ${(e as Error).stack}\n`; }
  }
  writeFileSync('/tmp/out2.txt', out + total);
}, 100000);
