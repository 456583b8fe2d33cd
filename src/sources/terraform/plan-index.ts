import type { Kind, ResourceRef } from '../../inventory/index.ts';
import { keyAt, nameAt, parseAddress } from './addresses.ts';
import type { PlanChange } from './plan-changes.ts';
import type { ConfigModule, ConfigResource, ModuleCall } from './plan-configuration.ts';
import type { PlanFile } from './plan-file.ts';
import { isObject, type JsonObject } from './plan-slices.ts';
import { tables } from './tables/index.ts';

/** One instance of a module: the root, or a call with its key. */
export interface ModuleInstance {
  readonly address: string;
  readonly parent: ModuleInstance | undefined;
  readonly call: ModuleCall | undefined;
  readonly config: ConfigModule | undefined;
  readonly key: string | number | undefined;
}

/** Where an expression stands: its module, and the resource or call whose `each` it may use. */
export interface Scope {
  readonly module: ModuleInstance;
  /** The resource or call, for telling one `each.value` from another. */
  readonly owner: string;
  /** What its `for_each` iterates over; undefined where the configuration does not show it. */
  readonly forEach?: JsonObject | undefined;
}

/** One resource or data source instance as the plan leaves it. */
export interface Instance {
  readonly address: string;
  readonly module: ModuleInstance;
  /** `type.name`, or `data.type.name`: its name within the module's configuration. */
  readonly configKey: string;
  /** `type`, or `data.type`. */
  readonly type: string;
  readonly index: string | number | undefined;
  readonly actions: readonly string[];
  /** The values it has now; undefined for what is new, and for data sources. */
  readonly before?: JsonObject | undefined;
  readonly after: JsonObject;
  readonly afterUnknown: unknown;
  readonly afterSensitive: unknown;
  readonly offset: number;
  /** Lets go of the parsed values; they are parsed again if somebody asks. */
  readonly release?: () => void;
}

/** A planned instance. Its values are parsed when they are asked for, and let go once they were read into a shape. */
class ChangedInstance implements Instance {
  readonly address: string;
  readonly module: ModuleInstance;
  readonly configKey: string;
  readonly type: string;
  readonly index: string | number | undefined;
  readonly actions: readonly string[];
  readonly offset: number;
  readonly isGone: boolean;
  readonly #change: PlanChange;
  #parsed: JsonObject | undefined;

  constructor(change: PlanChange, module: ModuleInstance, configKey: string) {
    this.address = change.address;
    this.module = module;
    this.configKey = configKey;
    this.type = `${change.mode === 'data' ? 'data.' : ''}${change.type}`;
    this.index = change.index;
    this.offset = change.offset;
    this.#change = change;
    const written = change.actions ?? this.#values['actions'];
    this.actions = Array.isArray(written) ? written.map(String) : [];
    const isTaken = this.actions.length > 0 && this.actions.every(action => action === 'delete' || action === 'forget');
    this.isGone = isTaken || (change.actions === undefined && !isObject(this.#values['after']));
  }

  get #values(): JsonObject {
    return (this.#parsed ??= this.#change.parse()['change'] as JsonObject);
  }

  get before(): JsonObject | undefined {
    const { before } = this.#values;
    return isObject(before) ? before : undefined;
  }

  get after(): JsonObject {
    const { after } = this.#values;
    return isObject(after) ? after : {};
  }

  get afterUnknown(): unknown {
    return this.#values['after_unknown'];
  }

  get afterSensitive(): unknown {
    return this.#values['after_sensitive'];
  }

  release(): void {
    this.#parsed = undefined;
  }
}

type Listed = { readonly change: PlanChange; read?: Instance | undefined; readonly module: ModuleInstance; readonly configKey: string } | { readonly change?: undefined; readonly read: Instance };

/** Finds instances and modules by what a reference calls them. */
export class PlanIndex {
  readonly file: PlanFile;
  readonly root: ModuleInstance;
  /** The plan leaves resources out, so one that is not there may exist all the same. */
  readonly #cut: boolean;
  readonly #modules = new Map<string, ModuleInstance>();
  readonly #children = new Map<string, ModuleInstance[]>();
  readonly #listed = new Map<string, Listed[]>();
  readonly #listedByKey = new Map<string, Map<string | number | undefined, Listed[]>>();
  readonly #sameKeys = new Map<string, boolean>();
  readonly #parsed = new Map<object, JsonObject>();
  readonly #scopes = new Map<string, Scope>();
  #byKind: Map<string, ResourceRef[]> | undefined;
  #types: ReadonlySet<string> | undefined;

  constructor(file: PlanFile, settings: { readonly cut: boolean }) {
    this.file = file;
    this.#cut = settings.cut;
    this.root = { address: '', parent: undefined, call: undefined, config: file.configuration, key: undefined };
    this.#modules.set('', this.root);
    const changedData = new Set<string>();
    for (const change of file.changes) {
      if (change.deposed !== undefined) continue;
      const module = this.module(change.moduleAddress ?? '');
      const configKey = `${change.mode === 'data' ? 'data.' : ''}${change.type}.${change.name}`;
      if (change.mode === 'data') changedData.add(identity(module, configKey, change.index));
      this.#list(module, configKey, { change, module, configKey });
    }
    for (const data of file.priorData().values()) {
      const module = this.module(data.moduleAddress ?? '');
      const configKey = `data.${data.type}.${data.name}`;
      // A data source that is read again on apply stands in the changes as well, and those are authoritative.
      if (changedData.has(identity(module, configKey, data.index))) continue;
      this.#list(module, configKey, {
        read: {
          address: data.address,
          module,
          configKey,
          type: `data.${data.type}`,
          index: data.index,
          actions: ['no-op'],
          after: data.values,
          afterUnknown: undefined,
          afterSensitive: data.sensitiveValues,
          offset: data.offset,
        },
      });
    }
  }

  #list(module: ModuleInstance, configKey: string, listed: Listed): void {
    const key = `${module.address}\n${configKey}`;
    const list = this.#listed.get(key);
    if (list) list.push(listed);
    else this.#listed.set(key, [listed]);
  }

  /** The module instance with this address; its ancestors are made with it. */
  module(address: string): ModuleInstance {
    const known = this.#modules.get(address);
    if (known) return known;
    const steps = parseAddress(address);
    let module = this.root;
    for (let at = 0; nameAt(steps, at) === 'module'; ) {
      const name = nameAt(steps, at + 1);
      if (name === undefined) break;
      const key = keyAt(steps, at + 2);
      at += key === undefined ? 2 : 3;
      module = this.#child(module, name, key);
    }
    this.#modules.set(address, module);
    return module;
  }

  #child(parent: ModuleInstance, name: string, key: string | number | undefined): ModuleInstance {
    const address = childAddress(parent, name, key);
    let child = this.#modules.get(address);
    if (!child) {
      const call = parent.config?.calls.get(name);
      child = { address, parent, call, config: call?.module, key };
      this.#modules.set(address, child);
      const siblings = this.#children.get(`${parent.address}\n${name}`);
      if (siblings) siblings.push(child);
      else this.#children.set(`${parent.address}\n${name}`, [child]);
    }
    return child;
  }

  /**
   * Instances of a module call, or the one with a key. None: the call has none. Undefined where the plan does not show which
   * there are: instances are seen by their resources, and a module may have none of its own. One that can have none stands
   * for itself, to read its outputs.
   */
  children(parent: ModuleInstance, name: string, key: string | number | undefined): readonly ModuleInstance[] | undefined {
    const all = this.#children.get(`${parent.address}\n${name}`);
    if (all && key === undefined) return all.length > 1 ? all.toSorted((a, b) => byKey(a.key, b.key)) : all;
    const child = key === undefined ? undefined : this.#modules.get(childAddress(parent, name, key));
    if (child) return [child];
    const call = parent.config?.calls.get(name);
    if (!call) return undefined;
    if (!call.hasCount && !call.hasForEach) return [this.#child(parent, name, undefined)];
    if (call.hasCount && call.countExpression()['constant_value'] === 0) return [];
    if (!mayShow(call.module)) return [{ address: childAddress(parent, name, key), parent, call, config: call.module, key }];
    return !this.#cut && mustShow(call.module) ? [] : undefined;
  }

  /** Every instance that exists after the plan, of types that pass `wanted`. */
  *all(wanted: (type: string) => boolean): Iterable<Instance> {
    for (const list of this.#listed.values()) {
      for (const listed of list) {
        const type = listed.change ? (listed.change.mode === 'data' ? `data.${listed.change.type}` : listed.change.type) : listed.read.type;
        if (!wanted(type)) continue;
        const instance = this.#read(listed);
        if (instance) yield instance;
      }
    }
  }

  /**
   * Instances of a resource in a module that exist after the plan, or the one with a key. None: it has none (`count = 0`).
   * Undefined where the plan cannot show that: it is cut, or holds nothing of the resource.
   */
  instances(module: ModuleInstance, configKey: string, key?: string | number): readonly Instance[] | undefined {
    const name = `${module.address}\n${configKey}`;
    const list = key === undefined ? this.#listed.get(name) : this.#keyed(name)?.get(key);
    const found = list?.flatMap(listed => this.#read(listed) ?? []) ?? [];
    if (found.length > 1) found.sort((a, b) => byKey(a.index, b.index));
    if (found.length > 0) return found;
    if (this.#cut) return undefined;
    const written = module.config?.resources.get(configKey);
    if (!written) return undefined;
    // Data sources that no table reads are not looked up in `prior_state`.
    if (!isListed(written)) return undefined;
    // Its changes are listed, if only as deleted; or it may have none.
    return this.#listed.has(name) || written.hasCount || written.hasForEach ? [] : undefined;
  }

  /** Whether two resources of a module have the same instances by key. */
  haveSameKeys(module: ModuleInstance, one: string, other: string): boolean {
    const name = `${module.address}\n${one}\n${other}`;
    let same = this.#sameKeys.get(name);
    if (same === undefined) {
      const keys = new Set(this.instances(module, one)?.map(({ index }) => index));
      const others = this.instances(module, other) ?? [];
      same = keys.size === others.length && others.every(({ index }) => keys.has(index));
      this.#sameKeys.set(name, same);
    }
    return same;
  }

  #keyed(name: string): ReadonlyMap<string | number | undefined, Listed[]> | undefined {
    const known = this.#listedByKey.get(name);
    if (known) return known;
    const list = this.#listed.get(name);
    if (!list) return undefined;
    const byKey = new Map<string | number | undefined, Listed[]>();
    for (const listed of list) {
      const index = (listed.change ?? listed.read)?.index;
      const same = byKey.get(index);
      if (same) same.push(listed);
      else byKey.set(index, [listed]);
    }
    this.#listedByKey.set(name, byKey);
    return byKey;
  }

  #read(listed: Listed): Instance | undefined {
    if (listed.read || !listed.change) return listed.read;
    if ('read' in listed) return undefined;
    const { change, module, configKey } = listed;
    const instance = new ChangedInstance(change, module, configKey);
    // Deleted and forgotten resources are gone. A replacement is its `after`.
    listed.read = instance.isGone ? undefined : instance;
    return listed.read;
  }

  /** What `configuration` says of an instance's attributes; undefined where the file holds no configuration of it. */
  expressions(module: ModuleInstance, configKey: string): JsonObject | undefined {
    const resource = module.config?.resources.get(configKey);
    return resource && this.#once(resource, () => objectOf(resource.parse()['expressions']));
  }

  arguments(call: ModuleCall): JsonObject {
    return this.#once(call, call.expressions);
  }

  /** Where the expressions of a resource stand. */
  resourceScope(module: ModuleInstance, configKey: string): Scope {
    return this.#scope(module, configKey, () => {
      const resource = module.config?.resources.get(configKey);
      return resource?.hasForEach ? objectOf(resource.parse()['for_each_expression']) : undefined;
    });
  }

  /** Where the arguments of a module call stand. */
  callScope(module: ModuleInstance, call: ModuleCall): Scope {
    return this.#scope(module, `module.${call.name}`, () => (call.hasForEach ? call.forEachExpression() : undefined));
  }

  #scope(module: ModuleInstance, owner: string, forEach: () => JsonObject | undefined): Scope {
    const name = `${module.address}\n${owner}`;
    let scope = this.#scopes.get(name);
    if (!scope) this.#scopes.set(name, (scope = { module, owner, forEach: forEach() }));
    return scope;
  }

  /** Resources of a kind that exist after the plan in one module instance, data sources left out. */
  existing(module: ModuleInstance, kind: Kind): readonly ResourceRef[] {
    this.#byKind ??= this.#indexByKind();
    return this.#byKind.get(`${module.address}\n${kind}`) ?? [];
  }

  /** Whether a module instance has resources of a type, by the list alone. */
  hasType(module: ModuleInstance, type: string): boolean {
    this.#types ??= new Set([...this.#listed.keys()].map(name => name.slice(0, name.lastIndexOf('.'))));
    return this.#types.has(`${module.address}\n${type}`);
  }

  #indexByKind(): Map<string, ResourceRef[]> {
    const byKind = new Map<string, ResourceRef[]>();
    for (const instance of this.all(type => type in tables && !type.startsWith('data.'))) {
      const { kind } = tables[instance.type]!;
      const key = `${instance.module.address}\n${kind}`;
      const ref = { kind, id: instance.address };
      const list = byKind.get(key);
      if (list) list.push(ref);
      else byKind.set(key, [ref]);
    }
    return byKind;
  }

  #once(owner: object, parse: () => JsonObject): JsonObject {
    let parsed = this.#parsed.get(owner);
    if (!parsed) this.#parsed.set(owner, (parsed = parse()));
    return parsed;
  }
}

function childAddress(parent: ModuleInstance, name: string, key: string | number | undefined): string {
  return `${parent.address === '' ? '' : `${parent.address}.`}module.${name}${key === undefined ? '' : `[${JSON.stringify(key)}]`}`;
}

function identity(module: ModuleInstance, configKey: string, key: string | number | undefined): string {
  return `${module.address}\n${configKey}\n${JSON.stringify(key)}`;
}

/** In the order of keys, so that the order of the file counts for nothing. */
function byKey(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** An instance of the module may have resources in a plan. */
function mayShow(module: ConfigModule): boolean {
  return [...module.resources.values()].some(isListed) || [...module.calls.values()].some(call => mayShow(call.module));
}

/** An instance of the module has resources in a plan that is not cut. */
function mustShow(module: ConfigModule): boolean {
  return (
    [...module.resources.values()].some(resource => isListed(resource) && !resource.hasCount && !resource.hasForEach) ||
    [...module.calls.values()].some(call => !call.hasCount && !call.hasForEach && mustShow(call.module))
  );
}

function isListed({ mode, type }: ConfigResource): boolean {
  return mode === 'managed' || `data.${type}` in tables;
}

function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}
