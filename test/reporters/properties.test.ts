import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json } from '../../src/reporters/json.ts';
import { junit } from '../../src/reporters/junit.ts';
import { markdown } from '../../src/reporters/markdown.ts';
import { renderDiagnostic } from '../../src/reporters/diagnostic.ts';
import { sarif } from '../../src/reporters/sarif.ts';
import { terminal } from '../../src/reporters/terminal.ts';
import { arbitraryRun } from '../support/arbitrary-run.ts';
import { junitErrors } from '../support/junit-errors.ts';
import { reportErrors } from '../support/report-schema.ts';
import { rendered } from '../support/run.ts';
import { sarifErrors } from '../support/sarif-schema.ts';

/** Characters that act on a terminal or on the eye, and CI runners' commands. */
// oxlint-disable-next-line no-control-regex
const acting = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|##[a-z]*\[|^\s*::/mu;

const runs = { numRuns: 200 };

describe('any run, whatever its strings', () => {
  it('is valid JSON by the shipped schema, the same values as in the run', () => {
    fc.assert(
      fc.property(arbitraryRun, run => {
        const report = JSON.parse(rendered(json, run, { verdicts: 'all' })) as { findings: { message: string; subject: { name: string } }[] };
        expect(reportErrors(report)).toEqual([]);
        expect(report.findings.map(({ message, subject }) => [message, subject.name])).toEqual(run.findings.map(({ message, subject }) => [message, subject.name]));
      }),
      runs,
    );
  });

  it('is valid SARIF', () => {
    fc.assert(
      fc.property(arbitraryRun, run => {
        expect(sarifErrors(JSON.parse(rendered(sarif, run)))).toEqual([]);
      }),
      runs,
    );
  });

  it('is well-formed JUnit XML whose counts add up', () => {
    fc.assert(
      fc.property(arbitraryRun, run => {
        expect(junitErrors(rendered(junit, run))).toEqual([]);
      }),
      runs,
    );
  });

  it('has nothing in any report that acts on a terminal or a CI runner', () => {
    fc.assert(
      fc.property(arbitraryRun, run => {
        for (const reporter of [terminal, json, sarif, markdown, junit]) expect(rendered(reporter, run, { verdicts: 'all' })).not.toMatch(acting);
        for (const diagnostic of run.diagnostics) expect(renderDiagnostic(diagnostic, { color: false, width: 60 })).not.toMatch(acting);
      }),
      runs,
    );
  });

  it('has no markup in Markdown but its own', () => {
    fc.assert(
      fc.property(arbitraryRun, run => {
        const text = rendered(markdown, run);
        const withoutCode = text.replace(/`[^`\n]*`/g, '');
        expect(withoutCode.replace(/<\/?(?:br|details|summary|code)>/g, '')).not.toMatch(/[<>`]/);
        for (const line of text.split('\n').filter(each => each.startsWith('|'))) expect(line.split('|')).toHaveLength(7);
      }),
      runs,
    );
  });

  it('is rendered alike twice', () => {
    fc.assert(
      fc.property(arbitraryRun, run => {
        for (const reporter of [terminal, json, sarif, markdown, junit]) expect(rendered(reporter, run)).toBe(rendered(reporter, run));
      }),
      { numRuns: 30 },
    );
  });
});
