import type { Kind } from '../../inventory/index.ts';

/** One attribute of a Terraform resource as a leaf of an AWS shape. */
export interface AttributeField {
  readonly attribute: string;
  /** Other attributes that say the same, tried in this order where the first is left out. */
  readonly or?: readonly string[];
  /** Makes AWS's value of Terraform's; `undefined` is "left out". Called with known values only. */
  readonly as?: (value: unknown) => unknown;
  /** The kinds of resource that this attribute may name. */
  readonly link?: readonly Kind[];
  /** The attribute names several. */
  readonly list?: boolean;
  /** Where the configuration is silent, the only resource of the kind in the same module is meant. */
  readonly inferable?: boolean;
  /** Types of which one in the module may be meant just as well, so that nothing can be inferred. */
  readonly rivals?: readonly string[];
  /** It identifies the resource itself: unknown, its symbol is its own reference. */
  readonly own?: boolean;
}

/** A nested block, or several. */
export interface BlockField {
  readonly block: string;
  readonly many?: boolean;
  /** Optional and computed: left out, it is planned as unknown as a whole. */
  readonly computed?: boolean;
  readonly fields: Fields;
  /** An attribute that holds more elements in another spelling. */
  readonly also?: AttributeField;
}

/** A part of AWS's shape that Terraform spells on the level above. */
export interface Fields {
  readonly [member: string]: string | AttributeField | BlockField | Fields;
}

export interface ResourceTable {
  readonly kind: Kind;
  readonly fields: Fields;
  /** Attributes by which others may refer to a resource of another kind through this one: attribute path → the pseudo-resource. */
  readonly makes?: Readonly<Record<string, { readonly kind: Kind; readonly role: string }>>;
}

export function isAttribute(field: string | AttributeField | BlockField | Fields): field is AttributeField {
  return typeof field === 'object' && typeof (field as AttributeField).attribute === 'string';
}

export function isBlock(field: string | AttributeField | BlockField | Fields): field is BlockField {
  return typeof field === 'object' && typeof (field as BlockField).block === 'string';
}

/** The provider's nullable booleans are strings: "true", "false", "". */
export function nullableBoolean(attribute: string): AttributeField {
  return { attribute, as: value => (value === 'true' || value === true ? true : value === 'false' || value === false ? false : undefined) };
}

/** A string attribute in which "" means "left out". */
export function nonEmpty(attribute: string, ...or: string[]): AttributeField {
  return { attribute, or, as: value => (value === '' ? undefined : value) };
}

/** An attribute by which the resource is referred to. */
export function own(attribute: string): AttributeField {
  return { attribute, own: true };
}

export function link(attribute: string, ...kinds: Kind[]): AttributeField {
  return { attribute, link: kinds, as: value => (value === '' ? undefined : value) };
}

/** As {@link link}, and inferred where the configuration is silent. */
export function inferable(attribute: string, ...kinds: Kind[]): AttributeField {
  return { ...link(attribute, ...kinds), inferable: true };
}

export function links(attribute: string, ...kinds: Kind[]): AttributeField {
  return { attribute, link: kinds, list: true };
}

export function block(name: string, fields: Fields): BlockField {
  return { block: name, fields };
}

export function blocks(name: string, fields: Fields): BlockField {
  return { block: name, fields, many: true };
}

export function computed(field: BlockField): BlockField {
  return { ...field, computed: true };
}

/** A map of tags as AWS's list. */
export function tags(attribute = 'tags', ...or: string[]): AttributeField {
  return {
    attribute,
    or,
    as: value => (value !== null && typeof value === 'object' ? Object.entries(value).map(([Key, Value]) => ({ Key, Value })) : undefined),
  };
}

/** `tags_all` where it is known, since it holds the provider's default tags; `tags` otherwise. */
export const ownTags: AttributeField = tags('tags_all', 'tags');
