import type { JsonObject } from '../../../src/sources/terraform/plan-slices.ts';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { sniff } from '../../../src/sources/terraform/lookalikes.ts';
import type { ConfigModule } from '../../../src/sources/terraform/plan-configuration.ts';
import { type PlanFile, readPlanFile } from '../../../src/sources/terraform/plan-file.ts';

// The properties take long on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const all = (): boolean => true;

function read(input: unknown, wanted: (type: string) => boolean = all): ReturnType<typeof readPlanFile> {
  const bytes = input instanceof Uint8Array ? input : Buffer.from(typeof input === 'string' ? input : JSON.stringify(input));
  return readPlanFile(bytes, 'plan.json', wanted);
}

function plan(input: unknown, wanted?: (type: string) => boolean): PlanFile {
  const result = read(input, wanted);
  if (!result.plan) throw new Error(`no plan: ${JSON.stringify(result.diagnostics)}`);
  return result.plan;
}

const change = { actions: ['create'], before: null, after: { a: 1 }, after_unknown: {} };
const resource = { address: 'aws_x.y', mode: 'managed', type: 'aws_x', name: 'y', provider_name: 'aws', change };
const whole = { format_version: '1.2', terraform_version: '1.9.5', planned_values: { root_module: {} }, resource_changes: [resource], configuration: { root_module: {} } };

/** Everything a plan file gives, parsed: equal for files that mean the same. */
function everything(file: PlanFile): unknown {
  return {
    ...file,
    position: undefined,
    changes: file.changes.map(({ offset: _, end: __, parse, actions, ...known }) => {
      const parsed = parse();
      // Taken from the bytes or not at all, and then the same as parsed.
      if (actions) expect(actions).toEqual((parsed['change'] as JsonObject)['actions']);
      return { ...known, parsed };
    }),
    configuration: file.configuration && moduleContents(file.configuration),
    priorData: [...file.priorData().values()].map(({ offset: _, ...data }) => data),
    priorManaged: [...file.priorManaged()],
  };
}

function moduleContents(module: ConfigModule): unknown {
  return {
    resources: byName(module.resources).map(([key, { parse, hasCount, hasForEach }]) => [key, parse(), hasCount, hasForEach]),
    calls: byName(module.calls).map(([name, call]) => [
      name,
      call.expressions(),
      call.hasCount,
      call.hasForEach,
      call.countExpression(),
      call.forEachExpression(),
      moduleContents(call.module),
    ]),
    outputs: byName(module.outputs).map(([name, { parse }]) => [name, parse()]),
    variables: byName(module.variables).map(([name, { hasDefault, defaultValue }]) => [name, hasDefault, defaultValue()]),
  };
}

function byName<T>(map: ReadonlyMap<string, T>): [name: string, value: T][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1));
}

describe('files that are no plan', () => {
  it.each<[situation: string, input: unknown, code: string, position: [number, number] | undefined, says: RegExp]>([
    ['no bytes', '', 'plan-empty', undefined, /empty/],
    ['white space', ' \r\n\t', 'plan-empty', undefined, /empty/],
    ['a byte order mark alone', '\ufeff', 'plan-empty', undefined, /empty/],
    ['a zip archive', Buffer.from('PK\x03\x04\x14\0'), 'plan-is-binary', undefined, /binary plan/],
    ['a gzip archive', gzipSync('{}'), 'plan-is-compressed', undefined, /gzip/],
    ['Latin-1', Buffer.from('{\n "é": 1}', 'latin1'), 'plan-encoding', [2, 3], /neither UTF-8 nor UTF-16/],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x7b, 0, 0, 0]), 'plan-encoding', undefined, /UTF-32/],
    ['random bytes', Buffer.from([0x8f, 0x01, 0xff, 0x00]), 'plan-encoding', [1, 1], /neither/],
    ['prose', 'Refreshing state...', 'plan-not-json', [1, 1], /"R" where a value/],
    ['prose that begins like JSON', 'true story', 'plan-not-json', [1, 6], /goes on with "s"/],
    ['a word cut off', 'nul', 'plan-not-json', [1, 4], /the file ends/],
    ['Terraform code', 'resource "aws_instance" "x" {}', 'plan-not-json', [1, 1], /Terraform code/],
    ['an escape sequence', '\u001b[1mTerraform', 'plan-not-json', [1, 1], /U\+001B/],
    ['a comma too much', '{"resource_changes":[],}', 'plan-not-json', [1, 24], /"}" where a member name/],
    ['two plans', `${JSON.stringify(whole)}\n{}`, 'plan-not-json', [2, 1], /the JSON ends/],
    ['the wrapper before', `[command]/usr/bin/terraform-bin show -json p\n${JSON.stringify(whole)}`, 'plan-has-wrapper-output', [1, 2], /setup-terraform/],
    ['the wrapper behind', `${JSON.stringify(whole)}\n::debug::Terraform exited with code 0.`, 'plan-has-wrapper-output', [2, 1], /setup-terraform/],
    ['the log of plan -json', '{"@level":"info","@message":"Terraform 1.9"}\n{"@level":"info"}', 'plan-is-log', [2, 1], /terraform plan -json/],
    ['one line of that log', '{"@level":"info","@message":"Terraform 1.9"}', 'plan-is-log', [1, 1], /terraform plan -json/],
    ['cut in a string', '{"resource_changes":[{"address":"aws_', 'plan-truncated', [1, 38], /the end of a string should come/],
    ['cut in a list', '[1,\n2', 'plan-truncated', [2, 2], /"," or "\]"/],
    ['a million lists', '['.repeat(1_000_000), 'plan-too-deep', [1, 501], /500 levels/],
    ['a million objects in a plan', `{"resource_changes":[${'{"a":'.repeat(1_000_000)}`, 'plan-too-deep', [1, 2512], /500 levels/],
    ['a state file', { version: 4, terraform_version: '1.9.5', serial: 1, lineage: 'x', outputs: {}, resources: [] }, 'plan-is-state', [1, 1], /state file/],
    ['a shown state', { format_version: '1.0', terraform_version: '1.9.5', values: { root_module: {} } }, 'plan-is-state', [1, 1], /show -json/],
    ['a shown empty state', { format_version: '1.0' }, 'plan-is-state', [1, 1], /empty Terraform state/],
    ['a list', [whole], 'plan-not-a-plan', [1, 1], /a list/],
    ['a number', ' 7', 'plan-not-a-plan', [1, 2], /a number/],
    ['null', 'null', 'plan-not-a-plan', [1, 1], /null/],
    ['an empty object', {}, 'plan-not-a-plan', [1, 1], /an empty object/],
    ['a template', { AWSTemplateFormatVersion: '2010-09-09', Resources: {} }, 'plan-not-a-plan', [1, 1], /CloudFormation/],
    ['a package.json', { name: 'x', version: '1.0.0', scripts: {} }, 'plan-not-a-plan', [1, 1], /package\.json/],
    ['a stranger', { foo: 1, __proto__: 2 }, 'plan-not-a-plan', [1, 1], /an object without these/],
    ['names that objects inherit', '{"__proto__":{"resource_changes":[]},"constructor":1}', 'plan-not-a-plan', [1, 1], /an object without these/],
    ['format 2.0', { ...whole, format_version: '2.0' }, 'plan-format-unsupported', [1, 19], /"2\.0"/],
    ['changes that are no list', { ...whole, resource_changes: { a: 1 } }, 'plan-part-malformed', [1, 108], /resource_changes is an object/],
  ])('%s', (_, input, code, position, says) => {
    const { plan: none, diagnostics } = read(input);
    expect(none).toBeUndefined();
    expect(diagnostics).toHaveLength(1);
    const [diagnostic] = diagnostics;
    expect(diagnostic).toMatchObject({ code, severity: 'error', file: 'plan.json', message: expect.stringMatching(says) as string });
    expect(diagnostic?.position).toEqual(position && { line: position[0], column: position[1] });
    expect(diagnostic?.why).toBeTruthy();
    expect(diagnostic?.fix).toBeTruthy();
  });
});

describe('plans with something missing', () => {
  const { format_version: _, ...noFormat } = whole;
  const { configuration: __, ...noConfiguration } = whole;
  const planned = { root_module: { child_modules: [{ resources: [{ address: 'aws_x.y', mode: 'managed' }] }] } };

  it.each<[situation: string, input: unknown, expected: readonly [code: string, says: RegExp, column?: number][]]>([
    ['nothing missing', whole, []],
    ['no format version', noFormat, [['plan-format-missing', /format_version/]]],
    ['a format version that is none', { ...whole, format_version: ['1'] }, [['plan-format-missing', /format_version/]]],
    ['a format version as a number', { ...whole, format_version: 1.2 }, []],
    ['the first format', { ...whole, format_version: '0.1' }, []],
    ['a later minor format', { ...whole, format_version: '1.17' }, []],
    ['an error while planning', { errored: true, ...whole }, [['plan-errored', /errored: true/, 12]]],
    ['a partial plan', { complete: false, ...whole }, [['plan-incomplete', /-target/, 13]]],
    ['flags that are fine', { errored: false, complete: true, ...whole }, []],
    ['no configuration', noConfiguration, [['plan-has-no-configuration', /left out/]]],
    ['an empty configuration', { ...whole, configuration: {} }, [['plan-has-no-configuration', /left out/]]],
    ['a root module that is null', { ...whole, configuration: { root_module: null } }, [['plan-has-no-configuration', /left out/]]],
    ['an error that is no boolean', { ...whole, errored: 'true', complete: 0 }, []],
    ['a configuration that is null', { ...whole, configuration: null }, [['plan-has-no-configuration', /left out/]]],
    ['planned values without changes', { ...whole, planned_values: planned, resource_changes: [] }, [['plan-has-no-changes', /holds a resource/, 70]]],
    ['nothing planned and no changes', { ...whole, resource_changes: [] }, []],
    ['changes alone', { resource_changes: [resource] }, [['plan-format-missing', /./], ['plan-has-no-configuration', /./]]],
    ['changes that are null', { ...whole, resource_changes: null }, []],
  ])('%s', (_situation, input, expected) => {
    const { plan: some, diagnostics } = read(input);
    expect(some).toBeDefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(expected.map(([code]) => code));
    diagnostics.forEach((diagnostic, i) => {
      const [, says, column] = expected[i]!;
      expect(diagnostic).toMatchObject({ severity: 'warning', message: expect.stringMatching(says) as string });
      expect(diagnostic.why && diagnostic.fix).toBeTruthy();
      expect(diagnostic.position).toEqual(column === undefined ? undefined : { line: 1, column });
    });
  });

  it.each<[element: unknown, says: RegExp, column: number]>([
    [7, /resource_changes\[1\] is a number/, 1],
    [null, /resource_changes\[1\] is null/, 1],
    [[resource], /resource_changes\[1\] is a list/, 1],
    [{}, /has no address/, 1],
    [{ ...resource, address: 5 }, /has no address/, 1],
    [{ ...resource, type: undefined }, /has no type/, 1],
    [{ ...resource, name: null }, /has no name/, 1],
    [{ ...resource, change: undefined }, /has no change/, 1],
    [{ change: [], address: 'a', type: 't', name: 'n' }, /has a list as its change/, 11],
  ])('element %j is left out, and the rest is read', (element, says, column) => {
    const text = JSON.stringify({ ...whole, resource_changes: [resource, element, { ...resource, address: 'aws_x.last' }] });
    const { plan: some, diagnostics } = read(text);
    expect(some?.changes.map(({ address }) => address)).toEqual(['aws_x.y', 'aws_x.last']);
    expect(diagnostics).toHaveLength(1);
    expect(diagnostics[0]).toMatchObject({ code: 'plan-part-malformed', severity: 'warning', message: expect.stringMatching(says) as string });
    const start = text.indexOf(`,${JSON.stringify(element)},`) + 1;
    expect(diagnostics[0]?.position).toEqual({ line: 1, column: start + column });
  });

  it('counts many malformed elements instead of telling each', () => {
    const { diagnostics } = read({ ...whole, resource_changes: new Array(30).fill(0) });
    expect(diagnostics).toHaveLength(6);
    expect(diagnostics[5]?.message).toMatch(/^25 more/);
    expect(diagnostics.map(({ position }) => position?.column)).toEqual([0, 1, 2, 3, 4, 5].map(n => diagnostics[0]!.position!.column + 2 * n));
  });

  it.each<[part: string, value: unknown, path: string]>([
    ['configuration', [], 'configuration'],
    ['configuration', { root_module: { resources: {} } }, 'configuration.root_module.resources'],
    ['configuration', { root_module: { module_calls: { a: 1 } } }, 'configuration.root_module.module_calls.a'],
    ['configuration', { root_module: { module_calls: { a: { module: 'x' } } } }, 'configuration.root_module.module_calls.a.module'],
    ['prior_state', 'x', 'prior_state'],
    ['prior_state', { values: { root_module: { child_modules: [1] } } }, 'prior_state.values.root_module.child_modules[0]'],
  ])('%s as %j is reported and the rest is read', (part, value, path) => {
    const { plan: some, diagnostics } = read({ ...whole, [part]: value });
    expect(some?.changes).toHaveLength(1);
    expect(some?.priorData().size).toBe(0);
    expect(diagnostics.filter(({ code }) => code === 'plan-part-malformed').map(({ message }) => message)).toEqual([expect.stringContaining(`${path} is `)]);
  });
});

describe('what a plan gives', () => {
  it('the members of the whole', () => {
    const file = plan({ ...whole, complete: true, applyable: false, timestamp: 't', variables: { a: { value: [1] }, b: {}, c: { value: null } } });
    expect(file).toMatchObject({ formatVersion: '1.2', terraformVersion: '1.9.5', errored: false, complete: true, applyable: false, timestamp: 't' });
    expect([...file.variables]).toEqual([['a', [1]], ['b', undefined], ['c', null]]);
    expect(plan({ resource_changes: [] })).toMatchObject({ complete: undefined, applyable: undefined, terraformVersion: undefined });
  });

  it.each<[situation: string, member: object, expected: object]>([
    ['a resource', {}, { address: 'aws_x.y', moduleAddress: undefined, mode: 'managed', type: 'aws_x', name: 'y', index: undefined, deposed: undefined }],
    ['count', { index: 0 }, { index: 0 }],
    ['for_each', { index: 'a"b\\é🙂' }, { index: 'a"b\\é🙂' }],
    ['an odd index', { index: [1] }, { index: undefined }],
    ['an index that is true', { index: true }, { index: undefined }],
    ['a module', { module_address: 'module.x["a\\"b"].module.y[1]', address: 'module.x["a\\"b"].module.y[1].aws_x.y' }, { moduleAddress: 'module.x["a\\"b"].module.y[1]', address: 'module.x["a\\"b"].module.y[1].aws_x.y' }],
    ['actions that stand first', {}, { actions: ['create'] }],
    ['a deposed object', { deposed: 'abcd1234' }, { deposed: 'abcd1234' }],
    ['a data source', { mode: 'data' }, { mode: 'data' }],
    ['a hostile name', { name: '__proto__' }, { name: '__proto__' }],
  ])('a change: %s', (_, member, expected) => {
    const element = { ...resource, ...member };
    const [only] = plan({ ...whole, resource_changes: [element] }).changes;
    expect(only).toMatchObject(expected);
    expect(only?.parse()).toEqual(element);
  });

  it('the last of members with one name', () => {
    const file = plan(`{"resource_changes":[{"address":"x","type":"t","name":"n","change":{}}],"resource_changes":[{"address":"a","type":"t","name":"n","change":{},"name":"m","\\u0061ddress":"b"}],"complete":true,"complete":false,
      "prior_state":{"values":{"root_module":{"resources":[{"address":"a"},{"address":"d","mode":"data","type":"t","name":"d"}],"resources":[{"address":"b"}]}}},
      "configuration":{"root_module":{"resources":[{"type":"t","name":"a"}],"resources":[{"type":"t","name":"b"}]}}}`);
    expect([[...file.priorManaged()], file.priorData().size]).toEqual([['b'], 0]);
    expect(file.changes.map(({ address, name }) => [address, name])).toEqual([['b', 'm']]);
    expect(file.complete).toBe(false);
    expect([...(file.configuration?.resources.keys() ?? [])]).toEqual(['t.b']);
  });

  it('the configuration as a tree', () => {
    const nested = { source: './m', expressions: { a: { references: ['var.a'] } }, for_each_expression: { constant_value: {} }, module: { outputs: { o: { expression: { constant_value: 1 } } } } };
    const file = plan({
      ...whole,
      configuration: {
        provider_config: { aws: {} },
        root_module: {
          variables: { set: { default: [1] }, unset: {}, empty: { default: null } },
          module_calls: { 'm"': nested, odd: { expressions: 'x' }, counted: { count_expression: { references: ['var.n'] }, module: {} } },
          resources: [
            { address: 'aws_x.y', mode: 'managed', type: 'aws_x', name: 'y', count_expression: { constant_value: 2 } },
            { address: 'data.aws_x.y', mode: 'data', type: 'aws_x', name: 'y', for_each_expression: {} },
            'odd',
          ],
        },
      },
    });
    const root = file.configuration!;
    expect([...root.resources].map(([key, { mode, hasCount, hasForEach }]) => [key, mode, hasCount, hasForEach])).toEqual([
      ['aws_x.y', 'managed', true, false],
      ['data.aws_x.y', 'data', false, true],
    ]);
    expect(root.resources.get('aws_x.y')?.parse()).toMatchObject({ count_expression: { constant_value: 2 } });
    expect([...root.variables].map(([name, { hasDefault, defaultValue }]) => [name, hasDefault, defaultValue()])).toEqual([
      ['set', true, [1]],
      ['unset', false, undefined],
      ['empty', true, null],
    ]);
    const call = root.calls.get('m"')!;
    expect([call.name, call.hasCount, call.hasForEach, call.expressions(), call.forEachExpression(), call.countExpression()]).toEqual([
      'm"',
      false,
      true,
      nested.expressions,
      nested.for_each_expression,
      {},
    ]);
    expect(root.calls.get('odd')?.expressions()).toEqual({});
    expect(call.module.outputs.get('o')?.parse()).toEqual(nested.module.outputs.o);
    expect(root.calls.get('counted')).toMatchObject({ hasCount: true, hasForEach: false });
    expect(file.configuration).toBe(root);
    expect(root.resources).toBe(root.resources);
  });

  it('the data sources of wanted types and the managed addresses of the prior state', () => {
    const data = (address: string, type: string, values: unknown): object => ({ address, mode: 'data', type, name: 'd', index: 1, values, sensitive_values: { s: true } });
    const file = plan(
      {
        prior_state: {
          values: {
            root_module: {
              resources: [data('data.aws_ami.d[1]', 'aws_ami', { id: 'ami-1' }), data('data.aws_vpc.d', 'aws_vpc', {}), { address: 'aws_x.y', mode: 'managed' }],
              child_modules: [{ resources: [data('module.m.data.aws_ami.d', 'aws_ami', 7), { address: 'module.m.aws_x.z', mode: 'managed' }], address: 'module.m' }],
            },
          },
        },
        ...whole,
      },
      type => type === 'aws_ami',
    );
    expect([...file.priorData().values()].map(({ address, moduleAddress, type, name, index, values, sensitiveValues }) => [address, moduleAddress, type, name, index, values, sensitiveValues])).toEqual([
      ['data.aws_ami.d[1]', undefined, 'aws_ami', 'd', 1, { id: 'ami-1' }, { s: true }],
      ['module.m.data.aws_ami.d', 'module.m', 'aws_ami', 'd', 1, {}, { s: true }],
    ]);
    expect([...file.priorManaged()]).toEqual(['aws_x.y', 'module.m.aws_x.z']);
  });

  it('positions of slices', () => {
    const text = JSON.stringify({ é: '🙂', ...whole }, null, 2);
    const file = plan(text);
    expect(file.position(file.changes[0]!.offset)).toEqual({ line: 9, column: 5 });
    const compact = JSON.stringify({ é: '🙂', ...whole });
    const onOneLine = plan(`\ufeff${compact}`);
    expect(onOneLine.position(onOneLine.changes[0]!.offset)).toEqual({ line: 1, column: compact.indexOf('{"address"') + 1 });
  });
});

describe('real plans', () => {
  const folder = new URL('../../../fixtures/real/tfplan/', import.meta.url);
  const names = readdirSync(folder).filter(name => name.endsWith('.json'));

  it.each(names.filter(name => name !== 'infracost__wrapper_noise_not_json.json'))('%s gives what JSON.parse gives', name => {
    const bytes = readFileSync(new URL(name, folder));
    const text = new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-8').decode(bytes);
    const parsed = JSON.parse(text) as { resource_changes?: unknown[]; configuration?: unknown };
    const { plan: file, diagnostics } = read(bytes);
    expect(file?.changes.map(({ parse }) => parse())).toEqual(parsed.resource_changes ?? []);
    expect(diagnostics.map(({ code }) => code)).toEqual([
      ...(parsed.configuration ? [] : ['plan-has-no-configuration']),
      ...(parsed.resource_changes ? [] : ['plan-has-no-changes']),
    ]);
    // Neither the order of members nor white space nor encoding matters.
    expect(everything(plan(JSON.stringify(sorted(parsed), null, 3)))).toEqual(everything(file!));
  });

  it('tells the output of the wrapper', () => {
    expect(read(readFileSync(new URL('infracost__wrapper_noise_not_json.json', folder))).diagnostics.map(({ code }) => code)).toEqual(['plan-has-wrapper-output']);
  });
});

describe('laws', () => {
  const key = fc.oneof(fc.string(), fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', 'constructor', 'a"b', '\\'));
  const element = fc.record(
    { address: key, mode: fc.constantFrom('managed', 'data'), type: key, name: key, index: fc.oneof(fc.nat(), key), module_address: key, change: fc.dictionary(key, fc.jsonValue()) },
    { requiredKeys: ['address', 'mode', 'type', 'name', 'change'] },
  );
  const config = fc.letrec<{ module: object; call: object }>(tie => ({
    module: fc.record(
      {
        resources: fc.array(fc.record({ mode: fc.constantFrom('managed', 'data'), type: key, name: key, expressions: fc.jsonValue() }), { maxLength: 3 }),
        module_calls: fc.dictionary(key, tie('call'), { maxKeys: 2 }),
        outputs: fc.dictionary(key, fc.record({ expression: fc.jsonValue() }), { maxKeys: 2 }),
        variables: fc.dictionary(key, fc.record({ default: fc.jsonValue() }, { requiredKeys: [] }), { maxKeys: 2 }),
      },
      { requiredKeys: [] },
    ),
    call: fc.record({ expressions: fc.object(), count_expression: fc.object(), module: fc.oneof({ maxDepth: 2 }, fc.constant({}), tie('module')) }, { requiredKeys: ['module'] }),
  })).module;
  const plans = fc.record(
    {
      format_version: fc.constant('1.2'),
      variables: fc.dictionary(key, fc.record({ value: fc.jsonValue() })),
      planned_values: fc.jsonValue(),
      resource_changes: fc.array(element),
      configuration: fc.record({ root_module: config }),
      prior_state: fc.jsonValue(),
    },
    { requiredKeys: ['resource_changes'] },
  ).map(value => JSON.parse(JSON.stringify(value)) as { resource_changes: unknown[] });

  it('never throws on arbitrary JSON, nor on arbitrary values in the places of a plan', () => {
    const odd = fc.jsonValue();
    const oddPlan = fc.record(
      {
        format_version: odd,
        errored: odd,
        variables: odd,
        planned_values: odd,
        resource_changes: fc.oneof(odd, fc.array(fc.oneof(odd, fc.dictionary(fc.constantFrom('address', 'type', 'name', 'mode', 'index', 'change'), odd)))),
        configuration: fc.oneof(odd, fc.record({ root_module: fc.oneof(odd, fc.dictionary(fc.constantFrom('resources', 'module_calls', 'outputs', 'variables'), odd)) })),
        prior_state: fc.oneof(odd, fc.record({ values: fc.record({ root_module: fc.dictionary(fc.constantFrom('resources', 'child_modules', 'address'), odd) }) })),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(odd, oddPlan), value => {
        const { plan: file, diagnostics } = read(JSON.stringify(value));
        if (file) everything(file);
        expect(file !== undefined).toBe(diagnostics.every(({ severity }) => severity !== 'error'));
      }),
      { numRuns: 10_000 },
    );
  });

  it('never throws on arbitrary bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), bytes => {
        expect(read(bytes).diagnostics.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });

  it('gives the slices that JSON.parse of the whole gives, whatever the order of members, the white space and the encoding', () => {
    fc.assert(
      fc.property(plans, fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const file = plan(text);
        expect(file.changes.map(({ parse }) => parse())).toEqual(value.resource_changes);
        const expected = everything(file);
        expect(everything(plan(JSON.stringify(sorted(value))))).toEqual(expected);
        const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
        // As UTF-8 has no lone surrogates, JSON.stringify writes them as escapes: all encodings hold the same.
        for (const bytes of [utf16, utf16.subarray(2), Buffer.from(utf16).swap16(), Buffer.from(utf16).swap16().subarray(2), Buffer.from(`\ufeff${text}`)]) {
          expect(everything(plan(bytes))).toEqual(expected);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('finds every plan cut off anywhere', () => {
    fc.assert(
      fc.property(plans, fc.boolean(), fc.nat(), (value, utf16, at) => {
        const bytes = Buffer.from(JSON.stringify(value), utf16 ? 'utf16le' : 'utf8');
        const { plan: none, diagnostics } = read(bytes.subarray(0, at % bytes.length));
        expect(none).toBeUndefined();
        expect(diagnostics.map(({ severity }) => severity)).toEqual(['error']);
      }),
      { numRuns: 500 },
    );
  });

  it('finds one plan cut off at each byte', () => {
    const bytes = Buffer.from(JSON.stringify({ ...whole, é: '🙂' }));
    for (let end = 0; end < bytes.length; end++) {
      const { plan: none, diagnostics } = read(bytes.subarray(0, end));
      expect([none, diagnostics[0]?.severity]).toEqual([undefined, 'error']);
    }
  });
});

it('transcodes UTF-16 across pieces', () => {
  const text = JSON.stringify({ ...whole, resource_changes: [{ ...resource, name: `x${'🙂'.repeat(600_000)}` }] });
  for (const padding of ['', ' ']) {
    const file = plan(Buffer.from(padding + text, 'utf16le'));
    expect(file.changes[0]?.name.length).toBe(1_200_001);
    expect(file.changes[0]?.name.includes('\ufffd')).toBe(false);
  }
});

it.each<[situation: string, input: string | Uint8Array, kind: string | undefined]>([
  ['a plan', JSON.stringify(whole), 'plan'],
  ['a plan in UTF-16', Buffer.from(JSON.stringify(whole), 'utf16le'), 'plan'],
  ['a long plan', JSON.stringify({ ...whole, planned_values: 'x'.repeat(100_000) }), 'plan'],
  ['a long plan sorted by name', JSON.stringify(sorted({ ...whole, configuration: 'x'.repeat(100_000) })), 'plan'],
  ['a long shown state', `{"format_version":"1.0","values":{"a":"${'x'.repeat(100_000)}"}}`, 'state'],
  ['something long', `{"format_version":"1.0","other":{"a":"${'x'.repeat(100_000)}"}}`, undefined],
  ['a state file', '{"version":4,"serial":1,"lineage":"x","resources":[', 'raw-state'],
  ['a binary plan', 'PK\x03\x04', 'binary-plan'],
  ['a template', '{"Resources":{}}', 'other'],
  ['a list', '[]', undefined],
  ['nothing', '', undefined],
])('sniffs %s', (_, input, kind) => {
  expect(sniff(Buffer.from(input))).toBe(kind);
});

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) {
    Object.defineProperty(result, name, { value: sorted(member), enumerable: true, configurable: true, writable: true });
  }
  return result;
}
