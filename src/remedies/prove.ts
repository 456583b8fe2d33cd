import type { Inventory } from '../inventory/index.ts';
import type { NodeGroup } from '../nodes/index.ts';
import { type CompiledRule, judgeGroup, type Verdict } from '../rules/index.ts';
import { applyChanges } from './apply.ts';
import type { Change } from './change.ts';

/** Worse has a higher number; what does not apply cannot get worse than it was. */
const rank: Record<Verdict, number> = { 'not-applicable': 0, pass: 0, unknown: 1, fail: 2 };

/** Whether the changes make the rule pass and no other rule worse, judged again on the changed inventory. */
export function isProven(inventory: Inventory, group: NodeGroup, rule: CompiledRule, rules: readonly CompiledRule[], changes: readonly Change[]): boolean {
  const after = group.again(applyChanges(inventory, changes));
  if (!after) return false;
  const verdict = judgeGroup(rule, after).verdict;
  if (verdict !== 'pass' && verdict !== 'not-applicable') return false;
  return rules.every(other => other === rule || rank[judgeGroup(other, after).verdict] <= rank[judgeGroup(other, group).verdict]);
}
