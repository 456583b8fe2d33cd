import type { AMITypes } from '@aws-sdk/client-eks';
import type { Family } from './families.ts';
import { compareVersions, kubernetesVersion } from './kubernetes-version.ts';
import type { Accelerator, Arch } from './reading.ts';

/** What an EKS `amiType` says. */
export interface AmiType {
  readonly family: Family;
  readonly arch?: Arch;
  readonly accelerator?: Accelerator;
  readonly fips?: boolean;
  readonly windows?: { readonly edition: 'Core' | 'Full'; readonly release: '2019' | '2022' | '2025' };
}

const windows = (edition: 'Core' | 'Full', release: '2019' | '2022' | '2025'): AmiType => ({ family: 'windows', arch: 'x86_64', windows: { edition, release } });

/** The complete list of the EKS API model (AMITypes, 2026-08); the SDK's type makes a missing one a compile error. */
const amiTypes = {
  AL2_x86_64: { family: 'al2', arch: 'x86_64' },
  AL2_x86_64_GPU: { family: 'al2', arch: 'x86_64', accelerator: 'nvidia' },
  AL2_ARM_64: { family: 'al2', arch: 'arm64' },
  CUSTOM: { family: 'custom' },
  BOTTLEROCKET_ARM_64: { family: 'bottlerocket', arch: 'arm64' },
  BOTTLEROCKET_x86_64: { family: 'bottlerocket', arch: 'x86_64' },
  BOTTLEROCKET_ARM_64_FIPS: { family: 'bottlerocket', arch: 'arm64', fips: true },
  BOTTLEROCKET_x86_64_FIPS: { family: 'bottlerocket', arch: 'x86_64', fips: true },
  BOTTLEROCKET_ARM_64_NVIDIA: { family: 'bottlerocket', arch: 'arm64', accelerator: 'nvidia' },
  BOTTLEROCKET_x86_64_NVIDIA: { family: 'bottlerocket', arch: 'x86_64', accelerator: 'nvidia' },
  BOTTLEROCKET_ARM_64_NVIDIA_FIPS: { family: 'bottlerocket', arch: 'arm64', accelerator: 'nvidia', fips: true },
  BOTTLEROCKET_x86_64_NVIDIA_FIPS: { family: 'bottlerocket', arch: 'x86_64', accelerator: 'nvidia', fips: true },
  WINDOWS_CORE_2019_x86_64: windows('Core', '2019'),
  WINDOWS_FULL_2019_x86_64: windows('Full', '2019'),
  WINDOWS_CORE_2022_x86_64: windows('Core', '2022'),
  WINDOWS_FULL_2022_x86_64: windows('Full', '2022'),
  WINDOWS_CORE_2025_x86_64: windows('Core', '2025'),
  WINDOWS_FULL_2025_x86_64: windows('Full', '2025'),
  AL2023_x86_64_STANDARD: { family: 'al2023', arch: 'x86_64' },
  AL2023_ARM_64_STANDARD: { family: 'al2023', arch: 'arm64' },
  AL2023_x86_64_NEURON: { family: 'al2023', arch: 'x86_64', accelerator: 'neuron' },
  AL2023_x86_64_NVIDIA: { family: 'al2023', arch: 'x86_64', accelerator: 'nvidia' },
  AL2023_ARM_64_NVIDIA: { family: 'al2023', arch: 'arm64', accelerator: 'nvidia' },
} as const satisfies Record<AMITypes, AmiType>;

/** A type that is not in the list is `other`, not an error: the list grows. */
export function amiType(value: string): AmiType {
  return Object.hasOwn(amiTypes, value) ? amiTypes[value as AMITypes] : { family: 'other' };
}

export interface DefaultAmiType {
  /** Undefined where the Kubernetes version that decides it is not known. */
  readonly family: 'al2' | 'al2023' | undefined;
  readonly because: string;
}

/**
 * The family EKS takes for a newly created managed group that leaves `amiType` out and brings no image. Architecture and
 * accelerator follow the instance types, so they are not promised.
 * Source: EKS User Guide, kubernetes-versions-extended, "Kubernetes 1.30" (copy read 2026-11): AL2023 from 1.30, AL2 before.
 */
export function defaultAmiType(kubernetes: string | undefined): DefaultAmiType {
  const version = kubernetes === undefined ? undefined : kubernetesVersion(kubernetes);
  if (!version) return { family: undefined, because: 'amiType is left out, and EKS chooses it by a Kubernetes version that is not known here' };
  return compareVersions(version, { major: 1, minor: 30 }) >= 0
    ? { family: 'al2023', because: 'amiType is left out: EKS takes AL2023 for groups created on Kubernetes 1.30 or later' }
    : { family: 'al2', because: 'amiType is left out: EKS takes AL2 for groups created on Kubernetes before 1.30' };
}
