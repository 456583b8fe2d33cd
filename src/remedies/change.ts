import type { Resource } from '../inventory/index.ts';

/** One change to one resource; the path is AWS's own into the resource's shape. */
export interface Change {
  readonly action: 'set' | 'tag';
  readonly resource: Resource;
  readonly path: string;
  /** Undefined: the setting is taken out. */
  readonly to: unknown;
}
