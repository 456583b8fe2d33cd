import { isUnknown, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, given, type Trail } from './fact.ts';
import { type Setting } from './launch.ts';
import { look } from './look.ts';
import type { NodeFacts } from './schema.ts';

type Row = NodeFacts['volumes'][number];

/** Root devices by family; Bottlerocket has a second volume that holds the containers' data. */
const rootDevices: Partial<Record<string, readonly string[]>> = {
  al2: ['/dev/xvda'],
  al2023: ['/dev/xvda'],
  bottlerocket: ['/dev/xvda', '/dev/xvdb'],
  ubuntu: ['/dev/sda1'],
  windows: ['/dev/sda1'],
};
const anyRoot = new Set(['/dev/xvda', '/dev/sda1', '/dev/sda', 'xvda', 'sda1']);

/** The EBS volumes a node is launched with: those that are mapped, and those that come with the image. */
export function volumeFacts(group: GroupContext): readonly Row[] {
  if (group.kind === 'auto-mode' || group.kind === 'fargate') return [];
  const { layers } = group.launch;
  const rows: Row[] = [];
  let root = false;
  /** The layer that sets the root volume by itself; what weaker ones map there does not count. */
  let rootLayer: Resource | undefined;
  /** A mapping that is not known may be any device's, the root's too. */
  let unsure = false;
  for (const layer of layers) {
    const kind = layer.resource.ref.kind;
    if (kind === 'AutoScalingGroup') continue;
    if (kind === 'LaunchConfiguration' || kind === 'Instance') {
      const device = look(layer.resource, 'RootBlockDevice');
      if (device !== undefined) {
        root = true;
        rootLayer ??= layer.resource;
        rows.push(row(group, 'root', () => ({ value: look(layer.resource, 'RootBlockDevice.Encrypted'), layer, path: 'RootBlockDevice.Encrypted' })));
      }
    }
    const [list, member] = kind === 'Instance' ? ['EbsBlockDevices', 'Encrypted'] : [kind === 'LaunchConfiguration' ? 'BlockDeviceMappings' : 'LaunchTemplateData.BlockDeviceMappings', 'Ebs.Encrypted'];
    const mappings = look(layer.resource, list);
    if (isUnknown(mappings)) {
      rows.push(unseenRow(layer.resource, list, mappings));
      unsure = true;
      continue;
    }
    if (!Array.isArray(mappings)) continue;
    for (const [at, mapping] of (mappings as readonly Record<string, unknown>[]).entries()) {
      if (isUnknown(mapping)) {
        rows.push(unseenRow(layer.resource, `${list}[${at}]`, mapping));
        unsure = true;
        continue;
      }
      if (mapping['NoDevice'] !== undefined || mapping['VirtualName'] !== undefined) continue;
      const device = mapping['DeviceName'];
      if (isUnknown(device)) unsure = true;
      const name = typeof device === 'string' ? device : 'a volume';
      // The same device in a stronger layer; devices without a known name are one each.
      if (typeof device === 'string' && rows.some(other => other.device.value === name)) continue;
      if (rootLayer !== undefined && rootLayer !== layer.resource && anyRoot.has(name)) continue;
      if (anyRoot.has(name)) root = true;
      const path = `${list}[${at}].${member}`;
      rows.push(row(group, name, () => ({ value: look(layer.resource, path), layer, path })));
    }
  }
  if (group.launch.unseen) {
    const { resource, path, unknown } = group.launch.unseen;
    return [...rows, unseenRow(resource, path, unknown)];
  }
  if (unsure) return rows;
  const family = group.image().identity.family;
  const expected = family === undefined ? undefined : rootDevices[family];
  if (expected) {
    for (const device of [...expected].reverse()) {
      const isMapped = rows.some(other => other.device.value === device || (other.device.value === 'root' && device === expected[0]));
      if (!isMapped) rows.unshift(row(group, device, () => ({ value: undefined })));
    }
  } else if (rows.length === 0) rows.push(row(group, 'root', () => ({ value: undefined })));
  else if (!root) rows.push({ device: given('root'), encrypted: given<boolean>(new Unknown('not-in-input', 'which of the mapped devices is the root of the image')) });
  return rows;
}

function unseenRow(resource: Resource, path: string, unknown: Unknown): Row {
  const evidence = { ref: resource.ref, resource, path, value: unknown, decidedBy: 'set', linkedBy: 'reference' } as const;
  return { device: given<string>(unknown, evidence), encrypted: given<boolean>(unknown, evidence) };
}

function row(group: GroupContext, device: string, find: () => Setting): Row {
  return {
    device: given(device),
    encrypted: derive<boolean>(trail => {
      const { value, layer, path } = find();
      const [resource, at] = layer && path !== undefined ? [layer.resource, path] : group.decidingPlace('BlockDeviceMappings');
      if (value !== undefined && !isUnknown(value)) trail.noteSet(resource, at, value);
      if (value === true) return true;
      // With encryption by default every new volume is encrypted, whatever the mapping says (EBS User Guide, encryption-by-default).
      const account = accountDefault(group, trail);
      if (account === true) return true;
      if (isUnknown(value)) {
        trail.note(resource, at, value);
        return value;
      }
      if (value === false) return isUnknown(account) ? account : false;
      if (isUnknown(account)) return account;
      if (group.image().encrypted === true && isOfImage(group, device)) {
        group.image().note(trail, 'the snapshots of the image are encrypted');
        return true;
      }
      trail.note(resource, at, undefined, {
        decidedBy: group.launch.from === 'eks' ? 'service' : 'default',
        because: 'left out: EBS encrypts only if the snapshot of the image is encrypted or the account encrypts by default, and neither is seen or declared',
      });
      return false;
    }),
  };
}

/** Encryption of the image's snapshots covers the volumes that come with it, not others that a mapping adds. */
function isOfImage(group: GroupContext, device: string): boolean {
  const { family } = group.image().identity;
  return device === 'root' || anyRoot.has(device) || (family !== undefined && (rootDevices[family]?.includes(device) ?? false));
}

function accountDefault(group: GroupContext, trail: Trail): boolean | Unknown {
  const declared = group.declared(trail, 'ebsEncryptionByDefault');
  if (declared !== undefined) return declared;
  const settings = group.inventory.of('EbsEncryptionByDefault');
  const [first, ...others] = settings;
  if (!first) return false;
  const enabled = trail.look(first as Resource, 'EbsEncryptionByDefault');
  if (isUnknown(enabled)) return enabled;
  const all = others.map(other => look(other as Resource, 'EbsEncryptionByDefault'));
  if (all.every(value => value === enabled)) return enabled !== false;
  return new Unknown('ambiguous', 'aws_ebs_encryption_by_default', { resolveWith: 'declare facts.ebsEncryptionByDefault' });
}
