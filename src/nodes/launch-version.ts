import { isUnknown, type Inventory, type Resource, Unknown } from '../inventory/index.ts';
import type { Trail } from './fact.ts';
import { look } from './look.ts';
import { textOf } from './text-of.ts';

/**
 * Whether the version that is asked for is the one the input defines: a template that is being changed gets a new version, and
 * `$Default` (also meant where the version is left out) stays behind unless `update_default_version` moves it.
 */
export function isDefinedVersion(template: Resource, written: unknown, trail: Trail): boolean | Unknown {
  if (written === '$Latest') return true;
  // A template that is created here has one version.
  if (template.existence === 'created') return typeof written === 'string' && /^\d+$/.test(written) && written !== '1' ? new Unknown('not-in-input', `version ${written} of ${template.ref.id}`) : true;
  const latest = trail.look(template, 'LatestVersionNumber');
  // A template of this input whose newest version is decided on apply is being changed.
  const isChanged = template.existence === 'existing' && isUnknown(latest) && latest.targets?.refs.some(ref => ref.id === template.ref.id) === true;
  const refersTo = isUnknown(written) ? written.symbol : undefined;
  if (refersTo?.endsWith('.latest_version')) return true;
  if (isDefault(written)) {
    const standard = trail.look(template, 'DefaultVersionNumber');
    const update = trail.look(template, 'UpdateDefaultVersion');
    if (update === true) return true;
    if (isUnknown(update)) return update;
    if (isUnknown(latest)) return isChanged ? false : latest;
    if (standard === latest) return true;
    return template.existence === 'existing' && !isUnknown(standard) ? false : new Unknown('not-in-input', template.ref.id);
  }
  if (isUnknown(written)) return written;
  // A template that is being changed gets a version after every one that can be written down.
  if (isUnknown(latest)) return isChanged ? false : latest;
  return textOf(written) === textOf(latest) ? true : template.existence === 'existing' ? false : new Unknown('not-in-input', template.ref.id);
}

function isDefault(written: unknown): boolean {
  return written === undefined || written === '$Default' || (isUnknown(written) && written.symbol.endsWith('.default_version'));
}

/** The template as the group launches it: as defined, as it was before this change, or a version that the input does not hold. */
export function launchedVersion(inventory: Inventory, template: Resource, written: unknown, trail: Trail): Resource | Unknown {
  const isDefined = isDefinedVersion(template, written, trail);
  if (isDefined === true || template.existence === 'created') return template;
  // Whatever names the version, all names mean the newest where the default moves along.
  if (isUnknown(isDefined) && look(template, 'UpdateDefaultVersion') === true) return template;
  const before = inventory.get({ kind: 'LaunchTemplateVersion', id: template.ref.id }) as Resource | undefined;
  if (before && isDefined === false) {
    const number = look(before, 'LatestVersionNumber');
    const asked = isDefault(written) ? look(before, 'DefaultVersionNumber') : written;
    if (number !== undefined && textOf(asked) === textOf(number)) return before;
  }
  if (isUnknown(isDefined)) return isDefined;
  return new Unknown('not-in-input', `version ${textOf(written ?? '$Default')} of ${template.ref.id}`, {
    resolveWith: `the input defines another version of ${template.ref.id} than the one launched: launch its latest_version, or scan the live account`,
  });
}
