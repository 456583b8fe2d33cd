import { constants } from 'node:buffer';
import { type JsonCursor, parseBetween, stringBetween } from './json-bytes.ts';
import { planProblems, type Problem } from './plan-problems.ts';

/** A parsed object of a plan. Its members are unknown until a mapper looks. */
export interface JsonObject {
  readonly [name: string]: unknown;
}

/** One object of a plan file that is parsed when somebody asks. */
export interface Slice {
  /** Byte offsets into the text; see `PlanFile.position`. */
  readonly offset: number;
  readonly end: number;
  /** Parses anew at each call, and nothing is kept: plans are larger than what a scan needs of them. */
  readonly parse: () => JsonObject;
}

/** Takes note of what is wrong at a byte of the file. */
export type Report = (problem: Problem, offset: number) => void;

export function slice(bytes: Buffer, offset: number, end: number): Slice {
  return { offset, end, parse: () => parseObject(bytes, offset, end) };
}

/** The object there; an empty one if there is anything else. */
export function parseObject(bytes: Buffer, start: number, end: number): JsonObject {
  if (start < 0 || bytes[start] !== 0x7b || isTooLarge(start, end)) return {};
  return parseBetween(bytes, start, end) as JsonObject;
}

/** More than V8 can hold in one string, which `JSON.parse` needs. */
export function isTooLarge(start: number, end: number): boolean {
  return end - start > constants.MAX_STRING_LENGTH;
}

/** The string there, if there is one. */
export function stringAt(bytes: Buffer, start: number, end: number): string | undefined {
  return start >= 0 && bytes[start] === 0x22 && !isTooLarge(start, end) ? stringBetween(bytes, start + 1, end - 1) : undefined;
}

/** The JSON text there is this one. */
export function isText(bytes: Buffer, start: number, end: number, text: Buffer): boolean {
  if (end - start !== text.length) return false;
  let i = 0;
  while (i < text.length && bytes[start + i] === text[i]) i++;
  return i === text.length;
}

/** What kind of value begins with this byte, with its article. */
export function valueKind(first: string): string {
  if (first === '{') return 'an object';
  if (first === '[') return 'a list';
  if (first === '"') return 'a string';
  if (first === 't' || first === 'f') return 'a boolean';
  if (first === 'n') return 'null';
  return 'a number';
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One pass over a plan file. */
export interface Walk {
  readonly cursor: JsonCursor;
  readonly report: Report;
}

/** Enters the list that comes next. False if something else came: it is skipped and, unless it is null, reported. */
export function entersList(walk: Walk, path: string): boolean {
  if (walk.cursor.peek() !== '[') return refuse(walk, path, 'a list');
  walk.cursor.enterList();
  return true;
}

/** Enters the object that comes next, or does as {@link entersList}. */
export function entersObject(walk: Walk, path: string): boolean {
  if (walk.cursor.peek() !== '{') return refuse(walk, path, 'an object');
  walk.cursor.enterObject();
  return true;
}

function refuse({ cursor, report }: Walk, path: string, expected: string): false {
  const { offset } = cursor;
  const first = cursor.peek();
  cursor.skip();
  if (first !== 'n') report(planProblems.badPart(path, valueKind(first), expected), offset);
  return false;
}
