import type { Leaf } from '../../inventory/index.ts';
import { allows } from './allows.ts';
import type { Family } from './cidr.ts';
import { both, type Reach, type Verdict } from './reach.ts';
import type { Addresses, GroupSet, PeerQuery, Transport } from './rules.ts';

/** One end of a connection: its groups, and where its addresses may lie. */
export interface Endpoint<H> extends GroupSet<H>, Addresses {}

export interface Connection<H> {
  readonly verdict: Verdict;
  /** `from` may send it. */
  readonly egress: Reach<H>;
  /** `to` may receive it. */
  readonly ingress: Reach<H>;
}

/**
 * Whether `from` can open a connection to `to`: both ends must allow it. Security groups are stateful, so the answers need no rule
 * of their own (EC2 User Guide, security-group-rules, read 2026-11-25).
 */
export function between<H>(
  from: Endpoint<H>,
  to: Endpoint<H>,
  { protocol, port, family }: { readonly protocol: Transport; readonly port: number; readonly family?: Leaf<Family> | undefined },
): Connection<H> {
  const egress = allows(from, { direction: 'egress', protocol, port, peer: { ...seenFromOutside(to), family } });
  const ingress = allows(to, { direction: 'ingress', protocol, port, peer: { ...seenFromOutside(from), family } });
  return { verdict: both(egress.verdict, ingress.verdict), egress, ingress };
}

function seenFromOutside({ groups, openGroups, cidrs, openCidrs }: Endpoint<unknown>): PeerQuery {
  return { groups: groups.map(group => group.key), openGroups, cidrs, openCidrs };
}
