import { isUnknown, type Leaf, type Resource, Unknown } from '../inventory/index.ts';
import type { GroupContext } from './context.ts';
import { derive, Trail } from './fact.ts';
import { type Setting, setting } from './launch.ts';
import { once } from './shared.ts';
import { type ClusterName, decodeUserData, readUserData, type UserDataReading } from './user-data/index.ts';

/** The user data of a group: read, absent, or not known. */
export interface GroupUserData {
  /** Undefined where there is none or it is not known. */
  readonly reading?: UserDataReading;
  readonly unknown?: Unknown;
  /** Clusters that its bootstraps name. */
  readonly clusterNames: readonly Leaf<string>[];
  readonly place: { readonly resource: Resource; readonly path: string };
  readonly note: (trail: Trail, because?: string) => void;
}

export function userDataOf(group: GroupContext): GroupUserData {
  const find = (trail: Trail): Setting => setting(trail, group.launch, 'UserData');
  const found = find(new Trail(true));
  const looked = derive<boolean>(trail => find(trail).value !== undefined);
  const [resource, path] = group.decidingPlace('UserData');
  const note = (trail: Trail, because?: string): void => {
    if (trail.isQuiet) return;
    trail.add(looked);
    const last = looked.evidence.at(-1);
    if (because !== undefined && last?.resource) trail.note(last.resource, last.path, last.value, { decidedBy: last.decidedBy, linkedBy: last.linkedBy, because });
  };
  const base = { place: { resource: found.layer?.resource ?? resource, path: found.path ?? path }, note };
  const { value } = found;
  if (isUnknown(value)) return { ...base, unknown: value, clusterNames: [] };
  if (typeof value !== 'string') return { ...base, clusterNames: [] };
  const isTemplate = /^LaunchTemplate/.test(found.layer?.resource.ref.kind ?? '');
  const reading = once(group.shared, 'user data', `${isTemplate ? 'base64' : 'plain'} ${value}`, () => readUserData(decodeUserData(value, isTemplate ? 'base64' : 'plain')));
  const problem = reading.problems.find(({ code }) => code === 'hash-only' || code === 'binary' || code === 'bad-gzip' || code === 'too-large' || code === 'too-deep');
  if (problem) {
    const unknown = new Unknown('unreadable', `user data of ${base.place.resource.ref.id}: ${problem.code}`, {
      resolveWith: problem.code === 'hash-only' ? 'the state keeps only a hash of it: scan the live account' : 'give the user data as text, base64 or gzip',
    });
    return { ...base, unknown, clusterNames: [] };
  }
  return {
    ...base,
    reading,
    clusterNames: reading.bootstraps.flatMap(({ clusterName }, at): Leaf<string>[] => (clusterName === undefined ? [] : [namedCluster(clusterName, at)])),
  };
}

/** A name with placeholders of a template or a shell in it, and nothing else. */
const placeholders = /^(?:[\w.:-]|\$\{[\w.:!-]+\}|\{\{-? *[\w.]+ *-?\}\}|<<?[\w-]+>?>|%[\w.-]+%)+$/;

/** The cluster that the bootstrap at this place names. A command that works it out is not repeated: it may hold anything. */
export function namedCluster(clusterName: ClusterName, at: number): Leaf<string> {
  if ('known' in clusterName) return clusterName.known;
  return new Unknown('unresolved-reference', placeholders.test(clusterName.token) ? clusterName.token : `what the user data works out for bootstrap ${at + 1}`);
}
