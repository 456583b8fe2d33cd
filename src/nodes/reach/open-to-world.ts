import { candidates, unseen } from './candidates.ts';
import { families, type Family } from './cidr.ts';
import { exposed } from './exposed.ts';
import { isWorld } from './internet.ts';
import type { Blocker, Verdict } from './reach.ts';
import type { GroupSet } from './rules.ts';

export interface Opening<H> {
  /** `all`: every TCP port. A rule that opens all of them is not repeated under single ports. */
  readonly port: number | 'all';
  readonly family: Family;
  /** The rules that do it alone, or else those that do it together. */
  readonly rules: readonly H[];
}

export interface WorldAccess<H> {
  /** Yes: something is open. No: surely nothing is. */
  readonly verdict: Verdict;
  readonly open: readonly Opening<H>[];
  /** Ports that are not surely open and may be. */
  readonly unsure: readonly { readonly port: number; readonly blockers: readonly Blocker<H>[] }[];
}

/** Which of these TCP ports, or all of them, the groups open to the world ({@link isWorld}, also by several rules together). */
export function openToWorld<H>(set: GroupSet<H>, ports: readonly number[]): WorldAccess<H> {
  const open = families.flatMap(family => openIn(set, ports, family));
  const unsure = ports.flatMap(port => {
    if (open.some(opening => opening.port === port || opening.port === 'all')) return [];
    const blockers = [...exposed(ingress(set, port), families, isWorld).blockers, ...unseen(set)];
    return blockers.length > 0 ? [{ port, blockers }] : [];
  });
  return { verdict: open.length > 0 ? 'yes' : unsure.length > 0 ? 'unknown' : 'no', open, unsure };
}

function openIn<H>(set: GroupSet<H>, ports: readonly number[], family: Family): readonly Opening<H>[] {
  const all = exposed(ingress(set, 'all'), [family], isWorld).rules;
  const single = ports.map(port => {
    const { rules } = exposed(ingress(set, port), [family], isWorld);
    return { port, family, rules: rules.filter(rule => !all.includes(rule)) };
  });
  return [{ port: 'all' as const, family, rules: all }, ...single].filter(({ rules }) => rules.length > 0);
}

function ingress<H>(set: GroupSet<H>, port: number | 'all') {
  return candidates(set, { direction: 'ingress', protocol: 'tcp', port });
}
