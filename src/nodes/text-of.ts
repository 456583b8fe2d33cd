/** A scalar of the input as text. Anything else, which no well-formed input holds there, is the empty text; it never throws. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
