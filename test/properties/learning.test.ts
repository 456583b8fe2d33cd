import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { generatePlan } from '../../bench/generate-plan.ts';
import { isUnknown, type Resource, Unknown, withValue } from '../../src/inventory/index.ts';
import { refinedDefaults } from '../../src/nodes/index.ts';
import type { Verdict } from '../../src/rules/index.ts';
import { inventoryOf, verdictsOf } from '../support/judge-plan.ts';

/** Members by which resources are found: a plan that does not know one knows the reference instead. */
const identities = new Set(['LaunchTemplateId', 'LaunchTemplateName', 'LaunchConfigurationName', 'AutoScalingGroupName', 'ImageId', 'name', 'arn', 'Arn', 'RoleName', 'InstanceProfileName', 'GroupId', 'GroupName', 'VpcId', 'SubnetId', 'RouteTableId', 'InternetGatewayId', 'Value']);

/** Every path of a resource at which a value could be forgotten: leaves, lists and blocks that are known. */
function paths(resource: Resource): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (value === undefined || value === null || isUnknown(value)) return;
    if (path !== '' && !(identities.has(path) && resource.ref.kind !== 'AutoScalingGroup')) found.push(path);
    if (Array.isArray(value)) value.forEach((item, at) => walk(item, `${path}[${at}]`));
    else if (typeof value === 'object') for (const [key, member] of Object.entries(value)) walk(member, path === '' ? key : `${path}.${key}`);
  };
  walk(resource.data, '');
  return found;
}

const side = (verdict: Verdict): string => (verdict === 'not-applicable' ? 'pass' : verdict);

interface Forgotten {
  readonly resource: Resource;
  readonly path: string;
}

/** Verdicts that were settled without the values and are settled the other way with them. */
function flips(full: ReadonlyMap<string, Verdict>, less: ReadonlyMap<string, Verdict>, forgotten: readonly Forgotten[]): readonly string[] {
  return [...less].flatMap(([key, verdict]) => {
    const known = full.get(key);
    if (known === undefined || verdict === 'unknown' || side(verdict) === side(known)) return [];
    const isRefined = refinedDefaults.some(one => one.rule === key.split(' ')[0] && forgotten.some(({ resource, path }) => one.by.some(by => by.kind === resource.ref.kind && (by.path === undefined || path.startsWith(by.path) || by.path.startsWith(path)))));
    return isRefined ? [] : [`${key}: ${verdict} without ${forgotten.map(({ resource, path }) => `${resource.ref.id} ${path}`).join(', ')}, ${known} with it`];
  });
}

const plans = [11, 12, 13].map(seed => [...generatePlan({ resources: 60 + seed * 5, share: 1, seed, defective: 0.5 })].join(''));

describe('learning a value', () => {
  test.each(plans.map((plan, at) => ({ plan, at })))('never turns a settled verdict (estate $at)', ({ plan }) => {
    const inventory = inventoryOf(plan);
    const full = verdictsOf(inventory);
    const leaves = inventory.all().flatMap(resource => paths(resource).map(path => ({ resource, path })));
    expect(leaves.length).toBeGreaterThan(200);
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(leaves.length - 1), { minLength: 1, maxLength: 4 }), chosen => {
        const picked = chosen.map(at => leaves[at]!);
        // What is part of something forgotten is forgotten with it.
        const forgotten = picked.filter(one => !picked.some(other => other !== one && other.resource === one.resource && /^[.[]/.test(one.path.startsWith(other.path) ? one.path.slice(other.path.length) : '')));
        let less = inventory;
        for (const { resource, path } of forgotten) {
          const current = less.get(resource.ref) ?? resource;
          less = less.with(withValue(current, path, new Unknown('known-after-apply', `forgotten ${resource.ref.id}.${path}`)));
        }
        expect(flips(full, verdictsOf(less), forgotten)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  }, 120_000);
});
