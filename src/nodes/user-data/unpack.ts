import { gunzipSync } from 'node:zlib';
import type { ProblemCode } from './types.ts';

/** EC2 takes 16 KB; nothing real unpacks to more than this. */
const unpackedLimit = 1024 * 1024;
/** All of one value's packed parts together, so that many small bombs are no big one. */
const totalLimit = 4 * unpackedLimit;

export interface Budget {
  left: number;
}

export const newBudget = (): Budget => ({ left: totalLimit });

export type Unpacked = { readonly bytes: Buffer } | { readonly problem: ProblemCode };

/** The bytes behind base64 text, or undefined where the text is none. White space counts for nothing; padding may be missing. */
export function fromBase64(text: string): Buffer | undefined {
  const compact = /\s/.test(text) ? text.replaceAll(/\s+/g, '') : text;
  if (compact === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
  const digits = compact.endsWith('==') ? compact.length - 2 : compact.endsWith('=') ? compact.length - 1 : compact.length;
  if (digits % 4 === 1 || (digits !== compact.length && compact.length % 4 !== 0)) return undefined;
  return Buffer.from(compact, 'base64');
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** Gunzips within the limits; a bomb, a cut or a broken stream is a problem, never a throw. */
export function unzip(bytes: Buffer, budget: Budget): Unpacked {
  if (budget.left <= 0) return { problem: 'too-large' };
  try {
    const unpacked = gunzipSync(bytes, { maxOutputLength: Math.min(unpackedLimit, budget.left) });
    budget.left -= unpacked.length;
    return { bytes: unpacked };
  } catch (error) {
    const tooLarge = error instanceof RangeError;
    if (tooLarge) budget.left -= unpackedLimit;
    return { problem: tooLarge ? 'too-large' : 'bad-gzip' };
  }
}

/** The bytes as UTF-8 text without a byte order mark, or undefined where they are no text. */
export function asText(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined;
  const text = bytes.toString('utf8');
  let broken = 0;
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) broken += 1;
  if (broken * 10 > text.length) return undefined;
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
