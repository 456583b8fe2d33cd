import type { Kind, ResourceRef } from '../../inventory/index.ts';
import { keyAt, nameAt, parseAddress } from './addresses.ts';
import type { PlanChange } from './plan-changes.ts';
import type { ConfigModule, ModuleCall } from './plan-configuration.ts';
import type { PlanFile } from './plan-file.ts';
import type { JsonObject } from './plan-slices.ts';
import { tables } from './tables/index.ts';

/** One instance of a module: the root, or a call with its key. */
export interface ModuleInstance {
  readonly address: string;
  readonly parent: ModuleInstance | undefined;
  readonly call: ModuleCall | undefined;
  readonly config: ConfigModule | undefined;
  readonly key: string | number | undefined;
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
  readonly after: JsonObject;
  readonly afterUnknown: unknown;
  readonly afterSensitive: unknown;
  readonly offset: number;
}

type Listed = { readonly change: PlanChange; read?: Instance | undefined; readonly module: ModuleInstance; readonly configKey: string } | { readonly change?: undefined; readonly read: Instance };

/** Finds instances and modules by what a reference calls them. */
export class PlanIndex {
  readonly file: PlanFile;
  readonly root: ModuleInstance;
  readonly #modules = new Map<string, ModuleInstance>();
  readonly #children = new Map<string, ModuleInstance[]>();
  readonly #listed = new Map<string, Listed[]>();
  readonly #expressions = new Map<unknown, JsonObject>();
  #byKind: Map<string, ResourceRef[]> | undefined;

  constructor(file: PlanFile) {
    this.file = file;
    this.root = { address: '', parent: undefined, call: undefined, config: file.configuration, key: undefined };
    this.#modules.set('', this.root);
    for (const change of file.changes) {
      if (change.deposed !== undefined) continue;
      const module = this.module(change.moduleAddress ?? '');
      const configKey = `${change.mode === 'data' ? 'data.' : ''}${change.type}.${change.name}`;
      this.#list(module, configKey, { change, module, configKey });
    }
    for (const data of file.priorData().values()) {
      const module = this.module(data.moduleAddress ?? '');
      const configKey = `data.${data.type}.${data.name}`;
      // A data source that is read again on apply stands in the changes as well, and those are authoritative.
      if (this.#listed.get(`${module.address}\n${configKey}`)?.some(other => other.change?.index === data.index && other.change)) continue;
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
    const suffix = key === undefined ? '' : `[${JSON.stringify(key)}]`;
    const address = `${parent.address === '' ? '' : `${parent.address}.`}module.${name}${suffix}`;
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

  /** Instances of a module call; those with one key if it is given. A call that makes no resource has one instance, to read its outputs. */
  children(parent: ModuleInstance, name: string, key: string | number | undefined): readonly ModuleInstance[] {
    const all = this.#children.get(`${parent.address}\n${name}`);
    if (!all) {
      const call = parent.config?.calls.get(name);
      return call && !call.hasCount && !call.hasForEach ? [this.#child(parent, name, undefined)] : [];
    }
    return key === undefined ? all : all.filter(child => child.key === key);
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

  /** Instances of a resource in a module that exist after the plan. */
  instances(module: ModuleInstance, configKey: string, key?: string | number): readonly Instance[] {
    const list = this.#listed.get(`${module.address}\n${configKey}`) ?? [];
    return list
      .filter(listed => key === undefined || (listed.change ?? listed.read)?.index === key)
      .flatMap(listed => this.#read(listed) ?? []);
  }

  #read(listed: Listed): Instance | undefined {
    if (listed.read || !listed.change) return listed.read;
    if ('read' in listed) return undefined;
    const { change, module, configKey } = listed;
    const { actions, after, after_unknown, after_sensitive } = change.parse()['change'] as JsonObject;
    // Deleted and forgotten resources are gone. A replacement is its `after`.
    listed.read =
      after !== null && typeof after === 'object'
        ? {
            address: change.address,
            module,
            configKey,
            type: `${change.mode === 'data' ? 'data.' : ''}${change.type}`,
            index: change.index,
            actions: Array.isArray(actions) ? actions.map(String) : [],
            after: after as JsonObject,
            afterUnknown: after_unknown,
            afterSensitive: after_sensitive,
            offset: change.offset,
          }
        : undefined;
    return listed.read;
  }

  /** What `configuration` says of an instance's attributes; undefined where the file holds no configuration of it. */
  expressions(module: ModuleInstance, configKey: string): JsonObject | undefined {
    const resource = module.config?.resources.get(configKey);
    if (!resource) return undefined;
    return this.#cached(resource, () => (resource.parse()['expressions'] ?? {}) as JsonObject);
  }

  forEachOf(module: ModuleInstance, configKey: string): JsonObject | undefined {
    const resource = module.config?.resources.get(configKey);
    if (!resource?.hasForEach) return undefined;
    return resource.parse()['for_each_expression'] as JsonObject | undefined;
  }

  arguments(call: ModuleCall): JsonObject {
    return this.#cached(call, call.expressions);
  }

  /** Resources of a kind that exist after the plan in one module instance, data sources left out. */
  existing(module: ModuleInstance, kind: Kind): readonly ResourceRef[] {
    this.#byKind ??= this.#indexByKind();
    return this.#byKind.get(`${module.address}\n${kind}`) ?? [];
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

  #cached(owner: object, parse: () => JsonObject): JsonObject {
    let expressions = this.#expressions.get(owner);
    if (!expressions) {
      expressions = parse();
      this.#expressions.set(owner, expressions);
    }
    return expressions;
  }
}
