import type { NodeGroup, Variant } from '../nodes/index.ts';
import type { CompiledRule, FactTree, Judgement, Verdict } from './judge.ts';
import { severities } from './rule.ts';

/** A rule's verdict on a group, and the launch variant that decided it. */
export interface GroupJudgement {
  readonly verdict: Verdict;
  readonly judgement: Judgement;
  readonly variant?: string;
}

const order: readonly Verdict[] = ['fail', 'unknown', 'pass', 'not-applicable'];

/** Judges every variant; the group takes the worst, of several fails the most severe. */
export function judgeGroup(rule: CompiledRule, group: NodeGroup): GroupJudgement {
  const [only, ...others] = group.variants;
  if (only && others.length === 0) return judgeVariant(rule, only);
  return worst(group.variants.map(variant => judgeVariant(rule, variant)));
}

function worst(variants: readonly GroupJudgement[]): GroupJudgement {
  const [first, ...rest] = variants;
  if (!first) throw new Error('a group has at least one variant');
  return rest.reduce((before, next) => (rank(next) < rank(before) ? next : before), first);
}

function rank({ verdict, judgement }: Pick<GroupJudgement, 'verdict' | 'judgement'>): number {
  return order.indexOf(verdict) * severities.length + severities.indexOf(judgement.severity);
}

/** Of several alternatives one is meant: the verdict stands only if all agree. */
function judgeVariant(rule: CompiledRule, variant: Variant): GroupJudgement {
  const [single, ...more] = variant.alternatives;
  if (single && more.length === 0 && variant.name === undefined) {
    const judgement = rule.judge(single as unknown as FactTree);
    return { verdict: judgement.verdict, judgement };
  }
  const all = variant.alternatives.map(facts => rule.judge(facts as unknown as FactTree));
  const [first] = all;
  if (!first) throw new Error('a variant has at least one alternative');
  const name = variant.name === undefined ? {} : { variant: variant.name };
  // Pass and not applicable are one settled side: whichever is meant, nothing is wrong.
  const side = (verdict: Verdict): Verdict => (verdict === 'not-applicable' ? 'pass' : verdict);
  if (all.every(other => side(other.verdict) === side(first.verdict))) {
    const judgement = all.find(other => other.verdict === 'pass') ?? first;
    return { verdict: judgement.verdict, judgement, ...name };
  }
  const unknown = all.find(other => other.verdict === 'unknown') ?? all.find(other => other.verdict === 'fail') ?? first;
  return { verdict: 'unknown', judgement: unknown, ...name };
}
