import { blocks, computed, inferable, link, links, nonEmpty, own, type ResourceTable } from '../fields.ts';

const role: ResourceTable = {
  kind: 'Role',
  fields: {
    RoleName: own('name'),
    Arn: own('arn'),
    Path: 'path',
    AssumeRolePolicyDocument: 'assume_role_policy',
    ManagedPolicyArns: links('managed_policy_arns', 'Policy'),
    Policies: computed(blocks('inline_policy', { PolicyName: 'name', PolicyDocument: nonEmpty('policy') })),
    PermissionsBoundaryArn: { ...link('permissions_boundary', 'Policy') },
  },
};

export const iamTables = {
  aws_iam_role: role,
  'data.aws_iam_role': role,
  aws_iam_role_policy_attachment: {
    kind: 'RolePolicyAttachment',
    fields: { RoleName: link('role', 'Role'), PolicyArn: link('policy_arn', 'Policy') },
  },
  aws_iam_policy_attachment: {
    kind: 'RolePolicyAttachment',
    fields: { RoleNames: links('roles', 'Role'), PolicyArn: link('policy_arn', 'Policy') },
  },
  aws_iam_role_policy_attachments_exclusive: {
    kind: 'RolePolicyAttachment',
    fields: { RoleName: link('role_name', 'Role'), PolicyArns: links('policy_arns', 'Policy') },
  },
  aws_iam_role_policy: {
    kind: 'RolePolicy',
    fields: { RoleName: link('role', 'Role'), PolicyName: 'name', PolicyDocument: 'policy' },
  },
  aws_iam_policy: { kind: 'Policy', fields: { Arn: own('arn'), PolicyName: 'name', PolicyDocument: 'policy' } },
  'data.aws_iam_policy': { kind: 'Policy', fields: { Arn: own('arn'), PolicyName: 'name', PolicyDocument: 'policy' } },
  aws_iam_instance_profile: {
    kind: 'InstanceProfile',
    fields: { InstanceProfileName: own('name'), Arn: own('arn'), RoleName: inferable('role', 'Role') },
  },
  'data.aws_iam_instance_profile': {
    kind: 'InstanceProfile',
    fields: { InstanceProfileName: own('name'), Arn: own('arn'), RoleName: { attribute: 'role_name', link: ['Role'] } },
  },
} as const satisfies Record<string, ResourceTable>;

