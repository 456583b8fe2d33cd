import { lazily } from '../../inventory/index.ts';
import { parseBetween, type Shape, shape, stringBetween } from './json-bytes.ts';
import { entersList, entersObject, isTooLarge, type JsonObject, parseObject, type Slice, slice, stringAt, type Walk } from './plan-slices.ts';

/** One module of a plan's `configuration`, as written: not multiplied by `count` or `for_each`. */
export interface ConfigModule {
  /** By `type.name`, or `data.type.name`. */
  readonly resources: ReadonlyMap<string, ConfigResource>;
  readonly calls: ReadonlyMap<string, ModuleCall>;
  /** By name; each with an `expression`. */
  readonly outputs: ReadonlyMap<string, Slice>;
  readonly variables: ReadonlyMap<string, ConfigVariable>;
}

export interface ConfigResource extends Slice {
  readonly mode: 'managed' | 'data';
  readonly type: string;
  readonly name: string;
  readonly hasCount: boolean;
  readonly hasForEach: boolean;
}

export interface ModuleCall {
  readonly name: string;
  readonly offset: number;
  readonly hasCount: boolean;
  readonly hasForEach: boolean;
  /** Parses the arguments, or the one expression, at each call. Empty where there is none. */
  readonly expressions: () => JsonObject;
  readonly countExpression: () => JsonObject;
  readonly forEachExpression: () => JsonObject;
  readonly module: ConfigModule;
}

export interface ConfigVariable {
  readonly hasDefault: boolean;
  /** The default, parsed at each call; undefined where there is none. */
  readonly defaultValue: () => unknown;
}

/** Where the parts of a module are. Numbers in flat lists: a plan of 50,000 resources has as many entries here. */
interface ModuleRanges {
  /** For each resource, start and end of: itself, then the members of `RESOURCE`. */
  resources: number[];
  calls: CallRanges[];
  /** For each output, start and end of: its name, itself. */
  outputs: number[];
  /** For each variable, start and end of: its name, its default. */
  variables: number[];
}

interface CallRanges {
  readonly name: readonly [start: number, end: number];
  readonly offset: number;
  expressions: readonly [start: number, end: number];
  count: readonly [start: number, end: number];
  forEach: readonly [start: number, end: number];
  module: ModuleRanges;
}

const MODULE = shape('resources', 'module_calls', 'outputs', 'variables');
const RESOURCE = shape('mode', 'type', 'name', 'count_expression', 'for_each_expression');
const CALL = shape('expressions', 'count_expression', 'for_each_expression', 'module');
const VARIABLE = shape('default');
const ROOT = shape('root_module');
const ANY: Shape = shape();

const absent = [-1, -1] as const;

/** Goes past the `configuration` that comes next. Undefined if it has no root module. */
export function walkConfiguration(walk: Walk): ConfigModule | undefined {
  if (!entersObject(walk, 'configuration')) return undefined;
  const { cursor } = walk;
  let root: ModuleRanges | undefined;
  for (let which = cursor.nextMember(ROOT); which !== -2; which = cursor.nextMember(ROOT)) {
    if (which === 0 && cursor.peek() === '{') root = walkModule(walk, 'configuration.root_module');
    else cursor.skip();
  }
  return root && configModule(cursor.bytes, root);
}

function walkModule(walk: Walk, path: string): ModuleRanges {
  const module = noRanges();
  if (!entersObject(walk, path)) return module;
  const { cursor } = walk;
  for (let which = cursor.nextMember(MODULE); which !== -2; which = cursor.nextMember(MODULE)) {
    if (which === 0) module.resources = walkResources(walk, `${path}.resources`);
    else if (which === 1) module.calls = walkCalls(walk, `${path}.module_calls`);
    else if (which === 2) module.outputs = walkOutputs(walk, `${path}.outputs`);
    else if (which === 3) module.variables = walkVariables(walk, `${path}.variables`);
    else cursor.skip();
  }
  return module;
}

function walkResources(walk: Walk, path: string): number[] {
  const found: number[] = [];
  if (!entersList(walk, path)) return found;
  const { cursor } = walk;
  const ranges: number[] = [];
  while (cursor.nextElement()) {
    const start = cursor.offset;
    if (cursor.peek() !== '{') {
      cursor.skip();
      continue;
    }
    cursor.members(RESOURCE, ranges);
    found.push(start, cursor.offset);
    for (let i = 0; i < ranges.length; i++) found.push(ranges[i]!);
  }
  return found;
}

function walkCalls(walk: Walk, path: string): CallRanges[] {
  const calls: CallRanges[] = [];
  if (!entersObject(walk, path)) return calls;
  const { cursor } = walk;
  while (cursor.nextMember(ANY) !== -2) {
    const call: CallRanges = {
      name: [cursor.keyStart, cursor.keyEnd],
      offset: cursor.offset,
      expressions: absent,
      count: absent,
      forEach: absent,
      module: noRanges(),
    };
    calls.push(call);
    const callPath = `${path}.${cursor.key()}`;
    if (!entersObject(walk, callPath)) continue;
    for (let which = cursor.nextMember(CALL); which !== -2; which = cursor.nextMember(CALL)) {
      const start = cursor.offset;
      if (which === 3) {
        call.module = walkModule(walk, `${callPath}.module`);
        continue;
      }
      cursor.skip();
      if (which === 0) call.expressions = [start, cursor.offset];
      else if (which === 1) call.count = [start, cursor.offset];
      else if (which === 2) call.forEach = [start, cursor.offset];
    }
  }
  return calls;
}

function walkOutputs(walk: Walk, path: string): number[] {
  const found: number[] = [];
  if (!entersObject(walk, path)) return found;
  const { cursor } = walk;
  while (cursor.nextMember(ANY) !== -2) {
    const start = cursor.offset;
    found.push(cursor.keyStart, cursor.keyEnd, start);
    cursor.skip();
    found.push(cursor.offset);
  }
  return found;
}

function walkVariables(walk: Walk, path: string): number[] {
  const found: number[] = [];
  if (!entersObject(walk, path)) return found;
  const { cursor } = walk;
  const ranges: number[] = [];
  while (cursor.nextMember(ANY) !== -2) {
    found.push(cursor.keyStart, cursor.keyEnd);
    if (cursor.peek() === '{') {
      cursor.members(VARIABLE, ranges);
      found.push(ranges[0]!, ranges[1]!);
    } else {
      cursor.skip();
      found.push(-1, -1);
    }
  }
  return found;
}

function noRanges(): ModuleRanges {
  return { resources: [], calls: [], outputs: [], variables: [] };
}

function configModule(bytes: Buffer, ranges: ModuleRanges): ConfigModule {
  const resources = lazily(() => resourcesOf(bytes, ranges.resources));
  const calls = lazily(() => new Map(ranges.calls.map(call => moduleCall(bytes, call)).map(call => [call.name, call])));
  const outputs = lazily(() => outputsOf(bytes, ranges.outputs));
  const variables = lazily(() => variablesOf(bytes, ranges.variables));
  return {
    get resources() {
      return resources();
    },
    get calls() {
      return calls();
    },
    get outputs() {
      return outputs();
    },
    get variables() {
      return variables();
    },
  };
}

function resourcesOf(bytes: Buffer, found: readonly number[]): Map<string, ConfigResource> {
  const resources = new Map<string, ConfigResource>();
  const width = 2 + RESOURCE.names.length * 2;
  for (let i = 0; i < found.length; i += width) {
    const at = (n: number): string | undefined => stringAt(bytes, found[i + n]!, found[i + n + 1]!);
    const mode = at(2) === 'data' ? 'data' : 'managed';
    const type = at(4);
    const name = at(6);
    if (type === undefined || name === undefined) continue;
    resources.set(mode === 'data' ? `data.${type}.${name}` : `${type}.${name}`, {
      ...slice(bytes, found[i]!, found[i + 1]!),
      mode,
      type,
      name,
      hasCount: found[i + 8]! >= 0,
      hasForEach: found[i + 10]! >= 0,
    });
  }
  return resources;
}

function moduleCall(bytes: Buffer, { name, offset, expressions, count, forEach, module }: CallRanges): ModuleCall {
  const child = lazily(() => configModule(bytes, module));
  return {
    name: stringBetween(bytes, ...name),
    offset,
    hasCount: count[0] >= 0,
    hasForEach: forEach[0] >= 0,
    expressions: () => parseObject(bytes, ...expressions),
    countExpression: () => parseObject(bytes, ...count),
    forEachExpression: () => parseObject(bytes, ...forEach),
    get module() {
      return child();
    },
  };
}

function outputsOf(bytes: Buffer, found: readonly number[]): Map<string, Slice> {
  const outputs = new Map<string, Slice>();
  for (let i = 0; i < found.length; i += 4) {
    outputs.set(stringBetween(bytes, found[i]!, found[i + 1]!), slice(bytes, found[i + 2]!, found[i + 3]!));
  }
  return outputs;
}

function variablesOf(bytes: Buffer, found: readonly number[]): Map<string, ConfigVariable> {
  const variables = new Map<string, ConfigVariable>();
  for (let i = 0; i < found.length; i += 4) {
    const start = found[i + 2]!;
    const end = found[i + 3]!;
    const hasDefault = start >= 0 && !isTooLarge(start, end);
    variables.set(stringBetween(bytes, found[i]!, found[i + 1]!), {
      hasDefault,
      defaultValue: () => (hasDefault ? parseBetween(bytes, start, end) : undefined),
    });
  }
  return variables;
}
