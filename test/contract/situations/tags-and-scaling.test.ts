import { clusterTag, goldenPolicy, r, selfManaged, tag } from '../../support/fleet.ts';
import { ref } from '../../support/plan.ts';
import { asg, inGroup, inTemplate, own, rows } from './situation.ts';

rows('tags and scaling', [
  own(
    'the legacy list of maps',
    inGroup({
      tag: [],
      tags: [
        { key: clusterTag, value: 'owned', propagate_at_launch: 'true' },
        { key: 'k8s.io/cluster-autoscaler/enabled', value: 'true', propagate_at_launch: 'false' },
      ],
    }),
    { fails: [], unknown: [] },
  ),
  own(
    'tags of the template',
    [
      inGroup({ tag: [tag('k8s.io/cluster-autoscaler/enabled', 'true')] }),
      inTemplate({
        tag_specifications: [
          { resource_type: 'volume', tags: {} },
          { resource_type: 'instance', tags: { [clusterTag]: 'owned' } },
        ],
      }),
    ],
    { fails: [], unknown: [] },
  ),
  own(
    "the group's tag wins over the template's",
    inTemplate({ tag_specifications: { resource_type: 'instance', tags: { [clusterTag]: 'shared' } } }),
    { fails: [] },
  ),
  own(
    'tags of the template itself do not count',
    [inGroup({ tag: [tag('k8s.io/cluster-autoscaler/enabled', 'true')] }), inTemplate({ tags: { [clusterTag]: 'owned' } })],
    { fails: ['cluster-tag-owned'] },
  ),
  own(
    'tags set from outside the group',
    [
      inGroup({ tag: [] }),
      {
        'aws_autoscaling_group_tag.cluster': r({
          autoscaling_group_name: ref('aws_autoscaling_group.workers.name'),
          tag: tag(clusterTag, 'owned'),
        }),
        'aws_autoscaling_group_tag.scaler': r({
          autoscaling_group_name: ref('aws_autoscaling_group.workers.name'),
          tag: tag('k8s.io/cluster-autoscaler/enabled', 'true', false),
        }),
      },
    ],
    { fails: [], unknown: [] },
  ),
  own('another value', inGroup({ tag: [tag(clusterTag, 'yes'), tag('k8s.io/cluster-autoscaler/enabled', 'true')] }), {
    fails: ['cluster-tag-owned'],
  }),
  own(
    'a scaling policy',
    [
      inGroup({ tag: [tag(clusterTag, 'owned')] }),
      { 'aws_autoscaling_policy.cpu': r({ name: 'cpu', autoscaling_group_name: ref('aws_autoscaling_group.workers.name') }) },
    ],
    { fails: [] },
  ),
  own(
    'a schedule',
    [
      inGroup({ tag: [tag(clusterTag, 'owned')] }),
      {
        'aws_autoscaling_schedule.night': r({
          scheduled_action_name: 'night',
          autoscaling_group_name: ref('aws_autoscaling_group.workers.name'),
        }),
      },
    ],
    { fails: [] },
  ),
  own("Karpenter's discovery tag scales nothing", inGroup({ tag: [tag(clusterTag, 'owned'), tag('karpenter.sh/discovery', 'main')] }), {
    fails: ['asg-can-scale'],
  }),
  own("another cluster's autoscaler finds it not", inGroup({ tag: [tag(clusterTag, 'owned'), tag('k8s.io/cluster-autoscaler/staging', 'owned')] }), {
    fails: ['asg-can-scale'],
  }),
  own('an autoscaler with static groups, declared', inGroup({ tag: [tag(clusterTag, 'owned')] }), {
    policy: { ...goldenPolicy, facts: { scaledBy: 'cluster autoscaler with static groups' } },
    fails: [],
  }),
  own('switched off', inGroup({ min_size: 0, max_size: 0 }), { verdicts: { 'asg-can-scale': 'not-applicable' }, fails: [] }),
  own('AZRebalance suspended', inGroup({ suspended_processes: ['AZRebalance'] }), { fails: [] }),
  own('one zone, and another is declared', inGroup({ vpc_zone_identifier: [ref('aws_subnet.private_a.id')] }), {
    of: 'aws_eks_cluster.main',
    policy: { ...goldenPolicy, facts: { otherZones: ['eu-central-1b'] } },
    verdicts: { 'asg-multi-az': 'pass' },
  }),
  own(
    'two groups, a zone each',
    [
      inGroup({ vpc_zone_identifier: [ref('aws_subnet.private_a.id')] }),
      {
        'aws_autoscaling_group.other': {
          attributes: { ...selfManaged[asg]!.attributes, name: 'other', vpc_zone_identifier: [ref('aws_subnet.private_b.id')] },
        },
      },
    ],
    { of: 'aws_eks_cluster.main', fails: [], subjects: [asg, 'aws_autoscaling_group.other', 'aws_eks_cluster.main'] },
  ),
]);
