import type { Family } from './families.ts';

export type Arch = 'x86_64' | 'arm64';
export type Accelerator = 'nvidia' | 'neuron';

/** What an image is made for, as far as its name or parameter tells. */
export type Purpose =
  /** A node of EKS, published by AWS or Canonical (if the owner is theirs). */
  | 'eks'
  /** Built by somebody from the open recipe of the EKS image. */
  | 'eks-recipe'
  | 'ecs'
  /** The operating system alone. */
  | 'plain'
  /** Another distribution of Kubernetes, or a system EKS publishes no image of. */
  | 'other';

/** What a name, a name pattern or a public parameter says about an image. It proves nothing: anybody can give a name. */
export interface ImageReading {
  /** Undefined where a wildcard leaves several open. */
  readonly family: Family | undefined;
  /** Undefined where a wildcard leaves it open. */
  readonly purpose: Purpose | undefined;
  readonly kubernetesVersion?: string;
  /** `2026-07-14`. */
  readonly releaseDate?: string;
  /** Bottlerocket `1.54.0`, Ubuntu `24.04`, Windows `2022`. */
  readonly systemVersion?: string;
  readonly arch?: Arch;
  readonly accelerator?: Accelerator;
  readonly fips?: boolean;
  /** `standard`, `minimal`, `Core`, `Full`, `pro`. */
  readonly variant?: string;
  /** Which other system or distribution, for messages. */
  readonly distribution?: string;
  /** The name says CIS and is shaped like a CIS product of the Marketplace. */
  readonly cis?: boolean;
  /** It selects another image as new ones are published. */
  readonly moves: boolean;
}

/** A reading before what it does not tell is left out. */
export type Told = { readonly [K in keyof ImageReading]?: ImageReading[K] | undefined };

/** The reading without the members that are undefined. */
export function reading(told: Told & Pick<ImageReading, 'family' | 'purpose' | 'moves'>): ImageReading {
  const { family, purpose, moves, ...rest } = told;
  return { family, purpose, moves, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) };
}

/** A build date anywhere in a name: `20240625`, `2024.06.25`, `2024-06-25`. */
export function dateIn(text: string): string | undefined {
  for (const [, year, month, day] of text.matchAll(/(?<!\d)(20\d\d)[.-]?(\d\d)[.-]?(\d\d)(?!\d)/g)) {
    if (Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31) return `${year}-${month}-${day}`;
  }
  return undefined;
}

export function archIn(text: string): Arch | undefined {
  if (/arm64|aarch64/.test(text)) return 'arm64';
  return /x86_64|amd64/.test(text) ? 'x86_64' : undefined;
}

export function acceleratorIn(text: string): Accelerator | undefined {
  if (/(?:^|[-_/])(?:nvidia|gpu)(?=[-_/*]|$)/.test(text)) return 'nvidia';
  return /(?:^|[-_/])neuron(?=[-_/*]|$)/.test(text) ? 'neuron' : undefined;
}

export function fipsIn(text: string): true | undefined {
  return /(?:^|[-_/])fips(?=[-_/*]|$)/i.test(text) ? true : undefined;
}
