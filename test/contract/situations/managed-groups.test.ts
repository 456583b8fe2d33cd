import { base64, changed, managed, nodeSecurity, patched, r } from '../../support/fleet.ts';
import { ref } from '../../support/plan.ts';
import { eks, elsewhere, inManaged, lt, mng, nodeGroup, rows } from './situation.ts';

const plainManaged = inManaged({ launch_template: [] });

rows('managed groups', [
  eks("tag, replacement and template are the service's", [{ [lt]: undefined }, plainManaged], {
    verdicts: {
      'cluster-tag-owned': 'pass',
      'asg-backed': 'pass',
      'launch-template-used': 'pass',
      'launch-template-current': 'not-applicable',
      'bootstrap-joins-cluster': 'not-applicable',
      'user-data-no-secrets': 'not-applicable',
      'imdsv2-required': 'pass',
    },
    fails: ['imds-hop-limit', 'volumes-encrypted'],
  }),
  eks('Amazon Linux 2023 without template', [{ [lt]: undefined }, inManaged({ launch_template: [], ami_type: 'AL2023_x86_64_STANDARD' })], {
    verdicts: { 'imdsv2-required': 'pass', 'imds-hop-limit': 'pass', 'volumes-encrypted': 'fail', 'hardened-base-image': 'fail' },
  }),
  eks('the account encrypts by default', [{ [lt]: undefined, 'aws_ebs_encryption_by_default.this': r({}) }, plainManaged], {
    verdicts: { 'volumes-encrypted': 'pass' },
  }),
  eks(
    'a template without metadata options: what EKS fills in is not established',
    {
      [lt]: r({ name_prefix: 'w', update_default_version: true, block_device_mappings: managed[lt]!.attributes['block_device_mappings'] }),
    },
    {
      fails: [],
      unknown: ['automatic-security-updates', 'imds-hop-limit', 'imdsv2-required'],
    },
  ),
  eks(
    'a key without source groups opens SSH to the world',
    [{ [lt]: undefined }, inManaged({ launch_template: [], remote_access: { ec2_ssh_key: 'ops' } })],
    { verdicts: { 'sg-no-public-admin-ports': 'fail', 'ssh-access-closed': 'fail' } },
  ),
  eks(
    'a key with source groups does not',
    [
      { [lt]: undefined, 'aws_security_group.bastion': r({ name: 'bastion', vpc_id: ref('aws_vpc.main.id') }) },
      inManaged({
        launch_template: [],
        remote_access: { ec2_ssh_key: 'ops', source_security_group_ids: [ref('aws_security_group.bastion.id')] },
      }),
    ],
    {
      verdicts: { 'sg-no-public-admin-ports': 'pass', 'ssh-access-closed': 'fail' },
    },
  ),
  eks(
    'source groups of another state',
    [
      { [lt]: undefined },
      inManaged({ launch_template: [], remote_access: { ec2_ssh_key: 'ops', source_security_group_ids: elsewhere('sources') } }),
    ],
    { verdicts: { 'sg-no-public-admin-ports': 'unknown' } },
  ),
  eks('the same size at most as at least', inManaged({ scaling_config: { desired_size: 2, min_size: 2, max_size: 2 } }), {
    fails: ['asg-can-scale'],
  }),
  eks('switched off', inManaged({ scaling_config: { desired_size: 0, min_size: 0, max_size: 0 } }), {
    verdicts: { 'asg-can-scale': 'not-applicable' },
    fails: [],
  }),
  eks('a version older than the control plane may have', inManaged({ version: '1.30' }), { verdicts: { 'ami-version-skew': 'fail' } }),
  eks('the version of the control plane by reference', inManaged({ version: ref('aws_eks_cluster.main.version') }), {
    verdicts: { 'ami-version-skew': 'pass' },
  }),
  eks(
    'a version that follows an unwritten one',
    [changed(managed, 'aws_eks_cluster.main', { version: undefined }), inManaged({ version: ref('aws_eks_cluster.main.version') })],
    { verdicts: { 'ami-version-skew': 'pass' } },
  ),
  eks(
    'shell user data that EKS cannot merge',
    [{ ...changed(managed, lt, { user_data: base64('#!/bin/bash\necho hello\n') }) }, inManaged({ ami_type: 'AL2023_x86_64_STANDARD' })],
    { verdicts: { 'bootstrap-joins-cluster': 'fail' } },
  ),
  eks(
    'declared to be rolled',
    {},
    { policy: { facts: { securityUpdates: 'Renovate bumps the release every week' } }, fails: [], unknown: [] },
  ),
  eks('subnets that give public addresses', changed(managed, 'aws_subnet.private_a', { map_public_ip_on_launch: true }), {
    fails: ['no-public-ip'],
  }),
  {
    name: 'security groups of its own: EKS adds none',
    resources: patched({ ...managed, ...nodeSecurity }, changed(managed, lt, { vpc_security_group_ids: [nodeGroup] })),
    of: mng,
    fails: [],
    unknown: ['automatic-security-updates'],
  },
  {
    name: 'security groups of its own that let nothing in',
    resources: patched({ ...managed, ...nodeSecurity }, changed(managed, lt, { vpc_security_group_ids: [nodeGroup] }), {
      'aws_vpc_security_group_ingress_rule.kubelet': undefined,
    }),
    of: mng,
    fails: ['sg-control-plane-to-kubelet'],
  },
]);
