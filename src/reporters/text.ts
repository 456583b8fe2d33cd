import { wrap } from './wrap.ts';

/**
 * A finished line of plain text. GitHub's runner takes a line that begins with `::` (spaces aside) as a command to itself, and
 * wrapping may put any word of the input there; so the first colon is written out.
 */
export function guard(line: string): string {
  // oxlint-disable-next-line no-control-regex -- the line may begin with our own colours
  return line.replace(/^(\s*(?:\u001b\[[\d;]*m)*\s*):(?=:)/u, '$1\\u003a');
}

/** `  why: …`, wrapped under itself. */
export function label(name: string, text: string, width: number, indent = '  '): readonly string[] {
  return wrap(text, width, `${indent}${name}: `);
}
