import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { reporters } from '../reporters/index.ts';
import { severities } from '../rules/rule.ts';
import { type Console, type ProcessConsole, processConsole } from './console.ts';
import type { ExplainOptions } from './commands/explain.ts';
import type { ScanOptions } from './commands/scan.ts';
import type { JudgingOptions } from './setup.ts';
import { version } from './version.ts';

/** Runs the command line and answers with the exit code. Never throws, never prints a stack trace. */
export async function main(argv: readonly string[], given?: ProcessConsole): Promise<number> {
  const wish = argv.includes('--no-color') ? false : argv.includes('--color') ? true : undefined;
  const console = given ?? processConsole(wish);
  let code = 0;
  try {
    await program(console, result => (code = result)).parseAsync([...argv], { from: 'user' });
  } catch (error) {
    code = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : crashed(error, console);
  }
  const lost = await console.finish();
  // A reader that has seen enough (`| head`) closes the pipe; that is no error, and changes no verdict.
  if (!lost || lost.code === 'EPIPE') return code;
  const { fileProblem } = await import('./file-problem.ts');
  console.err(`error[output-unwritable]  standard output cannot be written: ${fileProblem(lost)}\n`);
  return code === 70 ? code : 2;
}

function program(console: Console, done: (code: number) => void): Command {
  const root = new Command('eks-audit')
    .description('Finds what is wrong with Amazon EKS worker nodes before they ship, and says which line decided it and why')
    .version(version, '-V, --version', 'print the version')
    .option('--color', 'colours even into a pipe')
    .option('--no-color', 'no colours (so does NO_COLOR)')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: console.out, writeErr: console.err })
    .showHelpAfterError('(eks-audit --help lists the commands)')
    .showSuggestionAfterError()
    .exitOverride();

  deciding(judging(root.command('scan')))
    .argument('[path...]', 'Terraform plans in JSON; a folder gives the plans in it, - is standard input; none: this folder')
    .description('judge the worker nodes of Terraform plans')
    .addOption(new Option('-f, --format <format>', 'format of the report').choices(Object.keys(reporters)).default('terminal'))
    .option('-o, --output <file>', 'write the report to a file (-: standard output)')
    .option('--report <format=file>', 'write one more report (repeatable)', collect)
    .addOption(new Option('--verdict <which>', 'which findings the JSON report lists').choices(['default', 'fail', 'all']).default('default', 'fails and unknowns'))
    .option('--baseline <file>', 'JSON report of an earlier run: what it found does not fail again')
    .option('--allow-empty', 'an input without worker nodes is fine')
    .option('--category <name>', 'category of the SARIF run', 'eks-audit')
    .addHelpText('after', scanHelp)
    .action(async (paths: string[], options: ScanOptions) => done(await (await import('./commands/scan.ts')).scanCommand(paths, options, console)));

  judging(root.command('explain'))
    .argument('<rule or finding>', 'id of a rule, or of a finding of a report')
    .argument('[path...]', 'the inputs that the finding is in')
    .description('print a rule’s reasons and examples, or a finding’s evidence trail')
    .action(async (what: string, paths: string[], options: ExplainOptions) => done(await (await import('./commands/explain.ts')).explainCommand(what, paths, options, console)));

  judging(root.command('rules'))
    .description('list the rules')
    .addOption(new Option('-f, --format <format>', 'format of the list').choices(['text', 'json']).default('text'))
    .action(async (options: JudgingOptions & { format: 'text' | 'json' }) => done(await (await import('./commands/rules.ts')).rulesCommand(options, console)));

  root
    .command('test')
    .argument('[folder...]', 'folders of rule files; none for the built-in rules')
    .description('run the examples that rules carry')
    .action(async (folders: string[]) => done(await (await import('./commands/test-rules.ts')).testCommand(folders, console)));

  root
    .command('init')
    .description('start a policy file, eksnode-policy.json')
    .option('--force', 'overwrite an existing one')
    .action(async (options: { force?: boolean }) => done(await (await import('./commands/init.ts')).initCommand(options, console)));

  return root;
}

/** Options of every command that judges. */
function judging(command: Command): Command {
  return command
    .option('--policy <file>', 'policy file (default: eksnode-policy.json, searched upward)')
    .option('--no-policy', 'take no policy file')
    .option('--rules <folder>', 'rules of your own beside the built-in ones (repeatable)', collect)
    .option('--rule <pattern>', 'judge only these rules, by id or * pattern (repeatable)', collect)
    .option('--skip-rule <pattern>', 'leave these rules out (repeatable)', collect);
}

/** Options about the exit code. */
function deciding(command: Command): Command {
  return command
    .addOption(new Option('--fail-on <severity>', 'lowest severity whose fail gives exit code 1 (default: the policy’s, or medium)').argParser(severityOrNone))
    .addOption(new Option('--unknown <how>', 'whether an unknown verdict at that severity gives exit code 3').choices(['report', 'fail']));
}

function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

function severityOrNone(value: string): string {
  if (value === 'none' || severities.some(severity => severity === value)) return value;
  throw new InvalidArgumentError(`Take one of: ${[...severities, 'none'].join(', ')}.`);
}

const scanHelp = `
Exit codes:
  0  nothing at or above --fail-on failed, and every input was read
  1  something at or above --fail-on failed
  2  the command line, policy or rules are wrong, or an input cannot be read
  3  not established: no worker node in any input (--allow-empty accepts that),
     or --unknown fail and something is unknown
  70 a bug in eks-audit

Examples:
  terraform plan -out tfplan && terraform show -json tfplan > plan.json
  eks-audit scan plan.json
  terraform show -json tfplan | eks-audit scan - --format sarif --output eks-audit.sarif
  eks-audit scan plan.json --report sarif=out.sarif --report markdown=summary.md`;

/** A bug of ours says so. */
function crashed(error: unknown, console: Console): number {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  console.err(`error[internal]  eks-audit failed, and that is a bug in it\n  ${what}\n  fix: report it with the command line and, if you can, the input\n`);
  if (process.env['EKS_AUDIT_DEBUG'] === '1' && error instanceof Error) console.err(`${error.stack ?? ''}\n`);
  return 70;
}
