import { policySchema } from '../src/cli/policy/policy-schema.ts';
import { initialPolicy } from '../src/cli/policy/initial-policy.ts';
import type { Rule } from '../src/rules/index.ts';
import { code, fenced, prose, table } from './markdown.ts';

const intro = `# The policy file

\`eksnode-policy.json\` says what a repository is judged by. It is optional, and so is every key in it: without one, every rule judges at
its own severity and a fail of severity medium or above ends with exit code 1. \`eks-audit init\` writes one with the defaults in it.

The file is searched in the working directory and upward, as far as the folder that holds \`.git\`. \`--policy <file>\` names another,
\`--no-policy\` takes none. \`--fail-on\` and \`--unknown\` on the command line go before the file. Comments are allowed. An unknown key, an
unknown rule or a value that cannot be is an error with its line and a suggestion (exit code 2); nothing is ignored in silence. Editors
take the [JSON Schema](../schemas/eksnode-policy.schema.json) from \`$schema\`.`;

const example = `// eksnode-policy.json
{
  "$schema": "./node_modules/eks-audit/schemas/eksnode-policy.schema.json",
  "failOn": "high",
  "rules": {
    "anti-virus": "off",
    "volumes-encrypted": "critical"
  },
  "parameters": {
    "trustedImageOwners": ["111122223333"],
    "hardenedImageNames": ["cis-eks-*"]
  },
  "facts": {
    "ebsEncryptionByDefault": true,
    "securityUpdates": "the weekly node rotation pipeline"
  },
  "clusters": {
    "staging": { "facts": { "scaledBy": "the scale-down schedule" } }
  },
  "waivers": [
    {
      "rule": "ssh-access-closed",
      "subject": "staging/bastion-*",
      "reason": "break-glass access until Session Manager is rolled out, PLAT-311",
      "owner": "platform-team",
      "until": "2027-03-31"
    }
  ]
}`;

const waivers = `## Waivers

A waiver covers the fails and unknowns of the rules and subjects that its patterns match, up to and including the day in \`until\` (UTC). A
waived finding keeps its verdict, is shown with the waiver's reason and owner, counts for no exit code and is left out of SARIF. What
is wrong with a waiver is a warning on standard error and in the JSON report: one that has expired no longer waives; one that covers
nothing; one whose \`evidenceHash\` is not the finding's any more. One that ends within 14 days is announced.

A baseline is the other way to start with an estate that has findings: \`--baseline <JSON report of an earlier run>\` reports what that run
found as existing, and fails only for what is new or whose evidence is another.`;

const facts = `## Declared facts

Some things no plan can hold: the account's defaults, a role bound to the CNI from another state, an agent that runs as a DaemonSet. Declared
in \`facts\`, or for one cluster in \`clusters.<name>.facts\`, they decide like anything else, and the evidence then says that they were
declared, and where. A declaration is taken at its word.`;

/** The schema as far as it is read here. */
interface Described {
  readonly description?: string;
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Described | boolean;
  readonly $ref?: string;
}

/** `docs/policy.md`: every key of the policy file, from the description that reading it comes from. */
export function policyPage(rules: readonly Rule[]): string {
  const schema = policySchema(rules) as unknown as Described & { readonly definitions: Readonly<Record<string, Described>> };
  const defaults = JSON.parse(initialPolicy(rules)) as Record<string, unknown>;
  const resolved = (described: Described): Described => (described.$ref === undefined ? described : (schema.definitions[described.$ref.replace('#/definitions/', '')] ?? described));
  const keys: string[][] = [];
  const visit = (path: string, described: Described, standard: unknown): void => {
    const { properties, items, additionalProperties } = described;
    if (path !== '') keys.push([code(path), typeOf(described), standard === undefined || path === '$schema' || described.properties ? '' : code(JSON.stringify(standard)), prose(described.description ?? '')]);
    if (items?.properties) visitAll(`${path}[].`, items, undefined);
    // Rules are listed in the catalogue; here they are one key.
    if (path === 'rules') return void keys.push([code('rules.<id>'), 'see below', code('"on"'), prose(schema.definitions['ruleSetting']?.description ?? '')]);
    if (typeof additionalProperties === 'object') visitAll(`${path}.<name>.`, additionalProperties, undefined, 'facts');
    if (properties) visitAll(path === '' ? '' : `${path}.`, described, standard);
  };
  const visitAll = (prefix: string, { properties = {} }: Described, standard: unknown, stopAt?: string): void => {
    for (const [key, below] of Object.entries(properties)) {
      const value = (standard as Record<string, unknown> | undefined)?.[key];
      // What a cluster declares are the same facts again.
      if (key === stopAt) keys.push([code(prefix + key), 'object', '', 'As `facts`, for this cluster, over those for all.']);
      else visit(prefix + key, resolved(below), value);
    }
  };
  visit('', schema, { ...defaults, rules: undefined, facts: undefined, clusters: undefined, waivers: undefined });
  return `${[
    intro,
    fenced(example, 'jsonc'),
    '## Keys',
    table(['key', 'holds', 'default', 'says'], keys),
    'A rule is set to `"on"`, `"off"`, a severity (`"critical"`, `"high"`, `"medium"`, `"low"`), or `{ "enabled": …, "severity": … }`. The ids are in [the list of rules](rules/README.md).',
    facts,
    waivers,
    '<!-- Written by npm run docs. -->',
  ].join('\n\n')}\n`;
}

function typeOf({ type, enum: values, anyOf, items }: Described): string {
  if (values) return values.map(value => code(`"${value}"`)).join(', ');
  if (type === 'array') return items?.type === 'object' ? 'list of objects' : 'list of strings';
  return type ?? (anyOf ? 'string' : '');
}
