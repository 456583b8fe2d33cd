import { describe, expect, it } from 'vitest';
import type { Kind } from '../../../src/inventory/index.ts';
import { deadEndSymbol, followExpression } from '../../../src/sources/terraform/references.ts';
import { constant, indexOf, one, type RawChange, type RawModule, rawPlan, refs } from './raw-plan.ts';

/**
 * What `configuration` shows of each construct was seen in plans of Terraform 1.11: a splat, `element()` and an index that is no
 * constant leave the resource's name alone, conditions and functions list the references of all their operands.
 */
const inner: RawModule = {
  resources: { 'aws_launch_template.in': { expressions: {} }, 'aws_launch_template.opt': { count: refs('var.id') }, 'terraform_data.kept': { expressions: { input: refs('var.id') } } },
  outputs: {
    id: refs('aws_launch_template.in.id', 'aws_launch_template.in'),
    null_id: refs('aws_launch_template.opt[0].id', 'aws_launch_template.opt[0]', 'aws_launch_template.opt'),
    map: refs('aws_launch_template.in.id', 'aws_launch_template.in'),
    given: refs('var.id'),
    of_each: refs('var.of_each'),
    local: refs('local.id'),
    deep: refs('module.deeper.id', 'module.deeper'),
  },
  variables: { id: {}, of_each: { default: null }, kept: { default: 'lt-0defa17' } },
  calls: { deeper: { expressions: { id: refs('var.id') }, module: { outputs: { id: refs('var.id') }, variables: { id: {} } } } },
};

const root: RawModule = {
  resources: {
    'aws_launch_template.a': { expressions: {} },
    'aws_launch_template.b': { expressions: {} },
    'aws_launch_template.n': { count: constant(2) },
    'aws_launch_template.k': { expressions: {} },
    'aws_launch_template.off': { count: constant(0) },
    'aws_launch_template.deleted': { count: constant(0) },
    'aws_launch_template.filtered': { expressions: {} },
    'aws_autoscaling_group.g': { expressions: { launch_template: [{ id: refs('aws_launch_template.a.id', 'aws_launch_template.a'), version: constant('$Latest') }] } },
    'aws_autoscaling_group.from': { expressions: {}, forEach: refs('aws_launch_template.k') },
    'aws_autoscaling_group.counted': { count: constant(2) },
    'aws_autoscaling_group.three': { count: constant(3) },
    'time_sleep.wait': { count: one, expressions: { triggers: refs('aws_launch_template.a.id', 'aws_launch_template.a', 'var.name', 'local.other') } },
    'terraform_data.keeps': { expressions: { input: refs('aws_launch_template.b.id', 'aws_launch_template.b') } },
    'terraform_data.loop_a': { expressions: { input: refs('terraform_data.loop_b.output', 'terraform_data.loop_b') } },
    'terraform_data.loop_b': { expressions: { input: refs('terraform_data.loop_a.output', 'terraform_data.loop_a') } },
    'aws_ssm_parameter.stored': { expressions: { name: constant('/lt'), value: refs('aws_launch_template.b.id', 'aws_launch_template.b') } },
    'data.aws_caller_identity.me': { expressions: {} },
    'data.aws_caller_identity.counted': { count: one },
    'data.aws_launch_template.read': { expressions: { name: constant('x') } },
  },
  variables: { name: { default: 'main' }, none: { default: null }, missing: {}, object: {} },
  calls: {
    constants: { expressions: { id: constant({ lt: 'lt-1', none: null }) }, module: { outputs: { lt: refs('var.id.lt', 'var.id'), none: refs('var.id.none', 'var.id') }, variables: { id: {} } } },
    m: { forEach: refs('local.groups'), expressions: { id: refs('aws_launch_template.b.id', 'aws_launch_template.b'), of_each: refs('each.value.id', 'each.value') }, module: inner },
    plain: { expressions: { id: refs('aws_launch_template.a.id', 'aws_launch_template.a'), of_each: constant(null) }, module: inner },
    off: { count: constant(0), expressions: { id: constant('x') }, module: { resources: { 'aws_launch_template.in': { count: refs('var.id') } }, outputs: { id: refs('var.id') }, variables: { id: {} } } },
    gone: { count: refs('var.name'), expressions: { id: constant('x') }, module: { ...inner } },
    label: { count: refs('var.name'), expressions: { id: refs('aws_launch_template.a.id', 'aws_launch_template.a') }, module: { outputs: { id: refs('var.id') }, variables: { id: {} } } },
    maybe: { count: refs('var.name'), expressions: { id: constant('x') }, module: { resources: { 'aws_launch_template.in': { count: refs('var.id') } }, outputs: { id: refs('var.id') }, variables: { id: {} } } },
  },
};

const unknownId = { unknown: { id: true } };
const changes: Readonly<Record<string, RawChange>> = {
  'aws_launch_template.a': unknownId,
  'aws_launch_template.b': unknownId,
  'aws_launch_template.n[0]': unknownId,
  'aws_launch_template.n[1]': unknownId,
  'aws_launch_template.k["a.b"]': unknownId,
  'aws_launch_template.k["q\\"[0]"]': unknownId,
  'aws_launch_template.deleted[0]': { actions: ['delete'] },
  'aws_autoscaling_group.g': { unknown: { launch_template: [{ id: true }] } },
  'aws_autoscaling_group.from["a.b"]': {},
  'aws_autoscaling_group.from["q\\"[0]"]': {},
  'aws_autoscaling_group.counted[0]': {},
  'aws_autoscaling_group.counted[1]': {},
  'aws_autoscaling_group.three[0]': {},
  'aws_autoscaling_group.three[1]': {},
  'aws_autoscaling_group.three[2]': {},
  'time_sleep.wait[0]': { after: { triggers: { known: 'k' } }, unknown: { triggers: { name: true } } },
  'terraform_data.keeps': { after: { input: { known: 'k' } }, unknown: { input: { name: true }, output: true } },
  'terraform_data.loop_a': { unknown: { output: true } },
  'terraform_data.loop_b': { unknown: { output: true } },
  'aws_ssm_parameter.stored': { unknown: { value: true } },
  'module.m["x"].aws_launch_template.in': unknownId,
  'module.m["y"].aws_launch_template.in': unknownId,
  'module.plain.aws_launch_template.in': unknownId,
  'module.plain.terraform_data.kept': {},
};

const plan = rawPlan(changes, root, { variables: { name: { value: 'main' }, none: { value: null }, object: { value: { lt: 'lt-1', empty: '' } }, missing: {} } });
const whole = indexOf(plan);
const cut = indexOf(plan, { cut: true });

interface Expected {
  readonly refs?: readonly string[];
  readonly dead?: readonly string[];
  readonly values?: readonly unknown[];
  readonly selects?: boolean;
  readonly spreads?: boolean;
  readonly paired?: boolean;
}

function follow(references: readonly string[], kinds: readonly Kind[], from: { readonly configKey: string; readonly index?: string | number }, index = whole): Expected {
  const found = followExpression(index, refs(...references), { module: index.root, configKey: from.configKey, index: from.index }, kinds);
  return {
    refs: found.refs.map(({ kind, id }) => (kind === 'LaunchTemplate' ? id : `${kind} ${id}`)),
    dead: found.deadEnds.map(deadEndSymbol),
    values: found.values,
    selects: found.selects,
    spreads: found.spreads,
    paired: found.paired,
  };
}

const nothing: Expected = { refs: [], dead: [], values: [], selects: false, spreads: false, paired: false };
const k = ['aws_launch_template.k["a.b"]', 'aws_launch_template.k["q\\"[0]"]'];
const n = ['aws_launch_template.n[0]', 'aws_launch_template.n[1]'];

describe('references to launch templates', () => {
  it.each<[situation: string, references: readonly string[], expected: Expected]>([
    ['an attribute', ['aws_launch_template.a.id', 'aws_launch_template.a'], { refs: ['aws_launch_template.a'] }],
    ['an index', ['aws_launch_template.n[1].id', 'aws_launch_template.n[1]', 'aws_launch_template.n'], { refs: ['aws_launch_template.n[1]'] }],
    ['a key with dots', ['aws_launch_template.k["a.b"].id', 'aws_launch_template.k["a.b"]', 'aws_launch_template.k'], { refs: [k[0]!] }],
    ['a key with quotes and brackets', ['aws_launch_template.k["q\\"[0]"].id', 'aws_launch_template.k["q\\"[0]"]', 'aws_launch_template.k'], { refs: [k[1]!] }],
    ['a splat, element() or for: all of them', ['aws_launch_template.n'], { refs: n, spreads: true }],
    ['a splat beside an index', ['aws_launch_template.n[0].id', 'aws_launch_template.n[0]', 'aws_launch_template.n', 'aws_launch_template.n'], { refs: n, spreads: true }],
    ['a condition', ['var.name', 'aws_launch_template.a.id', 'aws_launch_template.a', 'aws_launch_template.b.id', 'aws_launch_template.b'], { refs: ['aws_launch_template.a', 'aws_launch_template.b'], values: ['main'] }],
    ['try() over one with count = 0', ['aws_launch_template.off[0].id', 'aws_launch_template.off[0]', 'aws_launch_template.off', 'aws_launch_template.a.id', 'aws_launch_template.a'], { refs: ['aws_launch_template.a'] }],
    ['an instance that is not among the others', ['aws_launch_template.n[7].id', 'aws_launch_template.n[7]', 'aws_launch_template.n'], {}],
    ['one that is deleted', ['aws_launch_template.deleted[0].id', 'aws_launch_template.deleted[0]', 'aws_launch_template.deleted'], {}],
    ['one that the file should hold and does not', ['aws_launch_template.filtered.id', 'aws_launch_template.filtered'], { dead: ['aws_launch_template.filtered.id'] }],
    ['one that no configuration names', ['aws_launch_template.nobody.id', 'aws_launch_template.nobody'], { dead: ['aws_launch_template.nobody.id'] }],
    ['coalesce() over a variable that is null', ['var.none', 'aws_launch_template.a.id', 'aws_launch_template.a'], { refs: ['aws_launch_template.a'], values: [null] }],
    ['a member of a variable', ['var.object.empty', 'var.object', 'aws_launch_template.a.id', 'aws_launch_template.a'], { refs: ['aws_launch_template.a'], values: [''] }],
    ['a variable without a value', ['var.missing'], { dead: ['var.missing'] }],
    ['a variable that is not declared', ['var.nobody'], { dead: ['var.nobody'] }],
    ['a local', ['local.lt.id', 'local.lt'], { dead: ['local.lt.id'] }],
    ['path, terraform, count', ['path.module', 'terraform.workspace', 'count.index'], { selects: true }],
    ['an output', ['module.plain.id', 'module.plain'], { refs: ['module.plain.aws_launch_template.in'] }],
    ['an output of one of several', ['module.m["y"].id', 'module.m["y"]'], { refs: ['module.m["y"].aws_launch_template.in'] }],
    ['a member of an output', ['module.plain.map["a"]', 'module.plain.map', 'module.plain'], { refs: ['module.plain.aws_launch_template.in'] }],
    ['an output that hands an input on', ['module.plain.given', 'module.plain'], { refs: ['aws_launch_template.a'] }],
    ['through two modules', ['module.plain.deep', 'module.plain'], { refs: ['aws_launch_template.a'] }],
    ['an output that is null', ['module.plain.null_id', 'module.plain'], {}],
    ['an input that is null', ['module.plain.of_each', 'module.plain'], { values: [null] }],
    ['a member of an input that is constant', ['module.constants.lt', 'module.constants', 'module.constants.none', 'module.constants'], { values: ['lt-1', null] }],
    ['an output that ends in a local', ['module.plain.local', 'module.plain'], { dead: ['module.plain.local.id'] }],
    ['an output by the each.value of the call', ['module.m["x"].of_each', 'module.m["x"]'], { dead: ['local.groups'], spreads: true }],
    ['modules as a whole', ['module.m'], { dead: ['module.m'], spreads: true }],
    ['an output that does not exist', ['module.plain.nobody', 'module.plain'], { dead: ['module.plain.nobody'] }],
    ['a module that does not exist', ['module.nobody.id', 'module.nobody'], { dead: ['module.nobody.id'] }],
    ['a module with count = 0', ['module.off[0].id', 'module.off[0]', 'aws_launch_template.a.id', 'aws_launch_template.a'], { refs: ['aws_launch_template.a'] }],
    ['a module that would show and does not', ['module.gone[0].id', 'module.gone[0]', 'aws_launch_template.a.id', 'aws_launch_template.a'], { refs: ['aws_launch_template.a'] }],
    ['a module without resources', ['module.label[0].id', 'module.label[0]'], { refs: ['aws_launch_template.a'] }],
    ['a module that need not show', ['module.maybe[0].id', 'module.maybe[0]'], { dead: ['module.maybe[0].id'] }],
    ['time_sleep hands on one key of several', ['time_sleep.wait[0].triggers["name"]', 'time_sleep.wait[0].triggers', 'time_sleep.wait[0]', 'time_sleep.wait'], { refs: ['aws_launch_template.a'], values: ['main'] }],
    ['time_sleep with a key that is known', ['time_sleep.wait[0].triggers["known"]', 'time_sleep.wait[0].triggers', 'time_sleep.wait[0]', 'time_sleep.wait'], { values: ['k'] }],
    ['terraform_data hands its input on', ['terraform_data.keeps.output["name"]', 'terraform_data.keeps.output', 'terraform_data.keeps'], { refs: ['aws_launch_template.b'] }],
    ['terraform_data with a key that is known', ['terraform_data.keeps.output.known', 'terraform_data.keeps.output', 'terraform_data.keeps'], { values: ['k'] }],
    ['a circle', ['terraform_data.loop_a.output', 'terraform_data.loop_a'], {}],
    ['a parameter that was set to it', ['aws_ssm_parameter.stored.value', 'aws_ssm_parameter.stored'], { refs: ['aws_launch_template.b'] }],
    ['the template of another group', ['aws_autoscaling_group.g.launch_template[0].id', 'aws_autoscaling_group.g.launch_template[0]', 'aws_autoscaling_group.g.launch_template', 'aws_autoscaling_group.g'], { refs: ['aws_launch_template.a'] }],
    ['what the provider makes up', ['aws_autoscaling_group.g.arn', 'aws_autoscaling_group.g'], { dead: ['aws_autoscaling_group.g.arn'] }],
    ['a data source of a type that is not read', ['data.aws_caller_identity.me.account_id', 'data.aws_caller_identity.me'], { dead: ['data.aws_caller_identity.me.account_id'] }],
    ['the same with count', ['data.aws_caller_identity.counted[0].account_id', 'data.aws_caller_identity.counted[0]', 'data.aws_caller_identity.counted'], { dead: ['data.aws_caller_identity.counted[0].account_id'] }],
    ['a data source that should have been read', ['data.aws_launch_template.read.id', 'data.aws_launch_template.read'], { dead: ['data.aws_launch_template.read.id'] }],
    ['each.value without for_each', ['each.value.id', 'each.value'], { dead: ['each.value.id'] }],
    ['nonsense', ['', '.', '[0]', 'aws_x', '🙂', 'module', 'var'], { dead: ['', '.', '[0]', 'aws_x', '🙂', 'module'] }],
    ['names of Object.prototype', ['constructor.prototype', '__proto__.x', 'var.__proto__', 'module.constructor.id', 'aws_launch_template.a.__proto__'], { refs: ['aws_launch_template.a'], dead: ['constructor.prototype', '__proto__.x', 'var.__proto__', 'module.constructor.id'] }],
  ])('%s', (_, references, expected) => {
    expect(follow(references, ['LaunchTemplate'], { configKey: 'aws_autoscaling_group.g' })).toEqual({ ...nothing, ...expected });
  });

  it('follows for_each of the resource', () => {
    expect(follow(['each.value.id', 'each.value'], ['LaunchTemplate'], { configKey: 'aws_autoscaling_group.from', index: 'a.b' })).toEqual({ ...nothing, refs: k, spreads: true });
  });

  it.each<[situation: string, from: { configKey: string; index: number | string }, references: readonly string[], expected: Expected]>([
    ['x[count.index] where both have the same keys', { configKey: 'aws_autoscaling_group.counted', index: 1 }, ['aws_launch_template.n', 'count.index'], { refs: [n[1]!], selects: true, paired: true }],
    ['x[each.key] where both have the same keys', { configKey: 'aws_autoscaling_group.from', index: 'a.b' }, ['aws_launch_template.k', 'each.key'], { refs: [k[0]!], selects: true, paired: true }],
    ['x[count.index] where one has more', { configKey: 'aws_autoscaling_group.three', index: 1 }, ['aws_launch_template.n', 'count.index'], { refs: n, selects: true, spreads: true }],
    ['a splat without an index', { configKey: 'aws_autoscaling_group.counted', index: 1 }, ['aws_launch_template.n'], { refs: n, spreads: true }],
  ])('pairs %s', (_, from, references, expected) => {
    expect(follow(references, ['LaunchTemplate'], from)).toEqual({ ...nothing, ...expected });
  });

  it.each([
    ['count = 0', ['aws_launch_template.off[0].id', 'aws_launch_template.off[0]', 'aws_launch_template.off']],
    ['a missing instance', ['aws_launch_template.n[7].id', 'aws_launch_template.n[7]', 'aws_launch_template.n']],
    ['a module that does not show', ['module.gone[0].id', 'module.gone[0]']],
  ])('a cut plan does not show that there is none: %s', (_, references) => {
    expect(follow(references, ['LaunchTemplate'], { configKey: 'aws_autoscaling_group.g' }, cut)).toEqual({ ...nothing, dead: [references[0]] });
  });
});

it('gives up on a chain without an end, and on more instances than a link can mean', () => {
  const chain = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`terraform_data.x${at}`, { expressions: { input: refs(`terraform_data.x${at + 1}.output`, `terraform_data.x${at + 1}`) } }]));
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`aws_subnet.many[${at}]`, unknownId]));
  const end = { 'terraform_data.x60': { expressions: { input: refs('aws_subnet.end.id', 'aws_subnet.end') } }, 'aws_subnet.end': { expressions: {} } };
  const index = indexOf(
    rawPlan({ ...Object.fromEntries([...Object.keys(chain), ...Object.keys(end)].map(address => [address, { unknown: { output: true } }])), ...many }, { resources: { ...chain, ...end, 'aws_subnet.many': { count: constant(1001) } } }),
  );
  const from = { module: index.root, configKey: 'aws_x.y', index: undefined };
  const at = (step: number): unknown => followExpression(index, refs(`terraform_data.x${step}.output`, `terraform_data.x${step}`), from, ['Subnet']);
  expect(at(50)).toMatchObject({ refs: [{ id: 'aws_subnet.end' }], deadEnds: [] });
  expect(at(0)).toMatchObject({ refs: [], deadEnds: [{ reference: expect.stringMatching(/^terraform_data\.x\d+\.output$/) }] });
  expect(followExpression(index, refs('aws_subnet.many'), from, ['Subnet'])).toMatchObject({ refs: [], deadEnds: [{ reference: 'aws_subnet.many' }] });
});

it('takes what AWS makes with a resource for a resource of its own', () => {
  const index = indexOf(
    rawPlan({ 'aws_eks_cluster.c': unknownId, 'aws_vpc.v': unknownId }, { resources: { 'aws_eks_cluster.c': { expressions: { role_arn: refs('local.r'), vpc_config: [{ security_group_ids: refs('local.s') }] } }, 'aws_vpc.v': { expressions: {} } } }),
  );
  const from = { module: index.root, configKey: 'aws_x.y', index: undefined };
  const ids = (reference: string, kind: Kind): readonly unknown[] => {
    const found = followExpression(index, refs(reference), from, [kind]);
    return [...found.refs.map(({ id }) => id), ...found.deadEnds.map(deadEndSymbol)];
  };
  expect(ids('aws_eks_cluster.c.vpc_config[0].cluster_security_group_id', 'SecurityGroup')).toEqual(['aws_eks_cluster.c#cluster-security-group']);
  expect(ids('aws_eks_cluster.c.vpc_config[0].security_group_ids', 'SecurityGroup')).toEqual(['local.s']);
  expect(ids('aws_eks_cluster.c.role_arn', 'Role')).toEqual(['local.r']);
  expect(ids('aws_vpc.v.default_route_table_id', 'RouteTable')).toEqual(['aws_vpc.v#main-route-table']);
});

it('an attribute that names another resource of the same kind is followed to that', () => {
  const index = indexOf(
    rawPlan(
      { 'aws_ami.base': unknownId, 'aws_ami_copy.copy': { unknown: { id: true, source_ami_id: true } } },
      { resources: { 'aws_ami.base': { expressions: {} }, 'aws_ami_copy.copy': { expressions: { source_ami_id: refs('aws_ami.base.id', 'aws_ami.base') } } } },
    ),
  );
  const from = { module: index.root, configKey: 'aws_x.y', index: undefined };
  expect(followExpression(index, refs('aws_ami_copy.copy.source_ami_id', 'aws_ami_copy.copy'), from, ['Image']).refs).toEqual([{ kind: 'Image', id: 'aws_ami.base' }]);
  expect(followExpression(index, refs('aws_ami_copy.copy.id', 'aws_ami_copy.copy'), from, ['Image']).refs).toEqual([{ kind: 'Image', id: 'aws_ami_copy.copy' }]);
});

it('the order of the file counts for nothing: instances come in the order of their keys', () => {
  const numbers = [10, 2, 0, 1];
  const module: RawModule = { resources: { 'aws_subnet.s': { expressions: {} } }, outputs: { id: refs('aws_subnet.s.id', 'aws_subnet.s') } };
  const index = indexOf(
    rawPlan(Object.fromEntries([...numbers.map(at => [`aws_subnet.n[${at}]`, unknownId] as const), ...['y', 'x'].map(key => [`module.m["${key}"].aws_subnet.s`, unknownId] as const)]), {
      resources: { 'aws_subnet.n': { count: constant(11) }, 'terraform_data.t': { expressions: {} } },
      calls: { m: { forEach: refs('local.x'), module } },
    }),
  );
  const from = { module: index.root, configKey: 'aws_x.y', index: undefined };
  expect(followExpression(index, refs('aws_subnet.n'), from, ['Subnet']).refs.map(({ id }) => id)).toEqual([0, 1, 2, 10].map(at => `aws_subnet.n[${at}]`));
  expect(index.children(index.root, 'm', undefined)?.map(({ key }) => key)).toEqual(['x', 'y']);
});
