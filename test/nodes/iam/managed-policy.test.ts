import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  administratorLike,
  autoModeWorkerNeed,
  cniIpv4Need,
  cniIpv6Need,
  ecrPullNeed,
  grants,
  managedPolicy,
  parsePolicyDocument,
  type Verdict,
  workerNeed,
} from '../../../src/nodes/iam/index.ts';
import { managedPolicies } from '../../../src/nodes/iam/managed-policies.ts';
import { aws, withManaged } from './policies.ts';

const folder = new URL('../../../data/iam-managed-policies/', import.meta.url);
const files = readdirSync(folder).filter(file => file.endsWith('.json'));

describe('managedPolicy', () => {
  it.each(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', '${AWS::Partition}'])('knows the partition %s', partition => {
    expect(managedPolicy(aws('AmazonEKS_CNI_Policy', partition))).toMatchObject({ name: 'AmazonEKS_CNI_Policy', document: { statements: [{}, {}] } });
  });

  it('knows policies under a path by path and name', () => {
    expect(managedPolicy(aws('service-role/AmazonEBSCSIDriverPolicy'))).toMatchObject({ name: 'AmazonEBSCSIDriverPolicy', document: {} });
    expect(managedPolicy(aws('AmazonEBSCSIDriverPolicy'))).toEqual({ id: 'AmazonEBSCSIDriverPolicy', name: 'AmazonEBSCSIDriverPolicy' });
  });

  it.each([
    'AmazonEKS_CNI_Policy',
    'arn:aws:iam::123456789012:policy/AmazonEKS_CNI_Policy',
    'arn:aws:iam::aws:role/AmazonEKS_CNI_Policy',
    'arn:awsx:iam::aws:policy/AmazonEKS_CNI_Policy',
    'arn:aws:iam::aws:policy/',
    'x arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy',
    'arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy\nx',
  ])('takes %s for none of AWS’s', arn => expect(managedPolicy(arn)).toBeUndefined());

  it.each(['constructor', '__proto__', 'ReadOnlyAccess'])('has no document for %s', name => {
    expect(managedPolicy(aws(name))).toEqual({ id: name, name });
  });

  it('loads exactly the documents in data/', () => {
    const compiled = new Set(Object.keys(managedPolicies));
    for (const file of files) {
      const { arn, name, document } = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { arn: string; name: string; document: unknown };
      expect(managedPolicy(arn)).toMatchObject({ name, document: parsePolicyDocument(JSON.stringify(document)) });
      compiled.delete(arn.slice(arn.indexOf(':policy/') + ':policy/'.length));
    }
    expect([...compiled]).toEqual([]);
  });
});

interface Row {
  readonly worker?: Verdict;
  /** The same where the bootstrap script looks the cluster up. */
  readonly lookup?: Verdict;
  readonly auto?: Verdict;
  readonly pull?: Verdict;
  readonly ipv4?: Verdict;
  readonly ipv6?: Verdict;
  /** What makes it administrator-like. */
  readonly broad?: readonly string[];
  readonly notes?: readonly string[];
}

/** What each policy is good for on its own, all policies known. Left out: no, and nothing. */
const table: Readonly<Record<string, Row>> = {
  AdministratorAccess: { worker: 'yes', lookup: 'yes', auto: 'yes', pull: 'yes', ipv4: 'yes', ipv6: 'yes', broad: ['*'] },
  PowerUserAccess: {
    worker: 'yes', lookup: 'yes', auto: 'yes', pull: 'yes', ipv4: 'yes', ipv6: 'yes',
    broad: ['sts:*', 'ec2:*', 's3:*', 'secretsmanager:*', 'ssm:*', 'kms:*', 'eks:*', 'lambda:*'],
    notes: ['ecr:PutImage'],
  },
  'service-role/AmazonEBSCSIDriverPolicy': { worker: 'yes' },
  AmazonEC2ContainerRegistryFullAccess: { pull: 'yes', notes: ['ecr:*'] },
  AmazonEC2ContainerRegistryPowerUser: { pull: 'yes', notes: ['ecr:PutImage'] },
  AmazonEC2ContainerRegistryPullOnly: { pull: 'yes' },
  AmazonEC2ContainerRegistryReadOnly: { pull: 'yes' },
  AmazonEC2FullAccess: { worker: 'yes', ipv4: 'yes', ipv6: 'yes', broad: ['ec2:*'], notes: ['elasticloadbalancing:*', 'cloudwatch:*', 'autoscaling:*'] },
  'service-role/AmazonEC2RoleforSSM': { notes: ['ssm:GetParameters'] },
  AmazonEKSClusterPolicy: {},
  AmazonEKSVPCResourceController: {},
  AmazonEKSWorkerNodeMinimalPolicy: { auto: 'yes' },
  AmazonEKSWorkerNodePolicy: { worker: 'yes', lookup: 'yes', auto: 'yes' },
  AmazonEKS_CNI_Policy: { worker: 'yes', ipv4: 'yes' },
  AmazonS3FullAccess: { broad: ['s3:*'], notes: ['s3-object-lambda:*'] },
  AmazonSSMManagedEC2InstanceDefaultPolicy: {},
  AmazonSSMManagedInstanceCore: { notes: ['ssm:GetParameter', 'ssm:GetParameters'] },
  CloudWatchAgentServerPolicy: {},
  IAMFullAccess: { broad: ['iam:*'] },
};

describe('what the AWS managed policies are good for', () => {
  it('is stated for each of them', () => expect(Object.keys(table).sort()).toEqual(Object.keys(managedPolicies).sort()));

  it.each(Object.entries(table).flatMap(([id, row]) => [[aws(id), row] as const, [aws(id, 'aws-cn'), row] as const]))('%s', (arn, row) => {
    const role = withManaged(arn);
    const breadth = administratorLike(role);
    expect({
      worker: grants(role, workerNeed({ looksUpCluster: false })).verdict,
      lookup: grants(role, workerNeed({ looksUpCluster: true })).verdict,
      auto: grants(role, autoModeWorkerNeed).verdict,
      pull: grants(role, ecrPullNeed).verdict,
      ipv4: grants(role, cniIpv4Need).verdict,
      ipv6: grants(role, cniIpv6Need).verdict,
      broad: breadth.grants.map(one => one.grant),
      notes: breadth.notes.map(one => one.grant),
      administrator: breadth.verdict,
    }).toEqual({
      worker: 'no', lookup: 'no', auto: 'no', pull: 'no', ipv4: 'no', ipv6: 'no', broad: [], notes: [], ...row,
      administrator: row.broad ? 'yes' : 'no',
    });
  });
});
