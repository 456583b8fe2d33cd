import { shape } from './json-bytes.ts';
import { entersList, entersObject, isObject, isText, isTooLarge, type JsonObject, parseObject, stringAt, type Walk } from './plan-slices.ts';

/** A data source that was read while planning. */
export interface PriorData {
  readonly address: string;
  /** Undefined in the root module. */
  readonly moduleAddress: string | undefined;
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
  /** Byte offset into the text; see `PlanFile.position`. */
  readonly offset: number;
  readonly values: JsonObject;
  /** `true` where a value is sensitive. Absent before Terraform 1.0. */
  readonly sensitiveValues: unknown;
}

/** What a plan's `prior_state` or `planned_values` holds, read when asked. */
export interface StateValues {
  /** By address, without the types that are not wanted. */
  readonly data: () => ReadonlyMap<string, PriorData>;
  /** Addresses of the managed resources. */
  readonly managed: () => ReadonlySet<string>;
  /** How many resources and data sources there are. */
  readonly size: number;
}

/** Where the parts of a module's state are. */
interface ModuleRanges {
  address: readonly [start: number, end: number];
  /** For each data source, start and end of: itself, its type. */
  data: number[];
  /** For each managed resource, start and end of its address. */
  managed: number[];
  children: ModuleRanges[];
}

const STATE = shape('values');
const VALUES = shape('root_module');
const MODULE = shape('address', 'resources', 'child_modules');
const RESOURCE = shape('address', 'mode', 'type');

const DATA = Buffer.from('"data"');

/** Goes past the `prior_state` that comes next. */
export function walkPriorState(walk: Walk, wanted: (type: string) => boolean): StateValues {
  let values = stateValues(walk, undefined, wanted);
  if (!entersObject(walk, 'prior_state')) return values;
  const { cursor } = walk;
  for (let which = cursor.nextMember(STATE); which !== -2; which = cursor.nextMember(STATE)) {
    if (which === 0) values = walkValues(walk, 'prior_state.values', wanted);
    else cursor.skip();
  }
  return values;
}

/** Goes past the values that come next: the form that `planned_values` and `prior_state.values` share. */
export function walkValues(walk: Walk, path: string, wanted: (type: string) => boolean): StateValues {
  let root: ModuleRanges | undefined;
  if (entersObject(walk, path)) {
    const { cursor } = walk;
    for (let which = cursor.nextMember(VALUES); which !== -2; which = cursor.nextMember(VALUES)) {
      if (which === 0) root = walkModule(walk, `${path}.root_module`);
      else cursor.skip();
    }
  }
  return stateValues(walk, root, wanted);
}

function walkModule(walk: Walk, path: string): ModuleRanges {
  const module: ModuleRanges = { address: [-1, -1], data: [], managed: [], children: [] };
  if (!entersObject(walk, path)) return module;
  const { cursor } = walk;
  for (let which = cursor.nextMember(MODULE); which !== -2; which = cursor.nextMember(MODULE)) {
    if (which === 0) {
      const start = cursor.offset;
      cursor.skip();
      module.address = [start, cursor.offset];
    } else if (which === 1) {
      walkResources(walk, `${path}.resources`, module);
    } else if (which === 2) {
      module.children = [];
      if (!entersList(walk, `${path}.child_modules`)) continue;
      while (cursor.nextElement()) module.children.push(walkModule(walk, `${path}.child_modules[${module.children.length}]`));
    } else {
      cursor.skip();
    }
  }
  return module;
}

function walkResources(walk: Walk, path: string, module: ModuleRanges): void {
  module.data = [];
  module.managed = [];
  if (!entersList(walk, path)) return;
  const { cursor } = walk;
  const ranges: number[] = [];
  while (cursor.nextElement()) {
    const start = cursor.offset;
    if (cursor.peek() !== '{') {
      cursor.skip();
      continue;
    }
    cursor.members(RESOURCE, ranges);
    if (isText(cursor.bytes, ranges[2]!, ranges[3]!, DATA)) module.data.push(start, cursor.offset, ranges[4]!, ranges[5]!);
    else module.managed.push(ranges[0]!, ranges[1]!);
  }
}

function stateValues({ cursor: { bytes } }: Walk, root: ModuleRanges | undefined, wanted: (type: string) => boolean): StateValues {
  let data: ReadonlyMap<string, PriorData> | undefined;
  let managed: ReadonlySet<string> | undefined;
  const modules = root ? flat(root) : [];
  return {
    data: () => (data ??= new Map(modules.flatMap(module => dataOf(bytes, module, wanted)).map(entry => [entry.address, entry]))),
    managed: () => (managed ??= new Set(modules.flatMap(module => managedOf(bytes, module)))),
    size: modules.reduce((sum, module) => sum + module.data.length / 4 + module.managed.length / 2, 0),
  };
}

function flat(module: ModuleRanges): ModuleRanges[] {
  return [module, ...module.children.flatMap(flat)];
}

function dataOf(bytes: Buffer, module: ModuleRanges, wanted: (type: string) => boolean): PriorData[] {
  const moduleAddress = stringAt(bytes, ...module.address);
  const found: PriorData[] = [];
  for (let i = 0; i < module.data.length; i += 4) {
    const [start, end, typeStart, typeEnd] = module.data.slice(i, i + 4) as [number, number, number, number];
    const type = stringAt(bytes, typeStart, typeEnd);
    if (type === undefined || !wanted(type) || isTooLarge(start, end)) continue;
    const { address, name, index, values, sensitive_values: sensitiveValues } = parseObject(bytes, start, end);
    if (typeof address !== 'string' || typeof name !== 'string') continue;
    found.push({
      address,
      moduleAddress,
      type,
      name,
      index: typeof index === 'string' || typeof index === 'number' ? index : undefined,
      offset: start,
      values: isObject(values) ? values : {},
      sensitiveValues,
    });
  }
  return found;
}

function managedOf(bytes: Buffer, { managed }: ModuleRanges): string[] {
  const found: string[] = [];
  for (let i = 0; i < managed.length; i += 2) {
    const address = stringAt(bytes, managed[i]!, managed[i + 1]!);
    if (address !== undefined) found.push(address);
  }
  return found;
}
