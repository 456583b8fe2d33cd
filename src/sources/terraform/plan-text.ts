import { isUtf8 } from 'node:buffer';

/** A file's text as UTF-8 bytes without a byte order mark, or why there is none. */
export type PlanText = { readonly bytes: Buffer } | { readonly problem: 'encoding'; readonly at: number } | { readonly problem: 'utf-32' };

/**
 * UTF-8 comes back as it is. UTF-16 (PowerShell's `>` writes it) is told by its mark or by the NULs that ASCII has in it, and is
 * transcoded in pieces, so that no string of the whole file is made.
 */
export function planText(file: Uint8Array): PlanText {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const [a, b, c, d] = bytes;
  if ((a === 0 && b === 0 && c === 0xfe && d === 0xff) || (a === 0xff && b === 0xfe && c === 0 && d === 0)) return { problem: 'utf-32' };
  if (a === 0xff && b === 0xfe) return { bytes: fromUtf16(bytes.subarray(2), 'little') };
  if (a === 0xfe && b === 0xff) return { bytes: fromUtf16(bytes.subarray(2), 'big') };
  if (bytes.length >= 2 && a !== 0 && b === 0 && c !== 0) return { bytes: fromUtf16(bytes, 'little') };
  if (bytes.length >= 2 && a === 0 && b !== 0) return { bytes: fromUtf16(bytes, 'big') };
  const text = a === 0xef && b === 0xbb && c === 0xbf ? bytes.subarray(3) : bytes;
  return isUtf8(text) ? { bytes: text } : { problem: 'encoding', at: firstInvalid(bytes) };
}

const pieceSize = 1 << 20;

function fromUtf16(bytes: Buffer, order: 'little' | 'big'): Buffer {
  // The decoder keeps a surrogate pair, or half a unit, that a piece cuts in two.
  const decoder = new TextDecoder('utf-16le', { ignoreBOM: true });
  const pieces: Buffer[] = [];
  for (let start = 0; start < bytes.length; start += pieceSize) {
    let piece = bytes.subarray(start, start + pieceSize);
    if (order === 'big') piece = Buffer.from(piece.subarray(0, piece.length & ~1)).swap16();
    pieces.push(Buffer.from(decoder.decode(piece, { stream: true })));
  }
  pieces.push(Buffer.from(decoder.decode()));
  return Buffer.concat(pieces);
}

function firstInvalid(bytes: Buffer): number {
  let i = 0;
  while (i < bytes.length) {
    const byte = bytes[i]!;
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
    if (length > 1 && !isUtf8(bytes.subarray(i, i + length))) break;
    i += length;
  }
  return i;
}
