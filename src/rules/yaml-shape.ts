import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, Scalar, type YAMLMap } from 'yaml';
import type { Diagnostic } from '../diagnostics/index.ts';
import { Unknown } from '../inventory/index.ts';
import type { Fault } from './check-expression.ts';
import { nearest } from '../diagnostics/index.ts';

/** One YAML file while it is read: every problem is collected with its place, none ends the reading. */
export interface Reading {
  readonly file: string;
  readonly text: string;
  readonly lines: LineCounter;
  readonly problems: Diagnostic[];
}

/** Reads a node as one thing; undefined once a problem has been noted. */
export type Reader<T> = (node: Node, reading: Reading) => T | undefined;

/** A text with the place it stands at, for faults that lie inside of it. */
export interface Placed {
  readonly text: string;
  readonly node: Scalar;
}

/** `!unknown known-after-apply` stands for a fact that is Unknown for that reason. */
const unknownTag = { tag: '!unknown', resolve: (reason: string) => reason };

/** The root mapping of a YAML text, or undefined where it is none; syntax errors are noted. */
export function openYaml(file: string, text: string): { readonly reading: Reading; readonly root: YAMLMap | undefined } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, customTags: [unknownTag] });
  const reading: Reading = { file, text, lines, problems: [] };
  for (const error of [...document.errors, ...document.warnings]) {
    const what = error.message.charAt(0).toLowerCase() + error.message.slice(1);
    note(reading, { code: 'rule-yaml', start: error.pos[0], end: error.pos[1], message: `this is no YAML that can be read: ${what}` });
  }
  const root = document.errors.length === 0 && isMap(document.contents) ? document.contents : undefined;
  if (!root && document.errors.length === 0) {
    note(reading, { code: 'rule-yaml', start: 0, end: 0, message: 'a rule file holds one mapping, from `id` to `examples`', fix: 'see docs/rules/ for what a rule looks like' });
  }
  return { reading, root };
}

interface Problem extends Fault {
  readonly code: string;
  readonly severity?: Diagnostic['severity'];
}

/** Notes a problem under a frame of its line. */
export function note(reading: Reading, problem: Problem): void {
  const { line, col: column } = reading.lines.linePos(problem.start);
  reading.problems.push({
    code: problem.code,
    severity: problem.severity ?? 'error',
    file: reading.file,
    position: { line, column },
    message: `${problem.message}\n${frame(reading.text, line, column, problem.end - problem.start)}`,
    ...(problem.fix === undefined ? {} : { fix: problem.fix }),
  });
}

/** Notes a problem with a whole node. */
export function noteAt(reading: Reading, node: Node, code: string, message: string, more: { fix?: string; severity?: Diagnostic['severity'] } = {}): undefined {
  const [start, end] = node.range ?? [0, 0];
  note(reading, { code, start, end, message, ...more });
  return undefined;
}

/** Notes faults that lie inside a text, at their own places. */
export function noteFaults(reading: Reading, placed: Placed, code: string, what: string, faults: readonly Fault[]): void {
  for (const fault of faults) {
    const start = sourceOffset(reading.text, placed, fault.start);
    const end = Math.max(start + 1, fault.end > fault.start ? sourceOffset(reading.text, placed, fault.end - 1) + 1 : start + 1);
    note(reading, { ...fault, code, start, end, message: `${what}: ${fault.message}` });
  }
}

function frame(text: string, line: number, column: number, width: number): string {
  const shown = (text.split('\n')[line - 1] ?? '').replace(/\r$/, '');
  const carets = '^'.repeat(Math.max(1, Math.min(width, shown.length - column + 1)));
  const gutter = ' '.repeat(String(line).length);
  return `  ${line} | ${shown}\n  ${gutter} | ${shown.slice(0, column - 1).replace(/[^\t]/g, ' ')}${carets}`;
}

/**
 * Where a character of a scalar's value stands in the file. Quotes, escapes and the indentation of folded lines are in the
 * file only, so both are walked together and the file is let run ahead.
 */
function sourceOffset(source: string, { text, node }: Placed, offset: number): number {
  const [from, to] = node.range ?? [0, 0, 0];
  const isBlock = node.type === Scalar.BLOCK_FOLDED || node.type === Scalar.BLOCK_LITERAL;
  let at = isBlock ? source.indexOf('\n', from) + 1 : from;
  for (let index = 0; index <= offset && at < to; index++) {
    const wanted = text[index];
    if (wanted === undefined) return at;
    const isSpace = /\s/.test(wanted);
    while (at < to && (isSpace ? !/\s/.test(source[at] ?? '') : source[at] !== wanted)) at++;
    if (index === offset) return at;
    at++;
    while (isSpace && /\s/.test(source[at] ?? '') && !/\s/.test(text[index + 1] ?? '')) at++;
  }
  return Math.min(at, to);
}

/** Any text that is not empty. */
export const placed: Reader<Placed> = (node, reading) =>
  isScalar(node) && typeof node.value === 'string' && node.tag !== '!unknown' && node.value.trim() !== ''
    ? { text: node.value.trim(), node }
    : noteAt(reading, node, 'rule-wrong-type', `expected a text, got ${describe(node)}`);

export const text: Reader<string> = (node, reading) => placed(node, reading)?.text;

export const scalar: Reader<string | number | boolean> = (node, reading) =>
  isScalar(node) && ['string', 'number', 'boolean'].includes(typeof node.value)
    ? (node.value as string | number | boolean)
    : noteAt(reading, node, 'rule-wrong-type', `expected a text, a number, true or false, got ${describe(node)}`);

export function oneOf<const T extends string>(...values: readonly T[]): Reader<T> {
  return (node, reading) => {
    const written = isScalar(node) ? String(node.value) : describe(node);
    const value = values.find(candidate => isScalar(node) && candidate === node.value);
    if (value !== undefined) return value;
    const meant = nearest(written, values);
    return noteAt(reading, node, 'rule-wrong-value', `${written} is none of: ${values.join(', ')}`, meant === undefined ? {} : { fix: `did you mean ${meant}?` });
  };
}

export function list<T>(item: Reader<T>): Reader<readonly T[]> {
  return (node, reading) => {
    if (!isSeq<Node>(node)) return noteAt(reading, node, 'rule-wrong-type', `expected a list, got ${describe(node)}`);
    const items = node.items.map(one => item(one, reading));
    return items.every(one => one !== undefined) ? (items as readonly T[]) : undefined;
  };
}

/** A mapping with any keys. */
export function dictionary<T>(item: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (node, reading) => {
    if (!isMap<Scalar, Node>(node)) return noteAt(reading, node, 'rule-wrong-type', `expected a mapping, got ${describe(node)}`);
    const entries = node.items.map(({ key, value }) => [String(key.value), value ? item(value, reading) : undefined] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, T] => entry[1] !== undefined));
  };
}

type Fields = Readonly<Record<string, Reader<unknown>>>;
type Read<R> = R extends Reader<infer T> ? T : never;
export type Recorded<R extends Fields, O extends Fields> = { readonly [K in keyof R]: Read<R[K]> } & { readonly [K in keyof O]?: Read<O[K]> };

/** What could be read of a mapping with these keys and no others; a required one that is missing or wrong is not in it. */
export function parts<R extends Fields, O extends Fields>(what: string, required: R, optional: O): Reader<Partial<Recorded<R, O>>> {
  const known = [...Object.keys(required), ...Object.keys(optional)];
  return (node, reading) => {
    if (!isMap<Scalar, Node | null>(node)) return noteAt(reading, node, 'rule-wrong-type', `expected ${what}, a mapping; got ${describe(node)}`);
    const read: Record<string, unknown> = {};
    for (const { key, value } of node.items) {
      const name = String(key.value);
      const reader = Object.hasOwn(required, name) ? required[name] : Object.hasOwn(optional, name) ? optional[name] : undefined;
      if (!reader) {
        const meant = nearest(name, known);
        noteAt(reading, key, 'rule-unknown-key', `${what} has no key ${name}`, { fix: meant === undefined ? `its keys are: ${known.join(', ')}` : `did you mean ${meant}?` });
      } else if (!value || (isScalar(value) && value.value === null)) {
        noteAt(reading, key, 'rule-wrong-type', `${name} is empty`);
      } else {
        const got = reader(value, reading);
        if (got !== undefined) read[name] = got;
      }
    }
    for (const name of Object.keys(required)) {
      if (!node.has(name)) noteAt(reading, node.items[0]?.key ?? node, 'rule-missing-key', `${what} lacks ${name}`);
    }
    return read as Partial<Recorded<R, O>>;
  };
}

/** As {@link parts}; undefined where a required key is missing or wrong. */
export function record<R extends Fields, O extends Fields>(what: string, required: R, optional: O): Reader<Recorded<R, O>> {
  const some = parts(what, required, optional);
  return (node, reading) => {
    const read = some(node, reading);
    return read && Object.keys(required).every(name => name in read) ? (read as Recorded<R, O>) : undefined;
  };
}

const reasons = [
  'known-after-apply',
  'not-in-input',
  'unresolved-reference',
  'ambiguous',
  'incomplete-input',
  'denied',
  'unconfirmed-default',
  'unreadable',
] as const satisfies readonly Unknown['reason'][];
const reason = oneOf(...reasons);

/** The Unknown that `!unknown <reason>` stands for; undefined for any other node. */
export function unknownAt(node: Node, reading: Reading): Unknown | undefined {
  if (!isScalar(node) || node.tag !== '!unknown') return undefined;
  return new Unknown(reason(node, reading) ?? 'not-in-input', 'an example');
}

function describe(node: Node): string {
  if (isMap(node)) return 'a mapping';
  if (isSeq(node)) return 'a list';
  if (isScalar(node)) return node.tag === '!unknown' ? 'an !unknown' : node.value === null ? 'nothing' : JSON.stringify(node.value);
  return 'an alias';
}
