// Writes src/nodes/iam/managed-policies.ts from the documents in this folder: statements only, so that little is loaded at run time.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('.', import.meta.url);
const files = readdirSync(folder).filter(name => name.endsWith('.json')).sort();

const rows = files.map(file => {
  const { arn, version, document } = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const statements = JSON.stringify(document.Statement, (key, value) => (key === 'Sid' ? undefined : value));
  return `  // ${version}\n  '${arn.slice(arn.indexOf(':policy/') + 8)}':\n    '${statements}',\n`;
});

writeFileSync(
  new URL('../../src/nodes/iam/managed-policies.ts', folder),
  `// Made by data/iam-managed-policies/compile.mjs from the documents beside it (source and licence: its README). Do not edit.

/** The \`Statement\` of each AWS managed policy that is known, as JSON text, by the path and name in its ARN. */
export const managedPolicies: Readonly<Record<string, string>> = {
${rows.join('')}};
`,
);
