import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { given, type Json, planJson, type Value } from './plan.ts';

interface Change {
  readonly type: string;
  readonly change: { readonly actions: readonly string[]; readonly after: Json; readonly after_unknown: Json };
}

interface Row {
  readonly file: string;
  readonly type: string;
  readonly attributes: Readonly<Record<string, Value>>;
  /** Attributes that providers have added or dropped since the plan was made. */
  readonly otherProvider?: readonly string[];
}

/** Plans of other projects hold few resource types; what the builder writes of these has to be the same. */
const rows: readonly Row[] = [
  {
    file: 'checkov__instance_provisioners_tf1.5',
    type: 'aws_instance',
    attributes: { ami: 'ami-09a5b0b7edf08843d', instance_type: 't3.micro', tags: { Name: 'HelloWorld' } },
    otherProvider: ['cpu_core_count', 'cpu_threads_per_core', 'instance_market_options'],
  },
  {
    file: 'checkov__sg_for_each_tf1.9',
    type: 'aws_security_group',
    attributes: {
      name: given('awful_example', 'var.name'),
      vpc_id: given('vpc-123456abc', 'var.vpc_id'),
      ingress: [{ cidr_blocks: ['0.0.0.0/0'], description: 'Allow all inbound traffic', from_port: 0, protocol: '-1', to_port: 65535 }],
    },
  },
  {
    file: 'terraform-compliance__test_issue-279',
    type: 'aws_launch_template',
    attributes: { image_id: 'ami-1a2b3c', instance_type: 't2.micro', name_prefix: 'foobar' },
    otherProvider: [
      'disable_api_stop',
      'elastic_inference_accelerator',
      'enclave_options',
      'instance_requirements',
      'maintenance_options',
      'private_dns_name_options',
      'tags_all',
      'update_default_version',
    ],
  },
  {
    file: 'terraform-compliance__test_issue-279',
    type: 'aws_autoscaling_group',
    attributes: {
      availability_zones: ['us-east-1a'],
      desired_capacity: 1,
      max_size: 1,
      min_size: 1,
      launch_template: { id: given(null, 'aws_launch_template.foobar'), version: '$Latest' },
    },
    otherProvider: [
      'capacity_rebalance',
      'context',
      'default_instance_warmup',
      'desired_capacity_type',
      'force_delete_warm_pool',
      'ignore_failed_scaling_activities',
      'instance_maintenance_policy',
      'instance_refresh',
      'name_prefix',
      'predicted_capacity',
      'tags',
      'traffic_source',
      'warm_pool',
      'warm_pool_size',
    ],
  },
  {
    file: 'checkov__eks_node_group_remote_access',
    type: 'aws_eks_node_group',
    attributes: {
      cluster_name: 'test',
      node_group_name: 'example',
      node_role_arn: 'example-arn',
      scaling_config: { desired_size: 1, max_size: 1, min_size: 1 },
      subnet_ids: ['subnet-ids'],
    },
    otherProvider: ['node_group_name_prefix', 'node_repair_config', 'tags_all', 'taint', 'update_config'],
  },
];

describe('the plan builder', () => {
  it.each(rows.map(row => [row.type, row] as const))('plans %s as terraform does', (type, { file, attributes, otherProvider = [] }) => {
    const real = JSON.parse(readFileSync(new URL(`../../fixtures/real/tfplan/${file}.json`, import.meta.url), 'utf8')) as {
      resource_changes: readonly Change[];
    };
    const { change } = real.resource_changes.find(one => one.type === type && one.change.actions[0] === 'create')!;
    const [built] = planJson({ resources: { [`${type}.it`]: { attributes } } })['resource_changes'] as readonly Change[];
    const comparable = (values: Json): Json => Object.fromEntries(Object.entries(values).filter(([name]) => !otherProvider.includes(name)));
    expect(comparable(built!.change.after)).toEqual(comparable(change.after));
    expect(comparable(built!.change.after_unknown)).toEqual(comparable(change.after_unknown));
  });
});
