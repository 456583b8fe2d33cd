/** How one tool shows in commands: its packages, its services, and other commands that install or start it. */
export interface Tool {
  readonly name: string;
  readonly topic: 'intrusionPrevention' | 'fileIntegrity' | 'antiVirus' | 'securityUpdates';
  /** Package names, or files and URLs of packages. */
  readonly packages: RegExp;
  readonly services: RegExp;
  /** Commands that install it, other than a package manager. */
  readonly installs?: RegExp;
  /** Commands, cron lines included, that put it to work. */
  readonly starts?: RegExp;
  /** Its installer starts it too. */
  readonly startsItself?: boolean;
  /** Part of the family's stock image, so that enabling it is enough. */
  readonly preinstalled?: boolean;
}

// Every pattern is matched against one word or one short command line; none has nested repetition.
export const tools: readonly Tool[] = [
  { name: 'fail2ban', topic: 'intrusionPrevention', packages: /^fail2ban/, services: /^fail2ban/, starts: /\bfail2ban-(?:client\s+start|server\b)/ },
  { name: 'crowdsec', topic: 'intrusionPrevention', packages: /^crowdsec/, services: /^crowdsec/ },
  { name: 'sshguard', topic: 'intrusionPrevention', packages: /^sshguard/, services: /^sshguard/ },
  { name: 'suricata', topic: 'intrusionPrevention', packages: /^suricata/, services: /^suricata/ },
  // Has no service: a built database, a timer or a cron line is what puts it to work.
  { name: 'aide', topic: 'fileIntegrity', packages: /^aide(?:-common)?$/, services: /^(?:daily)?aide/, starts: /\baide(?:\.wrapper)?\s[^\n]*?(?:--init|--check|--update|-i\b|-C\b)|\baideinit\b/ },
  { name: 'tripwire', topic: 'fileIntegrity', packages: /^tripwire/, services: /^tripwire/, starts: /\btripwire\s[^\n]*?(?:--init|--check|-m\s*[ic]\b)/ },
  { name: 'osquery', topic: 'fileIntegrity', packages: /osquery/, services: /^osqueryd/, starts: /\bosquery(?:ctl\s+(?:re)?start|d\b)/ },
  { name: 'wazuh', topic: 'fileIntegrity', packages: /wazuh-agent/, services: /^wazuh-agent/, starts: /\b(?:wazuh|ossec)-control\s+(?:re)?start/ },
  { name: 'ossec', topic: 'fileIntegrity', packages: /ossec-hids/, services: /^ossec/, starts: /\bossec-control\s+(?:re)?start/ },
  { name: 'samhain', topic: 'fileIntegrity', packages: /^samhain/, services: /^samhain/, starts: /\bsamhain\s[^\n]*?-t\s*(?:init|check)/ },
  { name: 'falcon-filevantage', topic: 'fileIntegrity', packages: /filevantage/i, services: /filevantage/i },
  {
    name: 'clamav',
    topic: 'antiVirus',
    packages: /^(?:clamav|clamd)(?!.*(?:filesystem|-data|-lib|-doc))/,
    services: /^(?:clamd|clamav-daemon|clamav-clamonacc|clamonacc)/,
    starts: /\b(?:clamscan|clamdscan|clamonacc)\b/,
  },
  { name: 'falcon', topic: 'antiVirus', packages: /falcon-sensor/i, services: /^falcon-sensor|^csfalcon/i, installs: /(?:falcon-linux-install|FalconSensor|WindowsSensor)[\w.-]*(?:\.sh|\.exe|\.msi)?/i, starts: /\bfalconctl\s+(?:load|start)/ },
  { name: 'sentinelone', topic: 'antiVirus', packages: /sentinel(?:one|agent)/i, services: /^sentinelone|^SentinelAgent/i, installs: /Sentinel(?:One)?(?:Agent|Installer)[\w.-]*\.(?:exe|msi|sh)/i, starts: /\bsentinelctl\s+control\s+start/, startsItself: false },
  { name: 'defender', topic: 'antiVirus', packages: /^mdatp/, services: /^mdatp|^WinDefend/i, installs: /\bmde_installer\.sh|Install-WindowsFeature[^\n]*Windows-Defender/i, starts: /MicrosoftDefenderATPOnboarding|\bmdatp\s+(?:config\s+real-time-protection|onboard)|Set-MpPreference[^\n]*DisableRealtimeMonitoring\s+(?:\$false|0)/i },
  { name: 'trend-micro', topic: 'antiVirus', packages: /ds_agent|^Agent-PGPCore|deep.?security/i, services: /^ds_agent/, installs: /\/software\/agent\/|(?:ds_agent|Agent-(?:Core|PGPCore))[\w.-]*\.(?:msi|rpm|deb|sh)/i, starts: /\bdsa_control(?:\.exe|\.cmd)?["']?\s[^\n]*?-a\b/i },
  { name: 'sophos', topic: 'antiVirus', packages: /sophos/i, services: /^sophos|^sav-protect/i, installs: /SophosSetup[\w.-]*|SophosInstall[\w.-]*/i, startsItself: true },
  { name: 'eset', topic: 'antiVirus', packages: /^(?:eset|efs\b|eea\b)/i, services: /^(?:efs|eea|esets)$/, installs: /\befs\.(?:x86_64|bin|linux)[\w.-]*/, startsItself: true },
  { name: 'carbon-black', topic: 'antiVirus', packages: /^cb-psc|carbonblack|cbagent/i, services: /^cbagentd|^cbdaemon/, startsItself: true },
  { name: 'cortex-xdr', topic: 'antiVirus', packages: /cortex-?(?:xdr|agent)|^traps/i, services: /^traps/, installs: /\bcortex-[\w.-]+\.sh/i, startsItself: true },
  { name: 'bitdefender', topic: 'antiVirus', packages: /bitdefender|^bdsec/i, services: /^bdsec/, startsItself: true },
  { name: 'guardduty', topic: 'antiVirus', packages: /amazon-guardduty-agent/, services: /^amazon-guardduty-agent/ },
  { name: 'guardduty', topic: 'intrusionPrevention', packages: /amazon-guardduty-agent/, services: /^amazon-guardduty-agent/ },
  { name: 'dnf-automatic', topic: 'securityUpdates', packages: /^dnf-automatic/, services: /^dnf-automatic/ },
  { name: 'yum-cron', topic: 'securityUpdates', packages: /^yum-cron/, services: /^yum-cron/ },
  // Ubuntu's server images ship it (Ubuntu Server documentation, automatic updates).
  { name: 'unattended-upgrades', topic: 'securityUpdates', packages: /^unattended-upgrades/, services: /^unattended-upgrades|^apt-daily-upgrade/, starts: /dpkg-reconfigure[^\n]*unattended-upgrades/, preinstalled: true },
  { name: 'windows-update', topic: 'securityUpdates', packages: /PSWindowsUpdate/i, services: /^wuauserv/i },
];

/** One look that most commands fail, before the whole table is tried. */
const anyCommand = new RegExp(tools.flatMap(({ installs, starts }) => [installs, starts]).flatMap(pattern => (pattern ? [`(?:${pattern.source})`] : [])).join('|'), 'i');

/** Whether a command line may install or start a tool of the table by itself; false is sure. */
export const mayConcernTools = (line: string): boolean => anyCommand.test(line);

/** A command line that belongs to a tool of the table: running it hides nothing. */
export function isKnownTool(command: string): boolean {
  const line = command.slice(0, 512);
  return mayConcernTools(line) && tools.some(({ installs, starts }) => (installs?.test(line) ?? false) || (starts?.test(line) ?? false));
}
