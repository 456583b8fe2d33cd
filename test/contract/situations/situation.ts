import { describe, expect, it } from 'vitest';
import type { Run } from '../../../src/findings/index.ts';
import type { Verdict } from '../../../src/rules/index.ts';
import { changed, goldenPolicy, managed, type Patch, patched, r, type Resources, selfManaged } from '../../support/fleet.ts';
import { afterApply, type Json, planJson, ref, type Value } from '../../support/plan.ts';
import { scanPlan } from '../../support/scan-plan.ts';

export type Attributes = Readonly<Record<string, Value>>;

export interface Row {
  readonly name: string;
  readonly resources: Resources;
  readonly policy?: unknown;
  /** Top-level members of the plan that are otherwise. */
  readonly top?: Json;
  /** The subject; a group `workers` where left out. */
  readonly of?: string;
  readonly verdicts?: Readonly<Record<string, Verdict>>;
  /** All that fails. */
  readonly fails?: readonly string[];
  /** All that is unknown. */
  readonly unknown?: readonly string[];
  /** Refs of all subjects. */
  readonly subjects?: readonly string[];
}

export const asg = 'aws_autoscaling_group.workers';

export const mng = 'aws_eks_node_group.workers';

export const lt = 'aws_launch_template.workers';

export const own = (name: string, patch: Patch | readonly Patch[], rest: Omit<Row, 'name' | 'resources'>): Row => ({
  name,
  resources: patched(selfManaged, ...[patch].flat()),
  policy: goldenPolicy,
  of: asg,
  ...rest,
});

export const eks = (name: string, patch: Patch | readonly Patch[], rest: Omit<Row, 'name' | 'resources'>): Row => ({
  name,
  resources: patched(managed, ...[patch].flat()),
  of: mng,
  ...rest,
});

export const inTemplate = (attributes: Attributes): Patch => changed(selfManaged, lt, attributes);

export const inGroup = (attributes: Attributes): Patch => changed(selfManaged, asg, attributes);

export const inManaged = (attributes: Attributes): Patch => changed(managed, mng, attributes);

export const elsewhere = (output: string): Value => afterApply(`data.terraform_remote_state.platform.outputs.${output}`);

export const clusterGroup = ref('aws_eks_cluster.main.vpc_config[0].cluster_security_group_id');

export const nodeGroup = ref('aws_security_group.node.id');

function check(run: Run, { of = asg, verdicts, fails, unknown, subjects }: Row): void {
  const of_ = run.findings.filter(finding => finding.subject.ref === of);
  const having = (verdict: Verdict): string[] =>
    of_
      .filter(finding => finding.verdict === verdict)
      .map(({ rule }) => String(rule))
      .sort();
  if (subjects) expect(run.subjects.map(({ ref: subject }) => subject).sort()).toEqual([...subjects].sort());
  if (verdicts)
    expect(Object.fromEntries(of_.filter(({ rule }) => rule in verdicts).map(({ rule, verdict }) => [rule, verdict]))).toEqual(verdicts);
  if (fails) expect(having('fail')).toEqual([...fails].sort());
  if (unknown) expect(having('unknown')).toEqual([...unknown].sort());
}

export function rows(title: string, table: readonly Row[]): void {
  describe(title, () => {
    it.each(table.map(row => [row.name, row] as const))('%s', async (_, row) => {
      check(await scanPlan(planJson({ resources: row.resources }, row.top ? { top: row.top } : {}), { policy: row.policy }), row);
    });
  });
}

export const ruleIn = (attributes: Attributes): Resources[string] =>
  r({ security_group_id: nodeGroup, type: 'ingress', protocol: 'tcp', ...attributes });

export const role = 'aws_iam_role.node';

export const allow = (action: string | readonly string[], more: object = {}): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*', ...more }] });
