import type { Family } from './families.ts';
import { versionInName } from './kubernetes-version.ts';
import { acceleratorIn, archIn, dateIn, fipsIn, type ImageReading, type Purpose, reading } from './reading.ts';

type Shape = Partial<Pick<ImageReading, 'family' | 'purpose' | 'arch' | 'variant' | 'distribution' | 'cis'>>;

/**
 * Name shapes, first match wins. Sources: amazon-eks-ami CHANGELOG and Makefile (2026-07), eksctl pkg/ami and Karpenter
 * pkg/providers/amifamily (2026-08), amazon-ecs-ami releases (2024-06).
 */
const shapes: readonly (readonly [RegExp, Shape])[] = [
  [/^amazon-eks-node-al2023-/, { family: 'al2023', purpose: 'eks' }],
  [/^amazon-eks-arm64-node-/, { family: 'al2', purpose: 'eks', arch: 'arm64' }],
  [/^amazon-eks-gpu-node-/, { family: 'al2', purpose: 'eks', arch: 'x86_64' }],
  [/^amazon-eks-node-v?\d/, { family: 'al2', purpose: 'eks', arch: 'x86_64' }],
  [/^amazon-eks-node-v[*?]/, { family: 'al2', purpose: 'eks', arch: 'x86_64' }],
  // The recipe's default name has another order than the published one: `-node-` after the architecture.
  [/^amazon-eks-al2023-/, { family: 'al2023', purpose: 'eks-recipe' }],
  // `amazon-eks-node-*` matches AL2 and AL2023 names alike, `amazon-eks-*` the recipe's too: the family stays open.
  [/^amazon-eks-[^/]*[*?]/, { purpose: 'eks' }],
  [/^bottlerocket-aws-k8s-/, { family: 'bottlerocket', purpose: 'eks' }],
  [/^bottlerocket-aws-ecs-/, { family: 'bottlerocket', purpose: 'ecs' }],
  [/^bottlerocket-[^/]*[*?]/, { family: 'bottlerocket' }],
  [/^bottlerocket-/, { family: 'bottlerocket', purpose: 'other' }],
  [/^Windows_Server-.*EKS_Optimized/, { family: 'windows', purpose: 'eks', arch: 'x86_64' }],
  [/^Windows_Server-.*ECS_Optimized/, { family: 'windows', purpose: 'ecs', arch: 'x86_64' }],
  [/^Windows_Server-.*-(?:Base|SQL|ContainersLatest|HyperV)/, { family: 'windows', purpose: 'plain', arch: 'x86_64' }],
  [/^Windows_Server-.*[*?]/, { family: 'windows', arch: 'x86_64' }],
  [/^Windows_Server-/, { family: 'windows', purpose: 'plain', arch: 'x86_64' }],
  [/^ubuntu-eks-pro\//, { family: 'ubuntu', purpose: 'eks', variant: 'pro' }],
  [/^ubuntu-eks\//, { family: 'ubuntu', purpose: 'eks' }],
  [/^ubuntu(?:-(?!eks)[a-z-]+)?\//, { family: 'ubuntu', purpose: 'plain' }],
  [/^ubuntu[^/]*[*?]/, { family: 'ubuntu' }],
  [/^amzn2-ami-ecs-/, { family: 'al2', purpose: 'ecs' }],
  [/^al2023-ami-ecs-/, { family: 'al2023', purpose: 'ecs' }],
  [/^amzn2-ami-/, { family: 'al2', purpose: 'plain' }],
  [/^al2023-ami-/, { family: 'al2023', purpose: 'plain' }],
  // CIS names its Marketplace products after the benchmark and the system.
  [/^CIS\b.*(?:Amazon Linux 2023|AL2023)/, { family: 'al2023', purpose: 'plain', cis: true }],
  [/^CIS\b.*Amazon Linux 2\b/, { family: 'al2', purpose: 'plain', cis: true }],
  [/^CIS\b.*Ubuntu/, { family: 'ubuntu', purpose: 'plain', cis: true }],
  [/^CIS\b.*Windows/, { family: 'windows', purpose: 'plain', cis: true }],
  [/^CIS\b/, { family: 'other', purpose: 'plain', cis: true }],
  ...others(
    [/^amzn-ami-/, 'Amazon Linux 1'],
    [/^Flatcar-/i, 'Flatcar'],
    [/^CoreOS-/, 'CoreOS'],
    [/^fedora-coreos-/, 'Fedora CoreOS'],
    [/^rhcos-/, 'RHCOS (OpenShift)'],
    [/^RHEL[-_]/, 'RHEL'],
    [/^CentOS/i, 'CentOS'],
    [/^Rocky-/i, 'Rocky Linux'],
    [/^AlmaLinux/i, 'AlmaLinux'],
    [/^OL\d/, 'Oracle Linux'],
    [/^debian-/, 'Debian'],
    [/^suse-/i, 'SUSE'],
    [/^talos-/i, 'Talos'],
    [/^capa-ami-/, 'Cluster API'],
    [/^(?:kope\.io\/)?k8s-\d/, 'kOps'],
    [/^k3os-/, 'k3OS'],
  ),
];

function others(...rows: readonly (readonly [RegExp, string])[]): (readonly [RegExp, Shape])[] {
  return rows.map(([shape, distribution]) => [shape, { family: 'other', purpose: 'other', distribution }]);
}

/**
 * What an image name says, or a name pattern with `*` and `?` as `data.aws_ami` filters have it; undefined for a name of no known
 * shape. A name is a claim, not evidence of origin: `identifyImage` asks for the owner too.
 */
export function readImageName(name: string): ImageReading | undefined {
  // A leading wildcard leaves open what comes before, not what the name says.
  const said = name.replace(/^[*?]+/, '');
  const shape = shapes.find(([pattern]) => pattern.test(said))?.[1];
  if (!shape) return undefined;
  const { family, purpose } = shape;
  const isEks = purpose === 'eks' || purpose === 'eks-recipe';
  return reading({
    ...shape,
    family,
    purpose,
    kubernetesVersion: isEks ? versionInName(said) : undefined,
    releaseDate: dateIn(said),
    systemVersion: systemVersionIn(family, said),
    arch: archIn(said) ?? shape.arch,
    accelerator: acceleratorIn(said),
    fips: fipsIn(said),
    variant: shape.variant ?? variantIn(family, purpose, said),
    moves: /[*?]/.test(name),
  });
}

function systemVersionIn(family: Family | undefined, name: string): string | undefined {
  if (family === 'bottlerocket') return /-v(\d+\.\d+\.\d+)(?!\d)/.exec(name)?.[1];
  if (family === 'ubuntu') return /(?<!\d)(\d\d\.04|\d\d\.10)(?!\d)/.exec(name)?.[1];
  return family === 'windows' ? /(?:Server-| )(20\d\d)(?!\d)/.exec(name)?.[1] : undefined;
}

function variantIn(family: Family | undefined, purpose: Purpose | undefined, name: string): string | undefined {
  if (family === 'windows') return /-(Core|Full)(?=[-*]|$)/.exec(name)?.[1];
  if (family === 'al2023' && purpose === 'eks') return /-(standard|nvidia|neuron)(?=[-*]|$)/.exec(name)?.[1];
  return family === 'al2' || family === 'al2023' ? /-(minimal)(?=[-*]|$)/.exec(name)?.[1] : undefined;
}

/** A word in a name or tag that claims hardening. Weak evidence: accept it only where the user's policy says so. */
export function hardeningClaim(text: string): 'cis' | 'stig' | 'hardened' | undefined {
  const word = /(?<![a-z])(cis|stig|hardened)(?![a-z])/i.exec(text)?.[1]?.toLowerCase();
  return word === 'cis' || word === 'stig' || word === 'hardened' ? word : undefined;
}
