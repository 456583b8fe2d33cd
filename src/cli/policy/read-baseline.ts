import type { Diagnostic } from '../../diagnostics/index.ts';
import type { Baseline } from '../../findings/index.ts';

export interface ReadBaseline {
  /** Absent where the text is no report. */
  readonly baseline?: Baseline;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * What an earlier run found, from its JSON report: fails and unknowns, by id. A waived finding is left out, or the baseline
 * would go on covering it once its waiver has ended. Never throws.
 */
export function readBaseline(text: string, file: string): ReadBaseline {
  const report = parse(text.replace(/^\ufeff/, ''));
  const problem = report === undefined ? 'no JSON' : otherKind(report);
  if (problem !== undefined) return { diagnostics: [wrong(file, 'baseline-is-no-report', `the baseline is ${problem}`)] };

  const version = member(report, 'schemaVersion');
  if (version !== 1) {
    return { diagnostics: [wrong(file, 'baseline-version', `the baseline has schemaVersion ${show(version)}, and this eks-audit reads 1`)] };
  }
  const findings = member(report, 'findings');
  if (!Array.isArray(findings)) return { diagnostics: [wrong(file, 'baseline-is-no-report', 'the baseline has no list of findings')] };

  const baseline = new Map<string, string>();
  for (const [index, finding] of findings.entries()) {
    const [id, evidenceHash, verdict] = ['id', 'evidenceHash', 'verdict'].map(name => member(finding, name));
    if (typeof id !== 'string' || typeof evidenceHash !== 'string') {
      return { diagnostics: [wrong(file, 'baseline-damaged', `findings[${index}] of the baseline has no ${typeof id === 'string' ? 'evidenceHash' : 'id'}`)] };
    }
    if ((verdict === 'fail' || verdict === 'unknown') && member(finding, 'waiver') === undefined) baseline.set(id, evidenceHash);
  }
  return { baseline, diagnostics: [] };
}

/** What a value is instead of a report of ours, as a message names it; undefined where it looks like one. */
function otherKind(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return `${Array.isArray(value) ? 'a list' : show(value)}, not a report`;
  const has = (name: string) => Object.hasOwn(value, name);
  if (has('schemaVersion') && has('findings')) return undefined;
  if (has('runs')) return 'a SARIF file, which holds no hashes of the evidence';
  if (has('resource_changes') || has('planned_values')) return 'a Terraform plan, not the report of one';
  if (has('waivers') || has('failOn') || has('parameters')) return 'a policy file, not a report';
  return 'JSON of another kind than a report of eks-audit';
}

function wrong(file: string, code: string, message: string): Diagnostic {
  return {
    code,
    severity: 'error',
    file,
    message,
    why: 'a baseline tells by id and evidenceHash which findings are not new; without it all of them would be, or none',
    fix: 'give the JSON report of an earlier run:\neks-audit scan plan.json --format json --output baseline.json --fail-on none',
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function member(value: unknown, name: string): unknown {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, name) ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}

function show(value: unknown): string {
  const written = value !== null && typeof value === 'object' ? 'of another type' : (JSON.stringify(value) ?? 'left out');
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}
