export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
}

/**
 * Major and minor of a Kubernetes version as AWS, kubelets and EKS releases write them: `1.31`, `v1.31.4-eks-abc1234`,
 * `1.31.4-20260714`. Undefined for anything else.
 */
export function kubernetesVersion(text: string): KubernetesVersion | undefined {
  const match = /^\s*v?(\d{1,3})\.(\d{1,4})(?:[.+-].*)?$/s.exec(text);
  return match ? { major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Negative if `a` is older than `b`, zero if both are the same minor version. */
export function compareVersions(a: KubernetesVersion, b: KubernetesVersion): number {
  return a.major - b.major || a.minor - b.minor;
}

/**
 * The Kubernetes version in an image name or parameter path: its last segment that reads `1.<minor>`. A wildcard straight after
 * one digit (`1.2*`) leaves the version open; after two it does not, for no minor version has three.
 */
export function versionInName(name: string): string | undefined {
  let found: string | undefined;
  for (const match of name.matchAll(/(?:^|[-_/])(1\.\d{1,2})(?!\d)([*?]?)/g)) {
    const [, version = '', wildcard] = match;
    found = wildcard && version.length < 4 ? undefined : version;
  }
  return found;
}
