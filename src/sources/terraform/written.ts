import { memberOf } from './member-of.ts';
import type { JsonObject } from './plan-slices.ts';

/**
 * The written block that a planned element comes from. Sets are planned in another order than written, so the written
 * block's constants decide; where several fit, any of them may be meant and their references are taken together.
 */
export function matching(written: readonly JsonObject[], after: unknown): JsonObject {
  const fitting = written.filter(block => fits(block, after));
  return merged(fitting.length > 0 ? fitting : written);
}

function fits(block: JsonObject, after: unknown): boolean {
  return Object.entries(block).every(([name, expression]) => {
    const constant = memberOf(expression, 'constant_value');
    const value = memberOf(after, name);
    return constant === undefined || value === undefined || value === null || String(constant) === String(value);
  });
}

function merged(blocks: readonly JsonObject[]): JsonObject {
  const all: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const block of blocks) {
    for (const [name, expression] of Object.entries(block)) {
      const before = all[name];
      const references = [memberOf(before, 'references'), memberOf(expression, 'references')].flatMap(list => (Array.isArray(list) ? (list as unknown[]) : []));
      all[name] = before === undefined || references.length === 0 ? expression : { references };
    }
  }
  return all;
}

/** A value of `configuration` that is one expression, rather than a nested block. */
export function isExpression(written: unknown): boolean {
  return memberOf(written, 'references') !== undefined || memberOf(written, 'constant_value') !== undefined;
}

/** Whether the configuration sets what the path names. An element that is planned and not written was made by `dynamic`. */
export function isWritten(expressions: unknown, after: unknown, path: readonly (string | number)[]): boolean | 'dynamic' {
  let here: unknown = expressions;
  let planned: unknown = after;
  for (const [at, step] of path.entries()) {
    planned = memberOf(planned, step);
    here = memberOf(here, step) ?? (typeof step === 'number' ? memberOf(here, 0) : undefined);
    if (here === undefined) return typeof path[at + 1] === 'number' && Array.isArray(planned) && planned.length > 0 ? 'dynamic' : false;
    if (isExpression(here)) return true;
  }
  return true;
}
