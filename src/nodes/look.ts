import { type Resource, valueAt } from '../inventory/index.ts';

/** The value at a path that is put together at run time; {@link valueAt} for paths that are known. */
export function look(resource: Resource, path: string): unknown {
  return valueAt(resource, path as never);
}
