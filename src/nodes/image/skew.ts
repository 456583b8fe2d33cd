import { kubernetesVersion } from './kubernetes-version.ts';

export interface Skew {
  readonly within: 'yes' | 'no' | 'unknown';
  /** One sentence without a full stop. */
  readonly because: string;
}

/**
 * Whether a kubelet of version `node` may run against a control plane: never newer, and at most three minor versions older from a
 * control plane of 1.28 on, two before that (EKS User Guide, update-cluster, 2024-12; upstream version skew policy). Patch
 * releases do not count. Unknown where either is not a version.
 */
export function withinSkew(node: string, controlPlane: string): Skew {
  const kubelet = kubernetesVersion(node);
  const server = kubernetesVersion(controlPlane);
  if (!kubelet || !server || kubelet.major !== server.major) {
    return { within: 'unknown', because: `${!kubelet ? node : controlPlane} cannot be compared as a Kubernetes version` };
  }
  const behind = server.minor - kubelet.minor;
  const allowed = server.minor >= 28 ? 3 : 2;
  if (behind < 0) return { within: 'no', because: `the node's ${node} is newer than the control plane's ${controlPlane}` };
  if (behind > allowed) {
    return { within: 'no', because: `the node's ${node} is ${behind} minor versions behind the control plane's ${controlPlane}; ${allowed} are allowed` };
  }
  return { within: 'yes', because: `${behind === 0 ? 'the same minor version' : `${behind} behind`}, ${allowed} are allowed` };
}
