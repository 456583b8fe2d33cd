import type { Candidate } from './candidates.ts';
import type { Family, Range } from './cidr.ts';
import { hasPublic } from './internet.ts';
import type { Blocker } from './reach.ts';

export interface Exposure<H> {
  /** Rules that together are enough in one of the families; those that are enough alone if there are any. */
  readonly rules: readonly H[];
  /** Rules that may be enough, alone or with the others. */
  readonly blockers: readonly Extract<Blocker<H>, { kind: 'rule' }>[];
}

type Enough = (ranges: readonly Range[], family: Family) => boolean;

/** Which of the rules open the internet, where `isEnough` says how much of it that takes. Groups are private addresses and never count. */
export function exposed<H>(found: readonly Candidate<H>[], families: readonly Family[], isEnough: Enough): Exposure<H> {
  const each = families.map(family => exposedIn(found, family, isEnough));
  const blockers = new Map(each.flatMap(one => one.blockers.map(blocker => [blocker.rule, blocker])));
  return { rules: each.flatMap(one => one.rules), blockers: [...blockers.values()] };
}

function exposedIn<H>(found: readonly Candidate<H>[], family: Family, isEnough: Enough): Exposure<H> {
  const sure: { readonly rule: H; readonly ranges: readonly Range[] }[] = [];
  const blockers: Extract<Blocker<H>, { kind: 'rule' }>[] = [];
  const possible: Range[] = [];
  let anything = false;

  for (const { rule, doubt, addressed } of found) {
    if (addressed.kind === 'group') continue;
    if (addressed.kind === 'unknown') {
      if (!addressed.families.includes(family)) continue;
      anything = true;
      blockers.push({ kind: 'rule', rule: rule.id, unknown: doubt ?? addressed.unknown });
      continue;
    }
    const unknown = doubt ?? addressed.doubt;
    const ranges = addressed.ranges.filter(range => range.family === family && hasPublic(range));
    if (addressed.doubt) anything = true;
    if (!doubt && ranges.length > 0) sure.push({ rule: rule.id, ranges });
    possible.push(...ranges);
    if (unknown && (ranges.length > 0 || addressed.doubt)) blockers.push({ kind: 'rule', rule: rule.id, unknown });
  }

  if (isEnough(sure.flatMap(({ ranges }) => ranges), family)) {
    const alone = sure.filter(({ ranges }) => isEnough(ranges, family));
    return { rules: (alone.length > 0 ? alone : sure).map(({ rule }) => rule), blockers: [] };
  }
  return { rules: [], blockers: anything || isEnough(possible, family) ? blockers : [] };
}
