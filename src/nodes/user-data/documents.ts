import { createRequire } from 'node:module';
import type * as Toml from 'smol-toml';
import type * as Yaml from 'yaml';

/** Set by the build, which puts the seventy files of `yaml` into one: loading it so takes a third of the time. */
declare const EKS_AUDIT_YAML: string | undefined;

// Loaded when the first YAML or TOML part is met: most inputs have none, and `yaml` alone costs as much start-up time as
// the rest of the offline scan. Both stay outside the main bundle, so a plain require finds them.
const load = createRequire(import.meta.url);
const yamlModule = typeof EKS_AUDIT_YAML === 'string' ? EKS_AUDIT_YAML : 'yaml';
let yaml: typeof Yaml | undefined;
let toml: typeof Toml | undefined;

/** EC2 takes 16 KB; what is so much longer is left unread rather than parsed slowly. */
const longest = 128 * 1024;

/** Brackets and list marks this deep are an attack on a recursive parser. */
const deepest = 200;

export type DocumentProblem = 'bad-yaml' | 'bad-toml' | 'too-large';

export interface YamlDocuments {
  readonly documents: readonly Yaml.Document.Parsed[];
  /** Line, from 1, of an offset of the text. */
  readonly lineAt: (offset: number) => number;
}

/** All documents of a YAML (or JSON) text; a problem where one of them does not parse. */
export function yamlDocuments(text: string): YamlDocuments | DocumentProblem {
  if (text.length > longest) return 'too-large';
  if (isTooDeep(text)) return 'bad-yaml';
  yaml ??= load(yamlModule) as typeof Yaml;
  try {
    const counter = new yaml.LineCounter();
    // Duplicate keys occur in real files: cloud-init and nodeadm take the last.
    const documents = yaml.parseAllDocuments(text, { lineCounter: counter, uniqueKeys: false, logLevel: 'silent', prettyErrors: false });
    if (!Array.isArray(documents) || documents.some(document => document.errors.length > 0)) return 'bad-yaml';
    return { documents, lineAt: offset => counter.linePos(offset).line };
  } catch {
    return 'bad-yaml';
  }
}

/**
 * A TOML text as plain data. Placeholders outside quotes (`max-pods = ${n}`, or alone on a line) are not TOML; they are
 * read as text, since whoever renders the template will have replaced them.
 */
export function tomlData(text: string): Readonly<Record<string, unknown>> | DocumentProblem {
  if (text.length > longest) return 'too-large';
  if (isTooDeep(text)) return 'bad-toml';
  toml ??= load('smol-toml') as typeof Toml;
  for (const attempt of [text, quotePlaceholders(text)]) {
    try {
      return toml.parse(attempt, { maxDepth: deepest });
    } catch {
      continue;
    }
  }
  return 'bad-toml';
}

function quotePlaceholders(text: string): string {
  return text.split('\n').map(line => {
    const rest = line.trim();
    if (/^(?:\$\{[^{}]*\}|<<[^<>]*>>|\{\{[^{}]*\}\})$/.test(rest)) return '';
    const at = line.indexOf('=');
    const value = at < 0 ? '' : line.slice(at + 1).trim();
    return /^(?:\$\{[^{}"]*\}|<<[^<>"]*>>|\{\{[^{}"]*\}\})$/.test(value) ? `${line.slice(0, at + 1)} "${value}"` : line;
  }).join('\n');
}

function isTooDeep(text: string): boolean {
  let open = 0;
  let marks = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 0x5b || char === 0x7b) open += 1;
    else if (char === 0x5d || char === 0x7d) open = Math.max(0, open - 1);
    else if (char === 0x0a) marks = 0;
    else if ((char === 0x2d || char === 0x3f || char === 0x3a || char === 0x26 || char === 0x21) && text.charCodeAt(at + 1) === 0x20) marks += 1;
    if (open > deepest || marks > deepest) return true;
  }
  return false;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}
