import type { ASTNode, ParseError } from '@marcbachmann/cel-js';
import { type FactGroup, type FactLeaf, type FactRows, isLeaf, isRows, schemas, type SubjectName } from '../nodes/index.ts';
import { factPaths } from './fact-paths.ts';
import { environment } from './judge.ts';
import { nearest } from '../diagnostics/index.ts';

/** What is wrong with a text, and with which characters of it. */
export interface Fault {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly fix?: string;
}

/**
 * What is wrong with a CEL expression over a subject's facts: syntax, names, types, values that a fact never has, and uses
 * of a list that would let one Unknown swallow a sure answer. Empty for one that answers true, false or unknown.
 */
export function checkExpression(subject: SubjectName, text: string): readonly Fault[] {
  const { env } = environment(subject);
  let ast: ASTNode;
  try {
    ast = env.parse(text).ast;
  } catch (error) {
    return [celFault(error as ParseError, text)];
  }
  const faults: Fault[] = [];
  visit(ast, { scope: new Map([[subject, { path: subject, entry: schemas[subject] }]]), faults, subject });
  if (faults.length > 0) return faults;
  const { valid, error, type } = env.check(text);
  if (!valid) return [celFault(error, text)];
  if (type !== 'bool') return [{ message: `answers ${type ?? 'nothing'}, and has to answer true or false`, start: 0, end: text.length }];
  return [];
}

function celFault(error: { readonly summary?: string; readonly message: string; readonly range?: { start: number; end: number } } | undefined, text: string): Fault {
  const { start, end } = error?.range ?? { start: 0, end: text.length };
  const summary = error?.summary ?? error?.message.split('\n')[0] ?? 'is no CEL expression';
  return { message: summary.replace(/^[A-Z](?=[a-z])/, letter => letter.toLowerCase()), start, end };
}

/** What a chain of names means; undefined for a computed value. */
interface Meaning {
  readonly path: string;
  readonly entry: FactLeaf | FactRows | FactGroup;
}

interface Walk {
  readonly scope: ReadonlyMap<string, Meaning | undefined>;
  readonly faults: Fault[];
  readonly subject: SubjectName;
}

const quantifiers: readonly string[] = ['all', 'exists'];

function visit(node: ASTNode, walk: Walk, usedBy = 'used as a value'): void {
  switch (node.op) {
    case 'id':
    case '.':
      return value(node, walk, usedBy);
    case 'rcall': {
      const [name, receiver, args] = node.args;
      const list = meaningOf(receiver, walk);
      const [variable, predicate] = args;
      if (quantifiers.includes(name) && args.length === 2 && variable?.op === 'id' && predicate) {
        if (!(list && isRows(list.entry))) visit(receiver, walk);
        const row = list && isRows(list.entry) ? { path: list.path, entry: list.entry.rows } : undefined;
        return visit(predicate, { ...walk, scope: new Map(walk.scope).set(variable.args, row) });
      }
      visit(receiver, walk, `read with \`${name}\``);
      for (const arg of args) visit(arg, walk, `read with \`${name}\``);
      return;
    }
    case 'call': {
      const [name, args] = node.args;
      if (name === 'has') {
        walk.faults.push({
          message: 'has() is always true: every fact exists, and "absent" is a value of its own where a fact can be absent',
          ...span(node),
        });
        return;
      }
      for (const arg of args) visit(arg, walk, `read with \`${name}\``);
      return;
    }
    case '[]': {
      const [left, index] = node.args;
      visit(left, walk, 'indexed');
      return visit(index, walk);
    }
    case '==':
    case '!=': {
      const [left, right] = node.args;
      visit(left, walk, 'compared');
      visit(right, walk, 'compared');
      checkValues(left, [right], walk);
      return checkValues(right, [left], walk);
    }
    case 'in': {
      const [left, right] = node.args;
      visit(left, walk);
      visit(right, walk, 'read with `in`');
      return right.op === 'list' ? checkValues(left, right.args, walk) : undefined;
    }
    default:
      for (const child of childrenOf(node.args)) visit(child, walk);
  }
}

/** A name or a chain of names that stands where a value is wanted. */
function value(node: ASTNode, walk: Walk, usedBy: string): void {
  const before = walk.faults.length;
  const meant = meaningOf(node, walk, true);
  if (walk.faults.length > before) return;
  if (!meant) {
    if (node.op === '.') visit(node.args[0], walk);
    return;
  }
  if (isLeaf(meant.entry)) return;
  if (isRows(meant.entry)) return faultOfList(node, meant, usedBy, walk);
  walk.faults.push({
    message: `${meant.path} is a group of facts, not a value`,
    fix: `name one of its facts: ${Object.keys(meant.entry).join(', ')}`,
    ...span(node),
  });
}

function faultOfList(node: ASTNode, list: Meaning, usedBy: string, walk: Walk): void {
  walk.faults.push({
    message: `${list.path} is a list, and lists are read with \`all\` and \`exists\` only; ${usedBy}, one unknown member would swallow a sure answer`,
    fix: `write ${list.path}.all(row, …) or ${list.path}.exists(row, …)`,
    ...span(node),
  });
}

function meaningOf(node: ASTNode, walk: Walk, report = false): Meaning | undefined {
  if (node.op === 'id') return walk.scope.get(node.args);
  if (node.op !== '.') return undefined;
  const [left, name] = node.args;
  const of = meaningOf(left, walk, report);
  if (!of || isLeaf(of.entry) || isRows(of.entry)) return undefined;
  const entry = Object.hasOwn(of.entry, name) ? of.entry[name] : undefined;
  if (entry) return { path: `${of.path}.${name}`, entry };
  if (report) {
    const meant = nearest(name, Object.keys(of.entry)) ?? nearest(`${of.path}.${name}`, factPaths(walk.subject).map(fact => fact.path));
    walk.faults.push({
      message: `${of.path}.${name} is no fact`,
      fix: meant === undefined ? `${of.path} has: ${Object.keys(of.entry).join(', ')}` : `did you mean ${meant}?`,
      start: node.end - name.length,
      end: node.end,
    });
  }
  return undefined;
}

/** A fact of few values compared with a text it never has is a misspelling. */
function checkValues(fact: ASTNode, texts: readonly ASTNode[], walk: Walk): void {
  const meant = meaningOf(fact, walk);
  if (!meant || !isLeaf(meant.entry) || !meant.entry.values) return;
  const { values } = meant.entry;
  for (const text of texts) {
    if (text.op !== 'value' || typeof text.args !== 'string' || values.includes(text.args)) continue;
    const near = nearest(text.args, values);
    walk.faults.push({
      message: `${meant.path} is never ${JSON.stringify(text.args)}`,
      fix: near === undefined ? `it is one of: ${values.join(', ')}` : `did you mean ${JSON.stringify(near)}?`,
      ...span(text),
    });
  }
}

function span(node: ASTNode): { start: number; end: number } {
  return { start: node.start, end: node.end };
}

function childrenOf(args: unknown): readonly ASTNode[] {
  if (Array.isArray(args)) return args.flatMap(childrenOf);
  return typeof args === 'object' && args !== null && 'op' in args ? [args as ASTNode] : [];
}
