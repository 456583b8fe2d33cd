import { isUnknown, type Leaf, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, given, type Fact } from './fact.ts';
import type { GroupImage } from './group-image.ts';
import { families, supported, withinSkew } from './image/index.ts';
import { look } from './look.ts';
import type { NodeFacts } from './schema.ts';

export function imageFacts(group: GroupContext): NodeFacts['image'] {
  const applies = group.kind !== 'auto-mode' && group.kind !== 'fargate';
  const support = supportFacts(group);
  const skew = skewFacts(group);
  return {
    applies: given(applies),
    lineage: derive<string>(trail => {
      const image = group.image();
      image.note(trail, image.identity.why);
      return lineage(image);
    }),
    description: derive(() => describe(group.image())),
    supported: support.supported,
    supportNote: support.note,
    followsControlPlane: skew.follows,
    withinSkew: skew.within,
    version: skew.version,
    clusterVersion: skew.clusterVersion,
  };
}

function lineage({ identity, source, trusted, unknown, name }: GroupImage): Leaf<string> {
  if (trusted) return 'trusted-owner';
  const known = identity.official === 'yes' ? identity : (source ?? identity);
  if (known.official === 'yes') return 'eks-optimized';
  if (identity.partner ?? known.partner) return 'partner';
  if (unknown) return unknown;
  // An image of somebody's own may be built from an EKS image; only a plain or foreign system is surely none.
  if (known.official === 'no' && known.purpose !== undefined && known.purpose !== 'eks' && known.purpose !== 'eks-recipe') return 'untrusted';
  return new Unknown('not-in-input', `the lineage of ${name ?? 'the image'}`, {
    resolveWith: 'scan the live account, which shows what the image was made from, or add its owner to parameters.trustedImageOwners',
  });
}

function describe({ identity, name }: GroupImage): string {
  const family = identity.family === undefined ? undefined : families[identity.family].title;
  return [name ?? family ?? 'an image', identity.kubernetesVersion === undefined ? undefined : `for Kubernetes ${identity.kubernetesVersion}`, `(${identity.why})`].filter(Boolean).join(' ');
}

function versionOf(group: GroupContext): string | undefined {
  const { identity, source } = group.image();
  return identity.kubernetesVersion ?? source?.kubernetesVersion ?? (followsByItself(group) ? clusterVersionText(group) : undefined);
}

function clusterVersionText(group: GroupContext): string | undefined {
  const version = group.cluster.cluster && look(group.cluster.cluster as Resource, 'version');
  return typeof version === 'string' ? version : undefined;
}

/** A managed group without version and release takes the control plane's when it is made and updated. */
function followsByItself(group: GroupContext): boolean {
  if (group.kind === 'auto-mode') return true;
  return group.kind === 'managed' && !group.ownImage() && look(group.resource, 'version') === undefined && look(group.resource, 'releaseVersion') === undefined;
}

function supportFacts(group: GroupContext): { supported: Fact<boolean>; note: Fact<string> } {
  let reason = '';
  const fact = derive<boolean>(trail => {
    const image = group.image();
    image.note(trail);
    const { now, parameters } = group.options;
    const ownBuild = image.identity.official !== 'yes' && image.identity.purpose !== 'eks';
    const answer = supported(image.identity.family ?? image.source?.family, versionOf(group), now, {
      extendedCounts: parameters.extendedSupportCounts,
      ...(ownBuild ? { ownBuild } : {}),
      deprecationTime: image.deprecationTime,
    });
    reason = answer.reason;
    if (answer.supported !== 'unknown') return answer.supported === 'yes';
    return image.unknown ?? new Unknown('not-in-input', answer.reason, { resolveWith: 'name an image whose family and Kubernetes version show, by an EKS SSM parameter for example' });
  });
  return {
    supported: fact,
    note: derive(trail => {
      trail.peek(fact);
      return reason;
    }),
  };
}

function skewFacts(group: GroupContext): { follows: Fact<boolean>; within: Fact<boolean>; version: Fact<string>; clusterVersion: Fact<string> } {
  const follows = derive<boolean>(trail => {
    if (group.kind === 'managed' && !group.ownImage()) {
      trail.look(group.resource, 'version');
      trail.look(group.resource, 'releaseVersion');
    } else group.image().note(trail);
    return followsByItself(group);
  });
  const version = derive<string>(trail => {
    const { version: written, unknown } = managedVersion(group);
    if (unknown) {
      trail.look(group.resource, 'version');
      return unknown;
    }
    group.image().note(trail);
    return written ?? versionOf(group) ?? group.image().unknown ?? new Unknown('not-in-input', 'the Kubernetes version of the image', { resolveWith: 'name an image whose Kubernetes version shows' });
  });
  const clusterVersion = derive<string>(trail => {
    const { cluster, name } = group.cluster;
    if (!cluster) {
      return new Unknown('not-in-input', `the version of cluster ${isUnknown(name) ? name.symbol : (name ?? '?')}`, { resolveWith: 'scan the input that holds the cluster together with this one' });
    }
    const text = trail.look(cluster as Resource, 'version', { linkedBy: group.cluster.linkedBy });
    if (text === undefined) return new Unknown('unconfirmed-default', `version of ${cluster.ref.id}`, { resolveWith: 'set the version of the cluster: left out, EKS takes its newest' });
    return text as Leaf<string>;
  });
  return {
    follows,
    version,
    clusterVersion,
    within: derive<boolean>(trail => {
      const same = sameReference(group);
      if (same) {
        trail.look(group.resource, 'version');
        return true;
      }
      const node = trail.fact(version);
      const plane = trail.fact(clusterVersion);
      const skew = withinSkew(node, plane);
      if (skew.within !== 'unknown') return skew.within === 'yes';
      return new Unknown('unreadable', skew.because);
    }),
  };
}

function managedVersion(group: GroupContext): { version?: string; unknown?: Unknown } {
  if (group.kind !== 'managed' || group.ownImage()) return {};
  const version = look(group.resource, 'version');
  if (isUnknown(version)) return { unknown: version };
  return typeof version === 'string' ? { version } : {};
}

/** `version = aws_eks_cluster.main.version`, both unknown: the same value on both sides. */
function sameReference(group: GroupContext): boolean {
  const version = look(group.resource, 'version');
  const { cluster } = group.cluster;
  return group.kind === 'managed' && isUnknown(version) && cluster !== undefined && version.targets?.refs.length === 1 && version.targets.refs[0]?.id === cluster.ref.id && /\.version$/.test(version.symbol);
}
