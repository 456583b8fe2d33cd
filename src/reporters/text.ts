import { wrap } from './wrap.ts';

/** `  why: …`, wrapped under itself. */
export function label(name: string, text: string, width: number, indent = '  '): readonly string[] {
  return wrap(text, width, `${indent}${name}: `);
}
