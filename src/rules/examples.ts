import { exampleFacts } from './example-facts.ts';
import { compileRule, RuleDefect, type Verdict } from './judge.ts';
import type { LoadedRule } from './load.ts';
import type { RuleId, Severity } from './rule.ts';

/** What a rule says about one of its examples. */
export interface ExampleResult {
  readonly rule: RuleId;
  readonly file: string;
  readonly position: { readonly line: number; readonly column: number };
  readonly example: string;
  readonly expected: Verdict;
  readonly expectedSeverity?: Severity;
  /** `defect` where the rule answers neither true nor false. */
  readonly got: Verdict | 'defect';
  readonly gotSeverity?: Severity;
  /** The message of a fail, or what the defect is. */
  readonly message?: string;
  readonly holds: boolean;
}

/** Judges every example of every rule. */
export function runExamples(rules: readonly LoadedRule[]): readonly ExampleResult[] {
  return rules.flatMap(loaded => {
    const { judge } = compileRule(loaded.rule);
    return loaded.examples.map((example): ExampleResult => {
      const about = {
        rule: loaded.rule.id,
        file: loaded.file,
        position: example.position,
        example: example.name,
        expected: example.expect,
        ...(example.severity && { expectedSeverity: example.severity }),
      };
      try {
        const judgement = judge(exampleFacts(loaded.rule.subject, example.patch));
        const { verdict, severity } = judgement;
        const holds = verdict === example.expect && (example.severity === undefined || severity === example.severity);
        return { ...about, got: verdict, ...(verdict === 'fail' && { gotSeverity: severity, message: judgement.message() }), holds };
      } catch (error) {
        if (!(error instanceof RuleDefect)) throw error;
        return { ...about, got: 'defect', message: error.message, holds: false };
      }
    });
  });
}

/** The results as lines: one a rule whose examples hold, one an example that does not, and a count. */
export function renderExamples(results: readonly ExampleResult[]): readonly string[] {
  const byRule = new Map<RuleId, ExampleResult[]>();
  for (const result of results) byRule.set(result.rule, [...(byRule.get(result.rule) ?? []), result]);
  const failed = results.filter(result => !result.holds).length;
  const lines = [...byRule].flatMap(([rule, of]) => {
    const broken = of.filter(result => !result.holds);
    return broken.length === 0 ? [`ok    ${rule}  ${count(of.length, 'example')}`] : broken.map(failure);
  });
  return [...lines, '', `${count(byRule.size, 'rule')}, ${count(results.length, 'example')}${failed === 0 ? ': all hold' : `, ${failed} failed`}`];
}

function failure(result: ExampleResult): string {
  const severity = (value: Severity | undefined) => (value === undefined ? '' : ` at ${value}`);
  const got = `${result.got}${result.expectedSeverity === undefined ? '' : severity(result.gotSeverity)}`;
  const why = result.message === undefined ? '' : `\n      ${result.message}`;
  return `FAIL  ${result.rule}  "${result.example}": expected ${result.expected}${severity(result.expectedSeverity)}, got ${got}\n      ${result.file}:${result.position.line}:${result.position.column}${why}`;
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? '' : 's'}`;
}
