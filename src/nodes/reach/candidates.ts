import { isUnknown, Unknown, unreachable } from '../../inventory/index.ts';
import { carries } from './carries.ts';
import { type Cidr, families, type Family, parseCidr } from './cidr.ts';
import type { Blocker } from './reach.ts';
import type { Direction, FlowRule, GroupKey, GroupSet, Peer, Transport } from './rules.ts';

/** A rule that is, or may be, about a protocol and port. */
export interface Candidate<H> {
  readonly rule: FlowRule<H>;
  /** Why it may not be about it. */
  readonly doubt: Unknown | undefined;
  readonly addressed: Addressed;
}

/** A peer as far as it is known. */
export type Addressed =
  | { readonly kind: 'group'; readonly group: GroupKey }
  /** `doubt`: it has further ranges that could not be read. */
  | { readonly kind: 'ranges'; readonly ranges: readonly Cidr[]; readonly doubt: Unknown | undefined }
  /** Addresses of these families, or a group if `mayBeGroup`. */
  | { readonly kind: 'unknown'; readonly unknown: Unknown; readonly families: readonly Family[]; readonly mayBeGroup: boolean };

export function candidates<H>(set: GroupSet<H>, query: { direction: Direction; protocol: Transport; port: number | 'all' }): readonly Candidate<H>[] {
  const found: Candidate<H>[] = [];
  for (const group of set.groups) {
    for (const rule of group.rules) {
      if (rule.direction !== query.direction) continue;
      const fits = carries(rule, query.protocol, query.port);
      if (fits === false) continue;
      found.push({ rule, doubt: isUnknown(fits) ? fits : undefined, addressed: addressedOf(rule, group.key) });
    }
  }
  return found;
}

const addresses = new WeakMap<FlowRule<unknown>, { readonly own: GroupKey; readonly addressed: Addressed }>();

/** A rule is asked about several ports and peers; who it is about is read once. */
function addressedOf(rule: FlowRule<unknown>, own: GroupKey): Addressed {
  const known = addresses.get(rule);
  if (known?.own === own) return known.addressed;
  const found = addressed(rule.peer, own);
  addresses.set(rule, { own, addressed: found });
  return found;
}

/** Rules and groups that were not seen. */
export function unseen<H>(set: GroupSet<H>): readonly Blocker<H>[] {
  const rules = set.groups.flatMap(({ key, open }): Blocker<H>[] => (open ? [{ kind: 'open-rules', group: key, unknown: open }] : []));
  return set.openGroups ? [...rules, { kind: 'open-groups', unknown: set.openGroups }] : rules;
}

function addressed(peer: Peer, own: GroupKey): Addressed {
  if (isUnknown(peer)) return { kind: 'unknown', unknown: peer, families, mayBeGroup: true };
  switch (peer.kind) {
    case 'group':
      return { kind: 'group', group: peer.group };
    case 'self':
      return { kind: 'group', group: own };
    case 'cidr': {
      const cidr = isUnknown(peer.cidr) ? peer.cidr : parseCidr(peer.cidr);
      if (isUnknown(cidr)) return { kind: 'unknown', unknown: cidr, families: [peer.family], mayBeGroup: false };
      if (cidr?.family === peer.family) return { kind: 'ranges', ranges: [cidr], doubt: undefined };
      return { kind: 'unknown', unknown: new Unknown('unreadable', `CIDR "${String(peer.cidr)}"`), families: [peer.family], mayBeGroup: false };
    }
    case 'prefix-list': {
      if (!peer.entries) return { kind: 'unknown', unknown: entriesOf(peer.id), families, mayBeGroup: false };
      const ranges = peer.entries.flatMap(entry => parseCidr(entry) ?? []);
      const doubt = ranges.length < peer.entries.length ? new Unknown('unreadable', `an entry of prefix list ${String(peer.id)}`) : undefined;
      return { kind: 'ranges', ranges, doubt };
    }
    default:
      return unreachable(peer);
  }
}

function entriesOf(id: string | Unknown): Unknown {
  return isUnknown(id) ? id : new Unknown('not-in-input', `the entries of prefix list ${id}`);
}
