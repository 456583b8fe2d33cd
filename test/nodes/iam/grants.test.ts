import { describe, expect, it } from 'vitest';
import {
  autoModeWorkerNeed,
  cniIpv4Need,
  cniIpv6Need,
  ecrPullNeed,
  grants,
  managedPolicy,
  type Need,
  type RolePermissions,
  type Verdict,
  workerNeed,
} from '../../../src/nodes/iam/index.ts';
import { allow, aws, deny, onlyRed, role, text, withManaged } from './policies.ts';

const worker = workerNeed({ looksUpCluster: false });
const pull = allow(['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer']);
const networkInterfaces = 'arn:aws:ec2:*:*:network-interface/*';
const cniCalls = cniIpv4Need.actions.map(one => one.action).filter(action => action !== 'ec2:CreateTags');
const cniPolicy = aws('AmazonEKS_CNI_Policy');
const ownCni = 'arn:aws:iam::123456789012:policy/AmazonEKS_CNI_Policy';
const cniText = text(allow(cniCalls), allow('ec2:CreateTags', networkInterfaces));

interface Case {
  readonly of: string;
  readonly role: RolePermissions;
  readonly need: Need;
  readonly verdict: Verdict;
  readonly missing?: readonly string[];
  readonly unsure?: readonly string[];
}

const cases: readonly Case[] = [
  // Equivalents
  { of: 'the inline worker core', role: role([allow(['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes'])]), need: worker, verdict: 'yes' },
  { of: 'the core in several policies', role: { ...withManaged(aws('CloudWatchAgentServerPolicy')), documents: ['ec2:DescribeInstances', 'ec2:DescribeInstanceTypes'].map(action => ({ name: action, text: text(allow(action)) })) }, need: worker, verdict: 'yes' },
  { of: 'a wildcard', role: role([allow('ec2:Describe*')]), need: worker, verdict: 'yes' },
  { of: 'question marks', role: role([allow(['ec2:DescribeInstance?', 'ec2:DescribeInstance?????'])]), need: worker, verdict: 'yes' },
  { of: 'another case', role: role([allow('EC2:describeINSTANCE*')]), need: worker, verdict: 'yes' },
  { of: 'a URL-encoded document', role: { ...role([]), documents: [{ name: 'x', text: encodeURIComponent(text(allow('ec2:*'))) }] }, need: worker, verdict: 'yes' },
  { of: 'one of the two core actions', role: role([allow('ec2:DescribeInstances')]), need: worker, verdict: 'no', missing: ['ec2:DescribeInstanceTypes'] },
  { of: 'no policy at all', role: role([]), need: ecrPullNeed, verdict: 'no', missing: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] },
  { of: 'another service with the same start', role: role([allow('ecr-public:*')]), need: ecrPullNeed, verdict: 'no', missing: ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] },
  { of: 'inline pull actions', role: role([pull]), need: ecrPullNeed, verdict: 'yes' },
  { of: 'pull with repositories spelled out as all', role: role([allow('ecr:GetAuthorizationToken'), allow(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], 'arn:aws-cn:ecr:*:*:repository/*')]), need: ecrPullNeed, verdict: 'yes' },
  { of: 'the Auto Mode policy, inline', role: role([allow('eks-auth:AssumeRoleForPodIdentity')]), need: autoModeWorkerNeed, verdict: 'yes' },

  // What the bootstrap script calls
  { of: 'a lookup of the cluster that is not allowed', role: role([allow('ec2:*')]), need: workerNeed({ looksUpCluster: true }), verdict: 'no', missing: ['eks:DescribeCluster'] },
  { of: 'a lookup of the cluster that may not happen', role: role([allow('ec2:*')]), need: workerNeed(), verdict: 'unknown', missing: ['eks:DescribeCluster'] },
  { of: 'a lookup of one cluster', role: role([allow('ec2:*'), allow('eks:DescribeCluster', 'arn:aws:eks:eu-west-1:123456789012:cluster/a')]), need: workerNeed({ looksUpCluster: true }), verdict: 'unknown', unsure: ['eks:DescribeCluster'] },
  { of: 'a lookup of every cluster', role: role([allow('ec2:*'), allow('eks:DescribeCluster', 'arn:aws:eks:*:*:cluster/*')]), need: workerNeed({ looksUpCluster: true }), verdict: 'yes' },
  { of: 'a node named by its instance id', role: role([allow('ec2:DescribeInstanceTypes')]), need: workerNeed({ looksUpCluster: false, namedByInstanceId: true }), verdict: 'yes' },

  // CNI
  { of: 'an older inline CNI policy', role: role([allow(cniCalls), allow('ec2:CreateTags', networkInterfaces)]), need: cniIpv4Need, verdict: 'yes' },
  { of: 'a CNI policy of the China partition', role: role([allow(cniCalls), allow('ec2:CreateTags', 'arn:aws-cn:ec2:*:*:network-interface/*')]), need: cniIpv4Need, verdict: 'yes' },
  { of: 'tags on a placeholder partition', role: role([allow(cniCalls), allow('ec2:CreateTags', 'arn:${AWS::Partition}:ec2:*:*:network-interface/*')]), need: cniIpv4Need, verdict: 'yes' },
  { of: 'tags on network interfaces of one account', role: role([allow(cniCalls), allow('ec2:CreateTags', 'arn:aws:ec2:*:123456789012:network-interface/*')]), need: cniIpv4Need, verdict: 'unknown', unsure: ['ec2:CreateTags'] },
  { of: 'tags on volumes only', role: role([allow(cniCalls), allow('ec2:CreateTags', ['arn:aws:ec2:*:*:volume/*', 'arn:aws:ec2:*:*:snapshot/*'])]), need: cniIpv4Need, verdict: 'no', missing: ['ec2:CreateTags'] },
  { of: 'IPv4 permissions on an IPv6 cluster', role: withManaged(cniPolicy), need: cniIpv6Need, verdict: 'no', missing: ['ec2:AssignIpv6Addresses'] },
  { of: 'the IPv6 policy users write', role: role([allow(['ec2:AssignIpv6Addresses', 'ec2:DescribeInstances', 'ec2:DescribeTags', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeInstanceTypes']), allow('ec2:CreateTags', networkInterfaces)]), need: cniIpv6Need, verdict: 'yes' },

  // Names
  { of: 'a customer policy with an AWS name, its document not in sight', role: withManaged(ownCni), need: cniIpv4Need, verdict: 'unknown', missing: cniIpv4Need.actions.map(one => one.action) },
  { of: 'a customer policy with an AWS name that allows nothing of it', role: { ...withManaged(ownCni), documents: [{ name: ownCni, text: text(allow('s3:GetObject')) }] }, need: cniIpv4Need, verdict: 'no', missing: cniIpv4Need.actions.map(one => one.action) },
  { of: 'a customer policy by its document', role: { ...withManaged(ownCni), documents: [{ name: ownCni, text: cniText }] }, need: cniIpv4Need, verdict: 'yes' },
  { of: 'an inline policy with an AWS name', role: { ...role([]), documents: [{ name: 'AmazonEKS_CNI_Policy', text: text(allow('s3:GetObject')) }] }, need: ecrPullNeed, verdict: 'no', missing: ecrPullNeed.actions.map(one => one.action) },
  { of: 'an AWS policy that is not shipped', role: withManaged(aws('ReadOnlyAccess')), need: worker, verdict: 'unknown', missing: worker.actions.map(one => one.action) },
  { of: 'an AWS policy whose document is given', role: { ...withManaged(cniPolicy), documents: [{ name: cniPolicy, text: text(allow('s3:*')) }] }, need: worker, verdict: 'no', missing: worker.actions.map(one => one.action) },

  // NotAction, NotResource
  { of: 'everything but IAM', role: role([{ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' }]), need: cniIpv4Need, verdict: 'yes' },
  { of: 'everything but ECR', role: role([{ Effect: 'Allow', NotAction: ['ECR:*', 'iam:*'], Resource: '*' }]), need: ecrPullNeed, verdict: 'no', missing: ecrPullNeed.actions.map(one => one.action) },
  { of: 'everywhere but in a bucket', role: role([{ Effect: 'Allow', Action: 'ec2:*', NotResource: 'arn:aws:s3:::bucket' }]), need: cniIpv4Need, verdict: 'yes' },
  { of: 'everywhere but on network interfaces', role: role([allow(cniCalls), { Effect: 'Allow', Action: 'ec2:CreateTags', NotResource: networkInterfaces }]), need: cniIpv4Need, verdict: 'no', missing: ['ec2:CreateTags'] },
  { of: 'everywhere but in one repository', role: role([allow('ecr:GetAuthorizationToken'), { Effect: 'Allow', Action: 'ecr:*', NotResource: 'arn:aws:ecr:*:*:repository/app' }]), need: ecrPullNeed, verdict: 'unknown', unsure: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] },

  // Narrowed
  { of: 'a condition', role: role([allow('ec2:*', '*', { Condition: onlyRed })]), need: worker, verdict: 'unknown', unsure: worker.actions.map(one => one.action) },
  { of: 'a condition beside a plain Allow', role: role([allow('ec2:*', '*', { Condition: onlyRed }), allow('ec2:Describe*')]), need: worker, verdict: 'yes' },
  { of: 'own repositories only', role: role([allow('ecr:GetAuthorizationToken'), allow(['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'], 'arn:aws:ecr:eu-west-1:123456789012:repository/*')]), need: ecrPullNeed, verdict: 'unknown', unsure: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'] },
  { of: 'a resource with a variable', role: role([allow('ec2:*', 'arn:aws:${aws:PrincipalTag/service}:*:*:*')]), need: worker, verdict: 'unknown', unsure: worker.actions.map(one => one.action) },
  { of: 'a resource that is no ARN', role: role([allow('ec2:*', 'TODO')]), need: worker, verdict: 'unknown', unsure: worker.actions.map(one => one.action) },
  { of: 'a statement without Resource', role: role([{ Effect: 'Allow', Action: 'ec2:*' }]), need: worker, verdict: 'unknown', unsure: worker.actions.map(one => one.action) },
  { of: 'everything on a bucket', role: role([allow('*', 'arn:aws:s3:::bucket/*')]), need: worker, verdict: 'no', missing: worker.actions.map(one => one.action) },

  // Deny
  { of: 'a Deny of one action', role: role([pull, deny('ecr:BatchGetImage')]), need: ecrPullNeed, verdict: 'no', missing: ['ecr:BatchGetImage'] },
  { of: 'a Deny under a condition', role: role([pull, deny('ecr:*', '*', { Condition: onlyRed })]), need: ecrPullNeed, verdict: 'unknown', unsure: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a Deny on one repository', role: role([pull, deny('ecr:*', 'arn:aws:ecr:*:*:repository/secret')]), need: ecrPullNeed, verdict: 'unknown', unsure: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a Deny of other actions', role: role([pull, deny('ecr:Put*'), deny('s3:*')]), need: ecrPullNeed, verdict: 'yes' },
  { of: 'a Deny on another service’s resources', role: role([pull, deny('*', 'arn:aws:s3:::secret/*')]), need: ecrPullNeed, verdict: 'yes' },
  { of: 'a Deny of all but the needed', role: role([pull, { Effect: 'Deny', NotAction: 'ecr:*', Resource: '*' }]), need: ecrPullNeed, verdict: 'yes' },
  { of: 'a Deny of all but others', role: role([pull, { Effect: 'Deny', NotAction: 's3:*', Resource: '*' }]), need: ecrPullNeed, verdict: 'no', missing: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a Deny, though policies may be unseen', role: role([deny('ecr:*')], { open: true }), need: ecrPullNeed, verdict: 'no', missing: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a Deny under a condition of what nothing allows', role: role([deny('ecr:*', '*', { Condition: onlyRed })]), need: ecrPullNeed, verdict: 'no', missing: ecrPullNeed.actions.map(one => one.action) },

  // Open sets and unreadable policies
  { of: 'nothing seen of an open set', role: role([], { open: true }), need: worker, verdict: 'unknown', missing: worker.actions.map(one => one.action) },
  { of: 'all that is needed, seen in an open set', role: role([allow('ec2:*')], { open: true }), need: worker, verdict: 'yes' },
  { of: 'a malformed policy beside', role: { ...role([]), documents: [{ name: 'x', text: '{' }] }, need: worker, verdict: 'unknown', missing: worker.actions.map(one => one.action) },
  { of: 'a malformed policy beside one that suffices', role: { ...withManaged(aws('AmazonEKSWorkerNodePolicy')), documents: [{ name: 'x', text: '{' }] }, need: worker, verdict: 'yes' },

  // Permissions boundary
  { of: 'a boundary that includes the need', role: role([pull], { boundary: { text: text(allow('ecr:*'), allow('ec2:*')) } }), need: ecrPullNeed, verdict: 'yes' },
  { of: 'a boundary that leaves out one action', role: role([pull], { boundary: { text: text(allow('ecr:Get*')) } }), need: ecrPullNeed, verdict: 'no', missing: ['ecr:BatchGetImage'] },
  { of: 'a boundary that denies', role: role([pull], { boundary: { text: text(allow('*'), deny('ecr:Batch*')) } }), need: ecrPullNeed, verdict: 'no', missing: ['ecr:BatchGetImage'] },
  { of: 'a boundary that allows what no policy does', role: role([], { boundary: { text: text(allow('*')) } }), need: worker, verdict: 'no', missing: worker.actions.map(one => one.action) },
  { of: 'a boundary with a condition', role: role([pull], { boundary: { text: text(allow('*', '*', { Condition: onlyRed })) } }), need: ecrPullNeed, verdict: 'unknown', unsure: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a boundary of AWS’s', role: role([pull], { boundary: { arn: aws('PowerUserAccess') } }), need: ecrPullNeed, verdict: 'yes' },
  { of: 'a boundary whose document is not in sight', role: role([pull], { boundary: { arn: 'arn:aws:iam::123456789012:policy/b' } }), need: ecrPullNeed, verdict: 'unknown', unsure: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a boundary that cannot be read', role: role([pull], { boundary: { text: 'x' } }), need: ecrPullNeed, verdict: 'unknown', unsure: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a boundary that may be there', role: role([pull], { boundary: 'unknown' }), need: ecrPullNeed, verdict: 'unknown', unsure: ecrPullNeed.actions.map(one => one.action) },
  { of: 'a boundary that may be there, nothing allowed', role: role([], { boundary: 'unknown' }), need: worker, verdict: 'no', missing: worker.actions.map(one => one.action) },
  { of: 'a boundary that leaves the need out, policies unseen', role: role([], { open: true, boundary: { text: text(allow('s3:*')) } }), need: worker, verdict: 'no', missing: worker.actions.map(one => one.action) },
];

describe('grants', () => {
  it.each(cases)('$need.name, $of: $verdict', ({ role, need, verdict, missing = [], unsure = [] }) => {
    expect(grants(role, need)).toMatchObject({ verdict, missing, unsure });
  });

  it('names the statements that decided, and why', () => {
    const inline = role([allow('s3:*'), allow('ec2:*')], { managedPolicyArns: [aws('AmazonEKSWorkerNodePolicy')] });
    expect(grants(inline, worker)).toEqual({ verdict: 'yes', by: [{ policy: 'inline', statement: 1 }], missing: [], unsure: [] });
    expect(grants(role([pull, deny('ecr:Batch*')]), ecrPullNeed)).toEqual({
      verdict: 'no',
      by: [{ policy: 'inline', statement: 1 }],
      missing: ['ecr:BatchGetImage'],
      unsure: [],
      why: 'ecr:BatchGetImage: inline Statement[1] denies it',
    });
  });

  it.each([
    [role([]), 'ec2:DescribeInstances: no policy allows it'],
    [role([], { open: true }), 'ec2:DescribeInstances: the role may hold policies that this input does not show'],
    [withManaged(ownCni), `ec2:DescribeInstances: what ${ownCni} allows is not in this input`],
    [{ ...role([]), documents: [{ name: 'x', text: '' }] }, 'ec2:DescribeInstances: the policy x is not JSON'],
    [role([allow('ec2:*')], { boundary: 'unknown' as const }), 'ec2:DescribeInstances: the role may have a permissions boundary that this input does not show'],
    [role([allow('ec2:*')], { boundary: { text: text(allow('s3:*')) } }), 'ec2:DescribeInstances: the permissions boundary limits it: no policy allows it'],
    [role([allow('ec2:*', '*', { Condition: onlyRed })]), 'ec2:DescribeInstances: inline Statement[0] allows it only under a condition or on some resources'],
  ])('says why it is no plain yes (%#)', (permissions, why) => expect(grants(permissions, worker).why).toBe(why));

  it('demands nothing that an AWS managed policy for the purpose lacks', () => {
    for (const [policy, need] of [['AmazonEKSWorkerNodePolicy', workerNeed({ looksUpCluster: true })], ['AmazonEKSWorkerNodeMinimalPolicy', autoModeWorkerNeed], ['AmazonEKS_CNI_Policy', cniIpv4Need], ['AmazonEC2ContainerRegistryPullOnly', ecrPullNeed]] as const) {
      expect(managedPolicy(aws(policy))).toBeDefined();
      expect(grants(withManaged(aws(policy)), need).verdict).toBe('yes');
    }
  });
});
