import type { At, Held } from './held.ts';
import type { DecidedBy, SourceLocation } from './origin.ts';
import type { ResourceRef } from './refs.ts';
import type { Kind, Shapes } from './shapes.ts';
import { isUnknown, type Unknown } from './unknown.ts';

/** What this input does with a resource, as far as closed sets are concerned. */
export type Existence =
  /** This input creates it: nothing elsewhere can belong to it yet. */
  | 'created'
  /** It exists and this input manages it. */
  | 'existing'
  /** It is only read here (a data source) or named by something here. */
  | 'elsewhere';

/** One AWS resource as a source found it. */
export interface Resource<K extends Kind = Kind> {
  readonly ref: ResourceRef & { readonly kind: K };
  readonly existence: Existence;
  readonly data: Held<Shapes[K]>;
  /** How the value at an AWS path came to be. Called only for values that are there. */
  readonly decidedBy: (path: string) => DecidedBy;
  /** The source's own spelling of an AWS path (`metadata_options[0].http_tokens`), for messages. */
  readonly attribute: (path: string) => string;
  /** Where the value at the path, or else the resource, stands. Looked up only when a finding needs it. */
  readonly locate: (path: string) => SourceLocation | undefined;
  /** Paths whose values must never be printed or hashed. */
  readonly isSensitive: (path: string) => boolean;
}

/**
 * The value at `path`: known, Unknown (then of the nearest Unknown above it), or undefined where it is left out.
 * Known values keep the source's JSON types as mapped to AWS's.
 */
export function valueAt<K extends Kind, const P extends string>(resource: Resource<K>, path: P): Held<At<Shapes[K], P>> | undefined {
  let value: unknown = resource.data;
  for (const step of steps(path)) {
    if (value === undefined || value === null || isUnknown(value)) break;
    value = (value as Record<string | number, unknown>)[step];
  }
  return (value ?? undefined) as Held<At<Shapes[K], P>> | undefined;
}

const stepsOf = new Map<string, readonly (string | number)[]>();

/** `A.B[0].C` as keys and indexes. */
export function steps(path: string): readonly (string | number)[] {
  let parsed = stepsOf.get(path);
  if (!parsed) {
    parsed = path.split(/[.[]/).map(step => (step.endsWith(']') ? Number(step.slice(0, -1)) : step));
    if (stepsOf.size < 10_000) stepsOf.set(path, parsed);
  }
  return parsed;
}

/** The resource with one value replaced, everything else shared: how changes are applied in memory. */
export function withValue<K extends Kind>(resource: Resource<K>, path: string, value: unknown | Unknown, decidedBy: DecidedBy = 'set'): Resource<K> {
  return {
    ...resource,
    data: replaced(resource.data, steps(path), value) as Resource<K>['data'],
    decidedBy: at => (at === path || at.startsWith(`${path}.`) || at.startsWith(`${path}[`) ? decidedBy : resource.decidedBy(at)),
  };
}

function replaced(node: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (step === undefined) return value;
  const child = node !== null && typeof node === 'object' && !isUnknown(node) ? (node as Record<string | number, unknown>)[step] : undefined;
  const next = replaced(child, rest, value);
  if (typeof step === 'number') {
    const list = Array.isArray(node) ? [...(node as unknown[])] : [];
    list[step] = next;
    return list;
  }
  return { ...(node !== null && typeof node === 'object' && !isUnknown(node) ? node : {}), [step]: next };
}
