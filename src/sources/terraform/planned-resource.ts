import { type DecidedBy, type Existence, type Held, isUnknown, type Kind, type Resource, type ResourceRef, type Shapes, type SourceLocation, steps, Unknown } from '../../inventory/index.ts';
import { type AttributeField, type BlockField, type Fields, isAttribute, isBlock, type ResourceTable } from './fields.ts';
import type { Instance, PlanIndex } from './plan-index.ts';
import type { JsonObject } from './plan-slices.ts';
import { followExpression, type Found, pseudoId } from './references.ts';

/** What a level of a resource (its attributes, or one element of a block) holds, in values and in configuration. */
interface Level {
  readonly after: unknown;
  readonly unknown: unknown;
  /** The level's expressions; `dynamic` where the block was written by `dynamic`, `missing` where the file has no configuration. */
  readonly expressions: JsonObject | 'dynamic' | 'missing';
  /** Terraform's path of this level, with a trailing dot. */
  readonly path: string;
}

const created = new Set(['create', 'delete']);

/** One planned resource in the shape AWS's own calls answer with. */
export function plannedResource<K extends Kind>(index: PlanIndex, instance: Instance, table: ResourceTable & { readonly kind: K }, locate: (instance: Instance) => SourceLocation): Resource<K> {
  const reader = new Reader(index, instance, table);
  return {
    ref: reader.ref as ResourceRef & { kind: K },
    existence: existenceOf(instance),
    data: reader.fields(table.fields, reader.top) as Held<Shapes[K]>,
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
      expressions: index.expressions(instance.module, instance.configKey) ?? (index.file.configuration ? {} : 'missing'),
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
    const unknown = memberOf(level.unknown, name);
    if (value !== undefined && value !== null) {
      return hasTrue(unknown) ? withHoles(value, unknown, () => this.unknown(name, field, level) ?? new Unknown('known-after-apply', `${this.instance.address}.${level.path}${name}`)) : value;
    }
    if (!hasTrue(unknown)) return undefined;
    if (unknown !== true && field.list === true) return withHoles([], unknown, () => this.unknown(name, field, level));
    return this.unknown(name, field, level);
  }

  /** What an attribute that the plan does not know is: a reference, AWS's to decide, or left out (undefined). */
  unknown(name: string, field: AttributeField, level: Level): Unknown | undefined {
    const path = `${level.path}${name}`;
    const symbol = `${this.instance.address}.${path}`;
    if (field.own) {
      return new Unknown('known-after-apply', symbol, { targets: { refs: [this.selfRef(path)], complete: true, all: true, linkedBy: 'reference' } });
    }
    if (level.expressions === 'missing') return new Unknown('incomplete-input', symbol, { resolveWith: 'make the plan JSON with `terraform show -json`, which includes the configuration' });
    if (level.expressions === 'dynamic') return this.inferred(field) ?? new Unknown('known-after-apply', symbol, afterApply);
    const expression = level.expressions[name];
    // Optional and computed, and left out: AWS's default holds.
    if (expression === undefined) return undefined;
    return this.referred(expression, field, symbol);
  }

  referred(expression: unknown, field: AttributeField, symbol: string): Unknown {
    const scope = { module: this.instance.module, forEach: this.index.forEachOf(this.instance.module, this.instance.configKey) };
    const kinds = field.link ?? [];
    const found = followExpression(this.index, expression, scope, kinds);
    if (kinds.length === 0) return new Unknown('known-after-apply', canonical(found, symbol), afterApply);
    if (found.refs.length === 0) {
      const inferred = found.deadEnds.every(deadEnd => deadEnd.startsWith('local.')) ? this.inferred(field) : undefined;
      if (inferred) return inferred;
    }
    const linkSymbol = found.symbols.length === 1 ? found.symbols[0]! : (found.symbols[0] ?? found.deadEnds[0] ?? symbol);
    const members = field.list ? listMembers(found.values, kinds) : { values: [], conditional: false };
    if (found.refs.length === 0 && members.values.length === 0) {
      return new Unknown(found.deadEnds.length > 0 ? 'unresolved-reference' : 'known-after-apply', linkSymbol, afterApply);
    }
    return new Unknown('known-after-apply', linkSymbol, {
      targets: {
        refs: found.refs,
        complete: found.deadEnds.length === 0,
        all: field.list === true ? !members.conditional && found.deadEnds.length === 0 : found.refs.length === 1,
        linkedBy: 'reference',
        ...(members.values.length > 0 ? { values: members.values } : {}),
      },
      resolveWith:
        found.deadEnds.length > 0 ? `${found.deadEnds[0]} cannot be followed in plan JSON: scan again after apply, or pass the value on without a local` : afterApply.resolveWith,
    });
  }

  /** Where the configuration is silent, the only resource of that kind in the same module instance is meant. */
  inferred(field: AttributeField): Unknown | undefined {
    if (!field.inferable) return undefined;
    const refs = (field.link ?? []).flatMap(kind => this.index.existing(this.instance.module, kind));
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
    if (elements === undefined || isUnknown(elements)) return elements;
    const read = elements.map(element => this.fields(field.fields, element));
    return field.many ? read : read[0];
  }

  elements(field: BlockField, level: Level): readonly Level[] | Unknown | undefined {
    const value = memberOf(level.after, field.block);
    const unknown = memberOf(level.unknown, field.block);
    const written = level.expressions === 'missing' ? 'missing' : level.expressions === 'dynamic' ? undefined : level.expressions[field.block];
    // Framework providers plan a single nested block as an object, others as a list of one.
    const values = Array.isArray(value) ? (value as unknown[]) : value !== null && typeof value === 'object' ? [value] : undefined;
    const symbol = `${this.instance.address}.${level.path}${field.block}`;
    if (!values || (values.length === 0 && Array.isArray(unknown) && unknown.length > 0)) {
      const blocks = Array.isArray(unknown) ? unknown : undefined;
      if (blocks) return blocks.map((element: unknown, at) => this.element(field, level, {}, element, written, at, blocks.length));
      if (unknown !== true) return undefined;
      if (written === 'missing') return new Unknown('incomplete-input', symbol);
      if (Array.isArray(written)) return written.map((_, at) => this.element(field, level, {}, true, written, at, written.length));
      if (written !== undefined) return new Unknown('known-after-apply', symbol, afterApply);
      return field.computed ? undefined : new Unknown('known-after-apply', symbol, afterApply);
    }
    if (values.length === 0) return field.many ? [] : undefined;
    return values.map((element, at) => this.element(field, level, element, Array.isArray(unknown) ? unknown[at] : unknown, written, at, values.length));
  }

  element(field: BlockField, level: Level, after: unknown, unknown: unknown, written: unknown, at: number, count: number): Level {
    return {
      after,
      unknown,
      path: `${level.path}${field.block}[${at}].`,
      expressions:
        written === 'missing' ? 'missing' : written === undefined ? 'dynamic' : Array.isArray(written) ? matching(written as JsonObject[], after, at, count) : single(written),
    };
  }

  decidedBy(path: string): DecidedBy {
    if (existenceOf(this.instance) === 'elsewhere') return 'observed';
    const written = isWritten(this.top.expressions, steps(attributeOf(this.table.fields, path)));
    if (written) return 'set';
    return existenceOf(this.instance) === 'existing' ? 'observed' : 'default';
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

/** The one thing an expression refers to, so that two attributes that refer to it are known to be equal. */
function canonical(found: Found, symbol: string): string {
  return found.deadEnds.length === 1 && found.symbols.length === 0 ? found.deadEnds[0]! : symbol;
}

/** Known operands of a list expression: ids are members of it, anything else is a condition. */
function listMembers(values: readonly unknown[], kinds: readonly Kind[]): { values: readonly string[]; conditional: boolean } {
  const members: string[] = [];
  let conditional = false;
  for (const value of values) {
    if (value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) continue;
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const item of items) {
      if (typeof item === 'string' && kinds.some(kind => idForm[kind]?.test(item))) members.push(item);
      else conditional = true;
    }
  }
  return { values: members, conditional };
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

function single(written: unknown): JsonObject | 'dynamic' {
  const isExpression = memberOf(written, 'references') !== undefined || memberOf(written, 'constant_value') !== undefined;
  return isExpression || written === null || typeof written !== 'object' ? 'dynamic' : (written as JsonObject);
}

function isWritten(expressions: Level['expressions'], [first, ...rest]: readonly (string | number)[]): boolean {
  if (typeof expressions !== 'object' || first === undefined) return false;
  let here: unknown = expressions[first];
  for (const step of rest) {
    if (here === undefined) return false;
    if (memberOf(here, 'references') !== undefined || memberOf(here, 'constant_value') !== undefined) return true;
    here = memberOf(here, step) ?? (typeof step === 'number' ? memberOf(here, 0) : undefined);
  }
  return here !== undefined;
}

/** Terraform's spelling of an AWS path. */
export function attributeOf(fields: Fields, path: string): string {
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
