import { families, type Family } from './families.ts';

/** Who turns metadata options that are left out into what an instance gets. */
export type Maker =
  /** A template launched by an Auto Scaling group or RunInstances. */
  | 'launch-template'
  | 'launch-configuration'
  /** RunInstances with no template. */
  | 'instance'
  | 'managed-without-template'
  /** The group's template names an image. */
  | 'managed-template-own-image'
  /** The group's template names none: EKS chooses the image. */
  | 'managed-template-eks-image'
  | 'auto-mode'
  | 'karpenter'
  | 'karpenter-v1beta1'
  /** A group that eksctl makes, without a template of the user's. */
  | 'eksctl';

/** GetInstanceMetadataDefaults of the Region, seen live or declared. Undefined members are no preference. */
export interface AccountDefault {
  readonly tokens?: 'required' | 'optional' | 'no-preference' | undefined;
  /** -1 is no preference. */
  readonly hopLimit?: number | undefined;
  readonly endpoint?: 'enabled' | 'disabled' | 'no-preference' | undefined;
}

export interface ImdsCase {
  readonly maker: Maker;
  readonly family: Family | undefined;
  /** DescribeImages' ImdsSupport: `none` where the image was read and has none, undefined where it was not read. */
  readonly imageImdsSupport?: 'v2.0' | 'none' | undefined;
  /** The image is its vendor's own: `eks` an EKS-optimized one, `plain` the system alone. Undefined: own build or not known. */
  readonly stock?: 'eks' | 'plain' | undefined;
  /** Undefined where it was neither seen nor declared. */
  readonly accountDefault?: AccountDefault | undefined;
}

export interface Defaulted<T> {
  /** `unconfirmed`: sources leave open what AWS does; never to be judged as either value. */
  readonly value: T | 'unconfirmed';
  /** Which default it is and what could change it; one sentence without a full stop. */
  readonly because: string;
}

export interface ImdsDefaults {
  readonly tokens: Defaulted<'required' | 'optional'>;
  readonly hopLimit: Defaulted<number>;
  readonly endpoint: Defaulted<'enabled' | 'disabled'>;
}

/**
 * What becomes of HttpTokens, HttpPutResponseHopLimit and HttpEndpoint where they are left out. Each is resolved by itself (EC2 User
 * Guide, configuring-instance-metadata-options): launch parameters, then the account's default for the Region, then the image's
 * `ImdsSupport=v2.0` (tokens required, hop limit 2), then EC2's optional, 1, enabled.
 *
 * An account default that was not seen counts as no preference, and an image that is not known to declare v2.0 as one that does not:
 * then nothing requires tokens, and the answer is `optional`. That may turn out too strict once more is known, never too
 * lax. Two families are the exception, because there is evidence that their images do declare it, though it was not read from
 * them: AL2023 (EKS User Guide, al2023; amazon-eks-ami#1696) and Bottlerocket. `optional` may be a wrong fail there and
 * `required` a wrong pass, so both are unconfirmed until ImdsSupport is read. Plain AL2023 from Amazon itself is settled (Amazon
 * Linux 2023 User Guide, imdsv2; seen in packer-plugin-amazon#472).
 * A hop limit of 1 is the lax answer (it passes), so it is given only where the image is known not to raise it to 2.
 */
export function imdsDefaults(launch: ImdsCase): ImdsDefaults {
  return { tokens: tokens(launch), hopLimit: hopLimit(launch), endpoint: endpoint(launch) };
}

const ownTemplateOpen = 'what EKS fills into its copy of a launch template without image and metadata options is not established';
const configurationOpen = 'whether the account\'s default or the image\'s ImdsSupport counts for launch configurations is not established';
const noAccountDefault = 'an account default for the Region, which was not seen, could change that';

function tokens(launch: ImdsCase): Defaulted<'required' | 'optional'> {
  const { maker, family } = launch;
  const account = launch.accountDefault?.tokens;
  const byAccount = account === 'required' || account === 'optional' ? account : undefined;
  switch (maker) {
    case 'auto-mode':
      return { value: 'required', because: 'EKS Auto Mode requires tokens (EKS Best Practices Guide, automode)' };
    case 'karpenter':
    case 'karpenter-v1beta1':
      return { value: 'required', because: 'Karpenter\'s node class requires tokens by default' };
    case 'eksctl':
      return { value: 'required', because: 'eksctl writes "required" unless disableIMDSv1 is false' };
    case 'managed-without-template':
      return managedTokens(family, byAccount);
    case 'launch-configuration':
      // The API says "optional"; whether account default or image count for launch configurations is not established.
      if (byAccount === 'required' || declaresV2(launch) !== 'no') {
        return unconfirmed(configurationOpen);
      }
      return { value: 'optional', because: 'EC2\'s default for launch configurations: nothing requires tokens' };
    case 'managed-template-eks-image':
      // EKS copies the template, and whether it puts options of its own into the copy is not established.
      if (byAccount === 'required' && mayDeclareV2(family)) {
        return { value: 'required', because: 'the account\'s default for the Region requires tokens' };
      }
      if (byAccount !== undefined || launch.imageImdsSupport === 'v2.0' || family !== 'al2') return unconfirmed(ownTemplateOpen);
      return ec2Tokens(launch, byAccount);
    case 'launch-template':
    case 'instance':
    case 'managed-template-own-image':
      return ec2Tokens(launch, byAccount);
    default:
      return maker satisfies never;
  }
}

function ec2Tokens(launch: ImdsCase, byAccount: 'required' | 'optional' | undefined): Defaulted<'required' | 'optional'> {
  if (byAccount) return { value: byAccount, because: `the account's default for the Region is "${byAccount}", which comes before the image's` };
  switch (declaresV2(launch)) {
    case 'yes':
      return { value: 'required', because: `${imageText(launch)} declares ImdsSupport v2.0${launch.accountDefault ? '' : `; ${noAccountDefault}`}` };
    case 'no':
      return {
        value: 'optional',
        because:
          launch.imageImdsSupport === 'none'
            ? `EC2's default: the image declares no ImdsSupport, so nothing requires tokens${launch.accountDefault ? '' : `; ${noAccountDefault}`}`
            : 'EC2\'s default: nothing known here requires tokens; an image that declares ImdsSupport v2.0 or an account default for the Region could',
      };
    case 'perhaps':
      return unconfirmed(`whether ${imageText(launch)} declares ImdsSupport v2.0 was not read, and it decides`);
  }
}

function managedTokens(family: Family | undefined, byAccount: 'required' | 'optional' | undefined): Defaulted<'required' | 'optional'> {
  switch (family) {
    case 'al2023':
    case 'bottlerocket':
      if (byAccount === 'optional') return unconfirmed(accountOrEks(byAccount));
      return {
        value: 'required',
        because:
          family === 'al2023'
            ? 'EKS requires tokens on AL2023 groups without a launch template (EKS User Guide, al2023)'
            : 'EKS requires tokens on Bottlerocket groups without a launch template (seen on one live cluster)',
      };
    case 'al2':
      if (byAccount === 'required') return unconfirmed(accountOrEks(byAccount));
      return { value: 'optional', because: 'EKS allows both versions on AL2 groups without a launch template (EKS Best Practices Guide, iam)' };
    default:
      return unconfirmed(managedOpen(family));
  }
}

function accountOrEks(byAccount: string): string {
  return `whether the account's default "${byAccount}" comes before what EKS sets for its own template is not established`;
}

function managedOpen(family: Family | undefined): string {
  const groups = family ? `${families[family].title} groups` : 'groups of an image type not known here';
  return `what EKS sets on ${groups} without a launch template is not established`;
}

function hopLimit(launch: ImdsCase): Defaulted<number> {
  const { maker, family } = launch;
  const account = launch.accountDefault?.hopLimit;
  const byAccount = account !== undefined && account >= 1 ? account : undefined;
  switch (maker) {
    case 'auto-mode':
      return unconfirmed('EKS Auto Mode controls the hop limit; the number is not established');
    case 'karpenter':
      return { value: 1, because: 'Karpenter\'s node class has hop limit 1 by default' };
    case 'karpenter-v1beta1':
      return { value: 2, because: 'Karpenter\'s node class had hop limit 2 by default before v1' };
    case 'eksctl':
      return { value: 2, because: 'eksctl writes hop limit 2 unless disablePodIMDS is true' };
    case 'managed-without-template':
      if (family === 'al2023') return { value: 1, because: 'EKS sets hop limit 1 on AL2023 groups without a launch template (EKS User Guide, al2023)' };
      if (family === 'al2') return { value: 2, because: 'EKS sets hop limit 2 on AL2 groups without a launch template (EKS User Guide, launch-templates)' };
      if (family === 'bottlerocket' && byAccount === undefined) {
        return { value: 2, because: 'EKS sets hop limit 2 on Bottlerocket groups without a launch template (seen on one live cluster)' };
      }
      return unconfirmed(managedOpen(family));
    case 'managed-template-eks-image':
      return unconfirmed(ownTemplateOpen);
    case 'launch-configuration':
      if (byAccount !== undefined || declaresV2(launch) !== 'no' || !keepsOne(launch)) {
        return unconfirmed(configurationOpen);
      }
      return { value: 1, because: 'EC2\'s default for launch configurations' };
    case 'managed-template-own-image':
      if (byAccount === undefined && family === 'al2023') {
        return launch.imageImdsSupport === 'none'
          ? unconfirmed('the EKS User Guide says 2 for AL2023 groups with their own image, EC2\'s rules say 1 for this one')
          : { value: 2, because: 'hop limit 2 on AL2023 groups with an image of their own (EKS User Guide, al2023)' };
      }
      return ec2HopLimit(launch, byAccount);
    case 'launch-template':
    case 'instance':
      return ec2HopLimit(launch, byAccount);
    default:
      return maker satisfies never;
  }
}

function ec2HopLimit(launch: ImdsCase, byAccount: number | undefined): Defaulted<number> {
  if (byAccount !== undefined) return { value: byAccount, because: `the account's default for the Region is ${byAccount}, which comes before the image's` };
  const rest = launch.accountDefault ? '' : `; ${noAccountDefault}`;
  if (declaresV2(launch) === 'yes') return { value: 2, because: `${imageText(launch)} declares ImdsSupport v2.0, which raises the hop limit to 2${rest}` };
  if (keepsOne(launch)) return { value: 1, because: `EC2's default${rest}` };
  return unconfirmed('it is 1, or 2 if the image declares ImdsSupport v2.0, which was not read');
}

function endpoint({ maker, accountDefault }: ImdsCase): Defaulted<'enabled' | 'disabled'> {
  const account = accountDefault?.endpoint;
  if (maker === 'karpenter' || maker === 'karpenter-v1beta1' || maker === 'auto-mode') return { value: 'enabled', because: 'the maker of the node enables it' };
  if (account === 'disabled') {
    const isPlain = maker === 'launch-template' || maker === 'instance' || maker === 'managed-template-own-image';
    return isPlain
      ? { value: 'disabled', because: 'the account\'s default for the Region disables it' }
      : unconfirmed('whether the account\'s default "disabled" counts here is not established');
  }
  return { value: 'enabled', because: `EC2's default${accountDefault ? '' : `; ${noAccountDefault}`}` };
}

function declaresV2({ imageImdsSupport, family, stock }: ImdsCase): 'yes' | 'no' | 'perhaps' {
  if (imageImdsSupport !== undefined) return imageImdsSupport === 'v2.0' ? 'yes' : 'no';
  if (family !== undefined && stock !== undefined && families[family].imdsSupport[stock] === 'v2.0') return 'yes';
  return mayDeclareV2(family) ? 'perhaps' : 'no';
}

/** There is evidence that images of the family declare it, own builds included: CreateImage from such an image inherits it. */
function mayDeclareV2(family: Family | undefined): boolean {
  return family === 'al2023' || family === 'bottlerocket';
}

/** The image is known not to raise the hop limit: read so, or AWS's own AL2, which came long before ImdsSupport. */
function keepsOne({ imageImdsSupport, family, stock }: ImdsCase): boolean {
  return imageImdsSupport === 'none' || (imageImdsSupport === undefined && family === 'al2' && stock !== undefined);
}

function imageText({ family, imageImdsSupport }: ImdsCase): string {
  return imageImdsSupport === undefined && family !== undefined ? `this ${families[family].title} image` : 'the image';
}

function unconfirmed(because: string): { readonly value: 'unconfirmed'; readonly because: string } {
  return { value: 'unconfirmed', because };
}
