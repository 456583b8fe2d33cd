import type { Node } from 'jsonc-parser';
import { type Diagnostic, nearest } from '../../diagnostics/index.ts';

/** One description of a piece of JSON: what an editor's schema says of it, and how it is read with every problem noted. */
export interface Shape<T> {
  readonly schema: JsonSchema;
  /** Undefined once a problem has been noted. `path` is how messages call the value: `waivers[0].until`. */
  readonly read: (node: Node, reading: Reading, path: string) => T | undefined;
}

export interface JsonSchema {
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

/** One JSON text while it is read: every problem is collected with its place, none ends the reading. */
export interface Reading {
  readonly now: Date;
  readonly position: (node: Node) => { readonly line: number; readonly column: number };
  readonly note: (node: Node, problem: Problem) => undefined;
}

export interface Problem extends Pick<Diagnostic, 'code' | 'message'> {
  readonly severity?: Diagnostic['severity'];
  readonly why: string;
  readonly fix: string;
}

export type ShapeOf<S> = S extends Shape<infer T> ? T : never;

/** Text that is not blank; of the given form, where there is one. `what` names the form: "an image id". */
export function text(description: string, form?: { readonly pattern: RegExp; readonly what: string; readonly like: string }): Shape<string> {
  const { pattern, what, like } = form ?? { pattern: /\S/, what: 'a text', like: undefined };
  return {
    schema: { description, type: 'string', pattern: pattern.source, ...(like === undefined ? {} : { examples: [like] }) },
    read: (node, reading, path) => {
      const value: unknown = node.value;
      if (typeof value === 'string' && pattern.test(value)) return value;
      const wanted = like === undefined ? what : `${what}, like "${like}"`;
      if (typeof value === 'string') return wrongValue(node, reading, description, `${path} is ${shown(node)}; it has to be ${wanted}`, `give ${wanted}`);
      const fix = typeof value === 'number' ? `put it in quotes: "${String(value)}"` : `give ${wanted}`;
      return wrongType(node, reading, description, `${path} is ${shown(node)}; it has to be ${wanted}`, fix);
    },
  };
}

/** A calendar day. */
export function day(description: string): Shape<string> {
  const pattern = /^\d{4}-\d{2}-\d{2}$/;
  return {
    schema: { description, type: 'string', format: 'date', pattern: pattern.source },
    read: (node, reading, path) => {
      const value: unknown = node.value;
      const example = `write the day as YYYY-MM-DD: "${inDays(reading.now, 90)}"`;
      if (typeof value !== 'string') return wrongType(node, reading, description, `${path} is ${shown(node)}; it has to be a date`, example);
      if (pattern.test(value) && isDay(value)) return value;
      const problem = pattern.test(value) ? 'a day that no calendar has' : 'no date of the form YYYY-MM-DD';
      return wrongValue(node, reading, description, `${path} is ${shown(node)}, ${problem}`, example);
    },
  };
}

export function wholeNumber(description: string, { least, most, like }: { readonly least: number; readonly most?: number; readonly like: number }): Shape<number> {
  const range = most === undefined ? `${least} or more` : `${least} to ${most}`;
  return {
    schema: { description, type: 'integer', minimum: least, ...(most === undefined ? {} : { maximum: most }) },
    read: (node, reading, path) => {
      const value: unknown = node.value;
      const message = `${path} is ${shown(node)}; it has to be a whole number, ${range}`;
      const fix = `give a number: ${like}`;
      if (typeof value !== 'number') return wrongType(node, reading, description, message, fix);
      if (!Number.isInteger(value) || value < least || value > (most ?? Infinity)) return wrongValue(node, reading, description, message, fix);
      return value;
    },
  };
}

export function trueOrFalse(description: string): Shape<boolean> {
  return {
    schema: { description, type: 'boolean' },
    read: (node, reading, path) => {
      if (node.type === 'boolean') return node.value === true;
      const meant = node.value === 'true' || node.value === 'false' ? `write ${String(node.value)} without quotes` : 'give true or false, without quotes';
      return wrongType(node, reading, description, `${path} is ${shown(node)}; it has to be true or false`, meant);
    },
  };
}

export function oneOf<const T extends string>(description: string, values: readonly T[]): Shape<T> {
  return {
    schema: { description, enum: values },
    read: (node, reading, path) => {
      const value = values.find(candidate => candidate === node.value);
      if (value !== undefined) return value;
      const meant = typeof node.value === 'string' ? nearest(node.value, values) : undefined;
      const all = values.map(one => `"${one}"`).join(', ');
      return wrongValue(node, reading, description, `${path} is ${shown(node)}; it has to be one of ${all}`, meant === undefined ? `give one of ${all}` : `did you mean "${meant}"?`);
    },
  };
}

export function list<T>(description: string, item: Shape<T>): Shape<readonly T[]> {
  return {
    schema: { description, type: 'array', items: item.schema },
    read: (node, reading, path) => {
      if (node.type !== 'array') {
        const fix = node.type === 'object' || node.type === 'null' ? 'put its members between [ and ]' : `put it between brackets: [${shown(node)}]`;
        return wrongType(node, reading, description, `${path} is ${shown(node)}; it has to be a list`, fix);
      }
      return (node.children ?? []).map((child, index) => item.read(child, reading, `${path}[${index}]`)).filter(one => one !== undefined);
    },
  };
}

/** How the keys of a {@link map} are read and what the schema says of them. */
export interface Keys<K> {
  readonly schema: (value: JsonSchema) => JsonSchema;
  readonly read: (key: Node, reading: Reading) => K | undefined;
}

/** An object with keys of the user's own; each key counts once, however it is spelt. */
export function map<K, V>(description: string, keys: Keys<K>, value: Shape<V>): Shape<ReadonlyMap<K, V>> {
  return {
    schema: { description, type: 'object', ...keys.schema(value.schema) },
    read: (node, reading, path) => {
      const read = new Map<K, V>();
      const seen = new Set<K>();
      for (const { name, key, child } of members(node, reading, path, description)) {
        const meant = keys.read(key, reading);
        const got = child && value.read(child, reading, memberPath(path, name));
        if (meant === undefined) continue;
        if (seen.has(meant)) duplicate(key, reading, `${path} sets ${String(meant)} twice`);
        seen.add(meant);
        if (got !== undefined) read.set(meant, got);
      }
      return read;
    },
  };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;
export type Recorded<R extends Fields, O extends Fields> = { readonly [K in keyof R]: ShapeOf<R[K]> } & { readonly [K in keyof O]?: ShapeOf<O[K]> };

/** An object with these keys and no others; undefined where a required one is missing or wrong. */
export function record<R extends Fields, O extends Fields>(description: string, required: R, optional: O): Shape<Recorded<R, O>> {
  const fields: Fields = { ...required, ...optional };
  const known = Object.keys(fields);
  const schemas = Object.fromEntries(known.map(name => [name, fields[name]?.schema]));
  return {
    schema: { description, type: 'object', properties: schemas, ...(Object.keys(required).length > 0 ? { required: Object.keys(required) } : {}), additionalProperties: false },
    read: (node, reading, path) => {
      if (node.type !== 'object') return notAnObject(node, reading, description, path);
      const read: Record<string, unknown> = {};
      const seen = new Set<string>();
      for (const { name, key, child } of members(node, reading, path, description)) {
        const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
        if (!field) {
          unknownKey(key, reading, path, name, known);
          continue;
        }
        if (seen.has(name)) duplicate(key, reading, `${memberPath(path, name)} is there twice`);
        seen.add(name);
        const got = child && field.read(child, reading, memberPath(path, name));
        if (got !== undefined) read[name] = got;
      }
      for (const name of Object.keys(required)) {
        if (!seen.has(name)) missingKey(node, reading, path, name, fields[name]?.schema.description ?? '');
      }
      // Every field was read by the shape that stands under its name, which is what the type says.
      return Object.keys(required).every(name => name in read) ? (read as Recorded<R, O>) : undefined;
    },
  };
}

/** An object, or anything else: each has a shape, and the complaints are those of the one that was meant. */
export function either<A, B>(description: string, other: Shape<A>, object: Shape<B>): Shape<A | B> {
  return {
    schema: { description, anyOf: [other.schema, object.schema] },
    read: (node, reading, path) => (node.type === 'object' ? object.read(node, reading, path) : other.read(node, reading, path)),
  };
}

/** The same shape, in the schema by reference to a definition of that name. */
export function defined<T>(name: string, shape: Shape<T>): Shape<T> {
  return { schema: { $ref: `#/definitions/${name}` }, read: shape.read };
}

interface Member {
  readonly name: string;
  readonly key: Node;
  readonly child: Node | undefined;
}

function members(node: Node, reading: Reading, path: string, description: string): readonly Member[] {
  if (node.type !== 'object') {
    notAnObject(node, reading, description, path);
    return [];
  }
  return (node.children ?? []).flatMap(property => {
    const [key, child] = property.children ?? [];
    return key ? [{ name: String(key.value), key, child }] : [];
  });
}

function notAnObject(node: Node, reading: Reading, description: string, path: string): undefined {
  return wrongType(node, reading, description, `${path === '' ? 'the policy' : path} is ${shown(node)}; it has to be an object`, 'put its members between { and }');
}

export function wrongType(node: Node, reading: Reading, why: string, message: string, fix: string): undefined {
  return reading.note(node, { code: 'policy-wrong-type', message, why, fix });
}

export function wrongValue(node: Node, reading: Reading, why: string, message: string, fix: string): undefined {
  return reading.note(node, { code: 'policy-wrong-value', message, why, fix });
}

function unknownKey(key: Node, reading: Reading, path: string, name: string, known: readonly string[]): void {
  const meant = nearest(name, known);
  reading.note(key, {
    code: 'policy-unknown-key',
    message: `${path === '' ? 'a policy' : path} has no key ${shown(key)}`,
    why: 'a setting that nothing reads would be taken for one that holds',
    fix: meant === undefined ? `its keys are ${known.join(', ')}` : `did you mean "${meant}"?`,
  });
}

function missingKey(node: Node, reading: Reading, path: string, name: string, why: string): void {
  reading.note(node, { code: 'policy-missing-key', message: `${path} has no "${name}"`, why, fix: `add "${name}": "${name === 'until' ? inDays(reading.now, 90) : '…'}"` });
}

function duplicate(key: Node, reading: Reading, message: string): void {
  reading.note(key, { code: 'policy-duplicate-key', message, why: 'only one of them can hold, and which one is not for a reader to guess', fix: 'remove one of the two' });
}

/** `waivers[0]` + `until` → `waivers[0].until`. */
function memberPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The value as a message names it. */
export function shown(node: Node): string {
  if (node.type === 'object') return 'an object';
  if (node.type === 'array') return 'a list';
  const written = JSON.stringify(node.value) ?? 'nothing';
  return written.length > 80 ? `${written.slice(0, 79)}…` : written;
}

function isDay(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The day so many days from now, which a user may paste. */
function inDays(now: Date, days: number): string {
  return new Date(now.getTime() + days * 86_400_000).toISOString().slice(0, 10);
}
