import { clusterName } from './cluster-name.ts';
import { type Argument, basename, freeText, isBootstrap, type RunCommand } from './shell-run.ts';
import type { Bootstrap } from './types.ts';

/**
 * Options of `/etc/eks/bootstrap.sh`; each takes the next word as its value. Any other word is positional, also
 * `--option=value`, and the first positional word is the cluster (amazon-eks-ami, templates/al2/runtime/bootstrap.sh).
 */
const options = new Set([
  '--apiserver-endpoint',
  '--aws-api-retry-attempts',
  '--b64-cluster-ca',
  '--cluster-id',
  '--container-runtime',
  '--containerd-config-file',
  '--dns-cluster-ip',
  '--docker-config-json',
  '--enable-docker-bridge',
  '--enable-local-outpost',
  '--ip-family',
  '--kubelet-extra-args',
  '--local-disks',
  '--mount-bpf-fs',
  '--pause-container-account',
  '--pause-container-version',
  '--service-ipv6-cidr',
  '--use-max-pods',
  // Passed by the most used Terraform module; a version that does not know it takes it and its value as later positionals.
  '--service-ipv4-cidr',
]);

/** Commands that look at a file or change it, and do not run it. */
const onlyHandle = new Set(
  'echo printf cat sed grep egrep awk chmod chown cp mv ls ll test [ [[ tee logger rm ln touch curl wget aws stat head tail diff patch install dos2unix file which type find wc cut tr vi command-not-found set export true : exit'.split(' '),
);

/** The call of bootstrap.sh that a command makes, if it does. */
export function bootstrapSh(command: RunCommand, wentToEks: boolean): Bootstrap | undefined {
  const at = command.words.findIndex(word => isBootstrap(word.text) || (wentToEks && /^(?:\.\/)?bootstrap\.sh$/.test(word.text)));
  if (at < 0 || (at > 0 && onlyHandle.has(basename(command.words[0]?.text ?? '')))) return undefined;
  const given = new Set<string>();
  let cluster: Argument | undefined;
  const rest = command.words.slice(at + 1);
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] as Argument;
    if (options.has(word.text)) {
      given.add(word.text);
      index += 1;
    } else if (cluster === undefined && !isMoreOptions(word)) cluster = word;
  }
  const name = cluster && clusterName(cluster.text, cluster.known);
  return {
    by: 'bootstrap.sh',
    part: command.part,
    line: command.line,
    ...(name && { clusterName: name }),
    endpoint: given.has('--apiserver-endpoint'),
    certificateAuthority: given.has('--b64-cluster-ca'),
    cidr: given.has('--service-ipv6-cidr') || given.has('--service-ipv4-cidr'),
    flags: [...given],
    conditional: command.conditional,
  };
}

/** `${BootstrapArguments}` unquoted among the words: a place for options, whatever comes to stand there. */
function isMoreOptions(word: Argument): boolean {
  return !word.quoted && word.open.length > 0 && word.open.some(name => freeText.test(name) && !/cluster/i.test(name));
}
