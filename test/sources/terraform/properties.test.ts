import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { Run } from '../../../src/findings/index.ts';
import { readPlan } from '../../../src/sources/terraform/plan.ts';
import { tables } from '../../../src/sources/terraform/tables/index.ts';
import { moduleFleet } from '../../support/module-fleet.ts';
import { planJson } from '../../support/plan.ts';
import { scanPlan } from '../../support/scan-plan.ts';
import { bytesOf, named, rawPlan } from './raw-plan.ts';

vi.setConfig({ testTimeout: 240_000 });

/** Small JSON of any kind, with the names and values that the reader looks for. */
const words = ['references', 'constant_value', 'aws_launch_template.t.id', 'aws_launch_template.t', 'each.value', 'each.key', 'count.index', 'var.x', 'module.m.o', 'local.l', 'id', 'name', 'tags', 'launch_template', 'metadata_options', 'http_tokens', 'tag', 'key', 'value', '__proto__', 'constructor', 'toString', '', '\u001b[31m', '<b>'];
const word = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...words) }, { weight: 1, arbitrary: fc.string({ maxLength: 5 }) });
const { json } = fc.letrec<{ json: unknown }>(tie => ({
  json: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, 1, -1, 1e21),
    word,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.array(fc.tuple(word, tie('json')), { maxLength: 4 }).map(entries => Object.fromEntries(entries)),
  ),
}));

const types = Object.keys(tables);
const attributes = [...new Set(types.flatMap(type => JSON.stringify(tables[type]!.fields).match(/"(?:attribute|block)":"[a-z_0-9]+"/g) ?? []).map(text => text.replace(/.*:"|"$/g, '')))];
const shaped = fc.array(fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...attributes) }, { weight: 1, arbitrary: word }), json), { maxLength: 6 }).map(entries => Object.fromEntries(entries));
const anything = fc.oneof({ weight: 5, arbitrary: shaped }, { weight: 1, arbitrary: json });

/** A resource of a type that is read, with anything as what is planned and written. */
const resource = fc.record({ type: fc.constantFrom(...types), name: fc.constantFrom('t', 'u', '__proto__', 'constructor'), index: fc.constantFrom(undefined, 0, 1, 'a.b', '__proto__'), after: anything, unknown: anything, sensitive: anything, expressions: anything, actions: fc.constantFrom(['create'], ['no-op'], ['update'], ['delete', 'create'], ['read'], [], 'create', null) });
type Drawn = typeof resource extends fc.Arbitrary<infer T> ? T : never;

function planOf(resources: readonly Drawn[], more: { readonly forEach?: unknown; readonly top?: unknown } = {}): Record<string, unknown> {
  const { forEach, top } = more;
  return {
    ...rawPlan({}, { resources: {} }),
    resource_changes: resources.map(({ type, name, index, after, unknown, sensitive, actions }) => ({
      ...named(`${type}.${name}`),
      address: `${type}.${name}${index === undefined ? '' : `[${JSON.stringify(index)}]`}`,
      ...(index === undefined ? {} : { index }),
      change: { actions, before: null, after, after_unknown: unknown, after_sensitive: sensitive },
    })),
    configuration: {
      root_module: {
        resources: resources.map(({ type, name, expressions }) => ({ ...named(`${type}.${name}`), expressions, ...(forEach === undefined ? {} : { for_each_expression: forEach }) })),
        module_calls: { m: { expressions: forEach, module: { outputs: { o: { expression: forEach } } } } },
        variables: { x: top },
      },
    },
    ...(top !== null && typeof top === 'object' && !Array.isArray(top) ? { variables: top } : {}),
  };
}

describe('whatever stands in a file', () => {
  it('the reader throws on no JSON value', () => {
    fc.assert(
      fc.property(json, value => {
        const { plan, diagnostics } = readPlan(bytesOf(value), 'plan.json', { plan: 'complete' });
        expect(plan !== undefined || diagnostics.length > 0).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('the reader throws on no plan whose parts are anything', () => {
    const parts = fc.record({ resource_changes: json, configuration: fc.record({ root_module: json }), prior_state: json, variables: json, complete: json, errored: json, planned_values: json });
    fc.assert(fc.property(parts, value => void readPlan(bytesOf({ format_version: '1.2', ...value }), 'plan.json', { plan: 'partial' })), { numRuns: 2000 });
  });

  it('every value, attribute spelling, location and mark of it can be asked for', () => {
    fc.assert(
      fc.property(fc.array(resource, { maxLength: 4 }), json, json, (resources, forEach, top) => {
        const { plan } = readPlan(bytesOf(planOf(resources, { forEach, top })), 'plan.json', { plan: 'complete' });
        for (const one of plan?.inventory.all() ?? []) {
          for (const path of Object.keys(one.data)) {
            one.attribute(path);
            one.decidedBy(path);
            one.isSensitive(path);
            one.locate(path);
          }
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('no scan throws on it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(resource, { maxLength: 5 }), json, async (resources, forEach) => {
        const run = await scanPlan(planOf(resources, { forEach }));
        expect([0, 1, 2, 3]).toContain(run.summary.exitCode);
      }),
      { numRuns: 1500 },
    );
  });

  it('no scan throws on a node group with anything in it', async () => {
    const nodes = fc.record({ type: fc.constantFrom('aws_eks_node_group', 'aws_launch_template', 'aws_autoscaling_group', 'aws_instance', 'aws_launch_configuration', 'aws_security_group', 'aws_iam_role', 'aws_subnet'), name: fc.constantFrom('t', 'u') });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(resource, nodes).map(([drawn, node]) => ({ ...drawn, ...node, actions: ['create'] })), { minLength: 1, maxLength: 5 }), async resources => {
        const run = await scanPlan(planOf(resources));
        expect([0, 1, 2, 3]).toContain(run.summary.exitCode);
      }),
      { numRuns: 500 },
    );
  });
});

const fixture = (name: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(`../../../fixtures/terraform-modules/${name}/plan.json`, import.meta.url), 'utf8')) as Record<string, unknown>;

const told = (run: Run): readonly string[] =>
  run.findings.map(({ rule, verdict, subject, message, evidence }) => `${rule} ${verdict} ${subject.ref} ${message} ${evidence.map(({ ref, path }) => `${ref} ${path}`).sort().join(', ')}`).sort();

/** Changes, states and configuration in another order, except where the order means something. */
function shuffled(plan: Readonly<Record<string, unknown>>, seed: number): Record<string, unknown> {
  const random = mulberry(seed);
  const mix = <T>(items: readonly T[]): T[] => items.map(item => [random(), item] as const).sort(([a], [b]) => a - b).map(([, item]) => item);
  const walk = (node: unknown, name: string): unknown => {
    if (Array.isArray(node)) {
      const items = (node as unknown[]).map(item => walk(item, ''));
      return ['resource_changes', 'resources', 'child_modules'].includes(name) ? mix(items) : items;
    }
    if (node !== null && typeof node === 'object') return Object.fromEntries(mix(Object.entries(node).map(([key, member]) => [key, walk(member, key)] as const)));
    return node;
  };
  const moved = { resource_changes: mix(plan['resource_changes'] as unknown[]), prior_state: lists(plan['prior_state'], mix), configuration: walk(plan['configuration'], '') };
  return Object.fromEntries(mix(Object.entries({ ...plan, ...moved })));
}

/** The lists of resources and modules in a state. */
function lists(node: unknown, mix: <T>(items: readonly T[]) => T[]): unknown {
  if (Array.isArray(node)) return node.map(item => lists(item, mix));
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(Object.entries(node).map(([key, member]) => [key, key === 'resources' || key === 'child_modules' ? mix((member as unknown[]).map(item => lists(item, mix))) : key === 'values' && !('root_module' in (member as object)) ? member : lists(member, mix)]));
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('findings depend on', () => {
  const names = ['managed', 'self-managed', 'self-managed-all-new'];

  it.each(names)('no order of changes, configuration or members: %s', async name => {
    const plan = fixture(name);
    const expected = told(await scanPlan(plan));
    await fc.assert(
      fc.asyncProperty(fc.integer(), async seed => {
        expect(told(await scanPlan(shuffled(plan, seed)))).toEqual(expected);
      }),
      { numRuns: 8 },
    );
  });

  it.each(names)('no name: %s', async name => {
    const text = JSON.stringify(fixture(name));
    // Names of modules, of resources and of keys, wherever they stand.
    const renamed = text
      .replaceAll('managed_node_group', 'managed_fleet_of_nodes')
      .replace(/module\.eks\b/g, 'module.platform')
      .replaceAll('"eks":{', '"platform":{')
      .replace(/(aws_[a-z_]+)\.this\b/g, '$1.own-1')
      .replaceAll('"name":"this"', '"name":"own-1"')
      .replace(/\[\\"batch\\"\]/g, '[\\"b.\\\\\\"[0]\\"]')
      .replaceAll('"index":"batch"', '"index":"b.\\"[0]"')
      .replaceAll('time_sleep.this', 'time_sleep.own-1');
    const back = (line: string): string =>
      line
        .replaceAll('managed_fleet_of_nodes', 'managed_node_group')
        .replaceAll('module.platform', 'module.eks')
        .replace(/(aws_[a-z_]+)\.own-1/g, '$1.this')
        .replaceAll('time_sleep.own-1', 'time_sleep.this')
        .replaceAll('["b.\\"[0]"]', '["batch"]');
    const run = await scanPlan(JSON.parse(renamed) as Record<string, unknown>);
    expect(told(run).map(back).sort()).toEqual(told(await scanPlan(JSON.parse(text) as Record<string, unknown>)));
  });
});

describe('hostile names', () => {
  const hostile = ['__proto__', 'constructor', '\u001b[31mred\u001b[0m', '<img src=x onerror=alert(1)>', '${file("/etc/passwd")}', 'a'.repeat(10_000), '"]["', '\u202eevil', '\n\r\t', '😀'];
  it.each(hostile.map(name => [name.slice(0, 40), name] as const))('%j as a key and as a name is a string like any other', async (_, name) => {
    const plan = JSON.stringify(planJson(moduleFleet('managed')));
    const inJson = JSON.stringify(name).slice(1, -1);
    const inAddress = JSON.stringify(JSON.stringify(name).replace(/\$\{/g, '$$${').replace(/%\{/g, '%%{')).slice(1, -1);
    const renamed = plan.replaceAll('[\\"batch\\"]', `[${inAddress}]`).replaceAll('"index":"batch"', `"index":"${inJson}"`).replaceAll('"name":"main"', `"name":"${inJson}"`);
    const run = await scanPlan(JSON.parse(renamed) as Record<string, unknown>);
    expect(run.subjects.filter(({ kind }) => kind === 'managed')).toHaveLength(2);
    expect(run.findings.filter(({ verdict }) => verdict === 'fail')).toEqual([]);
    expect(run.findings.find(({ rule, subject }) => rule === 'imdsv2-required' && !subject.ref.includes('workers'))?.verdict).toBe('pass');
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('__proto__ among attributes, tags, variables and outputs pollutes nothing', async () => {
    const text = JSON.stringify(planJson(moduleFleet('self_managed', { standing: true })))
      .replaceAll('"after":{', '"after":{"__proto__":{"polluted":true},')
      .replaceAll('"expressions":{', '"expressions":{"__proto__":{"references":["local.x"]},"constructor":{"constant_value":1},')
      .replaceAll('"tags":{', '"tags":{"__proto__":"x","constructor":"y",')
      .replaceAll('"outputs":{', '"outputs":{"__proto__":{"expression":{"references":["local.x"]}},');
    await scanPlan(Buffer.from(text));
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
