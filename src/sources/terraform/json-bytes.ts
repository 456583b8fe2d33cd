/** Where a JSON text stops being one. Thrown by {@link JsonCursor} only, caught by the reader that drives it. */
export class MalformedJson extends Error {
  readonly kind: 'truncated' | 'unexpected' | 'too-deep';
  readonly offset: number;
  /** What the grammar would allow at `offset`. */
  readonly expected: string;

  constructor(kind: MalformedJson['kind'], offset: number, expected: string) {
    super(`${kind} at byte ${offset}: expected ${expected}`);
    this.kind = kind;
    this.offset = offset;
    this.expected = expected;
  }
}

/** Member names that a walk asks for; everything else in the object is skipped. */
export interface Shape<K extends string = string> {
  readonly names: readonly K[];
  readonly bytes: readonly Uint8Array[];
}

export function shape<const K extends string>(...names: readonly K[]): Shape<K> {
  return { names, bytes: names.map(name => Buffer.from(name)) };
}

/** Deeper than any real plan (modules nest two levels each), shallow enough for recursion over what was parsed. */
export const maxDepth = 500;

/** What is expected behind the one value of a text. */
export const endOfFile = 'the end of the file';

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Bytes that end the plain run of a string: the quote, an escape, a control character. */
const endsRun = new Uint8Array(256).fill(1, 0, 0x20);
endsRun[QUOTE] = 1;
endsRun[BACKSLASH] = 1;

const isHex = new Uint8Array(256);
for (const digit of Buffer.from('0123456789abcdefABCDEF')) isHex[digit] = 1;
const isEscape = new Uint8Array(256);
for (const letter of Buffer.from('"\\/bfnrt')) isEscape[letter] = 1;

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const NULL = Buffer.from('null');

/**
 * Walks the bytes of one JSON text from front to back, each byte once, without recursion and without making strings.
 * It checks the whole grammar on the way (as strictly as `JSON.parse`), so a slice it went past parses later without fail.
 *
 * A walk is `enterObject`, then `nextMember` until -2, taking each value with `skip` or by entering it;
 * lists likewise with `enterList` and `nextElement`.
 */
export class JsonCursor {
  readonly bytes: Buffer;
  readonly end: number;
  /** The next byte to look at. */
  offset: number;
  /** The member name just read, without its quotes. */
  keyStart = 0;
  keyEnd = 0;
  /** Of each open value: 1 for an object. */
  readonly #open = new Uint8Array(maxDepth + 1);
  #depth = 0;
  /** Just after `{` or `[`: no comma is due. */
  #fresh = false;

  constructor(bytes: Uint8Array, offset = 0, end = bytes.length) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offset = offset;
    this.end = end;
  }

  /** The first byte of the next value, as a one-letter string: `{`, `[`, `"`, `t`, `-`, … */
  peek(): string {
    return String.fromCharCode(this.#byte('a value'));
  }

  enterObject(): void {
    this.#enter(OPEN_OBJECT, '"{"');
  }

  enterList(): void {
    this.#enter(OPEN_LIST, '"["');
  }

  /** Steps to the next member's value. Its place in `wanted`, -1 for any other name, -2 when the object has ended. */
  nextMember(wanted: Shape): number {
    if (this.#leaves(CLOSE_OBJECT, '"," or "}"')) return -2;
    if (this.#byte('a member name') !== QUOTE) throw this.#unexpected('a member name');
    this.keyStart = this.offset + 1;
    this.keyEnd = stringEnd(this.bytes, this.keyStart, this.end);
    this.offset = this.keyEnd + 1;
    if (this.#byte('":"') !== COLON) throw this.#unexpected('":"');
    this.offset++;
    this.#byte('a value');
    return this.#find(wanted);
  }

  /** Steps to the next element; false when the list has ended. */
  nextElement(): boolean {
    if (this.#leaves(CLOSE_LIST, '"," or "]"')) return false;
    this.#byte('a value');
    return true;
  }

  /**
   * Goes through the object that comes next and writes where the wanted members' values start and end: two numbers each, in the
   * order of `wanted`, -1 where there is none. Of members with one name the last counts, as in `JSON.parse`.
   */
  members(wanted: Shape, ranges: number[]): void {
    ranges.length = wanted.names.length * 2;
    ranges.fill(-1);
    this.enterObject();
    for (let which = this.nextMember(wanted); which !== -2; which = this.nextMember(wanted)) {
      const start = this.offset;
      this.skip();
      if (which < 0) continue;
      ranges[which * 2] = start;
      ranges[which * 2 + 1] = this.offset;
    }
  }

  /** Goes past the value that comes next. */
  skip(): void {
    const { bytes, end } = this;
    const open = this.#open;
    const bottom = this.#depth;
    let depth = bottom;
    let i = this.offset;
    for (;;) {
      // A value.
      while (i < end && isSpace(bytes[i]!)) i++;
      if (i >= end) throw truncated(this.end, 'a value');
      let byte = bytes[i]!;
      if (byte === QUOTE) {
        i = stringEnd(bytes, i + 1, end) + 1;
      } else if (byte === OPEN_OBJECT || byte === OPEN_LIST) {
        if (depth >= maxDepth) throw new MalformedJson('too-deep', i, `at most ${maxDepth} levels`);
        open[depth++] = byte === OPEN_OBJECT ? 1 : 0;
        i++;
        while (i < end && isSpace(bytes[i]!)) i++;
        if (i >= end) throw truncated(this.end, byte === OPEN_OBJECT ? 'a member name' : 'a value');
        if (bytes[i] === (byte === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_LIST)) {
          i++;
          depth--;
        } else {
          if (byte === OPEN_OBJECT) i = memberStart(bytes, i, end);
          continue;
        }
      } else {
        i = scalarEnd(bytes, i, end, byte);
      }
      // After a value.
      for (;;) {
        if (depth === bottom) {
          this.offset = i;
          return;
        }
        while (i < end && isSpace(bytes[i]!)) i++;
        const inObject = open[depth - 1] === 1;
        if (i >= end) throw truncated(this.end, inObject ? '"," or "}"' : '"," or "]"');
        byte = bytes[i]!;
        i++;
        if (byte === COMMA) {
          if (inObject) {
            while (i < end && isSpace(bytes[i]!)) i++;
            i = memberStart(bytes, i, end);
          }
          break;
        }
        if (byte !== (inObject ? CLOSE_OBJECT : CLOSE_LIST)) {
          throw new MalformedJson('unexpected', i - 1, inObject ? '"," or "}"' : '"," or "]"');
        }
        depth--;
      }
    }
  }

  /** Makes sure that nothing but white space follows. */
  finish(): void {
    while (this.offset < this.end && isSpace(this.bytes[this.offset]!)) this.offset++;
    if (this.offset < this.end) throw this.#unexpected(endOfFile);
  }

  /** The member name just read. */
  key(): string {
    return stringBetween(this.bytes, this.keyStart, this.keyEnd);
  }

  #enter(opening: number, expected: string): void {
    if (this.#byte(expected) !== opening) throw this.#unexpected(expected);
    if (this.#depth >= maxDepth) throw new MalformedJson('too-deep', this.offset, `at most ${maxDepth} levels`);
    this.#open[this.#depth++] = opening === OPEN_OBJECT ? 1 : 0;
    this.offset++;
    this.#fresh = true;
  }

  /** Takes the comma before the next member or element, or the closing bracket: true. */
  #leaves(closing: number, expected: string): boolean {
    const byte = this.#byte(expected);
    if (byte === closing) {
      this.offset++;
      this.#depth--;
      this.#fresh = false;
      return true;
    }
    if (this.#fresh) {
      this.#fresh = false;
    } else {
      if (byte !== COMMA) throw this.#unexpected(expected);
      this.offset++;
    }
    return false;
  }

  /** Goes past white space; the byte there. */
  #byte(expected: string): number {
    const { bytes, end } = this;
    let i = this.offset;
    while (i < end && isSpace(bytes[i]!)) i++;
    this.offset = i;
    if (i >= end) throw truncated(this.end, expected);
    return bytes[i]!;
  }

  #find(wanted: Shape): number {
    const { bytes, keyStart } = this;
    const length = this.keyEnd - keyStart;
    const names = wanted.bytes;
    for (let n = 0; n < names.length; n++) {
      const name = names[n]!;
      if (name.length !== length) continue;
      let i = 0;
      while (i < length && name[i] === bytes[keyStart + i]) i++;
      if (i === length) return n;
    }
    // A name may be spelled with escapes ("\u0074ype").
    if (hasEscape(bytes, keyStart, this.keyEnd)) return wanted.names.indexOf(this.key());
    return -1;
  }

  #unexpected(expected: string): MalformedJson {
    return new MalformedJson('unexpected', this.offset, expected);
  }
}

/** From a member name to just behind its colon. */
function memberStart(bytes: Uint8Array, i: number, end: number): number {
  if (i >= end) throw truncated(end, 'a member name');
  if (bytes[i] !== QUOTE) throw new MalformedJson('unexpected', i, 'a member name');
  i = stringEnd(bytes, i + 1, end) + 1;
  while (i < end && isSpace(bytes[i]!)) i++;
  if (i >= end) throw truncated(end, '":"');
  if (bytes[i] !== COLON) throw new MalformedJson('unexpected', i, '":"');
  return i + 1;
}

/** From the first byte behind the opening quote to the closing one. */
function stringEnd(bytes: Uint8Array, i: number, end: number): number {
  for (;;) {
    // Four at a time: most of a plan is inside strings.
    while (i + 4 <= end && (endsRun[bytes[i]!]! | endsRun[bytes[i + 1]!]! | endsRun[bytes[i + 2]!]! | endsRun[bytes[i + 3]!]!) === 0) i += 4;
    while (i < end && endsRun[bytes[i]!] === 0) i++;
    if (i >= end) throw truncated(end, 'the end of a string');
    const byte = bytes[i]!;
    if (byte === QUOTE) return i;
    if (byte !== BACKSLASH) throw new MalformedJson('unexpected', i, 'no control character in a string');
    i = escapeEnd(bytes, i + 1, end);
  }
}

function escapeEnd(bytes: Uint8Array, i: number, end: number): number {
  if (i >= end) throw truncated(end, 'the end of a string');
  if (isEscape[bytes[i]!] === 1) return i + 1;
  if (bytes[i] !== 0x75) throw new MalformedJson('unexpected', i, 'an escape sequence');
  for (let digits = 0; digits < 4; digits++) {
    i++;
    if (i >= end) throw truncated(end, 'the end of a string');
    if (isHex[bytes[i]!] !== 1) throw new MalformedJson('unexpected', i, 'four hexadecimal digits');
  }
  return i + 1;
}

/** Past a number, `true`, `false` or `null`. */
function scalarEnd(bytes: Uint8Array, i: number, end: number, first: number): number {
  if (first === 0x2d || isDigit(first)) return numberEnd(bytes, i, end);
  const literal = first === NULL[0] ? NULL : first === FALSE[0] ? FALSE : TRUE;
  for (let n = 0; n < literal.length; n++, i++) {
    if (i >= end) throw truncated(end, 'a value');
    if (bytes[i] !== literal[n]) throw new MalformedJson('unexpected', i, 'a value');
  }
  return i;
}

function numberEnd(bytes: Uint8Array, i: number, end: number): number {
  if (bytes[i] === 0x2d) i++;
  // A number does not start with a needless zero.
  if (i < end && bytes[i] === 0x30) i++;
  else i = digitsEnd(bytes, i, end);
  if (i < end && bytes[i] === 0x2e) i = digitsEnd(bytes, i + 1, end);
  if (i < end && (bytes[i]! | 0x20) === 0x65) {
    i++;
    if (i < end && (bytes[i] === 0x2b || bytes[i] === 0x2d)) i++;
    i = digitsEnd(bytes, i, end);
  }
  return i;
}

function digitsEnd(bytes: Uint8Array, i: number, end: number): number {
  if (i >= end) throw truncated(end, 'a digit');
  if (!isDigit(bytes[i]!)) throw new MalformedJson('unexpected', i, 'a digit');
  while (i < end && isDigit(bytes[i]!)) i++;
  return i;
}

function truncated(end: number, expected: string): MalformedJson {
  return new MalformedJson('truncated', end, expected);
}

/** The text of a JSON string whose quotes stand just outside the range. */
export function stringBetween(bytes: Buffer, start: number, end: number): string {
  let plain = true;
  for (let i = start; i < end && plain; i++) plain = bytes[i]! < 0x80 && bytes[i] !== BACKSLASH;
  // Most names are plain ASCII, and this is the cheapest way to make a string of them.
  if (plain) return bytes.toString('latin1', start, end);
  if (!hasEscape(bytes, start, end)) return bytes.toString('utf8', start, end);
  return JSON.parse(bytes.toString('utf8', start - 1, end + 1)) as string;
}

/** The value of a range that a cursor has gone past. */
export function parseBetween(bytes: Buffer, start: number, end: number): unknown {
  return JSON.parse(bytes.toString('utf8', start, end));
}

function hasEscape(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] === BACKSLASH) return true;
  return false;
}

function isSpace(byte: number): boolean {
  return byte <= 0x20 && (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09);
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
