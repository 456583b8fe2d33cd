import { bootstrapSh } from './bootstrap-sh.ts';
import { bottlerocket } from './bottlerocket.ts';
import { cloudConfig } from './cloud-config.ts';
import { hardeningEvidence } from './hardening.ts';
import { nodeadmBootstrap, type NodeConfig, nodeConfigs } from './node-config.ts';
import { secretsIn } from './secrets.ts';
import { everything, freeText, type RunCommand, runShell, type Script } from './shell-run.ts';
import { configuresEcs, imdsBlocks, kubeletTouches, otherDistribution, withoutComments } from './surroundings.ts';
import { isKnownTool } from './tools.ts';
import type { Blindspot, Bootstrap, DecodedUserData, KubeletTouch, Place, SecretSighting, ToolEvidence, UserDataProblem, UserDataReading } from './types.ts';
import { newBudget } from './unpack.ts';
import { type Statement, statements, windowsBootstraps } from './windows.ts';

/**
 * What user data does to a node: how it joins, what it installs, what it gives away. Pure and in time linear in its length.
 * The reading holds names, places and lengths, never a credential.
 */
export function readUserData(decoded: DecodedUserData): UserDataReading {
  const problems: UserDataProblem[] = [...decoded.problems];
  const blindspots: Blindspot[] = [];
  const bootstraps: Bootstrap[] = [];
  const configs: NodeConfig[] = [];
  const scripts: Script[] = [];
  const files = new Map<string, Script>();
  const packages: (Place & { readonly name: string })[] = [];
  const windows: Statement[] = [];
  const updaters: ToolEvidence[] = [];
  let hostContainers: Record<string, boolean | undefined> = {};
  let upgradesAt: Place | undefined;
  let ecs = false;

  const blind = (part: number, why: Blindspot['why'], line = 1): void => void blindspots.push({ part, line, why });
  const failed = (part: number, code: UserDataProblem['code']): void => {
    problems.push({ code, part });
    blind(part, 'unreadable');
  };

  decoded.parts.forEach(({ kind, rendersTo, text }, part) => {
    if (kind === 'jinja') blind(part, 'template');
    switch (kind === 'jinja' ? rendersTo : kind) {
      case 'shell':
      case 'boothook':
        scripts.push({ text, part, firstLine: 1 });
        break;
      case 'cloud-config': {
        const config = cloudConfig(text, part);
        if (typeof config === 'string') return failed(part, config);
        scripts.push(...config.scripts);
        for (const [path, file] of config.files) files.set(path, file);
        packages.push(...config.packages);
        if (config.upgradesAt !== undefined) upgradesAt ??= { part, line: config.upgradesAt };
        break;
      }
      case 'include':
        blind(part, 'include');
        break;
      case 'node-config': {
        const found = nodeConfigs(text, part);
        if (typeof found === 'string') return failed(part, found);
        configs.push(...found);
        break;
      }
      case 'toml': {
        const settings = bottlerocket(text, part);
        if (typeof settings === 'string') return failed(part, settings);
        if (settings.bootstrap) bootstraps.push(settings.bootstrap);
        if (settings.updater) updaters.push(settings.updater);
        hostContainers = { ...hostContainers, ...settings.hostContainers };
        ecs ||= settings.ecs;
        break;
      }
      case 'powershell':
        // No spread: a long text has more statements than a call may have arguments.
        for (const statement of statements(text, part)) windows.push(statement);
        break;
      case 'unknown':
        if (!problems.some(problem => problem.part === part)) blind(part, 'unknown-format');
        break;
      default:
        break;
    }
    if (kind !== 'shell' && kind !== 'boothook') loosePlaceholders(text, kind === 'powershell').forEach(line => blind(part, 'free-text-placeholder', line));
  });
  decoded.problems.forEach(({ part }) => blind(part ?? 0, 'unreadable'));

  const shell = runShell(scripts, files, isKnownTool);
  for (const blindspot of shell.blindspots) blindspots.push(blindspot);
  configs.push(...configsInFiles(shell.commands, shell.files));

  const touches: KubeletTouch[] = [...kubeletTouches(shell.commands)];
  let wentToEks = false;
  for (const command of shell.commands) {
    if (command.name === 'cd') wentToEks = /^\/etc\/eks\/?$/.test(command.words[1]?.text ?? '');
    const bootstrap = bootstrapSh(command, wentToEks);
    if (!bootstrap) continue;
    bootstraps.push(bootstrap);
    touches.push({ what: 'bootstrap.sh', part: bootstrap.part, line: bootstrap.line });
  }
  const nodeadm = nodeadmBootstrap(configs);
  if (nodeadm) bootstraps.push(nodeadm);
  for (const bootstrap of windowsBootstraps(windows)) {
    bootstraps.push(bootstrap);
    touches.push({ what: 'windows', part: bootstrap.part, line: bootstrap.line });
  }

  const effectiveText = decoded.parts.map(({ text }) => withoutComments(text)).join('\n');
  const evidence = hardeningEvidence({ commands: shell.commands, statements: windows, packages, upgradesAt, files: shell.files });
  const { securityUpdates, ...hardening } = evidence;
  const budget = newBudget();
  const byPlace = <T extends Place>(list: readonly T[]): readonly T[] => [...list].sort((a, b) => a.part - b.part || a.line - b.line);
  const admin = hostContainers['admin'];
  return {
    isEmpty: decoded.problems.length === 0 && decoded.parts.every(({ kind }) => kind === 'empty'),
    isMultipart: decoded.isMultipart,
    kinds: [...new Set(decoded.parts.map(({ kind }) => kind))],
    problems,
    bootstraps: byPlace(bootstraps),
    hasNodeConfig: configs.length > 0,
    featureGates: Object.assign({}, ...configs.map(({ featureGates }) => featureGates)) as Record<string, boolean>,
    startsKubeletOrBootstrap: touches.length > 0,
    kubeletTouches: byPlace(touches),
    otherDistribution: otherDistribution(effectiveText),
    ecs: ecs || configuresEcs(effectiveText),
    secrets: decoded.parts.flatMap(({ text, kind, rendersTo }, part): readonly SecretSighting[] => secretsIn(text, rendersTo ?? kind, part, budget)),
    hardening,
    securityUpdates: [...updaters, ...securityUpdates],
    imdsBlocked: imdsBlocks(shell.commands, windows),
    adminContainer: admin,
    hostContainers,
    fullyKnown: blindspots.length === 0,
    blindspots: byPlace(blindspots),
  };
}

/** Configurations that a script writes and hands to nodeadm, or drops where nodeadm looks for more of them. */
function configsInFiles(commands: readonly RunCommand[], files: ReadonlyMap<string, Script>): readonly NodeConfig[] {
  const named = new Set<string>();
  for (const command of commands) {
    if (command.name !== 'nodeadm') continue;
    for (const match of everything(command).slice(0, 2000).matchAll(/(?:file:\/\/)?(\/[\w./-]+)/g)) named.add(match[1] as string);
  }
  const found: NodeConfig[] = [];
  for (const [path, { text, part, firstLine }] of files) {
    const isDropIn = path.startsWith('/etc/eks/nodeadm.d/');
    if (!isDropIn && !named.has(path)) continue;
    const configs = nodeConfigs(text, part, firstLine);
    // A drop-in cannot replace the cluster block (amazon-eks-ami, nodeadm documentation).
    if (typeof configs !== 'string') found.push(...configs.map(config => (isDropIn ? { ...config, cluster: undefined } : config)));
  }
  return found;
}

/** Lines that are nothing but a placeholder, and in PowerShell such as stand for more options. */
function loosePlaceholders(text: string, isPowerShell: boolean): readonly number[] {
  const found: number[] = [];
  text.split('\n').forEach((line, index) => {
    const trimmed = line.length > 300 && !isPowerShell ? '' : line.trim();
    if (/^(?:\$\{[^{}]{1,200}\}|<<[A-Za-z][^<>]{0,200}>>|\{\{[^{}]{1,200}\}\})$/.test(trimmed)) found.push(index + 1);
    else if (isPowerShell && [...trimmed.matchAll(/(?<=\s)\$\{(\w{1,80})\}(?=\s|$)/g)].some(match => freeText.test(match[1] as string))) found.push(index + 1);
  });
  return found;
}
