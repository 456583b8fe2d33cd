import fc from 'fast-check';
import type { Diagnostic } from '../../src/diagnostics/index.ts';
import type { EvidenceItem, Finding, Run, ShownValue, Subject } from '../../src/findings/index.ts';
import type { SourceLocation } from '../../src/inventory/index.ts';
import type { Severity, Verdict } from '../../src/rules/index.ts';
import { rule, run } from './run.ts';

/** Names somebody may put into a plan to be read by something else than a person. */
export const hostile = [
  '\u001b[31mred\u001b[0m\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007',
  '\u009b2J',
  'user\u202etxt.exe\u2066\u2069',
  '<img src=x onerror=alert(1)><script>alert(1)</script>',
  '</details> | a | b |\\| `code` ``` [x](javascript:alert(1)) ![x](https://evil.example/x.png)',
  '::error::forged ##[add-mask]x ##vso[task.setvariable variable=a]b',
  'a\n::stop-commands::x\r\nfail  forged  critical',
  '&#0; ]]> <![CDATA[ %s {0} ${x} $(x)',
  '\ud800 lone \udfff \ufffe \uffff \u0000 \u0008',
  '__proto__',
  'constructor',
  '',
  ' ',
  '-',
  '../../../etc/passwd',
  'C:\\plans\\plan.json',
  'x'.repeat(3000),
  '名前'.repeat(200),
];

const text = fc.oneof(
  fc.constantFrom(...hostile),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.string({ unit: fc.nat({ max: 0xffff }).map(unit => String.fromCharCode(unit)), maxLength: 30 }),
  fc.string({ maxLength: 20 }),
);

const severity = fc.constantFrom<Severity>('critical', 'high', 'medium', 'low');
const verdict = fc.constantFrom<Verdict>('fail', 'fail', 'unknown', 'pass', 'not-applicable');
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

/** The object without its undefined members, as exact optional members want it. */
function present<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> };
}

const number = fc.oneof(fc.nat({ max: 5000 }), fc.integer());
const location: fc.Arbitrary<SourceLocation> = fc
  .record({ file: text, line: number, column: number, endLine: maybe(number), endColumn: maybe(number), address: maybe(text) })
  .map(found => present(found) as SourceLocation);

const value: fc.Arbitrary<ShownValue> = fc.oneof(text, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 2 }), fc.dictionary(text, text, { maxKeys: 2 }));

const evidence: fc.Arbitrary<EvidenceItem> = fc
  .record({
    ref: text,
    path: text,
    attribute: maybe(text),
    value: maybe(value),
    unknown: maybe(fc.record({ reason: text, refersTo: text })),
    decidedBy: fc.constantFrom('set', 'default', 'service', 'declared', 'observed'),
    linkedBy: fc.constantFrom('value', 'reference', 'source', 'inferred', 'live'),
    because: maybe(text),
    location: maybe(location),
  })
  .map(item => present(item) as EvidenceItem);

const subject: fc.Arbitrary<Subject> = fc
  .record({
    kind: fc.constantFrom('self-managed', 'managed', 'standalone', 'auto-mode', 'karpenter', 'fargate', 'cluster'),
    name: text,
    cluster: maybe(text),
    ref: text,
    input: text,
    recognisedBy: fc.array(text, { maxLength: 2 }),
    match: maybe(text),
    unjudged: maybe(text),
  })
  .map(found => present(found) as Subject);

const diagnostic: fc.Arbitrary<Diagnostic> = fc
  .record({
    code: text,
    severity: fc.constantFrom('error', 'warning', 'note'),
    file: text,
    position: maybe(fc.record({ line: number, column: number })),
    message: text,
    why: maybe(text),
    fix: maybe(text),
  })
  .map(found => present(found) as Diagnostic);

const rules = fc.array(
  fc.record({ id: text, title: text, why: text, fix: text, severity, topic: text, references: fc.array(fc.oneof(text, fc.webUrl()), { maxLength: 3 }), frameworks: fc.dictionary(text, fc.array(text, { maxLength: 8 }), { maxKeys: 3 }) }),
  { minLength: 1, maxLength: 4 },
);

/** Any run: every string may be anything. Findings draw on few rules, subjects and evidence, so that some of them fold. */
export const arbitraryRun: fc.Arbitrary<Run> = fc
  .record({
    rules: rules.map(list => list.map(({ id, ...more }) => rule(id, more))),
    subjects: fc.array(subject, { minLength: 1, maxLength: 4 }),
    evidence: fc.array(fc.array(evidence, { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
    diagnostics: fc.array(diagnostic, { maxLength: 3 }),
    passedOver: fc.array(fc.record({ ref: text, because: text }), { maxLength: 2 }),
    input: fc.record({ path: text, kind: text, description: text, read: fc.constantFrom('whole', 'in part', 'not at all') }),
    exitReason: text,
  })
  .chain(parts =>
    fc
      .array(
        fc
          .record({
            id: text,
            rule: fc.constantFrom(...parts.rules),
            subject: fc.constantFrom(...parts.subjects),
            verdict,
            severity,
            lowered: maybe(text),
            message: text,
            location: maybe(location),
            evidence: fc.constantFrom(...parts.evidence),
            relatedLocations: maybe(fc.array(location, { maxLength: 2 })),
            resolveWith: maybe(text),
            remedy: maybe(fc.record({ changes: fc.array(fc.record({ action: fc.constantFrom('set' as const, 'tag' as const), ref: text, path: text, to: value }), { maxLength: 2 }), proven: fc.boolean(), text })),
            waiver: maybe(fc.record({ reason: text, owner: text, until: text })),
            existing: maybe(fc.boolean()),
            notes: maybe(fc.array(text, { maxLength: 2 })),
          })
          .map(({ rule: of, ...rest }) => ({ ...present(rest), rule: of.id, trail: () => rest.evidence, evidenceHash: JSON.stringify(rest.evidence) }) as Finding),
        { maxLength: 8 },
      )
      .map(findings =>
        run(findings, {
          rules: new Map(parts.rules.map(each => [each.id, each])),
          subjects: parts.subjects,
          inputs: [{ ...parts.input, passedOver: parts.passedOver }],
          diagnostics: parts.diagnostics,
          summary: { exitReason: parts.exitReason },
        }),
      ),
  );
