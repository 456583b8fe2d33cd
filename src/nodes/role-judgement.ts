import { once, type Shared } from './shared.ts';
import { administratorLike, type Breadth, grants, type Judgement, type Need, type RolePermissions } from './iam/index.ts';

/**
 * {@link grants}, worked out once for each content: estates repeat one set of policies in hundreds of roles, which differ in
 * nothing but the names of their inline policies.
 */
export function judgeNeedOf(shared: Shared, permissions: RolePermissions, need: Need): Judgement {
  const { key, named, nameOf } = normalised(permissions);
  const judgement = once(shared, 'iam', `${JSON.stringify(need)}\n${key}`, () => grants(named, need));
  return { ...judgement, by: judgement.by.map(ref => ({ ...ref, policy: nameOf(ref.policy) })) };
}

/** {@link administratorLike}, worked out once for each content. */
export function breadthOf(shared: Shared, permissions: RolePermissions): Breadth {
  const { key, named, nameOf } = normalised(permissions);
  const breadth = once(shared, 'iam', `breadth\n${key}`, () => administratorLike(named));
  const rename = <T extends { readonly policy: string }>(refs: readonly T[]): readonly T[] => refs.map(ref => ({ ...ref, policy: nameOf(ref.policy) }));
  return {
    ...breadth,
    by: rename(breadth.by),
    grants: breadth.grants.map(grant => ({ ...grant, by: rename(grant.by) })),
    notes: breadth.notes.map(note => ({ ...note, by: rename(note.by) })),
  };
}

interface Normalised {
  readonly key: string;
  /** The permissions with numbers in place of the names of inline policies. */
  readonly named: RolePermissions;
  readonly nameOf: (number: string) => string;
}

const normal = new WeakMap<RolePermissions, Normalised>();

function normalised(permissions: RolePermissions): Normalised {
  let found = normal.get(permissions);
  if (!found) {
    const names = permissions.documents.map(({ name }) => name);
    const documents = permissions.documents.map(({ name, text }, at) => ({ name: permissions.managedPolicyArns.includes(name) ? name : `#${at}`, text }));
    const named: RolePermissions = { ...permissions, documents };
    found = { key: JSON.stringify(named), named, nameOf: number => (/^#\d+$/.test(number) ? (names[Number(number.slice(1))] ?? number) : number) };
    normal.set(permissions, found);
  }
  return found;
}
