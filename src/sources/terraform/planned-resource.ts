import { type DecidedBy, type Existence, type Held, isUnknown, type Kind, type Resource, type ResourceRef, type Shapes, type SourceLocation, steps, Unknown } from '../../inventory/index.ts';
import { type AttributeField, type BlockField, type Fields, isAttribute, isBlock, type ResourceTable } from './fields.ts';
import type { Instance, ModuleInstance, PlanIndex } from './plan-index.ts';
import { isObject, type JsonObject } from './plan-slices.ts';
import { type DeadEnd, deadEndSymbol, followExpression, type Found, pseudoId } from './references.ts';

/** What a level of a resource (its attributes, or one element of a block) holds, in values and in configuration. */
interface Level {
  readonly after: unknown;
  readonly unknown: unknown;
  /** The level's expressions; `dynamic` where the block was written by `dynamic`, `missing` where the file has no configuration. */
  readonly expressions: JsonObject | 'dynamic' | 'missing';
  /** One expression for all elements of the block (attribute syntax, which is how rules and routes may be written), and how many there are. */
  readonly whole?: { readonly expression: JsonObject; readonly elements: number } | undefined;
  /** Terraform's path of this level, with a trailing dot. */
  readonly path: string;
}

const created = new Set(['create', 'delete']);

/** One planned resource in the shape AWS's own calls answer with. */
export function plannedResource<K extends Kind>(index: PlanIndex, instance: Instance, table: ResourceTable & { readonly kind: K }, locate: (instance: Instance) => SourceLocation): Resource<K> {
  const reader = new Reader(index, instance, table);
  // Most of an estate is never looked at.
  const data = once(() => reader.fields(table.fields, reader.top) as Held<Shapes[K]>);
  return {
    ref: reader.ref as ResourceRef & { kind: K },
    existence: existenceOf(instance),
    get data() {
      return data();
    },
    decidedBy: path => reader.decidedBy(path),
    attribute: path => attributeOf(table.fields, path),
    locate: () => locate(instance),
    isSensitive: path => reader.isSensitive(path),
  };
}

function existenceOf(instance: Instance): Existence {
  if (instance.type.startsWith('data.')) return 'elsewhere';
  return instance.actions.length > 0 && instance.actions.every(action => created.has(action)) && instance.actions.includes('create') ? 'created' : 'existing';
}

/** Reads one instance through its table. */
class Reader {
  readonly index: PlanIndex;
  readonly instance: Instance;
  readonly table: ResourceTable;
  readonly top: Level;
  readonly ref: ResourceRef;

  constructor(index: PlanIndex, instance: Instance, table: ResourceTable) {
    this.index = index;
    this.instance = instance;
    this.table = table;
    this.ref = { kind: table.kind, id: instance.address };
    this.top = {
      after: instance.after,
      unknown: instance.afterUnknown,
      expressions: index.expressions(instance.module, instance.configKey) ?? 'missing',
      path: '',
    };
  }

  fields(fields: Fields, level: Level): Record<string, unknown> {
    const shape: Record<string, unknown> = {};
    for (const [member, field] of Object.entries(fields)) {
      const value =
        typeof field === 'string'
          ? this.attribute({ attribute: field }, level)
          : isAttribute(field)
            ? this.attribute(field, level)
            : isBlock(field)
              ? this.block(field, level)
              : this.fields(field, level);
      if (value !== undefined) shape[member] = value;
    }
    return shape;
  }

  attribute(field: AttributeField, level: Level): unknown {
    if (field.attribute === '#type') return field.as?.(undefined);
    let unknown: unknown;
    for (const name of [field.attribute, ...(field.or ?? [])]) {
      const value = this.plain(name, field, level);
      if (value === undefined) continue;
      if (!isUnknown(value)) {
        const mapped = field.as ? field.as(value) : value;
        if (mapped !== undefined) return mapped;
        continue;
      }
      unknown ??= value;
    }
    return unknown;
  }

  /** The value of one attribute: known with Unknown where a part of it is, Unknown, or undefined where it is left out. */
  plain(name: string, field: AttributeField, level: Level): unknown {
    const value = memberOf(level.after, name);
    const unknown = level.unknown === true ? true : memberOf(level.unknown, name);
    const isKnown = value !== undefined && value !== null;
    if (!hasTrue(unknown)) return isKnown ? value : undefined;
    if (unknown === true) return this.unknown(name, field, level);
    if (!isKnown && field.list !== true) return this.unknown(name, field, level);
    const holes = Array.isArray(unknown) ? unknown.filter(hasTrue).length : undefined;
    const hole = once(() => this.unknown(name, field, level, holes) ?? new Unknown('known-after-apply', this.symbol(name, level), afterApply));
    return withHoles(isKnown ? value : [], unknown, hole);
  }

  symbol(name: string, level: Level): string {
    return `${this.instance.address}.${level.path}${name}`;
  }

  /**
   * What an attribute that the plan does not know is: a reference, AWS's to decide, or left out (undefined). `holes`: how many
   * elements of a list are not known.
   */
  unknown(name: string, field: AttributeField, level: Level, holes?: number): unknown {
    const path = `${level.path}${name}`;
    const symbol = this.symbol(name, level);
    if (field.own) {
      return new Unknown('known-after-apply', symbol, { targets: { refs: [this.selfRef(path)], complete: true, all: true, linkedBy: 'reference' } });
    }
    if (level.expressions === 'missing') {
      return new Unknown('incomplete-input', symbol, { resolveWith: 'make the plan JSON with `terraform show -json`, which includes the configuration' });
    }
    if (level.whole && field.link) return this.referred(level.whole.expression, field, symbol, level.whole.elements > 1 ? 'any' : holes);
    if (level.expressions === 'dynamic') return this.inferred(field, this.instance.module) ?? new Unknown('known-after-apply', symbol, afterApply);
    const expression = memberOf(level.expressions, name);
    // Optional and computed, and left out: AWS's default holds.
    if (expression === undefined) return undefined;
    const constant = memberOf(expression, 'constant_value');
    if (constant !== undefined) return constant ?? undefined;
    return this.referred(expression, field, symbol, holes);
  }

  referred(expression: unknown, field: AttributeField, symbol: string, holes?: number | 'any'): Unknown {
    const { index, instance } = this;
    const kinds = field.link ?? [];
    const found = followExpression(index, expression, instance, kinds);
    const same = canonical(found) ?? symbol;
    if (kinds.length === 0) return new Unknown('known-after-apply', same, afterApply);
    if (found.refs.length === 0) {
      const inferred = this.inferredBehind(found.deadEnds, field);
      if (inferred) return inferred;
    }
    const only = found.refs.length === 1 && found.deadEnds.length > 0 ? this.inferredBehind(found.deadEnds, field, found.refs[0]) : undefined;
    if (only) return only;
    const [deadEnd] = found.deadEnds;
    const resolveWith = deadEnd ? `${deadEndSymbol(deadEnd)} cannot be followed in plan JSON: scan again after apply, or pass the value on without a local` : afterApply.resolveWith;
    const operands = field.list ? listOperands(found.values, kinds) : { members: [], others: false };
    // A list with holes shows its known members itself.
    const values = holes === undefined ? operands.members : [];
    if (found.refs.length === 0 && values.length === 0) return new Unknown(deadEnd ? 'unresolved-reference' : 'known-after-apply', same, { resolveWith });
    const complete = deadEnd === undefined;
    const all = field.list === true ? complete && !found.selects && !operands.others && (holes === undefined || holes === found.refs.length) : found.refs.length === 1;
    return new Unknown('known-after-apply', same, {
      targets: { refs: found.refs, complete, all, linkedBy: found.paired ? 'inferred' : 'reference', ...(values.length > 0 ? { values } : {}) },
      resolveWith,
    });
  }

  /**
   * As {@link inferred}, where an expression ends in locals: in the module that they stand in. With a `candidate` that was found
   * beside them (`var.create ? aws_iam_role.this[0].arn : var.arn`), it has to be the only one of its module.
   */
  inferredBehind(deadEnds: readonly DeadEnd[], field: AttributeField, candidate?: ResourceRef): Unknown | undefined {
    const [first] = deadEnds;
    if (!first || !deadEnds.every(({ reference }) => reference.startsWith('local.'))) return undefined;
    if (!candidate) return deadEnds.every(({ module }) => module === first.module) ? this.inferred(field, first.module) : undefined;
    const inferred = this.inferred(field, this.instance.module);
    return inferred?.targets?.refs[0]?.id === candidate.id ? inferred : undefined;
  }

  /** Where the configuration is silent, the only existing resource of that kind in the same module instance is meant. */
  inferred(field: AttributeField, module: ModuleInstance): Unknown | undefined {
    if (!field.inferable || field.rivals?.some(type => this.index.hasType(module, type))) return undefined;
    const refs = (field.link ?? []).flatMap(kind => this.index.existing(module, kind));
    const [only] = refs;
    if (!only || refs.length > 1) return undefined;
    return new Unknown('known-after-apply', `${only.id}.id`, { targets: { refs, complete: true, all: true, linkedBy: 'inferred' }, ...afterApply });
  }

  selfRef(path: string): ResourceRef {
    const made = this.table.makes?.[path];
    return made ? { kind: made.kind, id: pseudoId(this.instance.address, made.role) } : this.ref;
  }

  block(field: BlockField, level: Level): unknown {
    const elements = this.elements(field, level);
    const also = field.also && this.attribute(field.also, level);
    if (also === undefined) {
      if (elements === undefined || isUnknown(elements)) return elements;
      const read = elements.map(element => this.fields(field.fields, element));
      return field.many ? read : read[0];
    }
    return [...(isUnknown(elements) ? [elements] : (elements ?? []).map(element => this.fields(field.fields, element))), ...(Array.isArray(also) ? (also as unknown[]) : [also])];
  }

  elements(field: BlockField, level: Level): readonly Level[] | Unknown | undefined {
    const value = memberOf(level.after, field.block);
    const unknown = level.unknown === true ? true : memberOf(level.unknown, field.block);
    const written = typeof level.expressions === 'string' ? undefined : memberOf(level.expressions, field.block);
    // Framework providers plan a single nested block as an object, others as a list of one.
    const values = Array.isArray(value) ? (value as unknown[]) : isObject(value) ? [value] : [];
    const holes = Array.isArray(unknown) ? (unknown as unknown[]) : isObject(unknown) ? [unknown] : [];
    const count = Math.max(values.length, holes.length);
    if (count > 0) return Array.from({ length: count }, (_, at) => this.element(field, level, values[at], unknown === true ? true : holes[at], written, at, count));
    if (unknown !== true) return Array.isArray(value) && field.many ? [] : undefined;
    // The block as a whole is not known.
    const symbol = `${this.instance.address}.${level.path}${field.block}`;
    if (level.expressions === 'missing') return new Unknown('incomplete-input', symbol);
    if (Array.isArray(written) && written.length > 0) return written.map((_, at) => this.element(field, level, undefined, true, written, at, written.length));
    if (isObject(written) && !isExpression(written)) return [this.element(field, level, undefined, true, written, 0, 1)];
    const isLeftOut = written === undefined && level.expressions !== 'dynamic' && field.computed === true;
    return isLeftOut ? undefined : new Unknown('known-after-apply', symbol, afterApply);
  }

  element(field: BlockField, level: Level, after: unknown, unknown: unknown, written: unknown, at: number, count: number): Level {
    const path = `${level.path}${field.block}[${at}].`;
    if (level.expressions === 'missing') return { after, unknown, path, expressions: 'missing' };
    if (Array.isArray(written)) return { after, unknown, path, expressions: matching(written.filter(isObject), after, at, count) };
    if (!isObject(written)) return { after, unknown, path, expressions: 'dynamic' };
    if (isExpression(written)) return { after, unknown, path, expressions: 'dynamic', whole: { expression: written, elements: count } };
    return { after, unknown, path, expressions: written };
  }

  decidedBy(path: string): DecidedBy {
    const existence = existenceOf(this.instance);
    if (existence === 'elsewhere') return 'observed';
    if (this.top.expressions === 'missing') return existence === 'existing' ? 'observed' : 'set';
    const written = isWritten(this.top.expressions, this.instance.after, steps(attributeOf(this.table.fields, path))) || this.isWrittenOtherwise(path);
    return written === true || (written === 'dynamic' && existence === 'created') ? 'set' : existence === 'existing' ? 'observed' : 'default';
  }

  isWrittenOtherwise(path: string): boolean {
    const field = this.table.fields[steps(path)[0]!];
    return field !== undefined && isBlock(field) && field.also !== undefined && memberOf(this.top.expressions, field.also.attribute) !== undefined;
  }

  isSensitive(path: string): boolean {
    let here: unknown = this.instance.afterSensitive;
    for (const step of steps(attributeOf(this.table.fields, path))) {
      if (here === true) return true;
      here = memberOf(here, step);
    }
    return here === true || path.endsWith('UserData');
  }
}

const afterApply = { resolveWith: 'scan the live account after apply' } as const;

/**
 * The one thing that an expression is, so that two attributes that refer to it are known to be equal; undefined where it is
 * made of several, or may be another one in another instance. Flags and empty operands count for nothing.
 */
function canonical({ symbols, deadEnds, values, selects, spreads }: Found): string | undefined {
  const [symbol, ...others] = [...symbols, ...deadEnds.map(deadEndSymbol)];
  const made = selects || spreads || values.some(value => typeof value !== 'boolean' && !isEmpty(value));
  return others.length > 0 || made ? undefined : symbol;
}

/** Known operands of a list expression: ids are members of it, anything else is a condition or not readable as one. */
function listOperands(values: readonly unknown[], kinds: readonly Kind[]): { members: readonly string[]; others: boolean } {
  const members = new Set<string>();
  let others = false;
  for (const value of values) {
    if (isEmpty(value)) continue;
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (typeof item === 'string' && kinds.some(kind => idForm[kind]?.test(item))) members.add(item);
      else if (!isEmpty(item)) others = true;
    }
  }
  return { members: [...members], others };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

const idForm: Partial<Record<Kind, RegExp>> = {
  Subnet: /^subnet-/,
  SecurityGroup: /^sg-/,
  Policy: /^arn:/,
  Role: /^arn:/,
};

function memberOf(value: unknown, name: string | number): unknown {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, name) ? (value as Record<string | number, unknown>)[name] : undefined;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function hasTrue(unknown: unknown): boolean {
  if (unknown === true) return true;
  if (unknown === null || typeof unknown !== 'object') return false;
  return Object.values(unknown).some(hasTrue);
}

/** A value with an Unknown wherever the plan marks one. */
function withHoles(value: unknown, unknown: unknown, make: () => unknown): unknown {
  if (unknown === true) return make();
  if (unknown === null || typeof unknown !== 'object') return value;
  if (Array.isArray(unknown) || Array.isArray(value)) {
    const list = Array.isArray(value) ? (value as unknown[]) : [];
    const holes = Array.isArray(unknown) ? (unknown as unknown[]) : [];
    return Array.from({ length: Math.max(list.length, holes.length) }, (_, at) => withHoles(list[at], holes[at], make));
  }
  const merged: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (value !== null && typeof value === 'object') Object.assign(merged, value);
  for (const [key, hole] of Object.entries(unknown)) merged[key] = withHoles(merged[key], hole, make);
  return merged;
}

/**
 * The written block that a planned element comes from. Sets are planned in another order than written, so the written
 * block's constants decide; where several fit, any of them may be meant and their references are taken together.
 */
function matching(written: readonly JsonObject[], after: unknown, at: number, count: number): JsonObject {
  const fitting = written.filter(block => fits(block, after));
  const same = written[at];
  if (count === written.length && same && fitting.includes(same) && (fitting.length === 1 || count === 1)) return same;
  if (fitting.length === 1) return fitting[0]!;
  return merged(fitting.length > 0 ? fitting : written);
}

function fits(block: JsonObject, after: unknown): boolean {
  return Object.entries(block).every(([name, expression]) => {
    const constant = memberOf(expression, 'constant_value');
    const value = memberOf(after, name);
    return constant === undefined || value === undefined || value === null || String(constant) === String(value);
  });
}

function merged(blocks: readonly JsonObject[]): JsonObject {
  const all: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const block of blocks) {
    for (const [name, expression] of Object.entries(block)) {
      const before = all[name];
      const references = [memberOf(before, 'references'), memberOf(expression, 'references')].flatMap(list => (Array.isArray(list) ? (list as unknown[]) : []));
      all[name] = before === undefined || references.length === 0 ? expression : { references };
    }
  }
  return all;
}

function isExpression(written: unknown): boolean {
  return memberOf(written, 'references') !== undefined || memberOf(written, 'constant_value') !== undefined;
}

/** Whether the configuration sets what the path names. An element that is planned and not written was made by `dynamic`. */
function isWritten(expressions: unknown, after: unknown, path: readonly (string | number)[]): boolean | 'dynamic' {
  let here: unknown = expressions;
  let planned: unknown = after;
  for (const [at, step] of path.entries()) {
    planned = memberOf(planned, step);
    here = memberOf(here, step) ?? (typeof step === 'number' ? memberOf(here, 0) : undefined);
    if (here === undefined) return typeof path[at + 1] === 'number' && Array.isArray(planned) && planned.length > 0 ? 'dynamic' : false;
    if (isExpression(here)) return true;
  }
  return true;
}

const spellings = new WeakMap<Fields, Map<string, string>>();

/** Terraform's spelling of an AWS path. */
export function attributeOf(fields: Fields, path: string): string {
  let known = spellings.get(fields);
  if (!known) spellings.set(fields, (known = new Map()));
  let spelled = known.get(path);
  if (spelled === undefined) {
    spelled = spell(fields, path);
    if (known.size < 10_000) known.set(path, spelled);
  }
  return spelled;
}

function spell(fields: Fields, path: string): string {
  let here: Fields = fields;
  let spelled = '';
  const parts = steps(path);
  for (let at = 0; at < parts.length; at++) {
    const field = here[parts[at] as string];
    if (field === undefined) return spelled.replace(/\.$/, '') || path;
    if (typeof field === 'string') return spelled + field;
    if (isAttribute(field)) return field.attribute === '#type' ? spelled.replace(/\.$/, '') : spelled + field.attribute;
    if (isBlock(field)) {
      const next = parts[at + 1];
      const element = field.many && typeof next === 'number' ? next : 0;
      if (typeof next === 'number') at++;
      if (at + 1 >= parts.length) return `${spelled}${field.block}${typeof next === 'number' || !field.many ? `[${element}]` : ''}`;
      spelled += `${field.block}[${element}].`;
      here = field.fields;
    } else here = field;
  }
  return spelled.replace(/\.$/, '');
}
