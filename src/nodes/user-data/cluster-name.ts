import type { ClusterName } from './types.ts';

/** EKS's own pattern for cluster names (EKS API, CreateCluster, name). */
const valid = /^[0-9A-Za-z][A-Za-z0-9_-]{0,99}$/;

/** A word in the cluster name's place; undefined where it is empty. What holds a placeholder is a token, in one spelling. */
export function clusterName(text: string, known = true): ClusterName | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (known && valid.test(trimmed)) return { known: trimmed };
  if (!known || isPlaceholder(trimmed)) return { token: trimmed.replaceAll(/\$([A-Za-z_]\w*)/g, '${$1}').slice(0, 200) };
  return { known: trimmed.slice(0, 200) };
}

/** Text that only a template engine would leave behind. Such text is no cluster name either. */
function isPlaceholder(text: string): boolean {
  return /\$\{|\$[A-Za-z_(]|\{\{|<[A-Za-z<]|^__\w+__$|^%[\w.-]+%$|^@@?[\w.-]+@@?$|%\{|\s/.test(text);
}
