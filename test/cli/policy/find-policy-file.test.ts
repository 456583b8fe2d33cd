import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPolicyFile } from '../../../src/cli/policy/index.ts';

let root: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'eks-audit-policy-')));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('findPolicyFile', () => {
  // A path that ends in a slash is a folder, any other a file.
  it.each([
    ['in the folder', ['repo/.git/', 'repo/a/eksnode-policy.json'], 'repo/a', 'repo/a/eksnode-policy.json'],
    ['above', ['repo/.git/', 'repo/eksnode-policy.json', 'repo/a/b/'], 'repo/a/b', 'repo/eksnode-policy.json'],
    ['the nearest of two', ['repo/.git/', 'repo/eksnode-policy.json', 'repo/a/eksnode-policy.json', 'repo/a/b/'], 'repo/a/b', 'repo/a/eksnode-policy.json'],
    ['not above the repository', ['eksnode-policy.json', 'repo/.git/', 'repo/a/'], 'repo/a', undefined],
    ['not above a worktree, whose .git is a file', ['eksnode-policy.json', 'repo/.git', 'repo/a/'], 'repo/a', undefined],
    ['upward without a repository', ['eksnode-policy.json', 'a/b/'], 'a/b', 'eksnode-policy.json'],
    ['not a folder of that name', ['repo/.git/', 'repo/eksnode-policy.json', 'repo/a/eksnode-policy.json/'], 'repo/a', 'repo/eksnode-policy.json'],
    ['from a folder that is not there', ['repo/.git/', 'repo/eksnode-policy.json'], 'repo/gone/away', 'repo/eksnode-policy.json'],
  ])('%s', (_, tree, from, expected) => {
    for (const path of tree) {
      const isFolder = path.endsWith('/');
      mkdirSync(isFolder ? join(root, path) : dirname(join(root, path)), { recursive: true });
      if (!isFolder) writeFileSync(join(root, path), '{}');
    }
    expect(findPolicyFile(join(root, from))).toBe(expected && join(root, expected));
  });

  it('ends at the root', () => {
    expect(findPolicyFile('/')).toBeUndefined();
  });
});
