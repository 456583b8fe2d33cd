import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const open = 'fixtures/terraform/sg-no-public-admin-ports-fail-reachable/plan.json';
const unknown = 'fixtures/terraform/subnets-private-unknown/plan.json';
const fine = 'fixtures/terraform/compliant-managed/plan.json';
const noPolicy = '--no-policy';

let folder = '';
const at = (name: string): string => join(folder, name);
/** `@name` is a file of the temporary folder. */
const placed = (args: readonly string[]): readonly string[] => args.map(arg => arg.replace(/@(?=[\w.])/, `${folder}/`));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'eks-audit-cli-'));
  writeFileSync(at('empty-plan.json'), '{"format_version":"1.2","terraform_version":"1.9.8","resource_changes":[]}');
  writeFileSync(at('broken.json'), '{"format_version":');
  writeFileSync(at('main.tf'), 'resource "aws_eks_cluster" "main" {}');
  writeFileSync(at('bad-policy.json'), '{ "failon": "high" }');
  mkdirSync(at('bare'));
  mkdirSync(at('own'));
  writeFileSync(at('own/broken-rule.yaml'), 'id: broken-rule\ntitle: T\nseverity: low\nsubject: node\nassert: node.metadata.hopLimt == 1\nmessage: m\nwhy: w\nfix: f\n');
  await runCli(['scan', open, noPolicy, '-f', 'json', '-o', at('earlier.json'), '--report', `sarif=${at('earlier.sarif')}`]);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('exit codes', () => {
  it.each<readonly [number, readonly string[]]>([
    [0, ['scan', fine, noPolicy]],
    [1, ['scan', open, noPolicy]],
    [0, ['scan', open, noPolicy, '--fail-on', 'none']],
    [0, ['scan', open, noPolicy, '--rule', 'ssh-access-closed']],
    [1, ['scan', open, noPolicy, '--rule', 'ssh-access-closed', '--fail-on', 'low']],
    [0, ['scan', open, noPolicy, '--skip-rule', 'sg-*', '--skip-rule', 'subnets-private', '--skip-rule', 'no-public-ip']],
    [0, ['scan', open, noPolicy, '--baseline', '@earlier.json']],
    [2, ['scan', open, noPolicy, '--baseline', '@earlier.sarif']],
    [2, ['scan', open, noPolicy, '--baseline', '@nowhere.json']],
    [0, ['scan', unknown, noPolicy, '--rule', 'subnets-private']],
    [3, ['scan', unknown, noPolicy, '--rule', 'subnets-private', '--unknown', 'fail']],
    [1, ['scan', unknown, open, noPolicy, '--rule', 'subnets-private', '--unknown', 'fail']],
    [2, ['scan', open, '@broken.json', noPolicy]],
    [3, ['scan', '@empty-plan.json', noPolicy]],
    [0, ['scan', '@empty-plan.json', noPolicy, '--allow-empty']],
    [2, ['scan', '@nowhere.json', noPolicy]],
    [2, ['scan', '@main.tf', noPolicy]],
    [2, ['scan', '@bare', noPolicy]],
    [2, ['scan', '', noPolicy]],
    [2, ['scan', open, '--policy', '@bad-policy.json']],
    [2, ['scan', open, '--policy', '@nowhere.json']],
    [2, ['scan', open, noPolicy, '--rules', '@own']],
    [2, ['scan', open, noPolicy, '--rule', 'nosuch']],
    [2, ['scan', open, noPolicy, '--format', 'xml']],
    [2, ['scan', open, noPolicy, '--fail-on', 'hi']],
    [2, ['scan', open, noPolicy, '--report', 'sarif']],
    [2, ['scan', open, noPolicy, '--report', 'xml=@x']],
    [2, ['scan', open, noPolicy, '--output', '@bare']],
    [2, ['scan', open, noPolicy, '--report', 'json=@nowhere/x.json']],
    [0, ['explain', 'imdsv2-required']],
    [2, ['explain', 'imdsv2-requird']],
    [2, ['explain', '0123456789abcdef']],
    [2, ['explain', '0123456789abcdef', open, noPolicy]],
    [0, ['explain', 'no-public-ip', open, noPolicy]],
    [2, ['explain', 'no-public-ip', open, '@broken.json', noPolicy]],
    [2, ['explain', 'no-public-ip', '--policy', '@bad-policy.json']],
    [2, ['rules', '--fail-on', 'none']],
    [0, ['rules', noPolicy]],
    [2, ['rules', noPolicy, '--rules', '@nowhere']],
    [0, ['test']],
    [2, ['test', '@own']],
    [2, ['test', '@bare']],
    [2, ['test', '@nowhere']],
    [0, ['--version']],
    [0, ['--help']],
    [2, []],
    [2, ['scna']],
  ])('%i: %j', async (expected, args) => {
    const { code, out, err } = await runCli(placed(args));
    expect(code, err || out).toBe(expected);
    // An error says why and never how it is built; on standard output a machine may be reading.
    expect(`${out}${err}`).not.toMatch(/^\s+at .*:\d+:\d+|internal\]|\bE[A-Z]{4,}: /m);
    if (expected === 2) expect(err).toMatch(/^error|^Usage/m);
  });
});

describe('what is said', () => {
  it.each<readonly [string, readonly string[], RegExp]>([
    ['a misspelt command', ['scna'], /Did you mean scan\?/],
    ['a misspelt option', ['scan', '--formt', 'json'], /Did you mean --format\?/],
    ['a misspelt rule', ['explain', 'imdsv2-requird'], /eks-audit explain imdsv2-required/],
    ['too short an id', ['explain', '85', open], /4 to 16 digits/],
    ['Terraform code', ['scan', '@main.tf', noPolicy], /^ +terraform show -json tfplan > plan\.json$/m],
    ['an empty path', ['scan', '', noPolicy], /a path on the command line is empty/],
    ['no such file', ['scan', '@nowhere.json', noPolicy], /there is no such file or folder/],
    ['a report that is a folder', ['scan', open, noPolicy, '-o', '@bare'], /cannot be written: it is a folder/],
    ['a rule, with its line and a caret', ['test', '@own'], /^ {2}5 \| assert: node\.metadata\.hopLimt == 1\n {4}\| {23}\^{7}\n.*broken-rule\.yaml:5:23$/m],
    ['a folder without rules', ['test', '@bare'], /holds no rule files/],
    ['two reports to one file', ['scan', open, noPolicy, '--report', 'json=@same', '--report', 'sarif=@./same'], /two reports would go to/],
    ['two reports to standard output', ['scan', open, noPolicy, '--report', 'json=-'], /two reports would go to standard output/],
  ])('%s', async (_, args, expected) => {
    const { code, err } = await runCli(placed(args));
    expect(err).toMatch(expected);
    expect(code).toBe(2);
  });

  it.each(['scan', 'explain', 'rules', 'test', 'init'])('the help of %s fits and shows no values of ours', async command => {
    const { code, out } = await runCli([command, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`Usage: eks-audit ${command}`);
    expect(out).not.toMatch(/\[\]|undefined/);
  });

  it('claims nothing of examples that it could not run', async () => {
    expect((await runCli(placed(['test', '@own']))).out).toBe('');
  });
});

describe('reports', () => {
  it.each([
    ['terminal', /^fail {2}no-public-ip {2}high/m],
    ['json', /^\{"schemaVersion":1,/],
    ['sarif', /"version":"2\.1\.0"/],
    ['markdown', /^## eks-audit: /],
    ['junit', /^<\?xml version="1\.0"/],
  ])('%s, to standard output and to a file alike', async (format, expected) => {
    const printed = await runCli(['scan', open, noPolicy, '-f', format]);
    expect(printed.out).toMatch(expected);
    const file = at(`report.${format}`);
    const written = await runCli(['scan', open, noPolicy, '-f', format, '-o', file]);
    expect(written.out).toBe('');
    expect(readFileSync(file, 'utf8')).toBe(printed.out);
    expect((await runCli(['scan', open, noPolicy, '-f', format, '-o', '-'])).out).toBe(printed.out);
  });

  it('several in one run', async () => {
    const { out } = await runCli(['scan', open, noPolicy, '--report', `sarif=${at('a.sarif')}`, '--report', `markdown=${at('a.md')}`]);
    expect(out).toContain('(exit 1)');
    expect(['a.sarif', 'a.md'].map(name => existsSync(at(name)))).toEqual([true, true]);
  });

  it('the category ends in one slash', async () => {
    expect((await runCli(['scan', fine, noPolicy, '-f', 'sarif', '--category', 'infra/prod'])).out).toContain('"automationDetails":{"id":"infra/prod/"}');
  });

  it('--verdict chooses what the JSON lists', async () => {
    const verdicts = async (which: string): Promise<readonly string[]> => {
      const { findings } = JSON.parse((await runCli(['scan', open, noPolicy, '-f', 'json', '--verdict', which])).out) as { readonly findings: readonly { readonly verdict: string }[] };
      return [...new Set(findings.map(({ verdict }) => verdict))].sort();
    };
    expect(await verdicts('fail')).toEqual(['fail']);
    expect(await verdicts('default')).toEqual(['fail', 'unknown']);
    expect(await verdicts('all')).toContain('pass');
  });
});

describe('explain', () => {
  it('takes the beginning of an id', async () => {
    const { findings } = JSON.parse((await runCli(['scan', open, noPolicy, '-f', 'json'])).out) as { readonly findings: readonly { readonly id: string; readonly rule: string }[] };
    const [first] = findings;
    expect((await runCli(['explain', first?.id.slice(0, 8) ?? '', open, noPolicy])).out).toContain(`  id: ${first?.id}\n`);
  });

  it('shows a hostile name on its own line, where no CI runner takes it for a command', async () => {
    writeFileSync(at('hostile.json'), readFileSync(open, 'utf8').replaceAll('"workers"', JSON.stringify('::error::a\n::error::b\n\u001b[31m##[group]')));
    const { out } = await runCli(['explain', 'no-public-ip', at('hostile.json'), noPolicy]);
    expect(out).toContain('error::a\\n::error::b\\n\\u001b[31m');
    expect(out).not.toMatch(/^\s*::|##\[|\u001b/m);
  });
});

describe('init', () => {
  it('writes a policy once', async () => {
    const cwd = at('bare');
    expect((await runCli(['init'], { cwd })).code).toBe(0);
    expect((await runCli(['init'], { cwd })).code).toBe(2);
    expect((await runCli(['init', '--force'], { cwd })).code).toBe(0);
    expect((await runCli(['scan', join(process.cwd(), fine)], { cwd })).code).toBe(0);
    rmSync(join(cwd, 'eksnode-policy.json'));
  });
});
