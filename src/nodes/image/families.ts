/**
 * Node image families by operating system. `custom` is an image that the user supplies and whose system does not show;
 * `other` is a system that EKS publishes no image of, or an EKS image type newer than this table.
 */
export type Family = 'al2' | 'al2023' | 'bottlerocket' | 'windows' | 'ubuntu' | 'auto-mode' | 'custom' | 'other';

/** What registers a node of the family with its cluster. */
export type Bootstrap = 'bootstrap.sh' | 'node-config' | 'bottlerocket-toml' | 'start-eks-bootstrap.ps1' | 'eks' | undefined;

/** How far a hardening technique is in the user's hands on a family. */
export type HardeningScope =
  /** Host software supplies it; look for evidence. */
  | 'host'
  /** The system brings it along. */
  | 'built-in'
  /** Only a DaemonSet or add-on can supply it: the host takes no software. */
  | 'daemonset'
  /** It may be part of the system; its absence cannot be told from what installs nothing. */
  | 'perhaps-built-in'
  | 'not-applicable';

export interface FamilyFacts {
  readonly title: string;
  /** Undefined where there is none or the system is not known. */
  readonly packageManager: 'yum' | 'dnf' | 'apt' | 'powershell' | undefined;
  /** Read-only root, no package installation: host agents cannot be added. Undefined: not known. */
  readonly immutable: boolean | undefined;
  /** User data may run shell commands. Undefined: not known. */
  readonly shell: boolean | undefined;
  readonly bootstrap: Bootstrap;
  /** How a node of the family registers, for messages. */
  readonly registersBy: string;
  /** cloud-init's `packages:`, `package_update:` and `package_upgrade:` do nothing on the EKS image of the family. */
  readonly ignoresCloudInitPackages: boolean;
  /** Package repositories are pinned to the image's release, so an unattended updater finds nothing new. */
  readonly repositoriesLocked: boolean;
  /** `ImdsSupport` of the vendor's own images, where established; see `imds-default.ts` for what follows from it. */
  readonly imdsSupport: { readonly plain: ImdsOfImage; readonly eks: ImdsOfImage };
  /** Who can supply each hardening technique on the family. */
  readonly hardening: {
    readonly baseImage: HardeningScope;
    readonly intrusionPrevention: HardeningScope;
    readonly fileIntegrity: HardeningScope;
    readonly antiVirus: HardeningScope;
    readonly updates: HardeningScope;
  };
}

/** `derived` follows from two sourced facts and was not read from the images; `unconfirmed` was not established at all. */
export type ImdsOfImage = 'v2.0' | 'v2.0-derived' | 'unconfirmed';

const unconfirmed = { plain: 'unconfirmed', eks: 'unconfirmed' } as const;
const onHost = { baseImage: 'host', intrusionPrevention: 'host', fileIntegrity: 'host', antiVirus: 'host', updates: 'host' } as const;

/**
 * Sources: EKS User Guide (al2023, auto-security, launch-templates), amazon-eks-ami v20260714 (install-worker.sh removes the
 * cloud-init package module), Amazon Linux 2023 User Guide (imdsv2, deterministic upgrades), Bottlerocket 2024-10 (settings
 * defaults, dm-verity), EKS User Guide bottlerocket-compliance-support (CIS level 1 mostly holds by default).
 */
export const families: Readonly<Record<Family, FamilyFacts>> = {
  al2: {
    title: 'Amazon Linux 2',
    packageManager: 'yum',
    immutable: false,
    shell: true,
    bootstrap: 'bootstrap.sh',
    registersBy: '/etc/eks/bootstrap.sh <cluster> in a shell script',
    ignoresCloudInitPackages: true,
    repositoriesLocked: false,
    imdsSupport: unconfirmed,
    hardening: onHost,
  },
  al2023: {
    title: 'Amazon Linux 2023',
    packageManager: 'dnf',
    immutable: false,
    shell: true,
    bootstrap: 'node-config',
    registersBy: 'a NodeConfig (application/node.eks.aws) that nodeadm reads',
    ignoresCloudInitPackages: true,
    repositoriesLocked: true,
    imdsSupport: { plain: 'v2.0', eks: 'v2.0-derived' },
    hardening: onHost,
  },
  bottlerocket: {
    title: 'Bottlerocket',
    packageManager: undefined,
    immutable: true,
    shell: false,
    bootstrap: 'bottlerocket-toml',
    registersBy: 'settings.kubernetes in TOML user data',
    ignoresCloudInitPackages: true,
    repositoriesLocked: false,
    imdsSupport: unconfirmed,
    // In-place updates come from the update operator (brupop), rotation from replacement: both are looked for.
    hardening: { baseImage: 'built-in', intrusionPrevention: 'not-applicable', fileIntegrity: 'built-in', antiVirus: 'daemonset', updates: 'daemonset' },
  },
  windows: {
    title: 'Windows Server',
    packageManager: 'powershell',
    immutable: false,
    shell: true,
    bootstrap: 'start-eks-bootstrap.ps1',
    registersBy: 'Start-EKSBootstrap.ps1 -EKSClusterName <cluster> in <powershell>',
    ignoresCloudInitPackages: true,
    repositoriesLocked: false,
    imdsSupport: unconfirmed,
    // Microsoft Defender is part of Windows Server and may be removed from an image: never absent for want of an installer.
    hardening: { ...onHost, antiVirus: 'perhaps-built-in' },
  },
  ubuntu: {
    title: 'Ubuntu',
    packageManager: 'apt',
    immutable: false,
    shell: true,
    bootstrap: 'bootstrap.sh',
    registersBy: '/etc/eks/bootstrap.sh <cluster> in a shell script',
    ignoresCloudInitPackages: false,
    repositoriesLocked: false,
    imdsSupport: unconfirmed,
    // Whether unattended-upgrades is on in Canonical's EKS image is not established.
    hardening: { ...onHost, updates: 'perhaps-built-in' },
  },
  'auto-mode': {
    title: 'EKS Auto Mode',
    packageManager: undefined,
    immutable: true,
    shell: false,
    bootstrap: 'eks',
    registersBy: 'EKS itself',
    ignoresCloudInitPackages: true,
    repositoriesLocked: false,
    imdsSupport: unconfirmed,
    hardening: { baseImage: 'not-applicable', intrusionPrevention: 'not-applicable', fileIntegrity: 'built-in', antiVirus: 'daemonset', updates: 'built-in' },
  },
  custom: unknownSystem('an image of your own'),
  other: unknownSystem('another system'),
};

function unknownSystem(title: string): FamilyFacts {
  return {
    title,
    packageManager: undefined,
    immutable: undefined,
    shell: undefined,
    bootstrap: undefined,
    registersBy: 'whatever the image was built for',
    ignoresCloudInitPackages: false,
    repositoriesLocked: false,
    imdsSupport: unconfirmed,
    hardening: onHost,
  };
}
