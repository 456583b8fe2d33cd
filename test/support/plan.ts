import { createHash } from 'node:crypto';
import { type BlockSchema, idPrefix, type NestedBlock, schemas, sensitive, sets } from './plan-schemas.ts';

/**
 * Writes Terraform plan JSON from a short description, as `terraform show -json` does: what is left out, unknown or empty, the
 * order of names, references with their prefixes. `planned_values` is left out: it repeats `resource_changes`.
 */
export function planJson(root: ModuleSpec, more: { readonly variables?: Readonly<Record<string, unknown>>; readonly top?: Json } = {}): Json {
  const scope = new Scope(root, '', undefined, undefined, more.variables ?? {});
  const all = scope.everything();
  const managed = all.filter(one => one.spec.deleted !== true && one.spec.exists);
  const prior = all.filter(one => one.isData && one.spec.deferred !== true);
  return {
    format_version: '1.2',
    terraform_version: '1.9.8',
    ...(more.variables ? { variables: Object.fromEntries(Object.entries(more.variables).map(([name, value]) => [name, { value }])) } : {}),
    resource_changes: all.filter(one => !one.isData || one.spec.deferred === true).map(change).sort(byAddress),
    ...(managed.length + prior.length > 0 ? { prior_state: { format_version: '1.0', terraform_version: '1.9.8', values: { root_module: stateOf(scope) } } } : {}),
    configuration: { provider_config: { aws: { name: 'aws', full_name: 'registry.terraform.io/hashicorp/aws' } }, root_module: configurationOf(root) },
    timestamp: '2026-11-01T00:00:00Z',
    applyable: true,
    complete: true,
    errored: false,
    ...more.top,
  };
}

export type Json = { readonly [name: string]: unknown };

/** A constant, an {@link Expression}, or lists and maps of them. */
export type Value = unknown;

export interface ModuleSpec {
  /** By `type.name` or `data.type.name`. */
  readonly resources?: Readonly<Record<string, ResourceSpec>>;
  readonly modules?: Readonly<Record<string, ModuleCall>>;
  /** Declared variables; `default` where there is one. */
  readonly variables?: Readonly<Record<string, { readonly default?: unknown }>>;
  readonly locals?: Readonly<Record<string, Value>>;
  readonly outputs?: Readonly<Record<string, Value>>;
}

export interface ModuleCall {
  readonly source: string;
  readonly arguments: Readonly<Record<string, Value>>;
  readonly module: ModuleSpec;
  /** Instances made by `count` or `for_each`; the arguments over the common ones. `configuration` shows those of the first. */
  readonly instances?: ReadonlyMap<string | number, Readonly<Record<string, Value>>>;
  /** What `for_each` is written as; a function of constants where left out. */
  readonly forEach?: Value;
}

export interface ResourceSpec {
  readonly attributes: Readonly<Record<string, Value>>;
  /** Instances made by `count` or `for_each`; the attributes over the common ones. */
  readonly instances?: ReadonlyMap<string | number, Readonly<Record<string, Value>>>;
  /** What `for_each` is written as; a function of constants where left out. */
  readonly forEach?: Value;
  /** It exists already: planned as no-op, with what the provider read for what is computed. */
  readonly exists?: Readonly<Record<string, Value>>;
  /** Planned differently from create (or no-op). */
  readonly actions?: readonly string[];
  readonly deleted?: boolean;
  /** Attributes that are planned to change, as they are before. */
  readonly before?: Readonly<Record<string, Value>>;
  readonly deposed?: string;
  /** A data source's answer; `deferred`: read on apply. */
  readonly read?: Readonly<Record<string, Value>>;
  readonly deferred?: boolean;
}

const UNKNOWN = Symbol('known after apply');

/** An expression that is no constant: what it refers to, and what it comes to where terraform can tell. */
export class Expression {
  readonly references: readonly string[];
  readonly evaluate: (scope: Scope) => unknown;
  constructor(references: readonly string[], evaluate: (scope: Scope) => unknown) {
    this.references = references;
    this.evaluate = evaluate;
  }
}

/** A block written by `dynamic`: `configuration` never shows it. */
export class Dynamic {
  readonly blocks: readonly Readonly<Record<string, Value>>[];
  constructor(blocks: readonly Readonly<Record<string, Value>>[]) {
    this.blocks = blocks;
  }
}

/** `aws_vpc.main.id`, `module.vpc.subnets[0]`, `var.name`, `data.aws_ami.node.id`: followed to its value. */
export function ref(reference: string): Expression {
  return new Expression(withPrefixes(reference), scope => scope.lookUp(reference));
}

/** `aws_subnet.private[*].id`: terraform lists the resource alone. */
export function splat(resource: string, attribute: string): Expression {
  return new Expression([resource], scope => scope.instancesOf(resource).map(instance => instance.values()[attribute] ?? null));
}

/** A function over other values: unknown as soon as one of them is. */
export function call(make: (...values: never[]) => unknown, ...args: readonly Value[]): Expression {
  return new Expression(referencesOf(args), scope => {
    const values = args.map(arg => scope.value(arg));
    return values.some(holdsUnknown) ? UNKNOWN : make(...(values as never[]));
  });
}

/** A value that comes by references that are not followed here: `each.value`, `local.tags`. It may be an expression itself. */
export function given(value: Value, ...references: readonly string[]): Expression {
  return new Expression(references.flatMap(withPrefixes), scope => scope.value(value));
}

/** Known only after apply, by these references. */
export function afterApply(...references: readonly string[]): Expression {
  return new Expression(references.flatMap(withPrefixes), () => UNKNOWN);
}

export function dynamic(...blocks: readonly Readonly<Record<string, Value>>[]): Dynamic {
  return new Dynamic(blocks);
}

/** `a.b[0].c` → itself and its prefixes, down to the thing that is named. */
function withPrefixes(reference: string): string[] {
  const steps = reference.match(/[^.[\]]+|\[[^\]]*\]/g) ?? [];
  const [head] = steps;
  const least = head === 'data' ? 3 : 2;
  const found: string[] = [];
  for (let length = steps.length; length >= least; length--) {
    found.push(steps.slice(0, length).reduce((text, step) => (step.startsWith('[') ? text + step : text === '' ? step : `${text}.${step}`), ''));
  }
  return found;
}

function referencesOf(value: Value): string[] {
  if (value instanceof Expression) return [...value.references];
  if (value instanceof Dynamic) return [];
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (value !== null && typeof value === 'object') return Object.values(value).flatMap(referencesOf);
  return [];
}

function holdsUnknown(value: unknown): boolean {
  if (value === UNKNOWN) return true;
  if (value !== null && typeof value === 'object') return Object.values(value).some(holdsUnknown);
  return false;
}

interface Instance {
  readonly address: string;
  readonly moduleAddress: string;
  readonly type: string;
  readonly name: string;
  readonly index: string | number | undefined;
  readonly isData: boolean;
  readonly spec: ResourceSpec;
  readonly values: () => Record<string, unknown>;
  readonly before: () => unknown;
}

/** One module instance in which expressions are evaluated. */
class Scope {
  readonly spec: ModuleSpec;
  readonly address: string;
  readonly parent: Scope | undefined;
  readonly arguments: Readonly<Record<string, Value>> | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly children = new Map<string, Scope>();
  readonly #instances = new Map<string, readonly Instance[]>();

  constructor(spec: ModuleSpec, address: string, parent: Scope | undefined, args: Readonly<Record<string, Value>> | undefined, variables: Readonly<Record<string, unknown>>) {
    this.spec = spec;
    this.address = address;
    this.parent = parent;
    this.arguments = args;
    this.variables = variables;
    for (const [name, child] of Object.entries(spec.modules ?? {})) {
      for (const [index, own] of child.instances ?? [[undefined, {}] as const]) {
        const key = `${name}${index === undefined ? '' : `[${JSON.stringify(index)}]`}`;
        this.children.set(key, new Scope(child.module, `${address === '' ? '' : `${address}.`}module.${key}`, this, { ...child.arguments, ...own }, {}));
      }
    }
  }

  everything(): readonly Instance[] {
    return [...Object.keys(this.spec.resources ?? {}).flatMap(key => this.instancesOf(key)), ...[...this.children.values()].flatMap(child => child.everything())];
  }

  instancesOf(key: string): readonly Instance[] {
    let instances = this.#instances.get(key);
    if (!instances) {
      const spec = this.spec.resources?.[key];
      if (!spec) throw new Error(`${this.address} has no ${key}`);
      instances = spec.instances ? [...spec.instances].map(([index, own]) => this.#instance(key, { ...spec, attributes: { ...spec.attributes, ...own } }, index)) : [this.#instance(key, spec, undefined)];
      this.#instances.set(key, instances);
    }
    return instances;
  }

  #instance(key: string, spec: ResourceSpec, index: string | number | undefined): Instance {
    const isData = key.startsWith('data.');
    const [type, name] = key.replace(/^data\./, '').split('.') as [string, string];
    const address = `${this.address === '' ? '' : `${this.address}.`}${key}${index === undefined ? '' : `[${JSON.stringify(index)}]`}`;
    let values: Record<string, unknown> | undefined;
    return { address, moduleAddress: this.address, type, name, index, isData, spec, values: () => (values ??= evaluated(this, spec, `${isData ? 'data.' : ''}${type}`, address)), before: () => this.value(spec.before ?? {}) };
  }

  value(value: Value): unknown {
    if (value instanceof Expression) return value.evaluate(this);
    if (value instanceof Dynamic) return value.blocks.map(block => this.value(block));
    if (Array.isArray(value)) return value.map(item => this.value(item));
    if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, this.value(member)]));
    return value;
  }

  lookUp(reference: string): unknown {
    const steps = (reference.match(/[^.[\]]+|\[[^\]]*\]/g) ?? []).map(step => (step.startsWith('[') ? (JSON.parse(step.slice(1, -1)) as string | number) : step));
    const [head, second] = steps;
    switch (head) {
      case 'var': {
        const name = String(second);
        if (!this.parent) return dig(this.variables[name] ?? this.spec.variables?.[name]?.default, steps.slice(2));
        return this.arguments && name in this.arguments ? dig(this.parent.value(this.arguments[name]), steps.slice(2)) : dig(this.spec.variables?.[name]?.default, steps.slice(2));
      }
      case 'local':
        return dig(this.value(this.spec.locals?.[String(second)]), steps.slice(2));
      case 'module': {
        const keyed = this.children.get(`${String(second)}[${JSON.stringify(steps[2])}]`);
        const child = keyed ?? this.children.get(String(second));
        if (!child) throw new Error(`${this.address} has no module ${String(second)}`);
        const [output, ...rest] = steps.slice(keyed ? 3 : 2);
        return dig(child.value(child.spec.outputs?.[String(output)]), rest);
      }
      default: {
        const length = head === 'data' ? 3 : 2;
        const key = steps.slice(0, length).join('.');
        const rest = steps.slice(length);
        const instances = this.instancesOf(key);
        const indexed = instances.some(({ index }) => index !== undefined);
        const instance = indexed ? instances.find(({ index }) => index === rest[0]) : instances[0];
        if (!instance) throw new Error(`${reference}: no such instance`);
        return dig(instance.values(), indexed ? rest.slice(1) : rest);
      }
    }
  }
}

function dig(value: unknown, steps: readonly (string | number)[]): unknown {
  let here = value;
  for (const step of steps) {
    if (here === UNKNOWN) return UNKNOWN;
    here = here !== null && typeof here === 'object' ? (here as Record<string | number, unknown>)[step] : undefined;
  }
  return here ?? null;
}

/** Every attribute of an instance as the provider plans it, with UNKNOWN where it does not know. */
function evaluated(scope: Scope, spec: ResourceSpec, type: string, address: string): Record<string, unknown> {
  const schema = schemas[type];
  if (!schema) throw new Error(`the schema of ${type} is not described`);
  const observed = spec.exists ?? spec.read;
  const isSettled = spec.deleted === true || (observed !== undefined && spec.deferred !== true);
  const values = block(scope, spec.attributes, schema, isSettled);
  if (isSettled) Object.assign(values, identity(type, address, values), scope.value(observed ?? {}));
  if (spec.attributes['tags'] && 'tags_all' in values && values['tags'] !== null) values['tags_all'] = values['tags'];
  // The provider takes these from one another.
  if (type === 'data.aws_eks_cluster' && values['id'] === null) values['id'] = values['name'];
  return values;
}

function block(scope: Scope, attributes: Readonly<Record<string, Value>>, schema: BlockSchema, isSettled: boolean): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const name of words(schema.optional)) values[name] = null;
  for (const [name, value] of Object.entries(schema.defaults ?? {})) values[name] = value;
  for (const name of words(schema.computed)) values[name] = isSettled ? null : UNKNOWN;
  for (const [name, nested] of Object.entries(schema.blocks ?? {})) values[name] = nested.isComputed && !isSettled ? UNKNOWN : [];
  for (const [name, given] of Object.entries(attributes)) {
    const nested = schema.blocks?.[name];
    if (nested) {
      const value = given instanceof Dynamic ? given.blocks : given instanceof Expression ? scope.value(given) : Array.isArray(given) ? given : [given];
      values[name] = value === UNKNOWN ? UNKNOWN : (value as readonly Readonly<Record<string, Value>>[]).map(element => block(scope, element, nested, isSettled));
    } else {
      if (!(name in values) && !words(schema.older).includes(name)) throw new Error(`the schema has no ${name}`);
      const value = scope.value(given);
      values[name] = sets.has(name) && Array.isArray(value) && value.includes(UNKNOWN) ? UNKNOWN : value === null && words(schema.computed).includes(name) && !isSettled ? UNKNOWN : value;
    }
  }
  return values;
}

/** Ids and ARNs that look like AWS's, made of the address. */
function identity(type: string, address: string, values: Record<string, unknown>): Record<string, unknown> {
  const made: Record<string, unknown> = {};
  const hex = createHash('sha1').update(address).digest('hex').slice(0, 17);
  const prefix = idPrefix[type.replace(/^data\./, '')];
  const name = values['name'] ?? values['node_group_name'] ?? hex;
  if ('name' in values && values['name'] === null && !type.startsWith('data.')) made['name'] = name;
  if ('id' in values) made['id'] = prefix ? `${prefix}-${hex}` : name;
  if ('arn' in values) made['arn'] = type === 'aws_iam_role' ? `arn:aws:iam::111122223333:role/${String(name)}` : type === 'aws_iam_instance_profile' ? `arn:aws:iam::111122223333:instance-profile/${String(name)}` : `arn:aws:service:eu-central-1:111122223333:${type.slice(4)}/${String(name)}`;
  return made;
}

function words(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(' ');
}

/** The value with unknown members left out of objects and null in lists; undefined if it is unknown itself. */
function known(value: unknown): unknown {
  if (value === UNKNOWN) return undefined;
  if (Array.isArray(value)) return value.map(item => known(item) ?? null);
  if (value !== null && typeof value === 'object') return sorted(Object.entries(value).flatMap(([name, member]) => (member === UNKNOWN ? [] : [[name, known(member)] as const])));
  return value;
}

/** True where the value is unknown; collections keep their shape, known leaves of objects are left out. */
function unknownShape(value: unknown): unknown {
  if (value === UNKNOWN) return true;
  if (Array.isArray(value)) return value.map(unknownShape);
  if (value !== null && typeof value === 'object') {
    return sorted(Object.entries(value).flatMap(([name, member]) => {
      const shape = unknownShape(member);
      return shape === false ? [] : [[name, shape] as const];
    }));
  }
  return false;
}

/** As {@link unknownShape}, for what is sensitive. */
function sensitiveShape(values: Record<string, unknown>, names: readonly string[]): unknown {
  const hidden = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, names.includes(name) && value !== null ? UNKNOWN : known(value) ?? null]));
  return unknownShape(hidden);
}

function sorted(entries: readonly (readonly [string, unknown])[]): Json {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

const provider = 'registry.terraform.io/hashicorp/aws';

function named({ address, moduleAddress, isData, type, name, index }: Instance): Json {
  return {
    address,
    ...(moduleAddress === '' ? {} : { module_address: moduleAddress }),
    mode: isData ? 'data' : 'managed',
    type,
    name,
    ...(index === undefined ? {} : { index }),
    provider_name: provider,
  };
}

function change(instance: Instance): Json {
  const { spec, isData } = instance;
  const values = instance.values();
  const after = known(values);
  const actions = spec.actions ?? (spec.deleted === true || spec.deposed !== undefined ? ['delete'] : isData ? ['read'] : spec.exists ? ['no-op'] : ['create']);
  const isGone = actions.length === 1 && actions[0] === 'delete';
  const isNew = actions[0] === 'create' || isData;
  return {
    ...named(instance),
    ...(spec.deposed === undefined ? {} : { deposed: spec.deposed }),
    change: {
      actions,
      before: isNew ? null : { ...(after as Json), ...(known(instance.before()) as Json) },
      after: isGone ? null : after,
      after_unknown: isGone ? {} : unknownShape(values),
      before_sensitive: isNew ? false : sensitiveShape(values, sensitive[instance.type] ?? []),
      after_sensitive: isGone ? false : sensitiveShape(values, sensitive[instance.type] ?? []),
    },
  };
}

/** The state before: data sources that were read, and what exists already. */
function stateOf(scope: Scope): Json {
  const resources = Object.keys(scope.spec.resources ?? {})
    .flatMap(key => scope.instancesOf(key))
    .filter(({ spec, isData }) => (isData ? spec.deferred !== true : spec.exists !== undefined || spec.deleted === true))
    .map(instance => ({
      ...named(instance),
      module_address: undefined,
      schema_version: 0,
      // A managed resource's values repeat `before`, so they are left out too.
      ...(instance.isData ? { values: known(instance.values()), sensitive_values: sensitiveShape(instance.values(), sensitive[`data.${instance.type}`] ?? []) } : {}),
    }))
    .sort(byAddress);
  const children = [...scope.children.values()].map(child => ({ address: child.address, ...stateOf(child) })).filter(child => 'resources' in child || 'child_modules' in child);
  return { ...(resources.length > 0 ? { resources } : {}), ...(children.length > 0 ? { child_modules: children } : {}) };
}

function byAddress(a: Json, b: Json): number {
  const [left, right] = [String(a['address']), String(b['address'])];
  return left < right ? -1 : left > right ? 1 : 0;
}

function configurationOf(module: ModuleSpec): Json {
  const outputs = Object.entries(module.outputs ?? {}).map(([name, value]) => [name, { expression: expressionOf(value) }] as const);
  const calls = Object.entries(module.modules ?? {}).map(
    ([name, { source, arguments: args, module: inner, instances, forEach }]) => {
      const [first] = instances?.values() ?? [];
      return [name, { source, expressions: expressionsOf({ ...args, ...first }, {}), ...repetition(instances, forEach), module: configurationOf(inner) }] as const;
    },
  );
  const variables = Object.entries(module.variables ?? {});
  return {
    ...(outputs.length > 0 ? { outputs: sorted(outputs) } : {}),
    resources: Object.entries(module.resources ?? {})
      .filter(([, spec]) => spec.deleted !== true && spec.deposed === undefined)
      .map(([key, spec]) => {
        const isData = key.startsWith('data.');
        const [type, name] = key.replace(/^data\./, '').split('.') as [string, string];
        const [first] = spec.instances?.values() ?? [];
        return {
          address: key,
          mode: isData ? 'data' : 'managed',
          type,
          name,
          provider_config_key: 'aws',
          expressions: expressionsOf({ ...spec.attributes, ...first }, schemas[`${isData ? 'data.' : ''}${type}`] ?? {}),
          schema_version: 0,
          ...repetition(spec.instances, spec.forEach),
        };
      })
      .sort(byAddress),
    ...(calls.length > 0 ? { module_calls: sorted(calls) } : {}),
    ...(variables.length > 0 ? { variables: sorted(variables) } : {}),
  };
}

function repetition(instances: ReadonlyMap<string | number, unknown> | undefined, forEach: Value): Json {
  if (!instances) return {};
  const [first] = instances.keys();
  if (typeof first === 'number' || (first === undefined && forEach === undefined)) return { count_expression: { constant_value: instances.size } };
  // Terraform leaves out an expression that is neither a constant nor refers to anything.
  return forEach === undefined ? {} : { for_each_expression: expressionOf(forEach) };
}

function expressionsOf(attributes: Readonly<Record<string, Value>>, schema: BlockSchema): Json {
  return sorted(
    Object.entries(attributes).flatMap(([name, value]): (readonly [string, unknown])[] => {
      const nested: NestedBlock | undefined = schema.blocks?.[name];
      if (!nested || value instanceof Expression) return [[name, expressionOf(value)]];
      if (value instanceof Dynamic || nested.attributeMode === true) return [];
      const blocks = (Array.isArray(value) ? value : [value]) as readonly Readonly<Record<string, Value>>[];
      return blocks.length === 0 ? [] : [[name, blocks.map(element => expressionsOf(element, nested))]];
    }),
  );
}

function expressionOf(value: Value): Json {
  const references = referencesOf(value);
  if (references.length > 0) return { references };
  return value === null || value instanceof Expression ? {} : { constant_value: value };
}
