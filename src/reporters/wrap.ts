/** How many columns a terminal gives a text: combining marks none, East Asian wide characters and emoji two. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let sum = 0;
  for (const char of text) sum += zero.test(char) ? 0 : wide.test(char) ? 2 : 1;
  return sum;
}

const zero = /\p{M}|\u200c|\u200d/u;
/** The blocks Unicode's EastAsianWidth.txt gives W or F, roughly: a column too many never breaks a line's meaning. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u;

/**
 * The text broken at spaces into lines of at most `width` columns, the first after `first`, the others after `rest`. A word
 * longer than a line stays whole, so that a path, a command or an address can still be copied.
 */
export function wrap(text: string, width: number, first: string, rest = ' '.repeat(columns(first))): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let used = columns(first);
  let isEmpty = true;
  for (const word of text.split(' ')) {
    const needed = columns(word) + (isEmpty ? 0 : 1);
    if (!isEmpty && used + needed > width) {
      lines.push(line);
      line = rest + word;
      used = columns(rest) + columns(word);
    } else {
      line += isEmpty ? word : ` ${word}`;
      used += needed;
    }
    isEmpty = false;
  }
  return [...lines, line];
}
