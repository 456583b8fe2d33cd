import { type DecidedBy, type Existence, type Held, isUnknown, type Kind, lazily, type Resource, type ResourceRef, type Shapes, type SourceLocation, steps, Unknown } from '../../inventory/index.ts';
import { attributeOf } from './attribute-of.ts';
import { type AttributeField, type BlockField, type Fields, isAttribute, isBlock, type ResourceTable } from './fields.ts';
import { hasTrue, withHoles } from './holes.ts';
import { memberOf } from './member-of.ts';
import { canonical, listOperands } from './operands.ts';
import type { Instance, ModuleInstance, PlanIndex } from './plan-index.ts';
import { isObject, type JsonObject } from './plan-slices.ts';
import { type DeadEnd, deadEndSymbol, followExpression, pseudoId } from './references.ts';
import { isExpression, isWritten, matching } from './written.ts';

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
  const data = lazily(() => {
    const read = reader.fields(table.fields, reader.top()) as Held<Shapes[K]>;
    instance.release?.();
    return read;
  });
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

/** One member of a table, told apart once. */
interface TableMember {
  readonly member: string;
  readonly attribute: AttributeField | undefined;
  readonly block: BlockField | undefined;
  readonly group: Fields | undefined;
}

const members = new WeakMap<Fields, readonly TableMember[]>();

/** A table is read for every resource of its type, so its form is worked out once. */
function membersOf(fields: Fields): readonly TableMember[] {
  let found = members.get(fields);
  if (!found) {
    found = Object.entries(fields).map(([member, field]): TableMember => {
      const attribute = typeof field === 'string' ? { attribute: field } : isAttribute(field) ? field : undefined;
      const block = typeof field !== 'string' && isBlock(field) ? field : undefined;
      return { member, attribute, block, group: attribute || block ? undefined : (field as Fields) };
    });
    members.set(fields, found);
  }
  return found;
}

/** Reads one instance through its table. */
class Reader {
  readonly index: PlanIndex;
  readonly instance: Instance;
  readonly table: ResourceTable;
  readonly ref: ResourceRef;

  constructor(index: PlanIndex, instance: Instance, table: ResourceTable) {
    this.index = index;
    this.instance = instance;
    this.table = table;
    this.ref = { kind: table.kind, id: instance.address };
  }

  get expressions(): JsonObject | 'missing' {
    return this.index.expressions(this.instance.module, this.instance.configKey) ?? 'missing';
  }

  top(): Level {
    return { after: this.instance.after, unknown: this.instance.afterUnknown, expressions: this.expressions, path: '' };
  }

  fields(fields: Fields, level: Level): Record<string, unknown> {
    const shape: Record<string, unknown> = {};
    for (const { member, attribute, block, group } of membersOf(fields)) {
      const value = attribute ? this.attribute(attribute, level) : block ? this.block(block, level) : group ? this.fields(group, level) : undefined;
      if (value !== undefined) shape[member] = value;
    }
    return shape;
  }

  attribute(field: AttributeField, level: Level): unknown {
    if (field.attribute === '#type') return field.as?.(undefined);
    if (!field.or || field.or.length === 0) {
      const value = this.plain(field.attribute, field, level);
      return value === undefined || isUnknown(value) || !field.as ? value : field.as(value);
    }
    let unknown: unknown;
    for (const name of [field.attribute, ...field.or]) {
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
    const hole = lazily(() => this.unknown(name, field, level, holes) ?? new Unknown('known-after-apply', this.symbol(name, level), afterApply));
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
    return written === undefined && field.computed === true ? undefined : new Unknown('known-after-apply', symbol, afterApply);
  }

  element(field: BlockField, level: Level, after: unknown, unknown: unknown, written: unknown, at: number, count: number): Level {
    const path = `${level.path}${field.block}[${at}].`;
    if (level.expressions === 'missing') return { after, unknown, path, expressions: 'missing' };
    if (Array.isArray(written)) return { after, unknown, path, expressions: matching(written.filter(isObject), after) };
    if (!isObject(written)) return { after, unknown, path, expressions: 'dynamic' };
    if (isExpression(written)) return { after, unknown, path, expressions: 'dynamic', whole: { expression: written, elements: count } };
    return { after, unknown, path, expressions: written };
  }

  decidedBy(path: string): DecidedBy {
    const existence = existenceOf(this.instance);
    if (existence === 'elsewhere') return 'observed';
    if (this.expressions === 'missing') return existence === 'existing' ? 'observed' : 'set';
    const written = isWritten(this.expressions, this.instance.after, steps(attributeOf(this.table.fields, path))) || this.isWrittenOtherwise(path);
    return written === true || (written === 'dynamic' && existence === 'created') ? 'set' : existence === 'existing' ? 'observed' : 'default';
  }

  isWrittenOtherwise(path: string): boolean {
    const field = this.table.fields[steps(path)[0]!];
    return field !== undefined && isBlock(field) && field.also !== undefined && memberOf(this.expressions, field.also.attribute) !== undefined;
  }

  isSensitive(path: string): boolean {
    let here: unknown = this.instance.afterSensitive;
    for (const step of steps(attributeOf(this.table.fields, path))) {
      if (here === true) return true;
      here = memberOf(here, step);
    }
    // Values are shown whole: one that is sensitive in a part is hidden.
    return path !== '' && (holdsTrue(here) || path.endsWith('UserData'));
  }
}

function holdsTrue(value: unknown): boolean {
  return value === true || (value !== null && typeof value === 'object' && Object.values(value).some(holdsTrue));
}

const afterApply = { resolveWith: 'scan the live account after apply' } as const;
