import { Environment, type ParseResult } from '@marcbachmann/cel-js';
import { isUnknown } from '../inventory/index.ts';
import { type Fact, type FactGroup, isLeaf, isRows, schemas, type SubjectName } from '../nodes/index.ts';
import { type Rule, severities, type Severity } from './rule.ts';

export type Verdict = 'pass' | 'fail' | 'unknown' | 'not-applicable';

/** A fact that a rule read, by its path: `node.subnets[1].route`. */
export interface Read {
  readonly path: string;
  readonly fact: Fact<unknown>;
}

/** A rule's verdict on one set of facts. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly severity: Severity;
  /** Why the severity is lower than the rule's. */
  readonly lowered?: string;
  /** Everything that was read, in order. */
  readonly trail: () => readonly Read[];
  /** The facts that decided a fail or an unknown, in the order the rule names them. */
  readonly deciding: () => readonly Read[];
  readonly message: () => string;
  readonly notes: () => readonly string[];
}

/** A rule with its expressions ready to run. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly judge: (facts: FactTree) => Judgement;
}

/** The facts of a subject, as {@link schemas} describes them. */
export interface FactTree {
  readonly [name: string]: Fact<unknown> | FactTree | readonly FactTree[];
}

/**
 * One preallocated error, because cel-js absorbs errors in `&&`, `||`, `all` and `exists` and making one costs more than a
 * whole evaluation. Which Unknown was read is in the trail.
 */
const unknownWasRead = new Error('a fact that is Unknown was read');

/** A rule that does not answer true or false; always a defect of the rule, never of the input. */
export class RuleDefect extends Error {
  constructor(rule: Rule, expression: string, what: string, cause?: unknown) {
    super(`rule ${rule.id}: ${what} in: ${expression}`, { cause });
    this.name = 'RuleDefect';
  }
}

/** Follows the reads through the views of one evaluation. */
interface Recorder {
  /** Undefined: nobody asks yet. Most verdicts are passes, and recording costs more than judging. */
  readonly reads: Map<string, Fact<unknown>> | undefined;
  /** A path whose fact is to be taken as Unknown, to see whether it decides. */
  blind: string | undefined;
}

const quiet: Recorder = { reads: undefined, blind: undefined };

/** The costly answers about a verdict, of one rule for any facts. */
interface SecondLook {
  readonly trail: (facts: FactTree, verdict: Verdict) => readonly Read[];
  readonly deciding: (facts: FactTree) => readonly Read[];
  readonly message: (facts: FactTree) => string;
  readonly notes: (facts: FactTree) => readonly string[];
}

/** A verdict that looks again only when it is asked. */
class Judged implements Judgement {
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly lowered?: string;
  readonly #facts: FactTree;
  readonly #second: SecondLook;
  #trail: readonly Read[] | undefined;

  constructor(facts: FactTree, verdict: Verdict, severity: Severity, lowered: string | undefined, second: SecondLook) {
    this.#facts = facts;
    this.verdict = verdict;
    this.severity = severity;
    if (lowered !== undefined) this.lowered = lowered;
    this.#second = second;
  }

  trail(): readonly Read[] {
    return (this.#trail ??= this.#second.trail(this.#facts, this.verdict));
  }

  deciding(): readonly Read[] {
    if (this.verdict === 'fail') return this.#second.deciding(this.#facts);
    return this.verdict === 'unknown' ? this.trail().filter(read => isUnknown(read.fact.value)) : this.trail();
  }

  message(): string {
    return this.#second.message(this.#facts);
  }

  notes(): readonly string[] {
    return this.verdict === 'pass' ? this.#second.notes(this.#facts) : [];
  }
}

type ViewClass = new (facts: FactTree, path: string, recorder: Recorder) => object;

const environments = new Map<SubjectName, { env: Environment; View: ViewClass }>();

/** The CEL environment of a subject: one declared type for each group of facts. */
export function environment(subject: SubjectName): { readonly env: Environment; readonly View: ViewClass } {
  let made = environments.get(subject);
  if (!made) {
    const env = new Environment({ unlistedVariablesAreDyn: false });
    const { View, typeName } = viewOf(env, subject, schemas[subject]);
    env.registerVariable(subject, typeName);
    made = { env, View };
    environments.set(subject, made);
  }
  return made;
}

function viewOf(env: Environment, name: string, group: FactGroup): { View: ViewClass; typeName: string } {
  const typeName = name.replace(/(^|\.)(\w)/g, (_, _dot, letter: string) => letter.toUpperCase());
  const View = class {
    // Declared, not defined: hundreds of thousands of views are made, and a defined field is initialised twice.
    declare readonly facts: FactTree;
    declare readonly path: string;
    declare readonly recorder: Recorder;
    constructor(facts: FactTree, path: string, recorder: Recorder) {
      this.facts = facts;
      this.path = path;
      this.recorder = recorder;
    }
  };
  const fields: Record<string, string> = {};
  for (const [key, entry] of Object.entries(group)) {
    let get: (this: InstanceType<typeof View>) => unknown;
    if (isLeaf(entry)) {
      fields[key] = entry.type;
      const isInt = entry.type === 'int';
      get = function () {
        const fact = this.facts[key] as Fact<string | boolean | number>;
        const { reads, blind } = this.recorder;
        if (reads ?? blind) {
          const path = `${this.path}.${key}`;
          reads?.set(path, fact);
          if (blind === path) throw unknownWasRead;
        }
        const value = fact.value;
        if (isUnknown(value)) throw unknownWasRead;
        if (!isInt) return value;
        // A plan may hold any number; what is no whole one is as good as not read.
        if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw unknownWasRead;
        return BigInt(value);
      };
    } else if (isRows(entry)) {
      const row = viewOf(env, `${name}.${key}`, entry.rows);
      fields[key] = `list<${row.typeName}>`;
      get = function () {
        const rows = this.facts[key] as readonly FactTree[];
        const { path, recorder } = this;
        return rows.map((facts, index) => new row.View(facts, recorder === quiet ? path : `${path}.${key}[${index}]`, recorder));
      };
    } else {
      const child = viewOf(env, `${name}.${key}`, entry);
      fields[key] = child.typeName;
      get = function () {
        const { path, recorder } = this;
        return new child.View(this.facts[key] as FactTree, recorder === quiet ? path : `${path}.${key}`, recorder);
      };
    }
    Object.defineProperty(View.prototype, key, { get, enumerable: true });
  }
  env.registerType(typeName, { ctor: View, fields });
  return { View, typeName };
}

/** Prepares a rule. Throws cel-js's ParseError for an expression that is no CEL; types are checked when rules are loaded. */
export function compileRule(rule: Rule): CompiledRule {
  const { env, View } = environment(rule.subject);
  const parse = (text: string): Expression => ({ text, run: env.parse(text) });
  const when = rule.when === undefined ? undefined : parse(rule.when);
  const assert = parse(rule.assert);
  const lower = rule.lower?.map(exception => ({ ...exception, test: parse(exception.when) }));
  const notes = rule.notes?.map(note => ({ ...note, test: parse(note.when) }));

  const look = (expression: Expression, facts: FactTree, recorder: Recorder): boolean | undefined => {
    try {
      const value: unknown = expression.run({ [rule.subject]: new View(facts, rule.subject, recorder) });
      if (typeof value === 'boolean') return value;
      throw new RuleDefect(rule, expression.text, `expected true or false, got ${typeof value}`);
    } catch (error) {
      if (error === unknownWasRead) return undefined;
      if (error instanceof RuleDefect) throw error;
      throw new RuleDefect(rule, expression.text, error instanceof Error ? error.message.split('\n')[0] ?? '' : String(error), error);
    }
  };

  const judge = (facts: FactTree): Judgement => {
    const applies = when ? look(when, facts, quiet) : true;
    const holds = applies === false ? undefined : look(assert, facts, quiet);
    const verdict = verdictOf(applies, holds);
    const exception = verdict === 'fail' ? lower?.find(candidate => look(candidate.test, facts, quiet) === true) : undefined;
    // A policy may have put the severity below the exception's already; an exception never raises it.
    const isLower = exception !== undefined && severities.indexOf(exception.to) > severities.indexOf(rule.severity);
    return new Judged(facts, verdict, isLower ? exception.to : rule.severity, isLower ? exception.because : undefined, second);
  };

  /** What is asked of a verdict after it was given. */
  const second: SecondLook = {
    trail: (facts, verdict) => {
      const recorder: Recorder = { reads: new Map(), blind: undefined };
      const applies = when ? look(when, facts, recorder) : true;
      if (applies !== false) look(assert, facts, recorder);
      if (verdict === 'fail') lower?.some(candidate => look(candidate.test, facts, recorder) === true);
      return [...(recorder.reads ?? [])].map(([path, fact]) => ({ path, fact }));
    },
    deciding: facts => decidingFail(facts),
    message: facts => render(rule.message, facts, path => offending(path, facts)),
    notes: facts => (notes ?? []).filter(note => look(note.test, facts, quiet) === true).map(note => render(note.text, facts, () => undefined)),
  };

  /** Judges again with one known fact at a time made Unknown: those that change the fail decided it. */
  const decidingFail = (facts: FactTree): readonly Read[] => {
    const recorder: Recorder = { reads: new Map(), blind: undefined };
    look(assert, facts, recorder);
    const known = [...(recorder.reads ?? [])].filter(([, fact]) => !isUnknown(fact.value)).map(([path, fact]) => ({ path, fact }));
    const deciding = known.filter(({ path }) => look(assert, facts, { reads: undefined, blind: path }) !== false);
    return deciding.length > 0 ? deciding : known.slice(-1);
  };

  /** The rows that fail by themselves, so that a message names them and no others; all rows where none does alone. */
  const offending = (path: readonly string[], facts: FactTree): readonly FactTree[] | undefined => {
    const rows = at(facts, path) as readonly FactTree[];
    const failing = rows.filter(row => look(assert, replaced(facts, path, [row]), quiet) === false);
    return failing.length > 0 ? failing : undefined;
  };

  return { rule, judge };
}

function at(facts: FactTree, path: readonly string[]): FactTree[string] | undefined {
  let here: FactTree[string] | undefined = facts;
  for (const step of path) here = here === undefined ? undefined : (here as FactTree)[step];
  return here;
}

/** The facts with other rows in one place; nothing else is copied or computed. */
function replaced(facts: FactTree, [step, ...rest]: readonly string[], rows: readonly FactTree[]): FactTree {
  if (step === undefined) return facts;
  const value = rest.length === 0 ? rows : replaced(facts[step] as FactTree, rest, rows);
  return Object.create(facts, { [step]: { value, enumerable: true } }) as FactTree;
}

interface Expression {
  readonly text: string;
  readonly run: ParseResult;
}

function verdictOf(applies: boolean | undefined, holds: boolean | undefined): Verdict {
  if (applies === false) return 'not-applicable';
  if (holds === true) return 'pass';
  return applies === undefined || holds === undefined ? 'unknown' : 'fail';
}

/**
 * Fills `{node.metadata.tokens}`; `{node}` is the subject's name and `{node.volumes.device}` the devices of the rows meant.
 * An Unknown prints its reason in angle brackets.
 */
function render(template: string, facts: FactTree, rowsMeant: (path: readonly string[]) => readonly FactTree[] | undefined): string {
  return template.replace(/\{([a-z]\w*(?:\.\w+)*)\}/gi, (_, placeholder: string) => {
    const [, ...path] = placeholder.split('.');
    const to = path.findIndex((_step, index) => Array.isArray(at(facts, path.slice(0, index + 1)))) + 1;
    if (to === 0) return shown(at(facts, path.length === 0 ? ['name'] : path), placeholder);
    const rows = rowsMeant(path.slice(0, to)) ?? (at(facts, path.slice(0, to)) as readonly FactTree[]);
    return [...new Set(rows.map(row => shown(at(row, path.slice(to)), placeholder)))].join(', ') || 'none';
  });
}

function shown(fact: FactTree[string] | undefined, placeholder: string): string {
  if (fact === undefined || !('value' in fact)) return `<${placeholder}?>`;
  const { value } = fact as Fact<unknown>;
  return isUnknown(value) ? `<${value.reason}>` : String(value);
}
