import { isUnknown, type Leaf, type Unknown, unreachable } from '../../inventory/index.ts';
import { type Addressed, candidates, unseen } from './candidates.ts';
import { isAmong } from './groups.ts';
import { type Blocker, type Reach, reach } from './reach.ts';
import type { GroupKey, GroupSet } from './rules.ts';

/**
 * Whether TCP 22 is open to anything but these groups (say, the control plane's) and the node's own. Every CIDR is something else, a
 * private one too. Unknown where a peer, or which groups are the own ones, is not known.
 */
export function sshOpenTo<H>(set: GroupSet<H>, own: { readonly groups: readonly GroupKey[]; readonly openGroups?: Unknown | undefined }): Reach<H> {
  const groups = [...own.groups, ...set.groups.map(({ key }) => key)];
  const rules: H[] = [];
  const blockers: Blocker<H>[] = [];
  for (const { rule, doubt, addressed } of candidates(set, { direction: 'ingress', protocol: 'tcp', port: 22 })) {
    const other = isOther(addressed, groups, own.openGroups ?? set.openGroups);
    if (other === true && !doubt) rules.push(rule.id);
    const unknown = doubt ?? other;
    if (other !== false && isUnknown(unknown)) blockers.push({ kind: 'rule', rule: rule.id, unknown });
  }
  return reach(rules, [...blockers, ...unseen(set)]);
}

function isOther(addressed: Addressed, own: readonly GroupKey[], open: Unknown | undefined): Leaf<boolean> {
  switch (addressed.kind) {
    case 'group': {
      const isOwn = isAmong(addressed.group, own, open);
      return isUnknown(isOwn) ? isOwn : !isOwn;
    }
    case 'ranges':
      return addressed.ranges.length > 0 || (addressed.doubt ?? false);
    case 'unknown':
      // The same reference as one of the own groups is that group.
      return addressed.mayBeGroup && own.some(group => isUnknown(group) && group.symbol === addressed.unknown.symbol) ? false : addressed.unknown;
    default:
      return unreachable(addressed);
  }
}
