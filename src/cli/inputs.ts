import { readFileSync, realpathSync, statSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../diagnostics/index.ts';
import type { ScanInput } from '../scan.ts';
import { fileProblem } from './file-problem.ts';

/** Node reads files of up to 2 GiB at once. */
const largest = 2 * 1024 ** 3 - 1;

const toPlan = 'terraform plan -out tfplan\nterraform show -json tfplan > plan.json\neks-audit scan plan.json';

/** Reads what was named on the command line; a folder gives the plans in it. */
export async function readInputs(paths: readonly string[], progress: (text: string) => void): Promise<readonly ScanInput[]> {
  const inputs: ScanInput[] = [];
  // What is named twice, by itself and by its folder for example, is judged once: its findings would have the same ids.
  const seen = new Set<string>();
  const isNew = (path: string): boolean => {
    const real = path === '-' ? path : identity(path);
    return !seen.has(real) && seen.add(real) !== undefined;
  };
  for (const path of paths) {
    if (path === '-') inputs.push(...(isNew(path) ? [await readStdin()] : []));
    else inputs.push(...(await readPath(path, progress, isNew)));
  }
  return inputs;
}

/** The file that a path leads to; the path itself where it leads nowhere, which reading it will tell. */
function identity(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

async function readStdin(): Promise<ScanInput> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return { path: '-', bytes: Buffer.concat(chunks), diagnostics: [] };
}

async function readPath(path: string, progress: (text: string) => void, isNew: (path: string) => boolean): Promise<readonly ScanInput[]> {
  if (path === '') return [unread('""', noName)];
  try {
    const found = await stat(path);
    if (!isNew(path)) return [];
    if (found.isDirectory()) return await readFolder(path, progress, isNew);
    if (/\.tf(\.json)?$/.test(path)) return [unread(path, terraformCode(path, `${path} is Terraform code, and eks-audit reads its plan`))];
    if (found.size > largest) return [unread(path, tooLarge(path, found.size))];
    if (found.size > 20_000_000) progress(`reading ${path} (${Math.round(found.size / 1e6)} MB)`);
    // There is nothing else to do meanwhile, and reading 150 MB at once takes half the time of reading them piece by piece.
    return [{ path, bytes: readFileSync(path), diagnostics: [] }];
  } catch (error) {
    return [unread(path, unreadable(path, error))];
  }
}

/** Terraform's plans of a folder: every `.json` in it that holds one. Folders below are not searched. */
async function readFolder(folder: string, progress: (text: string) => void, isNew: (path: string) => boolean): Promise<readonly ScanInput[]> {
  const names = (await readdir(folder)).sort();
  const plans: ScanInput[] = [];
  let taken = false;
  for (const name of names.filter(candidate => candidate.endsWith('.json') && !candidate.endsWith('.tf.json'))) {
    const path = join(folder, name);
    try {
      // Links are followed. A pipe would wait for a writer, and a folder is not searched.
      const found = statSync(path);
      if (!found.isFile()) continue;
      if (found.size > largest) {
        plans.push(unread(path, tooLarge(path, found.size)));
        continue;
      }
      const bytes = readFileSync(path);
      if (!looksLikePlan(bytes)) continue;
      taken = true;
      if (!isNew(path)) continue;
      if (bytes.length > 20_000_000) progress(`reading ${path} (${Math.round(bytes.length / 1e6)} MB)`);
      plans.push({ path, bytes, diagnostics: [] });
    } catch (error) {
      // A link into nothing, as editors leave beside what they edit.
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') continue;
      // It may hold a plan. One file that cannot be read does not keep the others from being judged.
      plans.push(unread(path, unreadable(path, error)));
    }
  }
  if (plans.length > 0 || taken) return plans;
  const code = names.some(name => /\.tf(\.json)?$/.test(name));
  return [unread(folder, code ? terraformCode(folder, `${folder} holds Terraform code and no plan`) : noPlan(folder))];
}

/** A plan names its resource changes; which tool indents or sorts it does not matter. */
function looksLikePlan(bytes: Buffer): boolean {
  return bytes.includes('"resource_changes"') || bytes.includes(Buffer.from('"resource_changes"', 'utf16le'));
}

function unread(path: string, diagnostic: Diagnostic): ScanInput {
  return { path, diagnostics: [diagnostic] };
}

function terraformCode(file: string, message: string): Diagnostic {
  return {
    code: 'terraform-without-plan',
    severity: 'error',
    file,
    message,
    why: 'what a node really gets (variables, modules, defaults) is decided while planning',
    fix: `make a plan and scan that:\n${toPlan}`,
  };
}

const noName: Diagnostic = {
  code: 'input-without-name',
  severity: 'error',
  file: '""',
  message: 'a path on the command line is empty',
  fix: 'name a plan; in a script, check that the variable that should hold its path is set',
};

function noPlan(file: string): Diagnostic {
  return {
    code: 'no-plan-in-folder',
    severity: 'error',
    file,
    message: `${file} holds no Terraform plan in JSON`,
    why: 'eks-audit takes the .json files of a folder that hold a plan, and does not search the folders below',
    fix: `make a plan and scan that:\n${toPlan}`,
  };
}

function tooLarge(file: string, size: number): Diagnostic {
  return {
    code: 'input-too-large',
    severity: 'error',
    file,
    message: `${file} is ${(size / 1024 ** 3).toFixed(1)} GiB; files of up to 2 GiB can be read`,
    fix: 'plan the root modules of this estate one by one and scan each plan',
  };
}

function unreadable(file: string, error: unknown): Diagnostic {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return {
    code: 'input-unreadable',
    severity: 'error',
    file,
    message: `${file} cannot be read: ${fileProblem(error)}`,
    fix: code === 'ENOENT' ? `check the path, or make the plan first:\n${toPlan}` : 'check the permissions of the file',
    cause: error,
  };
}
