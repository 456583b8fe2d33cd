import { describe, expect, it } from 'vitest';
import { describeUnknown, isUnknown, type Resource } from '../../../src/inventory/index.ts';
import { type BlockField, type Fields, isAttribute, isBlock } from '../../../src/sources/terraform/fields.ts';
import { readPlan } from '../../../src/sources/terraform/plan.ts';
import { attributeOf } from '../../../src/sources/terraform/attribute-of.ts';
import { tables } from '../../../src/sources/terraform/tables/index.ts';
import { bytesOf, constant, one, type RawChange, type RawModule, rawPlan, refs } from './raw-plan.ts';

/** Every resource of a plan, by its address. */
function read(changes: Readonly<Record<string, RawChange>>, root: RawModule | undefined, top: Readonly<Record<string, unknown>> = {}): (address: string) => Resource {
  const { plan, diagnostics } = readPlan(bytesOf(rawPlan(changes, root, top)), 'plan.json', { plan: 'complete' });
  if (!plan) throw new Error(JSON.stringify(diagnostics));
  return address => {
    const found = plan.inventory.all().find(({ ref }) => ref.id === address);
    if (!found) throw new Error(`${address} is not among ${plan.inventory.all().map(({ ref }) => ref.id).join(', ')}`);
    return found;
  };
}

/** A value with its Unknowns written out: reason, symbol, and where they lead. */
function shown(value: unknown): unknown {
  if (isUnknown(value)) {
    const { targets } = value;
    const leads = targets ? ` → ${[...targets.refs.map(({ id }) => id), ...(targets.values ?? [])].join(', ')} (${[targets.linkedBy, targets.all ? 'all' : 'any', targets.complete ? 'complete' : 'open'].join(' ')})` : '';
    return `<${value.reason}: ${value.symbol}${leads}>`;
  }
  if (Array.isArray(value)) return value.map(shown);
  if (value !== null && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shown(member)]));
  return value;
}

const template = 'aws_launch_template.t';
const inTemplate = (change: RawChange, expressions?: unknown): Record<string, unknown> => {
  const found = read({ [template]: change }, expressions === 'missing' ? undefined : { resources: { [template]: { expressions } } })(template);
  return (shown(found.data) as { LaunchTemplateData: Record<string, unknown> }).LaunchTemplateData;
};
const tokens = [{ http_tokens: 'required', http_endpoint: 'enabled' }];

describe('left out and unknown are told apart', () => {
  it.each<[situation: string, change: RawChange, expressions: unknown, member: string, expected: unknown]>([
    ['an omitted optional and computed block is planned as unknown', { unknown: { metadata_options: true } }, {}, 'MetadataOptions', undefined],
    ['no expressions at all', { unknown: { metadata_options: true } }, null, 'MetadataOptions', undefined],
    ['an omitted attribute', { unknown: { image_id: true } }, {}, 'ImageId', undefined],
    ['an attribute by a reference', { unknown: { key_name: true } }, { key_name: refs('aws_key_pair.k.key_name', 'aws_key_pair.k') }, 'KeyName', '<known-after-apply: aws_key_pair.k.key_name>'],
    ['an attribute that is null', { after: { key_name: null } }, { key_name: constant(null) }, 'KeyName', undefined],
    ['an attribute that is empty', { after: { key_name: '' } }, {}, 'KeyName', undefined],
    ['a member left out of a block that is written', { after: { metadata_options: [{ http_tokens: 'required' }] }, unknown: { metadata_options: [{ http_endpoint: true }] } }, { metadata_options: [{ http_tokens: constant('required') }] }, 'MetadataOptions', { HttpTokens: 'required' }],
    ['a member by a reference', { after: { metadata_options: [{}] }, unknown: { metadata_options: [{ http_tokens: true }] } }, { metadata_options: [{ http_tokens: refs('random_shuffle.x.result') }] }, 'MetadataOptions', { HttpTokens: '<known-after-apply: random_shuffle.x.result>' }],
    ['a block by dynamic: its members are as set', { after: { metadata_options: tokens } }, {}, 'MetadataOptions', { HttpTokens: 'required', HttpEndpoint: 'enabled' }],
    ['a block by dynamic: what is unknown is no default', { after: { metadata_options: [{ http_tokens: 'required' }] }, unknown: { metadata_options: [{ http_endpoint: true }] } }, {}, 'MetadataOptions', { HttpTokens: 'required', HttpEndpoint: '<known-after-apply: aws_launch_template.t.metadata_options[0].http_endpoint>' }],
    ['a block by dynamic of which nothing is known', { after: {}, unknown: { metadata_options: [{ http_tokens: true }] } }, {}, 'MetadataOptions', { HttpTokens: '<known-after-apply: aws_launch_template.t.metadata_options[0].http_tokens>' }],
    ['a written block that is unknown as a whole', { unknown: { metadata_options: true } }, { metadata_options: [{ http_tokens: refs('local.tokens'), http_endpoint: constant('enabled') }] }, 'MetadataOptions', { HttpTokens: '<known-after-apply: local.tokens>', HttpEndpoint: 'enabled' }],
    ['a block that is not computed and unknown as a whole', { unknown: { network_interfaces: true } }, {}, 'NetworkInterfaces', '<known-after-apply: aws_launch_template.t.network_interfaces>'],
    ['a computed block within a dynamic one', { after: { block_device_mappings: [{ device_name: 'a' }] }, unknown: { block_device_mappings: [{ ebs: true }] } }, {}, 'BlockDeviceMappings', [{ DeviceName: 'a', Ebs: '<known-after-apply: aws_launch_template.t.block_device_mappings[0].ebs>' }]],
    ['no block', { after: { metadata_options: [], network_interfaces: [] } }, {}, 'MetadataOptions', undefined],
    ['no blocks', { after: { network_interfaces: [] } }, {}, 'NetworkInterfaces', []],
    ['a single block planned as an object', { after: { metadata_options: tokens[0] } }, {}, 'MetadataOptions', { HttpTokens: 'required', HttpEndpoint: 'enabled' }],
    ['a file without configuration: an attribute', { unknown: { image_id: true } }, 'missing', 'ImageId', '<incomplete-input: aws_launch_template.t.image_id>'],
    ['a file without configuration: a block', { unknown: { metadata_options: true } }, 'missing', 'MetadataOptions', '<incomplete-input: aws_launch_template.t.metadata_options>'],
    ['a file without configuration: what is known', { after: { metadata_options: tokens }, unknown: { metadata_options: [{ http_protocol_ipv6: true }] } }, 'missing', 'MetadataOptions', { HttpTokens: 'required', HttpEndpoint: 'enabled', HttpProtocolIpv6: '<incomplete-input: aws_launch_template.t.metadata_options[0].http_protocol_ipv6>' }],
    ['a nullable boolean that is empty', { after: { network_interfaces: [{ associate_public_ip_address: '' }] } }, {}, 'NetworkInterfaces', [{}]],
    ['a nullable boolean', { after: { network_interfaces: [{ associate_public_ip_address: 'false' }, { associate_public_ip_address: 'true' }] } }, {}, 'NetworkInterfaces', [{ AssociatePublicIpAddress: false }, { AssociatePublicIpAddress: true }]],
  ])('%s', (_, change, expressions, member, expected) => {
    expect(inTemplate(change, expressions)[member]).toEqual(expected);
  });

  it('a configuration that does not hold the resource leaves it untold', () => {
    const found = read({ [template]: { unknown: { image_id: true } } }, { resources: {} })(template);
    expect(shown(found.data)).toMatchObject({ LaunchTemplateData: { ImageId: '<incomplete-input: aws_launch_template.t.image_id>' } });
  });
});

const groups: Readonly<Record<string, RawChange>> = { 'aws_security_group.a': { unknown: { id: true } }, 'aws_security_group.b': { unknown: { id: true } }, 'aws_security_group.n[0]': { unknown: { id: true } }, 'aws_security_group.n[1]': { unknown: { id: true } } };
const groupConfiguration = { 'aws_security_group.a': { expressions: {} }, 'aws_security_group.b': { expressions: {} }, 'aws_security_group.n': { count: constant(2) }, 'aws_security_group.off': { count: constant(0) } };
const a = ['aws_security_group.a.id', 'aws_security_group.a'];
const b = ['aws_security_group.b.id', 'aws_security_group.b'];

describe('lists of references', () => {
  const variables = { variables: { flag: { value: true }, none: { value: null }, empty: { value: [] }, extra: { value: ['sg-0e', 'sg-0f'] }, names: { value: ['x'] } } };
  const own = 'aws_launch_template.t.vpc_security_group_ids';
  it.each<[situation: string, after: unknown, unknown: unknown, references: readonly string[], expected: unknown]>([
    ['a set with one', undefined, true, a, '<known-after-apply: aws_security_group.a.id → aws_security_group.a (reference all complete)>'],
    ['a set with two', undefined, true, [...a, ...b], `<known-after-apply: ${own} → aws_security_group.a, aws_security_group.b (reference all complete)>`],
    ['a splat', undefined, true, ['aws_security_group.n'], `<known-after-apply: ${own} → aws_security_group.n[0], aws_security_group.n[1] (reference all complete)>`],
    ['a condition: either', undefined, true, ['var.flag', ...a, ...b], `<known-after-apply: ${own} → aws_security_group.a, aws_security_group.b (reference any complete)>`],
    ['a condition on the key: either', undefined, true, ['each.key', ...a, ...b], `<known-after-apply: ${own} → aws_security_group.a, aws_security_group.b (reference any complete)>`],
    ['operands that are null or empty drop out', undefined, true, ['var.none', 'var.empty', ...a, 'aws_security_group.off'], '<known-after-apply: aws_security_group.a.id → aws_security_group.a (reference all complete)>'],
    ['ids by a variable are members', undefined, true, [...a, 'var.extra'], `<known-after-apply: ${own} → aws_security_group.a, sg-0e, sg-0f (reference all complete)>`],
    ['a variable that holds no ids is a condition', undefined, true, [...a, 'var.names'], `<known-after-apply: ${own} → aws_security_group.a (reference any complete)>`],
    ['a local leaves it open', undefined, true, ['local.more', ...a], `<known-after-apply: ${own} → aws_security_group.a (reference any open)>`],
    ['nothing but a local: never inferred', undefined, true, ['local.more'], '<unresolved-reference: local.more>'],
    ['a list: one in its place', ['sg-1', null], [false, true], a, ['sg-1', '<known-after-apply: aws_security_group.a.id → aws_security_group.a (reference all complete)>']],
    ['a list: as many as there are places', [null, null], [true, true], [...a, ...b], Array(2).fill(`<known-after-apply: ${own} → aws_security_group.a, aws_security_group.b (reference all complete)>`)],
    ['a list: more than there are places', [null], [true], [...a, ...b], [`<known-after-apply: ${own} → aws_security_group.a, aws_security_group.b (reference any complete)>`]],
    ['a list: its known members are no members of the rest', ['sg-0e', 'sg-0f', null], [false, false, true], ['var.extra', ...a], ['sg-0e', 'sg-0f', `<known-after-apply: ${own} → aws_security_group.a (reference all complete)>`]],
  ])('%s', (_, after, unknown, references, expected) => {
    const found = read(
      { ...groups, [template]: { after: after === undefined ? {} : { vpc_security_group_ids: after }, unknown: { vpc_security_group_ids: unknown } } },
      { resources: { ...groupConfiguration, [template]: { expressions: { vpc_security_group_ids: refs(...references) } } }, variables: { flag: {}, none: {}, empty: {}, extra: {}, names: {} } },
      variables,
    )(template);
    expect((shown(found.data) as { LaunchTemplateData: Record<string, unknown> }).LaunchTemplateData['SecurityGroupIds']).toEqual(expected);
  });
});

describe('single links', () => {
  const asg = 'aws_autoscaling_group.g';
  const [t, u] = ['aws_launch_template.t', 'aws_launch_template.u'];
  const linkOf = (templates: readonly string[], launchTemplate: unknown, expressions: unknown, from = asg, more: RawModule = {}): unknown => {
    const local = (address: string): string => address.replace(/^module\.m\./, '');
    const own = { [local(from)]: { expressions }, ...Object.fromEntries(templates.map(name => [local(name), { expressions: {} }])) };
    const changes = { [from]: { after: { launch_template: [{}] }, unknown: { launch_template: launchTemplate } }, ...Object.fromEntries(templates.map(name => [name, { unknown: { id: true } }])) };
    const found = read(changes, from === asg ? { resources: own, ...more } : { calls: { m: { module: { resources: own, variables: { id: {} } }, ...more.calls?.['m'] } }, ...more })(from);
    return (shown(found.data) as { LaunchTemplate: { LaunchTemplateId: unknown } }).LaunchTemplate.LaunchTemplateId;
  };
  const unknown = [{ id: true }];
  it.each<[situation: string, templates: readonly string[], expressions: unknown, expected: string]>([
    ['a reference', [t!, u!], { launch_template: [{ id: refs(`${u}.id`, u!) }] }, `<known-after-apply: ${u}.id → ${u} (reference all complete)>`],
    ['either of two', [t!, u!], { launch_template: [{ id: refs(`${t}.id`, t!, `${u}.id`, u!) }] }, `<known-after-apply: ${asg}.launch_template[0].id → ${t}, ${u} (reference any complete)>`],
    ['dynamic, and one template in the module', [t!], {}, `<known-after-apply: ${t}.id → ${t} (inferred all complete)>`],
    ['dynamic, and two templates', [t!, u!], {}, `<known-after-apply: ${asg}.launch_template[0].id>`],
    ['dynamic, and none', [], {}, `<known-after-apply: ${asg}.launch_template[0].id>`],
    ['a local, and one template', [t!], { launch_template: [{ id: refs('local.id') }] }, `<known-after-apply: ${t}.id → ${t} (inferred all complete)>`],
    ['a local, and two templates', [t!, u!], { launch_template: [{ id: refs('local.id') }] }, '<unresolved-reference: local.id>'],
    ['one by a reference beside a local', [t!], { launch_template: [{ id: refs('local.flag', `${t}.id`, t!) }] }, `<known-after-apply: ${t}.id → ${t} (inferred all complete)>`],
    ['one by a reference beside a local, and another template', [t!, u!], { launch_template: [{ id: refs('local.flag', `${t}.id`, t!) }] }, `<known-after-apply: ${asg}.launch_template[0].id → ${t} (reference all open)>`],
    ['what is no local is not inferred', [t!], { launch_template: [{ id: refs('aws_foo.bar.id', 'aws_foo.bar') }] }, '<unresolved-reference: aws_foo.bar.id>'],
  ])('%s', (_, templates, expressions, expected) => {
    expect(linkOf(templates, unknown, expressions)).toBe(expected);
  });

  it('a local of the calling module is looked for there', () => {
    const group = 'module.m.aws_autoscaling_group.g';
    const expressions = { launch_template: [{ id: refs('var.id') }] };
    const call = { calls: { m: { expressions: { id: refs('local.id') }, module: { resources: { 'aws_autoscaling_group.g': { expressions } }, variables: { id: {} } } } } };
    const found = read({ [group]: { after: { launch_template: [{}] }, unknown: { launch_template: unknown } }, [t!]: { unknown: { id: true } } }, { ...call, resources: { [t!]: { expressions: {} } } })(group);
    expect(shown(found.data)).toMatchObject({ LaunchTemplate: { LaunchTemplateId: `<known-after-apply: ${t}.id → ${t} (inferred all complete)>` } });
  });

  it('the same local in two modules is not one thing', () => {
    const rule = 'aws_security_group_rule.r';
    const module: RawModule = { resources: { [rule]: { expressions: { source_security_group_id: refs('local.sg') } } } };
    const all = read({ [`module.x.${rule}`]: { unknown: { source_security_group_id: true } }, [`module.y.${rule}`]: { unknown: { source_security_group_id: true } } }, { calls: { x: { module }, y: { module } } });
    const symbol = (address: string): unknown => (shown(all(address).data) as Record<string, unknown>)['ReferencedGroupId'];
    expect([symbol(`module.x.${rule}`), symbol(`module.y.${rule}`)]).toEqual(['<unresolved-reference: module.x.local.sg>', '<unresolved-reference: module.y.local.sg>']);
  });

  it('each.value of two instances is not one thing', () => {
    const all = read(
      { 'aws_security_group_rule.r["x"]': { unknown: { source_security_group_id: true } }, 'aws_security_group_rule.r["y"]': { unknown: { source_security_group_id: true } } },
      { resources: { 'aws_security_group_rule.r': { forEach: refs('local.rules'), expressions: { source_security_group_id: refs('each.value.sg', 'each.value') } } } },
    );
    const symbols = ['x', 'y'].map(key => (shown(all(`aws_security_group_rule.r["${key}"]`).data) as Record<string, unknown>)['ReferencedGroupId']);
    expect(symbols[0]).not.toBe(symbols[1]);
  });

  it.each([
    ['one internet gateway in the module', {}, '<known-after-apply: aws_internet_gateway.i.id → aws_internet_gateway.i (inferred all complete)>'],
    ['a virtual private gateway beside it', { 'aws_vpn_gateway.v': { unknown: { id: true } } }, '<known-after-apply: aws_route_table.t.route[0].gateway_id>'],
  ])('a gateway in an inline route: %s', (_, more, expected) => {
    const all = read(
      { 'aws_route_table.t': { after: { route: [{ cidr_block: '0.0.0.0/0', nat_gateway_id: '' }] }, unknown: { route: [{ gateway_id: true }] } }, 'aws_internet_gateway.i': { unknown: { id: true } }, ...more },
      { resources: { 'aws_route_table.t': { expressions: {} }, 'aws_internet_gateway.i': { expressions: {} }, 'aws_vpn_gateway.v': { expressions: {} } } },
    );
    expect(shown(all('aws_route_table.t').data)).toMatchObject({ Routes: [{ DestinationCidrBlock: '0.0.0.0/0', GatewayId: expected }] });
  });

  it('routes that are assigned as a list show their references together', () => {
    const route = refs('aws_internet_gateway.i.id', 'aws_internet_gateway.i', 'aws_internet_gateway.j.id', 'aws_internet_gateway.j');
    const all = read(
      { 'aws_route_table.t': { after: { route: [{ cidr_block: '0.0.0.0/0' }] }, unknown: { route: [{ gateway_id: true }] } }, 'aws_internet_gateway.i': { unknown: { id: true } }, 'aws_internet_gateway.j': { unknown: { id: true } } },
      { resources: { 'aws_route_table.t': { expressions: { route } }, 'aws_internet_gateway.i': { expressions: {} }, 'aws_internet_gateway.j': { expressions: {} } } },
    );
    expect(shown(all('aws_route_table.t').data)).toMatchObject({ Routes: [{ GatewayId: '<known-after-apply: aws_route_table.t.route[0].gateway_id → aws_internet_gateway.i, aws_internet_gateway.j (reference any complete)>' }] });
  });

  it('rules that are assigned as a list show their groups together: which is whose is not told', () => {
    const found = read(
      { ...groups, 'aws_security_group.s': { after: { ingress: [{ protocol: 'tcp', from_port: 1 }, { protocol: 'tcp', from_port: 2 }] }, unknown: { ingress: [{ security_groups: true }, { security_groups: true }] } } },
      { resources: { ...groupConfiguration, 'aws_security_group.s': { expressions: { ingress: refs(...a, ...b) } } } },
    )('aws_security_group.s');
    const { IpPermissions } = shown(found.data) as { IpPermissions: readonly { ReferencedGroupIds: string }[] };
    expect(IpPermissions.map(({ ReferencedGroupIds }) => ReferencedGroupIds.replace(/.* → /, ''))).toEqual(Array(2).fill('aws_security_group.a, aws_security_group.b (reference any complete)>'));
  });

  it('x[count.index] is paired, and said to be inferred', () => {
    const many = (name: string): Record<string, RawChange> => Object.fromEntries([0, 1].map(at => [`${name}[${at}]`, { unknown: { id: true, subnet_id: true } }]));
    const all = read(
      { ...many('aws_subnet.s'), ...many('aws_route_table_association.a') },
      { resources: { 'aws_subnet.s': { count: constant(2) }, 'aws_route_table_association.a': { count: constant(2), expressions: { subnet_id: refs('aws_subnet.s', 'count.index') } } } },
    );
    expect(shown(all('aws_route_table_association.a[1]').data)).toEqual({ SubnetId: '<known-after-apply: aws_route_table_association.a[1].subnet_id → aws_subnet.s[1] (inferred all complete)>' });
  });

  it('only some links are inferred', () => {
    const all = read(
      { 'aws_subnet.s': { unknown: { id: true } }, 'aws_route_table_association.a': { unknown: { subnet_id: true } }, [template]: { unknown: { vpc_security_group_ids: true } }, 'aws_security_group.a': { unknown: { id: true } } },
      { resources: { 'aws_subnet.s': { expressions: {} }, 'aws_security_group.a': { expressions: {} }, 'aws_route_table_association.a': { expressions: { subnet_id: refs('local.subnet') } }, [template]: { expressions: { vpc_security_group_ids: refs('local.groups') } } } },
    );
    expect(shown(all('aws_route_table_association.a').data)).toEqual({ SubnetId: '<unresolved-reference: local.subnet>' });
    expect(shown(all(template).data)).toMatchObject({ LaunchTemplateData: { SecurityGroupIds: '<unresolved-reference: local.groups>' } });
  });

  it('blocks of a set are planned in another order than written: their constants tell which is which', () => {
    const device = (name: string): Record<string, unknown> => ({ device_name: constant(name), ebs: [{ snapshot_id: refs(`aws_ebs_snapshot.${name}.id`, `aws_ebs_snapshot.${name}`) }] });
    expect(
      inTemplate(
        { after: { block_device_mappings: [{ device_name: 'b', ebs: [{}] }, { device_name: 'a', ebs: [{}] }] }, unknown: { block_device_mappings: [{ ebs: [{ snapshot_id: true }] }, { ebs: [{ snapshot_id: true }] }] } },
        { block_device_mappings: [device('a'), device('b')] },
      )['BlockDeviceMappings'],
    ).toEqual([
      { DeviceName: 'b', Ebs: { SnapshotId: '<known-after-apply: aws_ebs_snapshot.b.id>' } },
      { DeviceName: 'a', Ebs: { SnapshotId: '<known-after-apply: aws_ebs_snapshot.a.id>' } },
    ]);
  });
});

describe('what is done with a resource', () => {
  const configuration: RawModule = { resources: { [template]: { expressions: {} }, 'aws_launch_template.n': { count: one } } };
  const addresses = (changes: Readonly<Record<string, RawChange>>): unknown => {
    const { plan } = readPlan(bytesOf(rawPlan(changes, configuration)), 'plan.json', { plan: 'complete' });
    return plan?.inventory.all().map(({ ref, existence }) => `${ref.id} ${existence}`);
  };
  it.each<[situation: string, changes: Readonly<Record<string, RawChange>>, expected: readonly string[]]>([
    ['created', { [template]: {} }, [`${template} created`]],
    ['updated', { [template]: { actions: ['update'] } }, [`${template} existing`]],
    ['unchanged', { [template]: { actions: ['no-op'] } }, [`${template} existing`]],
    ['replaced', { [template]: { actions: ['delete', 'create'] } }, [`${template} created`]],
    ['replaced, the new one first', { [template]: { actions: ['create', 'delete'] } }, [`${template} created`]],
    ['deleted', { [template]: { actions: ['delete'] } }, []],
    ['forgotten', { [template]: { actions: ['forget'] } }, []],
    ['deposed', { [template]: {}, 'aws_launch_template.n[0]': { actions: ['no-op'], more: { deposed: 'c3a1' } } }, [`${template} created`]],
    ['a data source read on apply', { 'data.aws_launch_template.d': { actions: ['read'] } }, ['data.aws_launch_template.d elsewhere']],
    ['moved', { [template]: { actions: ['no-op'], more: { previous_address: 'aws_launch_template.old' } } }, [`${template} existing`]],
  ])('%s', (_, changes, expected) => {
    expect(addresses(changes)).toEqual(expected);
  });

  it('data sources that were read are in the prior state, those read on apply in the changes', () => {
    const data = (address: string, name: string): Record<string, unknown> => ({ address, mode: 'data', type: 'aws_ami', name, values: { id: `ami-${name}`, name: 'golden' }, sensitive_values: { name: true } });
    const all = read(
      { 'data.aws_ami.later': { actions: ['read'], after: { owners: ['self'] }, unknown: { id: true, name: true } } },
      { resources: { 'data.aws_ami.read': { expressions: {} }, 'data.aws_ami.later': { expressions: {} } } },
      { prior_state: { values: { root_module: { resources: [data('data.aws_ami.read', 'read'), data('data.aws_ami.later', 'later')] } } } },
    );
    expect(shown(all('data.aws_ami.read').data)).toMatchObject({ ImageId: 'ami-read', Name: 'golden' });
    expect(all('data.aws_ami.read').decidedBy('Name')).toBe('observed');
    expect(all('data.aws_ami.read').isSensitive('Name')).toBe(true);
    expect(shown(all('data.aws_ami.later').data)).toMatchObject({ ImageId: expect.stringContaining('data.aws_ami.later.id → data.aws_ami.later'), Owners: ['self'] });
  });

  it.each<[situation: string, change: RawChange, expressions: unknown, path: string, expected: string]>([
    ['written', { after: { image_id: 'ami-1' } }, { image_id: constant('ami-1') }, 'LaunchTemplateData.ImageId', 'set'],
    ['by a reference', { after: { image_id: 'ami-1' } }, { image_id: refs('var.x') }, 'LaunchTemplateData.ImageId', 'set'],
    ['a provider default', { after: { key_name: 'k' } }, {}, 'LaunchTemplateData.KeyName', 'default'],
    ['within a block that is written', { after: { metadata_options: tokens } }, { metadata_options: [{ http_tokens: constant('required') }] }, 'LaunchTemplateData.MetadataOptions.HttpTokens', 'set'],
    ['beside it', { after: { metadata_options: tokens } }, { metadata_options: [{ http_tokens: constant('required') }] }, 'LaunchTemplateData.MetadataOptions.HttpEndpoint', 'default'],
    ['by dynamic', { after: { metadata_options: tokens } }, {}, 'LaunchTemplateData.MetadataOptions.HttpTokens', 'set'],
    ['what AWS has', { actions: ['no-op'], after: { metadata_options: tokens } }, {}, 'LaunchTemplateData.MetadataOptions.HttpTokens', 'observed'],
    ['written and unchanged', { actions: ['no-op'], after: { metadata_options: tokens } }, { metadata_options: [{ http_tokens: constant('required') }] }, 'LaunchTemplateData.MetadataOptions.HttpTokens', 'set'],
  ])('who decided: %s', (_, change, expressions, path, expected) => {
    const found = read({ [template]: change }, { resources: { [template]: { expressions } } })(template);
    expect(found.decidedBy(path)).toBe(expected);
  });

  it.each<[sensitive: unknown, path: string, expected: boolean]>([
    [{ image_id: true }, 'LaunchTemplateData.ImageId', true],
    [{}, 'LaunchTemplateData.ImageId', false],
    [true, 'LaunchTemplateData.ImageId', true],
    [false, 'LaunchTemplateData.ImageId', false],
    [{ metadata_options: [{ http_tokens: true }] }, 'LaunchTemplateData.MetadataOptions.HttpTokens', true],
    [{ metadata_options: true }, 'LaunchTemplateData.MetadataOptions.HttpTokens', true],
    [{ metadata_options: [{}] }, 'LaunchTemplateData.MetadataOptions.HttpTokens', false],
    [{}, 'LaunchTemplateData.UserData', true],
    [{ metadata_options: [{ http_tokens: true }] }, 'LaunchTemplateData.MetadataOptions', true],
    [{ metadata_options: [{ http_tokens: false }] }, 'LaunchTemplateData.MetadataOptions', false],
    [{ tag_specifications: [{ tags: { Owner: true } }] }, 'LaunchTemplateData.TagSpecifications', true],
  ])('sensitive marks %j at %s', (sensitive, path, expected) => {
    expect(read({ [template]: { sensitive } }, { resources: { [template]: { expressions: {} } } })(template).isSensitive(path)).toBe(expected);
  });
});

describe('other spellings', () => {
  const asg = 'aws_autoscaling_group.g';
  const tagsOf = (change: RawChange, expressions: unknown): unknown => (shown(read({ [asg]: change }, { resources: { [asg]: { expressions } } })(asg).data) as { Tags: unknown }).Tags;
  const legacy = [{ key: 'a', value: '1', propagate_at_launch: 'true' }, { key: 'b', value: '2', propagate_at_launch: 'false' }];
  it.each<[situation: string, change: RawChange, expressions: unknown, expected: unknown]>([
    ['tag blocks', { after: { tag: [{ key: 'a', value: '1', propagate_at_launch: true }] } }, {}, [{ Key: 'a', Value: '1', PropagateAtLaunch: true }]],
    ['the legacy list of maps', { after: { tag: [], tags: legacy } }, {}, [{ Key: 'a', Value: '1', PropagateAtLaunch: true }, { Key: 'b', Value: '2', PropagateAtLaunch: false }]],
    ['both', { after: { tag: [{ key: 'x', value: '1', propagate_at_launch: true }], tags: legacy.slice(1) } }, {}, [{ Key: 'x', Value: '1', PropagateAtLaunch: true }, { Key: 'b', Value: '2', PropagateAtLaunch: false }]],
    ['an unknown value in the list', { after: { tag: [], tags: [{ key: 'a', propagate_at_launch: '1' }] }, unknown: { tags: [{ value: true }] } }, { tags: refs('local.tags') }, [{ Key: 'a', Value: '<unresolved-or-after-apply>', PropagateAtLaunch: true }]],
    ['an unknown list', { after: { tag: [] }, unknown: { tags: true } }, { tags: refs('local.tags') }, ['<known-after-apply: local.tags>']],
    ['odd ones', { after: { tag: [], tags: [null, 1, 'x', [], {}] } }, {}, [{ PropagateAtLaunch: false }, { PropagateAtLaunch: false }]],
    ['none', { after: { tag: [], tags: null } }, {}, []],
  ])('tags of an Auto Scaling group: %s', (_, change, expressions, expected) => {
    const found = JSON.parse(JSON.stringify(tagsOf(change, expressions)).replace(/<known-after-apply: aws_autoscaling_group[^>]*>|<known-after-apply: local.tags>(?="\s*,"Prop)/g, '<unresolved-or-after-apply>')) as unknown;
    expect(found).toEqual(expected);
  });

  it('tags_all holds the default tags of the provider; where it is not known, tags count', () => {
    const vpc = 'aws_vpc.v';
    const tagsOfVpc = (change: RawChange): unknown => (shown(read({ [vpc]: change }, { resources: { [vpc]: { expressions: { tags: refs('local.t') } } } })(vpc).data) as { Tags: unknown }).Tags;
    expect(tagsOfVpc({ after: { tags: { a: '1' }, tags_all: { a: '1', team: 'x' } } })).toEqual([{ Key: 'a', Value: '1' }, { Key: 'team', Value: 'x' }]);
    expect(tagsOfVpc({ after: { tags: { a: '1' } }, unknown: { tags_all: true } })).toEqual([{ Key: 'a', Value: '1' }]);
    expect(tagsOfVpc({ after: { tags: { a: '1' } }, unknown: { tags: { b: true }, tags_all: true } })).toEqual([{ Key: 'a', Value: '1' }, { Key: 'b', Value: '<known-after-apply: local.t>' }]);
  });

  it('provider 6 puts a region on everything, which changes nothing', () => {
    const at = (more: object): unknown => shown(read({ [template]: { after: { image_id: 'ami-1', ...more } } }, { resources: { [template]: { expressions: { image_id: constant('ami-1') } } } })(template).data);
    expect(at({ region: 'eu-central-1' })).toEqual(at({}));
  });

  it.each(['0.1', '0.2', '1.0', '1.2', '1.17', undefined])('format version %s is read', version => {
    const { format_version: _, ...plan } = rawPlan({ [template]: {} }, { resources: { [template]: { expressions: {} } } });
    const { plan: found } = readPlan(bytesOf({ ...plan, ...(version === undefined ? {} : { format_version: version }) }), 'plan.json', { plan: 'complete' });
    expect(found?.inventory.all()).toHaveLength(1);
  });
});

/** Every AWS path of a table, with the Terraform path it should be spelled as. */
function* paths(fields: Fields, aws = '', terraform = ''): Iterable<readonly [aws: string, terraform: string]> {
  for (const [member, field] of Object.entries(fields)) {
    const path = `${aws}${member}`;
    if (typeof field === 'string') yield [path, terraform + field];
    else if (isAttribute(field)) yield [path, field.attribute === '#type' ? terraform.replace(/\.$/, '') : terraform + field.attribute];
    else if (isBlock(field)) yield* pathsOfBlock(field, path, terraform);
    else yield* paths(field, `${path}.`, terraform);
  }
}

function* pathsOfBlock(field: BlockField, aws: string, terraform: string): Iterable<readonly [aws: string, terraform: string]> {
  yield [aws, field.many ? `${terraform}${field.block}` : `${terraform}${field.block}[0]`];
  const at = field.many ? 3 : 0;
  yield* paths(field.fields, `${aws}${field.many ? '[3]' : ''}.`, `${terraform}${field.block}[${at}].`);
}

describe('the spelling of every path of every table', () => {
  it.each(Object.keys(tables))('%s', type => {
    const { fields } = tables[type]!;
    for (const [aws, terraform] of paths(fields)) expect([aws, attributeOf(fields, aws)]).toEqual([aws, terraform]);
  });

  it('one by hand', () => {
    const { fields } = tables['aws_launch_template']!;
    expect(attributeOf(fields, 'LaunchTemplateData.BlockDeviceMappings[1].Ebs.Encrypted')).toBe('block_device_mappings[1].ebs[0].encrypted');
    expect(attributeOf(fields, 'LaunchTemplateData.BlockDeviceMappings[1]')).toBe('block_device_mappings[1]');
    expect(attributeOf(fields, 'LaunchTemplateData.MetadataOptions.HttpTokens')).toBe('metadata_options[0].http_tokens');
    expect(attributeOf(fields, 'SomethingElse')).toBe('SomethingElse');
    expect(attributeOf(tables['aws_autoscaling_group']!.fields, 'MixedInstancesPolicy.LaunchTemplate.Overrides[2].LaunchTemplateSpecification.LaunchTemplateId')).toBe(
      'mixed_instances_policy[0].launch_template[0].override[2].launch_template_specification[0].launch_template_id',
    );
    expect(attributeOf(fields, '')).toBe('');
  });
});

it('says why a value is not known', () => {
  const found = read({ [template]: { unknown: { image_id: true } } }, { resources: { [template]: { expressions: { image_id: refs('local.ami') } } } })(template);
  const { ImageId } = (found.data as { LaunchTemplateData: { ImageId: unknown } }).LaunchTemplateData;
  expect(isUnknown(ImageId) && describeUnknown(ImageId)).toBe('a reference that cannot be followed here (local.ami)');
});
