import { describe, expect, it } from 'vitest';
import { decodeUserData, readUserData } from '../../../src/nodes/user-data/index.ts';
import { bottlerocketDotted, bottlerocketTables, ca, eksctlAl2, endpoint, mime, nodeConfig, nodeConfigType, shell, terraformAl2, windows } from './samples.ts';

const read = (text: string) => readUserData(decodeUserData(text, 'plain'));
const names = (text: string): unknown[] => read(text).bootstraps.map(({ clusterName }) => clusterName ?? 'none');
const script = (...lines: readonly string[]): string => ['#!/bin/bash', ...lines, ''].join('\n');

describe('families', () => {
  it.each([
    ['terraform-aws-eks, AL2', terraformAl2, { by: 'bootstrap.sh', part: 0, line: 5, endpoint: true, certificateAuthority: true, cidr: true }],
    ['eksctl, AL2', eksctlAl2, { by: 'bootstrap.sh', line: 22, endpoint: true, certificateAuthority: true, cidr: false }],
    ['Ubuntu', script('/etc/eks/bootstrap.sh main'), { by: 'bootstrap.sh', line: 2, endpoint: false, certificateAuthority: false }],
    ['AL2023', nodeConfig('main'), { by: 'nodeadm', line: 6, endpoint: true, certificateAuthority: true, cidr: true }],
    ['AL2023 in MIME', mime([shell, script('echo')], [nodeConfigType, nodeConfig('main')]), { by: 'nodeadm', part: 1, line: 6 }],
    ['AL2023, a file for nodeadm', script('cat > /tmp/n.yaml <<EOF', nodeConfig('main'), 'EOF', 'nodeadm init -c file:///tmp/n.yaml'), { by: 'nodeadm', line: 8 }],
    ['Bottlerocket, tables', bottlerocketTables, { by: 'bottlerocket', line: 3, endpoint: true, certificateAuthority: true }],
    ['Bottlerocket, dotted', bottlerocketDotted, { by: 'bottlerocket', line: 1, endpoint: true, certificateAuthority: true }],
    ['Windows', windows, { by: 'windows', line: 5, endpoint: true, certificateAuthority: true, flags: ['-EKSClusterName', '-APIServerEndpoint', '-Base64ClusterCA', '-KubeletExtraArgs'] }],
    ['runcmd text', '#cloud-config\nruncmd:\n  - echo hi\n  - /etc/eks/bootstrap.sh main\n', { by: 'bootstrap.sh', line: 4 }],
    ['runcmd list', '#cloud-config\nruncmd:\n  - [/etc/eks/bootstrap.sh, main]\n', { by: 'bootstrap.sh', line: 3 }],
  ])('%s', (_, text, expected) => {
    const reading = read(text);
    expect(reading.bootstraps).toHaveLength(1);
    expect(reading.bootstraps[0]).toMatchObject({ clusterName: { known: 'main' }, ...expected });
    expect(reading).toMatchObject({ problems: [], secrets: [], fullyKnown: true, otherDistribution: undefined, ecs: false });
  });
});

describe('the cluster of bootstrap.sh', () => {
  it.each([
    ['among flags', ["/etc/eks/bootstrap.sh --use-max-pods false 'main' --dns-cluster-ip 10.0.0.10"], { known: 'main' }],
    ['after flags', [`/etc/eks/bootstrap.sh --b64-cluster-ca ${ca} --apiserver-endpoint ${endpoint} main`], { known: 'main' }],
    ['on a later line', ['/etc/eks/bootstrap.sh \\', '  --use-max-pods false \\', '  main'], { known: 'main' }],
    ['after set -o xtrace;', ['set -o xtrace; /etc/eks/bootstrap.sh main'], { known: 'main' }],
    ['by bash', ['bash -x /etc/eks/bootstrap.sh main'], { known: 'main' }],
    ['by sudo', ['sudo -E /etc/eks/bootstrap.sh main >> /var/log/x 2>&1'], { known: 'main' }],
    ['in a condition', ['if ! /etc/eks/bootstrap.sh main; then exit 1; fi'], { known: 'main' }],
    ['in the folder', ['cd /etc/eks && ./bootstrap.sh main'], { known: 'main' }],
    ['by eval', ['eval "/etc/eks/bootstrap.sh main"'], { known: 'main' }],
    ['in a heredoc for a shell', ['bash <<EOF', '/etc/eks/bootstrap.sh main', 'EOF'], { known: 'main' }],
    ['in a file that runs', ['cat > /a.sh <<"EOF"', '/etc/eks/bootstrap.sh main', 'EOF', 'chmod +x /a.sh', '/a.sh'], { known: 'main' }],
    ['in a function that is called', ['join() {', '  /etc/eks/bootstrap.sh main', '}', 'join'], { known: 'main' }],
    ['an equals sign makes a positional', ["/etc/eks/bootstrap.sh --kubelet-extra-args='--a' main"], { known: '--kubelet-extra-args=--a' }],
    ['a variable', ['export NAME="main"', '/etc/eks/bootstrap.sh "${NAME}"'], { known: 'main' }],
    ['a variable of a variable', ['A=main', 'B=$A', '/etc/eks/bootstrap.sh $B'], { known: 'main' }],
    ['a default', ['/etc/eks/bootstrap.sh ${NAME:-main}'], { known: 'main' }],
    ['a variable that may have changed', ['N=main', 'if test -f x; then N=other; fi', '/etc/eks/bootstrap.sh $N'], { token: '${N}' }],
    ['a variable that another command may change', ['N=main', 'test -f x && N=other', '/etc/eks/bootstrap.sh $N'], { token: '${N}' }],
    ['in a file appended to', ['cat <<EOF>>/a.sh', '/etc/eks/bootstrap.sh main', 'EOF', 'bash /a.sh'], { known: 'main' }],
    ['a variable of a branch, used there', ['if test -f x; then N=main; /etc/eks/bootstrap.sh $N; fi'], { known: 'main' }],
    ['a lookup', ['N=$(aws ec2 describe-tags)', '/etc/eks/bootstrap.sh $N'], { token: '$(aws ec2 describe-tags)' }],
    ['CloudFormation', ['/etc/eks/bootstrap.sh ${ClusterName} ${BootstrapArguments}'], { token: '${ClusterName}' }],
    ['CloudFormation, arguments first', ['/etc/eks/bootstrap.sh ${BootstrapArguments} main'], { known: 'main' }],
    ['in single quotes', ["/etc/eks/bootstrap.sh '${ClusterName}'"], { token: '${ClusterName}' }],
    ['unassigned', ['/etc/eks/bootstrap.sh $CLUSTER'], { token: '${CLUSTER}' }],
    ['angle brackets', ['/etc/eks/bootstrap.sh <<CLUSTER_NAME>> --use-max-pods false'], { token: '<<CLUSTER_NAME>>' }],
    ['one angle bracket', ['/etc/eks/bootstrap.sh <generated>'], { token: '<generated>' }],
    ['a template', ['/etc/eks/bootstrap.sh "{{ cluster }}"'], { token: '{{ cluster }}' }],
    ['a loop over several', ['for c in a b; do /etc/eks/bootstrap.sh "$c"; done'], { token: 'a b' }],
    ['none', ['/etc/eks/bootstrap.sh --use-max-pods false'], 'none'],
  ])('%s', (_, lines, expected) => expect(names(script(...lines))).toEqual([expected]));

  it.each([
    ['a comment', '# /etc/eks/bootstrap.sh main'],
    ['a comment behind a command', 'echo hi # ; /etc/eks/bootstrap.sh main'],
    ['printed', 'echo "/etc/eks/bootstrap.sh main"'],
    ['changed', "sed -i 's/a/b/' /etc/eks/bootstrap.sh"],
    ['looked for', 'test -f /etc/eks/bootstrap.sh'],
    ['a file that never runs', 'cat > /a.sh <<EOF\n/etc/eks/bootstrap.sh main\nEOF'],
    ['a file with a quoted end mark', "cat <<'EOF' >> /a.sh\n/etc/eks/bootstrap.sh main\nEOF"],
    ['a file appended to', 'cat <<EOF>>/a.sh\n/etc/eks/bootstrap.sh main\nEOF'],
    ['a function nobody calls', 'join() {\n/etc/eks/bootstrap.sh main\n}'],
    ['behind an exit', 'exit 0\n/etc/eks/bootstrap.sh main'],
  ])('not %s', (_, text) => expect(names(script(text))).toEqual([]));

  it('an exit that may not come stops nothing', () => expect(names(script('test -f x || { echo no; exit 1; }', '/etc/eks/bootstrap.sh main'))).toEqual([{ known: 'main' }]));
  it('tells what stands under a condition', () => expect(read(script('if true; then', '/etc/eks/bootstrap.sh a', 'fi', '/etc/eks/bootstrap.sh b')).bootstraps.map(each => each.conditional)).toEqual([true, false]));
});

describe('NodeConfig', () => {
  it('merges several, later values win', () => {
    const later = 'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  cluster:\n    name: second\n  featureGates:\n    InstanceIdNodeName: true\n';
    const reading = read(mime([nodeConfigType, nodeConfig('first')], [nodeConfigType, later]));
    expect(reading.bootstraps).toMatchObject([{ clusterName: { known: 'second' }, part: 1, line: 5, endpoint: true, cidr: true }]);
    expect(reading.featureGates).toEqual({ InstanceIdNodeName: true });
  });
  it('without a cluster registers nothing', () => {
    const reading = read(mime([nodeConfigType, 'apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n  kubelet:\n    config: {maxPods: 20}\n']));
    expect(reading).toMatchObject({ bootstraps: [], hasNodeConfig: true, startsKubeletOrBootstrap: false, isMultipart: true });
  });
  it.each([['${ClusterName}'], ['<<NAME>>'], ["'{{ cluster }}'"], ['{{ cluster }}']])('%s is a token', name => expect(read(nodeConfig(name)).bootstraps[0]?.clusterName).toHaveProperty('token'));
  it('a drop-in cannot name the cluster', () => expect(read(script('cat > /etc/eks/nodeadm.d/a.yaml <<EOF', nodeConfig('main'), 'EOF')).bootstraps).toEqual([]));
  it('that is no YAML is a problem', () => expect(read(mime([nodeConfigType, 'apiVersion: node.eks.aws/v1alpha1\nspec: [']))).toMatchObject({ problems: [{ code: 'bad-yaml', part: 0 }], fullyKnown: false }));
});

describe('Bottlerocket', () => {
  it('knows the admin container', () => {
    expect(read(bottlerocketTables)).toMatchObject({ adminContainer: true, securityUpdates: [{ tool: 'brupop', effective: true, line: 8 }] });
    expect(read(bottlerocketDotted).adminContainer).toBe(false);
    expect(read('[settings.kubernetes]\ncluster-name = "a"').adminContainer).toBeUndefined();
  });
  it('reads over placeholders outside quotes', () => expect(names('settings.kubernetes.cluster-name = "${ClusterName}"\nsettings.kubernetes.max-pods = ${MaxPods}\n')).toEqual([{ token: '${ClusterName}' }]));
  it('that is no TOML is a problem', () => expect(read('[settings.kubernetes]\ncluster-name = "a').problems).toEqual([{ code: 'bad-toml', part: 0 }]));
});

describe('Windows', () => {
  const powershell = (...lines: readonly string[]): string => ['<powershell>', ...lines, '</powershell>'].join('\n');
  it.each([
    ['by path', ['& "$env:ProgramFiles\\Amazon\\EKS\\Start-EKSBootstrap.ps1" -EKSClusterName "main"'], [{ known: 'main' }]],
    ['in lower case with a colon', ['& "C:\\Program Files\\Amazon\\EKS\\start-eksbootstrap.ps1" -eksclustername:main'], [{ known: 'main' }]],
    ['by a variable', ["$n = 'main'", '& "C:\\x\\Start-EKSBootstrap.ps1" -EKSClusterName $n'], [{ known: 'main' }]],
    ['by powershell -File', ["$f = 'C:\\x\\Start-EKSBootstrap.ps1'", 'powershell -File $f -EKSClusterName main'], [{ known: 'main' }]],
    ['over lines', ['& "C:\\x\\Start-EKSBootstrap.ps1" `', '  -EKSClusterName main'], [{ known: 'main' }]],
    ['splatted', ['$p = @{', '  EKSClusterName = "main"', '}', '& "C:\\x\\Start-EKSBootstrap.ps1" @p'], [{ known: 'main' }]],
    ['a token', ['& "C:\\x\\Start-EKSBootstrap.ps1" -EKSClusterName ${ClusterName}'], [{ token: '${ClusterName}' }]],
    ['no name', ['& "C:\\x\\Start-EKSBootstrap.ps1"'], ['none']],
    ['a comment', ['# & "C:\\x\\Start-EKSBootstrap.ps1" -EKSClusterName main', '<# & C:\\x\\Start-EKSBootstrap.ps1', '-EKSClusterName main #>'], []],
    ['printed without quotes', ['Write-Host & C:\\x\\Start-EKSBootstrap.ps1 -EKSClusterName main'], []],
    ['printed', ['Write-Host "& Start-EKSBootstrap.ps1 -EKSClusterName main"'], []],
  ])('%s', (_, lines, expected) => expect(names(powershell(...lines))).toEqual(expected));
});

describe('kubelet in a managed group', () => {
  it.each([
    ['nothing', script('yum install -y htop', 'systemctl daemon-reload'), []],
    ['bootstrap.sh', script('/etc/eks/bootstrap.sh a'), ['bootstrap.sh']],
    ['nodeadm', script('nodeadm init'), ['nodeadm']],
    ['Windows', windows, ['windows']],
    ['restart', script('systemctl restart kubelet'), ['kubelet-started']],
    ['a drop-in', script('cat > /etc/systemd/system/kubelet.service.d/10.conf <<EOF', '[Service]', 'EOF'), ['kubelet-changed']],
    ['sed', script('sed -i s/a/b/ /etc/kubernetes/kubelet/kubelet-config.json'), ['kubelet-changed']],
    ['a NodeConfig', nodeConfig('a'), []],
  ])('%s', (_, text, expected) => {
    const reading = read(text);
    expect(reading.kubeletTouches.map(({ what }) => what)).toEqual(expected);
    expect(reading.startsKubeletOrBootstrap).toBe(expected.length > 0);
  });
});
