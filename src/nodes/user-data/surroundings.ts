import { servicesStarted } from './hardening.ts';
import { basename, everything, type RunCommand } from './shell-run.ts';
import type { ImdsBlock, KubeletTouch, OtherDistribution } from './types.ts';
import type { Statement } from './windows.ts';

/** Rules that keep what runs on the node, or its pods, from the metadata service. */
export function imdsBlocks(commands: readonly RunCommand[], all: readonly Statement[]): readonly ImdsBlock[] {
  const found: ImdsBlock[] = [];
  for (const command of commands) {
    const line = `${everything(command)} ${command.input}`.slice(0, 4000);
    const place = { part: command.part, line: command.line };
    // gruntwork's ip-lockdown takes the address and the users that may still reach it.
    if (/^ip-lockdown/.test(command.name)) found.push({ by: 'ip-lockdown', ...place });
    else if (!/169\.254\.169\.254|fd00:ec2::254/.test(line)) continue;
    else if (/^(?:ip6?tables(?:-restore|-legacy|-nft)?)$/.test(command.name) || /iptables/.test(command.writesTo.join(' '))) {
      if (/\b(?:DROP|REJECT)\b/.test(line) && !command.words.some(word => word.text === '-D' || word.text === '--delete')) found.push({ by: 'iptables', ...place });
    } else if (command.name === 'nft' || /nftables/.test(command.writesTo.join(' '))) {
      if (/\b(?:drop|reject)\b/.test(line)) found.push({ by: 'nft', ...place });
    } else if (command.name === 'ip' || command.name === 'route') {
      if (/\b(?:blackhole|unreachable|prohibit|reject)\b/.test(line)) found.push({ by: 'route', ...place });
    } else if (/^(?:firewall-cmd|ufw)$/.test(command.name) && /\b(?:drop|reject|deny)\b/i.test(line)) found.push({ by: 'firewall', ...place });
  }
  for (const { text, part, line } of all) {
    if (/New-NetFirewallRule/i.test(text) && /169\.254\.169\.254/.test(text) && /\bBlock\b/i.test(text)) found.push({ by: 'firewall', part, line });
  }
  return found;
}

/** Commands that start or change kubelet; calls of the bootstrap scripts are told elsewhere. */
export function kubeletTouches(commands: readonly RunCommand[]): readonly KubeletTouch[] {
  const found: KubeletTouch[] = [];
  for (const command of commands) {
    const place = { part: command.part, line: command.line };
    if (command.name === 'nodeadm' && command.words.some(word => word.text === 'init')) found.push({ what: 'nodeadm', ...place });
    else if (servicesStarted(command).some(name => /^kubelet(?:-eks)?(?:\.daemon)?$/.test(name)) || command.name === 'kubelet') found.push({ what: 'kubelet-started', ...place });
    else if (changesKubelet(command)) found.push({ what: 'kubelet-changed', ...place });
  }
  return found;
}

const kubeletFile = /\/etc\/kubernetes\/kubelet\b|\/etc\/systemd\/system\/kubelet|\/etc\/eksctl\/kubelet|\/var\/lib\/kubelet\/(?:config|kubeconfig)|\/etc\/eks\/bootstrap\.sh$/;

function changesKubelet(command: RunCommand): boolean {
  if (command.writesTo.some(path => kubeletFile.test(path))) return true;
  const paths = command.words.slice(1).map(word => word.text);
  switch (basename(command.name)) {
    case 'sed':
      return paths.some(word => /^-\w*i/.test(word) || word === '--in-place') && paths.some(path => kubeletFile.test(path));
    case 'tee':
    case 'rm':
    case 'truncate':
      return paths.some(path => kubeletFile.test(path));
    case 'mv':
    case 'cp':
    case 'install':
      return kubeletFile.test(paths.at(-1) ?? '');
    case 'snap':
      return paths[0] === 'set' && /^kubelet/.test(paths[1] ?? '');
    default:
      return false;
  }
}

const distributions: readonly (readonly [OtherDistribution, RegExp])[] = [
  ['kops', /\bNODEUP_(?:URL|HASH)|\/opt\/kops\b|\bnodeup\s+--conf|\bkops-configuration\b|kubernetes-nodes-up\b/],
  ['openshift', /machineconfiguration\.openshift\.io|:22623\/config\/|\bmachine-config-(?:server|daemon)\b/],
  ['rke2', /get\.rke2\.io|\brke2-(?:agent|server)\b|\/etc\/rancher\/rke2\b|\bINSTALL_RKE2_/],
  ['k3s', /get\.k3s\.io|\bK3S_(?:URL|TOKEN|CLUSTER_SECRET)\b|\bk3s\s+(?:agent|server)\b|\/etc\/rancher\/k3s\b/],
  ['microk8s', /\bmicrok8s(?:\.join|\s+(?:join|enable|start|add-node|status))|\bsnap\s+install\s+microk8s\b/],
  ['kubeadm', /\bkubeadm\s+(?:join|init)\b|^\s*apiVersion:\s*['"]?kubeadm\.k8s\.io\//m],
  ['talos', /^\s*talos\.dev\b|\bghcr\.io\/siderolabs\/(?:kubelet|installer)\b|^machine:\s*\n(?:[^\n]*\n){0,10}?[ \t]+type:\s*(?:worker|controlplane|join)\b/m],
  ['rancher', /\brancher\/rancher-agent\b|\/system-agent-install\.sh\b/],
  ['ignition', /^\s*\{\s*"ignition"\s*:\s*\{/],
];

/** The mark of a Kubernetes that is not EKS, in text whose comments are taken off. */
export function otherDistribution(text: string): OtherDistribution | undefined {
  return distributions.find(([, mark]) => mark.test(text))?.[0];
}

export const configuresEcs = (text: string): boolean => /\bECS_CLUSTER\s*=|\bInitialize-ECSAgent\b|\/etc\/ecs\/ecs\.config\b/.test(text);

/** Lines that only comment are left blank. */
export function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*#(?!!|cloud-|include|[ \t]*template:)[^\n]*$/gm, '');
}
