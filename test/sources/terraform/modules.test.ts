import { describe, expect, it } from 'vitest';
import { moduleFleet } from '../../support/module-fleet.ts';
import { planJson } from '../../support/plan.ts';
import { scanPlan } from '../../support/scan-plan.ts';
import type { Run } from '../../../src/findings/index.ts';

/** Written to `fixtures/terraform-modules`, which `vitest -u` brings up to date. */
const fleets = {
  managed: moduleFleet('managed'),
  'managed-standing': moduleFleet('managed', { standing: true }),
  'self-managed': moduleFleet('self_managed', { standing: true }),
  'self-managed-all-new': moduleFleet('self_managed', { oneNatGateway: false }),
} as const;

type Fleet = keyof typeof fleets;

const plans = Object.fromEntries(Object.entries(fleets).map(([name, fleet]) => [name, planJson(fleet)])) as Record<Fleet, ReturnType<typeof planJson>>;
const names = Object.keys(fleets) as Fleet[];

async function scanned(name: Fleet): Promise<Run> {
  return scanPlan(plans[name]);
}

const managed = 'module.eks.module.eks_managed_node_group["workers"].aws_eks_node_group.this[0]';
const selfManaged = 'module.eks.module.self_managed_node_group["workers"].aws_autoscaling_group.this[0]';

describe('plans shaped like those of the public EKS and VPC modules', () => {
  it.each(names)('%s is as it is written here', async name => {
    await expect(`${JSON.stringify(plans[name], null, 1)}\n`).toMatchFileSnapshot(`../../../fixtures/terraform-modules/${name}/plan.json`);
  });

  it.each(names)('%s: no fail', async name => {
    const run = await scanned(name);
    expect(run.findings.filter(({ verdict }) => verdict === 'fail').map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(run.summary.exitCode).toBe(0);
  });

  // What a local decides stays unknown: `configuration` holds no locals, and lists are never inferred.
  it.each<[name: Fleet, subject: string, passes: readonly string[], unknown: readonly string[]]>([
    [
      'managed',
      managed,
      ['imdsv2-required', 'imds-hop-limit', 'volumes-encrypted', 'iam-worker-node-policy', 'iam-cni-policy', 'iam-ecr-pull-policy', 'iam-instance-profile', 'iam-least-privilege', 'asg-can-scale', 'launch-template-used'],
      ['subnets-private', 'no-public-ip', 'sg-control-plane-to-kubelet', 'sg-no-public-admin-ports'],
    ],
    ['managed-standing', managed, ['imdsv2-required', 'subnets-private', 'no-public-ip', 'iam-worker-node-policy', 'sg-no-public-admin-ports', 'sg-node-egress'], []],
    [
      'self-managed',
      selfManaged,
      ['imdsv2-required', 'subnets-private', 'no-public-ip', 'iam-worker-node-policy', 'iam-instance-profile', 'bootstrap-joins-cluster', 'cluster-tag-owned', 'cluster-tag-unambiguous', 'ami-trusted-lineage', 'ami-supported', 'volumes-encrypted', 'user-data-no-secrets'],
      [],
    ],
    ['self-managed-all-new', selfManaged, ['imdsv2-required', 'iam-worker-node-policy', 'iam-instance-profile', 'ami-supported', 'volumes-encrypted'], ['bootstrap-joins-cluster', 'user-data-no-secrets', 'subnets-private', 'cluster-tag-owned']],
  ])('%s: what is established, and what is not', async (name, subject, passes, unknown) => {
    const { findings } = await scanned(name);
    const verdict = (rule: string): string | undefined => findings.find(finding => finding.rule === rule && finding.subject.ref === subject)?.verdict;
    expect(passes.map(rule => [rule, verdict(rule)])).toEqual(passes.map(rule => [rule, 'pass']));
    expect(unknown.map(rule => [rule, verdict(rule)])).toEqual(unknown.map(rule => [rule, 'unknown']));
  });

  it.each<[name: Fleet, rule: string, subject: string, evidence: string]>([
    ['managed', 'imdsv2-required', managed, 'module.eks.module.eks_managed_node_group["workers"].aws_launch_template.this[0] set inferred'],
    ['self-managed', 'imdsv2-required', selfManaged, 'module.eks.module.self_managed_node_group["workers"].aws_launch_template.this[0] set inferred'],
    ['managed', 'iam-worker-node-policy', managed, 'module.eks.module.eks_managed_node_group["workers"].aws_iam_role.this[0]'],
    ['self-managed-all-new', 'iam-instance-profile', selfManaged, 'module.eks.module.self_managed_node_group["workers"].aws_iam_role.this[0]'],
  ])('%s: %s names what it was read from and how that was found', async (name, rule, subject, expected) => {
    const { findings } = await scanned(name);
    const found = findings.find(finding => finding.rule === rule && finding.subject.ref === subject);
    const [ref, ...how] = expected.split(/ (?=set|observed)/);
    expect(found?.evidence.map(one => one.ref)).toContain(ref);
    if (how.length > 0) expect(found?.evidence.map(one => `${one.ref} ${one.decidedBy} ${one.linkedBy}`)).toContain(expected);
  });

  it.each(names)('%s: the groups are those of their modules, in the cluster', async name => {
    const { subjects } = await scanned(name);
    const kind = name.includes('self') ? ['self_managed_node_group', 'aws_autoscaling_group'] : ['eks_managed_node_group', 'aws_eks_node_group'];
    expect(subjects.map(({ ref }) => ref).sort()).toEqual(['module.eks.aws_eks_cluster.this[0]', ...['batch', 'workers'].map(key => `module.eks.module.${kind[0]}["${key}"].${kind[1]}.this[0]`)]);
    expect(new Set(subjects.map(({ cluster }) => cluster))).toEqual(new Set(['main']));
  });

  it.each(['managed', 'self_managed'] as const)('a %s group with a fault in a dynamic block fails by it alone', async kind => {
    const run = await scanPlan(planJson(moduleFleet(kind, { standing: true, template: { metadata_options: { http_tokens: 'optional', http_endpoint: 'enabled', http_put_response_hop_limit: 1 } } })));
    const fails = run.findings.filter(({ verdict }) => verdict === 'fail');
    expect(new Set(fails.map(({ rule }) => rule))).toEqual(new Set(['imdsv2-required']));
    expect(fails).toHaveLength(2);
    expect(fails[0]?.message).toContain('optional');
  });
});
