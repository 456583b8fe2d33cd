import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Imports that are wrong on purpose, and ones that look alike and are right: a lint that never failed is not known to work. */
const imports = 'eslint(no-restricted-imports)';
const cycle = 'import(no-cycle)';
const cases: readonly (readonly [situation: string, file: string, text: string, expected: string | undefined])[] = [
  ['inventory takes nothing of ours', 'src/inventory/a.ts', "import { a } from '../diagnostics/index.ts';\nexport const b = a;", imports],
  ['diagnostics takes inventory', 'src/diagnostics/a.ts', "export { a } from '../inventory/index.ts';", undefined],
  ['diagnostics takes no rules', 'src/diagnostics/b.ts', "export { a } from '../rules/index.ts';", imports],
  ['a source never sees nodes, however deep it lies', 'src/sources/terraform/tables/a.ts', "export { a } from '../../../nodes/index.ts';", imports],
  ['nodes never see a source', 'src/nodes/a.ts', "export { a } from '../sources/index.ts';", imports],
  ['not for its types either', 'src/nodes/iam/b.ts', "import type { A } from '../../sources/index.ts';\nexport type B = A;", imports],
  ['nor by passing them on', 'src/nodes/c.ts', "export { a } from '../sources/index.ts';", imports],
  ['nor dynamically', 'src/nodes/d.ts', "export const d = () => import('../sources/index.ts');", imports],
  ['rules never see findings', 'src/rules/a.ts', "export { a } from '../findings/index.ts';", imports],
  ['remedies are below findings', 'src/remedies/a.ts', "export { a } from '../findings/index.ts';", imports],
  ['findings prove remedies', 'src/findings/a.ts', "export { a } from '../remedies/index.ts';", undefined],
  ['findings are not reported by themselves', 'src/findings/b.ts', "export { a } from '../reporters/index.ts';", imports],
  ['a reporter never sees nodes', 'src/reporters/a.ts', "export { a } from '../nodes/index.ts';", imports],
  ['a reporter takes findings', 'src/reporters/b.ts', "export { a } from '../findings/index.ts';", undefined],
  ['nothing takes cli', 'src/reporters/c.ts', "export { a } from '../cli/version.ts';", imports],
  ['not even the pipeline', 'src/scan.ts', "export { a } from './cli/version.ts';", imports],
  ['nothing but cli takes the pipeline', 'src/findings/c.ts', "export { a } from '../scan.ts';", imports],
  ['a folder is used through its index', 'src/nodes/e.ts', "export { a } from '../inventory/refs.ts';", imports],
  ['and not through the index of a folder below', 'src/reporters/d.ts', "export { a } from '../rules/iam/index.ts';", imports],
  ['by cli too', 'src/cli/commands/a.ts', "export { a } from '../../findings/assess.ts';", imports],
  ['but for what must not be loaded early', 'src/cli/commands/b.ts', "export const files = () => import('../../rules/files.ts');", undefined],
  ['inside of its folder a file is used as it is', 'src/nodes/iam/f.ts', "export { a } from '../fact.ts';", undefined],
  ['the SDK gives no code', 'src/nodes/g.ts', "export { EC2Client } from '@aws-sdk/client-ec2';", imports],
  ['only its types', 'src/nodes/h.ts', "export type { Instance } from '@aws-sdk/client-ec2';", undefined],
  ['what is not shipped is not used', 'src/rules/b.ts', "export { a } from '../../scripts/docs.ts';", imports],
  ['only cli prints', 'src/findings/d.ts', 'console.log(1);', 'eslint(no-console)'],
  ['only cli reads the environment', 'src/findings/e.ts', 'export const home = process.env.HOME;', 'node(no-process-env)'],
  ['a cycle', 'src/findings/chicken.ts', "import { egg } from './egg.ts';\nexport const chicken = () => egg;", cycle],
  ['its other half', 'src/findings/egg.ts', "import { chicken } from './chicken.ts';\nexport const egg = () => chicken;", cycle],
  ['a cycle of types', 'src/rules/chicken.ts', "import type { Egg } from './egg.ts';\nexport interface Chicken { egg: Egg }", cycle],
  ['its other half', 'src/rules/egg.ts', "import type { Chicken } from './chicken.ts';\nexport interface Egg { chicken: Chicken }", cycle],
  ['a context and its topics know each other by type', 'src/nodes/context.ts', "import { topic } from './topic.ts';\nexport class Context { a = topic(this); }", undefined],
  ['but call one way', 'src/nodes/topic.ts', "import type { Context } from './context.ts';\nexport const topic = (context: Context) => [context];", undefined],
];

const root = resolve(import.meta.dirname, '../..');
let folder = '';
let found: readonly { readonly code: string; readonly filename: string }[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'eks-audit-lint-'));
  copyFileSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
  for (const [, file, text] of cases) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), `${text}\n`);
  }
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format', 'json'], { cwd: folder, encoding: 'utf8' });
  found = (JSON.parse(stdout) as { readonly diagnostics: typeof found }).diagnostics;
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('imports', () => {
  it.each(cases)('%s: %s', (_, file, __, expected) => {
    expect([...new Set(found.filter(({ filename }) => filename === file).map(({ code }) => code))]).toEqual(expected === undefined ? [] : [expected]);
  });
});
