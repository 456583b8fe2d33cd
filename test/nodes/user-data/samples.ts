/** User data in the shapes that people and tools write; the credentials in them are invented. */

export const ca = 'LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJ2YWxpZExvb2tpbmdCdXRJbnZlbnRlZENlcnRpZmljYXRlVGV4dAotLS0tLUVORCBDRVJUSUZJQ0FURS0tLS0tCg==';
export const endpoint = 'https://0A1B2C3D4E5F.gr7.eu-west-1.eks.amazonaws.com';

export const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');

export function mime(...parts: readonly (readonly [type: string, body: string, ...headers: string[]])[]): string {
  const bodies = parts.map(([type, body, ...headers]) => ['--==B==', `Content-Type: ${type}`, ...headers, '', body].join('\n'));
  return ['MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary="==B=="', '', ...bodies, '--==B==--', ''].join('\n');
}

export const shell = 'text/x-shellscript; charset="us-ascii"';
export const nodeConfigType = 'application/node.eks.aws';

export const nodeConfig = (cluster: string): string => `---
apiVersion: node.eks.aws/v1alpha1
kind: NodeConfig
spec:
  cluster:
    name: ${cluster}
    apiServerEndpoint: ${endpoint}
    certificateAuthority: ${ca}
    cidr: 10.100.0.0/16
`;

/** The rendered shape of the most used Terraform module. */
export const terraformAl2 = `#!/bin/bash
set -e
B64_CLUSTER_CA=${ca}
API_SERVER_URL=${endpoint}
/etc/eks/bootstrap.sh main --kubelet-extra-args '--node-labels=lifecycle=spot,team=a' --b64-cluster-ca $B64_CLUSTER_CA --apiserver-endpoint $API_SERVER_URL \\
  --ip-family ipv4 --service-ipv4-cidr 172.20.0.0/16
`;

/** eksctl's shape: a cloud-config that writes an environment, a helper and a script, and runs the script. */
export const eksctlAl2 = `#cloud-config
write_files:
- content: |
    CLUSTER_NAME=main
    API_SERVER_URL=${endpoint}
    B64_CLUSTER_CA=${ca}
    NODE_LABELS=alpha.eksctl.io/cluster-name=main
  owner: root:root
  path: /etc/eksctl/kubelet.env
  permissions: "0644"
- content: |
    #!/bin/bash
    source /etc/eksctl/kubelet.env
    TOKEN="$(curl --silent -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 600" http://169.254.169.254/latest/api/token)"
    CLUSTER_NAME="\${CLUSTER_NAME}"
    KUBELET_ARGS=("--node-labels=\${NODE_LABELS}")
    KUBELET_EXTRA_ARGS="\${KUBELET_ARGS[@]}"
  path: /var/lib/cloud/scripts/eksctl/bootstrap.helper.sh
- content: |
    #!/bin/bash
    source /var/lib/cloud/scripts/eksctl/bootstrap.helper.sh
    /etc/eks/bootstrap.sh "\${CLUSTER_NAME}" \\
      --apiserver-endpoint "\${API_SERVER_URL}" \\
      --b64-cluster-ca "\${B64_CLUSTER_CA}" \\
      --kubelet-extra-args "\${KUBELET_EXTRA_ARGS}"
    systemctl restart kubelet
  path: /var/lib/cloud/scripts/eksctl/bootstrap.al2.sh
  permissions: "0755"
runcmd:
- - /var/lib/cloud/scripts/eksctl/bootstrap.al2.sh
`;

export const bottlerocketTables = `# written by hand
[settings.kubernetes]
"cluster-name" = "main"
"api-server" = "${endpoint}"
"cluster-certificate" = "${ca}"

[settings.kubernetes.node-labels]
"bottlerocket.aws/updater-interface-version" = "2.0.0"

[settings.host-containers.admin]
enabled = true
`;

export const bottlerocketDotted = `settings.kubernetes.cluster-name = "main"
settings.kubernetes.api-server = "${endpoint}"
settings.kubernetes.cluster-certificate = "${ca}"
settings.host-containers.admin.enabled = false
`;

export const windows = `<powershell>
[string]$EKSBinDir = "$env:ProgramFiles\\Amazon\\EKS"
[string]$EKSBootstrapScriptName = 'Start-EKSBootstrap.ps1'
[string]$EKSBootstrapScriptFile = "$EKSBinDir\\$EKSBootstrapScriptName"
& $EKSBootstrapScriptFile -EKSClusterName main -APIServerEndpoint ${endpoint} -Base64ClusterCA ${ca} -KubeletExtraArgs "--node-labels=a=b" 3>&1 4>&1 5>&1 6>&1
$LastError = if ($?) { 0 } else { $Error[0].Exception.HResult }
</powershell>
`;
