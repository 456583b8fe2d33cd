import type { ResourceTable } from '../fields.ts';
import { computeTables } from './compute.ts';
import { eksTables } from './eks.ts';
import { iamTables } from './iam.ts';
import { networkTables } from './network.ts';

/** How each resource type is spelled; data sources under `data.<type>`. */
export const tables: Readonly<Record<string, ResourceTable>> = Object.freeze(
  Object.assign(Object.create(null) as Record<string, ResourceTable>, computeTables, eksTables, iamTables, networkTables),
);
