import type { Kind } from '../inventory/index.ts';

/** Which image is meant, and what is known of it. */
const anImage: RefinedDefault['by'] = [
  { kind: 'Image' },
  { kind: 'Parameter' },
  { kind: 'LaunchTemplate', path: 'LaunchTemplateData.ImageId' },
  { kind: 'LaunchConfiguration', path: 'ImageId' },
  { kind: 'Instance', path: 'ImageId' },
  { kind: 'AutoScalingGroup', path: 'MixedInstancesPolicy' },
  { kind: 'Nodegroup', path: 'amiType' },
];

/**
 * The few places where learning more may turn a settled verdict, because a setting that is left out takes a default that
 * something unseen may refine. Everywhere else a verdict that is settled stays; the property test reads this list.
 */
export const refinedDefaults: readonly RefinedDefault[] = [
  {
    rule: 'imdsv2-required',
    by: [...anImage, { kind: 'InstanceMetadataDefaults' }],
    because: 'HttpTokens left out is "optional" unless the image is known to declare ImdsSupport v2.0 or the account requires tokens',
  },
  {
    rule: 'imds-hop-limit',
    by: [...anImage, { kind: 'InstanceMetadataDefaults' }],
    because: 'the hop limit left out is 1 unless the image raises it to 2 or the account sets another',
  },
  {
    rule: 'imds-endpoint-enabled',
    by: [{ kind: 'InstanceMetadataDefaults' }],
    because: 'the endpoint left out is enabled unless the account disables it',
  },
  {
    rule: 'volumes-encrypted',
    by: [...anImage, { kind: 'EbsEncryptionByDefault' }],
    because: 'Encrypted left out encrypts only if the snapshot of the image or the account does',
  },
];

export interface RefinedDefault {
  /** A rule id. */
  readonly rule: string;
  /** What may turn it: any value of a kind of resource, or those of a path. */
  readonly by: readonly { readonly kind: Kind; readonly path?: string }[];
  readonly because: string;
}
