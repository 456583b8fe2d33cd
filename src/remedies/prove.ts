import { type Inventory, refKey } from '../inventory/index.ts';
import type { NodeGroup } from '../nodes/index.ts';
import { type CompiledRule, judgeGroup, type Verdict } from '../rules/index.ts';
import { applyChanges } from './apply.ts';
import type { Change } from './change.ts';

/** Worse has a higher number; what does not apply cannot get worse than it was. */
const rank: Record<Verdict, number> = { 'not-applicable': 0, pass: 0, unknown: 1, fail: 2 };

/** Proves remedies on the groups of one inventory. */
export interface Prover {
  /** Whether the changes make the rule pass on the group, and no node rule worse on any group that they touch. */
  readonly isProven: (group: NodeGroup, rule: CompiledRule, changes: readonly Change[]) => boolean;
}

/** Judges again on the changed inventory; groups that share a template share the proof that nothing gets worse. */
export function prover(inventory: Inventory, groups: readonly NodeGroup[], rules: readonly CompiledRule[]): Prover {
  const known = new Map<string, { readonly after: Inventory; readonly isHarmless: boolean }>();
  let touching: ReadonlyMap<string, readonly NodeGroup[]> | undefined;

  const tried = (changes: readonly Change[]): { readonly after: Inventory; readonly isHarmless: boolean } => {
    const key = JSON.stringify(changes.map(({ resource, path, to }) => [resource.ref, path, to]));
    let result = known.get(key);
    if (!result) {
      touching ??= groupsByResource(groups);
      const after = applyChanges(inventory, changes);
      const touched = new Set(changes.flatMap(({ resource }) => touching?.get(refKey(resource.ref)) ?? []));
      const isHarmless = [...touched].every(group => {
        const changed = group.again(after);
        return changed !== undefined && rules.every(rule => rank[judgeGroup(rule, changed).verdict] <= rank[judgeGroup(rule, group).verdict]);
      });
      known.set(key, (result = { after, isHarmless }));
    }
    return result;
  };

  return {
    isProven: (group, rule, changes) => {
      const { after, isHarmless } = tried(changes);
      if (!isHarmless) return false;
      const changed = group.again(after);
      return changed !== undefined && rank[judgeGroup(rule, changed).verdict] === 0;
    },
  };
}

/** The groups that are launched from each resource, or are it. */
function groupsByResource(groups: readonly NodeGroup[]): ReadonlyMap<string, readonly NodeGroup[]> {
  const found = new Map<string, Set<NodeGroup>>();
  for (const group of groups) {
    for (const resource of [group.resource, ...group.launches.flat().flatMap(({ layers }) => layers.map(layer => layer.resource))]) {
      const key = refKey(resource.ref);
      const known = found.get(key);
      if (known) known.add(group);
      else found.set(key, new Set([group]));
    }
  }
  return new Map([...found].map(([key, sharing]) => [key, [...sharing]]));
}
