/** Facts that no input can hold, declared by the user; the evidence then says `declared`. */
export interface DeclaredFacts {
  /** Region of the nodes, where the input does not say. */
  readonly region?: string;
  /** The account's metadata defaults in the Region. */
  readonly instanceMetadataDefaults?: {
    readonly httpTokens?: 'required' | 'optional' | 'no-preference';
    readonly httpPutResponseHopLimit?: number;
    readonly httpEndpoint?: 'enabled' | 'disabled' | 'no-preference';
  };
  readonly ebsEncryptionByDefault?: boolean;
  /** A role is bound to the service account `kube-system/aws-node` outside the input. */
  readonly cniRoleBound?: boolean;
  /** Something outside the input (an autoscaler with static groups) changes the number of nodes. */
  readonly scaledBy?: string;
  /** Ids of the security groups on the control plane's network interfaces. */
  readonly controlPlaneSecurityGroups?: readonly string[];
  /** Zones of node groups of the cluster that are not in the input. */
  readonly otherZones?: readonly string[];
  /** What supplies a hardening technique outside the input, a DaemonSet for example. */
  readonly intrusionPrevention?: string;
  readonly fileIntegrityMonitoring?: string;
  readonly antiVirus?: string;
  /** What updates the nodes outside the input: a pipeline that rolls managed groups, Renovate, … */
  readonly securityUpdates?: string;
}

export interface NodeParameters {
  /** Account ids or aliases whose images are trusted beside AWS's and partners'. */
  readonly trustedImageOwners: readonly string[];
  /** Ids of images that are trusted by themselves. */
  readonly trustedImages: readonly string[];
  /** Name patterns (`*`) of images that are known to be hardened. */
  readonly hardenedImageNames: readonly string[];
  /** How many days a node may live before rotation counts as an update. */
  readonly rotationDays: number;
  /** EKS extended support counts as supported. */
  readonly extendedSupportCounts: boolean;
}

export interface NodeOptions {
  /** The day that support dates are compared with. */
  readonly now: Date;
  readonly parameters: NodeParameters;
  /** What is declared for a cluster, and where in the policy file it stands. */
  readonly declared: (cluster: string | undefined) => { readonly facts: DeclaredFacts; readonly pointer: (fact: keyof DeclaredFacts) => string };
}

export const defaultParameters: NodeParameters = {
  trustedImageOwners: [],
  trustedImages: [],
  hardenedImageNames: [],
  rotationDays: 30,
  extendedSupportCounts: true,
};
