import type { Leaf, Unknown } from '../../inventory/index.ts';
import type { Family } from './cidr.ts';

/**
 * Which security group. A string identifies it: two different strings are two groups, so a group that is in the input must be
 * named the same way everywhere (its ref key, or its id). An Unknown is one that could not be identified: equal symbols are equal
 * groups, different ones may be.
 */
export type GroupKey = Leaf<string>;

/** The other side of a rule: source of an ingress, destination of an egress rule. */
export type Peer =
  /** `family` says which attribute it stands in; it is what is known of an Unknown CIDR. */
  | { readonly kind: 'cidr'; readonly family: Family; readonly cidr: Leaf<string> }
  /** The network interfaces that carry the group, by their private addresses; never the world. */
  | { readonly kind: 'group'; readonly group: GroupKey }
  /** The group that the rule belongs to. */
  | { readonly kind: 'self' }
  /** `entries` are its CIDRs, all of them; left out where the list could not be read. */
  | { readonly kind: 'prefix-list'; readonly id: Leaf<string>; readonly entries?: readonly string[] | undefined }
  /** Not even the kind is known. */
  | Unknown;

/** One rule with one peer. `H` is the caller's evidence handle; it is given back, never looked into. */
export interface FlowRule<H> {
  readonly id: H;
  readonly direction: Direction;
  readonly protocol: Leaf<string>;
  readonly fromPort?: Leaf<number> | undefined;
  readonly toPort?: Leaf<number> | undefined;
  readonly peer: Peer;
}

export type Direction = 'ingress' | 'egress';

/** The protocols that the questions here are about. */
export type Transport = 'tcp' | 'udp';

/** One security group with its rules. */
export interface SecurityGroupView<H> {
  readonly key: GroupKey;
  readonly rules: readonly FlowRule<H>[];
  /** It may have rules that were not seen. */
  readonly open?: Unknown | undefined;
}

/** The groups of one network interface; what they allow adds up. */
export interface GroupSet<H> {
  readonly groups: readonly SecurityGroupView<H>[];
  /** It may carry groups that were not seen. */
  readonly openGroups?: Unknown | undefined;
}

/** Where an address may lie: an upper bound, e.g. the CIDRs of the subnets, or of the VPC when the subnets are not known. */
export interface Addresses {
  /** Left out or empty: nothing is known. An Unknown is one of the CIDRs; equal symbols are equal ranges. */
  readonly cidrs?: readonly Leaf<string>[] | undefined;
  /** It may lie elsewhere too. */
  readonly openCidrs?: Unknown | undefined;
}

/** Who is on the other side. */
export interface PeerQuery extends Addresses {
  /** The security groups it carries, all of them unless `openGroups`. Left out: not known. */
  readonly groups?: readonly GroupKey[] | undefined;
  readonly openGroups?: Unknown | undefined;
  /** What the two speak, IPv4 by default; security groups need a rule for each. Unknown: it must hold for both. */
  readonly family?: Leaf<Family> | undefined;
}
