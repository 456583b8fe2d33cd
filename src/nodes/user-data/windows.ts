import { clusterName } from './cluster-name.ts';
import type { Bootstrap, Place } from './types.ts';

/** One PowerShell (or batch) statement, comments and line continuations taken off. */
export interface Statement extends Place {
  readonly text: string;
}

/** Cmdlets that show, copy or fetch the script and do not run it. */
const onlyHandle = /^(?:\$[\w:]+\s*=\s*)?\(?\s*(?:Write-\w+|echo|Get-Content|Set-Content|Add-Content|Copy-Item|Move-Item|Test-Path|Select-String|Out-File|iwr|Invoke-WebRequest|wget|curl|#|rem\b|::)/i;

/** The statements of a part, one a line. Blocks are not followed: a statement in an `if` counts. */
export function statements(text: string, part: number): readonly Statement[] {
  const found: Statement[] = [];
  let pending = '';
  let start = 0;
  let inComment = false;
  text.split('\n').forEach((raw, index) => {
    let line = raw.trim();
    if (inComment) {
      const end = line.indexOf('#>');
      if (end < 0) return;
      inComment = false;
      line = line.slice(end + 2).trim();
    }
    const opens = line.indexOf('<#');
    if (opens >= 0) {
      const end = line.indexOf('#>', opens);
      inComment = end < 0;
      line = `${line.slice(0, opens)} ${end < 0 ? '' : line.slice(end + 2)}`.trim();
    }
    if (line.startsWith('#') || /^<\/?(?:powershell|script|persist)>/i.test(line)) {
      line = line.startsWith('<') ? line.replace(/^<[^>]*>/, '').trim() : '';
    }
    line = withoutComment(line);
    if (line === '' && pending === '') return;
    if (pending === '') start = index + 1;
    if (/(?:^|\s)`$/.test(line)) {
      pending += `${line.slice(0, -1)} `;
      return;
    }
    found.push({ text: pending + line, part, line: start });
    pending = '';
  });
  if (pending.trim() !== '') found.push({ text: pending, part, line: start });
  return found;
}

/** Calls of EKS's own bootstrap script, found by its name, by a variable that holds it, or by its parameters. */
export function windowsBootstraps(all: readonly Statement[]): readonly Bootstrap[] {
  const variables = literals(all);
  const splatted = all.find(({ text }) => /(?:^|[{;\s@])["']?EKSClusterName["']?\s*=/i.test(text));
  const found: Bootstrap[] = [];
  for (const statement of all) {
    const { text, part, line } = statement;
    if (onlyHandle.test(text)) continue;
    const called = /(?:^|[=(;{|\s])(?:&|\.)\s*["'(]?(\$\{?[\w:]+\}?|[^\s"']*)|\b(?:powershell|pwsh)(?:\.exe)?\b.*?-File\s+["']?(\$\{?\w+\}?)?/i.exec(text);
    const target = called?.[1] ?? called?.[2];
    const byName = /Start-EKSBootstrap\.ps1/i.test(text) && (called !== null || /^["']?(?:[A-Z]:\\|\.\\|\$env:)/i.test(text)) && !/^\s*(?:\[string\]\s*)?\$\w+\s*=\s*["']/i.test(text);
    const byVariable = target?.startsWith('$') === true && /Start-EKSBootstrap/i.test(variables.get(variableName(target)) ?? '');
    const hasParameter = /\s-EKSClusterName\b/i.test(text);
    if (!byName && !byVariable && !(hasParameter && called)) continue;
    const value = parameter(text, 'EKSClusterName') ?? (/\s@\w+/.test(text) && splatted ? assigned(splatted.text, 'EKSClusterName') : undefined);
    const resolved = value && resolve(value, variables);
    const name = resolved && clusterName(resolved.text, resolved.known);
    const has = (flag: string): boolean => new RegExp(`\\s-${flag}\\b`, 'i').test(text) || (/\s@\w+/.test(text) && all.some(each => assigned(each.text, flag) !== undefined));
    found.push({
      by: 'windows',
      part,
      line,
      ...(name && { clusterName: name }),
      endpoint: has('APIServerEndpoint'),
      certificateAuthority: has('Base64ClusterCA'),
      cidr: has('ServiceCIDR'),
      flags: [...new Set([...text.matchAll(/\s(-(?:EKSClusterName|APIServerEndpoint|Base64ClusterCA|DNSClusterIP|ServiceCIDR|ExcludedSnatCIDRs|KubeletExtraArgs|KubeProxyExtraArgs|ContainerRuntime))\b/gi)].map(match => match[1] as string))],
      conditional: false,
    });
  }
  return found;
}

interface Value {
  readonly text: string;
  readonly quote: '"' | "'" | '';
}

/** Value of `-Name value`, `-Name:value`, `-Name "value"`. */
function parameter(text: string, name: string): Value | undefined {
  return valueAfter(text, new RegExp(`\\s-${name}(?:\\s*:\\s*|\\s+)`, 'i'));
}

function assigned(text: string, name: string): Value | undefined {
  return valueAfter(text, new RegExp(`(?:^|[{;\\s@])["']?${name}["']?\\s*=\\s*`, 'i'));
}

function valueAfter(text: string, pattern: RegExp): Value | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 2000);
  const quoted = /^(["'])(.*?)\1/.exec(rest);
  if (quoted) return { text: quoted[2] ?? '', quote: quoted[1] as '"' | "'" };
  const bare = /^(?:\$\{[^}]*\}|<<[^>\s]*>>|<[\w-]+>|\{\{[^}]*\}\}|[^\s;,)}|])+/.exec(rest)?.[0];
  return bare === undefined || bare.startsWith('-') ? undefined : { text: bare, quote: '' };
}

/** Variables assigned one literal string; assigned twice with different ones they are not known. */
function literals(all: readonly Statement[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const { text } of all) {
    const match = /^\s*(?:\[string\]\s*)?\$(?:global:|script:)?(\w+)\s*=\s*(.*)$/i.exec(text);
    if (!match) continue;
    const name = (match[1] as string).toLowerCase();
    const literal = /^(["'])([^"']*)\1\s*;?$/.exec((match[2] ?? '').slice(0, 2000));
    let value = literal?.[2] ?? '';
    if (literal?.[1] === '"') value = value.replaceAll(/\$(\w+)(?!:)/g, (raw, inner: string) => (found.get(inner.toLowerCase()) ?? raw).slice(0, 500));
    if (!literal || (found.has(name) && found.get(name) !== value)) value = '';
    found.set(name, value.slice(0, 2000));
  }
  return found;
}

const variableName = (text: string): string => text.replaceAll(/[${}]/g, '').toLowerCase();

function resolve(value: Value, variables: ReadonlyMap<string, string>): { readonly text: string; readonly known: boolean } {
  if (value.quote === "'" || !value.text.includes('$')) return { text: value.text, known: true };
  let known = true;
  const text = value.text.replaceAll(/\$\{?([\w:.]+)\}?/g, (raw, name: string) => {
    const held = variables.get(name.toLowerCase());
    if (held) return held;
    known = false;
    return raw;
  });
  return { text, known };
}

function withoutComment(line: string): string {
  if (!line.includes('#')) return line;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const char = line[at] as string;
    if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '#' && (at === 0 || /\s/.test(line[at - 1] as string))) return line.slice(0, at).trimEnd();
  }
  return line;
}
