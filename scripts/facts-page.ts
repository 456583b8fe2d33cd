import { type FactGroup, isLeaf, isRows, schemas } from '../src/nodes/index.ts';
import { factPaths } from '../src/rules/files.ts';
import { code, fenced, prose, table } from './markdown.ts';

const intro = `# Facts

What rules may read, for people who write their own. A rule is one YAML file; its \`when\`, \`assert\`, \`lower\` and \`notes\` are
[CEL](https://cel.dev) expressions over these facts, checked when the file is loaded: a name that does not exist, a comparison with a
value that a fact never has, or a type that does not fit is an error with its line and column.`;

const threeValues = `## Three values

Every fact is known or Unknown: the input refers to something that it does not hold. A setting that is left out is not Unknown;
it has AWS's default. An Unknown spreads only as far as it matters:

| expression | unknown when | because |
| --- | --- | --- |
| \`a && b\` | one is unknown and the other is not false | \`false && unknown\` is false |
| \`a \\|\\| b\` | one is unknown and the other is not true | \`true \\|\\| unknown\` is true |
| \`!a\`, \`a == "x"\`, \`a > b\` | any part is unknown | nothing can be said |
| \`c ? a : b\` | \`c\` is unknown, or the branch taken is | \`c\` is read first, so it does not help that both branches agree |
| \`rows.all(r, …)\` | no row is false and one is unknown | one false row settles it |
| \`rows.exists(r, …)\` | no row is true and one is unknown | one true row settles it |

So \`assert\` true is a pass, false a fail, unknown an unknown. \`when\` false is not applicable; \`when\` unknown is a pass if \`assert\` is
true and unknown otherwise. A \`lower\` or a note whose \`when\` is unknown does not take effect. An expression that ends in anything
else (a number, an error) is a defect of the rule and is reported as one.`;

const lists = `## Lists

\`node.subnets\` and \`node.volumes\` are lists of rows, read with \`all\` and \`exists\` only:

${fenced('node.volumes.all(volume, volume.encrypted)', 'cel')}

A list that may have members which the input does not show ends in a row whose every fact is Unknown. \`size\`, \`in\`, \`filter\`, \`map\`,
\`exists_one\` and \`[0]\` would count or skip that row and give a sure answer that is not sure, or no answer where there is one, so the
loader refuses them on lists. In a message, \`{node.volumes.device}\` names the rows that fail.`;

const examples = `## Examples

A rule's \`examples\` are patches on one compliant subject, so each says only what it is about. \`!unknown <reason>\` makes a fact, a whole
group or a row Unknown; the reasons are known-after-apply, not-in-input, unresolved-reference, ambiguous, incomplete-input, denied,
unconfirmed-default and unreadable. A listed row is a patch on a compliant row.

${fenced(
  `examples:
  - { name: encrypted, node: { volumes: [{ device: /dev/xvda }] }, expect: pass }
  - { name: not encrypted, node: { volumes: [{ encrypted: false }] }, expect: fail }
  - { name: members may be missing, node: { volumes: [{ device: /dev/xvda }, !unknown not-in-input] }, expect: unknown }`,
  'yaml',
)}

\`eks-audit test <folder>\` runs them.`;

/** The reference of all facts. */
export function factsPage(): string {
  const subjects = Object.entries(schemas).flatMap(([subject, schema]) => [
    `## \`${subject}\``,
    ...sections(schema, subject).map(({ path, doc, group }) => [...(path === subject ? [] : [`### \`${path}\``]), ...(doc ? [doc] : []), factTable(subject as keyof typeof schemas, path, group)].join('\n\n')),
  ]);
  return [intro, threeValues, lists, examples, ...subjects, '<!-- Written by npm run docs from src/nodes/schema.ts. -->'].join('\n\n').concat('\n');
}

interface Section {
  readonly path: string;
  readonly doc: string;
  readonly group: FactGroup;
}

/** Every group that has facts of its own, in the order of the schema. */
function sections(group: FactGroup, path: string, doc = ''): readonly Section[] {
  const inner = Object.entries(group).flatMap(([name, entry]) => {
    if (isLeaf(entry)) return [];
    return isRows(entry) ? sections(entry.rows, `${path}.${name}`, `A list. ${entry.doc}.`) : sections(entry, `${path}.${name}`);
  });
  return Object.values(group).some(isLeaf) ? [{ path, doc, group }, ...inner] : inner;
}

function factTable(subject: keyof typeof schemas, path: string, group: FactGroup): string {
  const facts = factPaths(subject).filter(fact => fact.path.startsWith(`${path}.`) && isLeafOf(group, fact.path.slice(path.length + 1)));
  const rows = facts.map(({ path: fact, leaf }) => [code(fact), leaf.type, leaf.values?.map(code).join(', ') ?? '', prose(leaf.doc)]);
  return table(['fact', 'type', 'values', 'says'], rows);
}

function isLeafOf(group: FactGroup, name: string): boolean {
  const entry = Object.hasOwn(group, name) ? group[name] : undefined;
  return entry !== undefined && isLeaf(entry);
}
