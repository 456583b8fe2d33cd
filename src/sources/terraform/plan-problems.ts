import type { Diagnostic } from '../../diagnostics/index.ts';
import { maxDepth } from './json-bytes.ts';

/** A diagnostic without its place. */
export type Problem = Omit<Diagnostic, 'file' | 'position'>;

const makePlan = 'terraform plan -out tfplan && terraform show -json tfplan > plan.json';
const showPlan = 'terraform show -json tfplan > plan.json';

/** Everything that can be wrong with a plan file as a file. */
export const planProblems = {
  empty: (): Problem => ({
    code: 'plan-empty',
    severity: 'error',
    message: 'the file is empty',
    why: 'the command that should have written it failed or wrote elsewhere',
    fix: `run it again and look at its exit code: ${makePlan}`,
  }),
  binary: (): Problem => ({
    code: 'plan-is-binary',
    severity: 'error',
    message: 'this is a binary plan file (a zip archive), as `terraform plan -out` writes it',
    why: 'only Terraform or OpenTofu itself, in the initialised directory, can read that format',
    fix: `in that directory, run: ${showPlan}`,
  }),
  gzip: (): Problem => ({
    code: 'plan-is-compressed',
    severity: 'error',
    message: 'the file is compressed with gzip',
    why: 'plans are read as plain JSON',
    fix: 'unpack it first: gunzip < plan.json.gz > plan.json',
  }),
  encoding: (): Problem => ({
    code: 'plan-encoding',
    severity: 'error',
    message: 'the bytes from here on are neither UTF-8 nor UTF-16 text',
    why: 'the file was re-encoded on its way, or it is no text at all',
    fix: `write it again without re-encoding: ${showPlan}`,
  }),
  utf32: (): Problem => ({
    code: 'plan-encoding',
    severity: 'error',
    message: 'the file is UTF-32 text',
    why: 'UTF-8 and UTF-16 are read',
    fix: 'convert it: iconv -f UTF-32 -t UTF-8 plan.json > plan-utf8.json',
  }),
  truncated: (expected: string): Problem => ({
    code: 'plan-truncated',
    severity: 'error',
    message: `the file ends in the middle of the JSON, where ${expected} should come`,
    why: 'it was cut off: a full disk, an interrupted command or download, a size limit on a log or artifact',
    fix: `write it again: ${showPlan}`,
  }),
  tooDeep: (): Problem => ({
    code: 'plan-too-deep',
    severity: 'error',
    message: `values are nested more than ${maxDepth} levels deep`,
    why: 'no plan that Terraform writes comes near that',
    fix: `check where the file comes from, then write it again: ${showPlan}`,
  }),
  wrapped: (): Problem => ({
    code: 'plan-has-wrapper-output',
    severity: 'error',
    message: 'the plan is mixed with what the Terraform wrapper of the GitHub action hashicorp/setup-terraform prints',
    why: 'the wrapper adds lines to the output of `terraform show`, so the file as a whole is not JSON',
    fix: 'set `terraform_wrapper: false` under `with:` of the hashicorp/setup-terraform step, and run it again',
  }),
  log: (): Problem => ({
    code: 'plan-is-log',
    severity: 'error',
    message: 'this is the log that `terraform plan -json` prints, one JSON object a line',
    why: 'it tells what happened, and it does not hold the planned values',
    fix: makePlan,
  }),
  terraformCode: (): Problem => ({
    code: 'plan-not-json',
    severity: 'error',
    message: 'this looks like Terraform code, not like a plan in JSON',
    why: 'a plan is needed: what the code comes to depends on variables, state and providers',
    fix: makePlan,
  }),
  notJson: (seen: string, expected: string): Problem => ({
    code: 'plan-not-json',
    severity: 'error',
    message: `this is not JSON: ${seen} where ${expected} should come`,
    why: 'the file is no output of `terraform show -json`, or other output or an edit got into it',
    fix: `write it again: ${showPlan}`,
  }),
  trailing: (seen: string): Problem => ({
    code: 'plan-not-json',
    severity: 'error',
    message: `the JSON ends, and the file goes on with ${seen}`,
    why: 'two files were joined, or other output got into it',
    fix: `write it again: ${showPlan}`,
  }),
  state: (what: string): Problem => ({
    code: 'plan-is-state',
    severity: 'error',
    message: `this is ${what}, not a plan`,
    why: 'a state tells what was applied last; the code, its references and the planned values are not in it',
    fix: `${makePlan} (a plan without changes is fine)`,
  }),
  notPlan: (what: string): Problem => ({
    code: 'plan-not-a-plan',
    severity: 'error',
    message: `this is JSON, but no Terraform plan: it is ${what}`,
    why: 'a plan is an object with `resource_changes` and `planned_values`',
    fix: makePlan,
  }),
  otherFormat: (version: string): Problem => ({
    code: 'plan-format-unsupported',
    severity: 'error',
    message: `the plan has format_version ${JSON.stringify(version.slice(0, 40))}; 0.x and 1.x are known`,
    why: 'another major version may mean something else by the same names',
    fix: 'update eks-audit, or make the plan with a Terraform or OpenTofu version that writes format_version 1.x',
  }),
  noFormat: (): Problem => ({
    code: 'plan-format-missing',
    severity: 'warning',
    message: 'the plan has no format_version; it is read as format 1.x',
    why: 'it was filtered or written again by another tool, and more may be missing',
    fix: `scan the output of Terraform unchanged: ${showPlan}`,
  }),
  errored: (): Problem => ({
    code: 'plan-errored',
    severity: 'warning',
    message: 'planning ended with an error (`errored: true`); what was planned until then is judged',
    why: 'resources and values that Terraform did not come to are missing, so a missing resource proves nothing',
    fix: `correct what \`terraform plan\` complains about, then: ${makePlan}`,
  }),
  incomplete: (): Problem => ({
    code: 'plan-incomplete',
    severity: 'warning',
    message: 'the plan is partial (`complete: false`): it was made with -target, or changes were deferred',
    why: 'more changes will follow that are not in it, so a missing resource proves nothing',
    fix: `plan everything: ${makePlan}`,
  }),
  emulated: (resources: number): Problem => ({
    code: 'plan-has-no-changes',
    severity: 'warning',
    message:
      'resource_changes is empty or missing, yet planned_values holds ' +
      `${resources === 1 ? 'a resource' : `${resources} resources`}: no node is judged`,
    why: 'resource_changes is authoritative, and Terraform lists every resource there; other tools that imitate a plan may not',
    fix: `scan a plan that Terraform made: ${makePlan}`,
  }),
  noConfiguration: (): Problem => ({
    code: 'plan-has-no-configuration',
    severity: 'warning',
    message: 'the plan has no `configuration`: settings left out and settings not known yet cannot be told apart',
    why: 'references between resources are in it as well, so more verdicts will be unknown',
    fix: `scan the output of Terraform unchanged: ${showPlan}`,
  }),
  changesNotList: (seen: string): Problem => ({
    code: 'plan-part-malformed',
    severity: 'error',
    message: `resource_changes is ${seen}; it should be a list`,
    why: 'it holds the planned resources, so nothing can be judged',
    fix: `write the plan again: ${showPlan}`,
  }),
  badChange: (index: number, what: string): Problem => ({
    code: 'plan-part-malformed',
    severity: 'warning',
    message: `resource_changes[${index}] ${what}; it is left out`,
    why: 'Terraform does not write that: another tool or an edit changed the file',
    fix: `scan the output of Terraform unchanged: ${showPlan}`,
  }),
  moreBadChanges: (count: number): Problem => ({
    code: 'plan-part-malformed',
    severity: 'warning',
    message: `${count} more elements of resource_changes are malformed and left out`,
    why: 'Terraform does not write that: another tool or an edit changed the file',
    fix: `scan the output of Terraform unchanged: ${showPlan}`,
  }),
  badPart: (path: string, seen: string, expected: string): Problem => ({
    code: 'plan-part-malformed',
    severity: 'warning',
    message: `${path} is ${seen}; it should be ${expected}, and is not read`,
    why: 'Terraform does not write that: another tool or an edit changed the file',
    fix: `scan the output of Terraform unchanged: ${showPlan}`,
  }),
  tooLarge: (path: string): Problem => ({
    code: 'plan-part-too-large',
    severity: 'warning',
    message: `${path} is larger than a text can be in Node.js (512 MB), and is not read`,
    why: 'one value of that size has to be parsed as a whole',
    fix: 'take the large value out of the resource, into a file or an object in S3',
  }),
} as const;
