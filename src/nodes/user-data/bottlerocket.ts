import { clusterName } from './cluster-name.ts';
import { isRecord, type DocumentProblem, tomlData } from './documents.ts';
import type { Bootstrap, ToolEvidence } from './types.ts';

/** What Bottlerocket's settings say about joining, access and updates. */
export interface BottlerocketSettings {
  readonly bootstrap: Bootstrap | undefined;
  readonly hostContainers: Readonly<Record<string, boolean | undefined>>;
  readonly updater: ToolEvidence | undefined;
  readonly ecs: boolean;
}

/** Reads `[settings.kubernetes]` tables and dotted keys alike. */
export function bottlerocket(text: string, part: number): BottlerocketSettings | DocumentProblem {
  const data = tomlData(text);
  if (typeof data === 'string') return data;
  const settings = record(data['settings']);
  const kubernetes = record(settings['kubernetes']);
  const lineOf = (key: string): number => lineWith(text, key);
  const value = kubernetes['cluster-name'];
  const named = typeof value === 'string' ? clusterName(value) : undefined;
  const has = (key: string): boolean => typeof kubernetes[key] === 'string' && kubernetes[key] !== '';
  const joins = has('cluster-name') || has('api-server') || has('cluster-certificate');
  const labels = record(kubernetes['node-labels']);
  const label = 'bottlerocket.aws/updater-interface-version';
  const containers = Object.entries(record(settings['host-containers']));
  return {
    bootstrap: joins
      ? {
          by: 'bottlerocket',
          part,
          line: lineOf(has('cluster-name') ? 'cluster-name' : has('api-server') ? 'api-server' : 'cluster-certificate'),
          ...(named && { clusterName: named }),
          endpoint: has('api-server'),
          certificateAuthority: has('cluster-certificate'),
          cidr: false,
          flags: Object.keys(kubernetes).filter(key => !isRecord(kubernetes[key])),
          conditional: false,
        }
      : undefined,
    hostContainers: Object.fromEntries(containers.map(([name, container]) => [name, typeof record(container)['enabled'] === 'boolean' ? (record(container)['enabled'] as boolean) : undefined])),
    // The label is what the update operator selects nodes by (bottlerocket-update-operator README).
    updater: Object.hasOwn(labels, label) ? { tool: 'brupop', via: 'setting', part, line: lineOf(label), installed: true, enabled: true, effective: true, applies: true } : undefined,
    ecs: Object.hasOwn(settings, 'ecs'),
  };
}

const record = (value: unknown): Readonly<Record<string, unknown>> => (isRecord(value) ? value : {});

/** The first line that sets the key and is no comment. */
function lineWith(text: string, key: string): number {
  const lines = text.split('\n');
  const at = lines.findIndex(line => !line.trimStart().startsWith('#') && line.includes(key) && line.includes('='));
  return at < 0 ? 1 : at + 1;
}
