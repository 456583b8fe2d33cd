/**
 * Text that came from an input, made fit to show. Names in a plan may hold anything: escape sequences that repaint a
 * terminal, bidi controls that reorder a line, markup, commands to a CI runner. What would act is shown instead.
 */

/**
 * Everything that moves, hides or reorders text: controls, characters that are not drawn (bidi controls and tags are among
 * them), annotation marks, line separators, lone surrogates and the two noncharacters XML forbids. Zero-width joiners and
 * variation selectors stay, since words of several scripts and emoji need them; so do format characters that are drawn, as
 * Arabic has.
 */
const acting = /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\ufffe\uffff]/gu;

/**
 * `##[add-mask]`, `##vso[…]`, `##teamcity[…]`: the CI runners of GitHub, Azure and JetBrains take these as commands wherever
 * they stand in a line of output.
 */
const runnerCommand = /##(?=[a-z]*\[)/giu;

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** The text with everything that would act on its reader written out (`\u001b`), on one line. */
export function visible(text: string): string {
  return replaced(text, char => named[char] ?? unicodeEscape(char));
}

/** {@link visible}, cut to `max` characters with an ellipsis. */
export function show(text: string, max = 200): string {
  // Cut twice: before, so that a name of a megabyte costs nothing; after, because escapes are longer than what they stand for.
  return cut(visible(cut(text, max)), max);
}

/**
 * A finished line of plain text. GitHub's runner takes a line that begins with `::` (spaces aside) as a command to itself, and
 * wrapping may put any word of the input there; so the first colon is written out.
 */
export function guard(line: string): string {
  // oxlint-disable-next-line no-control-regex -- the line may begin with our own colours
  return line.replace(/^(\s*(?:\u001b\[[\d;]*m)*\s*):(?=:)/u, '$1\\u003a');
}

/** Rules' own prose, which may be written over several lines: {@link show} of it as one line. */
export function prose(text: string, max = 2000): string {
  return show(text.trim().replace(/\s+/gu, ' '), max);
}

/** At most `max` UTF-16 units, never half a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  const head = text.slice(0, max - 1);
  return `${/[\ud800-\udbff]$/.test(head) ? head.slice(0, -1) : head}…`;
}

/** A value as JSON on one line, the same value to every parser, with nothing in the text that acts on a terminal or a CI runner. */
export function json(value: unknown): string {
  return replaced(JSON.stringify(value), jsonEscape);
}

/** Nearly all text is printable ASCII, and telling that is ten times as fast as looking for each kind of character. */
function replaced(text: string, escape: (char: string) => string): string {
  const shown = /[^ -~]/.test(text) ? text.replace(acting, escape) : text;
  return shown.includes('##') ? shown.replace(runnerCommand, '#\\u0023') : shown;
}

/** {@link show} for XML text and attribute values; XML 1.0 cannot hold most controls, not even as references. */
export function xml(text: string, max?: number): string {
  return show(text, max).replace(/[&<>"']/g, entity);
}

/**
 * {@link show} as plain text within GitHub Flavored Markdown, table cells included. Entities rather than backslashes: in a
 * table `\\|` ends the cell.
 */
export function markdownText(text: string, max?: number): string {
  return show(text, max)
    .replace(/[\\`*[\]<>&|~#@$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=\/\/|:)|(?<=www)\./giu, entity);
}

/** {@link show} as code within GitHub Flavored Markdown, table cells included. */
export function markdownCode(text: string, max?: number): string {
  const shown = show(text, max);
  if (shown.trim() === '') return '<code>&#32;</code>';
  // A code span has no escapes of its own, so what would end it, or end the cell, takes the HTML spelling.
  if (!/[`|\\]/.test(shown) && shown === shown.trim()) return `\`${shown}\``;
  return `<code>${shown.replace(/[^\p{L}\p{N}\p{M} .,/=-]/gu, entity)}</code>`;
}

function entity(char: string): string {
  return `&#${char.codePointAt(0) ?? 0xfffd};`;
}

function unicodeEscape(char: string): string {
  const code = char.codePointAt(0) ?? 0xfffd;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function jsonEscape(char: string): string {
  return char
    .split('')
    .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
