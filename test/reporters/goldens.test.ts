import { describe, expect, it } from 'vitest';
import { type ReporterName, reporters } from '../../src/reporters/index.ts';
import { finding, imdsv2, rendered, run, subject, telling } from '../support/run.ts';

const clean = run([finding(imdsv2, subject('workers'), { verdict: 'pass', message: '', evidence: [] })]);

describe('goldens', () => {
  it.each<[name: string, ReporterName, ReturnType<typeof telling>, Parameters<typeof rendered>[2]]>([
    ['terminal.txt', 'terminal', telling(), {}],
    ['terminal-color-narrow.txt', 'terminal', telling(), { color: true, width: 60 }],
    ['terminal-clean.txt', 'terminal', clean, {}],
    ['report.json', 'json', telling({ spots: 1 }), {}],
    ['report-all.json', 'json', telling({ spots: 1 }), { verdicts: 'all' }],
    ['report.sarif', 'sarif', telling(), {}],
    ['summary.md', 'markdown', telling(), {}],
    ['summary-clean.md', 'markdown', clean, {}],
    ['junit.xml', 'junit', telling({ spots: 1 }), {}],
  ])('%s', async (name, format, report, more) => {
    const reporter = await reporters[format].load();
    await expect(rendered(reporter, report, more)).toMatchFileSnapshot(`../golden/${name}`);
  });
});
