import type { Diagnostic } from '../../diagnostics/index.ts';
import { endOfFile, JsonCursor, MalformedJson, parseBetween, shape } from './json-bytes.ts';
import { lookalike, magicKind } from './lookalikes.ts';
import { type PlanChange, walkChanges } from './plan-changes.ts';
import { type ConfigModule, walkConfiguration } from './plan-configuration.ts';
import { type PriorData, type StateValues, walkPriorState, walkValues } from './plan-prior-state.ts';
import { planProblems, type Problem } from './plan-problems.ts';
import { isObject, isTooLarge, valueKind, type Walk } from './plan-slices.ts';
import { planText } from './plan-text.ts';
import { type Position, positions } from './positions.ts';

/** A Terraform or OpenTofu plan in JSON, taken apart into slices; what a scan does not ask for is never parsed. */
export interface PlanFile {
  readonly formatVersion: string | undefined;
  readonly terraformVersion: string | undefined;
  /** Planning ended with an error. */
  readonly errored: boolean;
  /** False: more changes will follow (`-target`, deferred). Undefined where the version of Terraform does not say. */
  readonly complete: boolean | undefined;
  readonly applyable: boolean | undefined;
  readonly timestamp: string | undefined;
  /** Values of the root module's variables by name; undefined for one without a value. */
  readonly variables: ReadonlyMap<string, unknown>;
  /** `resource_changes`, in their order: managed resources, data sources read on apply, deposed objects. */
  readonly changes: readonly PlanChange[];
  /** The root module as written; undefined if the file holds no configuration. */
  readonly configuration: ConfigModule | undefined;
  /** Data sources of wanted types that were read while planning, by address. Read at the first call. */
  readonly priorData: () => ReadonlyMap<string, PriorData>;
  /** Addresses of the managed resources that existed before. One without an entry in `changes` means `-target`. */
  readonly priorManaged: () => ReadonlySet<string>;
  /** Line and column of a slice's offset, in the text without its byte order mark. */
  readonly position: (offset: number) => Position;
}

const TOP = shape(
  'format_version',
  'terraform_version',
  'errored',
  'complete',
  'applyable',
  'timestamp',
  'variables',
  'resource_changes',
  'configuration',
  'prior_state',
  'planned_values',
);

type TopMember = (typeof TOP.names)[number];

/** Names kept to tell what a file is; an object of a million members needs no more. */
const enoughNames = 1000;

/**
 * Reads a plan of any size in one pass, without making a string of the whole file. It never throws: what is wrong with the
 * file is in `diagnostics`, and there is a plan unless one of them is an error.
 */
export function readPlanFile(
  file: Uint8Array,
  name: string,
  wanted: (type: string) => boolean,
): { readonly plan?: PlanFile; readonly diagnostics: readonly Diagnostic[] } {
  const fail = (problem: Problem): { readonly diagnostics: readonly Diagnostic[] } => ({ diagnostics: [{ ...problem, file: name }] });
  const magic = magicKind(file);
  if (magic === 'binary-plan') return fail(planProblems.binary());
  if (magic === 'gzip') return fail(planProblems.gzip());
  const text = planText(file);
  if ('problem' in text) {
    if (text.problem === 'utf-32') return fail(planProblems.utf32());
    const raw = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
    return { diagnostics: [{ ...planProblems.encoding(), file: name, position: positions(raw)(text.at) }] };
  }
  const { bytes } = text;
  const start = firstInk(bytes);
  if (start === bytes.length) return fail(planProblems.empty());

  const position = positions(bytes);
  const diagnostics: Diagnostic[] = [];
  const report = (problem: Problem, offset?: number): void => {
    diagnostics.push({ ...problem, file: name, ...(offset === undefined ? {} : { position: position(offset) }) });
  };
  const names = new Set<string>();
  let parts: Parts;
  try {
    parts = walkPlan({ cursor: new JsonCursor(bytes), report }, names, wanted);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    return { diagnostics: [{ ...whyMalformed(error, bytes, start, names), file: name, position: position(error.offset) }] };
  }
  const other = notPlan(bytes, start, names);
  if (other) return { diagnostics: [{ ...other, file: name, position: position(start) }] };
  const plan = planFile(parts, position);
  for (const { problem, offset } of problemsOf(plan, parts)) report(problem, offset);
  return diagnostics.some(({ severity }) => severity === 'error') ? { diagnostics } : { plan, diagnostics };
}

/** What one pass over a plan finds. */
interface Parts {
  readonly bytes: Buffer;
  /** Where the values of `TOP` are, two numbers each. */
  readonly ranges: number[];
  changes: readonly PlanChange[];
  configuration: ConfigModule | undefined;
  prior: StateValues | undefined;
}

/** Goes through the whole file, whatever JSON it is, and collects the names of its top-level members. */
function walkPlan(walk: Walk, names: Set<string>, wanted: (type: string) => boolean): Parts {
  const { cursor } = walk;
  const ranges = new Array<number>(TOP.names.length * 2).fill(-1);
  const parts: Parts = { bytes: cursor.bytes, ranges, changes: [], configuration: undefined, prior: undefined };
  if (cursor.peek() !== '{') {
    cursor.skip();
    cursor.finish();
    return parts;
  }
  cursor.enterObject();
  for (let which = cursor.nextMember(TOP); which !== -2; which = cursor.nextMember(TOP)) {
    const member = TOP.names[which];
    if (names.size < enoughNames) names.add(member ?? cursor.key());
    const from = cursor.offset;
    if (member === 'resource_changes') parts.changes = walkChanges(walk);
    else if (member === 'configuration') parts.configuration = walkConfiguration(walk);
    else if (member === 'prior_state') parts.prior = walkPriorState(walk, wanted);
    else cursor.skip();
    if (!member) continue;
    ranges[which * 2] = from;
    ranges[which * 2 + 1] = cursor.offset;
  }
  cursor.finish();
  return parts;
}

function planFile({ bytes, ranges, changes, configuration, prior }: Parts, position: PlanFile['position']): PlanFile {
  const at = (member: TopMember): unknown => valueOf(bytes, ranges, member);
  const string = (member: TopMember): string | undefined => {
    const value = at(member);
    return typeof value === 'string' ? value : undefined;
  };
  const boolean = (member: TopMember): boolean | undefined => {
    const value = at(member);
    return typeof value === 'boolean' ? value : undefined;
  };
  const format = at('format_version');
  const variables = at('variables');
  return {
    // Some exports write it as a number.
    formatVersion: typeof format === 'number' ? String(format) : string('format_version'),
    terraformVersion: string('terraform_version'),
    errored: boolean('errored') === true,
    complete: boolean('complete'),
    applyable: boolean('applyable'),
    timestamp: string('timestamp'),
    variables: new Map(
      Object.entries(isObject(variables) ? variables : {}).map(([name, variable]) => [name, isObject(variable) ? variable['value'] : undefined]),
    ),
    changes,
    configuration,
    priorData: () => prior?.data() ?? new Map(),
    priorManaged: () => prior?.managed() ?? new Set(),
    position,
  };
}

/** What is odd about a plan as a whole. */
function* problemsOf(plan: PlanFile, { bytes, ranges }: Parts): Iterable<{ problem: Problem; offset?: number }> {
  const place = (member: TopMember): number => ranges[TOP.names.indexOf(member) * 2]!;
  const major = /^(\d+)(\.|$)/.exec(plan.formatVersion ?? '')?.[1];
  if (major === undefined) yield { problem: planProblems.noFormat() };
  else if (Number(major) > 1) yield { problem: planProblems.otherFormat(plan.formatVersion ?? ''), offset: place('format_version') };
  if (plan.errored) yield { problem: planProblems.errored(), offset: place('errored') };
  if (plan.complete === false) yield { problem: planProblems.incomplete(), offset: place('complete') };
  if (!plan.configuration) yield { problem: planProblems.noConfiguration() };
  if (plan.changes.length === 0) {
    const planned = countPlanned(bytes, ranges);
    if (planned > 0) yield { problem: planProblems.emulated(planned), offset: place('planned_values') };
  }
}

/** How many resources `planned_values` holds: a second look, but only into the small or odd plans that have no changes. */
function countPlanned(bytes: Buffer, ranges: readonly number[]): number {
  const member = TOP.names.indexOf('planned_values') * 2;
  const start = ranges[member]!;
  if (start < 0) return 0;
  const walk: Walk = { cursor: new JsonCursor(bytes, start, ranges[member + 1]!), report: () => {} };
  return walkValues(walk, 'planned_values', () => false).size;
}

/** What other JSON this is. */
function notPlan(bytes: Buffer, start: number, names: ReadonlySet<string>): Problem | undefined {
  const first = String.fromCharCode(bytes[start]!);
  if (first !== '{') return planProblems.notPlan(valueKind(first));
  const like = lookalike(names);
  if (like?.kind === 'plan') return undefined;
  if (like?.kind === 'state' || like?.kind === 'raw-state') return planProblems.state(like.what);
  if (like?.kind === 'log') return planProblems.log();
  return planProblems.notPlan(like ? `${like.what}, by its members` : names.size === 0 ? 'an empty object' : 'an object without these');
}

/** Why a text is no JSON, for what people do: wrapped, joined, cut off or not made by `show -json` at all. */
function whyMalformed(error: MalformedJson, bytes: Buffer, start: number, names: ReadonlySet<string>): Problem {
  if (error.kind === 'too-deep') return planProblems.tooDeep();
  const head = bytes.toString('latin1', start, start + 200);
  // The wrapper shows the command before the output, and sets the step's outputs after it.
  if (/^\[command\]/.test(head) || /::(set-output|debug)\b/.test(bytes.toString('latin1', error.offset, error.offset + 200))) {
    return planProblems.wrapped();
  }
  if (names.has('@level') || names.has('@message')) return planProblems.log();
  const isJsonSoFar = head.startsWith('{') || head.startsWith('[');
  if (error.kind === 'truncated' && isJsonSoFar) return planProblems.truncated(error.expected);
  if (error.kind === 'truncated') return planProblems.notJson('the file ends', error.expected);
  if (/^(resource|terraform|provider|module|variable|data|locals|output)\s*["{]/.test(head)) return planProblems.terraformCode();
  const seen = describeByte(bytes, error.offset);
  return error.expected === endOfFile ? planProblems.trailing(seen) : planProblems.notJson(seen, error.expected);
}

/** A printable character as it is, another as its code: the file may hold anything. */
function describeByte(bytes: Buffer, offset: number): string {
  const code = bytes.toString('utf8', offset, offset + 4).codePointAt(0) ?? 0;
  return code > 0x20 && code < 0x7f ? `"${String.fromCodePoint(code)}"` : `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function valueOf(bytes: Buffer, ranges: readonly number[], member: TopMember): unknown {
  const i = TOP.names.indexOf(member) * 2;
  const start = ranges[i]!;
  const end = ranges[i + 1]!;
  return start < 0 || isTooLarge(start, end) ? undefined : parseBetween(bytes, start, end);
}

/** The first byte that is no white space. */
function firstInk(bytes: Buffer): number {
  let i = 0;
  while (i < bytes.length && (bytes[i] === 0x20 || bytes[i] === 0x0a || bytes[i] === 0x0d || bytes[i] === 0x09)) i++;
  return i;
}
