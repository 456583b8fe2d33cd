import type { Node } from 'jsonc-parser';
import type { DeclaredFacts, NodeParameters } from '../../nodes/index.ts';
import { type Rule, type RuleId, severities, type Severity } from '../../rules/index.ts';
import type { RuleSetting } from '../../findings/index.ts';
import { day, defined, either, type JsonSchema, type Keys, list, map, oneOf, type Reading, record, type Shape, text, trueOrFalse, wholeNumber } from './json-shape.ts';
import { type RuleNames, ruleNames } from './rule-names.ts';

/**
 * What a policy file holds: the one description that reading it, the shipped JSON Schema and so an editor's help come from.
 */
export function policyShape(rules: readonly Rule[]) {
  const names = ruleNames(rules);
  return record(
    'What eks-audit judges by, and what it lets pass: rules, parameters, declared facts, waivers and the threshold. All of it is optional. Comments are allowed.',
    {},
    {
      $schema: text('The JSON Schema of this file, for editors.'),
      failOn: oneOf('The lowest severity at which a fail makes the run fail (exit code 1); "none": no fail does.', [...severities, 'none']),
      unknown: oneOf('What an unknown at or above failOn does: "report" lists and counts it, "fail" ends with exit code 3.', ['report', 'fail']),
      plan: oneOf('"complete": what a plan does not show of resources that exist already is not there. "partial": other states may hold more of it.', ['complete', 'partial']),
      rules: map('Settings of single rules. A rule that is not listed is on, at its own severity.', ruleKeys(rules, names), defined('ruleSetting', ruleSetting)),
      parameters: record('What rules compare with.', {}, parameters),
      facts: defined('facts', facts),
      clusters: map('What holds for single clusters, by cluster name.', clusterKeys, record('One cluster.', {}, { facts: defined('facts', facts) })),
      waivers: list('Findings that are accepted for a time.', waiver(rules, names)),
    },
  );
}

/** The definitions that the schema of {@link policyShape} refers to. */
export function definitions(): Readonly<Record<string, JsonSchema>> {
  return { ruleSetting: ruleSetting.schema, facts: facts.schema };
}

type Written = 'on' | 'off' | Severity | { readonly enabled?: boolean; readonly severity?: Severity };

const ruleSetting: Shape<Written> = either(
  'Whether the rule judges, and how severe its fails are: "on", "off", a severity, or both as an object.',
  oneOf('"off": the rule does not judge. "on": it does, at its own severity. A severity: it does, at that one.', ['on', 'off', ...severities]),
  record('Whether the rule judges, and how severe its fails are.', {}, {
    enabled: trueOrFalse('Whether the rule judges; true where it is left out.'),
    severity: oneOf("How severe a fail is; the rule's own severity where it is left out.", severities),
  }),
);

/** What a rule's setting says, in whichever way it was written. */
export function settingOf(written: Written): RuleSetting {
  if (written === 'on' || written === 'off') return { enabled: written === 'on' };
  if (typeof written === 'string') return { enabled: true, severity: written };
  return { enabled: written.enabled ?? true, ...(written.severity === undefined ? {} : { severity: written.severity }) };
}

const parameters = {
  trustedImageOwners: list(
    "Owners whose images are trusted beside AWS's and its partners'.",
    text('An account id, or an owner alias.', { pattern: /^(\d{12}|[a-z][a-z-]*)$/, what: 'an account id of 12 digits or an owner alias', like: '111122223333' }),
  ),
  trustedImages: list('Images that are trusted by themselves.', text('An image id.', { pattern: /^ami-[0-9a-f]+$/, what: 'an image id', like: 'ami-0123456789abcdef0' })),
  hardenedImageNames: list('Names of images that are known to be hardened; * stands for any characters.', text('A name, or a pattern with *.')),
  rotationDays: wholeNumber('How many days a node may live before its replacement counts as an update.', { least: 1, like: 30 }),
  extendedSupportCounts: trueOrFalse('Whether a Kubernetes version in extended support counts as supported.'),
} satisfies { readonly [K in keyof NodeParameters]-?: Shape<NodeParameters[K]> };

const facts = record('What no input can hold, declared: the evidence of a verdict that rests on it says "declared".', {}, {
  region: text('The Region of the nodes, where the input does not say.', { pattern: /^[a-z]+(-[a-z]+)+-\d+$/, what: 'the name of a Region', like: 'eu-west-1' }),
  instanceMetadataDefaults: record("The account's metadata defaults in the Region, as `aws ec2 get-instance-metadata-defaults` shows them.", {}, {
    httpTokens: oneOf('Whether instances require session tokens by default.', ['required', 'optional', 'no-preference']),
    // ModifyInstanceMetadataDefaults takes 1 to 64; its -1, no preference, is said by leaving it out.
    httpPutResponseHopLimit: wholeNumber('The default hop limit; left out: no preference.', { least: 1, most: 64, like: 1 }),
    httpEndpoint: oneOf('Whether the metadata endpoint is on by default.', ['enabled', 'disabled', 'no-preference']),
  }),
  ebsEncryptionByDefault: trueOrFalse('Whether the account encrypts new EBS volumes by default in the Region.'),
  cniRoleBound: trueOrFalse('Whether a role is bound to the service account kube-system/aws-node, so that nodes need no CNI permissions.'),
  scaledBy: text('What changes the number of nodes from outside the input.'),
  controlPlaneSecurityGroups: list(
    "The security groups on the control plane's network interfaces.",
    text('A security group id.', { pattern: /^sg-[0-9a-f]+$/, what: 'a security group id', like: 'sg-0123456789abcdef0' }),
  ),
  otherZones: list("Availability Zones of the cluster's node groups that are not in the input.", text('A zone, as eu-west-1a.')),
  intrusionPrevention: text('What prevents intrusions on the nodes: a DaemonSet, a service.'),
  fileIntegrityMonitoring: text("What watches the integrity of the nodes' files."),
  antiVirus: text('What scans the nodes for malware.'),
  securityUpdates: text('What brings security updates to the nodes: a pipeline that rolls managed groups, for example.'),
} satisfies { readonly [K in keyof DeclaredFacts]-?: Shape<NonNullable<DeclaredFacts[K]>> });

/** `CreateCluster` takes these names and no others (EKS API Reference). */
const clusterName = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;

const clusterKeys: Keys<string> = {
  schema: value => ({ propertyNames: { pattern: clusterName.source }, additionalProperties: value }),
  read(key, reading) {
    if (clusterName.test(String(key.value))) return String(key.value);
    return reading.note(key, {
      code: 'policy-wrong-value',
      message: `no EKS cluster can have the name ${JSON.stringify(key.value)}`,
      why: 'a declaration for a cluster that does not exist would silently have no effect',
      fix: 'give the name of a cluster: letters, digits, - and _, at most 100 of them',
    });
  },
};

/** How rule ids are written, those of a user's own rules too, which the schema cannot list. */
const rulePattern = '^[a-z][a-z0-9]*(-[a-z0-9]+)*$';

function ruleKeys(rules: readonly Rule[], names: RuleNames): Keys<RuleId> {
  return {
    schema: value => ({
      // Listed for what editors offer and show; any other well-formed id may be a user's own rule.
      properties: Object.fromEntries(rules.map(rule => [rule.id, { ...value, description: `${rule.title} (${rule.severity})`, default: 'on' }])),
      propertyNames: { pattern: rulePattern },
      additionalProperties: value,
    }),
    read: (key, reading) => ruleAt(key, reading, names),
  };
}

/** The id of a rule that is called by its id, or by a former one, which is noted. */
function ruleAt(node: Node, reading: Reading, names: RuleNames): RuleId | undefined {
  const name = String(node.value);
  const found = names.find(name);
  if (!found) {
    return reading.note(node, {
      code: 'policy-unknown-rule',
      message: `there is no rule ${JSON.stringify(name)}`,
      why: 'a setting for a rule that does not exist would silently have no effect; rules of your own exist only with --rules <folder>',
      fix: names.suggest(name),
    });
  }
  if (found.isFormer) {
    reading.note(node, {
      code: 'policy-renamed-rule',
      severity: 'warning',
      message: `the rule ${name} is called ${found.id} now`,
      why: 'the former name still works, and may not forever',
      fix: `write "${found.id}"`,
    });
  }
  return found.id;
}

/** A rule, or a pattern over rules that matches one at least. */
function rulesCovered(rules: readonly Rule[], names: RuleNames): Shape<string> {
  const description = 'The id of the rule, or a pattern with *.';
  const written = text(description, { pattern: /^[a-z0-9*-]+$/, what: 'a rule id or a pattern with *', like: 'imdsv2-required' });
  return {
    schema: { description, anyOf: [{ enum: rules.map(rule => rule.id) }, { ...written.schema, description: 'A rule of your own, or a pattern.' }] },
    read(node, reading, path) {
      const pattern = written.read(node, reading, path);
      if (pattern === undefined) return undefined;
      if (!pattern.includes('*')) return ruleAt(node, reading, names);
      if (names.matching(pattern).length > 0) return pattern;
      return reading.note(node, {
        code: 'policy-unknown-rule',
        message: `${path} is ${JSON.stringify(pattern)}, which matches no rule`,
        why: 'a waiver for rules that do not exist would silently cover nothing',
        fix: names.suggest(pattern),
      });
    },
  };
}

/** A waiver, with the place where it stands. */
function waiver(rules: readonly Rule[], names: RuleNames) {
  const written = record(
    'A finding, or several, accepted for a time.',
    {
      rule: rulesCovered(rules, names),
      subject: text("The node group's or cluster's name, its address or ARN, or cluster/name; * stands for any characters."),
      reason: text('Why the finding is accepted.'),
      owner: text('Who decided it, and can be asked.'),
      until: day('The last day (UTC) on which the waiver holds.'),
    },
    { evidenceHash: text("The finding's evidenceHash from the JSON report: the waiver holds only as long as the evidence is the same.") },
  );
  return {
    schema: written.schema,
    read: (node: Node, reading: Reading, path: string) => {
      const read = written.read(node, reading, path);
      return read && { ...read, position: reading.position(node) };
    },
  };
}
