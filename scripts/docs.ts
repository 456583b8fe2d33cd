import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { loadRules, readRuleFiles, renderDiagnostics } from '../src/rules/files.ts';
import { factsPage } from './facts-page.ts';
import { policyPage } from './policy-page.ts';
import { rulePage } from './rule-page.ts';
import { rulesPage } from './rules-page.ts';

/** Writes `docs/rules/`, `docs/facts.md` and `docs/policy.md` from the rules and their schemas; with `--check`, says what differs and exits 1. */
const { rules, diagnostics } = loadRules(await readRuleFiles('rules'));
if (diagnostics.length > 0) {
  console.error(renderDiagnostics(diagnostics).join('\n'));
  process.exit(2);
}

const pages = new Map([
  ['docs/facts.md', factsPage()],
  ['docs/policy.md', policyPage(rules.map(({ rule }) => rule))],
  ['docs/rules/README.md', rulesPage(rules)],
  ...rules.map(loaded => [`docs/rules/${loaded.rule.id}.md`, rulePage(loaded)] as const),
]);
const present = await readdir('docs/rules').catch(() => []);
const stale = present.map(name => `docs/rules/${name}`).filter(path => path.endsWith('.md') && !pages.has(path));

if (process.argv.includes('--check')) {
  const differing: string[] = [];
  for (const [path, page] of pages) if ((await readFile(path, 'utf8').catch(() => '')) !== page) differing.push(path);
  if (differing.length + stale.length > 0) {
    console.error(['the documentation is not what the rules say; run: npm run docs', ...[...differing, ...stale].map(path => `  ${path}`)].join('\n'));
    process.exit(1);
  }
} else {
  for (const [path, page] of pages) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, page);
  }
  for (const path of stale) await rm(path);
  console.log(`${pages.size} pages`);
}
