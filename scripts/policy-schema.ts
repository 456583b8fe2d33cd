import { readFile, writeFile } from 'node:fs/promises';
import { initialPolicy } from '../src/cli/policy/initial-policy.ts';
import { policySchema } from '../src/cli/policy/policy-schema.ts';
import { loadRules, readRuleFiles, renderDiagnostics } from '../src/rules/files.ts';

/**
 * Writes the JSON Schema of the policy file and the default policy from their description and the rules; with `--check`, says
 * what differs and exits 1.
 */
const { rules, diagnostics } = loadRules(await readRuleFiles('rules'));
if (diagnostics.length > 0) {
  console.error(renderDiagnostics(diagnostics).join('\n'));
  process.exit(2);
}

const builtin = rules.map(({ rule }) => rule);
const files = new Map([
  ['schemas/eksnode-policy.schema.json', `${JSON.stringify(policySchema(builtin), null, 2)}\n`],
  ['eksnode-policy.json', initialPolicy(builtin, './schemas/eksnode-policy.schema.json')],
]);
const differing: string[] = [];
for (const [path, text] of files) if ((await readFile(path, 'utf8').catch(() => '')) !== text) differing.push(path);

if (process.argv.includes('--check')) {
  if (differing.length > 0) {
    console.error(['these are not what their description says; run: npm run schemas', ...differing.map(path => `  ${path}`)].join('\n'));
    process.exit(1);
  }
} else {
  for (const path of differing) await writeFile(path, files.get(path) ?? '');
  console.log(`${differing.length} written`);
}
