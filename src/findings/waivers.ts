import type { Diagnostic } from '../diagnostics/index.ts';
import type { Finding, Waiver } from './finding.ts';
import { matchesGlob } from './glob.ts';
import type { Policy, PolicyWaiver } from './policy.ts';

/** What is looked at of a finding. */
export type Waivable = Pick<Finding, 'rule' | 'verdict' | 'evidenceHash'> & { readonly subject: Pick<Finding['subject'], 'name' | 'ref' | 'cluster'> };

export interface WaiverMatch {
  /** The first waiver in the policy's order that covers the finding today; only fails and unknowns are waived. */
  readonly waiverFor: (finding: Waivable) => Waiver | undefined;
  /**
   * What is to be said about the waivers once every finding has been asked for: expired, unused, overtaken by changed evidence,
   * about to end.
   */
  readonly diagnostics: () => readonly Diagnostic[];
}

/** Findings that a waiver would cover, as far as its patterns go. */
interface Use {
  readonly waiver: PolicyWaiver;
  /** Whole days until it ends; below zero once it has. */
  readonly daysLeft: number;
  readonly covered: string[];
  /** As `covered`, but the evidence is another than the one it was granted for. */
  readonly changed: string[];
}

const soon = 14;

/**
 * Matches the waivers of a policy on the given day; `until` is the last day, in UTC, on which one holds. `ran` are the rules that
 * judge: a waiver of others is not called unused, since nothing was there for it to cover.
 */
export function matchWaivers(policy: Pick<Policy, 'waivers' | 'file'>, now: Date, ran: Iterable<string>): WaiverMatch {
  const today = dayOf(now.getTime());
  const uses: readonly Use[] = policy.waivers.map(waiver => ({
    waiver,
    daysLeft: dayOf(Date.parse(`${waiver.until}T00:00:00Z`)) - today,
    covered: [],
    changed: [],
  }));
  return {
    waiverFor(finding) {
      // Every waiver that matches is asked, so that one that another makes needless is not called unused.
      const holding = uses.filter(use => names(use.waiver, finding)).filter(use => covers(use, finding));
      const waiver = holding[0]?.waiver;
      return waiver && { reason: waiver.reason, owner: waiver.owner, until: waiver.until };
    },
    diagnostics() {
      const rules = [...ran];
      return uses.flatMap(use => {
        const problem = judge(use, rules);
        return problem ? [{ file: policy.file ?? 'eksnode-policy.json', ...(use.waiver.position ? { position: use.waiver.position } : {}), ...problem }] : [];
      });
    },
  };
}

/** Whether both patterns fit: the rule's id, and the subject's name, ref or `cluster/name`. */
function names(waiver: PolicyWaiver, { rule, subject }: Waivable): boolean {
  if (!matchesGlob(waiver.rule, rule)) return false;
  const spellings = [subject.name, subject.ref, ...(subject.cluster === undefined ? [] : [`${subject.cluster}/${subject.name}`])];
  return spellings.some(spelling => matchesGlob(waiver.subject, spelling));
}

/** Notes a finding under what the waiver does about it; true where it waives. */
function covers({ waiver, daysLeft, covered, changed }: Use, finding: Waivable): boolean {
  if (finding.verdict !== 'fail' && finding.verdict !== 'unknown') return false;
  const shown = `${finding.rule} on ${finding.subject.name}`;
  if (waiver.evidenceHash !== undefined && waiver.evidenceHash !== finding.evidenceHash) {
    changed.push(shown);
    return false;
  }
  covered.push(shown);
  return holds(daysLeft);
}

/** A day that is none (NaN) does not hold: what cannot be read must not waive. */
function holds(daysLeft: number): boolean {
  return daysLeft >= 0;
}

type Problem = Pick<Diagnostic, 'code' | 'severity' | 'message' | 'why' | 'fix'>;

function judge(use: Use, ran: readonly string[]): Problem | undefined {
  const { waiver, daysLeft, covered, changed } = use;
  const what = `the waiver of ${waiver.rule} for ${waiver.subject}`;
  const why = `${waiver.owner} granted it: ${waiver.reason}`;
  if (!holds(daysLeft)) {
    const open = covered.length > 0;
    return {
      code: 'waiver-expired',
      severity: 'warning',
      message: open ? `${what} ended on ${waiver.until} and no longer covers ${list(covered)}` : `${what} ended on ${waiver.until}, and there is nothing it would cover`,
      why,
      fix: open ? `remedy what it covered, or have ${waiver.owner} decide on a later "until"` : 'remove it',
    };
  }
  if (covered.length > 0) {
    if (daysLeft > soon) return undefined;
    return {
      code: 'waiver-ends-soon',
      severity: 'note',
      message: `${what} ends ${daysLeft === 0 ? 'today' : daysLeft === 1 ? 'tomorrow' : `in ${daysLeft} days`}, on ${waiver.until}; it covers ${list(covered)}`,
      why,
      fix: `remedy what it covers, or have ${waiver.owner} decide on a later "until"`,
    };
  }
  if (changed.length > 0) {
    return {
      code: 'waiver-evidence-changed',
      severity: 'warning',
      message: `${what} does not cover ${list(changed)}: the evidence is another than the one it was granted for`,
      why,
      fix: `have ${waiver.owner} look again, then put the evidenceHash of the JSON report into the waiver`,
    };
  }
  if (!ran.some(rule => matchesGlob(waiver.rule, rule))) return undefined;
  return {
    code: 'waiver-unused',
    severity: 'warning',
    message: `${what} covers nothing: nothing that it names fails or is unknown`,
    why: 'a waiver that covers nothing today would silently cover a finding of tomorrow',
    fix: 'remove it, or correct its "rule" and "subject"',
  };
}

/** Some of the names, and how many more. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown;
}

function dayOf(time: number): number {
  return Math.floor(time / 86_400_000);
}
