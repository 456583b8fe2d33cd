import type { Kind } from '../../inventory/index.ts';
import { deadEndSymbol, type Found } from './references.ts';

/**
 * The one thing that an expression is, so that two attributes that refer to it are known to be equal; undefined where it is
 * made of several, or may be another one in another instance. Flags and empty operands count for nothing.
 */
export function canonical({ symbols, deadEnds, values, selects, spreads }: Found): string | undefined {
  const [symbol, ...others] = [...symbols, ...deadEnds.map(deadEndSymbol)];
  const made = selects || spreads || values.some(value => typeof value !== 'boolean' && !isEmpty(value));
  return others.length > 0 || made ? undefined : symbol;
}

/** Known operands of a list expression: ids are members of it, anything else is a condition or not readable as one. */
export function listOperands(values: readonly unknown[], kinds: readonly Kind[]): { members: readonly string[]; others: boolean } {
  const members = new Set<string>();
  let others = false;
  for (const value of values) {
    if (isEmpty(value)) continue;
    for (const item of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
      if (typeof item === 'string' && kinds.some(kind => idForm[kind]?.test(item))) members.add(item);
      else if (!isEmpty(item)) others = true;
    }
  }
  return { members: [...members], others };
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

const idForm: Partial<Record<Kind, RegExp>> = {
  Subnet: /^subnet-/,
  SecurityGroup: /^sg-/,
  Policy: /^arn:/,
  Role: /^arn:/,
};
