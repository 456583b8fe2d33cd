import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RuleFile } from './load.ts';

/** The rule files of a folder and its folders, by path, so that the order is the same on every machine. Throws if it cannot be read. */
export async function readRuleFiles(folder: string): Promise<readonly RuleFile[]> {
  const found = await readdir(folder, { recursive: true });
  const names = found.filter(name => /\.ya?ml$/.test(name)).sort();
  return Promise.all(names.map(async name => ({ file: join(folder, name).replaceAll('\\', '/'), text: await readFile(join(folder, name), 'utf8') })));
}
