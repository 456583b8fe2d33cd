import { isUnknown, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, type Evidence, type Trail } from './fact.ts';
import { defaultAmiType, identifyImage, type ImageIdentity, isTrustedOwner, readReleaseVersion } from './image/index.ts';
import { setting } from './launch.ts';
import { look } from './look.ts';
import { textOf } from './text-of.ts';

/** The image of a group as it was identified. */
export interface GroupImage {
  readonly identity: ImageIdentity;
  readonly imdsSupport: 'v2.0' | 'none' | undefined;
  /** The vendor's own image, unchanged. */
  readonly stock: 'eks' | 'plain' | undefined;
  readonly deprecationTime?: string;
  /** The policy trusts its owner or the image. */
  readonly trusted: boolean;
  /** What it was made from, identified as well; for copies. */
  readonly source?: ImageIdentity;
  /** Snapshots of its volumes are known to be encrypted. */
  readonly encrypted?: boolean;
  readonly name?: string;
  /** Why it cannot be identified, where that is an Unknown of the input. */
  readonly unknown?: Unknown;
  readonly note: (trail: Trail, because?: string) => void;
}

export function imageOf(group: GroupContext): GroupImage {
  const described = derive<Described>(trail => (group.kind === 'managed' && !group.ownImage() ? eksImage(group, trail) : ownImage(group, trail)));
  const { value } = described;
  if (isUnknown(value)) throw new Error('an image is always described');
  return {
    ...value,
    note: (trail, because) => {
      if (trail.isQuiet) return;
      trail.add(described);
      const last = described.evidence.at(-1);
      if (because !== undefined && last?.resource) trail.note(last.resource, last.path, last.value, { decidedBy: last.decidedBy, linkedBy: last.linkedBy, because });
    },
  };
}

type Described = Omit<GroupImage, 'note'>;

/** EKS takes the image of a managed group by its type. */
function eksImage(group: GroupContext, trail: Trail): Described {
  const type = trail.look(group.resource, 'amiType');
  const release = look(group.resource, 'releaseVersion');
  const version = look(group.resource, 'version');
  const released = typeof release === 'string' ? readReleaseVersion(release) : {};
  const kubernetesVersion = released.kubernetesVersion ?? (typeof version === 'string' ? version : undefined);
  const versioned = { ...(kubernetesVersion ? { kubernetesVersion } : {}), ...(released.releaseDate ? { releaseDate: released.releaseDate } : {}) };
  const rest = { imdsSupport: undefined, stock: 'eks', trusted: false } as const;
  if (isUnknown(type)) {
    return { identity: { official: 'yes', family: undefined, purpose: 'eks', why: 'EKS chooses the image of the group by a type that is not known', ...versioned }, ...rest };
  }
  if (typeof type === 'string') return { identity: { ...identifyImage({ amiType: type }), ...versioned }, ...rest };
  const cluster = group.cluster.cluster;
  const clusterVersion = cluster && look(cluster as Resource, 'version');
  const { family, because } = defaultAmiType(kubernetesVersion ?? (typeof clusterVersion === 'string' ? clusterVersion : undefined));
  // Windows and accelerated instance types get another family, so only a group whose type is written is sure of it.
  trail.note(group.resource, 'amiType', undefined, { decidedBy: 'service', because });
  return { identity: { official: 'yes', family, purpose: 'eks', why: because, ...versioned }, ...rest };
}

function ownImage(group: GroupContext, trail: Trail): Described {
  const found = setting(trail, group.launch, 'ImageId');
  const { value } = found;
  const none = { imdsSupport: undefined, stock: undefined, trusted: false } as const;
  if (value === undefined) {
    const unknown = new Unknown('not-in-input', `the image of ${group.resource.ref.id}`, { resolveWith: 'name an image in the launch template' });
    return { identity: { official: 'unknown', family: undefined, purpose: undefined, why: 'no image is named' }, unknown, ...none };
  }
  // An id that the plan marks as sensitive is called by where it stands.
  const hidden = found.layer && found.path !== undefined && found.layer.resource.isSensitive(found.path) ? `${found.layer.resource.ref.id}.${found.layer.resource.attribute(found.path)}` : undefined;
  const shown = isUnknown(value) ? value.symbol : (hidden ?? textOf(value));
  const { trustedImages } = group.options.parameters;
  const trusted = typeof value === 'string' && trustedImages.includes(value);
  if (typeof value === 'string' && /resolve:ssm:|^\/aws\/service\//.test(value)) return described(identifyImage({ ssmParameterName: value }), { trusted });
  const { inventory } = group;
  const parameters = inventory.follow('Parameter', value);
  const images = inventory.follow('Image', value);
  const [parameter] = parameters.resources;
  const [image] = images.resources;
  if (parameters.resources.length + images.resources.length > 1) {
    const unknown = new Unknown('ambiguous', shown);
    return { identity: { official: 'unknown', family: undefined, purpose: undefined, why: 'several images may be meant' }, unknown, ...none, trusted };
  }
  if (parameter) {
    const name = trail.look(parameter as Resource, 'Name', { linkedBy: parameters.linkedBy });
    if (typeof name === 'string') return described(identifyImage({ ssmParameterName: name }), { trusted });
  }
  if (image) return fromImage(group, image, trail, images.linkedBy, trusted, 0);
  const unknown = isUnknown(value)
    ? value
    : new Unknown('not-in-input', shown, { resolveWith: `look up ${shown} with data "aws_ami", or add it to parameters.trustedImages` });
  return { identity: { official: 'unknown', family: undefined, purpose: undefined, why: `nothing in the input tells what ${shown} is` }, unknown, ...none, trusted };
}

function described(identity: ImageIdentity, more: Partial<Described>): Described {
  return { identity, imdsSupport: undefined, stock: stockOf(identity), trusted: false, ...more };
}

function stockOf(identity: ImageIdentity): 'eks' | 'plain' | undefined {
  if (identity.official === 'yes' || identity.partner === 'canonical') return 'eks';
  return identity.plainFrom === undefined ? undefined : 'plain';
}

function fromImage(group: GroupContext, image: Resource<'Image'>, trail: Trail, linkedBy: Evidence['linkedBy'], trusted: boolean, depth: number): Described {
  const any = image as Resource;
  const text = (path: string): string | undefined => {
    const value = look(any, path);
    return typeof value === 'string' ? value : undefined;
  };
  const owners = look(any, 'Owners');
  const [onlyOwner] = Array.isArray(owners) && owners.length === 1 ? (owners as unknown[]) : [];
  const name = text('Name') ?? namePattern(look(any, 'Filters'));
  const ownerId = text('OwnerId') ?? (typeof onlyOwner === 'string' ? onlyOwner : image.existence === 'elsewhere' ? undefined : 'self');
  const alias = look(any, 'ImageOwnerAlias');
  trail.look(any, 'Name', { linkedBy });
  trail.look(any, 'OwnerId', { linkedBy });
  const tags = tagMap(look(any, 'Tags'));
  const identity = identifyImage({
    name,
    ownerId,
    ...(image.existence === 'elsewhere' ? { ownerAlias: typeof alias === 'string' ? alias : undefined } : {}),
    description: text('Description'),
    tags,
    productCodes: productCodes(look(any, 'ProductCodes')),
  });
  const mostRecent = look(any, 'MostRecent');
  const imds = look(any, 'ImdsSupport');
  const mappings = look(any, 'BlockDeviceMappings');
  const encrypted = look(any, 'Encrypted') === true || (Array.isArray(mappings) && mappings.length > 0 && mappings.every(mapping => (mapping as { Ebs?: { Encrypted?: unknown } }).Ebs?.Encrypted === true));
  const deprecationTime = text('DeprecationTime');
  const source = look(any, 'SourceImageId');
  let sourceIdentity: ImageIdentity | undefined;
  let fromTrusted = false;
  if (source !== undefined && depth < 10) {
    const link = group.inventory.follow('Image', source);
    const [from] = link.resources;
    const parameter = group.inventory.follow('Parameter', source).resources[0];
    const parameterName = parameter && trail.look(parameter as Resource, 'Name', { linkedBy: 'reference' });
    if (from && link.resources.length === 1) {
      const inner = fromImage(group, from, trail, link.linkedBy, false, depth + 1);
      sourceIdentity = inner.source ?? inner.identity;
      fromTrusted = inner.trusted;
    } else if (typeof parameterName === 'string') sourceIdentity = identifyImage({ ssmParameterName: parameterName });
  }
  // A copy is the same system: what its own name and tags do not say, its source does.
  const told = sourceIdentity && (identity.family === undefined || identity.family === 'custom') ? { ...identity, ...systemOf(sourceIdentity) } : identity;
  const { moves: _, ...unmoved } = told;
  return described(mostRecent === true ? { ...told, moves: true } : isUnknown(mostRecent) ? unmoved : told, {
    // An image that was read and declares nothing has an empty one; an older provider does not read it at all.
    imdsSupport: imds === 'v2.0' ? 'v2.0' : imds === '' ? 'none' : undefined,
    trusted: trusted || fromTrusted || isTrustedOwner({ ownerId, alias: typeof alias === 'string' ? alias : undefined }, group.options.parameters.trustedImageOwners),
    ...(deprecationTime === undefined ? {} : { deprecationTime }),
    ...(sourceIdentity ? { source: sourceIdentity } : {}),
    ...(encrypted ? { encrypted } : {}),
    ...(name === undefined ? {} : { name }),
  });
}

function systemOf({ family, kubernetesVersion }: ImageIdentity): Partial<ImageIdentity> {
  return { family, ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }) };
}

function namePattern(filters: unknown): string | undefined {
  if (!Array.isArray(filters)) return undefined;
  const byName = (filters as readonly Record<string, unknown>[]).find(filter => filter['Name'] === 'name')?.['Values'];
  const [only] = Array.isArray(byName) && byName.length === 1 ? (byName as unknown[]) : [];
  return typeof only === 'string' ? only : undefined;
}

function tagMap(tags: unknown): Record<string, string> {
  const map: Record<string, string> = Object.create(null) as Record<string, string>;
  if (Array.isArray(tags)) for (const tag of tags as readonly Record<string, unknown>[]) if (typeof tag['Key'] === 'string' && typeof tag['Value'] === 'string') map[tag['Key']] = tag['Value'];
  return map;
}

function productCodes(codes: unknown): { type?: string; id?: string }[] {
  if (!Array.isArray(codes)) return [];
  return (codes as readonly Record<string, unknown>[]).map(code => ({ type: textOf(code['ProductCodeType'] ?? ''), id: textOf(code['ProductCodeId'] ?? '') }));
}
