import { type Inventory, refKey, type Resource, withValue } from '../inventory/index.ts';
import type { Change } from './change.ts';

/** The inventory after the changes, in memory. Applying them twice equals applying them once. */
export function applyChanges(inventory: Inventory, changes: readonly Change[]): Inventory {
  const changed = new Map<string, Resource>();
  for (const { resource, path, to } of changes) {
    const key = refKey(resource.ref);
    const current = changed.get(key) ?? inventory.get(resource.ref) ?? resource;
    changed.set(key, withValue(current, path, to));
  }
  return inventory.overlaid(...changed.values());
}
