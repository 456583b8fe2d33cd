import { describe, expect, it } from 'vitest';
import { administratorLike, type RolePermissions, type Verdict } from '../../../src/nodes/iam/index.ts';
import { allow, aws, deny, onlyRed, role, text, withManaged } from './policies.ts';

interface Case {
  readonly of: string;
  readonly role: RolePermissions;
  readonly verdict: Verdict;
  readonly grants?: readonly string[];
  readonly notes?: readonly string[];
}

const services = ['iam', 'sts', 'ec2', 's3', 'secretsmanager', 'ssm', 'kms', 'eks', 'lambda', 'organizations'];
const nodePolicies = ['AmazonEKSWorkerNodePolicy', 'AmazonEKS_CNI_Policy', 'AmazonEC2ContainerRegistryPullOnly'].map(name => aws(name));

const cases: readonly Case[] = [
  { of: 'the usual node policies', role: withManaged(...nodePolicies), verdict: 'no' },
  { of: 'the usual node policies in China', role: withManaged(...nodePolicies.map(arn => arn.replace('arn:aws:', 'arn:aws-cn:'))), verdict: 'no' },
  { of: 'those eksctl attaches', role: withManaged(...nodePolicies, aws('AmazonSSMManagedInstanceCore')), verdict: 'no', notes: ['ssm:GetParameter', 'ssm:GetParameters'] },
  { of: 'no policies', role: role([]), verdict: 'no' },
  { of: 'everything', role: role([allow('*')]), verdict: 'yes', grants: ['*'] },
  { of: 'everything, spelled oddly', role: role([allow('*:*'), allow('s3:*')]), verdict: 'yes', grants: ['*'] },
  { of: 'AdministratorAccess of China', role: withManaged(aws('AdministratorAccess', 'aws-cn')), verdict: 'yes', grants: ['*'] },
  { of: 'a customer policy called AdministratorAccess', role: withManaged('arn:aws:iam::123456789012:policy/AdministratorAccess'), verdict: 'unknown' },
  { of: 'a customer policy called AdministratorAccess that is harmless', role: { ...role([]), documents: [{ name: 'AdministratorAccess', text: text(allow('ec2:DescribeTags')) }] }, verdict: 'no' },
  ...services.map((service): Case => ({ of: `all of ${service}`, role: role([allow(`${service.toUpperCase()}:*`)]), verdict: 'yes', grants: [`${service}:*`] })),
  { of: 'PassRole on everything', role: role([allow('iam:Pass*')]), verdict: 'yes', grants: ['iam:PassRole'] },
  { of: 'PassRole on every role', role: role([allow('iam:PassRole', 'arn:aws:iam::*:role/*')]), verdict: 'yes', grants: ['iam:PassRole'] },
  { of: 'PassRole on one role', role: role([allow('iam:PassRole', 'arn:aws:iam::123456789012:role/node')]), verdict: 'no' },
  { of: 'PassRole under a condition', role: role([allow('iam:PassRole', '*', { Condition: { StringEquals: { 'iam:PassedToService': 'ec2.amazonaws.com' } } })]), verdict: 'unknown' },
  { of: 'AssumeRole on everything', role: role([allow('sts:AssumeRole')]), verdict: 'yes', grants: ['sts:AssumeRole'] },
  { of: 'every secret', role: role([allow('secretsmanager:Get*')]), verdict: 'yes', grants: ['secretsmanager:GetSecretValue'] },
  { of: 'secrets with a prefix', role: role([allow('secretsmanager:GetSecretValue', 'arn:aws:secretsmanager:*:*:secret:node/*')]), verdict: 'no' },
  { of: 'every parameter', role: role([allow('ssm:GetParameter*')]), verdict: 'yes', grants: ['ssm:GetParametersByPath'], notes: ['ssm:GetParameter', 'ssm:GetParameters'] },
  { of: 'every bucket', role: role([allow('s3:*', 'arn:aws:s3:::*')]), verdict: 'yes', grants: ['s3:*'] },
  { of: 'one bucket', role: role([allow('s3:*', ['arn:aws:s3:::logs', 'arn:aws:s3:::logs/*'])]), verdict: 'no' },
  { of: 'other services and ECR', role: role([allow(['logs:*', 'fsx:*', 'elasticfilesystem:*', 'ecr:*'])]), verdict: 'no', notes: ['logs:*', 'fsx:*', 'elasticfilesystem:*', 'ecr:*'] },
  { of: 'a push to every repository', role: withManaged(aws('AmazonEC2ContainerRegistryPowerUser')), verdict: 'no', notes: ['ecr:PutImage'] },
  { of: 'reading EC2', role: role([allow(['ec2:Describe*', 's3:Get*', 'iam:Get*', 'iam:List*'])]), verdict: 'no' },
  { of: 'everything but some', role: role([{ Effect: 'Allow', NotAction: ['iam:*', 'sts:*', 'ec2:TerminateInstances'], Resource: '*' }]), verdict: 'yes', grants: ['s3:*', 'secretsmanager:*', 'ssm:*', 'kms:*', 'eks:*', 'lambda:*', 'organizations:*'], notes: ['ecr:PutImage'] },
  { of: 'a wildcard within the name of a service', role: role([allow('s?:*')]), verdict: 'yes', grants: ['s3:*'] },

  { of: 'everything, all of it denied', role: role([allow('*'), deny('*')]), verdict: 'no' },
  { of: 'everything but organizations, denied', role: role([allow('*'), deny('organizations:*')]), verdict: 'yes', grants: services.slice(0, -1).map(service => `${service}:*`), notes: ['ecr:PutImage'] },
  { of: 'a service, one action of it denied', role: role([allow('ec2:*'), deny('ec2:TerminateInstances')]), verdict: 'unknown' },
  { of: 'everything, one action denied', role: role([allow('*'), deny('ec2:TerminateInstances')]), verdict: 'yes', grants: services.filter(service => service !== 'ec2').map(service => `${service}:*`), notes: ['ecr:PutImage'] },
  { of: 'everything, denied under a condition', role: role([allow('*'), deny('*', '*', { Condition: onlyRed })]), verdict: 'unknown' },
  { of: 'everything, under a condition', role: role([allow('*', '*', { Condition: onlyRed })]), verdict: 'unknown' },
  { of: 'everything, denied in one bucket', role: role([allow('*'), deny('*', 'arn:aws:s3:::a/*')]), verdict: 'yes', grants: services.filter(service => service !== 's3').map(service => `${service}:*`), notes: ['ecr:PutImage'] },

  { of: 'everything within a narrow boundary', role: role([allow('*')], { boundary: { text: text(allow(['ec2:Describe*', 'ecr:*'])) } }), verdict: 'no', notes: ['ecr:PutImage'] },
  { of: 'everything within a wide boundary', role: role([allow('*')], { boundary: { arn: aws('AdministratorAccess') } }), verdict: 'yes', grants: ['*'] },
  { of: 'everything within an unknown boundary', role: role([allow('*')], { boundary: 'unknown' }), verdict: 'unknown' },
  { of: 'little within an unknown boundary', role: role([allow('ec2:DescribeTags')], { boundary: 'unknown' }), verdict: 'no' },

  { of: 'unseen policies', role: role([allow('ec2:DescribeTags')], { open: true }), verdict: 'unknown' },
  { of: 'unseen policies beside everything', role: role([allow('*')], { open: true }), verdict: 'yes', grants: ['*'] },
  { of: 'an AWS policy that is not shipped', role: withManaged(aws('AmazonFSxFullAccess')), verdict: 'unknown' },
  { of: 'a malformed policy', role: { ...role([]), documents: [{ name: 'x', text: '{"Statement":[{}]}' }] }, verdict: 'unknown' },
];

describe('administratorLike', () => {
  it.each(cases)('$of: $verdict', ({ role, verdict, grants = [], notes = [] }) => {
    const judged = administratorLike(role);
    expect({ verdict: judged.verdict, grants: judged.grants.map(one => one.grant), notes: judged.notes.map(one => one.grant) }).toEqual({ verdict, grants, notes });
    expect(judged.why === undefined).toBe(verdict !== 'unknown');
  });

  it('names the statements', () => {
    const judged = administratorLike(role([allow('ec2:Describe*'), allow(['iam:*', 'logs:*'])], { managedPolicyArns: [aws('AmazonS3FullAccess')] }));
    expect(judged.grants).toEqual([
      { grant: 'iam:*', by: [{ policy: 'inline', statement: 1 }] },
      { grant: 's3:*', by: [{ policy: aws('AmazonS3FullAccess'), statement: 0 }] },
    ]);
    expect(judged.notes[0]).toEqual({ grant: 'logs:*', by: [{ policy: 'inline', statement: 1 }] });
    expect(judged.by).toEqual([{ policy: 'inline', statement: 1 }, { policy: aws('AmazonS3FullAccess'), statement: 0 }]);
  });

  it.each([
    [role([allow('iam:PassRole', '*', { Condition: onlyRed })]), 'iam:PassRole: inline Statement[0] allows it only under a condition or on some resources'],
    [role([allow('sts:AssumeRole', '*', { Condition: onlyRed })], { open: true }), 'sts:AssumeRole: inline Statement[0] allows it only under a condition or on some resources'],
    [withManaged(aws('AmazonFSxFullAccess')), `what ${aws('AmazonFSxFullAccess')} allows is not in this input`],
  ])('says why it is unknown (%#)', (permissions, why) => expect(administratorLike(permissions).why).toBe(why));
});
