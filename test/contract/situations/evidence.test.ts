import { expect, it } from 'vitest';
import type { Finding, Run } from '../../../src/findings/index.ts';
import {
  base64,
  certificate,
  clusterTag,
  endpoint,
  goldenPolicy,
  managed,
  nodeConfig,
  parameterImage,
  type Patch,
  patched,
  r,
  type Resources,
  selfManaged,
  tag,
  template,
} from '../../support/fleet.ts';
import { planJson, ref } from '../../support/plan.ts';
import { scanPlan } from '../../support/scan-plan.ts';
import { allow, asg, inGroup, inTemplate, lt, mng, role } from './situation.ts';

async function scanned(resources: Resources, policy: unknown = goldenPolicy): Promise<Run> {
  return scanPlan(planJson({ resources }), { policy });
}

function found(run: Run, rule: string, subject = asg): Finding {
  const finding = run.findings.find(one => one.rule === rule && one.subject.ref === subject);
  if (!finding) throw new Error(`no finding of ${rule} on ${subject}`);
  return finding;
}

it('of two variants that fail the more severe one is told', async () => {
  const patch: Patch = {
    [lt]: r({ ...template, tag_specifications: { resource_type: 'instance', tags: { [clusterTag]: 'shared' } } }),
    'aws_launch_template.spot': r({ ...template, name_prefix: 'spot-' }),
    ...inGroup({
      launch_template: undefined,
      tag: [tag('k8s.io/cluster-autoscaler/enabled', 'true')],
      mixed_instances_policy: {
        launch_template: {
          launch_template_specification: { launch_template_id: ref('aws_launch_template.workers.id'), version: '$Latest' },
          override: [
            {
              instance_type: 'm5.large',
              launch_template_specification: { launch_template_id: ref('aws_launch_template.spot.id'), version: '$Latest' },
            },
          ],
        },
      },
    }),
  };
  expect(found(await scanned(patched(selfManaged, patch)), 'cluster-tag-owned')).toMatchObject({ verdict: 'fail', severity: 'high' });
});

it('a declaration is named once, however many groups it is looked at for', async () => {
  const one = inGroup({ vpc_zone_identifier: [ref('aws_subnet.private_a.id')] });
  const other: Patch = { 'aws_autoscaling_group.other': r({ ...one[asg]!.attributes, name: 'other' }) };
  const run = await scanned(patched(selfManaged, one, other), { ...goldenPolicy, facts: { otherZones: ['eu-central-1a'] } });
  const { evidence } = found(run, 'asg-multi-az', 'aws_eks_cluster.main');
  expect(evidence.filter(({ decidedBy }) => decidedBy === 'declared')).toHaveLength(1);
});

it("what EC2 takes for a template with an image of one's own is no service's choice", async () => {
  const own: Patch = {
    [lt]: r({
      name_prefix: 'main-',
      update_default_version: true,
      image_id: 'ami-0123456789abcdef0',
      user_data: base64(nodeConfig('main', endpoint, certificate)),
    }),
  };
  expect(found(await scanned(patched(managed, own)), 'imdsv2-required', mng).evidence.map(({ decidedBy }) => decidedBy)).toEqual(['default']);
});

it('an inline policy that grants is the only one named', async () => {
  const inline = { name: 'pull', policy: allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']) };
  const patch: Patch = {
    [role]: r({ ...selfManaged[role]!.attributes, inline_policy: inline }),
    'aws_iam_role_policy_attachment.pull': undefined,
  };
  const { evidence } = found(await scanned(patched(selfManaged, patch)), 'iam-ecr-pull-policy');
  expect(evidence.map(({ path }) => path)).toContain('Policies[0].PolicyDocument');
  expect(evidence.map(({ ref: from }) => from)).not.toContain('aws_iam_role_policy_attachment.worker');
});

it('a command in the place of the cluster name is not repeated', async () => {
  const bootstrap = '#!/bin/bash\n/etc/eks/bootstrap.sh "$(curl -H auth:hunter2hunter2 https://names.example.com)"\n';
  const run = await scanned(
    patched(
      selfManaged,
      parameterImage('/aws/service/eks/optimized-ami/1.32/amazon-linux-2/recommended/image_id'),
      inTemplate({ image_id: ref('data.aws_ssm_parameter.node.value'), user_data: base64(bootstrap) }),
    ),
  );
  const told = found(run, 'bootstrap-joins-cluster');
  expect(told.verdict).toBe('unknown');
  expect(JSON.stringify(run.findings.map(({ message, evidence, resolveWith }) => ({ message, evidence, resolveWith })))).not.toContain('hunter2');
});

it('a pass says the claim, not the complaint', async () => {
  const { message } = found(await scanned(selfManaged), 'no-public-ip');
  expect(message).toBe('Nodes get no public address');
});
