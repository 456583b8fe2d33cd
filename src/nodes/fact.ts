import { type Held, isUnknown, type Kind, type Leaf, type LinkedBy, type Resource, type ResourceRef, type Shapes, Unknown, valueAt } from '../inventory/index.ts';
import type { At, DecidedBy } from '../inventory/index.ts';

/** One thing that was looked at to establish a fact, in the order it was looked at. */
export interface Evidence {
  readonly ref: ResourceRef | { readonly kind: 'Declaration'; readonly id: string };
  /** Undefined for a declaration in the policy file. */
  readonly resource?: Resource;
  /** AWS's path; empty where the resource as a whole is meant. */
  readonly path: string;
  /** What stands there: a known value, an {@link Unknown}, or undefined where it is left out. */
  readonly value: unknown;
  readonly decidedBy: DecidedBy;
  readonly linkedBy: LinkedBy;
  /** For a default: which one, and what could change it. */
  readonly because?: string;
}

/** An effective setting of a node group: known or Unknown, with what decided it. */
export interface Fact<T> {
  readonly value: Leaf<T>;
  readonly evidence: readonly Evidence[];
}

/** Thrown by {@link Trail.need} and caught by {@link derive}: the fact is this Unknown. */
class Stop {
  readonly unknown: Unknown;
  constructor(unknown: Unknown) {
    this.unknown = unknown;
  }
}

/**
 * Establishes a fact from what `look` reads through the trail. Returning an Unknown, or needing one, makes the fact unknown.
 * A fact is established only if a rule reads it, and its evidence only if somebody asks: `look` then runs a second time, with
 * notes taken, so it must answer the same whenever it runs.
 */
export function derive<T>(look: (trail: Trail) => Leaf<T>): Fact<T> {
  return new DerivedFact(look);
}

/** A class rather than an object with getters: an estate has hundreds of thousands of facts. */
class DerivedFact<T> implements Fact<T> {
  declare private look: ((trail: Trail) => Leaf<T>) | undefined;
  declare private known: Leaf<T> | undefined;
  declare private isKnown: boolean;
  declare private seen: readonly Evidence[];

  constructor(look: (trail: Trail) => Leaf<T>) {
    this.look = look;
    this.known = undefined;
    this.isKnown = false;
    this.seen = none;
  }

  get value(): Leaf<T> {
    if (!this.isKnown && this.look) {
      this.known = run(this.look, quiet);
      this.isKnown = true;
    }
    return this.known as Leaf<T>;
  }

  get evidence(): readonly Evidence[] {
    const { look } = this;
    if (look) {
      const trail = new Trail();
      this.known = run(look, trail);
      this.seen = trail.evidence;
      this.look = undefined;
      this.isKnown = true;
    }
    return this.seen;
  }
}

function run<T>(look: (trail: Trail) => Leaf<T>, trail: Trail): Leaf<T> {
  try {
    return look(trail);
  } catch (stop) {
    if (!(stop instanceof Stop)) throw stop;
    return stop.unknown;
  }
}

const none: readonly Evidence[] = [];

/** A fact that needs no look: what the kind of group makes true, with the evidence for it. */
export function given<T>(value: Leaf<T>, ...evidence: readonly Evidence[]): Fact<T> {
  return { value, evidence };
}

/** Collects evidence while a fact is established; a quiet one collects none. */
export class Trail {
  readonly evidence: Evidence[] = [];
  readonly isQuiet: boolean;

  constructor(isQuiet = false) {
    this.isQuiet = isQuiet;
  }

  /** The value at a path of a resource, noted as evidence: known, Unknown, or undefined where it is left out. */
  read<K extends Kind, const P extends string>(resource: Resource<K>, path: P, how: { linkedBy?: LinkedBy } = {}): Held<At<Shapes[K], P>> | undefined {
    const value = valueAt(resource, path);
    if (this.isQuiet) return value;
    this.note(resource, path, value, {
      linkedBy: how.linkedBy ?? 'value',
      decidedBy: value === undefined ? 'default' : isUnknown(value) ? 'set' : resource.decidedBy(path),
    });
    return value;
  }

  /** As {@link read}, for a path that is put together at run time. */
  look(resource: Resource, path: string, how: { linkedBy?: LinkedBy } = {}): unknown {
    return this.read(resource, path as never, how);
  }

  /** As {@link read}; an Unknown ends the derivation with it. */
  need<K extends Kind, const P extends string>(resource: Resource<K>, path: P, how: { linkedBy?: LinkedBy } = {}): Exclude<Held<At<Shapes[K], P>>, Unknown> | undefined {
    return this.known(this.read(resource, path, how)) as Exclude<Held<At<Shapes[K], P>>, Unknown> | undefined;
  }

  /** The value if it is known; an Unknown ends the derivation with it. */
  known<T>(value: T | Unknown): T {
    if (isUnknown(value)) throw new Stop(value);
    return value as T;
  }

  /** The value of another fact, with its evidence; an Unknown ends the derivation with it. */
  fact<T>(other: Fact<T>): T {
    this.add(other);
    return this.known(other.value);
  }

  /** The value of another fact, with its evidence, known or not. */
  peek<T>(other: Fact<T>): Leaf<T> {
    this.add(other);
    return other.value;
  }

  add(other: { readonly evidence: readonly Evidence[] }): void {
    if (this.isQuiet) return;
    for (const item of other.evidence) if (!this.evidence.some(seen => sameEvidence(seen, item))) this.evidence.push(item);
  }

  /** Notes something looked at that is not a plain read: a default that was applied, a member of a closed set. */
  note(resource: Resource, path: string, value: unknown, how: { decidedBy?: DecidedBy; linkedBy?: LinkedBy; because?: string } = {}): void {
    if (this.isQuiet) return;
    const item: Evidence = {
      ref: resource.ref,
      resource,
      path,
      value,
      decidedBy: how.decidedBy ?? 'set',
      linkedBy: how.linkedBy ?? 'value',
      ...(how.because === undefined ? {} : { because: how.because }),
    };
    const at = this.evidence.findIndex(seen => sameEvidence(seen, item));
    if (at === -1) this.evidence.push(item);
    else if (item.because !== undefined) this.evidence[at] = item;
  }

  /** Notes a value that the resource itself says how it came to be. */
  noteSet(resource: Resource, path: string, value: unknown, how: { linkedBy?: LinkedBy } = {}): void {
    if (!this.isQuiet) this.note(resource, path, value, { ...how, decidedBy: resource.decidedBy(path) });
  }

  /** Notes a declaration of the policy file. */
  declared(pointer: string, value: unknown): void {
    if (this.isQuiet) return;
    const item: Evidence = { ref: { kind: 'Declaration', id: pointer }, path: pointer, value, decidedBy: 'declared', linkedBy: 'value' };
    if (!this.evidence.some(seen => sameEvidence(seen, item))) this.evidence.push(item);
  }
}

const quiet = new Trail(true);

function sameEvidence(a: Evidence, b: Evidence): boolean {
  return a.path === b.path && a.ref.id === b.ref.id && a.ref.kind === b.ref.kind;
}

/** The fact of several candidates of which one is meant: known only if all agree. */
export function agree<T>(facts: readonly Fact<T>[], symbol: string): Fact<T> {
  const [first] = facts;
  if (facts.length === 1 && first) return first;
  return derive(trail => {
    let agreed: Leaf<T> | undefined;
    for (const [index, fact] of facts.entries()) {
      const value = trail.fact(fact);
      if (index > 0 && value !== agreed) return new Unknown('ambiguous', symbol);
      agreed = value;
    }
    return agreed === undefined ? new Unknown('not-in-input', symbol) : agreed;
  });
}
