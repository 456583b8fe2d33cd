/** Whether anything below is marked as unknown. */
export function hasTrue(unknown: unknown): boolean {
  if (unknown === true) return true;
  if (unknown === null || typeof unknown !== 'object') return false;
  return Object.values(unknown).some(hasTrue);
}

/** A value with an Unknown wherever the plan marks one. */
export function withHoles(value: unknown, unknown: unknown, make: () => unknown): unknown {
  if (unknown === true) return make();
  if (unknown === null || typeof unknown !== 'object') return value;
  if (Array.isArray(unknown) || Array.isArray(value)) {
    const list = Array.isArray(value) ? (value as unknown[]) : [];
    const holes = Array.isArray(unknown) ? (unknown as unknown[]) : [];
    return Array.from({ length: Math.max(list.length, holes.length) }, (_, at) => withHoles(list[at], holes[at], make));
  }
  const merged: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  if (value !== null && typeof value === 'object') Object.assign(merged, value);
  for (const [key, hole] of Object.entries(unknown)) merged[key] = withHoles(merged[key], hole, make);
  return merged;
}
