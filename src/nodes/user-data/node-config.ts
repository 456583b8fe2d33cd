import { clusterName } from './cluster-name.ts';
import { isRecord, type DocumentProblem, yamlDocuments } from './documents.ts';
import type { Bootstrap } from './types.ts';

/** One NodeConfig as it stands in the text. */
export interface NodeConfig {
  readonly part: number;
  /** Cluster settings given, with the line of each. */
  readonly cluster: Readonly<Record<string, { readonly value: unknown; readonly line: number }>> | undefined;
  readonly featureGates: Readonly<Record<string, boolean>>;
}

/** All NodeConfig documents of a text; others in it are none of nodeadm's business. */
export function nodeConfigs(text: string, part: number, firstLine = 1): readonly NodeConfig[] | DocumentProblem {
  const parsed = yamlDocuments(text);
  if (typeof parsed === 'string') return parsed;
  const found: NodeConfig[] = [];
  for (const document of parsed.documents) {
    let data: unknown;
    try {
      data = document.toJS();
    } catch {
      return 'bad-yaml';
    }
    if (!isRecord(data) || typeof data['apiVersion'] !== 'string' || !data['apiVersion'].startsWith('node.eks.aws/')) continue;
    if (data['kind'] !== undefined && data['kind'] !== 'NodeConfig') continue;
    const spec = isRecord(data['spec']) ? data['spec'] : {};
    const cluster = isRecord(spec['cluster']) ? spec['cluster'] : undefined;
    const lineOf = (key: string): number => {
      const node = document.getIn(['spec', 'cluster', key], true) as { readonly range?: readonly number[] | null } | undefined;
      return firstLine - 1 + parsed.lineAt(node?.range?.[0] ?? 0);
    };
    const gates = isRecord(spec['featureGates']) ? spec['featureGates'] : {};
    found.push({
      part,
      cluster: cluster && Object.fromEntries(Object.entries(cluster).filter(([, value]) => value !== null && value !== '').map(([key, value]) => [key, { value, line: lineOf(key) }])),
      featureGates: Object.fromEntries(Object.entries(gates).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean')),
    });
  }
  return found;
}

/** nodeadm merges them in order, the later value of each setting wins. Without any cluster block they register nothing. */
export function nodeadmBootstrap(configs: readonly NodeConfig[]): Bootstrap | undefined {
  const merged = new Map<string, { value: unknown; line: number; part: number }>();
  for (const { cluster, part } of configs) for (const [key, each] of Object.entries(cluster ?? {})) merged.set(key, { ...each, part });
  const first = merged.get('name') ?? [...merged.values()][0];
  if (!first) return undefined;
  const name = merged.get('name');
  const named = name && clusterName(typeof name.value === 'string' || typeof name.value === 'number' ? String(name.value) : '{{ }}');
  return {
    by: 'nodeadm',
    part: first.part,
    line: first.line,
    ...(named && { clusterName: named }),
    endpoint: merged.has('apiServerEndpoint'),
    certificateAuthority: merged.has('certificateAuthority'),
    cidr: merged.has('cidr'),
    flags: [...merged.keys()],
    conditional: false,
  };
}
