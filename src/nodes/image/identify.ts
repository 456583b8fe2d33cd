import { amiType } from './ami-type.ts';
import type { Family } from './families.ts';
import { hardeningClaim, readImageName } from './image-name.ts';
import { kubernetesVersion } from './kubernetes-version.ts';
import { isAmazonLinuxOwner, isCanonicalOwner, isKnownPublisher, officialOwner } from './owners.ts';
import type { ImageReading } from './reading.ts';
import { type ParameterReading, parameterReference, readImageParameter } from './ssm-parameter.ts';

/** What is known of an image, under the names of DescribeImages where it has one; what is not known is left out. */
export interface KnownOfImage {
  /** A name, or a name pattern with wildcards. */
  readonly name?: string | undefined;
  /** An account id, or `amazon`, `self`, `aws-marketplace` as filters have it. */
  readonly ownerId?: string | undefined;
  /** Null or empty: the image has none. Undefined: not seen. */
  readonly ownerAlias?: string | null | undefined;
  /** DescribeImages' PublicSsmParameterName. */
  readonly publicSsmParameterName?: string | undefined;
  /** The parameter that the code takes the image id from. */
  readonly ssmParameterName?: string | undefined;
  /** A managed group's; `CUSTOM` leaves the image to what else is known. */
  readonly amiType?: string | undefined;
  readonly region?: string | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly description?: string | undefined;
  readonly productCodes?: readonly { readonly type?: string | undefined; readonly id?: string | undefined }[] | undefined;
}

export interface ImageIdentity extends Omit<ImageReading, 'moves' | 'purpose' | 'family'> {
  /** Published by AWS as an EKS-optimized image. */
  readonly official: 'yes' | 'no' | 'unknown';
  /** Published by a partner, and that is established: Ubuntu for EKS, or a Marketplace product. Then `official` is `no`. */
  readonly partner?: 'canonical' | 'marketplace';
  /** The vendor's own plain system image, with no node software: not official, and its vendor is established. */
  readonly plainFrom?: 'amazon' | 'canonical';
  /** Undefined where it does not show. */
  readonly family: Family | undefined;
  readonly purpose: ImageReading['purpose'];
  /** The selector takes newer images as they are published; undefined where no selector was given. */
  readonly moves?: boolean;
  /** `marketplace`: a CIS product of the Marketplace. `claimed`: a word in name, description or tag; weak. */
  readonly hardened?: 'marketplace' | 'claimed';
  /** What the answer rests on, as one sentence without a full stop. */
  readonly why: string;
}

/**
 * Identifies a node image. An image is official by a public parameter it is listed under or taken from, by an EKS image type, or by
 * name *and* owner; never by a name alone, which anybody can give. `no` needs evidence too: a name of another shape or an
 * owner that is not the publisher. Otherwise it is `unknown`, and its lineage is the caller's to follow.
 */
export function identifyImage(image: KnownOfImage): ImageIdentity {
  const listed = image.publicSsmParameterName === undefined ? undefined : readImageParameter(image.publicSsmParameterName);
  const taken = image.ssmParameterName === undefined ? undefined : readImageParameter(image.ssmParameterName);
  const named = image.name === undefined ? undefined : readImageName(image.name);
  const known = { ...details(named), ...details(taken), ...details(listed) };
  return {
    ...known,
    ...fromTags(image.tags, known),
    ...movement(image, named, taken),
    ...hardening(image, named),
    ...(fromParameter(listed, 'the image is listed under') ??
      fromParameter(taken, 'the image is taken from') ??
      fromAmiType(image.amiType) ??
      fromMarketplace(image, named) ??
      fromOwner(image, named)),
  };
}

type Detail = 'arch' | 'accelerator' | 'fips' | 'variant' | 'systemVersion';
type Answer = Pick<ImageIdentity, 'official' | 'partner' | 'plainFrom' | 'family' | 'purpose' | 'why' | Detail>;

/** The details of a reading; what the image is, the answers say. */
function details(read: Partial<ParameterReading> | undefined): Omit<ImageReading, 'moves' | 'family' | 'purpose'> {
  const { moves: _moves, family: _family, purpose: _purpose, path: _path, holds: _holds, ...rest } = read ?? {};
  return rest;
}

function fromParameter(parameter: ParameterReading | undefined, how: string): Answer | undefined {
  if (!parameter) return undefined;
  const { family, purpose, path } = parameter;
  const why = `${how} the public parameter ${path}`;
  if (purpose === 'eks') return family === 'ubuntu' ? { official: 'no', partner: 'canonical', family, purpose, why } : { official: 'yes', family, purpose, why };
  const plainFrom = purpose === 'plain' ? (family === 'ubuntu' ? 'canonical' : 'amazon') : undefined;
  return { official: 'no', ...(plainFrom ? { plainFrom } : {}), family, purpose, why: `${why}, which is none of an EKS image` };
}

function fromAmiType(type: string | undefined): Answer | undefined {
  if (type === undefined || type === 'CUSTOM') return undefined;
  const { windows, ...rest } = amiType(type);
  return {
    official: 'yes',
    purpose: 'eks',
    ...rest,
    ...(windows ? { variant: windows.edition, systemVersion: windows.release } : {}),
    why: `EKS chooses its own image by the type ${type}`,
  };
}

function fromMarketplace(image: KnownOfImage, named: ImageReading | undefined): Answer | undefined {
  const code = image.productCodes?.find(({ type }) => type === 'marketplace');
  const isListed = image.ownerAlias === 'aws-marketplace' || image.ownerId === 'aws-marketplace';
  if (!code && !isListed) return undefined;
  return {
    official: 'no',
    partner: 'marketplace',
    family: named?.family ?? familyOf(image),
    purpose: named?.purpose,
    // Product codes stay on images made from the product, and only AWS and the seller can put one on.
    why: isListed ? 'the image is owned by aws-marketplace' : `the image carries the Marketplace product code ${code?.id ?? ''}`.trim(),
  };
}

function fromOwner(image: KnownOfImage, named: ImageReading | undefined): Answer {
  const owner = ownerText(image);
  const family = named?.family ?? familyOf(image);
  const purpose = named?.purpose;
  if (purpose === 'eks') {
    // `amazon-eks-node-*` leaves AL2 or AL2023 open; both have the same publisher.
    const verdict = officialOwner(image.ownerId, image.region, named?.family ?? 'al2023', image.ownerAlias);
    const why = `${image.name} is the name of an EKS image, and ${owner}`;
    if (verdict === 'unknown') return { official: 'unknown', family, purpose, why: `${why}, which does not settle who published it` };
    if (verdict === 'not-official') return { official: 'no', family, purpose, why: `${why}, which does not publish it` };
    if (family === 'ubuntu') return { official: 'no', partner: 'canonical', family, purpose, why: `${why}, which is Canonical` };
    return { official: 'yes', family, purpose, why: `${why}, which publishes it` };
  }
  if (named && purpose !== undefined) {
    const plainFrom = purpose === 'plain' ? plainVendor(image, named) : undefined;
    const why = `${image.name} is ${purposeText[purpose]}, not the name of an EKS image`;
    return { official: 'no', ...(plainFrom ? { plainFrom } : {}), family, purpose, why };
  }
  if (named) return { official: 'unknown', family, purpose, why: `the pattern ${image.name} fits images of several kinds` };
  if (isOwn(image)) {
    const why = image.name === undefined ? `${owner}, which publishes no EKS images` : `${image.name} is no name of an EKS image, and ${owner}`;
    return { official: 'no', family: family ?? 'custom', purpose, why };
  }
  const unnamed = image.amiType === 'CUSTOM' ? 'the group brings its own image' : 'nothing tells which image it is';
  const what = image.name === undefined ? unnamed : `${image.name} is no name of a known image`;
  return { official: 'unknown', family, purpose, why: `${what}; ${owner}` };
}

const purposeText = {
  'eks-recipe': 'an image built from the open EKS recipe',
  ecs: 'an ECS image',
  plain: 'a plain system image',
  other: 'another system or distribution',
} as const;

function ownerText({ ownerId, ownerAlias }: KnownOfImage): string {
  if (ownerId === undefined && !ownerAlias) return 'its owner is not known';
  return `its owner is ${ownerId ?? ownerAlias}${ownerId !== undefined && ownerAlias ? ` (${ownerAlias})` : ''}`;
}

/** Owned by an account that is no known publisher. With neither name nor alias seen it may still be one that the lists lack. */
function isOwn({ name, ownerId, ownerAlias }: KnownOfImage): boolean {
  if (ownerId === 'self' || ownerAlias === 'self') return true;
  if (ownerId === undefined || !/^\d{12}$/.test(ownerId) || ownerAlias || isKnownPublisher(ownerId)) return false;
  return name !== undefined || ownerAlias !== undefined;
}

function plainVendor(image: KnownOfImage, named: ImageReading): ImageIdentity['plainFrom'] {
  const { ownerId, ownerAlias } = image;
  if (named.cis) return undefined;
  if (named.family === 'ubuntu') return ownerId !== undefined && isCanonicalOwner(ownerId) ? 'canonical' : undefined;
  return ownerAlias === 'amazon' || ownerId === 'amazon' || (ownerId !== undefined && isAmazonLinuxOwner(ownerId)) ? 'amazon' : undefined;
}

/** Tags that image builders of the EKS recipe leave: evidence of what the image is, no proof of where it comes from. */
function familyOf({ tags, amiType: type }: KnownOfImage): Family | undefined {
  const source = tags?.['source_ami_name'];
  return (source === undefined ? undefined : readImageName(source)?.family) ?? (type === 'CUSTOM' ? 'custom' : undefined);
}

function fromTags(tags: KnownOfImage['tags'], known: { readonly kubernetesVersion?: string }): { kubernetesVersion?: string } {
  // `kubernetes` = `1.31.2/2024-11-15/bin/linux/x86_64`: amazon-eks-ami templates/al2023/template.json.
  const tag = /^(\d+\.\d+)(?:\.\d+)?\//.exec(tags?.['kubernetes'] ?? '')?.[1];
  return known.kubernetesVersion === undefined && tag !== undefined && kubernetesVersion(tag) ? { kubernetesVersion: tag } : {};
}

function movement(image: KnownOfImage, named: ImageReading | undefined, taken: ParameterReading | undefined): { moves?: boolean } {
  // A parameter of the user's own leads wherever it is made to lead, unless its version is written down.
  if (image.ssmParameterName !== undefined) return { moves: taken?.moves ?? parameterReference(image.ssmParameterName).version === undefined };
  return image.name === undefined ? {} : { moves: named?.moves ?? /[*?]/.test(image.name) };
}

function hardening(image: KnownOfImage, named: ImageReading | undefined): { hardened?: 'marketplace' | 'claimed' } {
  const published = [image.name, image.description].map(text => hardeningClaim(text ?? ''));
  if (published.includes('cis') && fromMarketplace(image, named)) return { hardened: 'marketplace' };
  const tagged = Object.entries(image.tags ?? {}).flat().map(hardeningClaim);
  return [...published, ...tagged].some(Boolean) ? { hardened: 'claimed' } : {};
}
