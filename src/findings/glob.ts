/**
 * Whether a pattern with `*` (any run of characters, none included) matches the whole text, letter case counting. Takes the
 * pieces between the stars in turn, each where it first stands: no pattern can make it slow.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  const [first = '', ...pieces] = pattern.split('*');
  const last = pieces.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  // What the last piece takes must not have been taken by those before it.
  return at <= text.length - last.length;
}
