/** Policies with one thing wrong, or nothing: what reading them and the shipped schema have to agree on. */

export const waiver = { rule: 'imdsv2-required', subject: 'main/*', reason: 'moves in spring', owner: 'platform', until: '2026-12-31' };

const { until: _, ...endless } = waiver;
const { owner: __, reason: ___, ...anonymous } = waiver;

export const accepted: readonly (readonly [name: string, policy: unknown])[] = [
  ['nothing', {}],
  ['every key', {
    $schema: './schemas/eksnode-policy.schema.json',
    failOn: 'high',
    unknown: 'fail',
    plan: 'partial',
    rules: { 'imds-hop-limit': 'off', 'ssh-access-closed': 'medium', 'asg-can-scale': { enabled: true, severity: 'low' }, 'imdsv2-required': 'on' },
    parameters: { trustedImageOwners: ['111122223333', 'aws-marketplace'], trustedImages: ['ami-0abc'], hardenedImageNames: ['golden-*'], rotationDays: 14, extendedSupportCounts: false },
    facts: {
      region: 'us-gov-west-1',
      instanceMetadataDefaults: { httpTokens: 'required', httpPutResponseHopLimit: 1, httpEndpoint: 'no-preference' },
      ebsEncryptionByDefault: true,
      cniRoleBound: true,
      scaledBy: 'nightly job',
      controlPlaneSecurityGroups: ['sg-0abc'],
      otherZones: ['eu-west-1b'],
      intrusionPrevention: 'Falco',
      fileIntegrityMonitoring: 'Wazuh',
      antiVirus: 'ClamAV',
      securityUpdates: 'Renovate',
    },
    clusters: { main: { facts: { scaledBy: 'Cluster Autoscaler' } }, constructor: {}, Test_2: { facts: {} } },
    waivers: [waiver, { ...waiver, rule: 'imds*', subject: '*', evidenceHash: 'ab12' }],
  }],
  ['no severity for a rule', { rules: { 'imds-hop-limit': { enabled: false } } }],
  ['nothing fails', { failOn: 'none' }],
  ['a former id', { rules: { 'imds-hops': 'off' }, waivers: [{ ...waiver, rule: 'imds-hops' }] }],
  ['the last day of February in a leap year', { waivers: [{ ...waiver, until: '2028-02-29' }] }],
];

interface Rejected {
  readonly policy: unknown;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
}

const rejection = (policy: unknown, code: string, message: string, fix: string): Rejected => ({ policy, code: `policy-${code}`, message, fix });

export const rejected: readonly (readonly [name: string, rejected: Rejected])[] = [
  ['an unknown key', rejection({ failon: 'high' }, 'unknown-key', 'a policy has no key "failon"', 'did you mean "failOn"?')],
  ['an unknown key that is like none', rejection({ sources: [] }, 'unknown-key', 'no key "sources"', 'its keys are $schema, failOn')],
  ['__proto__ as a key', rejection(JSON.parse('{ "__proto__": { "failOn": "none" } }'), 'unknown-key', 'no key "__proto__"', 'its keys are')],
  ['__proto__ within', rejection(JSON.parse('{ "facts": { "__proto__": { "region": "eu-west-1" } } }'), 'unknown-key', 'facts has no key "__proto__"', 'its keys are')],
  ['toString as a key', rejection({ parameters: { toString: 1 } }, 'unknown-key', 'parameters has no key "toString"', 'its keys are')],
  ['an unknown fact', rejection({ facts: { antivirus: 'x' } }, 'unknown-key', 'facts has no key "antivirus"', '"antiVirus"')],
  ['an unknown fact of a cluster', rejection({ clusters: { main: { facts: { zones: [] } } } }, 'unknown-key', 'clusters.main.facts has no key "zones"', 'its keys are region')],
  ['a list instead of the policy', rejection([], 'wrong-type', 'the policy is a list; it has to be an object', '{ and }')],
  ['null instead of the policy', rejection(null, 'wrong-type', 'the policy is null', '{ and }')],
  ['a text for a list', rejection({ parameters: { trustedImages: 'ami-0abc' } }, 'wrong-type', 'parameters.trustedImages is "ami-0abc"; it has to be a list', '["ami-0abc"]')],
  ['an object for a list', rejection({ waivers: {} }, 'wrong-type', 'waivers is an object', '[ and ]')],
  ['a list for an object', rejection({ rules: ['off'] }, 'wrong-type', 'rules is a list; it has to be an object', '{ and }')],
  ['an account id as a number', rejection({ parameters: { trustedImageOwners: [111122223333] } }, 'wrong-type', 'trustedImageOwners[0] is 111122223333', '"111122223333"')],
  ['an account id that is too short', rejection({ parameters: { trustedImageOwners: ['1234'] } }, 'wrong-value', 'trustedImageOwners[0] is "1234"', '12 digits')],
  ['an image name for an id', rejection({ parameters: { trustedImages: ['golden'] } }, 'wrong-value', 'an image id, like "ami-', 'give an image id')],
  ['a zone for a Region', rejection({ facts: { region: 'eu-west-1a' } }, 'wrong-value', 'facts.region is "eu-west-1a"', 'eu-west-1')],
  ['a number in quotes', rejection({ parameters: { rotationDays: '30' } }, 'wrong-type', 'rotationDays is "30"; it has to be a whole number, 1 or more', '30')],
  ['no days', rejection({ parameters: { rotationDays: 0 } }, 'wrong-value', 'rotationDays is 0', '30')],
  ['half a day', rejection({ parameters: { rotationDays: 0.5 } }, 'wrong-value', 'rotationDays is 0.5', '30')],
  ['a hop limit beyond 64', rejection({ facts: { instanceMetadataDefaults: { httpPutResponseHopLimit: 65 } } }, 'wrong-value', 'has to be a whole number, 1 to 64', '1')],
  ['true in quotes', rejection({ facts: { cniRoleBound: 'true' } }, 'wrong-type', 'facts.cniRoleBound is "true"', 'true without quotes')],
  ['null for a value', rejection({ facts: { ebsEncryptionByDefault: null } }, 'wrong-type', 'facts.ebsEncryptionByDefault is null', 'true or false')],
  ['a blank text', rejection({ facts: { antiVirus: ' ' } }, 'wrong-value', 'facts.antiVirus is " "', 'a text')],
  ['a severity that is none', rejection({ failOn: 'hihg' }, 'wrong-value', 'failOn is "hihg"; it has to be one of "critical", "high", "medium", "low", "none"', 'did you mean "high"?')],
  ['off as a boolean', rejection({ rules: { 'imds-hop-limit': false } }, 'wrong-value', 'rules.imds-hop-limit is false; it has to be one of "on", "off", "critical"', '"off"')],
  ['a severity that is none, in an object', rejection({ rules: { 'imds-hop-limit': { severity: 'none' } } }, 'wrong-value', 'rules.imds-hop-limit.severity is "none"', '"low"')],
  ['a cluster name that cannot be', rejection({ clusters: { 'main/workers': {} } }, 'wrong-value', 'can have the name "main/workers"', 'the name of a cluster')],
  ['a waiver without its end', rejection({ waivers: [endless] }, 'missing-key', 'waivers[0] has no "until"', 'add "until": "2026-08-30"')],
  ['a waiver without an owner', rejection({ waivers: [{ ...anonymous, reason: 'x' }] }, 'missing-key', 'waivers[0] has no "owner"', 'add "owner"')],
  ['a waiver without a reason', rejection({ waivers: [{ ...anonymous, owner: 'x' }] }, 'missing-key', 'waivers[0] has no "reason"', 'add "reason"')],
  ['a date in another form', rejection({ waivers: [{ ...waiver, until: '31.12.2026' }] }, 'wrong-value', 'waivers[0].until is "31.12.2026", no date of the form YYYY-MM-DD', '"2026-08-30"')],
  ['a day that no calendar has', rejection({ waivers: [{ ...waiver, until: '2026-02-30' }] }, 'wrong-value', 'a day that no calendar has', '"2026-08-30"')],
  ['a month that no calendar has', rejection({ waivers: [{ ...waiver, until: '2026-13-01' }] }, 'wrong-value', 'a day that no calendar has', '"2026-08-30"')],
  ['a year for a date', rejection({ waivers: [{ ...waiver, until: 2026 }] }, 'wrong-type', 'waivers[0].until is 2026', '"2026-08-30"')],
  ['spaces in a waived rule', rejection({ waivers: [{ ...waiver, rule: 'IMDSv2 required' }] }, 'wrong-value', 'waivers[0].rule is "IMDSv2 required"', 'a rule id or a pattern')],
  ['an unknown key of a waiver', rejection({ waivers: [{ ...waiver, untill: 'x' }] }, 'unknown-key', 'waivers[0] has no key "untill"', '"until"')],
];
