/**
 * A piece of a word: text as it stands, a variable (or a placeholder that somebody forgot to fill in, which looks the
 * same), or something that only a running shell could tell.
 */
export type Segment =
  | { readonly text: string }
  | { readonly ref: string; readonly raw: string; readonly fallback?: string }
  | { readonly computed: string };

export interface Word {
  readonly segments: readonly Segment[];
  /** Any of it was quoted: then it is no keyword and is not split. */
  readonly quoted: boolean;
}

export interface Redirect {
  readonly operator: string;
  readonly target: Word;
}

export interface Heredoc {
  readonly body: string;
  /** Line of the body's first line. */
  readonly line: number;
}

/** One simple command as written; keywords (`if`, `do`) are still words of it. */
export interface ShellCommand {
  readonly words: readonly Word[];
  readonly redirects: readonly Redirect[];
  readonly heredocs: readonly Heredoc[];
  readonly line: number;
  /** What stands before it: a newline, `;`, `&&`, `||`, `|`, `&`, `(`, `)`, `;;`. */
  readonly before: string;
  /** It is the head of a function definition: `name ()`. */
  readonly defines?: string;
}

const operators = [';;&', ';;', ';&', '&&', '||', '|&', ';', '|', '&', '(', ')'] as const;

/** Placeholders of template languages, which no shell would take: `<<NAME>>`, `<name>`, `{{ name }}`, `%NAME%`. */
const placeholder = /<<[A-Za-z][\w.-]{0,80}>>|<[A-Za-z][\w-]{0,80}>|\{\{[^{}\n]{0,200}\}\}/y;
const plainText = /[^\s\\'"$`;&|()<>#{]+/y;

/**
 * Cuts a POSIX shell script into simple commands, in one pass. It follows quotes, comments, line continuations, heredocs
 * and nested substitutions (kept whole and unread); what a syntax error swallows, it swallows too.
 */
export function shellCommands(script: string): readonly ShellCommand[] {
  const text = script.includes('\r') ? script.replaceAll('\r\n', '\n') : script;
  const commands: ShellCommand[] = [];
  let at = 0;
  let line = 1;
  let words: Word[] = [];
  let redirects: Redirect[] = [];
  let heredocs: Heredoc[] = [];
  let startLine = 1;
  let before = '\n';
  let segments: Segment[] | undefined;
  let quoted = false;
  let redirect: string | undefined;
  let wholeLines: ReadonlySet<string> | undefined;
  /** Heredocs whose bodies begin after the next line break, and the lists they belong to. */
  let pending: { delimiter: string; stripTabs: boolean; into: Heredoc[] }[] = [];

  const add = (segment: Segment): void => {
    if (!segments) {
      segments = [];
      if (words.length === 0 && redirects.length === 0) startLine = line;
    }
    const last = segments.at(-1);
    if (last && 'text' in last && 'text' in segment) segments[segments.length - 1] = { text: last.text + segment.text };
    else segments.push(segment);
  };
  const endWord = (): void => {
    if (!segments) return;
    const word: Word = { segments, quoted };
    if (redirect === undefined) words.push(word);
    else redirects.push({ operator: redirect, target: word });
    segments = undefined;
    quoted = false;
    redirect = undefined;
  };
  const endCommand = (operator: string, defines?: string): void => {
    endWord();
    if (words.length > 0 || redirects.length > 0 || heredocs.length > 0) {
      commands.push({ words, redirects, heredocs, line: startLine, before, ...(defines !== undefined && { defines }) });
      words = [];
      redirects = [];
      heredocs = [];
    } else if (operator === '\n' && before !== '\n') {
      return; // A line may end after an operator; the operator still stands before what follows.
    } else if (before === '(' || before === ')' || before === ';;') {
      // Keeps the balance of blocks when nothing stands between two of their signs.
      commands.push({ words: [], redirects: [], heredocs: [], line, before });
    }
    before = operator;
  };
  const readHeredocs = (): void => {
    for (const { delimiter, stripTabs, into } of pending) {
      const first = at;
      const firstLine = line;
      let end = text.length;
      while (at < text.length) {
        const stop = text.indexOf('\n', at);
        const lineEnd = stop < 0 ? text.length : stop;
        let from = at;
        if (stripTabs) while (text[from] === '\t') from += 1;
        const ends = lineEnd - from === delimiter.length && text.startsWith(delimiter, from);
        if (ends) end = at;
        at = stop < 0 ? text.length : stop + 1;
        line += 1;
        if (ends) break;
      }
      const body = text.slice(first, end);
      into.push({ body: stripTabs ? body.replaceAll(/^\t+/gm, '') : body, line: firstLine });
    }
    pending = [];
  };

  while (at < text.length) {
    const char = text[at] as string;
    if (char === '\n') {
      at += 1;
      line += 1;
      endWord();
      if (pending.length > 0) {
        readHeredocs();
      }
      endCommand('\n');
    } else if (char === ' ' || char === '\t' || char === '\r') {
      at += 1;
      endWord();
    } else if (char === '\\') {
      if (text[at + 1] === '\n') line += 1;
      else if (at + 1 < text.length) {
        add({ text: text[at + 1] as string });
        quoted = true;
      }
      at += 2;
    } else if (char === '#' && !segments) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (char === "'") {
      const end = text.indexOf("'", at + 1);
      const stop = end < 0 ? text.length : end;
      const literal = text.slice(at + 1, stop);
      // Template engines do not care about quotes: '${ClusterName}' is theirs, since a shell would leave it as it is.
      for (const piece of templated(literal)) add(piece);
      quoted = true;
      line += lineBreaks(literal);
      at = stop + 1;
    } else if (char === '"') {
      at += 1;
      quoted = true;
      add({ text: '' });
      while (at < text.length && text[at] !== '"') {
        const inner = text[at] as string;
        if (inner === '\\' && at + 1 < text.length) {
          const escaped = text[at + 1] as string;
          if (escaped === '\n') line += 1;
          else add({ text: '$`"\\'.includes(escaped) ? escaped : `\\${escaped}` });
          at += 2;
        } else if (inner === '$' || inner === '`') {
          dollar();
        } else {
          const token = inner === '<' || inner === '{' ? placeholderHere() : undefined;
          let end = at + 1;
          if (token) end = at + token.length;
          else while (end < text.length && !'"\\$`<{'.includes(text[end] as string)) end += 1;
          const piece = text.slice(at, end);
          add(token ? { ref: token, raw: token } : { text: piece });
          line += lineBreaks(piece);
          at = end;
        }
      }
      at += 1;
    } else if (char === '$' || char === '`') {
      dollar();
    } else if (char === '{' || char === '<' || char === '>') {
      const token = placeholderHere();
      if (token) {
        add({ ref: token, raw: token });
        at += token.length;
      } else if (char === '{') {
        add({ text: '{' });
        at += 1;
      } else if ((char === '<' || char === '>') && text[at + 1] === '(') {
        const end = closing(at + 2, ')');
        add({ computed: text.slice(at, end) });
        line += lineBreaks(text.slice(at, end));
        at = end;
      } else {
        angle();
      }
    } else {
      const operator = operators.find(each => text.startsWith(each, at));
      if (operator === '(' && segments && (words.length === 0 || (words.length === 1 && isFunctionKeyword(words[0]))) && /^[ \t]*\)/.test(text.slice(at + 1, at + 8))) {
        at = text.indexOf(')', at) + 1;
        endWord();
        endCommand('\n', 'function');
      } else if (operator === '(' && !segments && words.length === 1 && /^[ \t]*\)/.test(text.slice(at + 1, at + 8))) {
        at = text.indexOf(')', at) + 1;
        endCommand('\n', 'function');
      } else if (operator === '(' && segments) {
        // An array: NAME=(a b c). Its words stay one value.
        const end = closing(at + 1, ')');
        const body = text.slice(at + 1, end - 1);
        add(/[$`]/.test(body) ? { computed: body } : { text: body.replaceAll(/["']/g, '') });
        quoted = true;
        line += lineBreaks(body);
        at = end;
      } else if (operator === '&' && text[at + 1] === '>') {
        at += 1; // `&>file`, `&>>file`
      } else if (operator) {
        at += operator.length;
        endCommand(operator.startsWith(';') && operator.length > 1 ? ';;' : operator);
      } else {
        plainText.lastIndex = at;
        const piece = plainText.exec(text)?.[0] ?? char;
        add({ text: piece });
        at += piece.length;
      }
    }
  }
  endCommand('\n');
  return commands;

  /** A placeholder at the current position, unless it is `cat <<EOF>>file`, which a line `EOF` gives away. */
  function placeholderHere(): string | undefined {
    placeholder.lastIndex = at;
    const token = placeholder.exec(text)?.[0];
    if (!token?.startsWith('<<')) return token;
    wholeLines ??= new Set(text.split('\n'));
    return wholeLines.has(token.slice(2, -2)) ? undefined : token;
  }
  /** `$NAME`, `${NAME…}`, `$(…)`, `$((…))` or a back-quoted command at the current position. */
  function dollar(): void {
    if (text[at] === '`') {
      const end = text.indexOf('`', at + 1);
      computed(end < 0 ? text.length : end + 1);
    } else if (text[at + 1] === '(') {
      computed(closing(at + 2, ')'));
    } else if (text[at + 1] === '{') {
      const end = closing(at + 2, '}');
      const raw = text.slice(at, end);
      add(variable(raw));
      line += lineBreaks(raw);
      at = end;
    } else {
      name.lastIndex = at + 1;
      const found = name.exec(text)?.[0];
      add(found ? { ref: found, raw: `\${${found}}` } : { text: '$' });
      at += 1 + (found?.length ?? 0);
    }
  }
  function computed(end: number): void {
    const raw = text.slice(at, end);
    add({ computed: raw });
    line += lineBreaks(raw);
    at = end;
  }
  /** Redirections: `2>&1`, `>> file`, `<<EOF`, `<<<word`. */
  function angle(): void {
    const operator = /^(?:<<<|<<-|<<|<>|<&|<|>>|>&|>\||>)/.exec(text.slice(at, at + 3))?.[0] ?? '<';
    at += operator.length;
    // A number that touches the sign is a file descriptor and no word.
    const only = segments?.length === 1 ? segments[0] : undefined;
    if (only && 'text' in only && !quoted && /^\d+$/.test(only.text)) segments = undefined;
    else endWord();
    if (words.length === 0 && redirects.length === 0) startLine = line;
    if (operator === '<<' || operator === '<<-') {
      const opened = /^[ \t]*(?:'([^'\n]*)'|"([^"\n]*)"|([^\s;&|<>()]+))/.exec(text.slice(at, at + 200));
      if (!opened) return;
      at += opened[0].length;
      pending.push({ delimiter: opened[1] ?? opened[2] ?? (opened[3] ?? '').replaceAll(/["'\\]/g, ''), stripTabs: operator === '<<-', into: heredocs });
    } else {
      redirect = operator;
    }
  }
  /** The end of what opened before `from`: behind the matching sign, with quotes and heredocs in between left alone. */
  function closing(from: number, sign: ')' | '}'): number {
    const opening = sign === ')' ? '(' : '{';
    let depth = 1;
    let position = from;
    let heredoc: string | undefined;
    while (position < text.length) {
      const here = text[position];
      if (here === '\\') position += 1;
      else if (here === "'") {
        const end = text.indexOf("'", position + 1);
        position = end < 0 ? text.length : end;
      } else if (here === '"') {
        position += 1;
        while (position < text.length && text[position] !== '"') position += text[position] === '\\' ? 2 : 1;
      } else if (here === '#' && sign === ')' && /\s/.test(text[position - 1] ?? '')) {
        const end = text.indexOf('\n', position);
        position = (end < 0 ? text.length : end) - 1;
      } else if (here === opening) depth += 1;
      else if (here === sign && --depth === 0) return position + 1;
      else if (here === '<' && sign === ')' && text.startsWith('<<', position) && text[position + 2] !== '<') {
        heredoc = /^<<-?[ \t]*["']?([\w.-]+)/.exec(text.slice(position, position + 120))?.[1] ?? heredoc;
        position += 1;
      } else if (here === '\n' && heredoc !== undefined) {
        const end = text.indexOf(`\n${heredoc}`, position);
        if (end < 0) return text.length;
        position = end + heredoc.length;
        heredoc = undefined;
      }
      position += 1;
    }
    return text.length;
  }
}

function isFunctionKeyword(word: Word | undefined): boolean {
  const first = word?.segments[0];
  return first !== undefined && 'text' in first && first.text === 'function';
}

const name = /[A-Za-z_]\w*|[0-9@*#?!$-]/y;

function variable(raw: string): Segment {
  const inside = /^\$\{([A-Za-z_][\w.:]*?)(?::?[-=]([^}]*))?\}$/.exec(raw.length < 2000 ? raw : '');
  if (!inside) return { ref: '', raw };
  const fallback = inside[2]?.replaceAll(/["']/g, '');
  return { ref: inside[1] ?? '', raw: `\${${inside[1] ?? ''}}`, ...(fallback !== undefined && !fallback.includes('$') && { fallback }) };
}

/** Literal text with the placeholders in it told apart. */
function templated(literal: string): readonly Segment[] {
  if (!/\$\{|\{\{|</.test(literal)) return [{ text: literal }];
  const pieces: Segment[] = [];
  let at = 0;
  for (const match of literal.matchAll(/\$\{[^{}\n]{1,200}\}|\{\{[^{}\n]{0,200}\}\}|<<[A-Za-z][\w.-]{0,80}>>|^<[A-Za-z][\w-]{0,80}>$/g)) {
    if (match.index > at) pieces.push({ text: literal.slice(at, match.index) });
    pieces.push({ ref: match[0].startsWith('${') ? match[0].slice(2, -1) : match[0], raw: match[0] });
    at = match.index + match[0].length;
  }
  if (at < literal.length || pieces.length === 0) pieces.push({ text: literal.slice(at) });
  return pieces;
}

function lineBreaks(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
