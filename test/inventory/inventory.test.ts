import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Existence, Inventory, isUnknown, type Kind, refKey, type Resource, type Targets, Unknown, withValue } from '../../src/inventory/index.ts';

function resource<K extends Kind>(kind: K, id: string, data: unknown, existence: Existence = 'created'): Resource<K> {
  return { ref: { kind, id }, existence, data: data as Resource<K>['data'], decidedBy: () => 'set', attribute: path => path, locate: () => undefined, isSensitive: () => false };
}

const complete = { plan: 'complete' } as const;
const inventoryOf = (...resources: readonly Resource[]): Inventory => new Inventory(resources, complete);
const group = (id: string, data: unknown = {}, existence: Existence = 'created'): Resource => resource('SecurityGroup', id, data, existence) as Resource;
const rule = (id: string, owner: unknown): Resource => resource('SecurityGroupRule', id, { GroupId: owner }) as Resource;

/** A reference to `ids`, each complete and by reference unless told otherwise. */
function to(ids: readonly string[], more: Partial<Targets> = {}, kind: Kind = 'SecurityGroup'): Unknown {
  return new Unknown('known-after-apply', ids.join(' '), { targets: { refs: ids.map(id => ({ kind, id })), complete: true, all: true, linkedBy: 'reference', ...more } });
}

const nowhere = new Unknown('unresolved-reference', 'local.x');
const a = group('a', { GroupId: 'sg-a', GroupName: 'alpha' });
const b = group('b', { GroupId: 'sg-b' });
const all = inventoryOf(a, b);
const found = (links: { readonly resources: readonly Resource[]; readonly linkedBy: string; readonly open?: Unknown }): unknown => [links.resources.map(({ ref }) => ref.id), links.linkedBy, links.open?.symbol];

describe('following one reference', () => {
  it.each<[situation: string, leaf: unknown, expected: unknown]>([
    ['left out', undefined, [[], 'value', undefined]],
    ['empty', '', [[], 'value', undefined]],
    ['no string', 7, [[], 'value', undefined]],
    ['a known id', 'sg-a', [['a'], 'value', undefined]],
    ['a known name', 'alpha', [['a'], 'value', undefined]],
    ['an id that is not in the input', 'sg-x', [[], 'value', 'sg-x']],
    ['a reference', to(['a']), [['a'], 'reference', undefined]],
    ['inferred', to(['a'], { linkedBy: 'inferred' }), [['a'], 'inferred', undefined]],
    ['one of two', to(['a', 'b'], { all: false }), [['a', 'b'], 'reference', undefined]],
    ['one, and perhaps another', to(['a'], { complete: false }), [['a'], 'reference', 'a']],
    ['a known id among the operands', to([], { values: ['sg-b'], all: false }), [['b'], 'reference', undefined]],
    ['a known id that is not in the input among them', to(['a'], { values: ['sg-x'], all: false }), [['a'], 'reference', 'a']],
    ['the same one twice', to(['a'], { values: ['sg-a'], all: false }), [['a'], 'reference', undefined]],
    ['what is not in the input', to(['gone']), [[], 'reference', 'gone']],
    ['another kind', to(['a'], {}, 'Vpc'), [[], 'reference', 'a']],
    ['a dead end', nowhere, [[], 'reference', 'local.x']],
    ['a name of Object.prototype', '__proto__', [[], 'value', '__proto__']],
  ])('%s', (_, leaf, expected) => {
    expect(found(all.follow('SecurityGroup', leaf))).toEqual(expected);
  });

  it.each([
    ['arn:aws:iam::111122223333:role/path/to/node', ['r']],
    ['arn:aws-cn:iam::111122223333:role/node', ['r']],
    ['arn:aws:iam::111122223333:role/other', []],
    ['arn:aws:iam::111122223333:instance-profile/node', ['r']],
    ['arn:aws:iam::111122223333:user/node', []],
  ])('a role by the ARN %s, where only its name is known', (arn, ids) => {
    const inventory = inventoryOf(resource('Role', 'r', { RoleName: 'node', Arn: new Unknown('known-after-apply', 'r.arn') }) as Resource);
    expect(inventory.follow('Role', arn).resources.map(({ ref }) => ref.id)).toEqual(ids);
  });

  it('what is only read does not make a managed resource ambiguous, two managed ones do', () => {
    const same = { GroupId: 'sg-a' };
    expect(found(inventoryOf(a, group('read', same, 'elsewhere')).follow('SecurityGroup', 'sg-a'))).toEqual([['a'], 'value', undefined]);
    expect(found(inventoryOf(group('read', same, 'elsewhere'), group('again', same, 'elsewhere')).follow('SecurityGroup', 'sg-a'))).toEqual([['read'], 'value', undefined]);
    expect(found(inventoryOf(a, group('twin', same)).follow('SecurityGroup', 'sg-a'))).toEqual([['a', 'twin'], 'value', undefined]);
  });
});

describe('following a list', () => {
  const shown = (leaf: unknown): unknown => {
    const { members, possible, open } = all.followAll('SecurityGroup', leaf);
    return { members: members.map(({ resource: one, id, linkedBy }) => `${one ? '' : '?'}${id} ${linkedBy}`), possible: possible.map(({ ref }) => ref.id), ...(open ? { open: open.symbol } : {}) };
  };
  const holes = to(['a', 'b']);
  it.each<[situation: string, leaf: unknown, expected: unknown]>([
    ['left out', undefined, { members: [], possible: [] }],
    ['empty', [], { members: [], possible: [] }],
    ['known ids', ['sg-a', 'sg-x', ''], { members: ['a value', '?sg-x value'].map((text, at) => (at === 0 ? 'sg-a value' : text)), possible: [] }],
    ['all of them', to(['a', 'b']), { members: ['a reference', 'b reference'], possible: [] }],
    ['either', to(['a', 'b'], { all: false }), { members: [], possible: ['a', 'b'] }],
    ['all that are seen', to(['a'], { complete: false, all: false }), { members: [], possible: ['a'], open: 'a' }],
    ['a dead end', nowhere, { members: [], possible: [], open: 'local.x' }],
    ['a dead end in the list', ['sg-a', nowhere], { members: ['sg-a value'], possible: [], open: 'local.x' }],
    ['the same unknown in two places', [holes, holes], { members: ['a reference', 'b reference'], possible: [] }],
    ['the same resource by id and by reference', ['sg-a', to(['a'])], { members: ['a reference'], possible: [] }],
    ['ids among the operands', to(['a'], { values: ['sg-x'] }), { members: ['a reference', '?sg-x value'], possible: [] }],
    ['ids among the operands of a choice', to(['a'], { values: ['sg-x'], all: false }), { members: [], possible: ['a'], open: 'a' }],
  ])('%s', (_, leaf, expected) => {
    expect(shown(leaf)).toEqual(expected);
  });
});

describe('reverse sets', () => {
  const shown = (inventory: Inventory, owner: Resource): unknown => {
    const { members, open } = inventory.members('SecurityGroupRule', 'GroupId', owner);
    return [members.map(({ ref }) => ref.id), open === undefined ? 'closed' : open.reason];
  };
  const existing = group('e', { GroupId: 'sg-e' }, 'existing');
  const elsewhere = group('d', { GroupId: 'sg-d' }, 'elsewhere');

  it.each<[situation: string, plan: 'complete' | 'partial', cut: Unknown | undefined, owner: Resource, carriers: readonly Resource[], expected: unknown]>([
    ['created here', 'complete', undefined, a, [rule('r', to(['a'])), rule('s', 'sg-a'), rule('t', to(['b']))], [['r', 's'], 'closed']],
    ['created here, while other states exist', 'partial', undefined, a, [rule('r', to(['a']))], [['r'], 'closed']],
    ['existing, and this is all there is', 'complete', undefined, existing, [rule('r', 'sg-e')], [['r'], 'closed']],
    ['existing, and other states exist', 'partial', undefined, existing, [rule('r', 'sg-e')], [['r'], 'not-in-input']],
    ['managed elsewhere', 'complete', undefined, elsewhere, [rule('r', 'sg-d')], [['r'], 'not-in-input']],
    ['the plan is cut', 'complete', new Unknown('incomplete-input', '-target'), a, [rule('r', to(['a']))], [['r'], 'incomplete-input']],
    ['a carrier that cannot be followed', 'complete', undefined, a, [rule('r', to(['a'])), rule('u', nowhere)], [['r'], 'unresolved-reference']],
    ['a carrier whose candidates include it', 'complete', undefined, a, [rule('u', to(['a', 'b'], { all: false }))], [[], 'unresolved-reference']],
    ['a carrier whose candidates exclude it', 'complete', undefined, a, [rule('u', to(['b', 'e'], { all: false }))], [[], 'closed']],
    ['a carrier whose candidates are open', 'complete', undefined, a, [rule('u', to(['b'], { complete: false }))], [[], 'unresolved-reference']],
    ['a carrier of what is not in the input', 'complete', undefined, a, [rule('u', 'sg-x'), rule('v', to(['gone']))], [[], 'closed']],
    ['a carrier that names nobody', 'complete', undefined, a, [rule('u', undefined)], [[], 'closed']],
    ['a carrier that names it twice', 'complete', undefined, a, [rule('u', ['sg-a', to(['a'])])], [['u'], 'closed']],
    ['a carrier that names several', 'complete', undefined, a, [rule('u', to(['a', 'b']))], [['u'], 'closed']],
    ['a carrier with a list that cannot be followed', 'complete', undefined, a, [rule('u', ['sg-b', nowhere])], [[], 'unresolved-reference']],
  ])('%s', (_, plan, cut, owner, carriers, expected) => {
    const inventory = new Inventory([a, b, existing, elsewhere, ...carriers], { plan, ...(cut ? { cut } : {}) });
    expect(shown(inventory, owner)).toEqual(expected);
  });

  it('an open set names the carrier and what it cannot be followed by', () => {
    const { open } = inventoryOf(a, rule('u', nowhere)).members('SecurityGroupRule', 'GroupId', a);
    expect(open?.symbol).toBe('local.x');
    expect(open?.resolveWith).toContain('u could belong here');
  });

  it('many carriers of many owners are read once', () => {
    const owners = Array.from({ length: 5000 }, (_, at) => group(`g${at}`, { GroupId: `sg-${at}` }));
    const inventory = inventoryOf(...owners, ...owners.map((owner, at) => rule(`r${at}`, to([owner.ref.id]))));
    const started = performance.now();
    for (const owner of owners) expect(inventory.members('SecurityGroupRule', 'GroupId', owner).members).toHaveLength(1);
    expect(performance.now() - started).toBeLessThan(5000);
  });
});

describe('changes', () => {
  const owned = rule('r', 'sg-a');
  const base = (): Inventory => inventoryOf(a, b, owned);

  it('with() follows anew, and leaves the old one alone', () => {
    const before = base();
    expect(before.members('SecurityGroupRule', 'GroupId', a).members).toHaveLength(1);
    const after = before.with(withValue(owned as Resource<'SecurityGroupRule'>, 'GroupId', 'sg-b') as Resource, group('c', { GroupId: 'sg-c' }));
    expect(after.members('SecurityGroupRule', 'GroupId', b).members.map(({ ref }) => ref.id)).toEqual(['r']);
    expect(after.members('SecurityGroupRule', 'GroupId', a).members).toEqual([]);
    expect(after.follow('SecurityGroup', 'sg-c').resources).toHaveLength(1);
    expect(before.members('SecurityGroupRule', 'GroupId', a).members).toHaveLength(1);
    expect(before.all()).toHaveLength(3);
  });

  it('overlaid() answers with the changed resources, and the one below it never does', () => {
    const before = base();
    const changed = withValue(a as Resource<'SecurityGroup'>, 'Description', 'new') as Resource;
    const other = withValue(owned as Resource<'SecurityGroupRule'>, 'Description', 'new') as Resource;
    const after = before.overlaid(changed).overlaid(other);
    // Asked first, so that the indexes they share are made by the overlay.
    expect(after.follow('SecurityGroup', 'sg-a').resources).toEqual([changed]);
    expect(after.followAll('SecurityGroup', to(['a'])).members.map(member => member.resource)).toEqual([changed]);
    expect(after.members('SecurityGroupRule', 'GroupId', changed).members).toEqual([other]);
    expect([after.get(a.ref), after.of('SecurityGroup')[0], after.all()[0]]).toEqual([changed, changed, changed]);
    expect(before.follow('SecurityGroup', 'sg-a').resources).toEqual([a]);
    expect(before.members('SecurityGroupRule', 'GroupId', a).members).toEqual([owned]);
    expect([before.get(a.ref), before.of('SecurityGroup')[0]]).toEqual([a, a]);
  });
});

it('the order of resources changes nothing', () => {
  const names = ['a', 'b', 'c', 'd'];
  const leaf = fc.oneof(
    fc.constantFrom('sg-a', 'sg-b', 'sg-x'),
    fc.record({ refs: fc.subarray(names, { minLength: 1 }), complete: fc.boolean(), all: fc.boolean() }).map(({ refs, ...more }) => to(refs, more)),
    fc.constant(nowhere),
  );
  fc.assert(
    fc.property(fc.array(leaf, { maxLength: 6 }).chain(leaves => fc.tuple(fc.constant(leaves), fc.shuffledSubarray(leaves.map((_, at) => at), { minLength: leaves.length }))), ([leaves, order]) => {
      const owners = names.map(name => group(name, { GroupId: `sg-${name}` }));
      const carriers = leaves.map((one, at) => rule(`r${at}`, one));
      const one = inventoryOf(...owners, ...carriers);
      const other = inventoryOf(...order.map(at => carriers[at]!), ...[...owners].reverse());
      for (const owner of owners) {
        const [left, right] = [one, other].map(inventory => inventory.members('SecurityGroupRule', 'GroupId', owner));
        expect(new Set(left!.members.map(({ ref }) => refKey(ref)))).toEqual(new Set(right!.members.map(({ ref }) => refKey(ref))));
        expect(left!.open === undefined).toBe(right!.open === undefined);
      }
    }),
    { numRuns: 300 },
  );
});

it('hostile ids and names are only strings', () => {
  const names = ['__proto__', 'constructor', 'toString', '\u001b[31mred', '<script>', 'x'.repeat(100_000), ''];
  const inventory = inventoryOf(...names.map(name => group(name, { GroupId: name })), ...names.map((name, at) => rule(`r${at}`, name)));
  for (const name of names.filter(Boolean)) {
    expect(inventory.follow('SecurityGroup', name).resources.map(({ ref }) => ref.id)).toEqual([name]);
    expect(inventory.members('SecurityGroupRule', 'GroupId', group(name)).members).toHaveLength(1);
  }
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  expect(isUnknown(inventory.follow('SecurityGroup', 'valueOf').open)).toBe(true);
});
