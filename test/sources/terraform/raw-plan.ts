import { PlanIndex } from '../../../src/sources/terraform/plan-index.ts';
import { readPlanFile } from '../../../src/sources/terraform/plan-file.ts';

/** Plans by hand, for what a builder would not write. */
export interface RawChange {
  readonly after?: unknown;
  readonly unknown?: unknown;
  readonly sensitive?: unknown;
  readonly actions?: readonly string[];
  readonly more?: Readonly<Record<string, unknown>>;
}

export interface RawModule {
  readonly resources?: Readonly<Record<string, { readonly expressions?: unknown; readonly count?: unknown; readonly forEach?: unknown }>>;
  readonly calls?: Readonly<Record<string, { readonly expressions?: unknown; readonly count?: unknown; readonly forEach?: unknown; readonly module?: RawModule }>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** `changes` by address; `configuration` as modules. */
export function rawPlan(changes: Readonly<Record<string, RawChange>>, root: RawModule | undefined, top: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    format_version: '1.2',
    terraform_version: '1.11.4',
    resource_changes: Object.entries(changes).map(([address, { after = {}, unknown = {}, sensitive = {}, actions = ['create'], more }]) => ({
      ...named(address),
      change: { actions, before: null, after: actions.join() === 'delete' || actions.join() === 'forget' ? null : after, after_unknown: unknown, before_sensitive: false, after_sensitive: sensitive },
      ...more,
    })),
    ...(root ? { configuration: { root_module: configuration(root) } } : {}),
    ...top,
  };
}

/** An address taken apart as Terraform gives it. */
export function named(address: string): Record<string, unknown> {
  const match = /^((?:module\.[\w-]+(?:\[(?:\d+|"(?:[^"\\]|\\.)*")\])?\.?)*)(data\.)?([^.]+)\.([^.[]+)(?:\[(.*)\])?$/.exec(address);
  if (!match) throw new Error(address);
  const [, module, data, type, name, index] = match;
  return {
    address,
    ...(module ? { module_address: module.replace(/\.$/, '') } : {}),
    mode: data ? 'data' : 'managed',
    type,
    name,
    ...(index === undefined ? {} : { index: JSON.parse(index) as unknown }),
  };
}

function configuration({ resources = {}, calls = {}, outputs = {}, variables = {} }: RawModule): Record<string, unknown> {
  return {
    resources: Object.entries(resources).map(([key, { expressions, count, forEach }]) => ({
      address: key,
      ...named(key),
      ...(expressions === undefined ? {} : { expressions }),
      ...(count === undefined ? {} : { count_expression: count }),
      ...(forEach === undefined ? {} : { for_each_expression: forEach }),
    })),
    module_calls: Object.fromEntries(
      Object.entries(calls).map(([name, { expressions, count, forEach, module = {} }]) => [
        name,
        {
          source: './m',
          ...(expressions === undefined ? {} : { expressions }),
          ...(count === undefined ? {} : { count_expression: count }),
          ...(forEach === undefined ? {} : { for_each_expression: forEach }),
          module: configuration(module),
        },
      ]),
    ),
    outputs: Object.fromEntries(Object.entries(outputs).map(([name, expression]) => [name, { expression }])),
    variables,
  };
}

export const refs = (...references: readonly string[]): { readonly references: readonly string[] } => ({ references });
export const constant = (value: unknown): { readonly constant_value: unknown } => ({ constant_value: value });
export const one = constant(1);

export function bytesOf(plan: unknown): Buffer {
  return Buffer.from(JSON.stringify(plan));
}

export function indexOf(plan: unknown, settings: { readonly cut: boolean } = { cut: false }): PlanIndex {
  const { plan: file, diagnostics } = readPlanFile(bytesOf(plan), 'plan.json', () => true);
  if (!file) throw new Error(JSON.stringify(diagnostics));
  return new PlanIndex(file, settings);
}
