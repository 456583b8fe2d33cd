import { Unknown } from '../../inventory/index.ts';
import { allows } from './allows.ts';
import { candidates, unseen } from './candidates.ts';
import { type Blocker, type Reach, reach } from './reach.ts';
import type { GroupSet } from './rules.ts';

/**
 * Whether nodes can reach TCP 443 of what they pull from (EKS, ECR, S3, STS). Yes: all of the internet, by IPv4 or IPv6. A way out to less
 * than that (VPC endpoints' groups, CIDRs, prefix lists) may or may not lead there: unknown. No: no way out on 443 at all.
 */
export function nodeEgress<H>(set: GroupSet<H>): Reach<H> {
  const query = { direction: 'egress', protocol: 'tcp', port: 443 } as const;
  const anywhere = allows(set, { ...query, peer: 'world' });
  if (anywhere.verdict === 'yes') return anywhere;
  const ways = candidates(set, query).map(({ rule, doubt, addressed }): Blocker<H> => {
    const unknown = doubt ?? (addressed.kind === 'unknown' ? addressed.unknown : narrower);
    return { kind: 'rule', rule: rule.id, unknown };
  });
  return reach([], [...ways, ...unseen(set)]);
}

const narrower = new Unknown('not-in-input', 'whether the registry and the AWS APIs are behind this destination', {
  resolveWith: 'check that the endpoints for EKS, ECR, S3 and STS are among the destinations of the rule',
});
