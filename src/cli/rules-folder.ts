import type { Diagnostic } from '../diagnostics/index.ts';
import { fileProblem } from './file-problem.ts';

/** A folder of rule files that cannot be read. `fix` says what to give instead. */
export function rulesFolderUnreadable(folder: string, cause: unknown, fix: string): Diagnostic {
  return { code: 'rules-folder-unreadable', severity: 'error', file: folder, message: `the rules folder ${folder} cannot be read: ${fileProblem(cause)}`, fix, cause };
}
