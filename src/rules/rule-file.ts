import type { Node } from 'yaml';
import type { Diagnostic } from '../diagnostics/index.ts';
import { schemas, type SubjectName } from '../nodes/index.ts';
import { checkExpression } from './check-expression.ts';
import { checkTemplate } from './check-template.ts';
import { type Patch, patchOf } from './example-facts.ts';
import type { Verdict } from './judge.ts';
import { type RemedyStep, type Rule, type RuleId, severities, type Severity } from './rule.ts';
import { dictionary, list, noteAt, noteFaults, oneOf, openYaml, parts, type Placed, placed, type Reader, type Reading, record, scalar, text } from './yaml-shape.ts';

/** A patch on the compliant subject and what the rule has to say about it. */
export interface Example {
  readonly name: string;
  readonly patch: Patch | undefined;
  readonly expect: Verdict;
  /** The severity a fail has to have, where the rule lowers it. */
  readonly severity?: Severity;
  readonly position: { readonly line: number; readonly column: number };
}

/** A rule as its file holds it: with its examples and its text. */
export interface LoadedRule {
  readonly rule: Rule;
  readonly examples: readonly Example[];
  /** As the user named it. */
  readonly file: string;
  readonly text: string;
}

const verdicts = ['pass', 'fail', 'unknown', 'not-applicable'] as const satisfies readonly Verdict[];
const subjects = Object.keys(schemas) as SubjectName[];
const kebab = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

const remedyStep: Reader<RemedyStep> = (node, reading) =>
  'has' in node && node.has('tag')
    ? record('a step that tags', { tag: oneOf('instance'), key: tagKey, value: text }, {})(node, reading)
    : record('a step that sets', { set: remedyPath, to: scalar }, {})(node, reading);

/** A tag's key; the cluster's name is the only thing that it may be filled with. */
const tagKey: Reader<string> = (node, reading) => {
  const key = text(node, reading);
  const other = key?.match(/\{[^{}]*\}/g)?.find(placeholder => placeholder !== '{cluster}');
  return other === undefined ? key : noteAt(reading, node, 'rule-wrong-value', `${other} is nothing that a tag key is filled with`, { fix: 'write {cluster} for the name of the cluster' });
};

/** AWS's own path, rooted at a role in the group. */
const remedyPath: Reader<string> = (node, reading) => {
  const path = text(node, reading);
  return path === undefined || /^(launch|group|instance)(\.[A-Z]\w*(\[\*\])?)+$/.test(path)
    ? path
    : noteAt(reading, node, 'rule-wrong-value', `${path} is no path of a remedy`, { fix: 'write it like launch.MetadataOptions.HttpTokens; it starts with launch, group or instance' });
};

const url: Reader<string> = (node, reading) => {
  const address = text(node, reading);
  return address === undefined || URL.canParse(address) ? address : noteAt(reading, node, 'rule-wrong-value', `${address} is no address of a page`);
};

/** Examples are read last, because how depends on the subject. */
const whole: Reader<Node> = node => node;

const ruleParts = parts(
  'a rule',
  {
    id: placed,
    title: text,
    severity: oneOf(...severities),
    subject: oneOf(...subjects),
    assert: placed,
    message: placed,
    why: text,
    fix: text,
  },
  {
    lower: list(record('an exception to the severity', { to: oneOf(...severities), when: placed, because: text }, {})),
    when: placed,
    remedy: list(remedyStep),
    notes: list(record('a note', { when: placed, text: placed }, {})),
    references: list(url),
    frameworks: dictionary(list(text)),
    aliases: list(text),
    examples: whole,
  },
);

/** Reads one rule file. The rule is there only if nothing is wrong with it; a missing failing example is a warning. */
export function readRuleFile(file: string, source: string): { readonly loaded?: LoadedRule; readonly diagnostics: readonly Diagnostic[] } {
  const { reading, root } = openYaml(file, source);
  const read = (root && ruleParts(root, reading)) ?? {};
  const [stem = '', topic = 'own'] = file.replace(/\.ya?ml$/, '').split(/[\\/]/).reverse();
  checkId(read, stem, reading);
  checkTexts(read, reading);
  const examples = read.subject && read.examples ? examplesOf(read.subject, read.examples, reading) : [];
  if (read.id && examples && !examples.some(example => example.expect === 'fail')) {
    noteAt(reading, read.examples ?? read.id.node, 'rule-no-failing-example', `${read.id.text} has no example that fails, so it has not been seen working`, { severity: 'warning' });
  }
  const diagnostics = reading.problems;
  const rule = diagnostics.some(problem => problem.severity === 'error') ? undefined : ruleOf(read, topic);
  return rule && examples ? { loaded: { rule, examples, file, text: source }, diagnostics } : { diagnostics };
}

type Parts = Partial<Exclude<ReturnType<typeof ruleParts>, undefined>>;

function checkId({ id }: Parts, stem: string, reading: Reading): void {
  if (!id) return;
  if (id.text !== stem) noteAt(reading, id.node, 'rule-id-mismatch', `the id ${id.text} is not the file's name`, { fix: `write id: ${stem}, or rename the file` });
  if (!kebab.test(id.text)) noteAt(reading, id.node, 'rule-wrong-value', `the id ${id.text} is not written like imdsv2-required`);
}

/** Checks everything that is read against the facts of the subject. */
function checkTexts({ subject, severity, when, assert, message, lower = [], notes = [] }: Parts, reading: Reading): void {
  if (!subject) return;
  const expression = (what: string, written: Placed | undefined): void => {
    if (written) noteFaults(reading, written, 'rule-expression', what, checkExpression(subject, written.text));
  };
  const template = (what: string, written: Placed | undefined): void => {
    if (written) noteFaults(reading, written, 'rule-placeholder', what, checkTemplate(subject, written.text));
  };
  expression('when', when);
  expression('assert', assert);
  template('message', message);
  for (const exception of lower) {
    expression('lower', exception.when);
    if (severity && severities.indexOf(exception.to) <= severities.indexOf(severity)) {
      noteAt(reading, exception.when.node, 'rule-wrong-value', `${exception.to} is not lower than ${severity}, the severity of the rule`);
    }
  }
  for (const remark of notes) {
    expression('note', remark.when);
    template('note', remark.text);
  }
}

function ruleOf({ id, title, severity, subject, assert, message, why, fix, ...more }: Parts, topic: string): Rule | undefined {
  if (!id || !title || !severity || !subject || !assert || !message || !why || !fix) return undefined;
  return {
    id: id.text as RuleId,
    topic,
    title,
    severity,
    ...(more.lower && { lower: more.lower.map(({ to, when, because }) => ({ to, when: when.text, because })) }),
    subject,
    ...(more.when && { when: more.when.text }),
    assert: assert.text,
    message: message.text,
    why,
    fix,
    ...(more.remedy && { remedy: more.remedy }),
    ...(more.notes && { notes: more.notes.map(remark => ({ when: remark.when.text, text: remark.text.text })) }),
    references: more.references ?? [],
    frameworks: more.frameworks ?? {},
    ...(more.aliases && { aliases: more.aliases }),
  };
}

function examplesOf(subject: SubjectName, node: Node, reading: Reading): readonly Example[] | undefined {
  const example = record('an example', { name: text, expect: oneOf(...verdicts) }, { [subject]: patchOf(subject), severity: oneOf(...severities) });
  const one: Reader<Example> = (at, into) => {
    const read = example(at, into);
    if (!read) return undefined;
    const { line, col: column } = into.lines.linePos(at.range?.[0] ?? 0);
    const severity = read['severity'] as Severity | undefined;
    return { name: read.name, expect: read.expect, patch: read[subject] as Patch | undefined, ...(severity && { severity }), position: { line, column } };
  };
  return list(one)(node, reading);
}
