import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** The package as a user gets it: packed, installed into an empty folder, and run there. */
const root = resolve(import.meta.dirname, '../..');
const plan = 'fixtures/real/tfplan/checkov__eks_node_group_remote_access.json';
const ruleFiles = readdirSync(join(root, 'rules'), { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.yaml'));

let folder = '';
let packed: { readonly filename: string; readonly size: number; readonly unpackedSize: number; readonly files: readonly { readonly path: string }[] };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-audit-pack-'));
  // The build is there already, and what it prints would stand in the JSON.
  const out = run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root);
  const [tarball] = JSON.parse(out.stdout) as readonly (typeof packed)[];
  if (!tarball) throw new Error(`npm pack names no tarball: ${out.stdout}`);
  packed = tarball;
  writeFileSync(join(folder, 'package.json'), '{ "name": "somewhere-else", "private": true }\n');
  const installed = run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', join(folder, packed.filename)]);
  if (installed.status !== 0) throw new Error(`npm install: ${installed.stderr}`);
  mkdirSync(join(folder, 'plans'));
  copyFileSync(join(root, plan), join(folder, 'plans/plan.json'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  const paths = (): readonly string[] => packed.files.map(({ path }) => path);

  it.each(['package.json', 'bin/eks-audit.js', 'dist/main.js', 'schemas/report.schema.json', 'schemas/eksnode-policy.schema.json', 'eksnode-policy.json', 'LICENSE', 'README.md', 'CHANGELOG.md'])(
    'holds %s',
    file => expect(paths()).toContain(file),
  );

  it('holds nothing else', () => {
    expect(paths().filter(path => !/^(bin|dist|docs|schemas)\/|^(package\.json|eksnode-policy\.json|LICENSE|README\.md|CHANGELOG\.md)$/.test(path))).toEqual([]);
  });

  it('is small', () => {
    expect(packed.size).toBeLessThan(500_000);
    expect(packed.unpackedSize).toBeLessThan(2_000_000);
  });
});

describe('installed', () => {
  const lock = (): readonly (readonly [string, { readonly hasInstallScript?: boolean; readonly license?: string }])[] =>
    Object.entries((JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8')) as { readonly packages: Record<string, object> }).packages);

  it('brings no package that runs a script when it is installed', () => {
    const manifests = lock().map(([path]) => JSON.parse(readFileSync(join(folder, path, 'package.json'), 'utf8')) as { readonly name: string; readonly scripts?: Record<string, string> });
    expect(manifests.filter(({ scripts = {} }) => ['preinstall', 'install', 'postinstall'].some(name => name in scripts)).map(({ name }) => name)).toEqual([]);
    expect(lock().filter(([path, entry]) => entry.hasInstallScript === true || existsSync(join(folder, path, 'binding.gyp')))).toEqual([]);
  });

  it('brings few packages, all with licences that ask for no more than their notice', () => {
    expect(lock().length).toBeLessThanOrEqual(8);
    expect(lock().filter(([, { license }]) => !['Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT'].includes(license ?? ''))).toEqual([]);
  });

  it('finds what is wrong in a plan, and fails for it unless told not to', () => {
    const lenient = audit('scan', 'plans/plan.json', '--fail-on', 'none');
    expect(lenient.stdout).toMatch(/^fail {2}volumes-encrypted {2}medium/m);
    expect(lenient.status, lenient.stderr).toBe(0);
    expect(audit('scan', 'plans/plan.json').status).toBe(1);
  });

  it.each(['json', 'sarif', 'markdown', 'junit'])('writes %s', format => {
    const { status, stdout, stderr } = audit('scan', 'plans/plan.json', '--fail-on', 'none', '--format', format);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain('volumes-encrypted');
  });

  it('has every rule with it', () => {
    const listed = JSON.parse(audit('rules', '--format', 'json').stdout) as readonly unknown[] | { readonly rules: readonly unknown[] };
    expect('rules' in listed ? listed.rules : listed).toHaveLength(ruleFiles.length);
  });

  it('runs the examples of its rules', () => {
    const { status, stdout } = audit('test');
    expect(stdout).toMatch(new RegExp(`^${ruleFiles.length} rules, \\d+ examples: all hold$`, 'm'));
    expect(status).toBe(0);
  });

  it('explains a rule', () => {
    const { status, stdout } = audit('explain', 'imdsv2-required');
    expect(stdout).toContain('node.metadata.tokens == "required"');
    expect(status).toBe(0);
  });

  it('starts a policy that its own schema describes and that it takes', () => {
    expect(audit('init').status).toBe(0);
    const { $schema } = JSON.parse(readFileSync(join(folder, 'eksnode-policy.json'), 'utf8')) as { readonly $schema: string };
    expect(existsSync(join(folder, $schema)), $schema).toBe(true);
    expect(audit('init').status).toBe(2);
    expect(audit('scan', 'plans/plan.json', '--fail-on', 'none').status).toBe(0);
  });
});

describe('the README', () => {
  /** Its examples: a command after `$ npx eks-audit`, then what it prints, `…` standing for the rest. */
  const examples = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/```console\n\$ npx eks-audit (.*)\n([^`]*)```/g)].map(([, command = '', output = '']) => ({ command, output }));

  it('has examples', () => expect(examples.length).toBeGreaterThan(0));

  it.each(examples)('shows what is printed: $command', ({ command, output }) => {
    const { stdout } = run(process.execPath, [join(folder, 'node_modules/eks-audit/bin/eks-audit.js'), ...command.split(' ')], root);
    for (const part of output.split(/^…\n/m).filter(text => text !== '')) expect(stdout).toContain(part);
  });
});

function audit(...args: readonly string[]) {
  return run('npx', ['--no-install', 'eks-audit', ...args]);
}

function run(command: string, args: readonly string[], cwd = folder) {
  // What npm tells its scripts about this project must not reach the other one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name)));
  return spawnSync(command, args, { cwd, env, encoding: 'utf8', shell: process.platform === 'win32' });
}
