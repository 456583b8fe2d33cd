import { block, blocks, computed, inferable, link, links, nonEmpty, own, type ResourceTable } from '../fields.ts';

const cluster: ResourceTable = {
  kind: 'Cluster',
  fields: {
    // The provider's `id` is the cluster's name, so an unknown one is read through the resource.
    name: own('name'),
    arn: own('arn'),
    version: nonEmpty('version'),
    roleArn: link('role_arn', 'Role'),
    resourcesVpcConfig: block('vpc_config', {
      subnetIds: links('subnet_ids', 'Subnet'),
      securityGroupIds: links('security_group_ids', 'SecurityGroup'),
      clusterSecurityGroupId: own('cluster_security_group_id'),
      endpointPrivateAccess: 'endpoint_private_access',
      endpointPublicAccess: 'endpoint_public_access',
    }),
    kubernetesNetworkConfig: computed(block('kubernetes_network_config', { ipFamily: nonEmpty('ip_family') })),
    computeConfig: computed(block('compute_config', { enabled: 'enabled', nodePools: 'node_pools', nodeRoleArn: inferable('node_role_arn', 'Role') })),
    accessConfig: computed(block('access_config', { authenticationMode: 'authentication_mode' })),
    tags: { attribute: 'tags_all', or: ['tags'] },
  },
  makes: { 'vpc_config[0].cluster_security_group_id': { kind: 'SecurityGroup', role: 'cluster-security-group' } },
};

const nodegroup: ResourceTable = {
  kind: 'Nodegroup',
  fields: {
    nodegroupName: { attribute: 'node_group_name', own: true },
    nodegroupArn: own('arn'),
    clusterName: inferable('cluster_name', 'Cluster'),
    nodeRole: inferable('node_role_arn', 'Role'),
    subnets: links('subnet_ids', 'Subnet'),
    amiType: nonEmpty('ami_type'),
    releaseVersion: nonEmpty('release_version'),
    version: { attribute: 'version', link: ['Cluster'], as: value => (value === '' ? undefined : value) },
    launchTemplate: block('launch_template', {
      id: inferable('id', 'LaunchTemplate'),
      name: inferable('name', 'LaunchTemplate'),
      version: { attribute: 'version', link: ['LaunchTemplate'] },
    }),
    remoteAccess: block('remote_access', { ec2SshKey: nonEmpty('ec2_ssh_key'), sourceSecurityGroups: links('source_security_group_ids', 'SecurityGroup') }),
    scalingConfig: block('scaling_config', { minSize: 'min_size', maxSize: 'max_size', desiredSize: 'desired_size' }),
    nodeRepairConfig: computed(block('node_repair_config', { enabled: 'enabled' })),
    tags: { attribute: 'tags_all', or: ['tags'] },
  },
};

const addon: ResourceTable = {
  kind: 'Addon',
  fields: {
    addonName: 'addon_name',
    clusterName: inferable('cluster_name', 'Cluster'),
    serviceAccountRoleArn: link('service_account_role_arn', 'Role'),
    podIdentityAssociations: blocks('pod_identity_association', { roleArn: link('role_arn', 'Role'), serviceAccount: 'service_account' }),
  },
};

const podIdentityAssociation: ResourceTable = {
  kind: 'PodIdentityAssociation',
  fields: {
    clusterName: inferable('cluster_name', 'Cluster'),
    namespace: 'namespace',
    serviceAccount: 'service_account',
    roleArn: link('role_arn', 'Role'),
  },
};

const accessEntry: ResourceTable = {
  kind: 'AccessEntry',
  fields: { clusterName: inferable('cluster_name', 'Cluster'), principalArn: link('principal_arn', 'Role'), type: 'type' },
};

const fargateProfile: ResourceTable = {
  kind: 'FargateProfile',
  fields: {
    fargateProfileName: own('fargate_profile_name'),
    clusterName: inferable('cluster_name', 'Cluster'),
    subnets: links('subnet_ids', 'Subnet'),
  },
};

export const eksTables = {
  aws_eks_cluster: cluster,
  'data.aws_eks_cluster': cluster,
  aws_eks_node_group: nodegroup,
  'data.aws_eks_node_group': nodegroup,
  aws_eks_addon: addon,
  aws_eks_pod_identity_association: podIdentityAssociation,
  aws_eks_access_entry: accessEntry,
  aws_eks_fargate_profile: fargateProfile,
} as const satisfies Record<string, ResourceTable>;

