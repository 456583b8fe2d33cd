import { describe, expect, it } from 'vitest';
import { decodeUserData, readUserData } from '../../../src/nodes/user-data/index.ts';
import { mime, shell } from './samples.ts';

const read = (text: string) => readUserData(decodeUserData(text, 'plain'));
const script = (...lines: readonly string[]): string => ['#!/bin/bash', ...lines, ''].join('\n');

describe('hardening', () => {
  const tool = (text: string) => {
    const { hardening, securityUpdates } = read(text);
    return [...Object.values(hardening).flat(), ...securityUpdates].map(each => `${each.tool}${each.effective ? '' : `: ${each.whyNot}`}`);
  };
  it.each([
    ['installed and enabled', script('dnf install -y fail2ban', 'systemctl enable --now fail2ban.service'), ['fail2ban']],
    ['installed alone', script('yum -y install fail2ban'), ['fail2ban: not-enabled']],
    ['enabled alone', script('systemctl enable fail2ban'), ['fail2ban: not-installed']],
    ['by apt, which starts it', script('apt-get update', 'DEBIAN_FRONTEND=noninteractive apt-get install -y fail2ban'), ['fail2ban']],
    ['in a comment', script('# dnf install -y fail2ban && systemctl enable fail2ban'), []],
    ['printed', script('echo dnf install -y fail2ban'), []],
    ['by a list in a variable', script('PKGS="htop aide"', 'yum install -y $PKGS', 'aide --init'), ['aide']],
    ['in a loop', script('for p in fail2ban htop; do yum install -y $p; done', 'service fail2ban start'), ['fail2ban']],
    ['aide by cron', script('yum install -y aide', 'echo "0 5 * * * root /usr/sbin/aide --check" > /etc/cron.d/aide'), ['aide']],
    ['clamav', script('yum install -y clamav clamd', 'systemctl enable --now clamd@scan'), ['clamav']],
    ['clamav, definitions only', script('yum install -y clamav', 'systemctl enable clamav-freshclam'), ['clamav: not-enabled']],
    ['falcon', script('aws s3 cp s3://b/falcon-sensor-7.rpm /tmp/', 'rpm -ivh /tmp/falcon-sensor-7.rpm', '/opt/CrowdStrike/falconctl -s --cid=1', 'systemctl start falcon-sensor'), ['falcon']],
    ['osquery', script('rpm -i https://pkg.osquery.io/rpm/osquery-5.rpm', 'systemctl enable osqueryd'), ['osquery']],
    ['packages', '#cloud-config\npackages:\n  - fail2ban\nruncmd:\n  - systemctl enable fail2ban\n', ['fail2ban: cloud-config-packages']],
    ['runcmd', '#cloud-config\nruncmd:\n  - dnf install -y fail2ban\n  - [systemctl, enable, --now, fail2ban]\n', ['fail2ban']],
    ['across parts', mime([shell, script('yum install -y clamav')], [shell, script('clamscan -r /')]), ['clamav']],
    ['dnf-automatic', script('dnf install -y dnf-automatic', 'systemctl enable --now dnf-automatic-install.timer'), ['dnf-automatic']],
    ['unattended-upgrades', script('apt-get install -y unattended-upgrades'), ['unattended-upgrades']],
    ['one update', script('yum update -y --security'), ['yum update: once-at-launch']],
    ['an update of one package', script('yum update -y aws-cfn-bootstrap'), []],
    ['updates by cron', script('echo "0 3 * * * root yum -y update --security" > /etc/cron.d/updates'), ['cron-update']],
    ['package_upgrade', '#cloud-config\npackage_upgrade: true\n', ['package_upgrade: once-at-launch']],
    ['Windows', '<powershell>\nmsiexec /i C:\\falcon-sensor.msi /qn\n</powershell>', ['falcon']],
  ])('%s', (_, text, expected) => expect(tool(text)).toEqual(expected));

  it('says where and how', () => {
    expect(read(script('echo', 'dnf install -y fail2ban', 'systemctl enable fail2ban')).hardening.intrusionPrevention).toEqual([
      { tool: 'fail2ban', via: 'command', part: 0, line: 3, installed: true, enabled: true, effective: true },
    ]);
  });
  it.each([
    ['yum-cron as it comes', script('yum install -y yum-cron', 'systemctl enable yum-cron'), false],
    ['yum-cron told to apply', script('yum install -y yum-cron', "sed -i 's/apply_updates = no/apply_updates = yes/' /etc/yum/yum-cron.conf", 'systemctl enable yum-cron'), true],
  ])('%s', (_, text, expected) => expect(read(text).securityUpdates[0]?.applies).toBe(expected));
});

describe('metadata service', () => {
  it.each([
    ['iptables', 'iptables --insert FORWARD 1 --in-interface eni+ --destination 169.254.169.254/32 --jump DROP', ['iptables']],
    ['iptables, removed', 'iptables -D FORWARD -d 169.254.169.254 -j DROP', []],
    ['iptables, let through', 'iptables -A FORWARD -d 169.254.169.254 -j ACCEPT', []],
    ['nft', 'nft add rule ip filter forward ip daddr 169.254.169.254 drop', ['nft']],
    ['ip-lockdown', '/usr/local/bin/ip-lockdown 169.254.169.254 root', ['ip-lockdown']],
    ['a route', 'ip route add blackhole 169.254.169.254', ['route']],
    ['a request', 'curl http://169.254.169.254/latest/meta-data/', []],
  ])('%s', (_, line, expected) => expect(read(script(line)).imdsBlocked.map(({ by }) => by)).toEqual(expected));
});

describe('others', () => {
  it.each([
    ['kops', script('NODEUP_URL_AMD64=https://artifacts.k8s.io/x/nodeup'), 'kops'],
    ['OpenShift', '{"ignition":{"config":{"merge":[{"source":"https://api-int.x:22623/config/worker"}]}}}', 'openshift'],
    ['Ignition', '{"ignition":{"version":"3.2.0"}}', 'ignition'],
    ['RKE2', script('curl -sfL https://get.rke2.io | sh -'), 'rke2'],
    ['k3s', script('curl -sfL https://get.k3s.io | K3S_URL=https://x:6443 sh -'), 'k3s'],
    ['kubeadm', script('kubeadm join 10.0.0.1:6443 --token ${TOKEN}'), 'kubeadm'],
    ['MicroK8s', script('snap install microk8s --classic'), 'microk8s'],
    ['Talos', 'version: v1alpha1\nmachine:\n  type: worker\n', 'talos'],
    ['EKS', script('/etc/eks/bootstrap.sh a', '# not kubeadm join'), undefined],
  ])('%s', (_, text, expected) => expect(read(text).otherDistribution).toBe(expected));

  it.each([
    [script('echo ECS_CLUSTER=main >> /etc/ecs/ecs.config'), true],
    ['[settings.ecs]\ncluster = "main"\n', true],
    [script('# ECS_CLUSTER=main'), false],
  ])('an ECS node: %j', (text, expected) => expect(read(text).ecs).toBe(expected));
});

describe('fully known', () => {
  it.each([
    ['a plain script', script('yum install -y htop'), []],
    ['an unknown name, endpoint and region', script('/etc/eks/bootstrap.sh ${ClusterName} --apiserver-endpoint ${Endpoint} --b64-cluster-ca ${CertificateAuthority}', '/opt/aws/bin/cfn-signal --stack ${AWS::StackName} --region ${AWS::Region}'), []],
    ['free arguments', script('/etc/eks/bootstrap.sh a ${BootstrapArguments}'), ['free-text-placeholder']],
    ['a placeholder for commands', script('${pre_bootstrap_user_data}', '/etc/eks/bootstrap.sh a'), ['free-text-placeholder']],
    ['a placeholder for one command', script('${install_agent}'), ['free-text-placeholder']],
    ['a script of the image', script('/opt/company/setup.sh'), []],
    ['a loose placeholder in TOML', '[settings.kubernetes]\ncluster-name = "a"\n${bootstrap_extra_args}\n', ['free-text-placeholder']],
    ['an include', '#include\nhttps://example.com/x\n', ['include']],
    ['Jinja', '## template: jinja\n#cloud-config\nruncmd: []\n', ['template']],
    ['a script from the net', script('curl -sSL https://example.com/x | bash'), ['downloaded-script']],
    ['by process substitution', script('bash <(curl -s https://example.com/x)'), ['downloaded-script']],
    ['by command substitution', script('sh -c "$(curl -fsSL https://example.com/x)"'), ['downloaded-script']],
    ['from S3', script('aws s3 cp s3://bucket/setup.sh /tmp/setup.sh', 'chmod +x /tmp/setup.sh', '/tmp/setup.sh'), ['downloaded-script']],
    ['ansible', script('ansible-pull -U https://example.com/x'), ['configuration-management']],
    ['a download that is not run', script('curl -o /tmp/x https://example.com/x'), []],
    ['its own script', script('curl -o /tmp/x https://e.com/x', 'cat > /tmp/own.sh <<EOF', 'echo', 'EOF', 'bash /tmp/own.sh'), []],
    ['the IMDS token', script('TOKEN=$(curl -X PUT http://169.254.169.254/latest/api/token)', 'curl -H "X-aws-ec2-metadata-token: $TOKEN" http://169.254.169.254/x'), []],
    ['prose', 'hello', ['unknown-format']],
  ])('%s', (_, text, expected) => {
    const reading = read(text);
    expect(reading.blindspots.map(({ why }) => why)).toEqual(expected);
    expect(reading.fullyKnown).toBe(expected.length === 0);
  });
  it('a hash is not', () => expect(readUserData(decodeUserData('44c6c808e6449ee36dfcfc4ebd66c1b9634b40f2', 'plain'))).toMatchObject({ fullyKnown: false, isEmpty: false }));
  it('nothing at all is', () => expect(read('')).toMatchObject({ fullyKnown: true, isEmpty: true }));
});
