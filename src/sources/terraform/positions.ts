import { isAscii } from 'node:buffer';

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
}

const LINE_FEED = 0x0a;
const blockSize = 1 << 16;

/** What is true at the first byte of a block. */
interface Mark {
  readonly at: number;
  readonly line: number;
  /** UTF-16 units from the beginning of the line to the block. */
  readonly units: number;
}

/**
 * Line and column of byte offsets in UTF-8 text. A real plan is one line of many megabytes, so what is learned about a stretch
 * of 64 kB is kept, and asking again costs no more than one stretch.
 */
export function positions(bytes: Buffer): (offset: number) => Position {
  const marks: Mark[] = [{ at: 0, line: 1, units: 0 }];

  return offset => {
    const wanted = Math.min(Math.max(offset, 0), bytes.length);
    let last = marks[marks.length - 1]!;
    while (last.at + blockSize <= wanted) {
      last = advance(last, characterStart(bytes, last.at + blockSize));
      marks.push(last);
    }
    let low = 0;
    for (let high = marks.length - 1; low < high; ) {
      const middle = (low + high + 1) >> 1;
      if (marks[middle]!.at <= wanted) low = middle;
      else high = middle - 1;
    }
    const { line, units } = advance(marks[low]!, wanted);
    return { line, column: units + 1 };
  };

  function advance(from: Mark, to: number): Mark {
    const stretch = bytes.subarray(from.at, to);
    let { line, units } = from;
    let at = 0;
    for (let feed = stretch.indexOf(LINE_FEED); feed !== -1; feed = stretch.indexOf(LINE_FEED, at)) {
      line++;
      at = feed + 1;
      units = 0;
    }
    // Nearly every plan is ASCII, where a byte is a unit.
    const rest = stretch.subarray(at);
    return { at: to, line, units: units + (isAscii(rest) ? rest.length : rest.toString('utf8').length) };
  }
}

function characterStart(bytes: Buffer, at: number): number {
  while (at > 0 && (bytes[at]! & 0xc0) === 0x80) at--;
  return at;
}
