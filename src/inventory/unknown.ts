import type { ResourceRef } from './refs.ts';
import { unreachable } from './unreachable.ts';

/** Why a value is not known. Each reason has one sentence a user can act on in {@link resolution}. */
export type UnknownReason =
  /** The provider decides it when the plan is applied. */
  | 'known-after-apply'
  /** The input refers to a resource that it does not hold (another state, an id, a data source not read). */
  | 'not-in-input'
  /** A reference or expression that cannot be followed in this input (a local, a function over several values). */
  | 'unresolved-reference'
  /** Several resources may be meant, and they disagree. */
  | 'ambiguous'
  /** The input was cut: no configuration, a partial plan, `-target`. */
  | 'incomplete-input'
  /** A call was refused by IAM. */
  | 'denied'
  /** The setting is left out, and what AWS then does is not established (domain facts marked unconfirmed). */
  | 'unconfirmed-default'
  /** The value is there, and it cannot be read (malformed, compressed twice, a hash of the real value). */
  | 'unreadable';

/**
 * A value that the input refers to but does not hold. Equal symbols are equal values, so two attributes that both refer
 * to `aws_eks_cluster.main.name` can be compared although neither is known.
 */
export class Unknown {
  readonly reason: UnknownReason;
  /** What it refers to, in the source's own spelling: a Terraform reference, a CloudFormation logical id, an ARN. */
  readonly symbol: string;
  /** The resources that it may lead to, if it is a reference to one. */
  readonly targets: Targets | undefined;
  /** What would make it known; one imperative sentence without a full stop. */
  readonly resolveWith: string | undefined;

  constructor(reason: UnknownReason, symbol: string, more: { targets?: Targets | undefined; resolveWith?: string | undefined } = {}) {
    this.reason = reason;
    this.symbol = symbol;
    this.targets = more.targets;
    this.resolveWith = more.resolveWith;
  }
}

/** How a reference was followed to its resource; `value` is a known id, ARN or name. */
export type LinkedBy = 'value' | 'reference' | 'source' | 'inferred' | 'live';

/** Where a reference leads. */
export interface Targets {
  /** Resources it may mean, each once, in the order they are referred to. */
  readonly refs: readonly ResourceRef[];
  /** Every operand of the expression was followed: nothing but `refs` (and `values`) can be meant. */
  readonly complete: boolean;
  readonly linkedBy: LinkedBy;
  /** For a list: all of `refs` are members. Without it each is one that may be meant. */
  readonly all: boolean;
  /** Known ids among the operands of a list. */
  readonly values?: readonly string[];
}

/** A leaf of the inventory. */
export type Leaf<T> = T | Unknown;

export function isUnknown(value: unknown): value is Unknown {
  return value instanceof Unknown;
}

/** The reason as a phrase that completes "<setting> is …". */
export function describeUnknown(unknown: Unknown): string {
  switch (unknown.reason) {
    case 'known-after-apply':
      return 'known only after apply';
    case 'not-in-input':
      return `not in this input (${unknown.symbol})`;
    case 'unresolved-reference':
      return `a reference that cannot be followed here (${unknown.symbol})`;
    case 'ambiguous':
      return `one of several that disagree (${unknown.symbol})`;
    case 'incomplete-input':
      return 'missing because the input is incomplete';
    case 'denied':
      return `hidden: the call was denied (${unknown.symbol})`;
    case 'unconfirmed-default':
      return `left out, and what AWS then does is not established (${unknown.symbol})`;
    case 'unreadable':
      return `not readable (${unknown.symbol})`;
    default:
      return unreachable(unknown.reason);
  }
}
