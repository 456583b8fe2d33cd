import { isUnknown, Unknown } from '../inventory/index.ts';
import { derive, type Fact } from './fact.ts';
import type { GroupContext } from './context.ts';
import { imdsDefaults, type Maker } from './image/index.ts';
import { setting } from './launch.ts';
import type { NodeFacts } from './schema.ts';

/** Instance metadata options as a node launched now gets them; each option is resolved by itself. */
export function metadataFacts(group: GroupContext): NodeFacts['metadata'] {
  return {
    tokens: option(group, 'HttpTokens', 'tokens'),
    hopLimit: option(group, 'HttpPutResponseHopLimit', 'hopLimit'),
    endpoint: option(group, 'HttpEndpoint', 'endpoint'),
  };
}

function option<T extends string | number>(group: GroupContext, name: string, which: 'tokens' | 'hopLimit' | 'endpoint'): Fact<T> {
  return derive<T>(trail => {
    const found = setting(trail, group.launch, `MetadataOptions.${name}`);
    if (isUnknown(found.value)) return found.value;
    if (found.value !== undefined) {
      const value = which === 'hopLimit' ? Number(found.value) : found.value;
      const isReadable = which === 'hopLimit' ? Number.isSafeInteger(value) : typeof value === 'string';
      return isReadable ? (value as T) : new Unknown('unreadable', `${name} of ${group.resource.ref.id}`);
    }
    const image = group.image();
    const account = group.accountMetadataDefaults(trail);
    if (isUnknown(account)) return account;
    const defaults = imdsDefaults({
      maker: makerOf(group),
      family: image.identity.family,
      imageImdsSupport: image.imdsSupport,
      ...(image.stock ? { stock: image.stock } : {}),
      accountDefault: account,
    })[which];
    trail.note(...group.decidingPlace(`MetadataOptions.${name}`), { decidedBy: group.kind === 'managed' && !group.ownImage() ? 'service' : 'default', because: defaults.because });
    if (defaults.value === 'unconfirmed') {
      return new Unknown('unconfirmed-default', `${name} left out`, { resolveWith: `set ${name}: ${defaults.because}` });
    }
    return defaults.value as T;
  });
}

function makerOf(group: GroupContext): Maker {
  if (group.kind === 'managed') {
    if (group.launch.from === 'eks') return 'managed-without-template';
    return group.ownImage() ? 'managed-template-own-image' : 'managed-template-eks-image';
  }
  return group.launch.from === 'launch-configuration' ? 'launch-configuration' : group.launch.from === 'instance' ? 'instance' : 'launch-template';
}
