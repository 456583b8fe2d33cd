import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, json, markdownCode, markdownText, prose, show, visible, xml } from '../../src/reporters/escape.ts';
import { hostile } from '../support/arbitrary-run.ts';

const anyText = fc.oneof(fc.constantFrom(...hostile), fc.string({ unit: 'binary' }));

describe('visible', () => {
  it.each([
    ['an escape sequence', '\u001b[31mred', '\\u001b[31mred'],
    ['a C1 control sequence introducer', '\u009b2J', '\\u009b2J'],
    ['a line break', 'a\r\nb\tc', 'a\\r\\nb\\tc'],
    ['a bidi override', 'user\u202etxt.exe', 'user\\u202etxt.exe'],
    ['an invisible tag character', 'a\u{e0041}b', 'a\\u{e0041}b'],
    ['an annotation mark', 'a\ufff9b', 'a\\ufff9b'],
    ['an Arabic number sign, which is drawn', '\u0600', '\u0600'],
    ['a zero-width space', 'a\u200bb', 'a\\u200bb'],
    ['half a surrogate pair', 'a\ud800b', 'a\\ud800b'],
    ['a noncharacter', 'a\uffffb', 'a\\uffffb'],
    ['a command to GitHub’s runner', 'a ##[add-mask]b', 'a #\\u0023[add-mask]b'],
    ['a command to Azure’s agent', '##vso[task.complete]', '#\\u0023vso[task.complete]'],
    ['a Markdown heading, which is none', '## [1]', '## [1]'],
    ['Persian with a zero-width non-joiner', 'می\u200cخواهم', 'می\u200cخواهم'],
    ['an emoji of several', '👩\u200d🚒❤\ufe0f', '👩\u200d🚒❤\ufe0f'],
    ['plain text', 'module.eks["a"].b[0] = $x', 'module.eks["a"].b[0] = $x'],
  ])('%s', (_, text, expected) => {
    expect(visible(text)).toBe(expected);
  });
});

describe('cut', () => {
  it.each([
    ['short enough', 'abc', 3, 'abc'],
    ['too long', 'abcd', 3, 'ab…'],
    ['never half an emoji', 'a😀😀', 3, 'a…'],
  ])('%s', (_, text, max, expected) => {
    expect(cut(text, max)).toBe(expected);
  });

  it('shows no more than it may, escapes counted', () => {
    fc.assert(fc.property(anyText, fc.integer({ min: 1, max: 50 }), (text, max) => show(text, max).length <= max));
  });
});

describe('prose', () => {
  it('joins lines', () => {
    expect(prose('  one\n  two\r\nthree ')).toBe('one two three');
  });
});

describe('json', () => {
  it('keeps every value', () => {
    fc.assert(fc.property(anyText, text => JSON.parse(json({ text })).text === text));
  });

  it('holds nothing that acts', () => {
    expect(json('\u202e\u{e0041}\u007f##[x]')).toBe('"\\u202e\\udb40\\udc41\\u007f#\\u0023[x]"');
  });
});

describe('xml', () => {
  it('escapes markup, and shows what XML cannot hold', () => {
    expect(xml('<a b="c">&\u0000\'')).toBe('&#60;a b=&#34;c&#34;&#62;&#38;\\u0000&#39;');
  });
});

describe('markdownText', () => {
  it.each([
    ['HTML', '<b>&amp;', '&#60;b&#62;&#38;amp;'],
    ['a table cell’s end', 'a|b\\|c', 'a&#124;b&#92;&#124;c'],
    ['emphasis', '*a* _b_ ~c~', '&#42;a&#42; &#95;b&#95; &#126;c&#126;'],
    ['an address, left readable', 'aws_launch_template.workers', 'aws_launch_template.workers'],
    ['a link', '[a](b)', '&#91;a&#93;(b)'],
    ['addresses that GitHub would link', 'https://a www.b c@d #1', 'https&#58;//a www&#46;b c&#64;d &#35;1'],
  ])('%s', (_, text, expected) => {
    expect(markdownText(text)).toBe(expected);
  });
});

describe('markdownCode', () => {
  it.each([
    ['an address', 'aws_x.y["z"]', '`aws_x.y["z"]`'],
    ['a backtick', 'a`b', '<code>a&#96;b</code>'],
    ['a pipe', 'a|b', '<code>a&#124;b</code>'],
    ['markup beside a pipe', '<i>*|', '<code>&#60;i&#62;&#42;&#124;</code>'],
    ['nothing', '', '<code>&#32;</code>'],
    ['spaces around', ' a ', '<code> a </code>'],
  ])('%s', (_, text, expected) => {
    expect(markdownCode(text)).toBe(expected);
  });
});
