import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Diagnostic } from '../../diagnostics/index.ts';
import { type Baseline, matchWaivers, type Run } from '../../findings/index.ts';
import { isReporterName, loadRenderDiagnostic, reporters, type ReporterName, type RenderOptions } from '../../reporters/index.ts';
import { compileRule } from '../../rules/index.ts';
import { scan } from '../../scan.ts';
import type { Console } from '../console.ts';
import { fileProblem } from '../file-problem.ts';
import { readInputs } from '../inputs.ts';
import { type JudgingOptions, setUp } from '../setup.ts';
import { version } from '../version.ts';

export interface ScanOptions extends JudgingOptions {
  readonly format: string;
  readonly output?: string;
  /** `format=file`, repeatable. */
  readonly report?: readonly string[];
  readonly verdict?: RenderOptions['verdicts'];
  readonly baseline?: string;
  readonly allowEmpty?: boolean;
  readonly category: string;
}

/** One report to write: to a file, or to standard output. */
interface Target {
  readonly name: ReporterName;
  readonly file?: string;
}

/** Judges the inputs, writes the reports and answers with the exit code. */
export async function scanCommand(paths: readonly string[], options: ScanOptions, console: Console): Promise<number> {
  const targets = targetsOf(options, console.cwd);
  if ('problem' in targets) return fail(targets.problem, console);
  const progress = (text: string): void => {
    if (console.interactive) console.err(`${text}\n`);
  };
  const run = await judge(paths, options, console, progress);
  const renderOptions: RenderOptions = { color: console.color, width: console.width, verdicts: options.verdict ?? 'default', category: options.category };
  await say(run.diagnostics, console);
  const problems: Diagnostic[] = [];
  for (const { name, file } of targets.targets) {
    const reporter = await reporters[name].load();
    const leftOut = reporter.leftOut?.(run);
    if (leftOut !== undefined) problems.push({ code: 'report-cut', severity: 'warning', file: file ?? name, message: leftOut });
    if (file === undefined) for (const chunk of reporter.render(run, renderOptions)) console.out(chunk);
    else problems.push(...(await writeReport(file, reporter.render(run, { ...renderOptions, color: false }))));
  }
  await say(problems, console);
  // A report that went elsewhere leaves a terminal silent, so the outcome is said there.
  if (console.interactive && !targets.targets.some(target => target.file === undefined && target.name === 'terminal')) console.err(`${run.summary.exitReason}\n`);
  return problems.some(({ severity }) => severity === 'error') ? 2 : run.summary.exitCode;
}

/** The run itself, for `scan` and `explain`. */
export async function judge(paths: readonly string[], options: JudgingOptions & Pick<ScanOptions, 'baseline' | 'allowEmpty'>, console: Console, progress: (text: string) => void): Promise<Run> {
  const now = new Date();
  const setup = await setUp(options, console, now);
  const diagnostics: Diagnostic[] = [...setup.diagnostics];
  const baseline = options.baseline === undefined ? undefined : await loadBaseline(options.baseline, diagnostics);
  const inputs = await readInputs(paths.length > 0 ? paths : ['.'], progress);
  return scan(inputs, {
    version,
    rules: setup.rules.map(compileRule),
    policy: setup.policy,
    ...(baseline ? { baseline } : {}),
    waivers: matchWaivers(
      setup.policy,
      now,
      setup.rules.map(rule => rule.id),
    ),
    allowEmpty: options.allowEmpty ?? false,
    diagnostics,
    options: setup.options,
    source: { plan: setup.policy.plan },
  });
}

async function loadBaseline(file: string, diagnostics: Diagnostic[]): Promise<Baseline | undefined> {
  const { readFile } = await import('node:fs/promises');
  const { readBaseline } = await import('../policy/read-baseline.ts');
  try {
    const result = readBaseline(await readFile(file, 'utf8'), file);
    diagnostics.push(...result.diagnostics);
    return result.baseline;
  } catch (cause) {
    diagnostics.push({
      code: 'baseline-unreadable',
      severity: 'error',
      file,
      message: `the baseline ${file} cannot be read: ${fileProblem(cause)}`,
      fix: `make one with: eks-audit scan plan.json --format json --output ${file}`,
      cause,
    });
    return undefined;
  }
}

function targetsOf(options: ScanOptions, cwd: string): { readonly targets: readonly Target[] } | { readonly problem: Diagnostic } {
  const targets: Target[] = [];
  const add = (name: string, file: string | undefined, option: string): Diagnostic | undefined => {
    if (!isReporterName(name)) {
      return {
        code: 'format-unknown',
        severity: 'error',
        file: option,
        message: `there is no report format "${name}"`,
        fix: `take one of: ${Object.keys(reporters).join(', ')}`,
      };
    }
    const to = file === '-' ? undefined : file;
    if (targets.some(target => (target.file === undefined ? to === undefined : to !== undefined && resolve(cwd, target.file) === resolve(cwd, to)))) {
      const place = to ?? 'standard output';
      return { code: 'report-place-taken', severity: 'error', file: option, message: `two reports would go to ${place}`, fix: 'name another file for one of them: --output <file>, --report <format>=<file>' };
    }
    targets.push({ name, ...(to === undefined ? {} : { file: to }) });
    return undefined;
  };
  const problem = add(options.format, options.output, '--format');
  if (problem) return { problem };
  for (const report of options.report ?? []) {
    const [, name = report, file] = /^([^=]*)=(.+)$/.exec(report) ?? [];
    if (file === undefined) {
      return { problem: { code: 'report-without-file', severity: 'error', file: '--report', message: `--report ${report} names no file`, fix: 'write it as --report sarif=out.sarif' } };
    }
    const wrong = add(name, file, '--report');
    if (wrong) return { problem: wrong };
  }
  return { targets };
}

async function writeReport(file: string, chunks: Iterable<string>): Promise<readonly Diagnostic[]> {
  try {
    const handle = await open(file, 'w');
    try {
      let pending = '';
      for (const chunk of chunks) {
        pending += chunk;
        if (pending.length < 1 << 20) continue;
        await handle.writeFile(pending);
        pending = '';
      }
      await handle.writeFile(pending);
    } finally {
      await handle.close();
    }
    return [];
  } catch (cause) {
    return [
      {
        code: 'report-unwritable',
        severity: 'error',
        file,
        message: `the report ${file} cannot be written: ${fileProblem(cause)}`,
        fix: 'make its folder, or name another file',
        cause,
      },
    ];
  }
}

async function fail(problem: Diagnostic, console: Console): Promise<number> {
  await say([problem], console);
  return 2;
}

export async function say(diagnostics: readonly Diagnostic[], console: Console): Promise<void> {
  if (diagnostics.length === 0) return;
  const renderDiagnostic = await loadRenderDiagnostic();
  for (const diagnostic of diagnostics) console.err(renderDiagnostic(diagnostic, { color: console.errColor, width: console.width }));
}
