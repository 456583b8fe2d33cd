import { everything, type RunCommand, type Script } from './shell-run.ts';
import { mayConcernTools, type Tool, tools } from './tools.ts';
import type { Place, ToolEvidence, WhyNot } from './types.ts';
import type { Statement } from './windows.ts';

interface Sighting {
  via: 'command' | 'packages';
  installed?: Place;
  enabled?: Place;
  listed?: Place;
}

export interface HardeningSources {
  readonly commands: readonly RunCommand[];
  readonly statements: readonly Statement[];
  readonly packages: readonly (Place & { readonly name: string })[];
  readonly upgradesAt: Place | undefined;
  readonly files: ReadonlyMap<string, Script>;
}

export type HardeningEvidence = Readonly<Record<Tool['topic'], readonly ToolEvidence[]>>;

/** Evidence of tools being installed and put to work, in the order of the text; one-time updates included. */
export function hardeningEvidence(sources: HardeningSources): HardeningEvidence {
  const sightings = new Map<Tool, Sighting>();
  const see = (tool: Tool, what: 'installed' | 'enabled' | 'listed', { part, line }: Place): void => {
    const sighting = sightings.get(tool) ?? { via: 'command' };
    sighting[what] ??= { part, line };
    sightings.set(tool, sighting);
  };
  const oneTime: ToolEvidence[] = [];

  for (const command of sources.commands) {
    const line = everything(command).slice(0, 512);
    const install = installed(command);
    const service = servicesStarted(command);
    const isCron = /cron/.test(command.writesTo.join(' ')) || command.name === 'crontab' || command.words.some(word => /\/cron|crontab/.test(word.text));
    const shown = isCron ? `${line} ${command.input.slice(0, 512)}` : line;
    if (install || service.length > 0 || mayConcernTools(shown)) for (const tool of tools) {
      if (install?.packages.some(name => tool.packages.test(name))) {
        see(tool, 'installed', command);
        // Debian's packages start their service when they are installed (Debian Policy, 9.3).
        if (install.debian || tool.startsItself) see(tool, 'enabled', command);
      }
      if (runs(command) && tool.installs?.test(line)) {
        see(tool, 'installed', command);
        if (tool.startsItself) see(tool, 'enabled', command);
      }
      if (service.some(name => tool.services.test(name))) see(tool, 'enabled', command);
      if ((runs(command) || isCron) && tool.starts?.test(shown)) see(tool, 'enabled', command);
    }
    const update = updateNow(command, isCron ? shown : undefined);
    if (update) oneTime.push({ ...update, part: command.part, line: command.line });
  }
  for (const { text, part, line } of sources.statements) windowsStatement(text, { part, line }, see);
  for (const { name, part, line } of sources.packages) for (const tool of tools) if (tool.packages.test(name)) see(tool, 'listed', { part, line });
  for (const [path, script] of sources.files) {
    if (!/apt\.conf\.d\//.test(path) || !/Unattended-Upgrade\s+"?[1a-z]/.test(script.text)) continue;
    for (const tool of tools) if (tool.name === 'unattended-upgrades') see(tool, 'enabled', { part: script.part, line: script.firstLine });
  }
  if (sources.upgradesAt) {
    oneTime.push({ tool: 'package_upgrade', via: 'packages', ...sources.upgradesAt, installed: true, enabled: true, effective: false, whyNot: 'once-at-launch' });
  }

  const installTimer = sources.commands.some(each => each.name === 'systemctl' && servicesStarted(each).some(name => name.startsWith('dnf-automatic-install')));
  const applies = installTimer || sources.commands.some(tellsToApply) || [...sources.files.values()].some(({ text }) => /apply_updates\s*=\s*(?:yes|true)/.test(text));
  const evidence: Record<Tool['topic'], ToolEvidence[]> = { intrusionPrevention: [], fileIntegrity: [], antiVirus: [], securityUpdates: [] };
  for (const [tool, sighting] of sightings) {
    const judged = judge(tool, sighting);
    evidence[tool.topic].push(tool.topic === 'securityUpdates' ? { ...judged, applies: tool.name === 'unattended-upgrades' || applies } : judged);
  }
  evidence.securityUpdates.push(...oneTime);
  return evidence;
}

function judge(tool: Tool, { installed: installs, enabled: enables, listed }: Sighting): ToolEvidence {
  const onlyListed = listed !== undefined && installs === undefined;
  const present = installs !== undefined || onlyListed;
  let whyNot: WhyNot | undefined;
  // Where the module works (Ubuntu), the packages start themselves.
  if (onlyListed) whyNot = 'cloud-config-packages';
  else if (!present && !tool.preinstalled) whyNot = 'not-installed';
  else if (!enables) whyNot = 'not-enabled';
  const place = installs ?? listed ?? enables ?? { part: 0, line: 1 };
  return {
    tool: tool.name,
    via: onlyListed ? 'packages' : 'command',
    ...place,
    installed: present,
    enabled: enables !== undefined,
    effective: whyNot === undefined,
    ...(whyNot && { whyNot }),
  };
}

/** Package names that a command installs. */
function installed(command: RunCommand): { readonly packages: readonly string[]; readonly debian: boolean } | undefined {
  const rest = command.words.slice(1).map(word => word.text);
  const named = (from: readonly string[]): string[] => from.flatMap(word => word.split(/\s+/)).filter(word => word !== '' && !word.startsWith('-')).map(packageName);
  switch (command.name) {
    case 'dnf':
    case 'yum':
    case 'microdnf':
    case 'zypper':
    case 'apt':
    case 'apt-get':
    case 'aptitude':
    case 'snap':
    case 'apk': {
      const at = rest.findIndex(word => /^(?:install|localinstall|reinstall|in|add)$/.test(word));
      return at < 0 ? undefined : { packages: named(rest.slice(at + 1)), debian: command.name.startsWith('apt') };
    }
    case 'amazon-linux-extras':
      return rest.some(word => word === 'install') ? { packages: named(rest), debian: false } : undefined;
    case 'rpm':
      return rest.some(word => /^-\w*[iUF]|^--(?:install|upgrade)$/.test(word)) && !rest.some(word => /^-\w*q/.test(word)) ? { packages: named(rest), debian: false } : undefined;
    case 'dpkg':
      return rest.some(word => word === '-i' || word === '--install') ? { packages: named(rest), debian: true } : undefined;
    default:
      return undefined;
  }
}

/** `https://host/dir/falcon-sensor-7.1.rpm` → `falcon-sensor-7.1.rpm`. */
const packageName = (word: string): string => word.slice(word.lastIndexOf('/') + 1).slice(0, 200);

/** Services that a command enables or starts, without `.service`. */
export function servicesStarted(command: RunCommand): readonly string[] {
  const rest = command.words.slice(1).map(word => word.text);
  const unit = (word: string): string => word.replace(/\.(?:service|socket)$/, '').slice(0, 200);
  if (command.name === 'systemctl') {
    const words = rest.filter(word => !word.startsWith('-'));
    return /^(?:enable|start|restart|reenable|try-restart|reload-or-restart|unmask)$/.test(words[0] ?? '') && words[0] !== 'unmask' ? words.slice(1).map(unit) : [];
  }
  if (command.name === 'service') return /^(?:start|restart)$/.test(rest[1] ?? '') ? [unit(rest[0] ?? '')] : [];
  if (command.name === 'chkconfig') return rest.includes('on') ? rest.filter(word => word !== 'on' && !word.startsWith('-')).map(unit) : [];
  if (command.name === 'update-rc.d') return rest.some(word => /^(?:enable|defaults)$/.test(word)) ? [unit(rest[0] ?? '')] : [];
  if (command.name === 'snap') return /^(?:start|restart)$/.test(rest[0] ?? '') ? rest.slice(1).map(unit) : [];
  if (/\/init\.d\//.test(command.words[0]?.text ?? '')) return /^(?:start|restart)$/.test(rest[0] ?? '') ? [unit(command.name)] : [];
  return [];
}

/** Fetching, printing or unpacking an installer does not run it. */
const runs = (command: RunCommand): boolean => !/^(?:curl|wget|aws|echo|printf|cat|cp|mv|rm|chmod|chown|tar|unzip|ls|grep|sed|test|\[|\[\[|export|tee|gsutil)$/.test(command.name);

function updateNow(command: RunCommand, cronLine: string | undefined): Omit<ToolEvidence, keyof Place> | undefined {
  if (cronLine !== undefined) {
    const found = /\b(?:yum|dnf|apt-get|apt)\s+[^\n|;&]*\b(?:update|upgrade|update-minimal|dist-upgrade)\b/.exec(cronLine);
    if (!found) return undefined;
    return { tool: 'cron-update', via: 'command', installed: true, enabled: true, effective: true, applies: /\s-\w*y|--assumeyes|unattended/.test(found[0]) };
  }
  if (!/^(?:yum|dnf|microdnf|apt|apt-get|zypper)$/.test(command.name)) return undefined;
  const rest = command.words.slice(1).map(word => word.text);
  const isApt = command.name.startsWith('apt');
  const verb = rest.find(word => !word.startsWith('-'));
  const updates = isApt ? /^(?:upgrade|dist-upgrade|full-upgrade)$/ : /^(?:update|upgrade|update-minimal|upgrade-minimal|distro-sync|patch|up)$/;
  if (verb === undefined || !updates.test(verb)) return undefined;
  // Named packages are an installation rather than an update.
  const named = rest.slice(rest.indexOf(verb) + 1).filter(word => !word.startsWith('-'));
  if (named.length > 0) return undefined;
  return { tool: `${command.name} ${verb}`, via: 'command', installed: true, enabled: true, effective: false, whyNot: 'once-at-launch', applies: true };
}

const tellsToApply = (command: RunCommand): boolean =>
  (command.name === 'sed' || command.writesTo.length > 0 || command.name === 'tee' || command.name === 'crudini') &&
  /apply_updates[^\n]{0,80}(?:yes|true)/.test(`${everything(command).slice(0, 512)} ${command.input.slice(0, 4000)}`);

function windowsStatement(text: string, place: Place, see: (tool: Tool, what: 'installed' | 'enabled', place: Place) => void): void {
  const line = text.slice(0, 512);
  if (/^\s*(?:Write-\w+|echo|Invoke-WebRequest|iwr|curl|Read-S3Object|Copy-S3Object)\b/i.test(line)) return;
  const installs = /\b(?:msiexec|Start-Process|choco\s+install|Install-Module|Install-WindowsFeature|Install-Package)\b|&\s/i.test(line);
  const starts = /\b(?:Start-Service|Set-Service|sc(?:\.exe)?\s+start|net\s+start)\b/i.test(line);
  const words = line.split(/[\s"'=,;()]+/).map(packageName).map(word => word.slice(word.lastIndexOf('\\') + 1));
  for (const tool of tools) {
    if (installs && (words.some(word => word !== '' && tool.packages.test(word)) || tool.installs?.test(line))) {
      see(tool, 'installed', place);
      see(tool, 'enabled', place); // Windows installers register and start their service.
    }
    if (starts && words.some(word => word !== '' && tool.services.test(word))) see(tool, 'enabled', place);
    if (tool.starts?.test(line)) see(tool, 'enabled', place);
  }
}
