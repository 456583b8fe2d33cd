import { isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import { isUnknown, type Unknown } from '../inventory/index.ts';
import { type FactGroup, type FactLeaf, type FactRows, given, isLeaf, isRows, schemas, type SubjectName } from '../nodes/index.ts';
import { compliant } from './compliant.ts';
import type { FactTree } from './judge.ts';
import { nearest } from '../diagnostics/index.ts';
import { noteAt, type Reader, type Reading, unknownAt } from './yaml-shape.ts';

/** What an example changes on the compliant subject: values, Unknowns, groups of them, lists of rows. */
export type Patch = string | number | boolean | Unknown | readonly Patch[] | { readonly [name: string]: Patch };

/** Reads a patch against a subject's schema: names, types and values have to be ones that the facts can have. */
export function patchOf(subject: SubjectName): Reader<Patch> {
  return (node, reading) => groupPatch(schemas[subject], subject)(node, reading);
}

function groupPatch(group: FactGroup, path: string): Reader<Patch> {
  return (node, reading) => {
    const unknown = unknownAt(node, reading);
    if (unknown) return unknown;
    if (!isMap<Scalar, Node | null>(node)) return noteAt(reading, node, 'rule-example', `${path} is a group of facts: write a mapping, or !unknown <reason> for all of it`);
    const read: Record<string, Patch> = {};
    for (const { key, value } of node.items) {
      const name = String(key.value);
      const entry = Object.hasOwn(group, name) ? group[name] : undefined;
      if (!entry) {
        const meant = nearest(name, Object.keys(group));
        noteAt(reading, key, 'rule-example', `${path}.${name} is no fact`, { fix: meant === undefined ? `${path} has: ${Object.keys(group).join(', ')}` : `did you mean ${meant}?` });
      } else if (!value) {
        noteAt(reading, key, 'rule-example', `${path}.${name} is empty`);
      } else {
        const patch = entryPatch(entry, `${path}.${name}`)(value, reading);
        if (patch !== undefined) read[name] = patch;
      }
    }
    return read;
  };
}

function entryPatch(entry: FactLeaf | FactRows | FactGroup, path: string): Reader<Patch> {
  if (isLeaf(entry)) return (node, reading) => leafPatch(entry, path, node, reading);
  if (!isRows(entry)) return groupPatch(entry, path);
  return (node, reading) => {
    const unknown = unknownAt(node, reading);
    if (unknown) return unknown;
    if (!isSeq<Node>(node)) return noteAt(reading, node, 'rule-example', `${path} is a list: write its rows`);
    const rows = node.items.map(row => groupPatch(entry.rows, path)(row, reading));
    return rows.every(row => row !== undefined) ? rows : undefined;
  };
}

function leafPatch(leaf: FactLeaf, path: string, node: Node, reading: Reading): Patch | undefined {
  const unknown = unknownAt(node, reading);
  if (unknown) return unknown;
  const value = isScalar(node) ? node.value : undefined;
  const wanted = { string: 'string', bool: 'boolean', int: 'number' }[leaf.type];
  if (typeof value !== wanted || (leaf.type === 'int' && !Number.isInteger(value))) {
    return noteAt(reading, node, 'rule-example', `${path} is of type ${leaf.type}`, { fix: leaf.type === 'string' ? 'quote it' : `write ${leaf.type === 'bool' ? 'true or false' : 'a whole number'}` });
  }
  if (typeof value === 'string' && leaf.values && !leaf.values.includes(value)) {
    return noteAt(reading, node, 'rule-example', `${path} is never ${JSON.stringify(value)}`, { fix: `it is one of: ${leaf.values.join(', ')}` });
  }
  return value as string | number | boolean;
}

/** The facts of a compliant subject with a patch laid over them. A row of a list is laid over a compliant row. */
export function exampleFacts(subject: SubjectName, patch: Patch | undefined): FactTree {
  return groupFacts(schemas[subject], compliant[subject], patch);
}

function groupFacts(group: FactGroup, base: unknown, patch: Patch | undefined): FactTree {
  return Object.fromEntries(
    Object.entries(group).map(([name, entry]) => {
      const own = member(base, name);
      const change = isUnknown(patch) ? patch : (member(patch, name) as Patch | undefined);
      if (isLeaf(entry)) return [name, given((change ?? own) as string | number | boolean | Unknown)];
      if (!isRows(entry)) return [name, groupFacts(entry, own, change)];
      const [row] = own as readonly unknown[];
      const changes = change === undefined ? (own as readonly Patch[]) : isUnknown(change) ? [change] : (change as readonly Patch[]);
      return [name, changes.map(one => groupFacts(entry.rows, row, one))];
    }),
  );
}

function member(of: unknown, name: string): unknown {
  return typeof of === 'object' && of !== null && Object.hasOwn(of, name) ? (of as Record<string, unknown>)[name] : undefined;
}
