import { isUnknown, type Leaf, Unknown } from '../../inventory/index.ts';
import type { GroupKey } from './rules.ts';

/**
 * Whether a group is among others. The same unresolved reference on both sides is the same group; an unresolved one may
 * be any other. `open`: there may be more of them.
 */
export function isAmong(group: GroupKey, others: readonly GroupKey[] | undefined, open?: Unknown): Leaf<boolean> {
  if (!others) return open ?? new Unknown('not-in-input', 'the security groups of the other side');
  if (others.some(other => identity(other) === identity(group))) return true;
  if (isUnknown(group)) return others.length > 0 || open ? group : false;
  return others.find(isUnknown) ?? open ?? false;
}

/** Rules name a group of another account as 123456789012/sg-1a2b3c4d (VPC Peering Guide, vpc-peering-security-groups, read 2026-11-25). */
function identity(group: GroupKey): string {
  return isUnknown(group) ? `unknown\u0000${group.symbol}` : `known\u0000${group.replace(/^\d{12}\//, '')}`;
}
