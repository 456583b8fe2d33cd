import type { Family } from './families.ts';
import { readImageName } from './image-name.ts';
import { versionInName } from './kubernetes-version.ts';
import { acceleratorIn, archIn, dateIn, fipsIn, type ImageReading, type Purpose, reading, type Told } from './reading.ts';

/** A parameter as launch templates, CloudFormation and Terraform refer to it. */
export interface ParameterReference {
  readonly path: string;
  /** The parameter's own version, which pins it. */
  readonly version?: number;
  /** A label, which can be moved. */
  readonly label?: string;
}

/** `resolve:ssm:<name>[:<version or label>]`, the same in `{{…}}`, an ARN, or the bare name. */
export function parameterReference(text: string): ParameterReference {
  const trimmed = text.trim();
  const inner = trimmed.startsWith('{{') && trimmed.endsWith('}}') ? trimmed.slice(2, -2).trim() : trimmed;
  const named = inner.replace(/^resolve:ssm:/, '').replace(/^arn:[^:]*:ssm:[^:]*:[^:]*:parameter/, '');
  const [, path = named, suffix] = /^([^:]*):([^:]+)$/.exec(named) ?? [];
  if (suffix === undefined) return { path };
  return /^\d+$/.test(suffix) ? { path, version: Number(suffix) } : { path, label: suffix };
}

/** What a public parameter says about its image. AWS reserves names under `/aws`, so the name is evidence of origin. */
export interface ParameterReading extends ImageReading {
  readonly path: string;
  /** What the parameter holds. */
  readonly holds: 'image-id' | 'other';
}

type Groups = Readonly<Record<string, string | undefined>>;

interface Shape {
  readonly purpose: Purpose;
  readonly path: RegExp;
  readonly read: (groups: Groups, path: string) => Told & { readonly family: Family; readonly pinned: boolean };
}

/**
 * Sources: eksctl pkg/ami/ssm_resolver.go and Karpenter pkg/providers/amifamily (2026-08); Amazon ECS Developer Guide and EC2
 * User Guide for the images of other services and plain systems.
 */
const shapes: readonly Shape[] = [
  {
    purpose: 'eks',
    path: /^\/aws\/service\/eks\/optimized-ami\/(?<version>[^/]+)\/amazon-linux-2023\/(?<arch>[^/]+)\/(?<variant>[^/]+)\/(?<release>[^/]+)/,
    read: ({ arch = '', variant = '', ...rest }) => ({ family: 'al2023', arch: archIn(arch), accelerator: acceleratorIn(variant), variant, ...eksRelease(rest) }),
  },
  {
    purpose: 'eks',
    path: /^\/aws\/service\/eks\/optimized-ami\/(?<version>[^/]+)\/amazon-linux-2(?<variant>-arm64|-gpu)?\/(?<release>[^/]+)/,
    read: ({ variant = '', ...rest }) => ({ family: 'al2', arch: archIn(variant) ?? 'x86_64', accelerator: acceleratorIn(variant), ...eksRelease(rest) }),
  },
  {
    purpose: 'eks',
    path: /^\/aws\/service\/bottlerocket\/aws-k8s-(?<flavour>[^/]+)\/(?<arch>[^/]+)\/(?<release>[^/]+)/,
    read: ({ flavour = '', arch = '', release = '' }) => ({
      family: 'bottlerocket',
      kubernetesVersion: versionInName(flavour),
      arch: archIn(arch),
      accelerator: acceleratorIn(flavour),
      fips: fipsIn(flavour),
      systemVersion: /^v?(\d+\.\d+\.\d+)/.exec(release)?.[1],
      pinned: release !== 'latest',
    }),
  },
  {
    purpose: 'eks',
    path: /^\/aws\/service\/canonical\/ubuntu\/(?<product>eks|eks-pro)\/(?<system>[^/]+)\/(?<version>[^/]+)\/[^/]+\/(?<release>[^/]+)\/(?<arch>[^/]+)/,
    read: ({ product, version, arch = '', ...rest }) => ({
      ...canonical(rest),
      kubernetesVersion: version,
      arch: archIn(arch),
      variant: product === 'eks-pro' ? 'pro' : undefined,
    }),
  },
  windowsShape('eks', 'EKS_Optimized'),
  windowsShape('ecs', 'ECS_Optimized'),
  windowsShape('plain', ''),
  {
    purpose: 'ecs',
    path: /^\/aws\/service\/(?:ecs\/optimized-ami\/(?<system>[^/]+)|bottlerocket\/aws-ecs-)/,
    read: ({ system }, path) => ({ family: ecsFamily(system), arch: archIn(path), pinned: !/\/(?:recommended|latest)(?:\/|$)/.test(path) }),
  },
  {
    purpose: 'plain',
    path: /^\/aws\/service\/ami-amazon-linux-latest\/(?<name>[^/]+)/,
    read: ({ name = '' }) => ({ family: name.startsWith('al2023-') ? 'al2023' : name.startsWith('amzn2-') ? 'al2' : 'other', arch: archIn(name), pinned: false }),
  },
  {
    purpose: 'plain',
    path: /^\/aws\/service\/canonical\/ubuntu\/[^/]+\/(?<system>\d\d\.\d\d)\/[^/]+\/(?<release>[^/]+)/,
    read: (groups, path) => ({ ...canonical(groups), arch: archIn(path) }),
  },
];

function eksRelease({ version, release = '' }: Groups) {
  return { kubernetesVersion: version, releaseDate: dateIn(release), pinned: release !== 'recommended' };
}

function canonical({ system, release = '' }: Groups) {
  return { family: 'ubuntu', systemVersion: system, releaseDate: dateIn(release), pinned: release !== 'current' } as const;
}

/** Names there have no build date: the parameter always leads to the newest image. */
function windowsShape(purpose: Purpose, service: string): Shape {
  return {
    purpose,
    path: new RegExp(`^/aws/service/ami-windows-latest/(?<name>Windows_Server-[^/]*${service}[^/]*)`),
    read: ({ name = '' }) => ({ ...readImageName(name), family: 'windows', pinned: false }),
  };
}

function ecsFamily(system: string | undefined): Family {
  if (system === undefined) return 'bottlerocket';
  if (system.startsWith('amazon-linux-2023')) return 'al2023';
  if (system.startsWith('amazon-linux-2')) return 'al2';
  return system.startsWith('windows') ? 'windows' : 'other';
}

/**
 * What a public image parameter says (`/aws/service/…`, with or without `resolve:ssm:` and a version); undefined for the user's
 * own parameters and unknown paths. A path segment that is not resolved (`${var.version}`) leaves its fact out.
 */
export function readImageParameter(name: string): ParameterReading | undefined {
  const { path, version } = parameterReference(name);
  const shape = shapes.find(candidate => candidate.path.test(path));
  if (!shape) return undefined;
  const { pinned, ...told } = shape.read(shape.path.exec(path)?.groups ?? {}, path);
  return {
    ...reading({
      ...told,
      purpose: shape.purpose,
      kubernetesVersion: told.kubernetesVersion !== undefined && /^1\.\d{1,2}$/.test(told.kubernetesVersion) ? told.kubernetesVersion : undefined,
      moves: !pinned && version === undefined,
    }),
    path,
    holds: /\/(?:image_id|ami-id)$/.test(path) || /\/ami-(?:amazon-linux|windows)-latest\/[^/]+$/.test(path) ? 'image-id' : 'other',
  };
}
