import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guard } from '../../src/reporters/escape.ts';
import { columns, wrap } from '../../src/reporters/wrap.ts';

describe('columns', () => {
  it.each([
    ['abc', 3],
    ['é', 1],
    ['e\u0301', 1],
    ['名前', 4],
    ['한', 2],
    ['😀', 2],
    ['❤\ufe0f', 1],
  ])('%s', (text, expected) => {
    expect(columns(text)).toBe(expected);
  });
});

describe('wrap', () => {
  it('breaks at spaces and indents what follows', () => {
    expect(wrap('one two three', 10, '  why: ')).toEqual(['  why: one', '       two', '       three']);
  });

  it('keeps a long word whole', () => {
    expect(wrap('a aws_launch_template.workers b', 10, '')).toEqual(['a', 'aws_launch_template.workers', 'b']);
  });

  it('loses nothing, and is wide only for one word', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z名]{1,12}$/), { minLength: 1 }), fc.integer({ min: 5, max: 40 }), (words, width) => {
        const lines = wrap(words.join(' '), width, '> ', '  ');
        expect(lines.map(line => line.slice(2)).join(' ')).toBe(words.join(' '));
        for (const line of lines) expect(columns(line) <= width || !line.slice(2).includes(' ')).toBe(true);
      }),
    );
  });
});

describe('guard', () => {
  it.each([
    ['  ::error::x', '  \\u003a:error::x'],
    ['\u001b[2m  ::x', '\u001b[2m  \\u003a:x'],
    ['  a::b', '  a::b'],
    ['  :a', '  :a'],
  ])('%j', (line, expected) => {
    expect(guard(line)).toBe(expected);
  });
});
