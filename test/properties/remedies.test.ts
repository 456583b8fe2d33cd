import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatePlan } from '../../bench/generate-plan.ts';
import type { Inventory, Resource } from '../../src/inventory/index.ts';
import { assemble, type NodeGroup } from '../../src/nodes/index.ts';
import { applyChanges, type Change, planRemedy, prover, type Prover } from '../../src/remedies/index.ts';
import { type CompiledRule, judgeGroup } from '../../src/rules/index.ts';
import { compiledRules, inventoryOf, testOptions } from '../support/judge-plan.ts';

const nodeRules = compiledRules.filter(({ rule }) => rule.subject === 'node');

interface Case {
  readonly inventory: Inventory;
  readonly proofs: Prover;
  readonly group: NodeGroup;
  readonly rule: CompiledRule;
  readonly changes: readonly Change[];
}

const fixtures = 'fixtures/terraform';
const plans = [
  ...readdirSync(fixtures).map(name => readFileSync(`${fixtures}/${name}/plan.json`, 'utf8')),
  ...[1, 2, 3, 4].map(seed => [...generatePlan({ resources: 150, share: 1, seed, defective: 0.6 })].join('')),
];

/** Every failing rule of the fixtures and of generated estates that has a remedy in changes. */
const cases: readonly Case[] = plans.flatMap(plan => {
  const inventory = inventoryOf(plan);
  const { groups } = assemble(inventory, testOptions());
  const proofs = prover(inventory, groups, nodeRules);
  return groups.flatMap(group =>
    nodeRules.flatMap(rule => {
      const changes = judgeGroup(rule, group).verdict === 'fail' ? planRemedy(rule.rule, group) : undefined;
      return changes ? [{ inventory, proofs, group, rule, changes }] : [];
    }),
  );
});

const data = (inventory: Inventory, changes: readonly Change[]): readonly unknown[] => changes.map(({ resource }) => (inventory.get(resource.ref) as Resource).data);

describe('remedies', () => {
  test('cover every rule that has one', () => {
    const withRemedy = nodeRules.filter(({ rule }) => rule.remedy).map(({ rule }) => rule.id);
    const seen = new Set(cases.map(({ rule }) => rule.rule.id));
    expect(withRemedy.filter(id => !seen.has(id))).toEqual([]);
  });

  test('make their rule pass and no other rule worse', () => {
    const unproven = cases.filter(({ proofs, group, rule, changes }) => !proofs.isProven(group, rule, changes));
    expect(unproven.map(({ group, rule }) => `${rule.rule.id} on ${group.resource.ref.id}`)).toEqual([]);
  });

  test('applied twice equal applied once', () => {
    for (const { inventory, changes } of cases) {
      const once = applyChanges(inventory, changes);
      expect(data(applyChanges(once, changes), changes)).toEqual(data(once, changes));
    }
  });

  test('leave the inventory they were planned on as it was', () => {
    for (const { inventory, group, changes } of cases) {
      const before = JSON.stringify(data(inventory, changes));
      applyChanges(inventory, changes);
      expect(JSON.stringify(data(inventory, changes))).toBe(before);
      expect(group.again(inventory)?.resource).toBe(group.resource);
    }
  });
});
