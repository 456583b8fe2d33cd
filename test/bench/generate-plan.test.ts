import { describe, expect, it, vi } from 'vitest';
import { generatePlan, type PlanOptions } from '../../bench/generate-plan.ts';
import type { ConfigModule } from '../../src/sources/terraform/plan-configuration.ts';
import { readPlanFile } from '../../src/sources/terraform/plan-file.ts';

vi.setConfig({ testTimeout: 60_000 });

const text = (options: PlanOptions): string => [...generatePlan(options)].join('');

describe.each<PlanOptions>([
  { resources: 1, share: 0 },
  { resources: 30, share: 0.05 },
  { resources: 30, share: 1 },
  { resources: 1000, share: 0.05, seed: 3 },
  { resources: 1000, share: 1, seed: 3 },
  { resources: 1000, share: 1, seed: 4, defective: 1 },
])('a plan of %o', options => {
  const written = text(options);
  const { plan, diagnostics } = readPlanFile(Buffer.from(written), 'plan.json', () => true);
  const changes = plan?.changes ?? [];

  it('is a plan of so many resources, on one line, the same each time', () => {
    expect(diagnostics).toEqual([]);
    expect(changes).toHaveLength(options.resources);
    expect(written.indexOf('\n')).toBe(written.length - 1);
    expect(text(options)).toBe(written);
    expect(new Set(changes.map(({ address }) => address)).size).toBe(options.resources);
  });

  it('holds every resource in its configuration, with count or for_each where the address has an index', () => {
    for (const { address, moduleAddress, type, name, index } of changes) {
      const calls = (moduleAddress ?? '').match(/(?<=module\.)\w+/g) ?? [];
      const module = calls.reduce<ConfigModule | undefined>((parent, call) => parent?.calls.get(call)?.module, plan?.configuration);
      const resource = module?.resources.get(`${type}.${name}`);
      expect([address, resource?.hasCount || resource?.hasForEach]).toEqual([address, index !== undefined]);
    }
  });

  it('has what exists in its prior state, and its planned values as Terraform has them', () => {
    const existing = changes.filter(({ parse }) => (parse()['change'] as { before: unknown }).before !== null);
    expect([...(plan?.priorManaged() ?? [])].sort()).toEqual(existing.map(({ address }) => address).sort());
    const planned = JSON.stringify((JSON.parse(written) as { planned_values: unknown }).planned_values);
    for (const { address } of changes) expect(planned).toContain(`"address":${JSON.stringify(address)}`);
  });

  it('says of each attribute of a created resource whether it is known', () => {
    for (const { address, parse } of changes) {
      const { before, after, after_unknown: unknown } = parse()['change'] as Record<string, Record<string, unknown>>;
      if (before) continue;
      const both = Object.keys(after!).filter(name => unknown![name] === true);
      expect([address, both, unknown!['id']]).toEqual([address, [], true]);
    }
  });
});

it('has about the share of node groups that is asked for, and real sizes', () => {
  const nodes = (share: number): { part: number; bytes: number } => {
    const written = text({ resources: 1500, share });
    const changes = readPlanFile(Buffer.from(written), 'plan.json', () => true).plan?.changes ?? [];
    return { part: changes.filter(({ address }) => !/module\.team|aws_route53_record/.test(address)).length / changes.length, bytes: written.length / 1500 };
  };
  const few = nodes(0.05);
  const all = nodes(1);
  expect(few.part).toBeGreaterThan(0.03);
  expect(few.part).toBeLessThanOrEqual(0.05);
  expect(all.part).toBeGreaterThan(0.95);
  for (const { bytes } of [few, all]) {
    expect(bytes).toBeGreaterThan(2400);
    expect(bytes).toBeLessThan(3400);
  }
});

it('has the share of defective groups that is asked for', () => {
  const optional = (defective: number): number => text({ resources: 1500, share: 1, defective }).split('"http_tokens":"optional"').length - 1;
  expect(optional(0)).toBe(0);
  expect(optional(1)).toBeGreaterThan(optional(0.2));
  expect(optional(0.2)).toBeGreaterThan(0);
});
