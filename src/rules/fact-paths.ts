import { type FactGroup, type FactLeaf, isLeaf, isRows, schemas, type SubjectName } from '../nodes/index.ts';

/** One fact a rule may read, by the path it is written with; a fact of a row has the path of its list. */
export interface FactPath {
  readonly path: string;
  readonly leaf: FactLeaf;
  /** `node.volumes`, where the fact is one of a row. */
  readonly rowsOf?: string;
}

/** Every fact of a subject, in the order of the schema. */
export function factPaths(subject: SubjectName): readonly FactPath[] {
  return pathsOf(schemas[subject], subject, undefined);
}

function pathsOf(group: FactGroup, at: string, rowsOf: string | undefined): readonly FactPath[] {
  return Object.entries(group).flatMap(([key, entry]): readonly FactPath[] => {
    const path = `${at}.${key}`;
    if (isLeaf(entry)) return [{ path, leaf: entry, ...(rowsOf === undefined ? {} : { rowsOf }) }];
    return isRows(entry) ? pathsOf(entry.rows, path, path) : pathsOf(entry, path, rowsOf);
  });
}
