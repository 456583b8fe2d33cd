import type { EvidenceItem, Finding, Run, Subject, Summary } from '../../src/findings/index.ts';
import type { RenderOptions, Reporter } from '../../src/reporters/reporter.ts';
import type { Rule, RuleId, Severity, Verdict } from '../../src/rules/index.ts';

/** Hand-written runs for the reporters' tests: say what a case is about, the rest is ordinary. */

export const options: RenderOptions = { color: false, width: 100, verdicts: 'default', category: 'eks-audit' };

/** The whole report as one string. */
export function rendered(reporter: Reporter, run: Run, more: Partial<RenderOptions> = {}): string {
  return [...reporter.render(run, { ...options, ...more })].join('');
}

export function rule(id: string, more: Partial<Omit<Rule, 'id'>> = {}): Rule {
  return {
    id: id as RuleId,
    topic: 'metadata',
    title: `Worker nodes satisfy ${id}`,
    severity: 'high',
    subject: 'node',
    assert: 'true',
    message: `{node.name} does not satisfy ${id}`,
    why: `What ${id} asks for keeps one mistake from becoming two.`,
    fix: `Do what ${id} asks for.`,
    references: [],
    frameworks: {},
    ...more,
  };
}

export const imdsv2 = rule('imdsv2-required', {
  title: 'Worker nodes accept only IMDSv2 requests',
  why: "A pod tricked into one HTTP request can read the node role's credentials; a session token blocks that.",
  fix: 'Set HttpTokens to required in the launch template.',
  references: ['https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html', 'EC2 User Guide, instance metadata service'],
  frameworks: { 'security-hub': ['EC2.8', 'EC2.170'], 'nist-800-53': ['AC-3', 'AC-3(15)', 'AC-3(7)', 'AC-6'], cis: ['5.6', '5.7', '5.8'] },
});

export const subnetsPrivate = rule('subnets-private', { topic: 'network', title: 'Worker nodes stand in private subnets' });
export const hopLimit = rule('imds-hop-limit', { severity: 'medium', title: 'A token response travels one hop' });
export const asgCanScale = rule('asg-can-scale', { topic: 'scaling', severity: 'low', title: 'The group can grow' });
export const openPorts = rule('sg-no-public-admin-ports', { topic: 'network', severity: 'critical', title: 'No administrative port is open to the world' });

export function subject(name: string, more: Partial<Subject> = {}): Subject {
  return {
    kind: 'self-managed',
    name,
    cluster: 'main',
    ref: `aws_autoscaling_group.${name}`,
    input: 'plan.json',
    recognisedBy: ['tag kubernetes.io/cluster/main', 'user data runs nodeadm'],
    match: `main/${name}`,
    ...more,
  };
}

export function evidence(more: Partial<EvidenceItem> = {}): EvidenceItem {
  return {
    ref: 'aws_launch_template.workers',
    path: 'LaunchTemplateData.MetadataOptions.HttpTokens',
    attribute: 'metadata_options[0].http_tokens',
    value: 'optional',
    decidedBy: 'set',
    linkedBy: 'reference',
    ...more,
  };
}

export function finding(rule: Rule, subject: Subject, more: Partial<Finding> = {}): Finding {
  const items = more.evidence ?? [evidence()];
  return {
    id: `id-${rule.id}-${subject.name}`,
    rule: rule.id,
    verdict: 'fail',
    severity: rule.severity,
    subject,
    message: `${subject.name} still answers IMDSv1: HttpTokens is optional`,
    location: { file: 'plan.json', line: 1, column: 2345, address: 'aws_launch_template.workers' },
    evidence: items,
    trail: () => items,
    evidenceHash: `hash of ${JSON.stringify(items)}`,
    ...more,
  };
}

const order: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not-applicable'];
const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];

/** A run of these findings, in the order given, which must be the one that a run has. */
export function run(findings: readonly Finding[], more: Partial<Omit<Run, 'summary'>> & { summary?: Partial<Summary> } = {}): Run {
  const none = () => Object.fromEntries(order.map(verdict => [verdict, 0])) as Record<Verdict, number>;
  const verdicts = none();
  // A map, since a test's rule may be called __proto__.
  const byRule = new Map<string, Record<Verdict, number>>();
  const failsBySeverity = Object.fromEntries(severities.map(severity => [severity, 0])) as Record<Severity, number>;
  for (const { verdict, rule, severity, waiver, existing } of findings) {
    verdicts[verdict]++;
    const counted = byRule.get(rule) ?? none();
    counted[verdict]++;
    byRule.set(rule, counted);
    if (verdict === 'fail' && !waiver && !existing) failsBySeverity[severity]++;
  }
  const failed = severities.some(severity => severity !== 'low' && failsBySeverity[severity] > 0);
  const subjects = [...new Set(findings.map(({ subject }) => subject))];
  const { summary, ...rest } = more;
  return {
    tool: { name: 'eks-audit', version: '0.0.0' },
    inputs: [{ path: 'plan.json', kind: 'Terraform plan', description: 'format 1.2, Terraform 1.9.8', read: 'whole', passedOver: [] }],
    subjects,
    rules: new Map([imdsv2, openPorts, subnetsPrivate, hopLimit, asgCanScale].map(each => [each.id, each])),
    findings,
    open: findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown'),
    diagnostics: [],
    failOn: 'medium',
    summary: {
      subjects: subjects.length,
      verdicts,
      byRule: Object.fromEntries(byRule),
      failsBySeverity,
      waived: findings.filter(({ waiver }) => waiver).length,
      existing: findings.filter(({ existing }) => existing).length,
      notes: 0,
      established: true,
      exitCode: failed ? 1 : 0,
      exitReason: failed ? 'a finding at or above medium failed' : 'nothing at or above medium failed',
      ...summary,
    },
    ...rest,
  };
}

/** A run with something of everything: what the goldens show. */
export function telling({ spots: count = 18 } = {}): Run {
  const workers = subject('workers');
  const gpu = subject('gpu', { kind: 'managed', ref: 'module.eks.aws_eks_node_group.this["gpu"]', recognisedBy: ['aws_eks_node_group'] });
  const spots = Array.from({ length: count }, (_, index) => subject(`spot-${index + 1}`, { ref: `aws_autoscaling_group.spot[${index}]` }));
  const away = subject('away', { kind: 'cluster', ref: 'aws_eks_cluster.away', cluster: 'away', match: 'away', unjudged: 'its nodes are made by Karpenter, outside this plan' });
  const open = [
    evidence({ ref: 'aws_security_group.nodes', path: 'IpPermissions[0].IpRanges[0].CidrIp', attribute: 'ingress[0].cidr_blocks[0]', value: '0.0.0.0/0', linkedBy: 'inferred' }),
  ];
  const leftOut = evidence({ value: null, decidedBy: 'default', because: 'AWS answers IMDSv1 unless the account or the image says otherwise' });
  const unknownRoute: Partial<Finding> = {
    verdict: 'unknown',
    message: 'cannot tell whether Worker nodes stand in private subnets: route is not in this input (data.aws_subnets.private); scan the plan that holds the VPC as well',
    resolveWith: 'scan the plan that holds the VPC as well',
    evidence: [
      {
        ref: 'data.aws_subnets.private',
        path: 'Subnets',
        unknown: { reason: 'not in this input', refersTo: 'data.aws_subnets.private' },
        decidedBy: 'set',
        linkedBy: 'reference',
      },
    ],
  };
  const findings = [
    finding(openPorts, workers, {
      message: 'workers opens TCP 22 to the world through aws_security_group.nodes',
      location: { file: 'plan.json', line: 1, column: 900, endLine: 1, endColumn: 1300, address: 'aws_security_group.nodes' },
      relatedLocations: [{ file: 'plan.json', line: 1, column: 4000, address: 'aws_autoscaling_group.workers' }],
      evidence: open,
    }),
    ...[workers, gpu, ...spots].map(each =>
      finding(imdsv2, each, {
        message: `${each.name} still answers IMDSv1: HttpTokens is optional`,
        evidence: [leftOut],
        remedy: {
          changes: [{ action: 'set', ref: 'aws_launch_template.workers', path: 'LaunchTemplateData.MetadataOptions.HttpTokens', attribute: 'metadata_options[0].http_tokens', to: 'required' }],
          proven: true,
          text: 'set metadata_options[0].http_tokens = "required" in aws_launch_template.workers',
        },
      }),
    ),
    finding(subnetsPrivate, gpu, {
      severity: 'medium',
      lowered: 'the control plane is reached privately',
      message: 'gpu may be launched into a public subnet',
      evidence: [evidence({ ref: 'aws_route.public', path: 'GatewayId', attribute: 'gateway_id', value: 'igw-1' })],
      existing: true,
    }),
    finding(hopLimit, workers, {
      message: 'workers lets a token response travel 2 hops',
      waiver: { reason: 'a daemon on the pod network needs it', owner: 'platform@example.com', until: '2030-01-31' },
      evidence: [evidence({ path: 'LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit', attribute: 'metadata_options[0].http_put_response_hop_limit', value: 2 })],
    }),
    finding(asgCanScale, workers, {
      message: 'workers cannot grow: min_size and max_size are both 3',
      location: { file: 'plan.json', line: 1, column: 4000, address: 'aws_autoscaling_group.workers' },
      evidence: [
        evidence({ ref: 'aws_autoscaling_group.workers', path: 'MinSize', attribute: 'min_size', value: 3 }),
        evidence({ ref: 'aws_autoscaling_group.workers', path: 'MaxSize', attribute: 'max_size', value: 3 }),
      ],
    }),
    finding(subnetsPrivate, workers, unknownRoute),
    finding(subnetsPrivate, spots[0] ?? workers, unknownRoute),
    finding(openPorts, gpu, { verdict: 'pass', message: '', evidence: [], notes: ['SSH is open to the bastion'] }),
    finding(asgCanScale, gpu, { verdict: 'not-applicable', message: '', evidence: [] }),
  ];
  return run(findings, {
    subjects: [workers, gpu, ...spots, away],
    inputs: [
      { path: 'plan.json', kind: 'Terraform plan', description: 'format 1.2, Terraform 1.9.8', read: 'in part', passedOver: [{ ref: 'aws_autoscaling_group.kops', because: 'its user data is that of kOps' }] },
      { path: 'plan.bin', kind: 'unknown', read: 'not at all', passedOver: [] },
    ],
    diagnostics: [
      {
        code: 'plan-is-binary',
        severity: 'error',
        file: 'plan.bin',
        position: { line: 1, column: 1 },
        message: 'plan.bin is a binary plan file',
        why: 'a binary plan can be read only by the Terraform version that made it',
        fix: 'terraform show -json plan.bin > plan.json\neks-audit scan plan.json',
      },
      { code: 'plan-incomplete', severity: 'warning', file: 'plan.json', message: 'the plan was made with -target', why: 'resources outside the target are not in it' },
    ],
    summary: { notes: 1, subjects: count + 3, exitCode: 2, exitReason: 'plan.bin could not be read', established: false },
  });
}
