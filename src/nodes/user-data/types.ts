/** What a part of user data is, told by its declared type or else by how it begins. */
export type PartKind =
  | 'shell'
  | 'cloud-config'
  | 'boothook'
  | 'include'
  | 'node-config'
  | 'toml'
  | 'powershell'
  | 'jinja'
  | 'empty'
  | 'unknown';

export interface UserDataPart {
  readonly kind: PartKind;
  /** What a Jinja template would be once rendered. */
  readonly rendersTo?: PartKind;
  /** As declared in a MIME header, lower case, without parameters. */
  readonly contentType?: string;
  /** The decoded text. It may hold credentials: never print or hash it. */
  readonly text: string;
  /** The line of the enclosing text on which this part's text begins, where the two are the same characters. */
  readonly startLine?: number;
}

export type ProblemCode =
  /** Declared base64, and it is not. The parts are what it says when taken as plain text. */
  | 'bad-base64'
  /** Forty hex digits: the SHA-1 that Terraform's state keeps instead of user data. */
  | 'hash-only'
  | 'bad-gzip'
  /** More than 1 MB once unpacked, or a configuration too long to be parsed. */
  | 'too-large'
  | 'bad-mime'
  /** Encoded or nested more often than anything real is. */
  | 'too-deep'
  /** Bytes that are no text. */
  | 'binary'
  | 'bad-yaml'
  | 'bad-toml';

export interface UserDataProblem {
  readonly code: ProblemCode;
  /** Index into the parts, where it is one part's. */
  readonly part?: number;
}

export interface DecodedUserData {
  readonly parts: readonly UserDataPart[];
  readonly isMultipart: boolean;
  /** What was taken off the whole value, outermost first. */
  readonly layers: readonly ('base64' | 'gzip')[];
  readonly problems: readonly UserDataProblem[];
}

/** A place in user data: the part's index, and the line of its text, counted from 1. */
export interface Place {
  readonly part: number;
  readonly line: number;
}

/** The name a bootstrap gives: literal, or a placeholder nobody has filled in (`${ClusterName}`, `<<NAME>>`). */
export type ClusterName = { readonly known: string } | { readonly token: string };

export type BootstrapBy = 'bootstrap.sh' | 'nodeadm' | 'bottlerocket' | 'windows';

/** One way in which this user data registers the node with a cluster. */
export interface Bootstrap extends Place {
  readonly by: BootstrapBy;
  /** Left out: it registers without naming a cluster. */
  readonly clusterName?: ClusterName;
  readonly endpoint: boolean;
  readonly certificateAuthority: boolean;
  readonly cidr: boolean;
  /** Names of the options given, in their own spelling, without values. */
  readonly flags: readonly string[];
  /** It stands under an `if`, a `case` or a loop. */
  readonly conditional: boolean;
}

/** What is forbidden in a managed group whose template has no ImageId (EKS User Guide, launch-templates). */
export interface KubeletTouch extends Place {
  readonly what: 'bootstrap.sh' | 'nodeadm' | 'windows' | 'kubelet-started' | 'kubelet-changed';
}

export type OtherDistribution = 'kops' | 'openshift' | 'ignition' | 'rke2' | 'k3s' | 'kubeadm' | 'microk8s' | 'talos' | 'rancher';

export type SecretType =
  | 'aws-access-key-id'
  | 'aws-secret-access-key'
  | 'private-key'
  | 'github-token'
  | 'gitlab-token'
  | 'slack-token'
  | 'npm-token'
  | 'docker-token'
  | 'vendor-token'
  | 'authorization-header'
  | 'basic-auth'
  | 'url-credentials'
  | 'registry-credentials'
  | 'password'
  | 'password-hash'
  | 'token'
  | 'secret'
  | 'api-key';

/** Where a credential stands; never the credential. `length` is that of the value, or of the base64 text that hides it. */
export interface SecretSighting extends Place {
  readonly type: SecretType;
  readonly column: number;
  readonly length: number;
  /** It is inside a base64 value that stands here. */
  readonly encoded: boolean;
}

export type WhyNot =
  /** Installed, and nothing starts it. */
  | 'not-enabled'
  /** Started, and nothing installs it. */
  | 'not-installed'
  /**
   * Installed by cloud-config `packages:` alone. EKS's AL2 and AL2023 images lack the cloud-init module that would do it
   * (amazon-eks-ami, install-worker.sh); on Ubuntu it works. The caller knows the family.
   */
  | 'cloud-config-packages'
  /** It happens at launch and never again. */
  | 'once-at-launch';

/** Evidence that user data sets up one tool. */
export interface ToolEvidence extends Place {
  readonly tool: string;
  readonly via: 'command' | 'packages' | 'setting';
  readonly installed: boolean;
  readonly enabled: boolean;
  readonly effective: boolean;
  readonly whyNot?: WhyNot;
  /** Updaters only: it is seen to be told to install what it finds, rather than to download or announce it. */
  readonly applies?: boolean;
}

export interface Hardening {
  readonly intrusionPrevention: readonly ToolEvidence[];
  readonly fileIntegrity: readonly ToolEvidence[];
  readonly antiVirus: readonly ToolEvidence[];
}

export interface ImdsBlock extends Place {
  readonly by: 'iptables' | 'nft' | 'ip-lockdown' | 'route' | 'firewall';
}

/** Why part of what this user data does cannot be seen. */
export interface Blindspot extends Place {
  readonly why: 'include' | 'template' | 'downloaded-script' | 'configuration-management' | 'free-text-placeholder' | 'unreadable' | 'unknown-format';
}

export interface UserDataReading {
  readonly isEmpty: boolean;
  readonly isMultipart: boolean;
  /** Kinds of the parts, each once, in order. */
  readonly kinds: readonly PartKind[];
  readonly problems: readonly UserDataProblem[];
  readonly bootstraps: readonly Bootstrap[];
  /** There is a NodeConfig, with or without a cluster block. */
  readonly hasNodeConfig: boolean;
  readonly featureGates: Readonly<Record<string, boolean>>;
  readonly startsKubeletOrBootstrap: boolean;
  readonly kubeletTouches: readonly KubeletTouch[];
  readonly otherDistribution: OtherDistribution | undefined;
  /** It configures an ECS agent. */
  readonly ecs: boolean;
  readonly secrets: readonly SecretSighting[];
  readonly hardening: Hardening;
  readonly securityUpdates: readonly ToolEvidence[];
  readonly imdsBlocked: readonly ImdsBlock[];
  /** Bottlerocket's `settings.host-containers.admin.enabled`. */
  readonly adminContainer: boolean | undefined;
  /** Bottlerocket's host containers by name, with `enabled` where it is written. */
  readonly hostContainers: Readonly<Record<string, boolean | undefined>>;
  /** False when some of what it does cannot be seen; a missing cluster name, endpoint, region and the like leave it true. */
  readonly fullyKnown: boolean;
  readonly blindspots: readonly Blindspot[];
}
