import { JsonCursor, shape } from './json-bytes.ts';
import { planText } from './plan-text.ts';

/** What a file is, as far as its first bytes and the names of its top-level members tell. */
export type InputKind = 'plan' | 'binary-plan' | 'state' | 'raw-state' | 'log' | 'gzip' | 'other';

interface Lookalike {
  readonly kind: InputKind;
  /** With its article: "a CloudFormation template". */
  readonly what: string;
  /** All of the names of one row must be there. */
  readonly anyOf: readonly (readonly string[])[];
}

/** The first that fits counts. */
const lookalikes: readonly Lookalike[] = [
  { kind: 'plan', what: 'a Terraform plan', anyOf: [['resource_changes'], ['planned_values']] },
  { kind: 'raw-state', what: 'a Terraform state file', anyOf: [['version', 'serial', 'lineage'], ['terraform_version', 'lineage']] },
  { kind: 'state', what: 'a Terraform state in the form of `terraform show -json`', anyOf: [['format_version', 'values']] },
  { kind: 'log', what: 'the log that `terraform plan -json` prints', anyOf: [['@level'], ['@message']] },
  { kind: 'other', what: "the schemas of Terraform's providers", anyOf: [['provider_schemas']] },
  { kind: 'other', what: 'the answer of `terraform validate -json`', anyOf: [['valid', 'error_count']] },
  { kind: 'other', what: 'a CloudFormation template', anyOf: [['AWSTemplateFormatVersion'], ['Resources']] },
  { kind: 'other', what: 'a Pulumi preview or stack export', anyOf: [['deployment'], ['steps', 'changeSummary'], ['steps', 'config']] },
  { kind: 'other', what: 'a SARIF report', anyOf: [['$schema', 'runs'], ['version', 'runs']] },
  { kind: 'other', what: 'a Kubernetes-style document', anyOf: [['apiVersion', 'kind']] },
  { kind: 'other', what: 'a package.json', anyOf: [['name', 'dependencies'], ['name', 'devDependencies'], ['name', 'scripts']] },
  { kind: 'other', what: 'Terraform code in JSON', anyOf: [['resource'], ['terraform'], ['module']] },
  { kind: 'state', what: 'an empty Terraform state in the form of `terraform show -json`', anyOf: [['format_version']] },
];

export function lookalike(names: ReadonlySet<string>): Lookalike | undefined {
  return lookalikes.find(({ anyOf }) => anyOf.some(all => all.every(name => names.has(name))));
}

const nothing = shape();
const enough = 1 << 16;

/**
 * The kind of a file from no more than its first 64 kB, for choosing a reader. `undefined`: no JSON object, or none that can
 * be told apart so early.
 */
export function sniff(bytes: Uint8Array): InputKind | undefined {
  const magic = magicKind(bytes);
  if (magic) return magic;
  const text = planText(bytes.subarray(0, enough));
  const names = new Set<string>();
  try {
    const cursor = new JsonCursor('bytes' in text ? text.bytes : bytes.subarray(0, enough));
    cursor.enterObject();
    while (cursor.nextMember(nothing) !== -2) {
      names.add(cursor.key());
      cursor.skip();
    }
  } catch {
    // Cut off, or malformed: the names so far decide.
    if (['variables', 'configuration', 'applyable'].some(name => names.has(name))) return 'plan';
    const kind = lookalike(names)?.kind;
    return kind === 'state' && !names.has('values') ? undefined : kind;
  }
  return lookalike(names)?.kind;
}

export function magicKind(bytes: Uint8Array): InputKind | undefined {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04) return 'binary-plan';
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'gzip';
  return undefined;
}
