import { describe, expect, it } from 'vitest';
import { renderDiagnostic } from '../../src/reporters/diagnostic.ts';
import type { Diagnostic } from '../../src/diagnostics/index.ts';

const plain = { color: false, width: 80 };
const problem: Diagnostic = {
  code: 'plan-is-binary',
  severity: 'error',
  file: 'plan.bin',
  position: { line: 1, column: 3 },
  message: 'plan.bin is a binary plan file',
  why: 'only the Terraform version that made it can read it',
  fix: 'terraform show -json plan.bin > plan.json\neks-audit scan plan.json',
};

describe('renderDiagnostic', () => {
  it('says what, where, why and how to fix; commands stay lines to paste', () => {
    expect(renderDiagnostic(problem, plain)).toBe(
      [
        'error[plan-is-binary]  plan.bin is a binary plan file',
        '  plan.bin:1:3',
        '  why: only the Terraform version that made it can read it',
        '  fix: terraform show -json plan.bin > plan.json',
        '       eks-audit scan plan.json',
        '',
      ].join('\n'),
    );
  });

  it('says only what there is', () => {
    expect(renderDiagnostic({ code: 'empty', severity: 'warning', file: '-', message: 'nothing there' }, plain)).toBe('warning[empty]  nothing there\n  stdin\n');
  });

  it('shows what would act on the terminal', () => {
    const text = renderDiagnostic({ ...problem, message: '\u001b[2J', fix: 'a\n::error::b' }, plain);
    expect(text).not.toContain('\u001b');
    expect(text).not.toMatch(/^\s*::/m);
  });

  it('colours where it is told to', () => {
    expect(renderDiagnostic(problem, { ...plain, color: true })).toContain('\u001b[31m');
  });
});
