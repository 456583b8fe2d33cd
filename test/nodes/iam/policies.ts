import fc from 'fast-check';
import type { RolePermissions } from '../../../src/nodes/iam/index.ts';

/** A statement as users write it. */
export interface Written {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function allow(Action: string | readonly string[], Resource: string | readonly string[] = '*', more: Partial<Written> = {}): Written {
  return { Effect: 'Allow', Action, Resource, ...more };
}

export function deny(Action: string | readonly string[], Resource: string | readonly string[] = '*', more: Partial<Written> = {}): Written {
  return { Effect: 'Deny', Action, Resource, ...more };
}

export function text(...Statement: readonly Written[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

/** A role with one inline policy, all of it in sight. */
export function role(statements: readonly Written[], more: Partial<RolePermissions> = {}): RolePermissions {
  return { managedPolicyArns: [], documents: statements.length > 0 ? [{ name: 'inline', text: text(...statements) }] : [], open: false, ...more };
}

export function withManaged(...arns: readonly string[]): RolePermissions {
  return { managedPolicyArns: arns, documents: [], open: false };
}

export const aws = (id: string, partition = 'aws'): string => `arn:${partition}:iam::aws:policy/${id}`;

/** A condition that holds for the team `red` and for no other. */
export const onlyRed = { StringEquals: { 'aws:PrincipalTag/team': 'red' } } as const;

const actions = fc.constantFrom(
  '*',
  'ec2:*',
  'EC2:describe*',
  'ec2:DescribeInstance?',
  'ec2:DescribeInstances',
  'ec2:Create*',
  'ec2:CreateTags',
  'ecr:*',
  'ecr:Batch*',
  'ecr:BATCHGETIMAGE',
  'ecr:?atchGetImage',
  's3:GetObject',
  'iam:*',
);

const resources = fc.constantFrom(
  '*',
  'arn:aws:ec2:*:*:network-interface/*',
  'arn:aws:ec2:*:*:instance/*',
  'arn:aws:ec2:us-east-1:*:network-interface/*',
  'arn:aws:ec2:*:*:*',
  'arn:aws:ecr:*:*:repository/*',
  'arn:aws:ecr:*:*:repository/app',
  'arn:aws:s3:::bucket/*',
  'arn:aws:*:*:*:*',
);

const some = (patterns: fc.Arbitrary<string>) => fc.uniqueArray(patterns, { minLength: 1, maxLength: 3 });

export const statement: fc.Arbitrary<Written> = fc
  .record({
    Effect: fc.constantFrom('Allow' as const, 'Allow' as const, 'Deny' as const),
    actions: fc.record({ not: fc.boolean(), of: some(actions) }),
    resources: fc.record({ not: fc.boolean(), of: fc.oneof({ weight: 2, arbitrary: fc.constant(['*']) }, { weight: 3, arbitrary: some(resources) }) }),
    conditional: fc.integer({ min: 0, max: 4 }),
  })
  .map(({ Effect, actions, resources, conditional }) => ({
    Effect,
    ...(actions.not ? { NotAction: actions.of } : { Action: actions.of }),
    ...(resources.not && !resources.of.includes('*') ? { NotResource: resources.of } : { Resource: resources.of }),
    ...(conditional === 0 && { Condition: onlyRed }),
  }));

export const statements = fc.array(statement, { minLength: 1, maxLength: 4 });
