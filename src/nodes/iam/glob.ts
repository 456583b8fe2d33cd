/**
 * Does `pattern` match everything that `text` stands for? `*` is any run of characters, `?` any single one, in both: a `*` of
 * the text is met only by a `*` of the pattern. True is certain; false may be wrong for patterns that overlap in odd ways.
 * Linear in practice and never more than the product of the lengths: a policy cannot stall the scan.
 */
export function covers(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.length && (pattern[p] === text[t] || (pattern[p] === '?' && text[t] !== '*'))) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++resume;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Is there anything that both patterns match? Exact. */
export function overlaps(a: string, b: string): boolean {
  // Nearly every pair differs in its first letters; only the rest is worth a table.
  for (let at = 0; at < a.length && at < b.length; at++) {
    const x = a[at];
    const y = b[at];
    if (x === '*' || y === '*') return crossing(a.slice(at), b.slice(at));
    if (x !== y && x !== '?' && y !== '?') return false;
  }
  return onlyStars(a, b.length) && onlyStars(b, a.length);
}

function crossing(a: string, b: string): boolean {
  if (a === '*' || b === '*') return true;
  // meets[j]: a from i on and b from j on have something in common; filled from the ends.
  let meets = Array.from({ length: b.length + 1 }, (_, j) => onlyStars(b, j));
  for (let i = a.length - 1; i >= 0; i--) {
    const next: boolean[] = [];
    for (let j = b.length; j >= 0; j--) {
      const x = a[i];
      const y = b[j];
      if (x === '*') next[j] = meets[j] === true || (y !== undefined && next[j + 1] === true);
      else if (y === '*') next[j] = next[j + 1] === true || meets[j] === true;
      else next[j] = y !== undefined && (x === y || x === '?' || y === '?') && meets[j + 1] === true;
    }
    meets = next;
  }
  return meets[0] === true;
}

function onlyStars(pattern: string, from: number): boolean {
  for (let at = from; at < pattern.length; at++) if (pattern[at] !== '*') return false;
  return true;
}
