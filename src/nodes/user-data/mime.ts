import { fromBase64 } from './unpack.ts';

/** One MIME entity with its headers taken off. */
export interface MimeEntity {
  readonly contentType: string | undefined;
  readonly boundary: string | undefined;
  readonly encoding: string;
  readonly body: string;
  /** The line of the given text on which the body begins. */
  readonly bodyLine: number;
}

/** Whether a text opens with MIME headers, as cloud-init and nodeadm look for them. */
export function startsWithHeaders(text: string): boolean {
  const head = text.slice(0, 4096).trimStart();
  return /^[A-Za-z][A-Za-z0-9-]{0,60}:/.test(head) && /^(?:content-type:[ \t]*\w|mime-version:)/im.test(head.split(/\r?\n[ \t]*\r?\n/, 1)[0] ?? '');
}

/** Splits headers from body. A first line that is no header means that there are none, as Python's and Go's readers take it. */
export function readEntity(text: string): MimeEntity {
  const headers = new Map<string, string>();
  let at = 0;
  let line = 1;
  let last = '';
  while (at < text.length) {
    const end = text.indexOf('\n', at);
    const next = end < 0 ? text.length : end + 1;
    const content = text.slice(at, end < 0 ? text.length : end).trimEnd();
    const header = /^([A-Za-z][A-Za-z0-9-]*):(.*)$/.exec(content);
    if (content === '') {
      // Blank lines before the first header come from heredocs; after one they end the headers.
      if (headers.size > 0 || at > 0) {
        at = next;
        line += 1;
        break;
      }
    } else if (header) {
      last = (header[1] ?? '').toLowerCase();
      headers.set(last, (header[2] ?? '').trim());
    } else if (/^[ \t]/.test(content) && last !== '') {
      headers.set(last, `${headers.get(last) ?? ''} ${content.trim()}`);
    } else break;
    at = next;
    line += 1;
  }
  const type = headers.get('content-type') ?? '';
  const boundary = /boundary[ \t]*=[ \t]*(?:"([^"]*)"|([^\s;"]+))/i.exec(type);
  return {
    contentType: type === '' ? undefined : (type.split(';', 1)[0] ?? '').trim().toLowerCase(),
    boundary: boundary?.[1] ?? boundary?.[2],
    encoding: (headers.get('content-transfer-encoding') ?? '7bit').toLowerCase(),
    body: text.slice(at),
    bodyLine: line,
  };
}

/**
 * The parts between the delimiter lines of a multipart body, without the line break that belongs to each delimiter;
 * undefined where no delimiter is found. A missing last delimiter is forgiven.
 */
export function splitParts(body: string, boundary: string, firstLine: number): readonly { readonly text: string; readonly line: number }[] | undefined {
  const delimiter = `--${boundary}`;
  const parts: { text: string; line: number }[] = [];
  let open: { at: number; line: number } | undefined;
  let line = firstLine;
  let closed = false;
  const close = (before: number): void => {
    if (!open) return;
    let end = before;
    if (end > open.at && body[end - 1] === '\n') end -= 1;
    if (end > open.at && body[end - 1] === '\r') end -= 1;
    parts.push({ text: body.slice(open.at, Math.max(end, open.at)), line: open.line });
  };
  for (let at = 0; at < body.length && !closed; line += 1) {
    const end = body.indexOf('\n', at);
    const next = end < 0 ? body.length : end + 1;
    if (body.startsWith(delimiter, at)) {
      const rest = body.slice(at + delimiter.length, next).trimEnd();
      if (rest === '' || rest === '--') {
        close(at);
        closed = rest === '--';
        open = closed ? undefined : { at: next, line: line + 1 };
      }
    }
    at = next;
  }
  if (open && body.slice(open.at).trim() !== '') close(body.length);
  return parts.length > 0 || closed ? parts : undefined;
}

/** Takes a transfer encoding off; undefined where the content does not fit it. */
export function transferDecoded(entity: MimeEntity): Buffer | string | undefined {
  if (entity.encoding === 'base64') return entity.body.trim() === '' ? '' : fromBase64(entity.body);
  if (entity.encoding === 'quoted-printable') return quotedPrintable(entity.body);
  return entity.body;
}

function quotedPrintable(text: string): Buffer {
  const soft = text.replaceAll(/=[ \t]{0,8}\r?\n/g, '');
  const chunks: Buffer[] = [];
  let at = 0;
  for (const match of soft.matchAll(/(?:=[0-9A-Fa-f]{2})+/g)) {
    chunks.push(Buffer.from(soft.slice(at, match.index), 'utf8'), Buffer.from(match[0].replaceAll('=', ''), 'hex'));
    at = match.index + match[0].length;
  }
  chunks.push(Buffer.from(soft.slice(at), 'utf8'));
  return Buffer.concat(chunks);
}
