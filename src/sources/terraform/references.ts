import type { Kind, ResourceRef } from '../../inventory/index.ts';
import { distinctReferences, keyAt, nameAt, parseAddress, pathOf, type Step } from './addresses.ts';
import { type AttributeField, type Fields, isAttribute, isBlock } from './fields.ts';
import { memberOf } from './member-of.ts';
import type { Instance, ModuleInstance, PlanIndex, Scope } from './plan-index.ts';
import { isObject, type JsonObject } from './plan-slices.ts';
import { tables } from './tables/index.ts';

/** A reference that cannot be followed, and the module it stands in. */
export interface DeadEnd {
  readonly reference: string;
  readonly module: ModuleInstance;
}

/** What the references of an expression lead to. */
export interface Found {
  readonly refs: readonly ResourceRef[];
  /** The candidates as Terraform calls them with the attribute referred to: `aws_launch_template.a.id`. */
  readonly symbols: readonly string[];
  /** Known values among the operands. */
  readonly values: readonly unknown[];
  readonly deadEnds: readonly DeadEnd[];
  /** It uses `count.index`, `each.key` and the like, so one of several operands may be chosen by it. */
  readonly selects: boolean;
  /** A reference without a key, or `each.value`: what it leads to is one of several, or differs from instance to instance. */
  readonly spreads: boolean;
  /** One of several was taken by the key of the resource that refers to them: `configuration` does not show the index. */
  readonly paired: boolean;
}

/** The resource that an expression belongs to. */
export interface Referrer {
  readonly module: ModuleInstance;
  readonly configKey: string;
  readonly index: string | number | undefined;
}

/** Attributes of resources that only hand a value on, and where it was set. */
const passThrough: Readonly<Record<string, ReadonlyMap<string, string>>> = {
  time_sleep: new Map([['triggers', 'triggers']]),
  null_resource: new Map([['triggers', 'triggers']]),
  terraform_data: new Map([
    ['output', 'input'],
    ['input', 'input'],
    ['triggers_replace', 'triggers_replace'],
  ]),
};

const maxDepth = 40;
/** More instances than one link can sensibly mean; following them from each of as many carriers would not end. */
const maxInstances = 1000;

/** Follows the references of a resource's `expression` to resources that one of `kinds` can hold. */
export function followExpression(index: PlanIndex, expression: unknown, referrer: Referrer, kinds: readonly Kind[]): Found {
  const walk = new Walk(index, kinds, referrer);
  walk.expression(expression, index.resourceScope(referrer.module, referrer.configKey), [], 0);
  return {
    refs: [...walk.refs.values()],
    symbols: [...walk.symbols],
    values: walk.values,
    deadEnds: [...walk.deadEnds.values()],
    selects: walk.selects,
    spreads: walk.spreads,
    paired: walk.paired,
  };
}

/** The text of a dead end that no other module's has. */
export function deadEndSymbol({ reference, module }: DeadEnd): string {
  return module.address === '' ? reference : `${module.address}.${reference}`;
}

class Walk {
  readonly index: PlanIndex;
  readonly kinds: readonly Kind[];
  readonly refs = new Map<string, ResourceRef>();
  readonly symbols = new Set<string>();
  readonly values: unknown[] = [];
  deadEnds = new Map<string, DeadEnd>();
  selects = false;
  spreads = false;
  paired = false;
  readonly #referrer: Referrer;
  readonly #seen = new Set<string>();

  constructor(index: PlanIndex, kinds: readonly Kind[], referrer: Referrer) {
    this.index = index;
    this.kinds = kinds;
    this.#referrer = referrer;
  }

  /** `path` is what the reference takes of the expression's value: it narrows a constant. */
  expression(expression: unknown, scope: Scope, path: readonly Step[], depth: number): void {
    if (expression === null || typeof expression !== 'object') return;
    if (Array.isArray(expression)) {
      // Nested blocks: each element holds expressions by name.
      for (const element of expression as readonly unknown[]) {
        if (isObject(element)) for (const member of Object.values(element)) this.expression(member, scope, path, depth + 1);
      }
      return;
    }
    const { references, constant_value: constant } = expression as JsonObject;
    if (constant !== undefined) this.values.push(valueAt(constant, path));
    if (!Array.isArray(references)) return;
    const distinct = distinctReferences((references as readonly unknown[]).filter(item => typeof item === 'string'));
    const indexed = distinct.includes('count.index') || distinct.includes('each.key');
    for (const reference of distinct) {
      const visit = `${scope.module.address}\n${scope.owner}\n${reference}`;
      if (this.#seen.has(visit)) continue;
      this.#seen.add(visit);
      if (depth > maxDepth) this.deadEnd(reference, scope.module);
      else this.operand(reference, scope, depth + 1, indexed && scope.owner === this.#referrer.configKey);
    }
  }

  /** `indexed`: it may be `x[count.index]`, which is shown as `x` and `count.index`. */
  operand(reference: string, scope: Scope, depth: number, indexed: boolean): void {
    const steps = parseAddress(reference);
    const name = nameAt(steps, 1);
    switch (nameAt(steps, 0)) {
      case 'count':
      case 'path':
      case 'terraform':
      case 'self':
        this.selects = true;
        return;
      case 'local':
      case undefined:
        this.deadEnd(reference, scope.module);
        return;
      case 'each':
        // The key is a known string; the value is one of those that `for_each` iterates over.
        if (name === 'key') this.selects = true;
        else if (scope.forEach) {
          this.spreads = true;
          this.expression(scope.forEach, { module: scope.module, owner: `${scope.owner} for_each` }, [], depth);
        } else this.deadEnd(reference, scope.module);
        return;
      case 'var':
        if (name !== undefined) this.variable(reference, name, steps.slice(2), scope.module, depth);
        return;
      case 'module':
        this.output(reference, steps, scope.module, depth);
        return;
      default:
        this.resource(reference, steps, scope.module, depth, indexed);
    }
  }

  variable(reference: string, name: string, path: readonly Step[], module: ModuleInstance, depth: number): void {
    const declared = module.config?.variables.get(name);
    if (!module.parent) {
      const given = this.index.file.variables.get(name);
      const value = given === undefined ? declared?.defaultValue() : given;
      // Null is a value; one that stands there without any is kept out of the file.
      if (value === undefined) this.deadEnd(reference, module);
      else this.values.push(valueAt(value, path));
      return;
    }
    const { call } = module;
    const argument = call && memberOf(this.index.arguments(call), name);
    if (argument === undefined) {
      if (declared?.hasDefault) this.values.push(valueAt(declared.defaultValue(), path));
      else this.deadEnd(reference, module);
      return;
    }
    this.expression(argument, this.index.callScope(module.parent, call!), path, depth);
  }

  output(reference: string, steps: readonly Step[], module: ModuleInstance, depth: number): void {
    const name = nameAt(steps, 1);
    const key = keyAt(steps, 2);
    const at = key === undefined ? 2 : 3;
    const output = nameAt(steps, at);
    const children = name === undefined ? undefined : this.index.children(module, name, key);
    if (!children) {
      this.deadEnd(reference, module);
      return;
    }
    if (children.length > 1) this.spreads = true;
    for (const child of children) {
      // A module as a whole may stand for any of its outputs (`values(module.m)[*].id`).
      const slice = output === undefined ? undefined : child.config?.outputs.get(output);
      if (!slice) this.deadEnd(reference, module);
      else this.expression(slice.parse()['expression'], { module: child, owner: `output.${output}` }, steps.slice(at + 1), depth);
    }
  }

  resource(reference: string, steps: readonly Step[], module: ModuleInstance, depth: number, indexed: boolean): void {
    const isData = nameAt(steps, 0) === 'data';
    const offset = isData ? 1 : 0;
    const type = nameAt(steps, offset);
    const name = nameAt(steps, offset + 1);
    if (type === undefined || name === undefined) {
      this.deadEnd(reference, module);
      return;
    }
    const prefix = isData ? 'data.' : '';
    const configKey = `${prefix}${type}.${name}`;
    const key = keyAt(steps, offset + 2);
    const path = steps.slice(offset + (key === undefined ? 2 : 3));
    const all = this.index.instances(module, configKey, key);
    const own = indexed && all && all.length > 1 ? this.pair(module, configKey) : undefined;
    if (own) this.paired = true;
    const instances = own ? [own] : all;
    if (!instances || instances.length > maxInstances) {
      this.deadEnd(reference, module);
      return;
    }
    if (instances.length > 1) this.spreads = true;
    const table = tables[`${prefix}${type}`];
    const attribute = pathOf(path);
    for (const instance of instances) {
      const made = table?.makes?.[attribute];
      if (made && this.kinds.includes(made.kind)) this.found({ kind: made.kind, id: pseudoId(instance.address, made.role) }, `${instance.address}.${attribute}`);
      else if (table && this.kinds.includes(table.kind) && !namesAnother(table.fields, attribute, this.kinds))
        this.found({ kind: table.kind, id: instance.address }, attribute === '' ? instance.address : `${instance.address}.${attribute}`);
      else this.through(reference, instance, path, depth);
    }
  }

  /** The instance with the referrer's own key, if the two resources have the same keys: then an index by that key is a pairing. */
  pair(module: ModuleInstance, configKey: string): Instance | undefined {
    const { index } = this.#referrer;
    if (index === undefined || !this.index.haveSameKeys(module, this.#referrer.configKey, configKey)) return undefined;
    return this.index.instances(module, configKey, index)?.[0];
  }

  /** An attribute of a resource that is none of `kinds`: its value, or the expression it was set with. */
  through(reference: string, instance: Instance, path: readonly Step[], depth: number): void {
    const handsOn = Object.hasOwn(passThrough, instance.type) ? passThrough[instance.type] : undefined;
    const first = nameAt(path, 0);
    const source = first === undefined ? path : [{ name: handsOn?.get(first) ?? first }, ...path.slice(1)];
    const value = valueAt(instance.after, source);
    if (value !== undefined && value !== null) {
      this.values.push(value);
      return;
    }
    const expressions = this.index.expressions(instance.module, instance.configKey);
    const set = expressions === undefined ? [] : source.length > 0 ? expressionsAt(expressions, source) : handsOn ? Object.values(expressions) : [];
    if (set.length === 0) {
      this.deadEnd(reference, instance.module);
      return;
    }
    const scope = this.index.resourceScope(instance.module, instance.configKey);
    const before = this.refs.size;
    const outer = this.deadEnds;
    if (handsOn) this.deadEnds = new Map();
    for (const expression of set) this.expression(expression, scope, source.slice(1), depth);
    if (!handsOn) return;
    // `triggers` is a map, and `configuration` lists the references of all its keys together: one that leads to the kind
    // asked for settles it, whatever the other keys hold.
    const inner = this.deadEnds;
    this.deadEnds = outer;
    if (this.refs.size === before) for (const [symbol, deadEnd] of inner) this.deadEnds.set(symbol, deadEnd);
  }

  found(ref: ResourceRef, symbol: string): void {
    this.refs.set(`${ref.kind} ${ref.id}`, ref);
    this.symbols.add(symbol);
  }

  deadEnd(reference: string, module: ModuleInstance): void {
    const deadEnd = { reference, module };
    this.deadEnds.set(deadEndSymbol(deadEnd), deadEnd);
  }
}

/** The expressions that set what `path` names; those of all blocks where it does not say which. */
function expressionsAt(expressions: JsonObject, path: readonly Step[]): readonly unknown[] {
  let here: readonly unknown[] = [expressions];
  for (const step of path) {
    const next = here.flatMap((item): readonly unknown[] => {
      if (memberOf(item, 'references') !== undefined || memberOf(item, 'constant_value') !== undefined) return [item];
      if ('key' in step) return Array.isArray(item) ? [memberOf(item, step.key)] : [item];
      return Array.isArray(item) ? (item as readonly unknown[]).map(element => memberOf(element, step.name)) : [memberOf(item, step.name)];
    });
    here = next.filter(item => item !== undefined);
  }
  return here;
}

/** Whether this attribute of a resource names another resource of one of `kinds`, rather than the resource itself. */
function namesAnother(fields: Fields, attribute: string, kinds: readonly Kind[]): boolean {
  const found = attributeField(fields, attribute.replace(/\[\d+\]/g, ''));
  return found?.link !== undefined && found.link.some(kind => kinds.includes(kind));
}

function attributeField(fields: Fields, attribute: string): AttributeField | undefined {
  for (const field of Object.values(fields)) {
    if (typeof field === 'string') continue;
    if (isAttribute(field)) {
      if (field.attribute === attribute) return field;
    } else if (isBlock(field)) {
      if (attribute.startsWith(`${field.block}.`)) return attributeField(field.fields, attribute.slice(field.block.length + 1));
    } else {
      const inner = attributeField(field, attribute);
      if (inner) return inner;
    }
  }
  return undefined;
}

/** The id of a resource that AWS makes together with another: a cluster's security group, a VPC's main route table. */
export function pseudoId(address: string, role: string): string {
  return `${address}#${role}`;
}

function valueAt(value: unknown, path: readonly Step[]): unknown {
  let here = value;
  for (const step of path) here = memberOf(here, 'name' in step ? step.name : step.key);
  return here;
}
