import type { Unknown } from '../../inventory/index.ts';
import type { GroupKey } from './rules.ts';

/** An answer in three values, with what decided it or what stands in the way. */
export type Reach<H> =
  /** These rules allow it: the ones that do alone, or else those that do together. */
  | { readonly verdict: 'yes'; readonly rules: readonly H[] }
  /** Nothing allows it, and there is nothing that was not seen. */
  | { readonly verdict: 'no' }
  | { readonly verdict: 'unknown'; readonly blockers: readonly Blocker<H>[] };

/** What would have to be known for a sure answer. */
export type Blocker<H> =
  | { readonly kind: 'rule'; readonly rule: H; readonly unknown: Unknown }
  | { readonly kind: 'open-rules'; readonly group: GroupKey; readonly unknown: Unknown }
  | { readonly kind: 'open-groups'; readonly unknown: Unknown };

export type Verdict = Reach<unknown>['verdict'];

/** Both must hold: a sure no wins over an unknown. */
export function both(a: Verdict, b: Verdict): Verdict {
  if (a === 'no' || b === 'no') return 'no';
  return a === 'yes' && b === 'yes' ? 'yes' : 'unknown';
}

/** One suffices: a sure yes wins over an unknown. */
export function either(a: Verdict, b: Verdict): Verdict {
  if (a === 'yes' || b === 'yes') return 'yes';
  return a === 'no' && b === 'no' ? 'no' : 'unknown';
}

/** Yes by these rules if there are any, else unknown for these reasons, else no. */
export function reach<H>(rules: readonly H[], blockers: readonly Blocker<H>[]): Reach<H> {
  if (rules.length > 0) return { verdict: 'yes', rules: [...new Set(rules)] };
  return blockers.length > 0 ? { verdict: 'unknown', blockers } : { verdict: 'no' };
}
