import { describe, expect, it } from 'vitest';
import { readTrust, type Trust } from '../../../src/nodes/iam/index.ts';

const none: Trust = { ec2: 'no', eks: 'no', fargate: 'no', podIdentity: 'no', awsNode: 'no' };
const lost: Trust = { ec2: 'unknown', eks: 'unknown', fargate: 'unknown', podIdentity: 'unknown', awsNode: 'unknown' };

const service = (Service: unknown, more: object = {}) => ({ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole', ...more });
const provider = 'oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
const web = (Condition: object | undefined, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::123456789012:oidc-provider/${provider}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  ...(Condition && { Condition }),
  ...more,
});
const subject = (operator: string, value: unknown) => web({ [operator]: { [`${provider}:sub`]: value, [`${provider}:aud`]: 'sts.amazonaws.com' } });
const tagged = (Condition: object) => service('pods.eks.amazonaws.com', { Action: ['sts:AssumeRole', 'sts:TagSession'], Condition });
const node = 'system:serviceaccount:kube-system:aws-node';

describe('readTrust: EC2', () => {
  it.each([
    ['the global principal', service('ec2.amazonaws.com'), 'yes'],
    ['China’s own', service('ec2.amazonaws.com.cn'), 'yes'],
    ['both, as a list', service(['ec2.amazonaws.com', 'ec2.amazonaws.com.cn']), 'yes'],
    ['an isolated partition’s', service('ec2.c2s.ic.gov'), 'yes'],
    ['a suffix to be filled in', service('ec2.${AWS::URLSuffix}'), 'yes'],
    ['a suffix not known here', service('ec2.example.gov'), 'unknown'],
    ['a regional principal', service('ec2.eu-west-1.amazonaws.com'), 'unknown'],
    ['a principal to be filled in', service('${var.service}'), 'unknown'],
    ['beside another service', service(['eks.amazonaws.com', 'ec2.amazonaws.com']), 'yes'],
    ['another service', service('lambda.amazonaws.com'), 'no'],
    ['EC2 behind Application Auto Scaling', service('ec2.application-autoscaling.amazonaws.com'), 'no'],
    ['a service that starts alike', service('ec2scheduled.amazonaws.com'), 'no'],
    ['an account', { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::123456789012:root' }, Action: 'sts:AssumeRole' }, 'no'],
    ['anyone', { Effect: 'Allow', Principal: '*', Action: 'sts:AssumeRole' }, 'unknown'],
    ['any service', service('*'), 'unknown'],
    ['all but one', { Effect: 'Allow', NotPrincipal: { AWS: 'x' }, Action: 'sts:AssumeRole' }, 'unknown'],
    ['no principal', { Effect: 'Allow', Action: 'sts:AssumeRole' }, 'unknown'],
    ['a list of actions', service('ec2.amazonaws.com', { Action: ['sts:TagSession', 'STS:assumerole'] }), 'yes'],
    ['sts:*', service('ec2.amazonaws.com', { Action: 'sts:*' }), 'yes'],
    ['every action', service('ec2.amazonaws.com', { Action: '*' }), 'yes'],
    ['another action', service('ec2.amazonaws.com', { Action: 'sts:TagSession' }), 'no'],
    ['every action but it', service('ec2.amazonaws.com', { Action: undefined, NotAction: 'sts:AssumeRole' }), 'no'],
    ['a condition', service('ec2.amazonaws.com', { Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } } }), 'unknown'],
    ['a condition for another service', service('lambda.amazonaws.com', { Condition: { StringEquals: { a: 'b' } } }), 'no'],
  ] as const)('%s', (_, statement, ec2) => expect(readTrust(JSON.stringify({ Statement: statement })).ec2).toBe(ec2));

  it.each([
    ['a Deny of the service', service('ec2.amazonaws.com', { Effect: 'Deny' }), 'no'],
    ['a Deny under a condition', service('ec2.amazonaws.com', { Effect: 'Deny', Condition: { Bool: { a: 'b' } } }), 'unknown'],
    ['a Deny of anyone', { Effect: 'Deny', Principal: '*', Action: 'sts:*' }, 'unknown'],
    ['a Deny of another service', service('eks.amazonaws.com', { Effect: 'Deny' }), 'yes'],
    ['a Deny of another action', service('ec2.amazonaws.com', { Effect: 'Deny', Action: 'sts:TagSession' }), 'yes'],
  ] as const)('%s beside the Allow, in either order', (_, denied, ec2) => {
    const allowed = service('ec2.amazonaws.com');
    expect(readTrust(JSON.stringify({ Statement: [allowed, denied] })).ec2).toBe(ec2);
    expect(readTrust(JSON.stringify({ Statement: [denied, allowed] })).ec2).toBe(ec2);
  });
});

describe('readTrust: EKS', () => {
  it.each([
    ['the control plane', service('eks.amazonaws.com'), { eks: 'yes' }],
    ['Fargate', service('eks-fargate-pods.amazonaws.com'), { fargate: 'yes' }],
    ['Pod Identity', service('pods.eks.amazonaws.com', { Action: ['sts:AssumeRole', 'sts:TagSession'] }), { podIdentity: 'yes' }],
    ['aws-node by name', subject('StringEquals', node), { awsNode: 'yes' }],
    ['aws-node by name in a pattern operator', subject('ForAnyValue:StringLike', [node]), { awsNode: 'yes' }],
    ['aws-node among others', subject('StringEquals', ['system:serviceaccount:kube-system:ebs-csi', node]), { awsNode: 'yes' }],
    ['every account of kube-system', subject('StringLike', 'system:serviceaccount:kube-system:*'), { awsNode: 'unknown' }],
    ['a star that is none', subject('StringEquals', 'system:serviceaccount:kube-system:*'), {}],
    ['an account to be filled in', subject('StringEquals', 'system:serviceaccount:${var.namespace}:${var.name}'), { awsNode: 'unknown' }],
    ['another account', subject('StringEquals', 'system:serviceaccount:kube-system:aws-node-2'), {}],
    ['another namespace', subject('StringLike', 'system:serviceaccount:default:aws-node'), {}],
    ['anyone but', subject('StringNotEquals', node), { awsNode: 'unknown' }],
    ['any account of the cluster', web(undefined), { awsNode: 'unknown' }],
    ['any account, the audience checked', web({ StringEquals: { [`${provider}:aud`]: 'sts.amazonaws.com' } }), { awsNode: 'unknown' }],
    ['GitHub', web(undefined, { Principal: { Federated: 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' } }), {}],
    ['the name, but another action', { ...subject('StringEquals', node), Action: 'sts:TagSession' }, {}],
    ['Pod Identity for aws-node', tagged({ StringEquals: { 'aws:RequestTag/kubernetes-service-account': 'aws-node', 'aws:RequestTag/kubernetes-namespace': ['kube-system'] } }), { podIdentity: 'unknown', awsNode: 'yes' }],
    ['Pod Identity for another namespace', tagged({ StringEquals: { 'aws:RequestTag/kubernetes-service-account': 'aws-node', 'aws:RequestTag/kubernetes-namespace': 'x' } }), { podIdentity: 'unknown' }],
    ['Pod Identity for one cluster', tagged({ StringEquals: { 'aws:RequestTag/eks-cluster-name': 'a' } }), { podIdentity: 'unknown' }],
  ] as const)('%s', (_, statement, expected) => {
    expect(readTrust(encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: [statement] })))).toEqual({ ...none, ...expected });
  });

  it('a Deny may take aws-node away', () => {
    const denied = { ...subject('StringEquals', node), Effect: 'Deny' };
    expect(readTrust(JSON.stringify({ Statement: [subject('StringEquals', node), denied] })).awsNode).toBe('unknown');
    expect(readTrust(JSON.stringify({ Statement: [denied] })).awsNode).toBe('no');
  });

  it.each([
    ['', 'is not JSON'],
    ['{}', 'has no Statement'],
    ['{"Statement":[{"Effect":"Allow","Action":"*","Principal":{"Service":{}}}]}', 'has a Statement[0] that gives a Principal as something other than a string or a list of strings'],
  ])('knows nothing of %s', (written, problem) => expect(readTrust(written)).toEqual({ ...lost, problem }));

  it('is not led astray by keys of Object.prototype', () => {
    expect(readTrust('{"Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"__proto__":{"Service":"ec2.amazonaws.com"},"constructor":"x"}}]}')).toEqual(none);
  });
});
