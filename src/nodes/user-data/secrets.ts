import { classify } from './classify.ts';
import type { PartKind, SecretSighting, SecretType } from './types.ts';
import { asText, type Budget, fromBase64, isGzip, newBudget, unzip } from './unpack.ts';

/** A stretch of the text that is a credential. */
interface Found {
  readonly type: SecretType;
  readonly at: number;
  readonly length: number;
}

/** Tokens that give themselves away, whatever stands around them. */
const shapes: readonly (readonly [SecretType, RegExp])[] = [
  ['aws-access-key-id', /(?<![A-Za-z0-9+/])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9+/=])/g],
  ['github-token', /(?<!\w)(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})/g],
  ['gitlab-token', /(?<!\w)gl(?:pat|dt|rt|ptt|cbt|agent)-[\w-]{20,100}/g],
  ['slack-token', /(?<!\w)xox[abeprs]-[A-Za-z0-9-]{10,200}/g],
  ['slack-token', /hooks\.slack\.com\/services\/T[A-Z0-9]{6,20}\/B[A-Z0-9]{6,20}\/[A-Za-z0-9]{16,40}/g],
  ['npm-token', /(?<!\w)npm_[A-Za-z0-9]{36}(?!\w)/g],
  ['docker-token', /(?<!\w)dckr_(?:pat|oat)_[\w-]{20,100}/g],
  ['vendor-token', /(?<!\w)(?:hv[sb]\.[\w-]{24,200}|sk_live_[A-Za-z0-9]{16,100}|AIza[\w-]{35}(?!\w)|AGE-SECRET-KEY-1[A-Z0-9]{50,60}|NRAK-[A-Z0-9]{27}|dop_v1_[a-f0-9]{64}|pypi-AgEIcHlwaS5vcmc[\w-]{50,200})/g],
];

const privateKey = /-----BEGIN (?:[A-Z0-9]{2,12} ){0,2}PRIVATE KEY(?: BLOCK)?-----/g;
const authorization = /authorization["']?[ \t]{0,4}[:=][ \t]{0,4}["']?(?:bearer|basic|token)[ \t]{1,4}/gi;
const userOption = /(?:^|[\s'"])(?:-u|--user|--proxy-user|-U)(?:=|[ \t]{1,4})?["']?(?=[^\s:'"]{1,100}:)/g;
const urlStart = /:\/\/(?=[^\s/:@'"<>]{0,100}:)/g;
/** Keys whose value is a credential. What follows the word may only end the name: `token_ttl` and `password_file` are others. */
const keyword = /(?:secret_?access_?key|secretkey|secret_key|secret-key|passphrase|password|passwd|pass|pwd|secret|identitytoken|token|api[_-]?key|apikey|access[_-]key|account[_-]key|auth[_-]key|license[_-]?key|private[_-]key|encryption[_-]key|auth|enrollment_?key)(?![A-Za-z0-9_-])/gi;
const base64Text = /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{24,}={0,2}/g;

/** Keys that look alike and hold none: cluster and public certificates, checksums, IMDS session tokens. */
const harmlessKey = /cert|(?:^|[^a-z])ca$|b64|public|checksum|sha\d|ttl|lock|allow|permit|bypass|compass|http[_-]?token|next|page|metadata-token$/i;

/**
 * Where credentials stand in a part, comments included: who reads user data reads them too. Assignments count when the
 * value is literal; variables, lookups and placeholders are none. Base64 values are decoded and looked into.
 */
export function secretsIn(text: string, kind: PartKind, part: number, budget: Budget = newBudget()): readonly SecretSighting[] {
  const found = [...inText(text, kind), ...inBase64(text, budget)].sort((a, b) => a.at - b.at || b.length - a.length);
  const sightings: SecretSighting[] = [];
  let line = 1;
  let lineStart = 0;
  let end = -1;
  for (const { type, at, length, encoded } of found) {
    if (at < end) continue; // One credential is one sighting, whatever it matched.
    end = at + length;
    for (let next = text.indexOf('\n', lineStart); next >= 0 && next < at; next = text.indexOf('\n', lineStart)) {
      lineStart = next + 1;
      line += 1;
    }
    sightings.push({ type, part, line, column: at - lineStart + 1, length, encoded: encoded ?? false });
  }
  return sightings;
}

function* inText(text: string, kind: PartKind): Generator<Found & { encoded?: boolean }> {
  for (const [type, shape] of shapes) for (const match of text.matchAll(shape)) yield { type, at: match.index, length: match[0].length };
  for (const match of text.matchAll(privateKey)) {
    // The words alone, as in a grep, are no key.
    const body = text.slice(match.index + match[0].length, match.index + match[0].length + 2000);
    if (/^(?:\s|\\[nr]|[A-Za-z-]{1,20}:[^\n]{0,100}\n){1,200}[A-Za-z0-9+/]{16}/.test(body)) yield { type: 'private-key', at: match.index, length: match[0].length };
  }
  for (const match of text.matchAll(authorization)) {
    const at = match.index + match[0].length;
    const value = /^[\w.~+/=-]{8,2000}/.exec(text.slice(at, at + 2000))?.[0];
    if (value && /\d|[A-Z].*[a-z]|[a-z].*[A-Z]/.test(value)) yield { type: 'authorization-header', at, length: value.length };
  }
  for (const match of text.matchAll(userOption)) {
    const at = match.index + match[0].length;
    const value = /^[^\s:'"]{1,100}:([^\s'"]{1,200})/.exec(text.slice(at, at + 302));
    const before = text.slice(Math.max(0, match.index - 300), match.index + 1);
    const command = before.slice(Math.max(before.lastIndexOf(';'), before.lastIndexOf('|'), before.lastIndexOf('&&')) + 1);
    if (value?.[1] && /\b(?:curl|wget)\b/.test(command) && isLiteral(value[1], 'shell', '')) yield { type: 'basic-auth', at: at + value[0].length - value[1].length, length: value[1].length };
  }
  for (const match of text.matchAll(urlStart)) {
    const at = match.index + match[0].length;
    const value = /^[^\s/:@'"<>]{0,100}:([^\s/@'"<>]{1,200})@/.exec(text.slice(at, at + 302));
    if (value?.[1] && isLiteral(value[1], kind, '')) yield { type: 'url-credentials', at: at + value[0].length - 1 - value[1].length, length: value[1].length };
  }
  yield* assignments(text, kind);
  yield* commands(text);
  if (kind !== 'node-config') {
    for (const match of text.matchAll(/\$(?:[156y]|2[aby])\$(?:rounds=\d{1,9}\$)?[./A-Za-z0-9]{1,32}\$[./A-Za-z0-9]{20,120}/g)) yield { type: 'password-hash', at: match.index, length: match[0].length };
  }
}

function* assignments(text: string, kind: PartKind): Generator<Found> {
  const lookups = lookedUp(text);
  for (const match of text.matchAll(keyword)) {
    let start = match.index;
    while (start > 0 && match.index - start < 64 && /[A-Za-z0-9_.-]/.test(text[start - 1] as string)) start -= 1;
    const key = text.slice(start, match.index + match[0].length);
    const word = match[0].toLowerCase();
    const left = text.slice(start, match.index);
    // `bypass`, `compass`, `rootfs-auth`: these short words count only as a word of their own.
    if (/^(?:pass|pwd|auth)$/.test(word) && left !== '' && !/[_.-]$/.test(left)) continue;
    if (word === 'pwd' && left === '') continue;
    if (harmlessKey.test(key)) continue;
    const previous = text[start - 1] ?? '\n';
    if (kind !== 'powershell' && (previous === '$' || previous === '{')) continue;
    const separated = /^["']?(?:\][ \t]{0,4})?([ \t]{0,8})([:=]?)([:=]?)([ \t]{0,8})/.exec(text.slice(start + key.length, start + key.length + 24));
    if (!separated) continue;
    const isFlag = key.startsWith('-');
    if (separated[3] !== '' || (separated[2] === '' && !(isFlag && separated[1] !== ''))) continue;
    // `NAME = value` assigns nothing in a shell; `NAME: value` may stand in a file that a script writes.
    const at = start + key.length + separated[0].length;
    const value = valueAt(text, at, kind);
    if (!value) continue;
    const line = lineAround(text, start);
    const isShellAssignment = separated[2] === '=' && separated[1] === '' && separated[4] === '' && !/[.-]/.test(key);
    const isComment = /^\s*(?:#(?!!)|\/\/|rem\b)/i.test(line);
    if (!isLiteral(value.text, kind, value.quote)) continue;
    const goesOn = separated[2] === ':' && value.quote === '' && /^[ \t]{1,8}[A-Za-z]/.test(text.slice(value.at + value.text.length, value.at + value.text.length + 10));
    const type = typeOf(word);
    if (type === 'registry-credentials' && !/^[A-Za-z0-9+/]{4,}={0,2}$/.test(value.text)) continue;
    if (type === 'registry-credentials' && !/:/.test(fromBase64(value.text)?.toString('latin1') ?? '') && kind !== 'toml') continue;
    const isFree = type === 'password' ? !isComment && !goesOn : (isShellAssignment || isFlag) && !isComment && !lookups.has(key);
    if (!isFree && !looksRandom(value.text)) continue;
    if (value.text.length < (type === 'password' ? 3 : 6)) continue;
    yield { type: /^[A-Za-z0-9/+=]{40}$/.test(value.text) && /secret/.test(word) && /key/.test(word) ? 'aws-secret-access-key' : type, at: value.at, length: value.text.length };
  }
}

/** Credentials that a command takes without naming them. */
function* commands(text: string): Generator<Found> {
  for (const match of text.matchAll(/\bConvertTo-SecureString[ \t]{1,8}(?:-String[ \t]{1,8})?["']([^"'\n$]{3,200})["']/gi)) yield { type: 'password', at: match.index + match[0].length - 1 - (match[1] as string).length, length: (match[1] as string).length };
  for (const match of text.matchAll(/\bsshpass[ \t]{1,8}-p[ \t]{0,8}["']?([^\s"'$]{3,200})/g)) yield { type: 'password', at: match.index + match[0].length - (match[1] as string).length, length: (match[1] as string).length };
  for (const match of text.matchAll(/\becho[ \t]{1,8}(?:-e[ \t]{1,8})?["']?[\w-]{1,32}:([^\s"'$`:|]{3,200})["']?[ \t]{0,8}\|[ \t]{0,8}(?:sudo[ \t]{1,8})?chpasswd/g)) yield { type: 'password', at: match.index + match[0].indexOf(':') + 1, length: (match[1] as string).length };
  for (const match of text.matchAll(/\bnet[ \t]{1,8}user[ \t]{1,8}[\w.-]{1,64}[ \t]{1,8}["']?([^\s"'$/%]{3,128})["']?[ \t]{0,8}\/add/gi)) yield { type: 'password', at: match.index + match[0].indexOf(match[1] as string, 8), length: (match[1] as string).length };
}

interface Value {
  readonly text: string;
  readonly at: number;
  readonly quote: string;
}

function valueAt(text: string, at: number, kind: PartKind): Value | undefined {
  const quote = /^\\?["']/.exec(text.slice(at, at + 2))?.[0] ?? '';
  const start = at + quote.length;
  const rest = text.slice(start, start + 1024);
  const stop = quote === '' ? rest.search(/[\s"'`,;&|)}\]<>]/) : rest.search(quote.endsWith('"') ? /\\?"|\n/ : /\\?'|\n/);
  // An unquoted right side is an expression in PowerShell, and in TOML it is no string.
  if (quote === '' && (kind === 'powershell' || kind === 'toml')) return undefined;
  const value = rest.slice(0, stop < 0 ? rest.length : stop);
  if (quote === '' && /^[`<(]/.test(rest.slice(value.length, value.length + 1)) && value === '') return undefined;
  return value === '' ? undefined : { text: value, at: start, quote: quote.slice(-1) };
}

function isLiteral(value: string, kind: PartKind, quote: string): boolean {
  const isShell = kind === 'shell' || kind === 'boothook' || kind === 'powershell' || kind === 'unknown' || kind === 'jinja';
  if (/\$\{|\$\(|\{\{|\}\}|%\{|`|<<|^<|^%[\w.-]+%$|^__\w+__$|^@@?\w+@@?$/.test(value)) return false;
  if (isShell && quote !== "'" && /\$[A-Za-z_@*1-9]/.test(value)) return false;
  if (/^\$[A-Za-z_]\w*$/.test(value) || /^[$|>&*!%{[(-]/.test(value)) return false;
  if (/^(?:true|false|yes|no|on|off|null|none|nil|undefined|required|optional|enabled|disabled|default|auto|file|env|stdin|prompt|\d{1,3})$/i.test(value)) return false;
  if (/^(?:arn:|ssm:|ssm\/|vault:|secretsmanager|awssm|kms:|sops|ref\+|file:|https?:|s3:|op:|data\.|var\.|local\.|env:|aws:|ENC\[|AQICA|\.{0,2}\/|~\/|[A-Z]:\\)/i.test(value)) return false;
  return !isPlaceholder(value);
}

function isPlaceholder(value: string): boolean {
  return /^(.)\1*$|^(?:x{3,}|\*{2,}|\.{3,}|\[?redacted\]?|\(sensitive value\)|sensitive|masked|hidden|change[_-]?(?:me|it)!?|todo|tbd|fixme|placeholder|(?:your|my|insert|replace|enter|put)[_-][\w-]*|replaceme|some[_-]?\w+[_-]here|[A-Z0-9]+(?:_[A-Z0-9]+)*_(?:PLACEHOLDER|HERE)|REPLACE[\w-]*|YOUR[\w-]*)$/i.test(value.slice(0, 200)) && !/\d{4}/.test(value);
}

function looksRandom(value: string): boolean {
  return value.length >= 8 && /\d/.test(value) && /[A-Za-z]/.test(value) && !/^[a-z]+(?:[-/_.][a-z0-9]{1,12}){1,8}$/.test(value);
}

/** Variables that hold the name under which a lookup finds a secret: `SECRET=prod/db`, then `--secret-id "$SECRET"`. */
function lookedUp(text: string): ReadonlySet<string> {
  return new Set([...text.matchAll(/--(?:secret-id|secret|names?|parameter-name)(?:=|[ \t]{1,4})"?\$\{?(\w{1,80})/g)].map(match => match[1] as string));
}

function typeOf(word: string): SecretType {
  if (/pass|pwd/.test(word)) return 'password';
  if (/access_?key|secret_?-?key|secretkey/.test(word)) return 'secret';
  if (/^auth$|identitytoken/.test(word)) return 'registry-credentials';
  if (/token/.test(word)) return 'token';
  if (/key/.test(word)) return 'api-key';
  return 'secret';
}

function lineAround(text: string, at: number): string {
  const before = text.slice(Math.max(0, at - 200), at);
  return before.slice(before.lastIndexOf('\n') + 1);
}

/** Long base64 values, decoded (and unzipped) and searched; the sighting is of the whole value. */
function* inBase64(text: string, budget: Budget): Generator<Found & { encoded: boolean }> {
  for (const match of text.matchAll(base64Text)) {
    if (budget.left <= 0) return;
    const bytes = fromBase64(match[0]);
    if (!bytes) continue;
    let plain: Buffer = bytes;
    if (isGzip(bytes)) {
      const unpacked = unzip(bytes, budget);
      if (!('bytes' in unpacked)) continue;
      plain = unpacked.bytes;
    }
    budget.left -= plain.length;
    const inner = asText(plain);
    if (inner === undefined || !isReadable(inner)) continue;
    const first = inText(inner, classify(inner)).next().value as Found | undefined;
    if (first) yield { type: first.type, at: match.index, length: match[0].length, encoded: true };
  }
}

/** Random bytes are seldom printable; text is. */
function isReadable(text: string): boolean {
  return !/[\u0000-\u0008\u000E-\u001F\uFFFD]/.test(text.slice(0, 2000));
}
