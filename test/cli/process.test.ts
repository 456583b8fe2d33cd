import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type OutputOptions, type RolldownOptions } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import configs from '../../build/rolldown.config.ts';

/** What needs a process of its own: standard input, closed pipes, colours. The build is made anew, since the one in dist/ may be old. */
const root = resolve(import.meta.dirname, '../..');
const plan = join(root, 'fixtures/terraform/sg-no-public-admin-ports-fail-reachable/plan.json');
let folder = '';

beforeAll(async () => {
  // Within the project, where the dependencies are found.
  folder = mkdtempSync(join(root, 'node_modules/.cli-'));
  mkdirSync(join(folder, 'bin'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
  copyFileSync(join(root, 'bin/eks-audit.js'), join(folder, 'bin/eks-audit.js'));
  for (const { output, ...config } of configs as readonly (RolldownOptions & { readonly output: OutputOptions })[]) {
    // The single file's plugin copies a licence into dist/, which is not this test's to write.
    const place = output.file === undefined ? { output: { ...output, dir: join(folder, 'dist') } } : { output: { ...output, file: join(folder, output.file) }, plugins: [] };
    await build({ ...config, ...place, cwd: root, logLevel: 'silent' });
  }
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], { env = {}, input, use = () => undefined }: { readonly env?: Readonly<Record<string, string>>; readonly input?: Buffer; readonly use?: (child: ChildProcess) => void } = {}): Promise<Ended> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(folder, 'bin/eks-audit.js'), ...args, '--no-policy'], { cwd: folder, env: { ...inherited, ...env }, stdio: 'pipe' });
  let [out, err] = ['', ''];
  child.stdout.on('data', chunk => void (out += String(chunk)));
  child.stderr.on('data', chunk => void (err += String(chunk)));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  use(child);
  return new Promise(done => child.on('close', code => done({ code, out, err })));
}

describe('the process', () => {
  it('reads standard input, once', async () => {
    const { code, out, err } = await run(['scan', '-', '-', '--rule', 'no-public-ip'], { input: readFileSync(plan) });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('stdin:1:');
  });

  it('says what is wrong with an empty standard input', async () => {
    expect(await run(['scan', '-'])).toMatchObject({ code: 2, err: expect.stringMatching(/^error\[plan-empty\]/) });
  });

  it('is silent when its reader has gone, writes its other reports and keeps its verdict', async () => {
    const report = join(folder, 'other.sarif');
    const { code, err } = await run(['scan', plan, '--report', `sarif=${report}`], { use: child => child.stdout?.destroy() });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(existsSync(report)).toBe(true);
  });

  it('survives without standard error', async () => {
    const { code } = await run(['scan', join(folder, 'nowhere.json')], { use: child => child.stderr?.destroy() });
    expect(code).toBe(2);
  });

  it.each<readonly [string, Readonly<Record<string, string>>, readonly string[], boolean]>([
    ['a pipe', {}, [], false],
    ['FORCE_COLOR', { FORCE_COLOR: '1' }, [], true],
    ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, [], false],
    ['--color', {}, ['--color'], true],
    ['NO_COLOR before FORCE_COLOR', { NO_COLOR: '1', FORCE_COLOR: '1' }, [], false],
    ['--no-color before FORCE_COLOR', { FORCE_COLOR: '1' }, ['--no-color'], false],
  ])('colours: %s', async (_, env, args, expected) => {
    const { out } = await run(['scan', plan, '--rule', 'no-public-ip', ...args], { env });
    expect(out.includes('\u001b[')).toBe(expected);
  });
});

describe.runIf(existsSync('/dev/full'))('a full disk', () => {
  it('is an error, not a verdict', async () => {
    const child = spawn('/bin/sh', ['-c', '"$0" "$@" > /dev/full', process.execPath, join(folder, 'bin/eks-audit.js'), 'scan', plan, '--no-policy'], { stdio: ['ignore', 'ignore', 'pipe'] });
    let err = '';
    child.stderr.on('data', chunk => void (err += String(chunk)));
    const code = await new Promise(done => child.on('close', done));
    expect({ code, err }).toEqual({ code: 2, err: 'error[output-unwritable]  standard output cannot be written: the disk is full\n' });
  });
});
