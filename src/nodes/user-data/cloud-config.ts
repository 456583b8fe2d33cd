import type { Scalar } from 'yaml';
import { isRecord, type DocumentProblem, yamlDocuments } from './documents.ts';
import type { Script } from './shell-run.ts';
import type { Place } from './types.ts';
import { asText, fromBase64, isGzip, newBudget, unzip } from './unpack.ts';

/** What a cloud-config part does, as far as nodes are concerned. */
export interface CloudConfig {
  readonly scripts: readonly Script[];
  readonly files: ReadonlyMap<string, Script>;
  readonly packages: readonly (Place & { readonly name: string })[];
  /** Line of `package_upgrade: true`. */
  readonly upgradesAt: number | undefined;
}

const nothing: CloudConfig = { scripts: [], files: new Map(), packages: [], upgradesAt: undefined };

/** Reads `runcmd`, `bootcmd`, `write_files` and `packages`; what else there is does not concern a node. */
export function cloudConfig(text: string, part: number): CloudConfig | DocumentProblem {
  const parsed = yamlDocuments(text);
  if (typeof parsed === 'string') return parsed;
  const document = parsed.documents[0];
  if (!document) return nothing;
  let data: unknown;
  try {
    data = document.toJS();
  } catch {
    return 'bad-yaml';
  }
  if (!isRecord(data)) return nothing;
  const budget = newBudget();
  const lineOf = (path: readonly (string | number)[]): { line: number; isBlock: boolean } => {
    const node = document.getIn(path, true) as (Partial<Scalar> & { readonly range?: readonly number[] | null }) | undefined;
    const line = parsed.lineAt(node?.range?.[0] ?? 0);
    const isBlock = node?.type === 'BLOCK_LITERAL' || node?.type === 'BLOCK_FOLDED';
    return { line: isBlock ? line + 1 : line, isBlock };
  };
  const script = (content: string, path: readonly (string | number)[], verbatim = true): Script => {
    const { line, isBlock } = lineOf(path);
    return { text: content, part, firstLine: line, ...(!(isBlock && verbatim) && { onOneLine: true }) };
  };

  const scripts: Script[] = [];
  for (const key of ['bootcmd', 'runcmd']) {
    list(data[key]).forEach((item, index) => {
      if (typeof item === 'string') scripts.push(script(item, [key, index]));
      else if (Array.isArray(item)) scripts.push(script(item.map(quote).join(' '), [key, index]));
    });
  }
  const files = new Map<string, Script>();
  list(data['write_files']).forEach((file, index) => {
    if (!isRecord(file) || typeof file['path'] !== 'string' || typeof file['content'] !== 'string') return;
    const encoding = typeof file['encoding'] === 'string' ? file['encoding'].toLowerCase() : '';
    const content = fileContent(file['content'], encoding, budget);
    if (content !== undefined) files.set(file['path'], script(content, ['write_files', index, 'content'], content === file['content']));
  });
  const packages = list(data['packages']).flatMap((item, index) => {
    const name = Array.isArray(item) ? item[0] : item;
    return typeof name === 'string' ? [{ name, part, line: lineOf(['packages', index]).line }] : [];
  });
  const upgrade = ['package_upgrade', 'apt_upgrade'].find(key => data[key] === true);
  return { scripts, files, packages, upgradesAt: upgrade === undefined ? undefined : lineOf([upgrade]).line };
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const quote = (word: unknown): string => `'${String(word).replaceAll("'", `'\\''`)}'`;

function fileContent(content: string, encoding: string, budget: { left: number }): string | undefined {
  if (!/b64|base64|gz/.test(encoding)) return content;
  const bytes = fromBase64(content);
  if (!bytes) return undefined;
  if (!isGzip(bytes)) return asText(bytes);
  const unpacked = unzip(bytes, budget);
  return 'bytes' in unpacked ? asText(unpacked.bytes) : undefined;
}
