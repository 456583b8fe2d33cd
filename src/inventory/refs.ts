import type { Kind } from './shapes.ts';

/** What names one resource across the program: its kind and the id its source knows it by (ARN, Terraform address, …). */
export interface ResourceRef {
  readonly kind: Kind;
  readonly id: string;
}

/** A string that is equal for equal refs. */
export type RefKey = string & { readonly __brand: 'RefKey' };

export function refKey(ref: ResourceRef): RefKey {
  return `${ref.kind}\u0000${ref.id}` as RefKey;
}
