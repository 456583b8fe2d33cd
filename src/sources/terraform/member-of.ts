/** A member that the value has itself; undefined for one of its prototype's, and of what is no object. */
export function memberOf(value: unknown, name: string | number): unknown {
  return value !== null && typeof value === 'object' && Object.hasOwn(value, name) ? (value as Record<string | number, unknown>)[name] : undefined;
}
