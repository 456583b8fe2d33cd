import type { Inventory } from '../inventory/index.ts';
import type { NodeOptions } from './options.ts';

/** What is worked out once for a whole inventory, by content: groups share templates, roles and security groups. */
export interface Shared {
  readonly inventory: Inventory;
  readonly options: NodeOptions;
  readonly memo: Map<unknown, Map<string, unknown>>;
}

/** Works something out once for each subject and name. */
export function once<T>(shared: Shared, subject: unknown, name: string, make: () => T): T {
  let made = shared.memo.get(subject);
  if (!made) shared.memo.set(subject, (made = new Map()));
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as T;
}
