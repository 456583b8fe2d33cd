import { dateIn } from './reading.ts';

export interface ReleaseVersion {
  readonly kubernetesVersion?: string;
  readonly releaseDate?: string;
  /** Bottlerocket's own version: its releases do not say which Kubernetes they carry. */
  readonly systemVersion?: string;
  /** A group with an image of the user's has the image id as its release version. */
  readonly imageId?: string;
}

/**
 * A managed group's `releaseVersion`: Amazon Linux `1.36.2-20260714`, Windows `1.35-2026.04.18`, Bottlerocket
 * `1.54.0-5043decc`, `ami-…`. Empty for anything else. (EKS API, Nodegroup; EKS User Guide, eks-ami-versions-windows.)
 */
export function readReleaseVersion(value: string): ReleaseVersion {
  if (/^ami-[0-9a-f]+$/.test(value)) return { imageId: value };
  const dated = /^(1\.\d{1,2})(?:\.\d+)?-(\d{8}|\d{4}[.-]\d\d[.-]\d\d)$/.exec(value);
  const releaseDate = dated ? dateIn(dated[2] ?? '') : undefined;
  if (dated?.[1] !== undefined && releaseDate !== undefined) return { kubernetesVersion: dated[1], releaseDate };
  const bottlerocket = /^(\d+\.\d+\.\d+)-[0-9a-f]{8}$/.exec(value);
  return bottlerocket?.[1] === undefined ? {} : { systemVersion: bottlerocket[1] };
}
