import { mkdir, writeFile } from 'node:fs/promises';

/** `npm run new:rule -- metadata my-rule` writes rules/metadata/my-rule.yaml, which loads and whose examples hold. */
const [topic, id] = process.argv.slice(2);
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
if (!topic || !id || !kebab.test(topic) || !kebab.test(id)) {
  console.error('usage: npm run new:rule -- <topic> <rule-id>, both written like this: security-groups sg-node-egress');
  process.exit(2);
}

const file = `rules/${topic}/${id}.yaml`;
const skeleton = `id: ${id}
title: Say what is so when the rule holds
severity: medium
subject: node
# Facts: docs/facts.md
when: node.kind != "fargate"
assert: node.metadata.tokens == "required"
message: "{node} …: HttpTokens is {node.metadata.tokens}"
why: The risk, in one or two sentences.
fix: What to do, in Terraform's spelling.
references: []
frameworks: {}
examples:
  - { name: as it should be, expect: pass }
  - { name: what the rule is against, node: { metadata: { tokens: optional } }, expect: fail }
  - { name: cannot be told, node: { metadata: { tokens: !unknown not-in-input } }, expect: unknown }
  - { name: no instances, node: { kind: fargate }, expect: not-applicable }
`;

await mkdir(`rules/${topic}`, { recursive: true });
// 'wx': never over an existing rule.
await writeFile(file, skeleton, { flag: 'wx' });
console.log(`${file}\nnext: edit it, then npm test and npm run docs`);
