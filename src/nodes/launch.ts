import { type Inventory, isUnknown, type LinkedBy, type Resource, Unknown, } from '../inventory/index.ts';
import { Trail } from './fact.ts';
import { launchedVersion } from './launch-version.ts';
import { look } from './look.ts';

/** What launches a node: one resource of the input whose settings count. */
export type LaunchFrom = 'launch-template' | 'launch-configuration' | 'eks' | 'instance';

/** Where settings come from, strongest first: an instance's own settings lie over its template's. */
export interface Layer {
  readonly resource: Resource;
  readonly linkedBy: LinkedBy;
  /** Where the setting stands in the resource; undefined if it cannot stand there. */
  readonly pathOf: (setting: string) => string | undefined;
}

/** What an instance launched now would be launched from. */
export interface Launch {
  readonly from: LaunchFrom;
  readonly layers: readonly Layer[];
  /** The template is not in the input, so any setting that the layers leave out may be in it. */
  readonly unseen?: { readonly unknown: Unknown; readonly resource: Resource; readonly path: string };
  /** The template as the input defines it; the layers hold the version that is launched, which may be an older one. */
  readonly template?: Resource;
  /** Where the version stands that the group asks for. */
  readonly version?: { readonly resource: Resource; readonly path: string };
  /** Sets it apart from the group's other variants. */
  readonly variant?: string;
}

/** Several launches may be meant where a reference has several candidates. */
export type Alternatives = readonly Launch[];

/** The public address is a matter of the network interfaces in a template. */
const inTemplate = (setting: string): string | undefined => (setting === 'AssociatePublicIpAddress' ? undefined : `LaunchTemplateData.${setting}`);

/** A launch configuration names things its own way; what it lacks has no path. */
const inConfiguration = (setting: string): string | undefined => {
  switch (setting) {
    case 'IamInstanceProfile.Name':
      return 'IamInstanceProfile';
    case 'SecurityGroupIds':
      return 'SecurityGroups';
    case 'IamInstanceProfile.Arn':
    case 'NetworkInterfaces':
    case 'TagSpecifications':
    case 'SecurityGroups':
      return undefined;
    default:
      return setting;
  }
};

const inInstance = (setting: string): string | undefined => (setting === 'NetworkInterfaces' || setting === 'TagSpecifications' || setting === 'BlockDeviceMappings' ? undefined : setting);

const templateLayer = (resource: Resource, linkedBy: LinkedBy): Layer => ({ resource, linkedBy, pathOf: inTemplate });

/** The launch of a group from the template that `idPath` and `namePath` name. */
function fromTemplate(inventory: Inventory, group: Resource, at: string, names: { readonly id: string; readonly name: string; readonly version: string }): Alternatives {
  const idPath = `${at}.${names.id}`;
  const namePath = `${at}.${names.name}`;
  const id = look(group, idPath);
  const path = id === undefined ? namePath : idPath;
  const leaf = id ?? look(group, namePath);
  const version = { resource: group, path: `${at}.${names.version}` };
  const link = inventory.follow('LaunchTemplate', leaf);
  const unknown = link.open ?? (link.resources.length === 0 ? new Unknown('not-in-input', `${group.ref.id}.${at}`) : undefined);
  if (unknown) return [{ from: 'launch-template', layers: [], unseen: { unknown, resource: group, path }, version }];
  return link.resources.map((template): Launch => {
    const launched = launchedVersion(inventory, template as Resource, look(group, version.path), new Trail(true));
    const defined = { from: 'launch-template' as const, version, template: template as Resource };
    if (isUnknown(launched)) return { ...defined, layers: [], unseen: { unknown: launched, resource: group, path: version.path } };
    return { ...defined, layers: [templateLayer(launched, link.linkedBy)] };
  });
}

/** Every launch of an Auto Scaling group: all of the outer list are meant, of an inner list one. */
export function launchesOfGroup(inventory: Inventory, group: Resource<'AutoScalingGroup'>): readonly Alternatives[] {
  const any = group as Resource;
  const names = { id: 'LaunchTemplateId', name: 'LaunchTemplateName', version: 'Version' };
  const mixed = 'MixedInstancesPolicy.LaunchTemplate';
  if (look(any, 'MixedInstancesPolicy') !== undefined) {
    const base = fromTemplate(inventory, any, `${mixed}.LaunchTemplateSpecification`, names);
    const overrides = look(any, `${mixed}.Overrides`);
    if (isUnknown(overrides)) return [base, [{ from: 'launch-template', layers: [], unseen: { unknown: overrides, resource: any, path: `${mixed}.Overrides` } }]];
    const variants = (Array.isArray(overrides) ? overrides : []).flatMap((_, at): Alternatives[] => {
      const path = `${mixed}.Overrides[${at}]`;
      const ownTemplate = look(any, `${path}.LaunchTemplateSpecification`) !== undefined;
      const ownImage = look(any, `${path}.ImageId`) !== undefined;
      if (!ownTemplate && !ownImage) return [];
      const below = ownTemplate ? fromTemplate(inventory, any, `${path}.LaunchTemplateSpecification`, names) : base;
      const override: Layer = { resource: any, linkedBy: 'value', pathOf: setting => (setting === 'ImageId' ? `${path}.ImageId` : undefined) };
      return [below.map(launch => ({ ...launch, layers: [...(ownImage ? [override] : []), ...launch.layers], variant: `override ${at + 1}` }))];
    });
    return [base, ...variants];
  }
  if (look(any, 'LaunchTemplate') !== undefined) return [fromTemplate(inventory, any, 'LaunchTemplate', names)];
  const configuration = look(any, 'LaunchConfigurationName');
  if (configuration !== undefined) {
    const link = inventory.follow('LaunchConfiguration', configuration);
    if (link.open || link.resources.length === 0) {
      const unknown = link.open ?? new Unknown('not-in-input', group.ref.id);
      return [[{ from: 'launch-configuration', layers: [], unseen: { unknown, resource: any, path: 'LaunchConfigurationName' } }]];
    }
    return [link.resources.map(resource => ({ from: 'launch-configuration', layers: [{ resource: resource as Resource, linkedBy: link.linkedBy, pathOf: inConfiguration }] }))];
  }
  const unknown = new Unknown('not-in-input', `the launch template of ${group.ref.id}`, { resolveWith: 'give the group a launch template' });
  return [[{ from: 'launch-template', layers: [], unseen: { unknown, resource: any, path: 'LaunchTemplate' } }]];
}

/** The launch of a managed node group: its template, or EKS alone. */
export function launchesOfNodegroup(inventory: Inventory, group: Resource<'Nodegroup'>): Alternatives {
  const template = look(group as Resource, 'launchTemplate');
  if (template === undefined) return [{ from: 'eks', layers: [] }];
  if (isUnknown(template)) return [{ from: 'launch-template', layers: [], unseen: { unknown: template, resource: group as Resource, path: 'launchTemplate' } }];
  return fromTemplate(inventory, group as Resource, 'launchTemplate', { id: 'id', name: 'name', version: 'version' });
}

/** The launch of a single instance: its own settings over those of its template. */
export function launchesOfInstance(inventory: Inventory, instance: Resource<'Instance'>): Alternatives {
  const own: Layer = { resource: instance as Resource, linkedBy: 'value', pathOf: inInstance };
  if (look(instance as Resource, 'LaunchTemplate') === undefined) return [{ from: 'instance', layers: [own] }];
  const names = { id: 'LaunchTemplateId', name: 'LaunchTemplateName', version: 'Version' };
  return fromTemplate(inventory, instance as Resource, 'LaunchTemplate', names).map(launch => ({ ...launch, from: 'instance', layers: [own, ...launch.layers] }));
}

/** A setting as it is launched, and the layer that decided it. */
export interface Setting {
  /** Undefined: left out everywhere it could stand. */
  readonly value: unknown;
  readonly layer?: Layer;
  readonly path?: string;
}

/** Reads one setting through the layers, noting what was looked at. */
export function setting(trail: Trail, launch: Launch, name: string): Setting {
  for (const layer of launch.layers) {
    const path = layer.pathOf(name);
    if (path === undefined) continue;
    const value = trail.look(layer.resource, path, { linkedBy: layer.linkedBy });
    if (value !== undefined) return { value, layer, path };
  }
  if (launch.unseen) {
    trail.note(launch.unseen.resource, launch.unseen.path, launch.unseen.unknown);
    return { value: launch.unseen.unknown };
  }
  return { value: undefined };
}

/** As {@link setting}, without evidence. */
export function plainSetting(launch: Launch, name: string): unknown {
  return setting(new Trail(true), launch, name).value;
}

