import { isUnknown, type Leaf, Unknown } from '../../inventory/index.ts';
import { type Addressed, type Candidate, candidates, unseen } from './candidates.ts';
import { type Cidr, covers, everything, families, type Family, overlaps, parseCidr, type Range } from './cidr.ts';
import { exposed } from './exposed.ts';
import { isAmong } from './groups.ts';
import { coversInternet, isWorld } from './internet.ts';
import { type Blocker, type Reach, reach } from './reach.ts';
import type { Direction, GroupSet, PeerQuery, Transport } from './rules.ts';

export interface Query {
  readonly direction: Direction;
  readonly protocol: Transport;
  readonly port: number;
  /** `world`: any host on the internet, by IPv4 or by IPv6. From it (ingress) is {@link isWorld}; to all of it (egress) is {@link coversInternet}. */
  readonly peer: PeerQuery | 'world';
}

/**
 * Whether the groups together allow the traffic. A rule that surely allows it decides, whatever else is open; no only if all sets
 * are closed and no rule could; unknown otherwise.
 * By address, all ranges in which the other side may lie must be covered (by one rule or several together); some of them is unknown.
 */
export function allows<H>(set: GroupSet<H>, query: Query): Reach<H> {
  const found = candidates(set, query);
  const isEnough = query.direction === 'ingress' ? isWorld : coversInternet;
  const { rules, blockers } = query.peer === 'world' ? exposed(found, families, isEnough) : towards(found, query.peer);
  return reach(rules, [...blockers, ...unseen(set)]);
}

function towards<H>(found: readonly Candidate<H>[], peer: PeerQuery): { rules: readonly H[]; blockers: readonly Blocker<H>[] } {
  const need = needed(peer);
  const rules: H[] = [];
  const blockers: Blocker<H>[] = [];
  const sure: { readonly rule: H; readonly ranges: readonly Cidr[] }[] = [];
  const symbols = new Map<string, H>();

  for (const { rule, doubt, addressed } of found) {
    const block = (unknown: Unknown) => void blockers.push({ kind: 'rule', rule: rule.id, unknown });
    if (addressed.kind === 'ranges') {
      if (!doubt) sure.push({ rule: rule.id, ranges: addressed.ranges });
      else if (touches(addressed.ranges, need)) block(doubt);
      if (addressed.doubt) block(addressed.doubt);
      continue;
    }
    const matches = addressed.kind === 'group' ? isAmong(addressed.group, peer.groups, peer.openGroups) : isSame(addressed, peer, need);
    if (matches === true && !doubt) rules.push(rule.id);
    else if (matches !== false) block(doubt ?? (isUnknown(matches) ? matches : partly));
    // Only a CIDR of the family that is asked for: of any other, the same reference would be no address of the other side.
    const isCidr = addressed.kind === 'unknown' && addressed.families.length === 1;
    if (isCidr && isUnknown(matches) && !doubt) symbols.set(addressed.unknown.symbol, rule.id);
  }

  // A CIDR that is not known is met by the same reference in a rule, or where its family is covered as a whole.
  const bySymbol = need.symbols.map(({ symbol }) => symbols.get(symbol));
  const targets = bySymbol.includes(undefined) ? need.families.map(everything) : need.ranges;
  const covering = sure.filter(({ ranges }) => ranges.some(range => targets.some(target => overlaps(range, target))));
  if (covers(covering.flatMap(({ ranges }) => ranges), targets)) {
    const alone = covering.filter(({ ranges }) => covers(ranges, targets));
    rules.push(...(alone.length > 0 ? alone : covering).map(({ rule }) => rule), ...bySymbol.filter(rule => rule !== undefined));
  } else {
    for (const { rule, ranges } of sure) if (touches(ranges, need)) blockers.push({ kind: 'rule', rule, unknown: partly });
  }
  return { rules, blockers };
}

interface Need {
  readonly families: readonly Family[];
  readonly ranges: readonly Range[];
  /** CIDRs that are not known. */
  readonly symbols: readonly Unknown[];
}

const needs = new WeakMap<readonly Leaf<string>[], Map<string, Need>>();
const noCidrs: readonly Leaf<string>[] = [];

/** What has to be covered: where the other side's CIDRs are not known, the whole family. Worked out once for each list. */
function needed({ cidrs = noCidrs, openCidrs, family = 'ipv4' }: PeerQuery): Need {
  let known = needs.get(cidrs);
  if (!known) needs.set(cidrs, (known = new Map()));
  const key = `${isUnknown(family) ? 'both' : family}${openCidrs ? ' open' : ''}`;
  let need = known.get(key);
  if (!need) known.set(key, (need = needOf(cidrs, openCidrs !== undefined, family)));
  return need;
}

function needOf(cidrs: readonly Leaf<string>[], isOpen: boolean, family: Leaf<Family>): Need {
  const inFamilies = isUnknown(family) ? families : [family];
  const symbols = cidrs.filter(isUnknown);
  const known = cidrs.flatMap(cidr => (isUnknown(cidr) ? [] : [parseCidr(cidr)]));
  const ranges = inFamilies.flatMap(one => {
    const own = known.flatMap(cidr => (cidr?.family === one ? [cidr] : []));
    // Where both families are asked for, a CIDR that is not known bounds neither: it is of one of them only.
    const isBounded = own.length > 0 || (symbols.length > 0 && inFamilies.length === 1);
    return isBounded && !isOpen && !known.includes(undefined) ? own : [everything(one)];
  });
  return { families: inFamilies, ranges, symbols };
}

/** Whether a peer that is not known is the other side: surely if it is the same reference as one of its groups. */
function isSame(other: Extract<Addressed, { kind: 'unknown' }>, peer: PeerQuery, need: Need): Leaf<boolean> {
  if (other.mayBeGroup && peer.groups?.some(group => isUnknown(group) && group.symbol === other.unknown.symbol)) return true;
  return other.mayBeGroup || other.families.some(family => need.families.includes(family)) ? other.unknown : false;
}

/** The other side may have one of these addresses. */
function touches(ranges: readonly Range[], need: Need): boolean {
  return ranges.some(range => need.ranges.some(other => overlaps(range, other)) || (need.symbols.length > 0 && need.families.includes(range.family)));
}

const partly = new Unknown('ambiguous', 'the addresses of the other side, of which the rules cover a part');
