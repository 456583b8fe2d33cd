import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { builtinRules } from '../../rules/builtin.ts';
import type { Console } from '../console.ts';
import { fileProblem } from '../file-problem.ts';
import { initialPolicy } from '../policy/initial-policy.ts';
import { say } from './scan.ts';

/** Starts a policy file in the working directory; an existing one is kept unless `force`. */
export async function initCommand(options: { readonly force?: boolean }, console: Console): Promise<number> {
  const file = 'eksnode-policy.json';
  try {
    await writeFile(join(console.cwd, file), initialPolicy(builtinRules), { flag: options.force === true ? 'w' : 'wx' });
  } catch (cause) {
    const exists = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    await say(
      [
        {
          code: exists ? 'policy-exists' : 'policy-unwritable',
          severity: 'error',
          file,
          message: exists ? `${file} is there already, and it was kept` : `${file} cannot be written: ${fileProblem(cause)}`,
          fix: exists ? 'edit it, or overwrite it with: eks-audit init --force' : 'check the permissions of the folder',
          cause,
        },
      ],
      console,
    );
    return 2;
  }
  console.out(`${file} written. It is found by eks-audit in this folder and below; every key is described by its $schema.\n`);
  return 0;
}
