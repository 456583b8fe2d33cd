import type { Kind, ResourceRef } from '../../inventory/index.ts';
import { distinctReferences, keyAt, nameAt, parseAddress, pathOf, type Step } from './addresses.ts';
import { type AttributeField, type Fields, isAttribute, isBlock } from './fields.ts';
import type { Instance, ModuleInstance, PlanIndex } from './plan-index.ts';
import type { JsonObject } from './plan-slices.ts';
import { tables } from './tables/index.ts';

/** Where an expression stands: its module, and the resource or call whose `each` it may use. */
export interface Scope {
  readonly module: ModuleInstance;
  /** `for_each` of the resource it stands in. */
  readonly forEach?: JsonObject | undefined;
}

/** What the references of an expression lead to. */
export interface Found {
  readonly refs: readonly ResourceRef[];
  /** The candidates as Terraform calls them with the attribute referred to: `aws_launch_template.a.id`. */
  readonly symbols: readonly string[];
  /** Known values among the operands. */
  readonly values: readonly unknown[];
  /** References that cannot be followed. */
  readonly deadEnds: readonly string[];
}

/** Attributes of resources that only hand a value on. */
const passThrough: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  time_sleep: { triggers: 'triggers' },
  null_resource: { triggers: 'triggers' },
  terraform_data: { output: 'input', input: 'input', triggers_replace: 'triggers_replace' },
};

const maxDepth = 40;

interface Gathering {
  readonly refs: Map<string, ResourceRef>;
  readonly symbols: Set<string>;
  readonly values: unknown[];
  readonly deadEnds: Set<string>;
}

/** Follows the references of `expression` to resources that one of `kinds` can hold. */
export function followExpression(index: PlanIndex, expression: unknown, scope: Scope, kinds: readonly Kind[]): Found {
  const found: Gathering = { refs: new Map(), symbols: new Set(), values: [], deadEnds: new Set() };
  gather(index, expression, scope, kinds, found, new Set(), 0);
  return { refs: [...found.refs.values()], symbols: [...found.symbols], values: found.values, deadEnds: [...found.deadEnds] };
}

function gather(index: PlanIndex, expression: unknown, scope: Scope, kinds: readonly Kind[], found: Gathering, seen: Set<string>, depth: number): void {
  if (expression === null || typeof expression !== 'object') return;
  if (Array.isArray(expression)) {
    for (const element of expression) for (const member of Object.values((element ?? {}) as JsonObject)) gather(index, member, scope, kinds, found, seen, depth + 1);
    return;
  }
  const { references, constant_value: constant } = expression as JsonObject;
  if (constant !== undefined) found.values.push(constant);
  if (!Array.isArray(references)) return;
  for (const reference of distinctReferences(references.filter(item => typeof item === 'string'))) {
    const visit = `${scope.module.address}\n${reference}`;
    if (seen.has(visit)) continue;
    seen.add(visit);
    if (depth > maxDepth) found.deadEnds.add(reference);
    else operand(index, reference, scope, kinds, found, seen, depth + 1);
  }
}

function operand(index: PlanIndex, reference: string, scope: Scope, kinds: readonly Kind[], found: Gathering, seen: Set<string>, depth: number): void {
  const steps = parseAddress(reference);
  const head = nameAt(steps, 0);
  const name = nameAt(steps, 1);
  const { module } = scope;
  switch (head) {
    case 'count':
    case 'path':
    case 'terraform':
    case 'self':
      return;
    case 'local':
    case undefined:
      found.deadEnds.add(reference);
      return;
    case 'each': {
      // The key is a known string; the value is what `for_each` iterates over.
      if (name === 'key') return;
      const forEach = scope.forEach;
      if (forEach) gather(index, forEach, { module }, kinds, found, seen, depth);
      else found.deadEnds.add(reference);
      return;
    }
    case 'var': {
      variable(index, reference, name, steps.slice(2), module, kinds, found, seen, depth);
      return;
    }
    case 'module': {
      const key = keyAt(steps, 2);
      const output = nameAt(steps, key === undefined ? 2 : 3);
      const children = name === undefined ? [] : index.children(module, name, key);
      if (output === undefined) {
        if (children.length > 0) found.deadEnds.add(reference);
        return;
      }
      for (const child of children) {
        const slice = child.config?.outputs.get(output);
        if (!slice) {
          found.deadEnds.add(reference);
          continue;
        }
        gather(index, slice.parse()['expression'], { module: child }, kinds, found, seen, depth);
      }
      return;
    }
    default:
      resource(index, reference, steps, scope, kinds, found, seen, depth);
  }
}

function variable(
  index: PlanIndex,
  reference: string,
  name: string | undefined,
  path: readonly Step[],
  module: ModuleInstance,
  kinds: readonly Kind[],
  found: Gathering,
  seen: Set<string>,
  depth: number,
): void {
  if (name === undefined) return;
  if (!module.parent) {
    const value = index.file.variables.get(name);
    if (value === undefined && !module.config?.variables.get(name)?.hasDefault) found.deadEnds.add(reference);
    else found.values.push(at(value, path));
    return;
  }
  const call = module.call;
  const argument = call && index.arguments(call)[name];
  if (argument === undefined) {
    const declared = module.config?.variables.get(name);
    if (declared?.hasDefault) found.values.push(at(declared.defaultValue(), path));
    else found.deadEnds.add(reference);
    return;
  }
  gather(index, argument, { module: module.parent, forEach: call?.hasForEach ? call.forEachExpression() : undefined }, kinds, found, seen, depth);
}

function resource(
  index: PlanIndex,
  reference: string,
  steps: readonly Step[],
  { module }: Scope,
  kinds: readonly Kind[],
  found: Gathering,
  seen: Set<string>,
  depth: number,
): void {
  const isData = nameAt(steps, 0) === 'data';
  const offset = isData ? 1 : 0;
  const type = nameAt(steps, offset);
  const name = nameAt(steps, offset + 1);
  if (type === undefined || name === undefined) return;
  const configKey = `${isData ? 'data.' : ''}${type}.${name}`;
  const key = keyAt(steps, offset + 2);
  const path = steps.slice(offset + (key === undefined ? 2 : 3));
  const attribute = pathOf(path);
  const table = tables[`${isData ? 'data.' : ''}${type}`];
  const instances = index.instances(module, configKey, key);
  // A resource with no instance (`count = 0`) drops out, unless the plan leaves resources out.
  if (instances.length === 0 && index.file.complete === false) found.deadEnds.add(reference);
  for (const instance of instances) {
    const made = table?.makes?.[attribute];
    if (made && kinds.includes(made.kind)) add(found, { kind: made.kind, id: pseudoId(instance.address, made.role) }, `${instance.address}.${attribute}`);
    else if (table && kinds.includes(table.kind) && !namesAnother(table.fields, attribute, kinds))
      add(found, { kind: table.kind, id: instance.address }, attribute === '' ? instance.address : `${instance.address}.${attribute}`);
    else through(index, reference, instance, path, kinds, found, seen, depth);
  }
}

/** An attribute of a resource that is none of `kinds`: its value, or the expression it was set with. */
function through(
  index: PlanIndex,
  reference: string,
  instance: Instance,
  path: readonly Step[],
  kinds: readonly Kind[],
  found: Gathering,
  seen: Set<string>,
  depth: number,
): void {
  const type = instance.type;
  const handsOn = passThrough[type];
  const first = nameAt(path, 0);
  const attribute = first === undefined ? undefined : (handsOn?.[first] ?? first);
  const value = at(instance.after, path);
  if (value !== undefined && value !== null) {
    found.values.push(value);
    return;
  }
  const scope: Scope = { module: instance.module, forEach: index.forEachOf(instance.module, instance.configKey) };
  const expressions = index.expressions(instance.module, instance.configKey);
  const followed = expressions && (attribute === undefined ? (handsOn ? Object.values(expressions) : []) : [expressions[attribute]].filter(entry => entry !== undefined));
  if (!followed || followed.length === 0) {
    found.deadEnds.add(reference);
    return;
  }
  const before = found.refs.size;
  const inner: Gathering = handsOn ? { ...found, deadEnds: new Set() } : found;
  for (const expression of followed) gather(index, expression, scope, kinds, inner, seen, depth);
  // `triggers` is a map, and `configuration` lists the references of all its keys together: one that leads to the kind
  // asked for settles it, whatever the other keys hold.
  if (handsOn && found.refs.size === before) for (const deadEnd of inner.deadEnds) found.deadEnds.add(deadEnd);
}

function add(found: Gathering, ref: ResourceRef, symbol: string): void {
  found.refs.set(`${ref.kind} ${ref.id}`, ref);
  found.symbols.add(symbol);
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

function at(value: unknown, path: readonly Step[]): unknown {
  let here = value;
  for (const step of path) {
    if (here === null || typeof here !== 'object') return undefined;
    const key = 'name' in step ? step.name : step.key;
    here = Object.hasOwn(here, key) ? (here as Record<string | number, unknown>)[key] : undefined;
  }
  return here;
}
