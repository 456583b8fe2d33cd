import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readInputs } from '../../src/cli/inputs.ts';

const plan = '{"format_version":"1.2","resource_changes":[]}';
let folder = '';
const at = (name: string): string => join(folder, name);

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'eks-audit-inputs-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is read, by name; what is not, by the code of its problem. */
const read = async (...paths: readonly string[]): Promise<readonly string[]> =>
  (await readInputs(paths, () => undefined)).map(({ path, diagnostics }) => [path.replace(`${folder}/`, ''), ...diagnostics.map(({ code }) => code)].join(' '));

describe('readInputs', () => {
  it.each<readonly [string, string | Buffer]>([
    ['UTF-8', plan],
    ['UTF-8 with a byte order mark', `\ufeff${plan}`],
    ['UTF-16, little endian', Buffer.from(`\ufeff${plan}`, 'utf16le')],
    ['UTF-16, big endian', Buffer.from(`\ufeff${plan}`, 'utf16le').swap16()],
  ])('finds a plan of a folder in %s', async (_, bytes) => {
    writeFileSync(at('plan.json'), bytes);
    expect(await read(folder)).toEqual(['plan.json']);
  });

  it('takes the plans of a folder and nothing else', async () => {
    writeFileSync(at('b.json'), plan);
    writeFileSync(at('a.json'), plan);
    writeFileSync(at('package.json'), '{}');
    writeFileSync(at('plan.txt'), plan);
    writeFileSync(at('code.tf.json'), plan);
    mkdirSync(at('folder.json'));
    symlinkSync('nowhere', at('.#b.json'));
    expect(await read(folder)).toEqual(['a.json', 'b.json']);
  });

  it('follows links', async () => {
    mkdirSync(at('plans'));
    writeFileSync(at('real'), plan);
    symlinkSync('../real', at('plans/plan.json'));
    expect(await read(at('plans'))).toEqual(['plans/plan.json']);
  });

  it('reads once what is named twice', async () => {
    writeFileSync(at('plan.json'), plan);
    symlinkSync('plan.json', at('link.json'));
    expect(await read(at('plan.json'), folder, at('./plan.json'), at('link.json'))).toEqual(['plan.json']);
    expect(await read(folder, at('plan.json'))).toEqual(['link.json']);
  });

  it('goes on beside a file that cannot be read', async () => {
    writeFileSync(at('plan.json'), plan);
    symlinkSync('circle.json', at('circle.json'));
    expect(await read(folder)).toEqual(['circle.json input-unreadable', 'plan.json']);
  });

  it.each<readonly [string, () => void, string]>([
    ['an empty folder', () => undefined, 'no-plan-in-folder'],
    ['Terraform code', () => writeFileSync(at('main.tf'), ''), 'terraform-without-plan'],
    ['a plan below only', () => void (mkdirSync(at('below')), writeFileSync(at('below/plan.json'), plan)), 'no-plan-in-folder'],
  ])('%s', async (_, make, code) => {
    make();
    expect(await read(folder)).toEqual([`${folder} ${code}`]);
  });

  it('nothing, and something that is not there', async () => {
    expect(await read('', at('nowhere.json'))).toEqual(['"" input-without-name', 'nowhere.json input-unreadable']);
  });
});
