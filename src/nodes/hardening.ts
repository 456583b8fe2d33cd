import { isUnknown, type Leaf, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, type Fact, given, Trail } from './fact.ts';
import { families } from './image/index.ts';
import { look } from './look.ts';
import type { NodeFacts } from './schema.ts';
import type { ToolEvidence } from './user-data/index.ts';

type Technique = 'intrusionPrevention' | 'fileIntegrity' | 'antiVirus';

interface Found {
  readonly state: string;
  readonly by: string;
}

const declarations = { intrusionPrevention: 'intrusionPrevention', fileIntegrity: 'fileIntegrityMonitoring', antiVirus: 'antiVirus' } as const;

/** Evidence of host hardening: observed is not to be had from code, so it is configured, implied by the image, or declared. */
export function hardeningFacts(group: GroupContext): NodeFacts['hardening'] {
  return {
    applies: given(group.kind !== 'auto-mode' && group.kind !== 'fargate'),
    baseImage: split(trail => baseImage(group, trail)),
    intrusionPrevention: split(trail => technique(group, trail, 'intrusionPrevention')),
    fileIntegrity: split(trail => technique(group, trail, 'fileIntegrity')),
    antiVirus: split(trail => technique(group, trail, 'antiVirus')),
    updates: split(trail => updates(group, trail)),
  };
}

function split(find: (trail: Trail) => Leaf<Found>): { state: Fact<string>; by: Fact<string> } {
  let by = '';
  const state = derive<string>(trail => {
    const found = find(trail);
    if (isUnknown(found)) return found;
    by = found.by;
    return found.state;
  });
  return {
    state,
    by: derive(trail => {
      trail.peek(state);
      return by;
    }),
  };
}

function unseenImage(group: GroupContext): Unknown {
  return group.image().unknown ?? new Unknown('not-in-input', 'what is installed in the image', { resolveWith: 'an image of your own cannot be looked into: declare the technique in the policy file, or scan the live account' });
}

function baseImage(group: GroupContext, trail: Trail): Leaf<Found> {
  const image = group.image();
  image.note(trail);
  const { identity, name, stock } = image;
  if (identity.hardened === 'marketplace') return { state: 'present', by: `${name ?? 'a CIS image'} of the Marketplace` };
  const listed = name !== undefined && group.options.parameters.hardenedImageNames.find(pattern => matches(pattern, name));
  if (typeof listed === 'string') return { state: 'present', by: `parameters.hardenedImageNames lists ${listed}` };
  const scope = identity.family === undefined ? undefined : families[identity.family].hardening.baseImage;
  if (scope === 'built-in') return { state: 'built-in', by: `${families[identity.family!].title} meets most of CIS level 1 by default` };
  if (scope === 'not-applicable') return { state: 'not-applicable', by: '' };
  if (stock !== undefined) return { state: 'absent', by: `${identity.why}; its publisher does not call it hardened` };
  return image.unknown ?? new Unknown('not-in-input', 'whether the image is hardened', { resolveWith: 'list the names of your hardened images in parameters.hardenedImageNames of the policy file' });
}

function matches(pattern: string, name: string): boolean {
  return new RegExp(`^${pattern.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'i').test(name);
}

function technique(group: GroupContext, trail: Trail, which: Technique): Leaf<Found> {
  const declared = group.declared(trail, declarations[which]);
  if (declared !== undefined) return { state: 'present', by: declared };
  if (which === 'antiVirus') {
    const addon = runtimeMonitoring(group, trail);
    if (addon) return addon;
  }
  const image = group.image();
  const { family } = image.identity;
  const scope = family === undefined ? undefined : families[family].hardening[which];
  if (scope === 'built-in') {
    image.note(trail);
    return { state: 'built-in', by: `${families[family!].title} brings it along` };
  }
  // No software can be put on the host; a DaemonSet cannot be seen here and can be declared.
  if (scope === 'not-applicable' || scope === 'daemonset') return { state: 'not-applicable', by: '' };
  return fromUserData(group, trail, group.userData().reading?.hardening[which] ?? [], scope === 'perhaps-built-in');
}

function fromUserData(group: GroupContext, trail: Trail, evidence: readonly ToolEvidence[], perhapsBuiltIn: boolean): Leaf<Found> {
  const data = group.userData();
  const image = group.image();
  const { family } = image.identity;
  const packagesWork = family !== undefined && !families[family].ignoresCloudInitPackages;
  const effective = evidence.find(tool => tool.effective || (tool.whyNot === 'cloud-config-packages' && packagesWork));
  data.note(trail);
  if (effective) return { state: 'present', by: `${effective.tool}, set up in user data` };
  image.note(trail);
  if (data.unknown) return data.unknown;
  if (perhapsBuiltIn || image.stock === undefined) return unseenImage(group);
  if (data.reading && !data.reading.fullyKnown) return new Unknown('unreadable', 'what the user data downloads or includes', { resolveWith: 'install it in the user data itself, or declare the technique in the policy file' });
  const [tried] = evidence;
  return { state: 'absent', by: tried ? `${tried.tool} does not count: ${reasons[tried.whyNot ?? 'not-enabled']}` : 'image and user data install nothing of the kind' };
}

const reasons = {
  'not-enabled': 'it is installed and nothing starts it',
  'not-installed': 'it is started and nothing installs it',
  'cloud-config-packages': 'cloud-config `packages:` does nothing on this image',
  'once-at-launch': 'it runs once, at launch',
} as const;

/** GuardDuty's runtime monitoring comes as an add-on of the cluster. */
function runtimeMonitoring(group: GroupContext, trail: Trail): Found | undefined {
  const { cluster } = group.cluster;
  if (!cluster) return undefined;
  const addon = group.inventory.members('Addon', 'clusterName', cluster as Resource).members.find(member => look(member as Resource, 'addonName') === 'aws-guardduty-agent');
  if (!addon) return undefined;
  trail.look(addon as Resource, 'addonName', { linkedBy: 'reference' });
  return { state: 'present', by: 'GuardDuty runtime monitoring (add-on aws-guardduty-agent)' };
}

function updates(group: GroupContext, trail: Trail): Leaf<Found> {
  const declared = group.declared(trail, 'securityUpdates');
  if (declared !== undefined) return { state: 'in-place', by: declared };
  const image = group.image();
  const { family } = image.identity;
  const data = group.userData();
  const evidence = data.reading?.securityUpdates ?? [];
  const locked = family !== undefined && families[family].repositoriesLocked;
  const packagesWork = family !== undefined && !families[family].ignoresCloudInitPackages;
  const working = evidence.find(tool => tool.effective || (tool.whyNot === 'cloud-config-packages' && packagesWork));
  if (working && !locked) {
    data.note(trail);
    return { state: 'in-place', by: `${working.tool}, set up in user data` };
  }
  if (group.kind === 'managed') {
    return new Unknown('not-in-input', 'what updates the managed node group', { resolveWith: 'declare facts.securityUpdates with what rolls the group to new releases, or scan the live account, which shows the release’s age' });
  }
  const looked = new Trail();
  const rotation = group.kind === 'self-managed' ? rotates(group, looked) : 'a standalone instance is never replaced';
  if (rotation === true || isUnknown(rotation)) trail.add(looked);
  if (rotation === true) return { state: 'rotation', by: `nodes live at most ${group.options.parameters.rotationDays} days, on an image selector that moves` };
  if (isUnknown(rotation)) return rotation;
  const inside = new Trail();
  const found = fromUserData(group, inside, working ? [] : evidence, family !== undefined && families[family].hardening.updates === 'perhaps-built-in');
  // What a user would change first comes last: the image where it is all that keeps rotation from counting, else the lifetime of nodes.
  for (const part of rotation === pinned ? [looked, inside] : [inside, looked]) trail.add(part);
  if (isUnknown(found)) return found;
  if (working && locked) return { state: 'absent', by: `${working.tool} finds nothing: the repositories of ${families[family].title} are locked to the image’s release; and ${rotation}` };
  return { state: 'absent', by: `${found.by}; and ${rotation}` };
}

const pinned = 'nodes are replaced by the same pinned image';

/** True if nodes are replaced often enough by an image that moves; otherwise why not. */
function rotates(group: GroupContext, trail: Trail): true | string | Unknown {
  const seconds = trail.look(group.resource, 'MaxInstanceLifetime');
  if (isUnknown(seconds)) return seconds;
  if (typeof seconds !== 'number') return 'the group sets no maximum instance lifetime';
  const days = seconds / 86_400;
  if (days > group.options.parameters.rotationDays) return `nodes live up to ${Math.round(days)} days, and ${group.options.parameters.rotationDays} are allowed`;
  const image = group.image();
  image.note(trail);
  if (image.identity.moves === true) return true;
  if (image.identity.moves === undefined) return image.unknown ?? new Unknown('not-in-input', 'whether the image selector moves');
  return pinned;
}
