import { behindTemplate, classify, classifyPart } from './classify.ts';
import { readEntity, splitParts, startsWithHeaders, transferDecoded } from './mime.ts';
import type { DecodedUserData, ProblemCode, UserDataPart, UserDataProblem } from './types.ts';
import { asText, type Budget, fromBase64, isGzip, newBudget, unzip } from './unpack.ts';

const deepest = 5;
const mostParts = 1000;

interface Decoding {
  readonly parts: UserDataPart[];
  readonly problems: UserDataProblem[];
  readonly layers: ('base64' | 'gzip')[];
  readonly budget: Budget;
  isMultipart: boolean;
}

/**
 * User data as the parts that cloud-init, nodeadm, Bottlerocket or EC2Launch would find in it. Never throws: what cannot be
 * read is a problem with a stable code.
 *
 * A value declared `plain` is taken as base64 only if all of it is base64 and what comes out is gzip or of a kind that is
 * recognised: many write `user_data = base64encode(…)` on an instance, and no script or configuration is base64 by chance.
 */
export function decodeUserData(value: string, encoding: 'base64' | 'plain'): DecodedUserData {
  const decoding: Decoding = { parts: [], problems: [], layers: [], budget: newBudget(), isMultipart: false };
  if (/^[0-9a-f]{40}$/.test(value.trim())) {
    decoding.problems.push({ code: 'hash-only' });
  } else if (encoding === 'plain') {
    fromText(value, decoding, 0, true);
  } else if (value.trim() === '') {
    addPart('', undefined, 1, decoding);
  } else {
    const bytes = fromBase64(value);
    if (bytes) {
      decoding.layers.push('base64');
      fromBytes(bytes, decoding, 1, true, undefined, undefined);
    } else {
      decoding.problems.push({ code: 'bad-base64' });
      if (classify(value) !== 'unknown' || startsWithHeaders(value)) fromText(value, decoding, 1, true);
    }
  }
  return { parts: decoding.parts, isMultipart: decoding.isMultipart, layers: decoding.layers, problems: decoding.problems };
}

function fromBytes(bytes: Buffer, decoding: Decoding, depth: number, whole: boolean, contentType: string | undefined, line: number | undefined): void {
  if (depth > deepest) return fail('too-deep', decoding);
  if (isGzip(bytes)) {
    const unpacked = unzip(bytes, decoding.budget);
    if ('problem' in unpacked) return fail(unpacked.problem, decoding);
    if (whole) decoding.layers.push('gzip');
    return fromBytes(unpacked.bytes, decoding, depth + 1, whole, contentType, undefined);
  }
  const text = asText(bytes);
  if (text === undefined) return fail('binary', decoding);
  fromText(text, decoding, depth, whole, contentType, line);
}

function fromText(text: string, decoding: Decoding, depth: number, whole: boolean, contentType?: string, line?: number): void {
  if (depth > deepest) return fail('too-deep', decoding);
  const inner = hiddenInBase64(text);
  if (inner) {
    if (whole) decoding.layers.push('base64');
    return fromBytes(inner, decoding, depth + 1, whole, contentType, undefined);
  }
  if (contentType === undefined && startsWithHeaders(text)) return fromMime(text, decoding, depth, line ?? 1);
  addPart(text, contentType, line, decoding);
}

/** nodeadm takes user data and parts that are base64 once more (amazon-eks-ami, nodeadm/internal/configprovider). */
function hiddenInBase64(text: string): Buffer | undefined {
  const trimmed = text.trim();
  if (trimmed.length < 16 || !/^[A-Za-z0-9+/]/.test(trimmed)) return undefined;
  const bytes = fromBase64(trimmed);
  if (!bytes) return undefined;
  if (isGzip(bytes)) return bytes;
  const inner = asText(bytes);
  return inner !== undefined && (startsWithHeaders(inner) || !['unknown', 'empty'].includes(classify(inner))) ? bytes : undefined;
}

function fromMime(text: string, decoding: Decoding, depth: number, firstLine: number): void {
  if (depth > deepest) return fail('too-deep', decoding);
  const entity = readEntity(text);
  const body = transferDecoded(entity);
  if (body === undefined) return fail('bad-mime', decoding);
  const bodyLine = body === entity.body ? firstLine + entity.bodyLine - 1 : undefined;
  if (!entity.contentType?.startsWith('multipart/')) {
    if (typeof body !== 'string') return fromBytes(body, decoding, depth + 1, false, entity.contentType ?? 'text/plain', undefined);
    return fromText(body, decoding, depth + 1, false, entity.contentType ?? 'text/plain', bodyLine);
  }
  const content = typeof body === 'string' ? body : asText(body);
  const parts = content === undefined || entity.boundary === undefined ? undefined : splitParts(content, entity.boundary, bodyLine ?? 1);
  if (!parts) return fail('bad-mime', decoding);
  decoding.isMultipart = true;
  for (const part of parts) {
    if (decoding.parts.length >= mostParts) return fail('too-large', decoding);
    // Every part goes through the header reader, also one that opens with its content.
    fromMime(part.text, decoding, depth + 1, part.line);
  }
}

function addPart(text: string, contentType: string | undefined, line: number | undefined, decoding: Decoding): void {
  const kind = classifyPart(text, contentType);
  if (kind === 'empty' && decoding.isMultipart) return;
  decoding.parts.push({
    kind,
    text,
    ...(kind === 'jinja' && { rendersTo: behindTemplate(text) }),
    ...(contentType !== undefined && { contentType }),
    ...(line !== undefined && { startLine: line }),
  });
}

/** What cannot be decoded stays a part of its own, so that the problem has a place and nothing looks complete. */
function fail(code: ProblemCode, decoding: Decoding): void {
  decoding.problems.push({ code, part: decoding.parts.length });
  decoding.parts.push({ kind: 'unknown', text: '' });
}
