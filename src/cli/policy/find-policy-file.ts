import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const policyFileName = 'eksnode-policy.json';

/**
 * The policy file of this folder or of the nearest one above. The search ends with the folder that holds `.git`: a clone is
 * judged alike wherever it lies, and nobody else's file in `/tmp` or a home folder decides. Outside of a repository it ends at
 * the root of the file system. What may not be looked at counts as not there.
 */
export function findPolicyFile(from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const file = join(folder, policyFileName);
    if (look(file)?.isFile()) return file;
    // A worktree's and a submodule's .git is a file.
    if (look(join(folder, '.git')) || dirname(folder) === folder) return undefined;
  }
}

function look(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
