import { createHash } from 'node:crypto';
import { describeUnknown, isUnknown, type SourceLocation, type Unknown } from '../inventory/index.ts';
import type { Evidence, NodeGroup } from '../nodes/index.ts';
import { planRemedy, type Prover } from '../remedies/index.ts';
import type { CompiledRule, Judgement, RuleId, Severity, Verdict } from '../rules/index.ts';
import type { EvidenceItem, Finding, Subject, Waiver } from './finding.ts';
import { showEvidence, showValue } from './show.ts';

/** What a finding is made from; everything that costs is made when somebody asks. */
export interface Judged {
  readonly rule: CompiledRule;
  readonly judgement: Judgement;
  readonly verdict: Verdict;
  readonly variant?: string;
  readonly subject: Subject;
  /** Absent for a cluster, which has no remedy of its own. */
  readonly group?: NodeGroup;
  /** Proves remedies; absent for a cluster. */
  readonly prover?: Prover;
  /** Another input has a subject of the same kind, cluster and ref: then the input is part of what a finding is called. */
  readonly isAmbiguous?: boolean;
}

/** One rule's verdict on one subject. */
export class SubjectFinding implements Finding {
  readonly #judged: Judged;
  /** Made with the first thing that is asked for: most findings are passes, and nobody asks them anything. */
  #made: Map<string, unknown> | undefined;
  readonly rule: RuleId;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly lowered?: string;
  waiver?: Waiver;
  existing?: boolean;

  constructor(judged: Judged) {
    this.#judged = judged;
    this.rule = judged.rule.rule.id;
    this.verdict = judged.verdict;
    this.severity = judged.judgement.severity;
    this.subject = judged.subject;
    if (judged.judgement.lowered !== undefined) this.lowered = judged.judgement.lowered;
  }

  #once<T>(name: string, make: () => T): T {
    const known = (this.#made ??= new Map());
    if (!known.has(name)) known.set(name, make());
    return known.get(name) as T;
  }

  get id(): string {
    return this.#once('id', () => {
      const { kind, cluster, ref } = this.subject;
      return hash([this.rule, kind, cluster ?? '', ref, ...(this.#judged.isAmbiguous === true ? [this.subject.input] : [])]);
    });
  }

  get evidenceHash(): string {
    return this.#once('evidenceHash', () => hash([this.rule, this.verdict, ...this.evidence.map(({ ref, path, value, unknown }) => JSON.stringify([ref, path, value ?? null, unknown ?? null]))]));
  }

  get #deciding(): readonly Evidence[] {
    return this.#once('deciding', () => {
      const items: Evidence[] = [];
      for (const { fact } of this.#judged.judgement.deciding()) for (const item of fact.evidence) if (!items.includes(item)) items.push(item);
      return items;
    });
  }

  get evidence(): readonly EvidenceItem[] {
    return this.#once('evidence', () => this.#deciding.map(showEvidence));
  }

  trail(): readonly EvidenceItem[] {
    return this.#judged.judgement.trail().flatMap(({ fact }) => fact.evidence.map(showEvidence));
  }

  /** The unknown facts that an unknown verdict read. */
  get #unknowns(): readonly { readonly path: string; readonly unknown: Unknown }[] {
    return this.#judged.judgement.trail().flatMap(({ path, fact }) => (isUnknown(fact.value) ? [{ path, unknown: fact.value }] : []));
  }

  get message(): string {
    return this.#once('message', () => {
      const { judgement, variant, rule } = this.#judged;
      const suffix = variant === undefined ? '' : ` (${variant})`;
      const { title } = rule.rule;
      if (this.verdict === 'fail') return judgement.message() + suffix;
      if (this.verdict === 'pass') return title;
      if (this.verdict === 'not-applicable') return `does not apply: ${title}`;
      const [first] = this.#unknowns;
      const claim = /^[A-Z][a-z ]/.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
      if (!first) return `cannot tell whether ${claim}: a value that it rests on cannot be read, or the templates that may be meant disagree${suffix}`;
      return `cannot tell whether ${claim}: ${first.path.replace(/^(?:node|cluster)\./, '')} is ${describeUnknown(first.unknown)}${suffix}`;
    });
  }

  /** Unknown because a part of the input was cut off or denied, rather than for what no plan can know. */
  get restsOnMissingInput(): boolean {
    return this.verdict === 'unknown' && this.#unknowns.some(({ unknown }) => unknown.reason === 'incomplete-input' || unknown.reason === 'denied');
  }

  get resolveWith(): string | undefined {
    if (this.verdict !== 'unknown') return undefined;
    return this.#unknowns.map(({ unknown }) => unknown.resolveWith).find(text => text !== undefined);
  }

  /** The last thing looked at for the first deciding fact is what a user has to change; what is only read here is not. */
  get location(): SourceLocation | undefined {
    return this.#once('location', () => {
      const [first] = this.#judged.judgement.deciding();
      const items = [...(first?.fact.evidence ?? [])].reverse();
      const own = items.find(item => item.resource && item.resource.existence !== 'elsewhere') ?? items.find(item => item.resource);
      return own?.resource?.locate(own.path) ?? this.#judged.group?.resource.locate('');
    });
  }

  get relatedLocations(): readonly SourceLocation[] | undefined {
    const primary = this.location;
    const others = new Map<string, SourceLocation>();
    for (const { location } of this.evidence) {
      if (location && location.address !== primary?.address) others.set(location.address ?? `${location.line}:${location.column}`, location);
    }
    return others.size > 0 ? [...others.values()] : undefined;
  }

  get remedy(): Finding['remedy'] {
    if (this.verdict !== 'fail') return undefined;
    return this.#once('remedy', () => {
      const { rule, group, prover } = this.#judged;
      const text = rule.rule.fix;
      const changes = group ? planRemedy(rule.rule, group) : undefined;
      if (!group || !changes) return { changes: [], proven: false, text };
      return {
        changes: changes.map(({ action, resource, path, to }) => ({
          action,
          ref: resource.ref.id,
          path,
          attribute: resource.attribute(path),
          to: showValue(to, resource.isSensitive(path)),
        })),
        proven: prover?.isProven(group, rule, changes) ?? false,
        text,
      };
    });
  }

  get notes(): readonly string[] | undefined {
    const notes = this.#judged.judgement.notes();
    return notes.length > 0 ? notes : undefined;
  }
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\u0000')).digest('hex').slice(0, 16);
}
